//! What has to change in Markdown that was written for another generator, whichever it was.

use super::matter::line_of;
use super::report::Report;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use std::ops::Range;

/// Replacements in a text, which do not overlap.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Replaces a range, unless part of it is replaced already.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        if !self.touches(&range) {
            self.0.push((range, text.into()));
        }
    }

    /// Whether part of a range is replaced.
    pub(super) fn touches(&self, range: &Range<usize>) -> bool {
        self.0.iter().any(|(other, _)| other.start < range.end && range.start < other.end)
    }

    /// The text with all replacements made.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (range, new) in &self.0 {
            out.push_str(text.get(at..range.start).unwrap_or(""));
            out.push_str(new);
            at = range.end;
        }
        out.push_str(text.get(at..).unwrap_or(""));
        out
    }
}

/// Where code stands, and the info strings of fenced blocks.
#[derive(Debug, Default)]
pub(super) struct CodePlaces {
    ranges: Vec<Range<usize>>,
    infos: Vec<Range<usize>>,
}

impl CodePlaces {
    /// Reads a page's Markdown.
    pub(super) fn of(body: &str) -> Self {
        let mut places = Self::default();
        for (event, range) in
            Parser::new_ext(body, Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES).into_offset_iter()
        {
            match event {
                Event::Code(_) => places.ranges.push(range),
                Event::Start(Tag::CodeBlock(kind)) => {
                    if let CodeBlockKind::Fenced(info) = kind {
                        let line = body.get(range.clone()).and_then(|t| t.lines().next()).unwrap_or("");
                        if let Some(at) = line.rfind(&*info).filter(|_| !info.is_empty()) {
                            places.infos.push(range.start + at..range.start + at + info.len());
                        }
                    }
                    places.ranges.push(range);
                }
                _ => {}
            }
        }
        let mut at = 0;
        while let Some(start) = body.get(at..).and_then(|rest| rest.find("<!--")).map(|i| at + i) {
            let end =
                body.get(start..).and_then(|rest| rest.find("-->")).map_or(body.len(), |i| start + i + 3);
            places.ranges.push(start..end);
            at = end;
        }
        places
    }

    /// Whether a byte stands in code.
    pub(super) fn holds(&self, at: usize) -> bool {
        self.ranges.iter().any(|range| range.contains(&at))
    }
}

/// Element names that are written in capitals here and there.
const ELEMENTS: [&str; 40] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "iframe",
    "img",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "script",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Tags with a capital letter are component calls in Layer9: elements are written in small letters, anything else
/// becomes visible text.
pub(super) fn tame_tags(body: &str, code: &CodePlaces, edits: &mut Edits) {
    let bytes = body.as_bytes();
    for (at, _) in body.match_indices('<') {
        let name = if bytes.get(at + 1) == Some(&b'/') { at + 2 } else { at + 1 };
        if !bytes.get(name).is_some_and(u8::is_ascii_uppercase) || code.holds(at) {
            continue;
        }
        if at > 0 && bytes.get(at - 1) == Some(&b'\\') {
            continue;
        }
        let length = bytes.iter().skip(name).take_while(|b| b.is_ascii_alphanumeric()).count();
        let word = body.get(name..name + length).unwrap_or("").to_ascii_lowercase();
        if ELEMENTS.contains(&word.as_str()) {
            edits.replace(name..name + length, word);
        } else {
            edits.replace(at..at + 1, "&lt;");
        }
    }
}

/// Headings take ids and classes in braces; whatever else stands there is left out.
pub(super) fn tame_headings(body: &str, code: &CodePlaces, edits: &mut Edits) {
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let text = line.trim_end();
        if !text.starts_with('#') || !text.ends_with('}') || code.holds(start) {
            continue;
        }
        let Some(open) = text.rfind('{') else { continue };
        let inner = text.get(open + 1..text.len() - 1).unwrap_or("");
        let good = |word: &&str| word.starts_with(['#', '.']) && word.len() > 1;
        if inner.split_whitespace().all(|word| good(&word)) {
            continue;
        }
        let kept: Vec<&str> = inner.split_whitespace().filter(good).collect();
        let new = if kept.is_empty() { String::new() } else { format!("{{{}}}", kept.join(" ")) };
        edits.replace(start + open..start + text.len(), new);
    }
}

