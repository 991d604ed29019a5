//! What sections say about the sources below them: cascades of front matter, and schemas of collections.

use super::cascade::{Cascade, Heir, Kind};
use super::front_matter::SectionMatter;
use super::schema::Schema;
use crate::config::UnknownKeys;
use crate::source::{Hash, hash};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a source inherits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inherited {
    /// From the top down.
    pub cascades: Vec<Arc<Cascade>>,
    /// Of the nearest section that has one.
    pub schema: Option<Arc<Schema>>,
    /// Of all of it.
    pub fingerprint: Hash,
}

impl Inherited {
    fn new(cascades: Vec<Arc<Cascade>>, schema: Option<Arc<Schema>>) -> Self {
        let fingerprint = match (cascades.as_slice(), &schema) {
            ([], None) => Hash::default(),
            (cascades, schema) => hash(format!("{cascades:?} {schema:?}").as_bytes()),
        };
        Self { cascades, schema, fingerprint }
    }

    /// The schema, where it has references to resolve.
    pub fn references(&self) -> Option<Arc<Schema>> {
        self.schema.as_ref().filter(|schema| schema.has_references()).cloned()
    }
}

/// What a source is read with, beside its text.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// What happens to keys that are not known.
    pub unknown: UnknownKeys,
    /// BCP 47 tag of the source's language.
    pub language: &'a str,
    /// What the sections above say.
    pub inherited: &'a Inherited,
}

impl<'a> Reading<'a> {
    /// The source as its cascades see it.
    pub(super) fn heir(&self, path: &'a str, kind: Kind) -> Heir<'a> {
        Heir { path, kind, language: self.language }
    }
}

/// What each folder hands down. Folders that add nothing to what they inherit are not in it.
#[derive(Clone, Debug, Default)]
pub struct Inheritance {
    site: Inherited,
    folders: BTreeMap<Arc<str>, Inherited>,
}

impl Inheritance {
    /// The inheritance of a site whose configuration cascades `site` to everything.
    pub fn new(site: Vec<Cascade>) -> Self {
        let cascades = site.into_iter().map(Arc::new).collect();
        Self { site: Inherited::new(cascades, None), folders: BTreeMap::new() }
    }

    /// Adds what a section hands down; the sections above it were added before. `folder` is below `content/`.
    pub fn declare(&mut self, folder: &str, matter: &SectionMatter) {
        if matter.cascade.is_empty() && matter.schema.is_none() {
            return;
        }
        let outer = self.of_folder(above(folder), folder.is_empty());
        let cascades = outer.cascades.iter().chain(&matter.cascade).cloned().collect();
        let schema = matter.schema.as_ref().or(outer.schema.as_ref()).cloned();
        self.folders.insert(folder.into(), Inherited::new(cascades, schema));
    }

    /// What the source at a path below `content/` inherits. A section inherits from those above it alone.
    pub fn of(&self, path: &str) -> &Inherited {
        if self.folders.is_empty() {
            return &self.site;
        }
        match path.strip_suffix("_index.md") {
            Some("") => &self.site,
            Some(folder) => self.of_folder(above(folder.trim_end_matches('/')), false),
            None => self.of_folder(above(path), false),
        }
    }

    fn of_folder(&self, folder: &str, beyond_home: bool) -> &Inherited {
        if beyond_home {
            return &self.site;
        }
        let mut folder = folder;
        loop {
            if let Some(found) = self.folders.get(folder) {
                return found;
            }
            if folder.is_empty() {
                return &self.site;
            }
            folder = above(folder);
        }
    }
}

/// The folder that holds a file or folder.
fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
