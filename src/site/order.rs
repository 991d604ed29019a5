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
    let page = |id: &PageId| all.get(*id).map(|page| &**page);
    let lacks = |id: &PageId| page(id).is_none_or(|p| !has_key(p, by));
    pages.sort_by(|a, b| {
        let (Some(left), Some(right)) = (page(a), page(b)) else {
            return Ordering::Equal;
        };
        lacks(a)
            .cmp(&lacks(b))
            .then_with(|| key_order(left, right, by, titles.as_ref()))
            .then_with(|| left.entry.path.cmp(&right.entry.path))
    });
    pages.iter().filter(|id| lacks(id)).count()
}

fn has_key(page: &Page, by: SortBy) -> bool {
    match by {
        SortBy::Date => page.entry.date.is_some(),
        SortBy::UpdateDate => page.entry.date.is_some() || page.matter().updated.is_some(),
        SortBy::Weight => page.matter().weight.is_some(),
        SortBy::None | SortBy::Title | SortBy::Slug | SortBy::Permalink => true,
    }
}

fn key_order(a: &Page, b: &Page, by: SortBy, titles: Option<&Order>) -> Ordering {
    match by {
        SortBy::None => Ordering::Equal,
        SortBy::Date => date(b).cmp(&date(a)),
        SortBy::UpdateDate => updated(b).cmp(&updated(a)),
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
