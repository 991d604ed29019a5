//! Which sources are translations of each other, and what a path means in a language.
//!
//! Sources are translations of each other where they stand at one place of their languages' trees, or where front
//! matter gives them one `translation_key`. The key may be the place of another without its ending, so that only the
//! translation needs to have one.

use super::assets::Asset;
use super::outline::{Outline, Source};
use super::{PageId, SectionId, Site};
use crate::config::LanguageId;
use crate::content::document::SourceFile;
use crate::content::place::Place;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Sources that a `translation_key` joins, by the key; those that their places join are not in it.
#[derive(Clone, Debug, Default)]
pub struct Translations {
    joined: BTreeMap<String, BTreeMap<LanguageId, Source>>,
}

/// A page or section in one of the languages that it is in.
#[derive(Clone, Copy, Debug)]
pub struct Translation<'s> {
    /// The language.
    pub language: LanguageId,
    /// Its path below `content/`.
    pub source: &'s str,
    /// Its title.
    pub title: &'s str,
    /// Its address.
    pub path: &'s str,
    /// Whether another language's text stands in for it.
    pub is_stand_in: bool,
}

impl Outline {
    /// Finds the sources that `translation_key`s join.
    pub(super) fn join_translations(&mut self, out: &mut Diagnostics) {
        if !self.languages.are_many() {
            return;
        }
        let mut joined: BTreeMap<String, BTreeMap<LanguageId, Source>> = BTreeMap::new();
        for (source, file) in self.files() {
            let Some(key) = &file.page_matter().translation_key else { continue };
            let group = joined.entry(key.clone()).or_default();
            if let Some(other) = group.insert(file.language, source) {
                let other = self.file(other).map(|file| Location::file(file.source.path.clone()));
                let message = format!(
                    "two sources in `{}` have the translation key `{key}`",
                    self.languages.get(file.language).tag
                );
                out.push(
                    Diagnostic::error(Code::SiteLanguage, message)
                        .at(Location::file(file.source.path.clone()))
                        .note("the other is here", other),
                );
            }
        }
        for (key, group) in &mut joined {
            for language in self.languages.iter() {
                let endings = [".md", "/index.md", "/_index.md"];
                let by_place = endings.iter().find_map(|ending| {
                    let place = if key.is_empty() { "_index.md" } else { &format!("{key}{ending}") };
                    self.at_place(language.id, place)
                });
                let free = |source: &Source| {
                    self.file(*source).is_none_or(|file| file.page_matter().translation_key.is_none())
                };
                if let Some(source) = by_place.filter(free) {
                    group.entry(language.id).or_insert(source);
                }
            }
        }
        self.translations = Translations { joined };
    }

    /// A source in a language, if it is in that.
    pub fn translation(&self, source: Source, language: LanguageId) -> Option<Source> {
        if self.language(source) == language {
            return Some(source);
        }
        if let Some(group) = self.joined(source) {
            return group.get(&language).copied();
        }
        let found = self.at_place(language, &self.place(source)?)?;
        self.joined(found).is_none().then_some(found)
    }

    /// What a path below `content/` means to a source in a language: a path that says its language means just that
    /// source; any other means its translation, or what stands in for that.
    pub fn resolve(&self, language: LanguageId, path: &str) -> Option<Source> {
        let exact = self.by_source(path);
        if !self.languages.are_named() {
            return exact;
        }
        let place = Place::of(path, &self.languages);
        if place.is_explicit {
            return exact.or_else(|| self.at_place(place.language, &place.path));
        }
        let mut chain = self.languages.chain(language);
        match exact {
            Some(source) => chain.find_map(|language| self.translation(source, language)).or(exact),
            None => chain.find_map(|language| self.at_place(language, &place.path)),
        }
    }

    /// A file beside content. What is not in the folder of its language is where the default language has it.
    pub fn asset(&self, path: &str) -> Option<&Asset> {
        let there = || self.assets.get(&*Place::of(path, &self.languages).path);
        self.assets.get(path).or_else(there)
    }

