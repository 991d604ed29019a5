//! What a browser's `Intl` does for an island, at build time: letter case, order, numbers.

use fixed_decimal::{Decimal, FloatPrecision, SignedRoundingMode, UnsignedRoundingMode};
use icu_decimal::{DecimalFormatter, options::DecimalFormatterOptions};
use icu_locale_core::Locale;
use std::cmp::Ordering;

/// Most digits after the point, as in ECMA-402.
const MAX_FRACTION: u32 = 100;

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
    if value.is_nan() {
        return "NaN".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞".into() } else { "-∞".into() };
    }
    let Ok(mut decimal) = Decimal::try_from_f64(value, FloatPrecision::RoundTrip) else {
        return value.to_string();
    };
    let max = min_fraction.max(max_fraction).min(MAX_FRACTION);
    let min = min_fraction.min(MAX_FRACTION);
    let half_away = SignedRoundingMode::Unsigned(UnsignedRoundingMode::HalfExpand);
    decimal.round_with_mode(-(max as i16), half_away);
    decimal.absolute.trim_end();
    decimal.absolute.pad_end(-(min as i16));
    // A language tag that ICU does not know falls back to the root locale, as in a browser.
    let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
    match DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()) {
        Ok(formatter) => formatter.format(&decimal).to_string(),
        Err(_) => decimal.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        // Expected texts are what Chromium's toLocaleString returns.
        assert_eq!(number(1234567.891, 0, 2, "en"), "1,234,567.89");
        assert_eq!(number(1234567.891, 2, 2, "de"), "1.234.567,89");
        assert_eq!(number(1234.5, 2, 2, "fr"), "1\u{202f}234,50");
        assert_eq!(number(1234.0, 0, 0, "es"), "1234");
        assert_eq!(number(12345.0, 0, 0, "es"), "12.345");
        assert_eq!(number(1234567.0, 0, 0, "en-IN"), "12,34,567");
        assert_eq!(number(1.005, 0, 2, "en"), "1.01");
        assert_eq!(number(-2.5, 0, 0, "en"), "-3");
        assert_eq!(number(-0.0, 0, 0, "en"), "-0");
        assert_eq!(number(5.0, 0, 3, "no such language"), "5");
        assert_eq!(number(1e21, 0, 0, "en"), "1,000,000,000,000,000,000,000");
        assert_eq!(number(f64::NAN, 0, 0, "en"), "NaN");
        assert_eq!(number(f64::MIN_POSITIVE, 0, 400, "en"), "0");
    }

    #[test]
    fn order_ignores_case_first() {
        assert_eq!(compare("b", "A"), Ordering::Greater);
        assert_eq!(compare("a", "A"), Ordering::Greater);
        assert_eq!(compare("Ä", "ä"), Ordering::Less);
    }
}
