//! What stands in text beyond what the parser tells: addresses without brackets, emoji by name, marked and inserted
//! text.

use super::Writer;
use crate::content::markdown::autolink;
use crate::content::markdown::escape;
use pulldown_cmark::{CowStr, LinkType};
use std::ops::Range;

/// Where the first byte stands that may mean something: those that `run` has an arm for. Most of a text is letters,
/// which mean nothing here, so many are looked at at once.
fn may_mean(bytes: &[u8]) -> Option<usize> {
    let may = |byte: &u8| matches!(byte, b':' | b'.' | b'@' | b'^' | b'~' | b'=' | b'+');
    let mut at = 0;
    for some in bytes.chunks(32) {
        if some.iter().fold(false, |any, byte| any | may(byte)) {
            return some.iter().position(may).map(|found| at + found);
        }
        at += some.len();
    }
    None
}

/// The start of marked or inserted text whose end has not come yet.
pub(super) struct OpenMark {
    sign: u8,
    /// Where its signs stand in the HTML.
    at: usize,
    /// How many inline elements are open around it.
    depth: usize,
}

impl<'a> Writer<'a> {
    /// Puts text beside what went before it: the parser tells text apart at every sign that might have meant
    /// something.
    pub(super) fn pend(&mut self, text: CowStr<'a>, span: Range<usize>) {
        match &mut self.pending {
            // After an escape, and after what is not text, another run starts.
            Some((before, at)) if at.end == span.start => {
                *before = CowStr::from([&**before, &*text].concat());
                at.end = span.end;
            }
            _ => {
                self.flush();
                self.pending = Some((text, span));
            }
        }
    }

    /// Writes the text that was put aside.
    pub(super) fn flush(&mut self) {
        if let Some((text, span)) = self.pending.take() {
            self.run(&text, span);
        }
    }

