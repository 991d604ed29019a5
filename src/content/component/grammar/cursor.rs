//! Reads a tag byte by byte, past the marks of the containers that its lines stand in.

use super::error::{GrammarError, tag_unclosed};
use std::ops::Range;

/// Where the text of a line starts, past the marks of the containers it stands in (`> `, list indentation),
/// given where the line starts.
pub type LineStart<'a> = &'a dyn Fn(usize) -> usize;

pub(super) fn word_start(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_'
}

pub(super) fn word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'-'
}

/// A place in the text that a tag is read from.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) line_start: LineStart<'a>,
}

impl Cursor<'_> {
    pub(super) fn peek(&self) -> Option<u8> {
        if self.at < self.end { self.text.as_bytes().get(self.at).copied() } else { None }
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or("")
    }

    pub(super) fn char(&self) -> char {
        self.text.get(self.at..).and_then(|t| t.chars().next()).unwrap_or(' ')
    }

    pub(super) fn char_span(&self) -> Range<usize> {
        self.at..self.at + self.char().len_utf8()
    }

    pub(super) fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
        start..self.at
    }

    /// Passes a line end and what the next line's containers put before its text. False if that line is
    /// blank, or there is none.
    pub(super) fn line_end(&mut self) -> bool {
        self.eat(b'\r');
        self.eat(b'\n');
        self.at = (self.line_start)(self.at).min(self.end);
        let rest = self.text.as_bytes().get(self.at..self.end).unwrap_or(&[]);
        let next = rest.iter().find(|b| !matches!(b, b' ' | b'\t'));
        !matches!(next, None | Some(b'\n' | b'\r'))
    }

    /// Skips white space. A blank line, or the end of the text right after a line end, ends the tag's
    /// chance to be closed.
    pub(super) fn space(&mut self, opening: &Range<usize>) -> Result<(), GrammarError> {
        while let Some(b) = self.peek() {
            match b {
                b' ' | b'\t' => self.at += 1,
                b'\n' | b'\r' => {
                    if !self.line_end() {
                        let name = self.slice(opening).trim_start_matches(['<', '/']).to_owned();
                        return Err(tag_unclosed(opening.clone(), &name));
                    }
                }
                _ => break,
            }
        }
        Ok(())
    }
}
