//! Pagination: one list as several pages.

use super::{PageId, address};
use crate::config::Config;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pager {
    /// Its number, from 1.
    pub index: usize,
    /// Its address.
    pub path: String,
    /// The pages it lists.
    pub pages: Vec<PageId>,
}

/// Splits a list whose first page is at `path`. A list without pages still has one page.
pub fn pagers(config: &Config, path: &str, segment: &str, by: usize, pages: &[PageId]) -> Vec<Pager> {
    let chunks: Vec<&[PageId]> =
        if pages.is_empty() { vec![&[][..]] } else { pages.chunks(by.max(1)).collect() };
    chunks
        .into_iter()
        .enumerate()
        .map(|(i, chunk)| Pager {
            index: i + 1,
            path: match i {
                0 => path.to_owned(),
                _ => address::written(format!("{}{segment}/{}/", address::below(path), i + 1), config),
            },
            pages: chunk.to_vec(),
        })
        .collect()
}
