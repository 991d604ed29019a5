//! The fields that templates are given only where they name them: those that change with an edit of a body, and lists.

use serde::{Deserialize, Serialize};

/// A set of the fields that are given only where they are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fields {
    set: u8,
    /// How many pages of a list are given, from its start.
    most: u16,
}

impl Fields {
    /// None of them.
    pub const NONE: Self = Self::of(0);
    /// `word_count`
    pub const WORDS: Self = Self::of(1);
    /// `reading_time`, which few edits change
    pub const TIME: Self = Self::of(32);
    /// `toc`
    pub const TOC: Self = Self::of(2);
    /// `summary`
    pub const SUMMARY: Self = Self::of(4);
    /// `content`
    pub const CONTENT: Self = Self::of(8);
    /// The `pages` of sections and terms, all of them.
    pub const LISTS: Self = Self { set: 16, most: u16::MAX };
    /// All of them.
    pub const ALL: Self = Self { set: 63, most: u16::MAX };
    /// How many sets there are without lists.
    pub const SETS: usize = 64;

    const NAMES: [(&'static str, Self); 6] = [
        ("word_count", Self::WORDS),
        ("reading_time", Self::TIME),
        ("toc", Self::TOC),
        ("summary", Self::SUMMARY),
        ("content", Self::CONTENT),
        ("pages", Self::LISTS),
    ];

    const fn of(set: u8) -> Self {
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
    pub fn and(self, other: Self) -> Self {
        Self { set: self.set | other.set, most: self.most.max(other.most) }
    }

    /// This set without another.
    pub fn without(self, other: Self) -> Self {
        let set = self.set & !other.set;
        Self { set, most: if set & Self::LISTS.set == 0 { 0 } else { self.most } }
    }

    /// A number below [`Fields::SETS`], the same for all lengths of lists.
    pub fn index(self) -> usize {
        usize::from(self.set) % Self::SETS
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