    /// The language of a source.
    pub fn language(&self, source: Source) -> LanguageId {
        let language = match source {
            Source::Page(id) => self.pages.get(id).map(|page| page.file.language),
            Source::Section(id) => self.sections.get(id).map(|section| section.language),
        };
        language.unwrap_or_default()
    }

    /// The path of a source below `content/`.
    pub fn source_path(&self, source: Source) -> Option<&Arc<str>> {
        match source {
            Source::Page(id) => self.pages.get(id).map(|page| &page.file.path),
            Source::Section(id) => self.sections.get(id).map(|section| &section.source),
        }
    }

    /// The address of a source.
    pub fn address(&self, source: Source) -> Option<&str> {
        match source {
            Source::Page(id) => self.pages.get(id).map(|page| page.path.as_str()),
            Source::Section(id) => self.sections.get(id).map(|section| section.path.as_str()),
        }
    }

    fn place(&self, source: Source) -> Option<String> {
        Some(match source {
            Source::Page(id) => self.pages.get(id)?.file.place.to_string(),
            Source::Section(id) => match &*self.sections.get(id)?.folder {
                "" => "_index.md".to_owned(),
                folder => format!("{folder}/_index.md"),
            },
        })
    }

    pub(super) fn file(&self, source: Source) -> Option<&SourceFile> {
        match source {
            Source::Page(id) => self.pages.get(id).map(|page| &page.file),
            Source::Section(id) => self.sections.get(id).and_then(|section| section.file.as_ref()),
        }
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (Source, &SourceFile)> {
        let pages = self.pages.iter().enumerate().map(|(id, page)| (Source::Page(id), &page.file));
        let sections = self.sections.iter().enumerate();
        let sections =
            sections.filter_map(|(id, section)| Some((Source::Section(id), section.file.as_ref()?)));
        pages.chain(sections)
    }

    /// The sources that are joined with one by a key.
    fn joined(&self, source: Source) -> Option<&BTreeMap<LanguageId, Source>> {
        let joined = &self.translations.joined;
        if joined.is_empty() {
            return None;
        }
        let key = self.file(source).and_then(|file| file.page_matter().translation_key.as_deref());
        match key {
            Some(key) => joined.get(key),
            None => {
                let place = self.place(source)?;
                let stem = ["/index.md", "/_index.md", ".md"].iter().find_map(|end| place.strip_suffix(end));
                joined.get(stem.unwrap_or("")).filter(|group| group.values().any(|found| *found == source))
            }
        }
    }
}

impl Site {
    /// A page in every language that it is in, its own included, in the order for readers.
    pub fn translations_of_page(&self, id: PageId) -> Vec<Translation<'_>> {
        self.translations(Source::Page(id))
    }

    /// A section in every language that it is in, its own included, in the order for readers.
    pub fn translations_of_section(&self, id: SectionId) -> Vec<Translation<'_>> {
        self.translations(Source::Section(id))
    }

    /// A source in every language that it is in.
    pub fn translations(&self, source: Source) -> Vec<Translation<'_>> {
        if !self.config.languages.are_many() {
            return Vec::new();
        }
        let found = self.config.languages.in_order().filter_map(|language| {
            let found = self.outline.translation(source, language.id)?;
            let title = match found {
                Source::Page(id) => self.pages.get(id)?.title.as_str(),
                Source::Section(id) => {
                    let section = self.sections.get(id)?;
                    section.entry.matter.page.visibility.rendered.then_some(section.title.as_str())?
                }
            };
            let is_stand_in = match found {
                Source::Page(id) => self.pages.get(id)?.entry.is_stand_in(),
                Source::Section(id) => self.sections.get(id)?.entry.is_stand_in(),
            };
            Some(Translation {
                language: language.id,
                source: self.outline.source_path(found)?,
                title,
                path: self.outline.address(found)?,
                is_stand_in,
            })
        });
        found.collect()
    }
}
