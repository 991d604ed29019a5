//! The markers that stand for tags while Markdown is parsed.
//!
//! A block marker is a comment on a line of its own, which interrupts a paragraph and never lies in one. An
//! inline marker is an unknown tag: a comment at the start of a line would take the whole line as an HTML
//! block. Both are ASCII without quotes, dashes, pipes or spaces, so that no extension of Markdown touches
//! them, and both carry a key that occurs nowhere in the page, so that no author can write one.

use std::fmt::Write as _;
use std::ops::Range;

/// What a marker stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkerKind {
    /// A self-closing call.
    Empty,
    /// An opening tag.
    Open,
    /// A closing tag.
    Close,
    /// The opening tag of the call's n-th `<Slot>`.
    SlotOpen(usize),
    /// A `</Slot>`.
    SlotClose,
    /// Nothing: keeps a line with one marker alone from being an HTML block.
    Guard,
}

/// A marker found in text: its call and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// Bytes of the text it was found in.
    pub(super) span: Range<usize>,
    /// Index of the call.
    pub(super) call: usize,
    /// What it stands for.
    pub(super) kind: MarkerKind,
}

/// The markers of one page: tells them from HTML that the author wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markers {
    key: String,
}

/// A part of a piece of HTML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fragment<'a> {
    /// HTML that the author wrote.
    Raw(&'a str),
    /// A marker, which must reach the final HTML as it is.
    Marker(&'a str),
}

impl Markers {
    /// Markers with a key that `text` does not contain.
    pub(super) fn for_text(text: &str) -> Self {
        let mut number = 0usize;
        loop {
            let key = format!("l9c{number}-");
            if !text.contains(&key) {
                return Self { key };
            }
            number += 1;
        }
    }

    pub(super) fn write(&self, out: &mut String, block: bool, call: usize, kind: MarkerKind) {
        let (open, close) = if block { ("<!--", "-->") } else { ("<", ">") };
        let letter = match kind {
            MarkerKind::Empty => "e",
            MarkerKind::Open => "o",
            MarkerKind::Close => "c",
            MarkerKind::SlotOpen(_) => "s",
            MarkerKind::SlotClose => "t",
            MarkerKind::Guard => "g",
        };
        // Writing to a String cannot fail.
        let _ = write!(out, "{open}{}{call}{letter}", self.key);
        if let MarkerKind::SlotOpen(slot) = kind {
            let _ = write!(out, "{slot}");
        }
        out.push_str(close);
    }

    /// Puts the markers of a call that the tool itself makes around what `body` writes.
    pub fn around(&self, call: usize, out: &mut String, body: impl FnOnce(&mut String)) {
        self.write(out, true, call, MarkerKind::Open);
        body(out);
        self.write(out, true, call, MarkerKind::Close);
    }

    /// The next marker at or after `from`, or the place of a key that is not in a marker, which happens when
    /// a tag stood where Markdown has no inline content (an image's text, a link's title).
    pub(super) fn next(&self, text: &str, from: usize) -> Option<Result<Marker, Range<usize>>> {
        let at = from + text.get(from..)?.find(&self.key)?;
        let after = at + self.key.len();
        Some(self.read(text, at, from).ok_or(at..after))
    }

    fn read(&self, text: &str, at: usize, from: usize) -> Option<Marker> {
        let before = text.get(from..at)?;
        let (start, close) = if before.ends_with("<!--") {
            (at - 4, "-->")
        } else if before.ends_with('<') {
            (at - 1, ">")
        } else {
            return None;
        };
        let (call, rest) = number(text.get(at + self.key.len()..)?)?;
        let letter = rest.chars().next()?;
        let rest = rest.get(1..)?;
        let (kind, rest) = match letter {
            'e' => (MarkerKind::Empty, rest),
            'o' => (MarkerKind::Open, rest),
            'c' => (MarkerKind::Close, rest),
            't' => (MarkerKind::SlotClose, rest),
            'g' => (MarkerKind::Guard, rest),
            's' => {
                let (slot, rest) = number(rest)?;
                (MarkerKind::SlotOpen(slot), rest)
            }
            _ => return None,
        };
        let rest = rest.strip_prefix(close)?;
        Some(Marker { span: start..text.len() - rest.len(), call, kind })
    }

    /// Splits what Markdown takes for HTML (an `Html` or `InlineHtml` event) into markers and the author's
    /// own HTML.
    pub fn fragments<'a>(&self, html: &'a str) -> Vec<Fragment<'a>> {
        let mut parts = Vec::new();
        let mut done = 0;
        let mut from = 0;
        while let Some(found) = self.next(html, from) {
            match found {
                Ok(marker) => {
                    if let Some(raw) = html.get(done..marker.span.start).filter(|r| !r.is_empty()) {
                        parts.push(Fragment::Raw(raw));
                    }
                    parts.extend(html.get(marker.span.clone()).map(Fragment::Marker));
                    done = marker.span.end;
                    from = done;
                }
                Err(key) => from = key.end,
            }
        }
        if let Some(raw) = html.get(done..).filter(|r| !r.is_empty()) {
            parts.push(Fragment::Raw(raw));
        }
        parts
    }
}

fn number(text: &str) -> Option<(usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, rest))
}
