//! What the page says about itself: the same at build time and in the browser.

use alloc::string::String;

use crate::strings::contains;
use crate::{dom, graph};

/// The page's language, as a BCP 47 tag.
pub fn lang() -> String {
    dom::env(0)
}

/// The page's direction, `ltr` or `rtl`.
pub fn dir() -> String {
    dom::env(1)
}

/// The path that the site stands under: empty, or `/sub`.
pub fn base() -> String {
    dom::env(2)
}

/// The page's path within the site: `/guide/x/`.
pub fn page() -> String {
    dom::env(3)
}

/// Whether the page fills the slot.
pub fn has_slot(name: &str) -> bool {
    contains(&crate::text!(",", dom::env(5), ","), &crate::text!(",", name, ","))
}

/// An id that nothing else on the page has, for `id`, `for` and `aria-*`. Each call gives another; the order of calls is
/// the same at build time and in the browser, hence the ids are too.
pub fn uid() -> String {
    let id = dom::env(4);
    match graph::next_uid() {
        0 => id,
        n => crate::text!(id, "-", n),
    }
}
