//! Text and order without the tables and algorithms that outweigh a runtime: by the browser, or small.

use alloc::string::String;
use core::cmp::Ordering;

use crate::{dom, text};

/// Lower case, by Unicode.
pub fn to_lowercase(text: &str) -> String {
    dom::lower(text)
}

/// Upper case, by Unicode.
pub fn to_uppercase(text: &str) -> String {
    dom::upper(text)
}

/// Order of two texts in the page's language. A build orders by code point of the lower-cased texts, so apply a
/// locale's order in an effect where the difference would show.
pub fn compare(a: &str, b: &str) -> Ordering {
    dom::compare(a, b).cmp(&0)
}

/// A number in the page's language, with `min` to `max` decimals.
pub fn format_number(value: f64, min: u32, max: u32) -> String {
    dom::number(value, min, max)
}

/// A number with exactly `digits` decimals (at most nine), the same everywhere: `1234.50`.
pub fn fixed(value: f64, digits: u32) -> String {
    let mut out = String::new();
    text::write_f64(value, digits, false, &mut out);
    out
}

/// Whether `text` contains `part`. Quadratic in the worst case, and a tenth of the size of `str::contains`.
pub fn contains(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty() || text.windows(part.len()).any(|window| window == part)
}

/// Sorts, keeping the order of equal elements; quadratic in the worst case, meant for lists that a person reads.
pub fn sort_by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && compare(&list[at - 1], &list[at]) == Ordering::Greater {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// Sorts by what `key` gives of each element: see [`sort_by`].
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}
