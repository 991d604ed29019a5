//! Files beside content: they are published beside the page they belong to.

use super::address;
use super::outline::Outline;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file of `content/` that is not Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its path below `content/`.
    pub source: Arc<str>,
    /// Its path on the site, with a leading slash.
    pub path: String,
}

/// Gives each file the address of the nearest folder above it that is a page bundle or a section. A file
/// above all of them cannot be: the home section is always there.
pub(super) fn place(outline: &Outline, files: &[Arc<str>]) -> BTreeMap<Arc<str>, Asset> {
    let mut owners: BTreeMap<&str, Cow<'_, str>> = BTreeMap::new();
    for page in outline.pages.iter().filter(|page| !page.is_stand_in()) {
        if let Some(folder) = page.bundle_folder() {
            // A page that is a file has its assets in a folder of the same name.
            let path = address::below(&page.path);
            // What translations share belongs to the default language's page, which comes first.
            owners.entry(folder).or_insert(path);
        }
    }
    for section in outline.sections.iter().filter(|section| !section.is_stand_in()) {
        owners.entry(section.content_folder()).or_insert_with(|| address::below(&section.path));
    }
    files
        .iter()
        .map(|file| {
            let mut folder = parent(file);
            let path = loop {
                if let Some(path) = owners.get(folder) {
                    let rest = file.get(folder.len()..).unwrap_or("").trim_start_matches('/');
                    break format!("{path}{rest}");
                }
                if folder.is_empty() {
                    break format!("/{file}");
                }
                folder = parent(folder);
            };
            (file.clone(), Asset { source: file.clone(), path })
        })
        .collect()
}

/// The folder of a path; empty at the top.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
