//! References between collections: a name in front matter becomes the path of the page that it means.

use super::outline::{Outline, PageEntry, Source};
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
        let mut collections: BTreeMap<String, Names> = BTreeMap::new();
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for id in 0..self.pages.len() {
            let Some(schema) = self.pages.get(id).and_then(|page| page.file.schema.clone()) else {
                continue;
            };
            let mut find = |kind: &FieldType, node: &mut Node, page: &PageEntry| {
                let FieldType::Reference { to, span } = kind else { return };
                if !collections.contains_key(to) {
                    let names = self.names_of(to);
                    if names.is_empty() && unknown.insert(to.clone()) {
                        out.push(
                            Diagnostic::error(
                                Code::SiteReference,
                                format!("there are no pages in `content/{to}`, which the field refers to"),
                            )
                            .at(schema.source().at(span.clone())),
                        );
                    }
                    collections.insert(to.clone(), names);
                }
                let Some(names) = collections.get(to).filter(|names| !names.is_empty()) else { return };
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
                        out.push(
                            Diagnostic::error(Code::SiteReference, message)
                                .at(at)
                                .suggest(name, names.keys().map(String::as_str)),
                        );
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
    fn names_of(&self, folder: &str) -> Names {
        let mut names = Names::new();
        let mut slugs = Names::new();
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        for (path, id) in self.sources_below(&prefix) {
            let Source::Page(id) = id else { continue };
            let stem = path.strip_suffix("/index.md").or_else(|| path.strip_suffix(".md")).unwrap_or(path);
            names.insert(path.to_string(), path.clone());
            names.insert(stem.strip_prefix(&prefix).unwrap_or(stem).to_owned(), path.clone());
            if let Some(page) = self.pages.get(id) {
                slugs.entry(page.slug.clone()).or_insert_with(|| path.clone());
            }
        }
        for (slug, path) in slugs {
            names.entry(slug).or_insert(path);
        }
        names
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
