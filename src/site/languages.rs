//! The languages of sources: each language has a tree of sections and pages of its own.

use crate::config::{Language, LanguageId, Languages};
use crate::content::document::{Matter, SourceFile};
use crate::content::front_matter::{PageMatter, SectionMatter};
use crate::content::place::{self, Place};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use icu_locale_core::LanguageIdentifier;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Puts sources in the order of their languages and places, and keeps one for each place.
pub(super) fn arrange(
    mut files: Vec<SourceFile>,
    languages: &Languages,
    out: &mut Diagnostics,
) -> Vec<SourceFile> {
    if !languages.are_named() {
        return files;
    }
    let tag = |id: LanguageId| &languages.get(id).tag;
    files.sort_by(|a, b| (a.language, &a.place, &a.path).cmp(&(b.language, &b.place, &b.path)));
    warn_of_other_tags(&files, languages, out);
    let mut kept: Vec<SourceFile> = Vec::with_capacity(files.len());
    for file in files {
        let at = || Location::file(file.source.path.clone());
        if let Some((folder, suffix)) = Place::of(&file.path, languages).contradiction {
            let (folder, suffix) = (tag(folder), tag(suffix));
            let message = format!("the file is in the folder of `{folder}`, but its name says `{suffix}`");
            out.push(
                Diagnostic::error(Code::SiteLanguage, message)
                    .at(at())
                    .hint("name a language by the folder or by the suffix"),
            );
            continue;
        }
        match kept.last() {
            Some(last) if (last.language, &last.place) == (file.language, &file.place) => {
                let message = format!("`{}` in `{}` has two sources", file.place, tag(file.language));
                let other = Location::file(last.source.path.clone());
                out.push(
                    Diagnostic::error(Code::SiteLanguage, message)
                        .at(at())
                        .note("the other is here", Some(other)),
                );
            }
            _ => kept.push(file),
        }
    }
    kept
}

/// A source beside which there is one of the same name without the suffix, where the suffix could be a language: it is a
/// page of its own, which is seldom meant.
fn warn_of_other_tags(files: &[SourceFile], languages: &Languages, out: &mut Diagnostics) {
    let paths: BTreeSet<&str> = files.iter().map(|file| &*file.path).collect();
    for file in files.iter().filter(|file| !file.is_row) {
        let Some(suffix) = place::suffix(&file.path).filter(|suffix| could_be_meant(suffix, languages))
        else {
            continue;
        };
        let stem = file.path.strip_suffix(".md").and_then(|path| path.strip_suffix(suffix));
        if stem.is_some_and(|stem| paths.contains(format!("{stem}md").as_str())) {
            let tags = languages.iter().map(|language| language.tag.as_str());
            let message = format!("`{suffix}` is no language of the site, so this is a page of its own");
            let diagnostic = Diagnostic::warning(Code::SiteLanguage, message)
                .at(Location::file(file.source.path.clone()))
                .suggest(suffix, tags);
            out.push(match diagnostic.hint {
                Some(_) => diagnostic,
                None => diagnostic.hint(format!("add `[languages.{suffix}]` to layer9.toml")),
            });
        }
    }
}

/// The two-letter codes of ISO 639-1, of which a suffix may be one that the site lacks. Codes of three letters are left
/// out: `tool.exe.md` is about a file more often than in a language.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv \
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it \
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb \
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss \
    st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Whether a suffix is a language's tag that the site does not have, or one of the site's with its letters changed round.
fn could_be_meant(suffix: &str, languages: &Languages) -> bool {
    if languages.find(suffix).is_some() || LanguageIdentifier::try_from_str(suffix).is_err() {
        return false;
    }
    let primary = suffix.split('-').next().unwrap_or(suffix);
    let turned: String = primary.chars().rev().collect();
    let is_known = TWO_LETTERS.split_ascii_whitespace().any(|code| code == primary);
    is_known || (primary.len() == 2 && languages.find(&turned).is_some())
}

