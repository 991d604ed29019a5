//! Finds the component calls in a page's Markdown and puts markers in their place.
//!
//! The whole page stays one Markdown text and is parsed once, so headings, footnotes, link definitions and
//! reference links in the body of a call belong to the page.

mod blocks;
mod inline;
mod output;
mod tags;

use super::call::Call;
use super::line::HtmlEnd;
use super::marker::Markers;
use super::offset_map::OffsetMap;
use crate::diagnostics::Diagnostics;
use crate::source::SourceText;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The most calls that may stand in one another.
pub const MAX_CALL_DEPTH: usize = 128;

/// After this many problems the rest of a page is taken as text.
const MAX_PROBLEMS: usize = 100;

/// A page's Markdown with markers in place of its component calls.
#[derive(Clone, Debug)]
pub struct Scan<'a> {
    /// The text to parse.
    pub text: Cow<'a, str>,
    /// From offsets in `text` to offsets in the file.
    pub map: OffsetMap,
    /// The calls in the order of their opening tags.
    pub calls: Vec<Call>,
    /// Tells the markers from the author's own HTML.
    pub markers: Markers,
    /// What is wrong with the tags.
    pub diagnostics: Diagnostics,
}

/// The Markdown at `body` of a file as it is: nothing in it is a call.
pub fn without_calls(source: &SourceText, body: Range<usize>) -> Scan<'_> {
    let text = source.text.get(..body.end).unwrap_or(&source.text);
    let start = body.start.min(text.len());
    let page = text.get(start..).unwrap_or("");
    Scan {
        text: Cow::Borrowed(page),
        map: OffsetMap::identity(start..text.len()),
        calls: Vec::new(),
        markers: Markers::for_text(page),
        diagnostics: Diagnostics::new(),
    }
}

/// Finds the component calls in the Markdown at `body` of a file.
///
/// # What a call is
///
/// A tag as [`grammar`] has it, outside code. Code is: fenced and indented code, code spans, HTML comments,
/// raw `<pre>`, `<script>`, `<style>` and `<textarea>` blocks (in lower case), the inside of other raw HTML
/// tags, and link destinations in angle brackets. `\<Name` is text. Math is not code: write `\lt` there.
///
/// # Block and inline
///
/// A call is a **block** if its opening tag is the first thing on its line (after indentation, `>`, list
/// marks) and its closing tag, or itself, is the last thing on a line. Otherwise it is **inline**.
/// In detail, a tag that starts its line is a block unless text follows it on its line and text other than
/// further closing tags follows its closing tag in the same paragraph. A tag after a task list's box, in a heading or in a table cell is inline.
///
/// - A block interrupts a paragraph, and its body is block Markdown, even where all of it is one line. A
///   closing tag ends all lists and quotes that were opened in the body, whatever the tag's indentation. Text
///   after it starts a new paragraph. Opening and closing tag must stand in the same list item or quote.
/// - An inline call's body is inline Markdown. It ends in the paragraph, heading or table cell in which it
///   starts. What an inline component renders stands in that paragraph; a block is lifted out of it.
///
/// # Indentation
///
/// The indentation of the first line of a block's body is taken off each of its lines, or as much of it as a
/// line has. A body therefore cannot *start* with indented code; use a fence.
///
/// # Slots
///
/// `<Slot name="x">…</Slot>` directly in a call's body fills the slot `x`; all else in the body is the slot
/// `default`, which is filled if there is more than white space.
pub fn scan(source: &SourceText, body: Range<usize>) -> Scan<'_> {
    let text = source.text.get(..body.end).unwrap_or(&source.text);
    let start = body.start.min(text.len());
    let page = text.get(start..).unwrap_or("");
    let markers = Markers::for_text(page);
    let any = page.match_indices('<').any(|(at, _)| {
        let after = page.as_bytes().get(at + 1..).unwrap_or_default();
        matches!(after, [b'A'..=b'Z', ..] | [b'/', b'A'..=b'Z', ..])
    });
    if !any {
        return without_calls(source, body);
    }
    let mut scanner = Scanner {
        source,
        text,
        bytes: text.as_bytes(),
        markers,
        out: String::with_capacity(page.len() + page.len() / 8),
        map: OffsetMap::default(),
        calls: Vec::new(),
        diagnostics: Diagnostics::new(),
        problems: 0,
        containers: Vec::new(),
        open: Vec::new(),
        leaf: Leaf::None,
        prefix: String::new(),
        fresh: true,
        emitted: start,
        content_start: start,
        blank_item: false,
        ends_paragraph: false,
        lazy: false,
        may_define: false,
        literal_until: start,
        no_comment_until: start,
        definition_may_follow: false,
        broken: BTreeMap::new(),
        too_deep: false,
        open_in_text: BTreeSet::new(),
        in_comment: false,
    };
    let mut at = start;
    while at < text.len() {
        at = scanner.line(at);
    }
    scanner.finish();
    if scanner.calls.is_empty() && scanner.diagnostics.is_empty() {
        // All that looked like a call is code: not a byte changes.
        return Scan {
            text: Cow::Borrowed(page),
            map: OffsetMap::identity(start..text.len()),
            calls: Vec::new(),
            markers: scanner.markers,
            diagnostics: scanner.diagnostics,
        };
    }
    Scan {
        text: Cow::Owned(scanner.out),
        map: scanner.map,
        calls: scanner.calls,
        markers: scanner.markers,
        diagnostics: scanner.diagnostics,
    }
}

