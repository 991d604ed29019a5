//! The site as the bodies of its pages see it: what a link leads to.

use super::Outline;
use super::assets::parent;
use super::outline::Source;
use crate::content::markdown::{Links, Target};

/// Resolves the links of one page.
#[derive(Debug)]
pub struct PageLinks<'a> {
    outline: &'a Outline,
    base_path: &'a str,
    folder: &'a str,
}

impl<'a> PageLinks<'a> {
    /// The links of the file at `path` below `content/`.
    pub fn new(outline: &'a Outline, base_path: &'a str, path: &'a str) -> Self {
        Self { outline, base_path, folder: parent(path) }
    }
}

impl Links for PageLinks<'_> {
    fn page(&self, path: &str) -> Option<Target> {
        let (page, path) = match self.outline.by_source(path)? {
            Source::Page(id) => (id, &self.outline.pages.get(id)?.path),
            // Sections are numbered behind the pages.
            Source::Section(id) => (self.outline.pages.len() + id, &self.outline.sections.get(id)?.path),
        };
        Some(Target { url: format!("{}{path}", self.base_path), page })
    }

    fn asset(&self, path: &str) -> Option<String> {
        self.outline.assets.get(path).map(|asset| format!("{}{}", self.base_path, asset.path))
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
