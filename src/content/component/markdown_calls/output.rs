//! The text that is written, with where it comes from; and the problems that are reported.

use super::super::call::GivenSlot;
use super::super::line;
use super::super::marker::MarkerKind;
use super::{Container, Leaf, MAX_PROBLEMS, Open, Scanner, What};
use crate::diagnostics::{Code, Diagnostic};
use std::ops::Range;

impl Scanner<'_> {
    /// Writes what goes before the text of a line.
    pub(super) fn begin(&mut self) {
        if self.fresh {
            self.fresh = false;
            if !self.prefix.is_empty() {
                self.map.made(self.out.len(), self.emitted..self.emitted);
                self.out.push_str(&self.prefix);
            }
        }
    }

    /// Writes the source up to `to`.
    pub(super) fn flush(&mut self, to: usize) {
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
    pub(super) fn fill_default(&mut self, range: &Range<usize>) {
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
    pub(super) fn mark(
        &mut self,
        tag: &Range<usize>,
        call: usize,
        kind: MarkerKind,
        block: bool,
        line_start: bool,
    ) {
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

    pub(super) fn put(&mut self, tag: &Range<usize>, call: usize, kind: MarkerKind, block: bool) {
        self.begin();
        self.map.made(self.out.len(), tag.clone());
        self.markers.write(&mut self.out, block, call, kind);
        self.definition_may_follow &= !block;
        self.emitted = tag.end;
    }

    /// Starts a line that the source does not have.
    pub(super) fn new_line(&mut self, at: Range<usize>) {
        self.begin();
        self.map.made(self.out.len(), at);
        self.out.push('\n');
        self.prefix = self.continuation_prefix();
        self.fresh = true;
    }

    pub(super) fn continuation_prefix(&self) -> String {
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

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.problems += 1;
        if self.problems <= MAX_PROBLEMS {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn unclosed(&mut self, open: &Open, place: &str) {
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