/// Options of code blocks that Layer9 has.
const OPTIONS: [&str; 7] = ["linenos", "linenostart", "hl_lines", "hide_lines", "title", "name", "diff"];

/// Drops the options of code blocks that mean nothing here, which is noted.
pub(super) fn tame_fences(
    body: &str,
    (file, first_line): (&str, usize),
    code: &CodePlaces,
    edits: &mut Edits,
    report: &mut Report,
) {
    for range in &code.infos {
        let info = body.get(range.clone()).unwrap_or("");
        let (kept, dropped) = options(info);
        if !dropped.is_empty() {
            let line = first_line + line_of(body, range.start) - 1;
            report.note(file, line, format!("code block options left out: {}", dropped.join(", ")));
            edits.replace(range.clone(), kept);
        }
    }
}

/// An info string without the options that are not known, and those.
fn options(info: &str) -> (String, Vec<String>) {
    let end = info.find([' ', '\t', ',', '{']).unwrap_or(info.len());
    let (language, mut rest) = info.split_at(end);
    let (mut kept, mut dropped) = (Vec::new(), Vec::new());
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',', '{', '}']);
        if rest.is_empty() {
            break;
        }
        let end = option_end(rest);
        let option = rest.get(..end).unwrap_or(rest);
        let numbers = option.starts_with(|c: char| c.is_ascii_digit());
        match option.split_once('=') {
            Some((key, _)) if OPTIONS.contains(&key.trim()) => kept.push(option.to_owned()),
            Some(_) => dropped.push(option.to_owned()),
            None if option.starts_with(['.', '#']) => dropped.push(option.to_owned()),
            // Line ranges alone stand in braces.
            None if numbers => kept.push(format!("hl_lines={option}")),
            None => kept.push(option.to_owned()),
        }
        rest = rest.get(end..).unwrap_or("");
    }
    let kept = std::iter::once(language.to_owned()).chain(kept).collect::<Vec<_>>().join(",");
    (kept, dropped)
}

/// Where an option ends: at a separator outside of quotes and brackets.
fn option_end(text: &str) -> usize {
    let (mut quote, mut depth) = (None, 0usize);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => depth += 1,
            (None, ']') => depth = depth.saturating_sub(1),
            (None, ' ' | '\t' | ',' | '}') if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tamed(body: &str) -> String {
        let code = CodePlaces::of(body);
        let mut edits = Edits::default();
        let mut report = Report::default();
        tame_tags(body, &code, &mut edits);
        tame_fences(body, ("a.md", 1), &code, &mut edits, &mut report);
        edits.apply(body)
    }

    #[test]
    fn tags_and_fences() {
        for (old, new) in [
            ("a Vec<String> here", "a Vec&lt;String> here"),
            ("`Vec<String>`", "`Vec<String>`"),
            ("<IMG SRC=x>", "<img SRC=x>"),
            ("\\<Name>", "\\<Name>"),
            ("<!-- <Name> -->", "<!-- <Name> -->"),
            ("```rust\nVec<String>\n```\n", "```rust\nVec<String>\n```\n"),
            (
                "```go {linenos=table,hl_lines=[8,\"15-17\"],style=x}\n```\n",
                "```go,linenos=table,hl_lines=[8,\"15-17\"]\n```\n",
            ),
            ("```sh {filename=\"a b.sh\"}\n```\n", "```sh\n```\n"),
            ("```rust,no_run\n```\n", "```rust,no_run\n```\n"),
        ] {
            assert_eq!(tamed(old), new, "{old}");
        }
    }
}
