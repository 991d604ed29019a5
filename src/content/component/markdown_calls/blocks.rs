//! Lines and blocks: the containers a line stands in, and what takes its text.

use super::super::grammar;
use super::super::line::{self, HtmlEnd, LineCursor};
use super::{Container, Leaf, Scanner, Step, What};

impl<'a> Scanner<'a> {
    /// Takes one line, or more where tags span lines. Returns where the next one starts.
    pub(super) fn line(&mut self, start: usize) -> usize {
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
        let mut probe = cursor;
        let spaces = probe.space(usize::MAX);
        let left = !self.lazy && self.ends_paragraph && self.leaf == Leaf::None;
        if left && probe.at >= self.literal_until && grammar::starts_tag(self.text, probe.at) {
            // An inline marker would continue the paragraph that was left.
            self.map.made(self.out.len(), start..start);
            self.out.push_str(self.prefix.trim_end());
            self.out.push('\n');
            cursor = probe;
        }
        self.emitted = cursor.at;
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
    pub(super) fn enter(&mut self, cursor: &mut LineCursor<'_>) -> usize {
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
    pub(super) fn peek_enter(&self, start: usize) -> (usize, LineCursor<'a>) {
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
    pub(super) fn is_lazy(&self, cursor: &LineCursor<'_>, matched: usize) -> bool {
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
    pub(super) fn interrupts(&self, cursor: &LineCursor<'_>, matched: usize) -> bool {
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
    pub(super) fn continuation(&self, end: usize) -> Option<usize> {
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
            && (self.interrupts(&cursor, matched) || (all && line::is_underline(self.bytes, probe.at)))
        {
            return None;
        }
        Some(probe.at)
    }

    /// Ends the containers from the `matched`-th on, and what stands in them.
    pub(super) fn leave(&mut self, matched: usize) {
        self.end_leaf();
        while let Some(open) = self.open.last().filter(|o| o.containers >= matched && o.block).cloned() {
            self.unclosed(&open, "inside the list item, quote or footnote in which it starts");
            self.open.pop();
        }
        self.definition_may_follow = matches!(self.containers.get(matched), Some(Container::Definition(_)));
        self.containers.truncate(matched);
    }

    /// Takes the text of a line, past its containers. Returns where it ends.
    pub(super) fn content(&mut self, start: LineCursor<'a>) -> usize {
        let mut cursor = start;
        let blank_item = std::mem::take(&mut self.blank_item);
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
                if blank_item
                    && let Some(Container::Indent(columns) | Container::Definition(columns)) =
                        self.containers.last_mut()
                {
                    // An item that starts with two blank lines asks no indentation of what follows.
                    *columns = 0;
                }
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
                        let item = !self.bytes.get(cursor.at..inner.at).is_some_and(|b| b.contains(&b'['));
                        cursor = inner;
                        if cursor.is_blank() {
                            self.blank_item = item;
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
    pub(super) fn container(&mut self, cursor: LineCursor<'a>) -> Option<LineCursor<'a>> {
        let mut inner = cursor;
        let indent = inner.space(3);
        let paragraph = self.leaf == Leaf::Paragraph;
        let container = if inner.footnote() {
            self.definition_may_follow = false;
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
    pub(super) fn leaf_block(&mut self, cursor: &LineCursor<'_>, at: usize) -> Option<usize> {
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
    pub(super) fn html_line(&mut self, cursor: &LineCursor<'_>, end: &str) -> usize {
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
    pub(super) fn literal(&mut self, cursor: &LineCursor<'_>) -> usize {
        let end = line::line_end(self.bytes, cursor.at);
        self.flush(end);
        end
    }

    /// Ends a paragraph or heading, and with it the inline calls that are still open.
    pub(super) fn end_leaf(&mut self) {
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

    pub(super) fn finish(&mut self) {
        self.end_leaf();
        while let Some(open) = self.open.pop() {
            self.unclosed(&open, "anywhere in the page");
        }
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
