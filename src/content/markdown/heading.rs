//! Headings: their ids, and the tree of contents.

use crate::config::Slugs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A heading, and the headings below it once [`toc`] has nested them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The id of its element.
    pub id: String,
    /// Its text, without markup.
    pub title: String,
    /// Headings below it.
    pub children: Vec<Heading>,
}

/// Nests headings by level. A level that was skipped does not make an empty entry.
pub fn toc(headings: &[Heading]) -> Vec<Heading> {
    let mut rest = headings.iter().peekable();
    nest(&mut rest, 0)
}

fn nest<'a>(rest: &mut std::iter::Peekable<impl Iterator<Item = &'a Heading>>, above: u8) -> Vec<Heading> {
    let mut list = Vec::new();
    while let Some(heading) = rest.next_if(|h| h.level > above) {
        let mut heading = heading.clone();
        heading.children = nest(rest, heading.level);
        list.push(heading);
    }
    list
}

/// Hands out ids that are unique in a document.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
}

impl Ids {
    /// The id of a heading with that text: its slug, with `-1`, `-2`, ... where the slug is taken.
    pub(super) fn slug_of(&mut self, text: &str, slugs: Slugs) -> String {
        let slug = slugs.of(text);
        let slug = if slug.is_empty() { "section".to_owned() } else { slug };
        let mut id = slug.clone();
        let mut n = 0;
        while !self.taken.insert(id.clone()) {
            n += 1;
            id = format!("{slug}-{n}");
        }
        id
    }

    /// Takes an id that the author wrote; `false` where it is taken.
    pub(super) fn take(&mut self, id: &str) -> bool {
        self.taken.insert(id.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(level: u8, title: &str) -> Heading {
        Heading { level, id: title.to_owned(), title: title.to_owned(), children: Vec::new() }
    }

    fn outline(headings: &[Heading]) -> String {
        headings.iter().map(|h| format!("{}({})", h.title, outline(&h.children))).collect()
    }

    #[test]
    fn nests_by_level() {
        for (levels, expected) in [
            (&[(2, "a"), (3, "b"), (2, "c")][..], "a(b())c()"),
            (&[(2, "a"), (4, "b"), (3, "c")], "a(b()c())"),
            (&[(3, "a"), (2, "b")], "a()b()"),
            (&[], ""),
        ] {
            let headings: Vec<_> = levels.iter().map(|(l, t)| heading(*l, t)).collect();
            assert_eq!(outline(&toc(&headings)), expected);
        }
    }

    #[test]
    fn ids_are_unique() {
        let mut ids = Ids::default();
        let given: Vec<_> = ["A b", "A b", "A b", "!"].iter().map(|t| ids.slug_of(t, Slugs::Ascii)).collect();
        assert_eq!(given, ["a-b", "a-b-1", "a-b-2", "section"]);
        assert!(!ids.take("a-b"));
    }
}
