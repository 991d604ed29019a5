//! `[search]`

use super::data::{Data, TableReader};

/// What is written for searching the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SearchConfig {
    /// Whether there is an index at all. A table `[search]` says so, unless it has `enabled = false`.
    pub enabled: bool,
    /// Whether blocks of code are searched too.
    pub code: bool,
    /// `[search.weights]`
    pub weights: SearchWeights,
}

/// What a word counts by where it stands; 0 leaves that out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SearchWeights {
    /// In the title.
    pub title: u32,
    /// In the name of a term of the page.
    pub terms: u32,
    /// In a heading, beside what it counts as a word of the body.
    pub headings: u32,
    /// In the body.
    pub body: u32,
}

impl Default for SearchWeights {
    fn default() -> Self {
        Self { title: 8, terms: 4, headings: 2, body: 1 }
    }
}

/// The most that a word counts.
const MOST: i64 = 100;

impl SearchConfig {
    pub(super) fn read(t: &mut TableReader<'_>) -> Self {
        if t.table("search").is_none() {
            return Self::default();
        }
        let mut t = t.sub("search");
        let found = Self {
            enabled: t.bool("enabled").unwrap_or(true),
            code: t.bool("code").unwrap_or(false),
            weights: SearchWeights::read(t.sub("weights")),
        };
        t.finish();
        found
    }
}

impl SearchWeights {
    fn read(mut t: TableReader<'_>) -> Self {
        let usual = Self::default();
        let mut weight = |key: &'static str, usual: u32| {
            let Some(node) = t.node(key) else { return usual };
            match node.value {
                Data::Int(weight) if (0..=MOST).contains(&weight) => u32::try_from(weight).unwrap_or(usual),
                Data::Int(weight) => {
                    let message = format!("`search.weights.{key}` is {weight}, but goes from 0 to {MOST}");
                    t.bad_value(node, message);
                    usual
                }
                _ => t.wrong(key, node, "a whole number").unwrap_or(usual),
            }
        };
        let found = Self {
            title: weight("title", usual.title),
            terms: weight("terms", usual.terms),
            headings: weight("headings", usual.headings),
            body: weight("body", usual.body),
        };
        t.finish();
        found
    }
}
