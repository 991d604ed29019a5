//! What pages and sections are called in double brackets: their titles, file names and paths.

use super::outline::Outline;
use crate::config::LanguageId;
use crate::content::document::SourceFile;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Sources by their names.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    by_name: BTreeMap<LanguageId, BTreeMap<String, Vec<Arc<str>>>>,
}

impl Names {
    /// The names of all pages and sections that have a file.
    pub(super) fn of(outline: &Outline) -> Self {
        let mut names = Self::default();
        let pages = outline.pages.iter().map(|page| &page.file);
        for file in pages.chain(outline.sections.iter().filter_map(|section| section.file.as_ref())) {
            names.add(file);
        }
        names
    }

    fn add(&mut self, file: &SourceFile) {
        let path = &file.path;
        let stem = file.place.strip_suffix(".md").unwrap_or(&file.place);
        // A page bundle and a section are called by their folder.
        let stem = stem.strip_suffix("/index").or_else(|| stem.strip_suffix("/_index")).unwrap_or(stem);
        let name = stem.rsplit('/').next().unwrap_or(stem);
        let title = file.page_matter().title.as_deref();
        let by_name = self.by_name.entry(file.language).or_default();
        for name in [Some(stem), Some(name), title].into_iter().flatten().map(folded) {
            let sources = by_name.entry(name).or_default();
            if sources.last() != Some(path) {
                sources.push(path.clone());
            }
        }
    }

    /// The sources of that name in a language, whatever its letter case.
    pub(super) fn get(&self, language: LanguageId, name: &str) -> &[Arc<str>] {
        let name = name.strip_suffix(".md").unwrap_or(name);
        let named = self.by_name.get(&language).and_then(|names| names.get(&folded(name)));
        named.map_or(&[], Vec::as_slice)
    }

    /// All names in a language, in byte order.
    pub(super) fn iter(&self, language: LanguageId) -> impl Iterator<Item = &str> {
        self.by_name.get(&language).into_iter().flat_map(BTreeMap::keys).map(String::as_str)
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
