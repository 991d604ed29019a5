//! A place in a file: its path, its text, a byte span.

use std::ops::Range;
use std::sync::Arc;

/// A place in a file of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// The path as the author knows it: relative to the site's root, with forward slashes.
    pub file: Arc<str>,
    /// The whole text of the file, for the snippet. Empty where the file is not text.
    pub text: Arc<str>,
    /// Bytes of `text`; empty for a point.
    pub span: Range<usize>,
}

/// A line and a column, both counted from 1; the column counts Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Location {
    /// A place in a text file. A span outside the text, or inside a character, is moved to the nearest
    /// place that exists.
    pub fn new(file: impl Into<Arc<str>>, text: impl Into<Arc<str>>, span: Range<usize>) -> Self {
        let text = text.into();
        let start = floor_char(&text, span.start);
        let end = floor_char(&text, span.end.max(start));
        Self { file: file.into(), text, span: start..end }
    }

    /// A whole file, without a place in it.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), text: Arc::from(""), span: 0..0 }
    }

    /// Where the span starts.
    pub fn position(&self) -> Position {
        position(&self.text, self.span.start)
    }
}

/// The line and column of a byte offset.
pub(crate) fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..floor_char(text, offset)).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Position {
        line: before.bytes().filter(|b| *b == b'\n').count() + 1,
        column: before.get(line_start..).map_or(0, |l| l.chars().count()) + 1,
    }
}

fn floor_char(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