/// What a line must start with to belong to an open block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Container {
    /// `>`
    Quote,
    /// Columns of white space: a list item, a footnote.
    Indent(usize),
    /// The same for a definition, which another one's colon ends.
    Definition(usize),
    /// The body of a block call; the columns to take off, known from its first line.
    Body(Option<usize>),
}

/// The block that takes the lines themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaf {
    None,
    Paragraph,
    Heading,
    Fence(u8, usize),
    Html(HtmlEnd),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Call(usize),
    Slot {
        call: usize,
    },
    /// A tag that is not part of the result, and whose closing tag is not either.
    Dropped,
}

/// A tag that waits for its closing tag.
#[derive(Clone, Debug)]
struct Open {
    name: String,
    what: What,
    tag: Range<usize>,
    block: bool,
    /// How many containers stand around it.
    containers: usize,
}

/// Where to go on after a tag.
enum Step {
    /// In the same line of text.
    Inline(usize),
    /// As if a line started here.
    Block(usize),
}

struct Scanner<'a> {
    source: &'a SourceText,
    text: &'a str,
    bytes: &'a [u8],
    markers: Markers,
    out: String,
    map: OffsetMap,
    calls: Vec<Call>,
    diagnostics: Diagnostics,
    problems: usize,
    containers: Vec<Container>,
    open: Vec<Open>,
    leaf: Leaf,
    /// What goes before the text of the present line, unless it was written: then the line is not `fresh`.
    prefix: String,
    fresh: bool,
    /// Up to where the source was written.
    emitted: usize,
    /// Where the text of the present line starts, past its containers.
    content_start: usize,
    /// Whether the line before holds the mark of a list item and nothing else.
    blank_item: bool,
    /// Whether the line before belongs to a paragraph.
    ends_paragraph: bool,
    /// Whether the line continues a paragraph without the marks of its containers.
    lazy: bool,
    /// Whether the paragraph holds nothing but link definitions so far.
    may_define: bool,
    /// Text up to here is code.
    literal_until: usize,
    /// No comment that starts before this ends in its paragraph.
    no_comment_until: usize,
    definition_may_follow: bool,
    /// Names of opening tags that were reported; their closing tags are no further problem.
    broken: BTreeMap<String, usize>,
    too_deep: bool,
    /// Tags that were looked past in vain for what closes others: their own closing tag does not follow in
    /// their paragraph either. Keeps nested unclosed tags from being searched for once per level.
    open_in_text: BTreeSet<usize>,
    /// Whether the line is (part of) a comment, which fills no slot.
    in_comment: bool,
}

#[cfg(test)]
mod tests;