/// The path that the `_index.md` of a folder would have, if its language were said as it is in a source's path.
pub(super) fn index_like(file: &SourceFile, folder: &str, languages: &Languages) -> Arc<str> {
    let slash = if folder.is_empty() { "" } else { "/" };
    match file.path.strip_suffix(&*file.place) {
        // In a folder of the language, or without anything that says it.
        Some(outer) => format!("{outer}{folder}{slash}_index.md").into(),
        None => format!("{folder}{slash}_index.{}.md", languages.get(file.language).tag).into(),
    }
}

/// An address within those of a language; one that is there already stays.
pub(super) fn prefixed(prefix: &str, path: String) -> String {
    let is_within = path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'));
    if is_within { path } else { format!("{prefix}{path}") }
}

/// What a section says of the list of its pages, without what it says of itself.
pub(super) fn settings(matter: &SectionMatter) -> SectionMatter {
    let page = PageMatter {
        aliases: Vec::new(),
        menus: Vec::new(),
        spans: Default::default(),
        ..matter.page.clone()
    };
    SectionMatter { page, cascade: Vec::new(), schema: None, rows: Vec::new(), ..matter.clone() }
}

/// Adds the pages and sections that stand in for translations that there are not, in the languages that ask for it.
pub(super) fn add_stand_ins(files: &mut Vec<SourceFile>, languages: &Languages) {
    let asking: Vec<&Language> = languages
        .iter()
        .filter(|language| language.fallback_pages && !language.fallback.is_empty())
        .collect();
    if asking.is_empty() {
        return;
    }
    let mut known: BTreeMap<LanguageId, BTreeMap<Identity<'_>, &SourceFile>> = BTreeMap::new();
    for file in &*files {
        let own = known.entry(file.language).or_default();
        own.insert(Identity::of_place(file), file);
        own.insert(Identity::of(file), file);
    }
    let none = BTreeMap::new();
    let in_language = |id: &LanguageId| known.get(id).unwrap_or(&none);
    let mut added: Vec<SourceFile> = Vec::new();
    for language in asking {
        let own = in_language(&language.id);
        let mut found: BTreeSet<Identity<'_>> = BTreeSet::new();
        for other in &language.fallback {
            for (identity, file) in in_language(other) {
                let is_its_own = *identity == Identity::of(file);
                let taken = own.contains_key(identity) || own.contains_key(&Identity::of_place(file));
                if is_its_own && !taken && found.insert(*identity) {
                    added.push(stand_in(file, language));
                }
            }
        }
    }
    files.extend(added);
    files.sort_by(|a, b| (a.language, &a.place).cmp(&(b.language, &b.place)));
    // Two sources of two languages may have one place and different keys.
    files.dedup_by(|later, first| (later.language, &later.place) == (first.language, &first.place));
}

/// What a source has in common with its translations: a key, or its place without its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Identity<'f>(&'f str);

impl<'f> Identity<'f> {
    fn of(file: &'f SourceFile) -> Self {
        match &file.page_matter().translation_key {
            Some(key) => Self(key),
            None => Self::of_place(file),
        }
    }

    /// A key may be the place of another, without its ending.
    fn of_place(file: &'f SourceFile) -> Self {
        let place = &*file.place;
        let stem = ["/index.md", "/_index.md", ".md"].iter().find_map(|ending| place.strip_suffix(ending));
        Self(stem.filter(|stem| *stem != "_index").unwrap_or(""))
    }
}

/// A source as it stands in for its translation.
pub(super) fn stand_in(file: &SourceFile, language: &Language) -> SourceFile {
    // Beside the original, so that what that links to by its place is found.
    let stem = file.path.strip_suffix(".md").unwrap_or(&file.path);
    let strip = |page: &mut PageMatter| {
        page.aliases.clear();
    };
    let matter = match &file.matter {
        Matter::Page(page) if page.aliases.is_empty() => Matter::Page(page.clone()),
        Matter::Page(page) => {
            let mut page = page.clone();
            strip(Arc::make_mut(&mut page));
            Matter::Page(page)
        }
        Matter::Section(section) => {
            let mut section = section.clone();
            strip(&mut Arc::make_mut(&mut section).page);
            Matter::Section(section)
        }
    };
    SourceFile {
        path: format!("{stem}.{}.md", language.tag).into(),
        language: language.id,
        stands_in_for: Some(file.path.clone()),
        matter,
        ..file.clone()
    }
}
