//! HTML as it is written: static parts and escaped text.

use alloc::string::String;

use crate::buffer::push;

/// HTML being written by a view.
pub struct Html {
    buffer: String,
}

impl Html {
    /// Nothing yet.
    pub fn new() -> Self {
        Html { buffer: String::new() }
    }

    /// Appends markup as it is.
    pub fn raw(&mut self, markup: &str) {
        push(&mut self.buffer, markup);
    }

    /// Appends text, escaped for content and for double-quoted attributes.
    pub fn text(&mut self, text: &str) {
        escape(text, &mut self.buffer);
    }

    /// The markup written so far.
    pub fn into_string(self) -> String {
        self.buffer
    }
}

impl Default for Html {
    fn default() -> Self {
        Self::new()
    }
}

/// Escapes what has a meaning in content or attributes. U+0001 and U+0002 delimit the host's holes and are dropped, but for
/// the one hole that text may carry, the instance's id.
fn escape(text: &str, out: &mut String) {
    for (at, c) in text.char_indices() {
        let hole = match c {
            '\u{1}' => text.as_bytes().get(at + 1..at + 3) == Some(b"i\x02"),
            '\u{2}' => at > 1 && text.as_bytes().get(at - 2..at) == Some(b"\x01i"),
            _ => true,
        };
        match c {
            '&' => push(out, "&amp;"),
            '<' => push(out, "&lt;"),
            '>' => push(out, "&gt;"),
            '"' => push(out, "&quot;"),
            _ if hole => push(out, c.encode_utf8(&mut [0; 4])),
            _ => {}
        }
    }
}
