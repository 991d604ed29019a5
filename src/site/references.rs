//! References between collections: a name in front matter becomes the path of the page that it means.

use super::outline::{Outline, PageEntry};
use crate::config::LanguageId;
use crate::config::data::{Data, Node};
use crate::content::document::Matter;
use crate::content::schema::{FieldType, Schema};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The pages of a collection by every name that a reference may use.
type Names = BTreeMap<String, Arc<str>>;

impl Outline {
    /// Finds the page of every reference, and puts its path below `content/` in place of the name, so that
    /// templates can hand it to `get_page`.
    pub(super) fn resolve_references(&mut self, out: &mut Diagnostics) {
        let mut collections: BTreeMap<(LanguageId, String), Names> = BTreeMap::new();
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for id in 0..self.pages.len() {
            let Some(schema) = self.pages.get(id).and_then(|page| page.file.schema.clone()) else {
                continue;
            };
            let mut find = |kind: &FieldType, node: &mut Node, page: &PageEntry| {
                let FieldType::Reference { to, span } = kind else { return };
                let key = (page.file.language, to.clone());
                if !collections.contains_key(&key) {
                    let names = self.names_of(page.file.language, to);
                    if names.is_empty() && unknown.insert(to.clone()) {
                        out.push(
                            Diagnostic::error(
                                Code::SiteReference,
                                format!("there are no pages in `content/{to}`, which the field refers to"),
                            )
                            .at(schema.source().at(span.clone())),
                        );
                    }
                    collections.insert(key.clone(), names);
                }
                let Some(names) = collections.get(&key).filter(|names| !names.is_empty()) else { return };
                let Data::String(name) = &mut node.value else { return };
                match names.get(name.as_str()) {
                    Some(path) => *name = path.to_string(),
                    None => {
                        let source = &page.file.source;
                        let at = match node.span == (0..0) {
                            true => Location::file(source.path.clone()),
                            false => source.at(node.span.clone()),
                        };
                        let message = format!("`content/{to}` has no page `{name}`");
                        // The original says it already.
                        if !page.is_stand_in() {
                            out.push(
                                Diagnostic::error(Code::SiteReference, message)
                                    .at(at)
                                    .suggest(name, names.keys().map(String::as_str)),
                            );
                        }
                    }
                }
            };
            let resolved = self.pages.get(id).and_then(|page| resolve(&schema, page, &mut find));
            if let Some(extra) = resolved
                && let Some(page) = self.pages.get_mut(id)
                && let Matter::Page(matter) = &mut Arc::make_mut(page).file.matter
            {
                Arc::make_mut(matter).extra = Some(extra);
            }
        }
    }

    /// A page is known by its path below `content/`, by its path below the collection without `.md`, and by its
    /// slug; the earlier of these wins where two pages claim one name.
    ///
    /// A page's own language comes first, then those that stand in for it, the default language at last.
    fn names_of(&self, language: LanguageId, folder: &str) -> Names {
        let mut all = Names::new();
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        for language in self.languages.chain(language) {
            let mut names = Names::new();
            let mut slugs = Names::new();
            for page in self.pages.get(self.pages_below(language, folder)).unwrap_or_default() {
                let (path, place) = (&page.file.path, &page.file.place);
                let stem = place.strip_suffix("/index.md").or_else(|| place.strip_suffix(".md"));
                let stem = stem.unwrap_or(place);
                names.insert(place.to_string(), path.clone());
                names.insert(stem.strip_prefix(&prefix).unwrap_or(stem).to_owned(), path.clone());
                slugs.entry(page.slug.clone()).or_insert_with(|| path.clone());
            }
            for (name, path) in names.into_iter().chain(slugs) {
                all.entry(name).or_insert(path);
            }
        }
        all
    }
}

fn resolve(
    schema: &Schema,
    page: &PageEntry,
    find: &mut dyn FnMut(&FieldType, &mut Node, &PageEntry),
) -> Option<Node> {
    let mut extra = page.file.page_matter().extra.clone()?;
    schema.visit_references(&mut extra, &mut |kind, node| find(kind, node, page));
    Some(extra)
}