    fn run(&mut self, text: &str, span: Range<usize>) {
        let options = self.context.options;
        let written = &*self.scan.text;
        let mut before = written.get(..span.start).and_then(|text| text.chars().next_back());
        let bytes = text.as_bytes();
        // What is escaped means itself.
        let mut at = usize::from(before == Some('\\'));
        if at > 0 {
            before = None;
        }
        let mut done = 0;
        while let Some(next) = bytes.get(at..).and_then(may_mean) {
            at += next;
            let Some(byte) = bytes.get(at) else { break };
            match byte {
                b':' | b'.' | b'@' if options.autolinks && self.links_open.is_empty() => {
                    if let Some(link) = autolink::find(text, done, at, before) {
                        self.text(text.get(done..link.span.start).unwrap_or(""));
                        let shown = text.get(link.span.clone()).unwrap_or("");
                        let place = match written.get(span.clone()) == Some(text) {
                            true => span.start + link.span.start..span.start + link.span.end,
                            false => span.clone(),
                        };
                        self.open_link(LinkType::Inline, &format!("{}{shown}", link.scheme), "", place);
                        self.text(shown);
                        self.close_link();
                        (done, at) = (link.span.end, link.span.end);
                        continue;
                    }
                }
                _ => {}
            }
            match byte {
                b':' if options.emoji => {
                    if let Some((emoji, length)) = emoji(text.get(at..).unwrap_or("")) {
                        self.text(text.get(done..at).unwrap_or(""));
                        self.text(emoji);
                        (done, at) = (at + length, at + length);
                        continue;
                    }
                }
                // The parser knows those that stand alone, and not those in a word, which are most.
                b'^' | b'~' if options.superscript => {
                    let rest = text.get(at + 1..).unwrap_or("");
                    let sign = char::from(*byte);
                    let length = rest.find(|c: char| c == sign || c.is_whitespace()).unwrap_or(0);
                    if length > 0 && rest.as_bytes().get(length) == Some(byte) {
                        let (open, close) =
                            if sign == '^' { ("<sup>", "</sup>") } else { ("<sub>", "</sub>") };
                        self.text(text.get(done..at).unwrap_or(""));
                        self.html.push_str(open);
                        self.text(rest.get(..length).unwrap_or(""));
                        self.html.push_str(close);
                        at += length + 2;
                        done = at;
                        continue;
                    }
                }
                b'=' | b'+' if options.marks && bytes.get(at + 1) == Some(byte) => {
                    let run = bytes.get(at..).unwrap_or_default().iter().take_while(|b| *b == byte).count();
                    if run == 2 {
                        self.text(text.get(done..at).unwrap_or(""));
                        let next = text.get(at + 2..).and_then(|rest| rest.chars().next());
                        let next = next.or_else(|| written.get(span.end..)?.chars().next());
                        let previous = text.get(..at).and_then(|rest| rest.chars().next_back()).or(before);
                        self.mark(*byte, previous, next);
                        done = at + 2;
                    }
                    at += run;
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        self.text(text.get(done..).unwrap_or(""));
    }

    /// Two signs: the end of what they started before, or a start. What starts and never ends is text, and so are
    /// signs within a word: `a==b`, `C++`.
    fn mark(&mut self, sign: u8, previous: Option<char>, next: Option<char>) {
        let (signs, open, close) = match sign {
            b'=' => ("==", "<mark>", "</mark>"),
            _ => ("++", "<ins>", "</ins>"),
        };
        let depth = self.inline_depth;
        let after_space = self.html.chars().next_back().is_none_or(char::is_whitespace);
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let started = self.marks.iter().rposition(|mark| mark.sign == sign && mark.depth == depth);
        match started.and_then(|at| self.marks.get(at).map(|mark| (at, mark.at))) {
            Some((at, start)) if !after_space && !in_word(next) && start + 2 < self.html.len() => {
                self.marks.truncate(at);
                self.html.replace_range(start..start + 2, open);
                self.html.push_str(close);
            }
            _ => {
                if next.is_some_and(|next| !next.is_whitespace()) && !in_word(previous) {
                    self.marks.push(OpenMark { sign, at: self.html.len(), depth });
                }
                self.heading_text(signs);
                self.html.push_str(signs);
            }
        }
    }

    /// Forgets what started in elements that have ended.
    pub(super) fn end_marks(&mut self) {
        let depth = self.inline_depth;
        while self.marks.last().is_some_and(|mark| mark.depth > depth) {
            self.marks.pop();
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.words(text);
        self.heading_text(text);
        escape::text(text, &mut self.html);
    }
}

/// The last character that readers see of HTML that text stands at the end of, perhaps in elements that ended with it.
/// `None` where another tag ends it, or a component's marker.
pub(super) fn last_character(html: &str) -> Option<char> {
    let mut rest = html;
    while let Some(inner) = rest.strip_suffix('>') {
        let (before, name) = inner.rsplit_once('<')?;
        if !name.strip_prefix('/')?.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        rest = before;
    }
    rest.chars().next_back()
}

/// The emoji whose name, between colons, starts a text, and the length of both.
fn emoji(text: &str) -> Option<(&'static str, usize)> {
    let name = text.strip_prefix(':')?;
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-');
    let name = name.get(..name.bytes().take_while(|b| is_name(b)).count())?;
    let length = name.len() + 2;
    if text.as_bytes().get(length - 1) != Some(&b':') {
        return None;
    }
    Some((emojis::get_by_shortcode(name)?.as_str(), length))
}

/// A text with emoji in place of their names, where there is one.
pub(super) fn with_emoji(text: &str) -> Option<String> {
    let mut found = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(':')) {
        at += next;
        if let Some((emoji, length)) = emoji(text.get(at..)?) {
            found.push_str(text.get(done..at)?);
            found.push_str(emoji);
            at += length;
            done = at;
        } else {
            at += 1;
        }
    }
    (done > 0).then(|| found + text.get(done..).unwrap_or(""))
}
