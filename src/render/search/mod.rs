//! The search of a site: an index for each language, in parts of which a visitor's browser loads those alone that have what was
//! typed. The format is our own, since no library has one in parts that change only with what is in them.
//!
//! Below `/_layer9/search/`, for a language `en`:
//!
//! * `en/index.json`: how many pages there are, in how many parts their words are, and versions of all files, by which a
//!   browser tells a file that it has from a newer one of the same name;
//! * `en/words-N.json`: the words of a part, each with the pages that have it and how much;
//! * `en/pages-N.json`: titles and addresses of [`PAGES_A_FILE`] pages.

mod index;
mod text;
mod words;

use super::contents::{Content, Contents};
use super::output::{Output, OutputKind};
use crate::config::LanguageId;
use crate::diagnostics::Location;
use crate::site::{PageId, SectionId, Site};
use crate::source::{Hash, Hasher, hash};
use index::Index;
use std::sync::OnceLock;

/// Where all files of the search are.
const FOLDER: &str = "/_layer9/search/";

/// How many pages are told of in a file.
const PAGES_A_FILE: usize = 64;

/// About so many pages share a part of the words, up to [`MOST_PARTS`].
const PAGES_A_PART: usize = 4;
const MOST_PARTS: usize = 512;

/// So many pages of a word are kept: those that it says most of. A word that has more of them finds nothing by itself, but
/// still puts pages that other words find in order.
const MOST_PAGES: usize = 2000;

/// The scripts, by their names in [`FOLDER`].
const SCRIPTS: [(&str, &str); 2] =
    [("open.js", include_str!("open.js")), ("search.js", include_str!("search.js"))];

/// A file of the search of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchFile {
    /// What the others are.
    Index,
    /// The words of a part.
    Words(usize),
    /// Some of the pages.
    Pages(usize),
}

/// What is found by a search.
#[derive(Clone, Copy, Debug)]
enum Entry {
    Page(PageId),
    Section(SectionId),
}

/// The files that a site's search consists of, without scripts.
pub(super) fn outputs(site: &Site) -> Vec<Output> {
    let mut all = Vec::new();
    if !site.config.search.enabled {
        return all;
    }
    for language in site.config.languages.iter() {
        let count = entries(site, language.id).len();
        let mut add = |name: String, file: SearchFile| {
            all.push(Output {
                path: format!("{FOLDER}{}/{name}.json", language.tag),
                kind: OutputKind::Search { language: language.id, file },
                origin: Location::file("layer9.toml"),
            });
        };
        add("index".to_owned(), SearchFile::Index);
        (0..parts(count)).for_each(|part| add(format!("words-{part}"), SearchFile::Words(part)));
        let files = count.div_ceil(PAGES_A_FILE);
        (0..files).for_each(|file| add(format!("pages-{file}"), SearchFile::Pages(file)));
    }
    all
}

/// The scripts that search, by their paths on the site, where it can be searched.
pub fn scripts(site: &Site) -> impl Iterator<Item = (String, &'static [u8])> {
    let all = SCRIPTS.iter().filter(|_| site.config.search.enabled);
    all.map(|(name, text)| (format!("{FOLDER}{name}"), text.as_bytes()))
}

/// The address of the script that a page loads, from the root of the site. What it says of its version it hands on to the
/// other one.
pub(super) fn script_address() -> String {
    let mut hasher = Hasher::new();
    SCRIPTS.iter().for_each(|(_, text)| {
        hasher.text(text);
    });
    format!("{FOLDER}open.js?v={}", version(&hasher.finish()))
}

/// A power of two that grows with the number of pages, so that few files are others where a page comes.
fn parts(pages: usize) -> usize {
    (pages / PAGES_A_PART).next_power_of_two().clamp(1, MOST_PARTS)
}

fn version(hash: &Hash) -> String {
    hash.short().chars().take(8).collect()
}

/// What a search of a language can find, in the order of sources: pages, then sections.
fn entries(site: &Site, language: LanguageId) -> Vec<Entry> {
    let pages = site.pages.iter().enumerate().filter(|(_, page)| {
        let visibility = &page.matter().visibility;
        page.entry.file.language == language && visibility.in_search && visibility.has_page()
    });
    let sections = site.sections.iter().enumerate().filter(|(_, section)| {
        let matter = &section.entry.matter;
        section.entry.language == language
            && matter.redirect_to.is_none()
            && matter.page.visibility.in_search
            && matter.page.visibility.has_page()
    });
    pages.map(|(id, _)| Entry::Page(id)).chain(sections.map(|(id, _)| Entry::Section(id))).collect()
}

/// The searches of a site, each made when one of its files is first asked for.
#[derive(Default)]
pub(super) struct Searches {
    languages: Vec<Cells>,
}

#[derive(Default)]
struct Cells {
    version: OnceLock<Hash>,
    index: OnceLock<Index>,
}

impl Searches {
    /// Those of a site with so many languages.
    pub(super) fn new(site: &Site) -> Self {
        Self { languages: site.config.languages.iter().map(|_| Cells::default()).collect() }
    }

    /// The version of all that a language's files are made of.
    pub(super) fn version(&self, site: &Site, contents: &Contents, language: LanguageId) -> Hash {
        let make = || {
            let mut hasher = Hasher::new();
            for entry in entries(site, language) {
                add_entry(&mut hasher, site, contents, entry);
            }
            hasher.finish()
        };
        self.languages.get(language.index()).map_or_else(make, |cells| *cells.version.get_or_init(make))
    }

    /// The text of a file.
    pub(super) fn file(
        &self,
        site: &Site,
        contents: &Contents,
        language: LanguageId,
        file: SearchFile,
    ) -> String {
        let Some(cells) = self.languages.get(language.index()) else { return String::new() };
        let make = || Index::new(site, contents, &entries(site, language));
        cells.index.get_or_init(make).file(file)
    }
}

/// Adds all that the files have of an entry. The configuration is in the key of everything that is kept.
fn add_entry(hasher: &mut Hasher, site: &Site, contents: &Contents, entry: Entry) {
    match entry {
        Entry::Page(id) => {
            let Some(page) = site.pages.get(id) else { return };
            hasher.text(&page.title).text(&page.entry.path).text(above(site, entry));
            let terms = || page.matter().taxonomies.iter().flat_map(|(_, terms)| terms);
            hasher.number(terms().count() as u64);
            terms().for_each(|(term, _)| {
                hasher.text(term);
            });
            hasher.hash(&contents.page(id).map(Content::key).unwrap_or_default());
        }
        Entry::Section(id) => {
            let Some(section) = site.sections.get(id) else { return };
            hasher.text(&section.title).text(&section.entry.path).text(above(site, entry));
            hasher.hash(&contents.section(id).map(Content::key).unwrap_or_default());
        }
    }
}

/// The title of the section above an entry; empty right below home.
fn above(site: &Site, entry: Entry) -> &str {
    let above = match entry {
        Entry::Page(id) => site.pages.get(id).map(|page| page.entry.section),
        Entry::Section(id) => site.sections.get(id).and_then(|section| section.entry.parent),
    };
    let section = above.and_then(|id| site.sections.get(id));
    section.filter(|section| !section.entry.folder.is_empty()).map_or("", |section| section.title.as_str())
}

/// The version of a file's text, as the index tells it.
fn text_version(text: &str) -> String {
    version(&hash(text.as_bytes()))
}
