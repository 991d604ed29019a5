//! `[related]`: what makes two pages related.

use super::data::{Data, TableReader};

/// What makes two pages related.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelatedConfig {
    /// Names of fields, taxonomies, `date` or `headings`, and how much having one value of it in common counts. Empty
    /// for the default: all taxonomies, and a little for dates that are near.
    pub indices: Vec<(String, u64)>,
    /// What a page must count at least.
    pub threshold: u64,
    /// Whether pages that are newer are related too.
    pub newer: bool,
}

impl RelatedConfig {
    pub(super) fn read(mut t: TableReader<'_>) -> Self {
        let threshold = t.count("threshold").unwrap_or(1) as u64;
        let newer = t.bool("newer").unwrap_or(true);
        let mut indices = Vec::new();
        if let Some(table) = t.table("weights") {
            for (key, node) in table {
                match node.value {
                    Data::Int(weight @ 0..=1000) => indices.push((key.name.clone(), weight.unsigned_abs())),
                    _ => t.bad_value(node, format!("the weight of `{}` goes from 0 to 1000", key.name)),
                }
            }
        }
        t.finish();
        Self { indices, threshold, newer }
    }
}
