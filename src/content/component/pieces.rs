//! From the final HTML of a page, markers included, to a tree of HTML and calls.

use super::markdown_calls::Scan;
use super::marker::MarkerKind;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::SourceText;
use std::collections::BTreeMap;

/// A part of a page: HTML, or a call to be replaced by what its component renders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Finished HTML, never empty.
    Html(String),
    /// A component call.
    Call {
        /// Index into the page's calls.
        index: usize,
        /// The slots that the author filled, by name; the body is `default`. A slot that the author wrote
        /// and left empty is there with no pieces.
        slots: BTreeMap<String, Vec<Piece>>,
    },
}

/// The slot that pieces are being put into.
struct Frame {
    call: usize,
    /// Slots that are complete, or were interrupted by another slot of the same call.
    slots: BTreeMap<String, Vec<Piece>>,
    /// The `<Slot>` that is open.
    slot: Option<usize>,
    /// What stands around the call.
    outer: Vec<Piece>,
}

/// Splits the HTML that was rendered from [`Scan::text`] at its markers.
///
/// White space at both ends of a slot is dropped. The calls come out in the order of the text unless Markdown
/// moves them (footnotes). A marker that did not survive is an error at its call: the tag stood where
/// Markdown has no inline content, such as an image's text or a link's title, or a call starts and ends in
/// different elements, such as `**a <B>b** c</B>`.
pub fn split(html: &str, scan: &Scan<'_>, source: &SourceText) -> (Vec<Piece>, Diagnostics) {
    let mut splitter = Splitter {
        scan,
        source,
        diagnostics: Diagnostics::new(),
        seen: vec![false; scan.calls.len()],
        pieces: Vec::new(),
        frames: Vec::new(),
    };
    if scan.calls.is_empty() {
        splitter.html(html);
        return (splitter.pieces, splitter.diagnostics);
    }
    let mut done = 0;
    let mut from = 0;
    while let Some(found) = scan.markers.next(html, from) {
        match found {
            Ok(marker) => {
                splitter.html(html.get(done..marker.span.start).unwrap_or(""));
                done = marker.span.end;
                from = done;
                splitter.marker(marker.call, marker.kind);
            }
            Err(key) => from = key.end,
        }
    }
    splitter.html(html.get(done..).unwrap_or(""));
    splitter.finish()
}

struct Splitter<'a> {
    scan: &'a Scan<'a>,
    source: &'a SourceText,
    diagnostics: Diagnostics,
    seen: Vec<bool>,
    pieces: Vec<Piece>,
    frames: Vec<Frame>,
}

