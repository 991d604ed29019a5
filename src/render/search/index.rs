//! The index of a language.

use super::text::text;
use super::words::{part_of, words};
use super::{Entry, MOST_PAGES, PAGES_A_FILE, SearchFile, above, parts, text_version};
use crate::config::SearchConfig;
use crate::render::contents::Contents;
use crate::site::Site;
use indexmap::IndexMap;
use serde_json::json;
use std::fmt::Write as _;
use std::hash::BuildHasherDefault;
use std::sync::Arc;
use twox_hash::XxHash64;

/// How soon more of the same counts no more, and how much the length of a page takes away from its words (Okapi BM25, with
/// its usual values). The length that a page has on average is a constant: a true one would change every file with every page.
const SATURATION: f64 = 1.2;
const LENGTH: f64 = 0.75;
const USUAL_LENGTH: f64 = 400.0;

/// A word counts up to this much, as a whole number: 45 of the 2.2 that the formula can give at most.
const SCALE: f64 = 45.0;

/// Words with what they count in all.
type Found = IndexMap<Box<str>, u32, BuildHasherDefault<XxHash64>>;

/// The texts of all files of a language.
pub(super) struct Index {
    count: usize,
    words: Vec<String>,
    pages: Vec<String>,
}

/// A word of a page, with the part that it is in and what it counts.
type Counted = (usize, Box<str>, u8);

/// A word, the number of an entry that has it, and what it counts there.
type Posting<'c> = (&'c str, usize, u8);

impl Index {
    /// Reads all that can be found, with one thread: others wait for it, and one that took their work up meanwhile would
    /// come to wait for itself.
    pub(super) fn new(site: &Site, contents: &Contents, entries: &[Entry]) -> Self {
        let parts = parts(entries.len());
        let counted: Vec<Vec<Counted>> =
            entries.iter().map(|entry| count(site, contents, *entry, parts)).collect();
        let mut of: Vec<Vec<Posting<'_>>> = vec![Vec::new(); parts];
        for (number, words) in counted.iter().enumerate() {
            for (part, word, score) in words {
                if let Some(of) = of.get_mut(*part) {
                    of.push((word, number, *score));
                }
            }
        }
        let words = of.into_iter().map(part_text).collect();
        let pages = entries.chunks(PAGES_A_FILE).map(|entries| pages_text(site, entries)).collect();
        Self { count: entries.len(), words, pages }
    }

    /// The text of a file.
    pub(super) fn file(&self, file: SearchFile) -> String {
        let versions = |texts: &[String]| texts.iter().map(|text| text_version(text)).collect::<Vec<_>>();
        match file {
            SearchFile::Index => json!({
                "count": self.count,
                "chunk": PAGES_A_FILE,
                "most": MOST_PAGES,
                "words": versions(&self.words),
                "pages": versions(&self.pages),
            })
            .to_string(),
            SearchFile::Words(part) => self.words.get(part).cloned().unwrap_or_default(),
            SearchFile::Pages(number) => self.pages.get(number).cloned().unwrap_or_default(),
        }
    }
}

/// What each word of an entry counts.
fn count(site: &Site, contents: &Contents, entry: Entry, parts: usize) -> Vec<Counted> {
    let SearchConfig { code, weights, .. } = &site.config.search;
    let mut found: Found = IndexMap::default();
    let mut length = 0_usize;
    let mut add = |text: &str, weight: u32, of_body: bool| {
        words(text, |word| {
            length += usize::from(of_body);
            match found.get_mut(word) {
                Some(sum) => *sum += weight,
                None => {
                    found.insert(word.into(), weight);
                }
            }
        });
    };
    let (title, html): (&str, Arc<str>) = match entry {
        Entry::Page(id) => match site.pages.get(id) {
            Some(page) => {
                let terms = page.matter().taxonomies.iter().flat_map(|(_, terms)| terms);
                terms.for_each(|(term, _)| add(term, weights.terms, false));
                (&page.title, contents.page_body(id))
            }
            None => return Vec::new(),
        },
        Entry::Section(id) => match site.sections.get(id) {
            Some(section) => (&section.title, contents.section_body(id)),
            None => return Vec::new(),
        },
    };
    add(title, weights.title, false);
    let text = text(&html, *code);
    add(&text.headings, weights.headings, false);
    add(&text.whole, weights.body, true);
    let ballast = SATURATION * (1.0 - LENGTH + LENGTH * length as f64 / USUAL_LENGTH);
    let score = |sum: u32| {
        let value = f64::from(sum) * (SATURATION + 1.0) / (f64::from(sum) + ballast) * SCALE;
        // Between 0 and 99 by the formula.
        value.round().clamp(1.0, 99.0) as u8
    };
    let counted = found.into_iter().filter(|(_, sum)| *sum > 0);
    counted.map(|(word, sum)| (part_of(&word, parts), word, score(sum))).collect()
}

/// The words of a part: `{"word":[entry,counts,…]}`, entries as the distance from the one before.
fn part_text(mut part: Vec<Posting<'_>>) -> String {
    part.sort_unstable();
    let mut text = String::from("{");
    for own in part.chunk_by(|(one, ..), (other, ..)| one == other) {
        let Some((word, ..)) = own.first() else { continue };
        let best = best(own);
        let comma = if text.len() == 1 { "" } else { ",\n" };
        // A word is letters, digits and marks, which JSON writes as they are; a string takes whatever is written to it.
        let _ = write!(text, "{comma}\"{word}\":[");
        let mut last = 0;
        for (at, (_, number, score)) in best.as_deref().unwrap_or(own).iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(text, "{comma}{},{score}", number - last);
            last = *number;
        }
        text.push(']');
    }
    text.push('}');
    text
}

/// The entries that a word counts most in, where it has more of them than are kept.
fn best<'c>(all: &[Posting<'c>]) -> Option<Vec<Posting<'c>>> {
    if all.len() <= MOST_PAGES {
        return None;
    }
    let mut best = all.to_vec();
    best.sort_by_key(|(_, number, score)| (u8::MAX - score, *number));
    best.truncate(MOST_PAGES);
    best.sort_unstable();
    Some(best)
}

/// Titles, addresses and the titles of the sections above: `[["title","/path/","section"],…]`.
fn pages_text(site: &Site, entries: &[Entry]) -> String {
    let rows = entries.iter().filter_map(|entry| match entry {
        Entry::Page(id) => {
            let page = site.pages.get(*id)?;
            Some(json!([page.title, page.entry.path, above(site, *entry)]))
        }
        Entry::Section(id) => {
            let own = site.sections.get(*id)?;
            Some(json!([own.title, own.entry.path, above(site, *entry)]))
        }
    });
    serde_json::Value::from(rows.collect::<Vec<_>>()).to_string()
}
