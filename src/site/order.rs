//! The order of pages in a section.

use super::PageId;
use super::graph::Page;
use crate::content::front_matter::SortBy;
use crate::content::locale::Order;
use std::cmp::Ordering;
use std::sync::Arc;

/// Sorts pages and says how many lack the key; those come last, by path. Titles are in the order of a language.
pub(super) fn sort(pages: &mut [PageId], by: SortBy, language: &str, all: &[Arc<Page>]) -> usize {
    // Its tables cost something to set up.
    let titles = (by == SortBy::Title && pages.len() > 1).then(|| Order::of(language));
    let keyed = |id: &PageId| all.get(*id).map(|page| Keyed::new(*id, page, by));
    let mut keyed: Vec<Keyed<'_>> = pages.iter().filter_map(keyed).collect();
    keyed.sort_by(|a, b| {
        a.lacks
            .cmp(&b.lacks)
            .then_with(|| key_order(a, b, by, titles.as_ref()))
            .then_with(|| a.page.entry.path.cmp(&b.page.entry.path))
    });
    let lacking = keyed.iter().filter(|page| page.lacks).count();
    pages.iter_mut().zip(keyed).for_each(|(place, page)| *place = page.id);
    lacking
}

/// A page with what it is compared by: a moment in time is told from a date once, not at each comparison.
struct Keyed<'a> {
    id: PageId,
    page: &'a Page,
    lacks: bool,
    at: Option<jiff::Timestamp>,
}

impl<'a> Keyed<'a> {
    fn new(id: PageId, page: &'a Page, by: SortBy) -> Self {
        let at = match by {
            SortBy::Date => date(page),
            SortBy::UpdateDate => updated(page),
            _ => None,
        };
        Self { id, page, lacks: !has_key(page, by), at }
    }
}

fn has_key(page: &Page, by: SortBy) -> bool {
    match by {
        SortBy::Date => page.entry.date.is_some(),
        SortBy::UpdateDate => page.entry.date.is_some() || page.matter().updated.is_some(),
        SortBy::Weight => page.matter().weight.is_some(),
        SortBy::None | SortBy::Title | SortBy::Slug | SortBy::Permalink => true,
    }
}

fn key_order(a: &Keyed<'_>, b: &Keyed<'_>, by: SortBy, titles: Option<&Order>) -> Ordering {
    let (later, earlier) = (b.at, a.at);
    let (a, b) = (a.page, b.page);
    match by {
        SortBy::None => Ordering::Equal,
        SortBy::Date | SortBy::UpdateDate => later.cmp(&earlier),
        SortBy::Weight => a.matter().weight.cmp(&b.matter().weight),
        SortBy::Title => titles.map_or(Ordering::Equal, |titles| titles.compare(&a.title, &b.title)),
        SortBy::Slug => natural(&a.entry.slug, &b.entry.slug),
        SortBy::Permalink => a.entry.path.cmp(&b.entry.path),
    }
}

fn date(page: &Page) -> Option<jiff::Timestamp> {
    page.entry.date.as_ref().map(|d| d.timestamp())
}

fn updated(page: &Page) -> Option<jiff::Timestamp> {
    page.matter().updated.as_ref().map(|d| d.timestamp()).max(date(page))
}

/// Letter case set aside, and runs of digits compared as numbers: `Part 2` before `Part 10`.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let order = number(&mut a).cmp(&number(&mut b));
                if order != Ordering::Equal {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                let order = x.to_lowercase().cmp(y.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                a.next();
                b.next();
            }
        }
    }
}

/// A run of digits as its length without leading zeros and its digits, which compare as the number does.
fn number(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> (usize, String) {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if !(digits.is_empty() && digit == '0') {
            digits.push(digit);
        }
    }
    (digits.len(), digits)
}

#[cfg(test)]
mod tests {
    use super::natural;
    use std::cmp::Ordering;

    #[test]
    fn numbers_and_case() {
        for (a, b) in [("Part 2", "Part 10"), ("a", "B"), ("a", "ab"), ("x9", "x010"), ("", "a")] {
            assert_eq!(natural(a, b), Ordering::Less, "{a} {b}");
            assert_eq!(natural(b, a), Ordering::Greater, "{b} {a}");
        }
        assert_eq!(natural("A1", "a01"), Ordering::Equal);
    }
}