impl Splitter<'_> {
    fn html(&mut self, html: &str) {
        if let Some(Piece::Html(last)) = self.pieces.last_mut() {
            last.push_str(html);
        } else if !html.is_empty() {
            self.pieces.push(Piece::Html(html.to_owned()));
        }
    }

    fn marker(&mut self, index: usize, kind: MarkerKind) {
        match kind {
            MarkerKind::Guard => {}
            MarkerKind::Empty => {
                self.see(index);
                self.pieces.push(Piece::Call { index, slots: BTreeMap::new() });
            }
            MarkerKind::Open => {
                self.see(index);
                let outer = std::mem::take(&mut self.pieces);
                self.frames.push(Frame { call: index, slots: BTreeMap::new(), slot: None, outer });
            }
            MarkerKind::SlotOpen(slot) => {
                if self.frames.last().is_some_and(|f| f.call == index && f.slot.is_none()) {
                    self.store();
                    if let Some(frame) = self.frames.last_mut() {
                        frame.slot = Some(slot);
                    }
                } else {
                    self.misplaced(index);
                }
            }
            MarkerKind::SlotClose => {
                if self.frames.last().is_some_and(|f| f.call == index && f.slot.is_some()) {
                    self.store();
                    if let Some(frame) = self.frames.last_mut() {
                        frame.slot = None;
                        // Goes on with what the body had before the slot.
                        self.pieces = frame.slots.remove("default").unwrap_or_default();
                    }
                } else {
                    self.misplaced(index);
                }
            }
            MarkerKind::Close => {
                if !self.frames.iter().any(|f| f.call == index) {
                    self.misplaced(index);
                    return;
                }
                while let Some(call) = self.frames.last().map(|f| f.call) {
                    if call != index && self.is_closed(call) {
                        self.misplaced(call);
                    }
                    self.close();
                    if call == index {
                        break;
                    }
                }
            }
        }
    }

    /// Whether the source closes the call; where it does not, that was reported.
    fn is_closed(&self, call: usize) -> bool {
        self.scan.calls.get(call).is_some_and(|c| c.span.end > c.tag.end)
    }

    fn see(&mut self, index: usize) {
        if let Some(seen) = self.seen.get_mut(index) {
            *seen = true;
        }
    }

    /// Puts what was gathered into the slot it belongs to.
    fn store(&mut self) {
        let mut pieces = std::mem::take(&mut self.pieces);
        let Some(frame) = self.frames.last_mut() else { return };
        let written = self.scan.calls.get(frame.call).map(|c| c.slots.as_slice()).unwrap_or_default();
        let name = match frame.slot {
            Some(slot) => written.get(slot).map(|s| s.name.clone()).unwrap_or_default(),
            None => "default".to_owned(),
        };
        if frame.slot.is_some() {
            trim(&mut pieces);
        }
        frame.slots.insert(name, pieces);
    }

    fn close(&mut self) {
        self.store();
        let Some(mut frame) = self.frames.pop() else { return };
        let written = self.scan.calls.get(frame.call).map(|c| c.slots.as_slice()).unwrap_or_default();
        let filled = written.iter().any(|s| s.name == "default");
        match frame.slots.get_mut("default") {
            Some(body) if filled => trim(body),
            _ => {
                frame.slots.remove("default");
            }
        }
        let crossed = frame.slots.values().any(|pieces| !balanced(pieces));
        if crossed && self.is_closed(frame.call) {
            self.misplaced(frame.call);
        }
        self.pieces = frame.outer;
        self.pieces.push(Piece::Call { index: frame.call, slots: frame.slots });
    }

    fn finish(mut self) -> (Vec<Piece>, Diagnostics) {
        while let Some(frame) = self.frames.last() {
            let call = frame.call;
            if self.is_closed(call) {
                self.misplaced(call);
            }
            self.close();
        }
        let lost: Vec<usize> = (0..self.seen.len()).filter(|i| self.seen.get(*i) == Some(&false)).collect();
        for index in lost {
            self.misplaced(index);
        }
        self.diagnostics.sort();
        (self.pieces, self.diagnostics)
    }

    fn misplaced(&mut self, index: usize) {
        let Some(call) = self.scan.calls.get(index).filter(|call| !call.offered) else { return };
        let name = &call.name;
        self.diagnostics.push(
            Diagnostic::error(Code::ComponentSyntax, format!("`<{name}>` stands where no component can stand"))
                .at(self.source.at(call.tag.clone()))
                .hint(
                    "move it out of a link's title, an image's text, math or a table's cell border, and close it in \
                     the element (such as `**bold**`) in which it starts",
                ),
        );
    }
}

/// Drops white space at both ends.
fn trim(pieces: &mut Vec<Piece>) {
    if let Some(Piece::Html(first)) = pieces.first_mut() {
        let cut = first.len() - first.trim_start().len();
        first.drain(..cut);
    }
    if let Some(Piece::Html(last)) = pieces.last_mut() {
        last.truncate(last.trim_end().len());
    }
    pieces.retain(|p| !matches!(p, Piece::Html(html) if html.is_empty()));
}

/// The elements that Markdown makes and that enclose a place where a tag can stand.
const ENCLOSING: [&str; 24] = [
    "a",
    "blockquote",
    "dd",
    "del",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "strong",
    "sub",
    "sup",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// The elements whose end tag authors of raw HTML may leave out.
const END_OPTIONAL: [&str; 7] = ["dd", "dt", "li", "p", "td", "th", "tr"];

/// Whether every element that starts in the pieces ends in them, and the other way round.
fn balanced(pieces: &[Piece]) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for piece in pieces {
        let Piece::Html(html) = piece else { continue };
        let mut rest = html.as_str();
        while let Some(at) = rest.find('<') {
            rest = rest.get(at + 1..).unwrap_or("");
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.find("-->").and_then(|end| comment.get(end + 3..)).unwrap_or("");
                continue;
            }
            let closing = rest.starts_with('/');
            let tag = rest.trim_start_matches('/');
            let length = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
            let name = tag.get(..length).unwrap_or("");
            let Some(&name) = ENCLOSING.iter().find(|e| e.eq_ignore_ascii_case(name)) else { continue };
            if !closing {
                open.push(name);
            } else if let Some(start) = open.iter().rposition(|o| *o == name) {
                if open.split_off(start).iter().skip(1).any(|o| !END_OPTIONAL.contains(o)) {
                    return false;
                }
            } else {
                return false;
            }
        }
    }
    open.iter().all(|o| END_OPTIONAL.contains(o))
}
