//! HTML with holes, as a component's render returns it.

use super::host::EnvKey;
use std::ops::Range;

/// Rendered HTML whose slots and instance ids are still open, so that one render can be placed many times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    html: String,
    pieces: Vec<Part>,
    asked: Vec<(EnvKey, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Html(Range<usize>),
    Slot(Range<usize>),
    Uid,
}

/// One piece of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// HTML as it is.
    Html(&'a str),
    /// The place of the slot of that name.
    Slot(&'a str),
    /// The place of the instance's id.
    Uid,
}

impl Rendered {
    /// Splits rendered text at its holes: `U+0001 s name U+0002` and `U+0001 i U+0002`. A control character
    /// that opens no hole is left out, since HTML may not hold it.
    pub(super) fn new(text: &str, asked: Vec<(EnvKey, String)>) -> Self {
        let mut html = String::with_capacity(text.len());
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('\u{1}') {
            push(&mut html, &mut pieces, before);
            rest = after;
            let Some((hole, after)) = after.split_once('\u{2}') else { continue };
            if hole == "i" {
                pieces.push(Part::Uid);
            } else if let Some(name) = hole.strip_prefix('s').filter(|n| !n.contains('\u{1}')) {
                pieces.push(Part::Slot(html.len()..html.len() + name.len()));
                html.push_str(name);
            } else {
                continue;
            }
            rest = after;
        }
        push(&mut html, &mut pieces, rest);
        Self { html, pieces, asked }
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let text = |range: &Range<usize>| self.html.get(range.clone()).unwrap_or_default();
        self.pieces.iter().map(move |part| match part {
            Part::Html(range) => Piece::Html(text(range)),
            Part::Slot(range) => Piece::Slot(text(range)),
            Part::Uid => Piece::Uid,
        })
    }

    /// Whether the id of the instance stands anywhere in it.
    pub fn has_uid(&self) -> bool {
        self.pieces.iter().any(|part| matches!(part, Part::Uid))
    }

    /// What the component asked of its context, in the order asked: all that this HTML depends on besides
    /// the component and its props.
    pub fn asked(&self) -> &[(EnvKey, String)] {
        &self.asked
    }

    /// Writes it with the holes filled: `uid` where the id of the instance goes, and for each slot whatever
    /// `slot` writes when it is called with the slot's name.
    pub fn place(&self, out: &mut String, uid: &str, mut slot: impl FnMut(&mut String, &str)) {
        for piece in self.pieces() {
            match piece {
                Piece::Html(html) => out.push_str(html),
                Piece::Slot(name) => slot(out, name),
                Piece::Uid => out.push_str(uid),
            }
        }
    }
}

fn push(html: &mut String, pieces: &mut Vec<Part>, text: &str) {
    if text.is_empty() {
        return;
    }
    let start = html.len();
    html.extend(text.chars().filter(|c| !matches!(c, '\u{1}' | '\u{2}')));
    match pieces.last_mut() {
        Some(Part::Html(range)) if range.end == start => range.end = html.len(),
        _ => pieces.push(Part::Html(start..html.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(text: &str) -> String {
        let mut out = String::new();
        Rendered::new(text, Vec::new()).place(&mut out, "l9-7", |out, name| {
            out.push('[');
            out.push_str(name);
            out.push(']');
        });
        out
    }

    #[test]
    fn holes_are_filled() {
        assert_eq!(
            placed("<p id=\"\u{1}i\u{2}-a\">\u{1}sdefault\u{2}</p>"),
            "<p id=\"l9-7-a\">[default]</p>"
        );
        assert_eq!(placed("\u{1}s\u{2}\u{1}i\u{2}\u{1}i\u{2}"), "[]l9-7l9-7");
    }

    #[test]
    fn stray_control_characters_vanish() {
        assert_eq!(placed("a\u{1}b\u{2}c\u{1}"), "abc");
        assert_eq!(placed("\u{1}sx\u{1}i\u{2}\u{2}"), "sxl9-7");
    }
}
