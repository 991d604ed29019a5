//! Escaping for HTML.

use pulldown_cmark_escape::{escape_html, escape_html_body_text};

/// Escapes an attribute's value.
pub fn attribute(text: &str, html: &mut String) {
    // Writing to a String cannot fail.
    let _ = escape_html(html, text);
}

/// Escapes text between tags, where quotes are themselves.
pub fn text(text: &str, html: &mut String) {
    // Writing to a String cannot fail.
    let _ = escape_html_body_text(html, text);
}
