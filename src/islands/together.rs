//! Islands in one module, where pages start them together: what they share is loaded once.
//!
//! Which go together is told by measuring: a page's first view loads the modules of its islands, and two groups become
//! one where that makes the sum over all pages smaller. Only islands that every visit starts take part, since code that
//! waits for a visitor's click is often not loaded at all. An island is in one group, so that a module which one page has
//! loaded serves the next.

use super::sizes::Sizes;
use super::toolchain::parts::Part;
use std::collections::{BTreeMap, BTreeSet};

/// What the pages of a site start on every visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starts {
    /// How many pages start just these islands.
    pages: BTreeMap<BTreeSet<String>, u64>,
}

impl Starts {
    /// Counts a page that starts these islands.
    pub fn add(&mut self, islands: BTreeSet<String>) {
        *self.pages.entry(islands).or_default() += 1;
    }

    /// All islands on pages that start some of these.
    pub(super) fn beside(&self, wanted: impl Fn(&str) -> bool) -> BTreeSet<&str> {
        let pages = self.pages.keys().filter(|islands| islands.iter().any(|name| wanted(name)));
        pages.flatten().map(String::as_str).collect()
    }

    /// All islands that pages start.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let all: BTreeSet<&str> = self.pages.keys().flatten().map(String::as_str).collect();
        all.into_iter()
    }

    /// How many pages start any of these islands.
    fn pages_of(&self, names: &BTreeSet<String>) -> u64 {
        let pages = self.pages.iter().filter(|(islands, _)| !islands.is_disjoint(names));
        pages.map(|(_, count)| count).sum()
    }

    /// Whether a page starts islands of both.
    fn meet(&self, a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
        self.pages.keys().any(|islands| !islands.is_disjoint(a) && !islands.is_disjoint(b))
    }
}

/// Islands in one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// Their names.
    pub(super) names: BTreeSet<String>,
    /// What the module has when it travels, in bytes.
    brotli: u64,
    /// What it is made of.
    parts: BTreeMap<(String, String), u64>,
}

impl Group {
    /// The group of these islands, whose module has these bytes and parts.
    pub(super) fn new(names: BTreeSet<String>, module: &[u8], parts: &[Part]) -> Self {
        let parts = parts.iter().map(|part| ((part.group.clone(), part.name.clone()), part.bytes));
        Self { names, brotli: Sizes::of(module).brotli, parts: parts.collect() }
    }

    /// About how long the module of both would be: what has the same name in both is there once.
    fn with(&self, other: &Self) -> u64 {
        let raw = |group: &Self| group.parts.values().sum::<u64>();
        let common = |(name, bytes): (&(String, String), &u64)| Some(*other.parts.get(name)?.min(bytes));
        let shared: u64 = self.parts.iter().filter_map(common).sum();
        let (both, raws) = (self.brotli + other.brotli, raw(self) + raw(other));
        both.saturating_sub(shared * both / raws.max(1))
    }
}

/// The groups that make the pages of a site lightest: starting with each island alone, the two that promise the most
/// are linked and measured, until nothing is won. `link` gives the group of some islands, or `None` where it cannot.
pub(super) fn choose(
    alone: Vec<Group>,
    starts: &Starts,
    link: &mut dyn FnMut(&BTreeSet<String>) -> Option<Group>,
) -> Vec<Group> {
    let mut groups = alone;
    let mut tried: BTreeSet<BTreeSet<String>> = BTreeSet::new();
    loop {
        let cost = |group: &Group| starts.pages_of(&group.names) * group.brotli;
        let mut best: Option<(u64, usize, usize, BTreeSet<String>)> = None;
        for (first, a) in groups.iter().enumerate() {
            for (second, b) in groups.iter().enumerate().skip(first + 1) {
                let names: BTreeSet<String> = a.names.union(&b.names).cloned().collect();
                if !starts.meet(&a.names, &b.names) || tried.contains(&names) {
                    continue;
                }
                let promised = (cost(a) + cost(b)).saturating_sub(starts.pages_of(&names) * a.with(b));
                if promised > best.as_ref().map_or(0, |(most, ..)| *most) {
                    best = Some((promised, first, second, names));
                }
            }
        }
        let Some((_, first, second, names)) = best else { return groups };
        let before: u64 = [first, second].iter().filter_map(|at| groups.get(*at)).map(cost).sum();
        let joined = link(&names).filter(|joined| cost(joined) < before);
        tried.insert(names);
        if let Some(joined) = joined {
            groups.remove(second);
            groups.remove(first);
            groups.push(joined);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNTIME: u64 = 3000;

    /// A group of islands named by letters, each of which adds 1000 bytes of its own to what they share.
    fn group(names: &BTreeSet<String>) -> Group {
        let part = |name: &str, bytes| ((String::new(), name.to_owned()), bytes);
        let own = names.iter().map(|name| part(name, 1000));
        let parts: BTreeMap<_, _> = own.chain([part("runtime", RUNTIME)]).collect();
        Group { names: names.clone(), brotli: parts.values().sum(), parts }
    }

    fn names(letters: &str) -> BTreeSet<String> {
        letters.chars().map(String::from).collect()
    }

    /// The groups chosen for pages that start islands of these letters, and how many links that took.
    fn chosen(pages: &[(&str, u64)]) -> (String, usize) {
        let mut starts = Starts::default();
        let mut all = BTreeSet::new();
        for (letters, count) in pages {
            (0..*count).for_each(|_| starts.add(names(letters)));
            all.extend(names(letters));
        }
        let alone = all.iter().map(|name| group(&BTreeSet::from([name.clone()]))).collect();
        let mut links = 0;
        let groups = choose(alone, &starts, &mut |names| {
            links += 1;
            Some(group(names))
        });
        let mut groups: Vec<String> =
            groups.into_iter().map(|g| g.names.into_iter().collect::<String>()).collect();
        groups.sort();
        (groups.join(" "), links)
    }

    #[test]
    fn islands_go_together_where_that_makes_pages_lighter() {
        type Case<'a> = (&'a [(&'a str, u64)], &'a str, usize);
        let cases: [Case<'_>; 5] = [
            // They never meet.
            (&[("a", 5), ("b", 5)], "a b", 0),
            // They always meet.
            (&[("abc", 1)], "abc", 2),
            // 100 pages would load b for nothing, one would save the runtime.
            (&[("a", 100), ("ab", 1)], "a b", 0),
            (&[("a", 1), ("ab", 100)], "ab", 1),
            // Two pairs, and one page that has all.
            (&[("ab", 10), ("cd", 10), ("abcd", 1)], "ab cd", 2),
        ];
        for (pages, expected, links) in cases {
            assert_eq!(chosen(pages), (expected.to_owned(), links), "{pages:?}");
        }
    }

    #[test]
    fn what_is_measured_decides() {
        let mut starts = Starts::default();
        starts.add(names("ab"));
        let alone = vec![group(&names("a")), group(&names("b"))];
        let heavy = |names: &BTreeSet<String>| Some(Group { brotli: 9000, ..group(names) });
        assert_eq!(choose(alone.clone(), &starts, &mut { heavy }), alone);
        assert_eq!(choose(alone.clone(), &starts, &mut |_| None), alone);
    }

    #[test]
    fn islands_are_beside_those_that_start_on_the_same_page() {
        let mut starts = Starts::default();
        ["ax", "a", "bc", "yx"].iter().for_each(|page| starts.add(names(page)));
        assert_eq!(starts.beside(|name| name == "a"), BTreeSet::from(["a", "x"]));
        assert!(starts.beside(|name| name == "z").is_empty());
    }
}
