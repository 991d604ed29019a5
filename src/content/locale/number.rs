//! Numbers, percents and amounts of money.

use super::locale;
use fixed_decimal::{Decimal, FloatPrecision, SignedRoundingMode, UnsignedRoundingMode};
use icu_decimal::{DecimalFormatter, options::DecimalFormatterOptions};
use icu_experimental::dimension::currency::formatter::CurrencyFormatter;
use icu_experimental::dimension::percent::formatter::PercentFormatter;
use icu_locale_core::preferences::extensions::unicode::keywords::CurrencyType;

/// Most digits after the point, as in ECMA-402.
const MAX_FRACTION: u32 = 100;

/// How many digits stand after the decimal point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    /// At least; zeros are added.
    pub min: u32,
    /// At most; rounded half away from zero.
    pub max: u32,
}

impl Default for Digits {
    /// As `Number.prototype.toLocaleString`.
    fn default() -> Self {
        Self { min: 0, max: 3 }
    }
}

/// A number as `Number.prototype.toLocaleString` writes it: grouped, and with the digits of the language.
pub fn decimal(value: f64, digits: Digits, language: &str) -> String {
    let rounded = match rounded(value, digits) {
        Ok(rounded) => rounded,
        Err(text) => return text,
    };
    match DecimalFormatter::try_new(locale(language).into(), DecimalFormatterOptions::default()) {
        Ok(formatter) => formatter.format(&rounded).to_string(),
        Err(_) => rounded.to_string(),
    }
}

/// A share of one as a percentage: 0.42 is 42 %.
pub fn percent(value: f64, digits: Digits, language: &str) -> String {
    // The shift is one of the decimal point, so that 0.07 does not become 7.000000000000001.
    let mut shifted = match exact(value) {
        Ok(exact) => exact,
        Err(text) => return text,
    };
    shifted.multiply_pow10(2);
    shifted.absolute.trim_start();
    round(&mut shifted, digits);
    match PercentFormatter::try_new(locale(language).into(), Default::default()) {
        Ok(formatter) => formatter.format(&shifted).to_string(),
        Err(_) => format!("{shifted}%"),
    }
}

/// An amount of money with the symbol that the language has for it, and with as many digits as the currency has.
/// `None` where `code` is no code of ISO 4217 by its form, which is three letters.
pub fn currency(value: f64, code: &str, language: &str) -> Option<String> {
    let currency = CurrencyType::try_from_str(code).ok()?;
    let amount = match exact(value) {
        Ok(exact) => exact,
        Err(text) => return Some(text),
    };
    Some(match CurrencyFormatter::try_new_symbol(locale(language).into(), currency, Default::default()) {
        Ok(formatter) => formatter.format_fixed_decimal(&amount).to_string(),
        Err(_) => format!("{} {amount}", currency.iso_code()),
    })
}

fn rounded(value: f64, digits: Digits) -> Result<Decimal, String> {
    let mut decimal = exact(value)?;
    round(&mut decimal, digits);
    Ok(decimal)
}

/// The shortest decimal that reads back as the number; a text for what is no number.
fn exact(value: f64) -> Result<Decimal, String> {
    if value.is_nan() {
        return Err("NaN".into());
    }
    if value.is_infinite() {
        return Err(if value > 0.0 { "∞".into() } else { "-∞".into() });
    }
    Decimal::try_from_f64(value, FloatPrecision::RoundTrip).map_err(|_| value.to_string())
}

fn round(decimal: &mut Decimal, digits: Digits) {
    let max = digits.min.max(digits.max).min(MAX_FRACTION);
    let min = digits.min.min(MAX_FRACTION);
    let half_away = SignedRoundingMode::Unsigned(UnsignedRoundingMode::HalfExpand);
    decimal.round_with_mode(-(max as i16), half_away);
    decimal.absolute.trim_end();
    decimal.absolute.pad_end(-(min as i16));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_language() {
        let number = |value, min, max, language| decimal(value, Digits { min, max }, language);
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
        assert_eq!(number(1234.5, 0, 2, "ar-EG"), "١٬٢٣٤٫٥");
    }

    #[test]
    fn percents_and_money_follow_the_language() {
        let none = Digits { min: 0, max: 0 };
        assert_eq!(percent(0.42, none, "en"), "42%");
        assert_eq!(percent(0.42, none, "fr"), "42\u{a0}%");
        assert_eq!(percent(0.07, Digits { min: 0, max: 20 }, "de"), "7\u{a0}%");
        assert_eq!(percent(0.4255, Digits { min: 1, max: 1 }, "ja"), "42.6%");
        let money = |value, code, language| currency(value, code, language).unwrap_or_default();
        assert_eq!(money(1234.5, "EUR", "fr"), "1\u{202f}234,50\u{a0}€");
        assert_eq!(money(1234.5, "usd", "en"), "$1,234.50");
        assert_eq!(money(1234.5, "JPY", "ja"), "￥1,235");
        assert_eq!(money(-5.0, "EUR", "en"), "-€5.00");
        assert_eq!(currency(1.0, "euro", "en"), None);
    }
}
