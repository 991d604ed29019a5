//! What sections say about the sources below them: cascades of front matter, and schemas of collections.

use super::cascade::{Cascade, Heir, Kind};
use super::front_matter::SectionMatter;
use super::place::Place;
use super::schema::Schema;
use crate::config::{LanguageId, Languages, UnknownKeys};
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
    /// The languages of the site, which the source's path names one of.
    pub languages: &'a Languages,
    /// What the sections above say.
    pub inherited: &'a Inherited,
}

impl<'a> Reading<'a> {
    /// The source as its cascades see it.
    pub(super) fn heir(&self, path: &'a str, place: &'a Place<'_>, kind: Kind) -> Heir<'a> {
        Heir { path, place: &place.path, kind, language: &self.languages.get(place.language).tag }
    }
}

/// What each folder hands down. Folders that add nothing to what they inherit are not in it.
///
/// A section of the default language speaks to its translations too: a collection has one schema in all languages. What
/// a translation's `_index` says goes to its own language alone.
#[derive(Clone, Debug, Default)]
pub struct Inheritance {
    site: Inherited,
    /// What the default language's sections hand down to all.
    folders: BTreeMap<Arc<str>, Inherited>,
    /// The same with what the sections of a language add, for the languages whose sections add something.
    translated: BTreeMap<LanguageId, BTreeMap<Arc<str>, Inherited>>,
}

impl Inheritance {
    /// The inheritance of a site whose configuration cascades `site` to everything.
    pub fn new(site: Vec<Cascade>) -> Self {
        let cascades = site.into_iter().map(Arc::new).collect();
        Self { site: Inherited::new(cascades, None), ..Self::default() }
    }

    /// Adds what the section of a folder hands down; the sections above it were added before, and so was the default
    /// language's. `folder` is where it stands in its language.
    pub fn declare(&mut self, language: LanguageId, folder: &str, matter: &SectionMatter) {
        if matter.cascade.is_empty() && matter.schema.is_none() {
            return;
        }
        if language != LanguageId::DEFAULT {
            let added = added(self.of_folder(language, Some(folder)), matter);
            self.translated.entry(language).or_default().insert(folder.into(), added);
            return;
        }
        let speaking: Vec<LanguageId> = self.translated.keys().copied().collect();
        for other in speaking {
            let added = added(self.of_folder(other, outside(folder)), matter);
            self.translated.entry(other).or_default().insert(folder.into(), added);
        }
        let added = added(self.of_folder(language, outside(folder)), matter);
        self.folders.insert(folder.into(), added);
    }

    /// What the source at a place inherits. A section inherits from those above it alone.
    pub fn of(&self, place: &Place<'_>) -> &Inherited {
        if self.folders.is_empty() && self.translated.is_empty() {
            return &self.site;
        }
        let folder = above(&place.path);
        let folder = if place.is_section() { outside(folder) } else { Some(folder) };
        self.of_folder(place.language, folder)
    }

    /// What a folder hands down; nothing is outside of home.
    fn of_folder(&self, language: LanguageId, folder: Option<&str>) -> &Inherited {
        let own = self.translated.get(&language);
        let mut next = folder;
        while let Some(folder) = next {
            let found = own.and_then(|own| own.get(folder)).or_else(|| self.folders.get(folder));
            if let Some(found) = found {
                return found;
            }
            next = outside(folder);
        }
        &self.site
    }
}

/// What a section hands down that inherits `outer`.
fn added(outer: &Inherited, matter: &SectionMatter) -> Inherited {
    let cascades = outer.cascades.iter().chain(&matter.cascade).cloned().collect();
    let schema = matter.schema.as_ref().or(outer.schema.as_ref()).cloned();
    Inherited::new(cascades, schema)
}

/// The folder around a folder; there is none around home's.
fn outside(folder: &str) -> Option<&str> {
    (!folder.is_empty()).then(|| above(folder))
}

/// The folder that holds a file or folder.
fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
