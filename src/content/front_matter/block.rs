//! Where the front matter stands in a file, and in which format.

use super::CODES;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::SourceText;
use std::ops::Range;

/// Front matter beyond this is refused: none is that long, and a parser's work is bounded by it.
const MAX_BYTES: usize = 64 * 1024;

/// Where front matter and body stand in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The format and the bytes of the front matter, without its fences.
    pub matter: Option<(Format, Range<usize>)>,
    /// Where the body starts.
    pub body: usize,
}

/// The formats of front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Between `+++` lines.
    Toml,
    /// Between `---` lines.
    Yaml,
    /// A JSON object that starts the file.
    Json,
}

/// Finds the front matter of a file.
pub fn split(source: &SourceText, out: &mut Diagnostics) -> Split {
    let text = &*source.text;
    let fenced = [("+++", Format::Toml), ("---", Format::Yaml)];
    let first = text.lines().next().unwrap_or("").trim_end();
    let found = match fenced.iter().find(|(fence, _)| first == *fence) {
        Some((fence, format)) => {
            let start = text.find('\n').map_or(text.len(), |i| i + 1);
            match closing_fence(text, start, fence) {
                Some((end, body)) => Split { matter: Some((*format, start..end)), body },
                None => {
                    out.push(
                        Diagnostic::error(
                            Code::FrontMatterUnclosed,
                            format!("front matter opens with `{fence}` and is never closed"),
                        )
                        .at(source.at(0..fence.len()))
                        .hint(format!("add a line `{fence}` after the last key")),
                    );
                    Split { matter: None, body: text.len() }
                }
            }
        }
        None if first.starts_with('{') => match closing_brace(text) {
            Some(end) => Split { matter: Some((Format::Json, 0..end)), body: end },
            None => Split { matter: None, body: 0 },
        },
        None => Split { matter: None, body: 0 },
    };
    if let Some((_, range)) = &found.matter {
        if range.len() > MAX_BYTES {
            out.push(
                Diagnostic::error(
                    CODES.limit,
                    format!("front matter of {} bytes is over the limit of {MAX_BYTES}", range.len()),
                )
                .at(source.at(range.start..range.start)),
            );
            return Split { matter: None, body: found.body };
        }
        if let Some(nul) = text.get(range.clone()).and_then(|t| t.find('\0')) {
            let at = range.start + nul;
            out.push(
                Diagnostic::error(CODES.syntax, "front matter holds a NUL character")
                    .at(source.at(at..at + 1)),
            );
            return Split { matter: None, body: found.body };
        }
    }
    found
}

/// The end of the matter and the start of the body, by the next line that is the fence.
fn closing_fence(text: &str, start: usize, fence: &str) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if line.trim_end() == fence {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

/// The end of the JSON object that starts the text; `None` where it is not followed by a line's end, since
/// then it is prose that starts with a brace.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut escaped = false;
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth += 1,
            b'}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    let rest = text.get(i + 1..)?;
                    return rest.trim_start_matches([' ', '\t', '\r']).strip_prefix('\n').map_or_else(
                        || rest.trim().is_empty().then_some(text.len()),
                        |after| Some(text.len() - after.len()),
                    );
                }
            }
            _ => {}
        }
    }
    None
}
