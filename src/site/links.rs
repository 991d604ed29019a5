//! The site as the bodies of its pages see it: what a link leads to.

use super::Outline;
use super::assets::parent;
use crate::config::LanguageId;
use crate::content::markdown::{Links, Target};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, PoisonError};

/// Resolves the links of one page.
#[derive(Debug)]
pub struct PageLinks<'a> {
    outline: &'a Outline,
    base_path: &'a str,
    language: LanguageId,
    folder: &'a str,
    // Bodies ask through a shared reference; one body is rendered by one thread.
    reads: Mutex<Vec<LinkRead>>,
}

/// A question that a body asked of the site, and the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkRead {
    /// A path below `content/`.
    pub path: String,
    /// Whether a file beside content was meant, and not a page.
    pub asset: bool,
    /// The address, base path included; `None` where there is no such source.
    pub url: Option<String>,
}

impl<'a> PageLinks<'a> {
    /// The links of the file at `path` below `content/`, in its language.
    pub fn new(outline: &'a Outline, base_path: &'a str, (language, path): (LanguageId, &'a str)) -> Self {
        Self { outline, base_path, language, folder: parent(path), reads: Mutex::default() }
    }

    /// What was asked so far, in order, each question once.
    pub fn reads(self) -> Vec<LinkRead> {
        let mut reads = self.reads.into_inner().unwrap_or_else(PoisonError::into_inner);
        reads.sort();
        reads.dedup();
        reads
    }

    /// Whether the site still gives the same answers.
    pub fn still(&self, reads: &[LinkRead]) -> bool {
        reads.iter().all(|read| {
            let url = match read.asset {
                true => self.find_asset(&read.path),
                false => self.find_page(&read.path).map(|target| target.url),
            };
            url == read.url
        })
    }

    fn find_page(&self, path: &str) -> Option<Target> {
        let source = self.outline.resolve(self.language, path)?;
        let url = format!("{}{}", self.base_path, self.outline.address(source)?);
        Some(Target { url, source: self.outline.source_path(source)?.to_string() })
    }

    fn find_asset(&self, path: &str) -> Option<String> {
        self.outline.asset(path).map(|asset| format!("{}{}", self.base_path, asset.path))
    }

    fn note(&self, path: &str, asset: bool, url: Option<&String>) {
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.push(LinkRead { path: path.to_owned(), asset, url: url.cloned() });
    }
}

impl Links for PageLinks<'_> {
    fn page(&self, path: &str) -> Option<Target> {
        let target = self.find_page(path);
        self.note(path, false, target.as_ref().map(|target| &target.url));
        target
    }

    fn asset(&self, path: &str) -> Option<String> {
        let url = self.find_asset(path);
        self.note(path, true, url.as_ref());
        url
    }

    fn folder(&self) -> &str {
        self.folder
    }

    fn base_path(&self) -> &str {
        self.base_path
    }

    fn near(&self, path: &str) -> Option<String> {
        crate::diagnostics::nearest(path, self.outline.sources()).map(str::to_owned)
    }
}
