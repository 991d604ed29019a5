//! What differs from language to language in how a thing is written: numbers, dates, the order of texts. The data is
//! the Unicode CLDR, compiled in, so that no machine's locale shows in a site.

mod date;
mod number;
mod order;

pub use date::{DateStyle, TimeStyle, date};
pub use number::{Digits, currency, decimal, percent};
pub use order::Order;

use icu_locale_core::Locale;

/// The locale of a language tag (BCP 47). A tag that is none falls back to the root locale, as in a browser.
fn locale(tag: &str) -> Locale {
    Locale::try_from_str(tag).unwrap_or(Locale::UNKNOWN)
}

/// Whether a text is a language tag of BCP 47, such as `fr`, `pt-BR` or `ar-u-nu-latn`.
pub fn is_tag(tag: &str) -> bool {
    Locale::try_from_str(tag).is_ok_and(|locale| !locale.id.language.is_unknown())
}
