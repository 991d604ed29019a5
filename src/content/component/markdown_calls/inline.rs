//! The text of a paragraph: where code, comments and tags are.

use super::super::{grammar, line};
use super::{Leaf, Scanner, Step};

impl Scanner<'_> {
    /// Takes text up to the end of its line.
    pub(super) fn inline(&mut self, start: usize) -> Step {
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

    pub(super) fn run(&self, at: usize) -> usize {
        self.bytes.get(at..).unwrap_or(&[]).iter().take_while(|b| **b == b'`').count()
    }

    /// Where the code span ends whose opening run of `run` backticks ends at `at`, on a line that ends at
    /// `end`. A code span does not cross a line that starts with a component's tag.
    pub(super) fn code_end(&self, at: usize, end: usize, run: usize) -> Option<usize> {
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

    /// Where the comment at `at` ends, on a line that ends at `end`. Within a paragraph it does not cross a
    /// line that starts with a component's tag either.
    pub(super) fn comment_end(&mut self, at: usize, end: usize) -> Option<usize> {
        if at < self.no_comment_until {
            return None;
        }
        let (mut from, mut end) = (at + 4, end);
        loop {
            if let Some(close) = self.text.get(from..end).and_then(|line| line.find("-->")) {
                return Some(from + close + 3);
            }
            match self.continuation(end).filter(|next| !grammar::starts_tag(self.text, *next)) {
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
    pub(super) fn in_destination(&self, at: usize) -> bool {
        self.bytes.get(self.content_start..at).is_some_and(|before| before.ends_with(b"]("))
    }

    /// Whether the line is a link definition, `[label]: destination "title"`.
    pub(super) fn is_definition(&self, at: usize) -> bool {
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
}
