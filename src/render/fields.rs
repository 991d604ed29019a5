//! The fields of pages that templates are given only where they name them: those that change with an edit of a body,
//! those that few templates show, and lists.

use serde::{Deserialize, Serialize};

/// A set of the fields that are given only where they are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fields {
    set: u32,
    /// How many pages of a list are given, from its start.
    most: u16,
}

impl Fields {
    /// None of them.
    pub const NONE: Self = Self::of(0);
    /// `word_count`
    pub const WORDS: Self = Self::of(1);
    /// `toc`
    pub const TOC: Self = Self::of(1 << 1);
    /// `summary`
    pub const SUMMARY: Self = Self::of(1 << 2);
    /// `content`
    pub const CONTENT: Self = Self::of(1 << 3);
    /// `reading_time`, which few edits change
    pub const TIME: Self = Self::of(1 << 4);
    /// All that an edit of a body can change.
    pub const BODY: Self = Self::of(0b1_1111);
    /// `year`, `month` and `day`
    pub const CALENDAR: Self = Self::of(1 << 5);
    /// `updated`, `weight` and `draft`
    pub const STATE: Self = Self::of(1 << 6);
    /// `ancestors`, `assets` and `components`
    pub const PLACE: Self = Self::of(1 << 7);
    /// `authors`
    pub const AUTHORS: Self = Self::of(1 << 8);
    /// `taxonomies`
    pub const TAXONOMIES: Self = Self::of(1 << 9);
    /// `extra`
    pub const EXTRA: Self = Self::of(1 << 10);
    /// `lower` and `higher`
    pub const NEIGHBOURS: Self = Self::of(1 << 11);
    /// `description`
    pub const DESCRIPTION: Self = Self::of(1 << 12);
    /// `translations` and `fallback`
    pub const TRANSLATIONS: Self = Self::of(1 << 13);
    /// `backlinks`, which edits of other bodies change
    pub const BACKLINKS: Self = Self::of(1 << 14);
    /// `git`
    pub const GIT: Self = Self::of(1 << 15);
    /// All that is told without a body.
    pub const OUTSIDE: Self = Self::of(0x7ff << 5);
    /// The `pages` of sections and terms, all of them.
    pub const LISTS: Self = Self { set: 1 << 31, most: u16::MAX };
    /// All of them.
    pub const ALL: Self = Self::BODY.and(Self::OUTSIDE).and(Self::LISTS);

    const NAMES: [(&'static str, Self); 25] = [
        ("word_count", Self::WORDS),
        ("reading_time", Self::TIME),
        ("toc", Self::TOC),
        ("summary", Self::SUMMARY),
        ("content", Self::CONTENT),
        ("year", Self::CALENDAR),
        ("month", Self::CALENDAR),
        ("day", Self::CALENDAR),
        ("updated", Self::STATE),
        ("weight", Self::STATE),
        ("draft", Self::STATE),
        ("ancestors", Self::PLACE),
        ("assets", Self::PLACE),
        ("components", Self::PLACE),
        ("authors", Self::AUTHORS),
        ("taxonomies", Self::TAXONOMIES),
        ("extra", Self::EXTRA),
        ("description", Self::DESCRIPTION),
        ("lower", Self::NEIGHBOURS),
        ("higher", Self::NEIGHBOURS),
        ("translations", Self::TRANSLATIONS),
        ("fallback", Self::TRANSLATIONS),
        ("backlinks", Self::BACKLINKS),
        ("git", Self::GIT),
        ("pages", Self::LISTS),
    ];

    const fn of(set: u32) -> Self {
        Self { set, most: 0 }
    }

    /// The first pages of lists: fewer than 65,535, otherwise all.
    pub(super) fn first_of_lists(most: i64) -> Self {
        Self { set: Self::LISTS.set, most: u16::try_from(most).unwrap_or(u16::MAX) }
    }

    /// The pages of a list that are given; `None` where the list is not.
    pub fn listed<T>(self, list: &[T]) -> Option<&[T]> {
        let most = if self.most == u16::MAX { list.len() } else { usize::from(self.most) };
        self.has(Self::LISTS).then(|| list.get(..most).unwrap_or(list))
    }

    /// Whether lists are given whole.
    pub fn has_whole_lists(self) -> bool {
        self.most == u16::MAX
    }

    /// Whether all of `other` are in it.
    pub fn has(self, other: Self) -> bool {
        self.set & other.set == other.set
    }

    /// Both sets.
    pub const fn and(self, other: Self) -> Self {
        let most = if self.most > other.most { self.most } else { other.most };
        Self { set: self.set | other.set, most }
    }

    /// This set without another.
    pub fn without(self, other: Self) -> Self {
        let set = self.set & !other.set;
        Self { set, most: if set & Self::LISTS.set == 0 { 0 } else { self.most } }
    }

    /// What both sets have, lists left aside.
    pub fn within(self, other: Self) -> Self {
        Self::of(self.set & other.set & !Self::LISTS.set)
    }

    /// The names of those that pages have.
    pub(super) fn of_pages() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().filter(|(_, field)| *field != Self::LISTS).map(|(name, _)| *name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
    }

    /// The fields, for people.
    pub fn words(self) -> Vec<String> {
        let named = Self::NAMES.iter().filter(|(_, field)| self.has(*field));
        let words = named.map(|(name, field)| match *field == Self::LISTS && !self.has_whole_lists() {
            true => format!("the first {} {name}", self.most),
            false => (*name).to_owned(),
        });
        words.collect()
    }
}
