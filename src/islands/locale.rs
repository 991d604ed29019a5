//! What a browser's `Intl` does for an island, at build time: letter case, order, numbers.

use crate::content::locale::{Digits, decimal};
use std::cmp::Ordering;

/// The order of two texts: that of the UTF-16 code units of their lower-cased forms, then of their own, as the
/// loader compares until an island is hydrated. A browser's `localeCompare` knows more; what differs shows after
/// hydration, as an ordinary change.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let units = |a: &str, b: &str| a.encode_utf16().cmp(b.encode_utf16());
    units(&a.to_lowercase(), &b.to_lowercase()).then_with(|| units(a, b))
}

/// A number as `Number.prototype.toLocaleString` writes it: grouped and with the digits of the language,
/// rounded half away from zero to at most `max_fraction` digits after the point, padded to `min_fraction`.
pub(super) fn number(value: f64, min_fraction: u32, max_fraction: u32, language: &str) -> String {
    decimal(value, Digits { min: min_fraction, max: max_fraction }, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_ignores_case_first() {
        assert_eq!(compare("b", "A"), Ordering::Greater);
        assert_eq!(compare("a", "A"), Ordering::Greater);
        assert_eq!(compare("Ä", "ä"), Ordering::Less);
    }
}
