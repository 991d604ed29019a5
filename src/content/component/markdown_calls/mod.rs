//! Finds the component calls in a page's Markdown and puts markers in their place.
//!
//! The whole page stays one Markdown text and is parsed once, so headings, footnotes, link definitions and
//! reference links in the body of a call belong to the page.

use super::Literal;
use super::call::{Call, Given, GivenSlot};
use super::grammar::{self, Tag, TagKind};
use super::line::{self, HtmlEnd, LineCursor};
use super::marker::{MarkerKind, Markers};
use super::offset_map::OffsetMap;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
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
///   starts. What an inline component renders stands in that paragraph: that it fits there is the author's choice.
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
    let bytes = page.as_bytes();
    let any = bytes.windows(2).zip(1..).any(|(w, next)| {
        w[0] == b'<'
            && (w[1].is_ascii_uppercase()
                || w[1] == b'/' && bytes.get(next + 1).is_some_and(u8::is_ascii_uppercase))
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

impl<'a> Scanner<'a> {
    // ---- lines and blocks ----

    /// Takes one line, or more where tags span lines. Returns where the next one starts.
    fn line(&mut self, start: usize) -> usize {
        let mut cursor = LineCursor::new(self.bytes, start);
        self.prefix.clear();
        self.fresh = true;
        let matched = self.enter(&mut cursor);
        // A tag ends the paragraph of an outer container as it does one of its own.
        self.ends_paragraph = self.leaf == Leaf::Paragraph;
        self.lazy = matched < self.containers.len();
        if self.lazy && !self.is_lazy(&cursor, matched) {
            self.lazy = false;
            self.leave(matched);
        }
        self.emitted = cursor.at;
        let mut probe = cursor;
        let spaces = probe.space(usize::MAX);
        let dedented = self.containers.iter().any(|c| matches!(c, Container::Body(_)));
        let tabs = self.bytes.get(cursor.at..probe.at).is_some_and(|s| s.contains(&b'\t'));
        if dedented && tabs && !matches!(self.leaf, Leaf::Fence(..)) {
            // The columns of a tab depend on where it stands, and dedenting moved it.
            self.prefix.extend(std::iter::repeat_n(' ', spaces));
            self.emitted = probe.at;
        } else {
            self.prefix.extend(std::iter::repeat_n(' ', cursor.spare));
        }
        let end = self.content(cursor);
        let next = line::next_line(self.bytes, end);
        self.flush(next.max(end));
        next.max(start + 1)
    }

    /// Passes what the open containers require of a line; returns how many of them it continues.
    fn enter(&mut self, cursor: &mut LineCursor<'_>) -> usize {
        for i in 0..self.containers.len() {
            let Some(container) = self.containers.get_mut(i) else { break };
            match container {
                Container::Quote => {
                    if !cursor.quote() {
                        return i;
                    }
                    self.prefix.push_str("> ");
                }
                Container::Indent(columns) | Container::Definition(columns) => {
                    let columns = *columns;
                    if !pass_indent(cursor, columns) {
                        return i;
                    }
                    self.prefix.extend(std::iter::repeat_n(' ', columns));
                }
                Container::Body(dedent) => {
                    if !cursor.is_blank() {
                        let columns = *dedent.get_or_insert_with(|| {
                            let mut probe = *cursor;
                            probe.space(usize::MAX)
                        });
                        cursor.space(columns);
                    }
                }
            }
        }
        self.containers.len()
    }

    /// The same without taking the line.
    fn peek_enter(&self, start: usize) -> (usize, LineCursor<'a>) {
        let mut cursor = LineCursor::new(self.bytes, start);
        for (i, container) in self.containers.iter().enumerate() {
            let continued = match *container {
                Container::Quote => cursor.quote(),
                Container::Indent(columns) | Container::Definition(columns) => {
                    pass_indent(&mut cursor, columns)
                }
                Container::Body(dedent) => {
                    if !cursor.is_blank() {
                        cursor.space(dedent.unwrap_or(usize::MAX));
                    }
                    true
                }
            };
            if !continued {
                return (i, cursor);
            }
        }
        (self.containers.len(), cursor)
    }

    /// Whether a line without the marks of all containers continues the paragraph nevertheless.
    fn is_lazy(&self, cursor: &LineCursor<'_>, matched: usize) -> bool {
        let body = self.containers.iter().skip(matched).any(|c| matches!(c, Container::Body(_)));
        let mut probe = *cursor;
        probe.space(usize::MAX);
        self.leaf == Leaf::Paragraph
            && !body
            && !cursor.is_blank()
            && !grammar::starts_tag(self.text, probe.at)
            && !self.interrupts(cursor, matched)
    }

    /// Whether a line that continues `matched` containers ends a paragraph by what it starts with.
    fn interrupts(&self, cursor: &LineCursor<'_>, matched: usize) -> bool {
        let current = matched == self.containers.len();
        let colon = current || matches!(self.containers.get(matched), Some(Container::Definition(_)));
        let mut probe = *cursor;
        let indent = probe.space(4);
        if indent == 4 {
            return false;
        }
        let at = probe.at;
        let list = {
            let mut probe = probe;
            probe.list_marker(indent)
        };
        line::fence(self.bytes, at).is_some()
            || line::heading(self.bytes, at).is_some()
            || line::is_rule(self.bytes, at).is_some()
            || matches!(self.bytes.get(at), Some(b'>'))
            || (colon && matches!(self.bytes.get(at), Some(b':')))
            || list.is_some_and(|(_, may)| may || !current)
            || (!grammar::starts_tag(self.text, at)
                && line::html_block(self.bytes, at).is_some_and(|(_, may)| may))
            || probe.footnote()
    }

    /// Where the text of the next line starts if it continues the paragraph of the line that ends at `end`.
    fn continuation(&self, end: usize) -> Option<usize> {
        let start = line::next_line(self.bytes, end);
        if start == end || start >= self.bytes.len() || self.leaf == Leaf::Heading {
            return None;
        }
        let (matched, cursor) = self.peek_enter(start);
        let all = matched == self.containers.len();
        let mut probe = cursor;
        probe.space(usize::MAX);
        if cursor.is_blank() || (!all && !self.is_lazy(&cursor, matched)) {
            return None;
        }
        if self.leaf != Leaf::Html(HtmlEnd::Blank)
            && (self.interrupts(&cursor, matched) || line::is_underline(self.bytes, probe.at))
        {
            return None;
        }
        Some(probe.at)
    }

    /// Ends the containers from the `matched`-th on, and what stands in them.
    fn leave(&mut self, matched: usize) {
        self.end_leaf();
        while let Some(open) = self.open.last().filter(|o| o.containers >= matched && o.block).cloned() {
            self.unclosed(&open, "inside the list item, quote or footnote in which it starts");
            self.open.pop();
        }
        self.containers.truncate(matched);
    }

    /// Takes the text of a line, past its containers. Returns where it ends.
    fn content(&mut self, start: LineCursor<'a>) -> usize {
        let mut cursor = start;
        loop {
            match self.leaf {
                Leaf::Fence(mark, length) => {
                    let mut probe = cursor;
                    if probe.space(4) < 4 && line::closes_fence(self.bytes, probe.at, (mark, length)) {
                        self.leaf = Leaf::None;
                    }
                    return self.literal(&cursor);
                }
                Leaf::Html(HtmlEnd::Text(end)) => {
                    return self.html_line(&cursor, end);
                }
                _ => {}
            }
            if cursor.is_blank() {
                self.end_leaf();
                if self.fresh {
                    let kept = self.prefix.trim_end().len();
                    self.prefix.truncate(kept);
                }
                return self.literal(&cursor);
            }
            let mut probe = cursor;
            let indent = probe.space(usize::MAX);
            let at = probe.at;
            let tag = at >= self.literal_until && grammar::starts_tag(self.text, at);
            let in_text = matches!(self.leaf, Leaf::Paragraph | Leaf::Html(HtmlEnd::Blank));
            if !(tag && (in_text || std::mem::take(&mut self.ends_paragraph) || self.closes_block(at))) {
                if indent >= 4 && !in_text {
                    self.definition_may_follow = false;
                    return self.literal(&cursor);
                }
                if indent < 4 && self.leaf != Leaf::Html(HtmlEnd::Blank) && !std::mem::take(&mut self.lazy) {
                    if let Some(inner) = self.container(cursor) {
                        cursor = inner;
                        if cursor.is_blank() {
                            return self.literal(&cursor);
                        }
                        continue;
                    }
                    if !tag && let Some(end) = self.leaf_block(&cursor, at) {
                        return end;
                    }
                }
            }
            // Link definitions stand at the start of a paragraph only.
            self.may_define = (self.leaf == Leaf::None || (self.leaf == Leaf::Paragraph && self.may_define))
                && self.is_definition(at);
            if self.may_define {
                self.leaf = Leaf::Paragraph;
                self.definition_may_follow = false;
                return self.literal(&cursor);
            }
            self.content_start = at;
            let step = if tag && self.leaf != Leaf::Heading { self.tag(at, true) } else { Step::Inline(at) };
            let ended = match step {
                Step::Block(_) => step,
                Step::Inline(next) => {
                    if self.leaf == Leaf::None {
                        self.leaf = Leaf::Paragraph;
                        self.definition_may_follow = true;
                    }
                    self.inline(next)
                }
            };
            match ended {
                Step::Inline(end) => {
                    if self.leaf == Leaf::Heading {
                        self.end_leaf();
                    }
                    return end;
                }
                Step::Block(next) => {
                    let end = line::line_end(self.bytes, next);
                    if line::is_blank(self.bytes, next) {
                        self.emitted = end;
                        return end;
                    }
                    cursor = LineCursor::new(self.bytes, next);
                    cursor.space(usize::MAX);
                    self.new_line(next..next);
                    self.emitted = cursor.at;
                }
            }
        }
    }

    /// Opens the container that a line starts with, if it does.
    fn container(&mut self, cursor: LineCursor<'a>) -> Option<LineCursor<'a>> {
        let mut inner = cursor;
        let indent = inner.space(3);
        let paragraph = self.leaf == Leaf::Paragraph;
        let container = if inner.footnote() {
            Container::Indent(4)
        } else if let Some((columns, after)) = list_item(inner, indent, paragraph) {
            inner = after;
            self.definition_may_follow = false;
            Container::Indent(columns)
        } else if self.definition_may_follow && inner.peek() == Some(b':') {
            let columns = inner.definition_marker(indent)?;
            self.definition_may_follow = false;
            Container::Definition(columns)
        } else if inner.quote() {
            self.definition_may_follow = false;
            Container::Quote
        } else {
            return None;
        };
        self.end_leaf();
        self.containers.push(container);
        if container == Container::Quote && self.bytes.get(inner.at..).is_some_and(|b| b.starts_with(b"[!")) {
            // The line of an alert's kind holds nothing else.
            let end = line::line_end(self.bytes, inner.at);
            let kind = self.text.get(inner.at..end).unwrap_or("").trim_end();
            if kind.ends_with(']') {
                inner.pass(end - inner.at);
            }
        }
        Some(inner)
    }

    /// Takes a line that is no paragraph text and has no calls; returns where it ends. For a heading and for
    /// HTML with calls in it, only notes what it is.
    fn leaf_block(&mut self, cursor: &LineCursor<'_>, at: usize) -> Option<usize> {
        let paragraph = self.leaf == Leaf::Paragraph;
        if let Some((end, may)) = line::html_block(self.bytes, at)
            && (may || !paragraph)
        {
            self.end_leaf();
            self.definition_may_follow = false;
            self.leaf = Leaf::Html(end);
            let HtmlEnd::Text(text) = end else { return None };
            return Some(self.html_line(cursor, text));
        }
        if line::is_rule(self.bytes, at).is_some() || (paragraph && line::is_underline(self.bytes, at)) {
            self.end_leaf();
            self.definition_may_follow = false;
            return Some(self.literal(cursor));
        }
        if line::heading(self.bytes, at).is_some() {
            self.end_leaf();
            self.definition_may_follow = false;
            self.leaf = Leaf::Heading;
            return None;
        }
        if let Some((mark, length)) = line::fence(self.bytes, at) {
            self.end_leaf();
            self.definition_may_follow = false;
            self.leaf = Leaf::Fence(mark, length);
            return Some(self.literal(cursor));
        }
        None
    }

    /// Copies a line of opaque HTML, and ends the block where the line holds its end.
    fn html_line(&mut self, cursor: &LineCursor<'_>, end: &str) -> usize {
        let line = self.bytes.get(cursor.at..line::line_end(self.bytes, cursor.at)).unwrap_or(&[]);
        if line.windows(end.len()).any(|w| w.eq_ignore_ascii_case(end.as_bytes())) {
            self.leaf = Leaf::None;
        }
        self.in_comment = end == "-->";
        let at = self.literal(cursor);
        self.in_comment = false;
        at
    }

    /// Copies the rest of a line.
    fn literal(&mut self, cursor: &LineCursor<'_>) -> usize {
        let end = line::line_end(self.bytes, cursor.at);
        self.flush(end);
        end
    }

    /// Ends a paragraph or heading, and with it the inline calls that are still open.
    fn end_leaf(&mut self) {
        let keep = self.open.iter().rposition(|o| o.block).map_or(0, |i| i + 1);
        for open in self.open.split_off(keep) {
            if open.what == What::Dropped {
                *self.broken.entry(open.name).or_default() += 1;
            } else {
                self.unclosed(&open, "before its paragraph ends");
            }
        }
        self.leaf = Leaf::None;
    }

    fn finish(&mut self) {
        self.end_leaf();
        while let Some(open) = self.open.pop() {
            self.unclosed(&open, "anywhere in the page");
        }
    }

    // ---- inline ----

    /// Takes text up to the end of its line.
    fn inline(&mut self, start: usize) -> Step {
        let mut at = start;
        let mut end = line::line_end(self.bytes, at);
        loop {
            at = at.max(self.literal_until).min(end);
            let rest = self.bytes.get(at..end).unwrap_or(&[]);
            let Some(skip) = rest.iter().position(|b| matches!(b, b'\\' | b'`' | b'<')) else {
                self.flush(end);
                return Step::Inline(end);
            };
            at += skip;
            match rest.get(skip) {
                Some(b'\\') => at += 2,
                Some(b'`') => {
                    let run = self.run(at);
                    match self.code_end(at + run, end, run) {
                        Some(close) if !matches!(self.leaf, Leaf::Html(_)) => self.literal_until = close,
                        _ => at += run,
                    }
                }
                _ if self.bytes.get(at..).is_some_and(|b| b.starts_with(b"<!--")) => {
                    match self.comment_end(at, end) {
                        Some(close) => self.literal_until = close,
                        None => at += 4,
                    }
                }
                _ if self.in_destination(at) => {
                    let rest = self.bytes.get(at..end).unwrap_or(&[]);
                    at += rest.iter().position(|b| *b == b'>').unwrap_or(0) + 1;
                }
                _ if grammar::starts_tag(self.text, at) => match self.tag(at, false) {
                    Step::Inline(next) => {
                        at = next;
                        if at > end {
                            end = line::line_end(self.bytes, at);
                        }
                    }
                    step => return step,
                },
                _ => at = line::html_tag(self.bytes, at, end).unwrap_or(at + 1),
            }
        }
    }

    fn run(&self, at: usize) -> usize {
        self.bytes.get(at..).unwrap_or(&[]).iter().take_while(|b| **b == b'`').count()
    }

    /// Where the code span ends whose opening run of `run` backticks ends at `at`, on a line that ends at
    /// `end`. A code span does not cross a line that starts with a component's tag.
    fn code_end(&self, at: usize, end: usize, run: usize) -> Option<usize> {
        let (mut at, mut end) = (at, end);
        loop {
            while let Some(skip) = self.bytes.get(at..end)?.iter().position(|b| *b == b'`') {
                at += skip;
                let found = self.run(at);
                at += found;
                if found == run {
                    return Some(at);
                }
            }
            at = self.continuation(end).filter(|next| !grammar::starts_tag(self.text, *next))?;
            end = line::line_end(self.bytes, at);
        }
    }

    /// Where the comment at `at` ends, on a line that ends at `end`.
    fn comment_end(&mut self, at: usize, end: usize) -> Option<usize> {
        if at < self.no_comment_until {
            return None;
        }
        let (mut from, mut end) = (at + 4, end);
        loop {
            if let Some(close) = self.text.get(from..end).and_then(|line| line.find("-->")) {
                return Some(from + close + 3);
            }
            match self.continuation(end) {
                Some(next) => {
                    from = next;
                    end = line::line_end(self.bytes, from);
                }
                None => {
                    self.no_comment_until = end;
                    return None;
                }
            }
        }
    }

    /// Whether `<` opens a link's destination: `](<…>)`.
    fn in_destination(&self, at: usize) -> bool {
        self.bytes.get(self.content_start..at).is_some_and(|before| before.ends_with(b"]("))
    }

    /// Whether the line is a link definition, `[label]: destination "title"`.
    fn is_definition(&self, at: usize) -> bool {
        let line = self.bytes.get(at..line::line_end(self.bytes, at)).unwrap_or(&[]);
        let Some(rest) = line.strip_prefix(b"[") else { return false };
        let Some(label) = rest.iter().position(|b| matches!(b, b'[' | b']')) else { return false };
        let Some((label, Some(rest))) = rest.split_at_checked(label).map(|(l, r)| (l, r.strip_prefix(b"]:")))
        else {
            return false;
        };
        let rest = rest.trim_ascii_start();
        let length = if let Some(pointed) = rest.strip_prefix(b"<") {
            let end = pointed.iter().position(|b| matches!(b, b'<' | b'>'));
            end.filter(|end| pointed.get(*end) == Some(&b'>')).map(|end| end + 2)
        } else {
            rest.iter().position(u8::is_ascii_whitespace).or(Some(rest.len()))
        };
        let Some(after) = length.and_then(|length| rest.get(length..)) else { return false };
        let title = after.trim_ascii_start();
        !rest.is_empty()
            && !label.trim_ascii().is_empty()
            && (title.is_empty() || (title.len() < after.len() && matches!(title, [b'"' | b'\'' | b'(', ..])))
    }

    // ---- tags ----

    /// Takes the tag at `at`.
    fn tag(&mut self, at: usize, line_start: bool) -> Step {
        if self.problems >= MAX_PROBLEMS {
            return self.neutralise(at);
        }
        let read = grammar::tag(self.text, at, &|start| self.peek_enter(start).1.at);
        match read {
            Err(error) => {
                let opening = !self.text.get(at..).unwrap_or("").starts_with("</");
                let name = self.name_at(at);
                if opening {
                    *self.broken.entry(name.to_owned()).or_default() += 1;
                }
                let diagnostic = Diagnostic::error(error.code, error.message)
                    .at(self.source.at(error.span))
                    .hint(error.hint);
                self.report(diagnostic);
                self.neutralise(at)
            }
            Ok(tag) if tag.kind == TagKind::Close => self.close(&tag),
            Ok(tag) if tag.name == "Slot" => self.open_slot(tag, line_start),
            Ok(tag) => self.open_call(tag, line_start),
        }
    }

    fn name_at(&self, at: usize) -> &str {
        let rest = self.text.get(at..).unwrap_or("").trim_start_matches(['<', '/']);
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        rest.get(..length).unwrap_or("")
    }

    /// Leaves a tag as text: a backslash keeps Markdown from taking it as HTML.
    fn neutralise(&mut self, at: usize) -> Step {
        self.flush(at);
        if !matches!(self.leaf, Leaf::Html(_)) {
            self.begin();
            self.map.made(self.out.len(), at..at);
            self.out.push('\\');
        }
        let next = at + 2;
        self.flush(next);
        Step::Inline(next)
    }

    /// Drops a tag.
    fn drop_tag(&mut self, tag: &Tag) -> Step {
        self.flush(tag.span.start);
        self.begin();
        self.emitted = tag.span.end;
        if tag.kind == TagKind::Open && self.open.len() > 4 * MAX_CALL_DEPTH {
            *self.broken.entry(tag.name.clone()).or_default() += 1;
        } else if tag.kind == TagKind::Open {
            self.open.push(Open {
                name: tag.name.clone(),
                what: What::Dropped,
                tag: tag.span.clone(),
                block: false,
                containers: self.containers.len(),
            });
        }
        Step::Inline(tag.span.end)
    }

    fn inline_open(&self) -> bool {
        self.open.last().is_some_and(|o| !o.block)
    }

    fn is_block(&mut self, tag: &Tag, line_start: bool) -> bool {
        line_start
            && !self.inline_open()
            && (line::is_blank(self.bytes, tag.span.end)
                || (tag.kind == TagKind::Open && !self.closes_in_text(tag)))
    }

    /// Whether the closing tag follows in the same paragraph, with text after it on its line.
    fn closes_in_text(&mut self, tag: &Tag) -> bool {
        if self.open_in_text.remove(&tag.span.start) {
            return false;
        }
        let name = &tag.name;
        let mut inner: Vec<Tag> = Vec::new();
        let mut at = tag.span.end;
        let mut end = line::line_end(self.bytes, at);
        loop {
            let rest = self.bytes.get(at..end).unwrap_or(&[]);
            let Some(skip) = rest.iter().position(|b| matches!(b, b'\\' | b'`' | b'<')) else {
                let Some(next) = self.continuation(end) else {
                    self.open_in_text.extend(inner.iter().map(|t| t.span.start));
                    return false;
                };
                at = next;
                end = line::line_end(self.bytes, at);
                continue;
            };
            at += skip;
            match rest.get(skip) {
                Some(b'\\') => at = (at + 2).min(end),
                Some(b'`') => {
                    let run = self.run(at);
                    at = self.code_end(at + run, end, run).unwrap_or(at + run);
                }
                _ if rest.get(skip..).is_some_and(|r| r.starts_with(b"<!--")) => {
                    let comment = self.text.get(at..end).unwrap_or("");
                    at += comment.find("-->").unwrap_or(1);
                }
                _ if grammar::starts_tag(self.text, at) => {
                    let read = grammar::tag(self.text, at, &|start| self.peek_enter(start).1.at);
                    match read {
                        Ok(tag) => {
                            at = tag.span.end;
                            match tag.kind {
                                TagKind::SelfClosing => {}
                                TagKind::Open => inner.push(tag),
                                TagKind::Close => match inner.iter().rposition(|t| t.name == tag.name) {
                                    Some(found) => inner.truncate(found),
                                    None => {
                                        return tag.name == *name && !self.is_last(tag.span.end);
                                    }
                                },
                            }
                        }
                        Err(_) => at += 2,
                    }
                }
                _ => at = line::html_tag(self.bytes, at, end).unwrap_or(at + 1),
            }
            if at > end {
                end = line::line_end(self.bytes, at);
            }
        }
    }

    /// Whether only closing tags follow on the line.
    fn is_last(&self, at: usize) -> bool {
        let mut at = at;
        loop {
            if line::is_blank(self.bytes, at) {
                return true;
            }
            let rest = self.text.get(at..).unwrap_or("");
            at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
            if !rest.trim_start_matches([' ', '\t']).starts_with("</") || !grammar::starts_tag(self.text, at)
            {
                return false;
            }
            let Ok(tag) = grammar::tag(self.text, at, &|start| start) else { return false };
            at = tag.span.end;
        }
    }

    fn parent(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|o| match o.what {
            What::Call(call) | What::Slot { call } => Some(call),
            What::Dropped => None,
        })
    }

    fn open_call(&mut self, tag: Tag, line_start: bool) -> Step {
        let depth = self.open.iter().filter(|o| matches!(o.what, What::Call(_))).count();
        if depth >= MAX_CALL_DEPTH || self.open.len() > 3 * MAX_CALL_DEPTH {
            if !self.too_deep {
                self.too_deep = true;
                let diagnostic = Diagnostic::error(
                    Code::ComponentDepth,
                    format!("components nest deeper than {MAX_CALL_DEPTH} levels"),
                )
                .at(self.source.at(tag.span.clone()))
                .hint("close the components that stand around it");
                self.report(diagnostic);
            }
            return self.drop_tag(&tag);
        }
        self.fill_default(&tag.span);
        let block = self.is_block(&tag, line_start);
        let index = self.calls.len();
        let kind = if tag.kind == TagKind::Open { MarkerKind::Open } else { MarkerKind::Empty };
        let call = Call {
            parent: self.parent(),
            name: tag.name.clone(),
            name_span: tag.name_span,
            tag: tag.span.clone(),
            span: tag.span.clone(),
            props: tag.props,
            slots: Vec::new(),
            block,
        };
        self.calls.push(call);
        self.mark(&tag.span, index, kind, block, line_start);
        self.opened(tag.kind, tag.name, What::Call(index), tag.span, block)
    }

    fn opened(&mut self, kind: TagKind, name: String, what: What, tag: Range<usize>, block: bool) -> Step {
        let end = tag.end;
        if kind == TagKind::Open {
            let containers = self.containers.len();
            self.open.push(Open { name, what, tag, block, containers });
            if block {
                self.containers.push(Container::Body(None));
            }
        }
        if block { Step::Block(end) } else { Step::Inline(end) }
    }

    fn open_slot(&mut self, tag: Tag, line_start: bool) -> Step {
        let call = match self.open.last().map(|o| o.what) {
            Some(What::Call(call)) => call,
            Some(What::Dropped) => return self.drop_tag(&tag),
            _ => {
                let diagnostic = Diagnostic::error(
                    Code::ComponentSyntax,
                    "`<Slot>` does not stand in the body of a component",
                )
                .at(self.source.at(tag.span.clone()))
                .hint("put it directly between the opening and the closing tag of the component");
                self.report(diagnostic);
                return self.drop_tag(&tag);
            }
        };
        let name = match slot_name(&tag) {
            Ok(name) => name,
            Err((span, message)) => {
                let diagnostic = Diagnostic::error(Code::ComponentSyntax, message)
                    .at(self.source.at(span))
                    .hint("write `<Slot name=\"title\">…</Slot>`; what stands outside of it is the default slot");
                self.report(diagnostic);
                return self.drop_tag(&tag);
            }
        };
        let earlier = self.calls.get(call).and_then(|c| c.slots.iter().find(|s| s.name == name)).cloned();
        if let Some(earlier) = earlier {
            let diagnostic =
                Diagnostic::error(Code::ComponentSyntax, format!("the slot `{name}` is filled twice"))
                    .at(self.source.at(tag.span.clone()))
                    .note("first filled here", Some(self.source.at(earlier.span)));
            self.report(diagnostic);
            return self.drop_tag(&tag);
        }
        let block = self.is_block(&tag, line_start);
        let mut slot = 0;
        if let Some(call) = self.calls.get_mut(call) {
            slot = call.slots.len();
            call.slots.push(GivenSlot { name, span: tag.span.clone() });
        }
        self.mark(&tag.span, call, MarkerKind::SlotOpen(slot), block, line_start);
        if tag.kind == TagKind::SelfClosing {
            if block {
                self.new_line(tag.span.clone());
            }
            self.put(&tag.span, call, MarkerKind::SlotClose, block);
        }
        self.opened(tag.kind, tag.name, What::Slot { call }, tag.span, block)
    }

    /// Whether the closing tag at `at` closes a block call.
    fn closes_block(&self, at: usize) -> bool {
        let name = self.name_at(at);
        self.bytes.get(at + 1) == Some(&b'/') && self.open.iter().any(|o| o.block && o.name == name)
    }

    fn close(&mut self, tag: &Tag) -> Step {
        let Some(found) = self.open.iter().rposition(|o| o.name == tag.name) else {
            let known = self.broken.get_mut(&tag.name).filter(|n| **n > 0);
            if let Some(count) = known {
                *count -= 1;
            } else {
                let name = &tag.name;
                let diagnostic = Diagnostic::error(
                    Code::ComponentSyntax,
                    format!("`</{name}>` closes a component that is not open"),
                )
                .at(self.source.at(tag.span.clone()))
                .hint(format!(
                    "remove it, add `<{name}>` before it, or write `\\</{name}>` where no component is meant"
                ));
                self.report(diagnostic);
            }
            return self.neutralise(tag.span.start);
        };
        // Text before the tag on its line belongs to the innermost body.
        if !self.text.get(self.emitted..tag.span.start).unwrap_or("").trim().is_empty() {
            self.flush(tag.span.start);
        }
        for inner in self.open.split_off(found + 1).iter().rev() {
            if inner.what != What::Dropped {
                self.unclosed(inner, &format!("before `</{}>`", tag.name));
            }
        }
        let Some(open) = self.open.pop() else { return Step::Inline(tag.span.end) };
        let (call, kind) = match open.what {
            What::Dropped => return self.drop_tag(tag),
            What::Slot { call } => (call, MarkerKind::SlotClose),
            What::Call(call) => {
                if let Some(call) = self.calls.get_mut(call) {
                    call.span.end = tag.span.end;
                }
                (call, MarkerKind::Close)
            }
        };
        if !open.block {
            self.mark(&tag.span, call, kind, false, false);
            return Step::Inline(tag.span.end);
        }
        self.containers.truncate(open.containers);
        if self.leaf != Leaf::Html(HtmlEnd::Blank) {
            self.leaf = Leaf::None;
        }
        if self.fresh {
            self.prefix = self.continuation_prefix();
        } else {
            self.new_line(tag.span.clone());
        }
        self.put(&tag.span, call, kind, true);
        Step::Block(tag.span.end)
    }

    // ---- output ----

    /// Writes what goes before the text of a line.
    fn begin(&mut self) {
        if self.fresh {
            self.fresh = false;
            if !self.prefix.is_empty() {
                self.map.made(self.out.len(), self.emitted..self.emitted);
                self.out.push_str(&self.prefix);
            }
        }
    }

    /// Writes the source up to `to`.
    fn flush(&mut self, to: usize) {
        if to <= self.emitted {
            return;
        }
        self.begin();
        let range = self.emitted..to;
        if let Some(text) = self.text.get(range.clone())
            && !text.is_empty()
        {
            if !self.in_comment && !text.trim().is_empty() {
                self.fill_default(&range);
            }
            self.map.copied(self.out.len(), range);
            self.out.push_str(text);
        }
        self.emitted = to;
    }

    /// Notes that the innermost call has a body.
    fn fill_default(&mut self, range: &Range<usize>) {
        let Some(What::Call(index)) = self.open.last().map(|o| o.what) else { return };
        if let Some(call) = self.calls.get_mut(index)
            && !call.slots.iter().any(|s| s.name == "default")
        {
            let text = self.text.get(range.clone()).unwrap_or("");
            let start = range.start + (text.len() - text.trim_start().len());
            call.slots.push(GivenSlot { name: "default".into(), span: start..start + text.trim().len() });
        }
    }

    /// Writes a marker in place of a tag, after the text before the tag.
    fn mark(&mut self, tag: &Range<usize>, call: usize, kind: MarkerKind, block: bool, line_start: bool) {
        if block {
            if self.leaf == Leaf::Paragraph {
                self.end_leaf();
            }
            let before = self.text.get(self.emitted..tag.start).unwrap_or("");
            if before.trim().is_empty() {
                self.emitted = tag.start;
            }
            self.flush(tag.start);
            self.put(tag, call, kind, true);
            return;
        }
        self.flush(tag.start);
        self.put(tag, call, kind, false);
        if line_start && line::is_blank(self.bytes, tag.end) {
            self.put(tag, call, MarkerKind::Guard, false);
        }
    }

    fn put(&mut self, tag: &Range<usize>, call: usize, kind: MarkerKind, block: bool) {
        self.begin();
        self.map.made(self.out.len(), tag.clone());
        self.markers.write(&mut self.out, block, call, kind);
        self.emitted = tag.end;
    }

    /// Starts a line that the source does not have.
    fn new_line(&mut self, at: Range<usize>) {
        self.begin();
        self.map.made(self.out.len(), at);
        self.out.push('\n');
        self.prefix = self.continuation_prefix();
        self.fresh = true;
    }

    fn continuation_prefix(&self) -> String {
        let mut prefix = String::new();
        for container in &self.containers {
            match container {
                Container::Quote => prefix.push_str("> "),
                Container::Indent(columns) | Container::Definition(columns) => {
                    prefix.extend(std::iter::repeat_n(' ', *columns))
                }
                Container::Body(_) => {}
            }
        }
        prefix
    }

    // ---- problems ----

    fn report(&mut self, diagnostic: Diagnostic) {
        self.problems += 1;
        if self.problems <= MAX_PROBLEMS {
            self.diagnostics.push(diagnostic);
        }
    }

    fn unclosed(&mut self, open: &Open, place: &str) {
        if open.what == What::Dropped {
            return;
        }
        *self.broken.entry(open.name.clone()).or_default() += 1;
        let name = &open.name;
        let hint = if name == "Slot" {
            "add `</Slot>`".to_owned()
        } else if open.block {
            format!("add `</{name}>`, or write `<{name} />` if it has no body")
        } else {
            format!(
                "add `</{name}>` there, or put both tags on lines of their own; write `\\<{name}>`, or use backticks, \
                 where no component is meant"
            )
        };
        let diagnostic =
            Diagnostic::error(Code::ComponentUnclosed, format!("`<{name}>` is not closed {place}"))
                .at(self.source.at(open.tag.clone()))
                .hint(hint);
        self.report(diagnostic);
    }
}

/// The columns of a list item's content, and the place after its marker.
fn list_item<'a>(
    cursor: LineCursor<'a>,
    indent: usize,
    in_paragraph: bool,
) -> Option<(usize, LineCursor<'a>)> {
    let mut after = cursor;
    let (columns, may_interrupt) = after.list_marker(indent)?;
    (may_interrupt || !in_paragraph).then_some((columns, after))
}

fn pass_indent(cursor: &mut LineCursor<'_>, columns: usize) -> bool {
    if cursor.is_blank() {
        return true;
    }
    let save = *cursor;
    let passed = cursor.space(columns) == columns;
    if !passed {
        *cursor = save;
    }
    passed
}

fn slot_name(tag: &Tag) -> Result<String, (Range<usize>, String)> {
    if let Some(other) = tag.props.iter().find(|prop| prop.name != "name") {
        return Err((other.name_span.clone(), format!("`<Slot>` has no prop `{}`", other.name)));
    }
    let Some(prop) = tag.props.first() else {
        return Err((tag.span.clone(), "`<Slot>` has no name".into()));
    };
    let Given::Literal(Literal::String(name)) = &prop.value else {
        return Err((prop.value_span.clone(), "the name of a slot is a string".into()));
    };
    if name == "default" {
        return Err((prop.value_span.clone(), "the slot `default` is the body itself".to_owned()));
    }
    let valid = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'));
    if !valid {
        let message = format!("`{name}` is not the name of a slot: lower-case letters, digits, `_` and `-`");
        return Err((prop.value_span.clone(), message));
    }
    Ok(name.clone())
}

#[cfg(test)]
mod tests;
