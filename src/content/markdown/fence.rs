//! The info string of a fenced code block: its language, and how the block is shown.
//!
//! ```text
//! info    = [ language ] { separator option }       separators are white space and commas
//! option  = "linenos" | "linenostart=" number | "hl_lines=" ranges | "hide_lines=" ranges
//!         | "focus=" ranges | "error=" ranges | "warning=" ranges | "anchors=" string
//!         | "include=" string | "lines=" string | "region=" string
//!         | "title=" string | "name=" string | "diff" | "{" options or ranges "}"
//! ranges  = range { separator range }               in quotes or brackets, or as they are
//! range   = number [ "-" number ]                   lines of the block, from 1
//! ```
//!
//! These are Zola's names; braces around them are Hugo's way, and `{1,3-5}` alone means `hl_lines`. Words that are
//! no option (`ignore`, `no_run`, `editable`) belong to other tools and mean nothing here.

use crate::config::Slugs;
use crate::diagnostics::nearest;
use std::ops::{Range, RangeInclusive};

/// What takes a value.
const KEYS: [&str; 14] = [
    "linenos",
    "linenostart",
    "hl_lines",
    "hide_lines",
    "title",
    "name",
    "diff",
    "focus",
    "error",
    "warning",
    "anchors",
    "include",
    "lines",
    "region",
];

/// How a code block is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fence {
    /// The language, as written; empty for none.
    pub(super) language: String,
    /// The title above the block.
    pub(super) title: Option<String>,
    /// The number of the first line, where lines are numbered.
    pub(super) numbers: Option<usize>,
    /// Lines that stand out.
    pub(super) highlighted: Vec<RangeInclusive<usize>>,
    /// Lines that are left out.
    pub(super) hidden: Vec<RangeInclusive<usize>>,
    /// Lines that others step back from.
    pub(super) focused: Vec<RangeInclusive<usize>>,
    /// Lines that are wrong.
    pub(super) errors: Vec<RangeInclusive<usize>>,
    /// Lines that are doubtful.
    pub(super) warnings: Vec<RangeInclusive<usize>>,
    /// What the ids of lines start with, where they have any.
    pub(super) anchors: Option<String>,
    /// The file that the code is in, and which part of it.
    pub(super) include: Option<String>,
    /// Numbers of lines of that file.
    pub(super) lines: Option<String>,
    /// A region of that file.
    pub(super) region: Option<String>,
    /// Whether lines start with `+`, `-` or a space that says what became of them.
    pub(super) diff: bool,
    /// Options with a value that a code block has not, in the order written: a component for the language may know them.
    pub(super) others: Vec<(String, String)>,
}

/// What is wrong with an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FenceError {
    /// Where, in bytes of the info string.
    pub(super) span: Range<usize>,
    /// One sentence.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: String,
    /// Whether it is about one of [`Fence::others`].
    pub(super) is_other: bool,
}

impl Fence {
    /// Reads an info string. What is wrong is left out, and told.
    pub(super) fn read(info: &str) -> (Self, Vec<FenceError>) {
        let mut reader = Reader { info, at: 0, errors: Vec::new() };
        let language = reader.word(|b| matches!(b, b' ' | b'\t' | b',' | b'{'));
        let mut fence = Self { language: info[language].to_owned(), ..Self::default() };
        fence.options(&mut reader);
        (fence, reader.errors)
    }

    /// Whether lines are told apart, so that each is an element.
    pub(super) fn by_line(&self) -> bool {
        let told = [&self.highlighted, &self.focused, &self.errors, &self.warnings];
        self.numbers.is_some()
            || self.diff
            || self.anchors.is_some()
            || told.iter().any(|lines| !lines.is_empty())
    }

    fn options(&mut self, reader: &mut Reader<'_>) {
        let mut start = 1;
        let mut numbered = false;
        loop {
            reader.separators();
            if reader.at >= reader.info.len() {
                break;
            }
            let key = reader.word(|b| matches!(b, b' ' | b'\t' | b',' | b'{' | b'}' | b'='));
            if key.is_empty() {
                // A brace, or a stray sign of another tool's syntax.
                reader.at += reader.rest().chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let name = &reader.info[key.clone()];
            if reader.rest().starts_with('=') {
                reader.at += 1;
                let (value, span) =
                    reader.value(matches!(name, "hl_lines" | "hide_lines" | "focus" | "error" | "warning"));
                match name {
                    "linenos" => match value.as_str() {
                        "true" | "inline" | "table" => numbered = true,
                        "false" => numbered = false,
                        _ => reader.wrong(span, "`linenos` is `true` or `false`", "write `linenos`"),
                    },
                    "linenostart" => match value.parse() {
                        Ok(number) => (start, numbered) = (number, true),
                        Err(_) => reader.wrong(
                            span,
                            "`linenostart` is the number of the first line",
                            "write `linenostart=10`",
                        ),
                    },
                    "hl_lines" => self.highlighted.extend(reader.ranges(&value, span)),
                    "hide_lines" => self.hidden.extend(reader.ranges(&value, span)),
                    "focus" => self.focused.extend(reader.ranges(&value, span)),
                    "error" => self.errors.extend(reader.ranges(&value, span)),
                    "warning" => self.warnings.extend(reader.ranges(&value, span)),
                    "anchors" => match Slugs::Ascii.of(&value) {
                        id if id.is_empty() => reader.wrong(
                            span,
                            "`anchors` is what the ids of lines start with",
                            "write `anchors=\"main\"`",
                        ),
                        id => self.anchors = Some(id),
                    },
                    "include" => self.include = Some(value),
                    "lines" => self.lines = Some(value),
                    "region" => self.region = Some(value),
                    "title" | "name" => self.title = Some(value).filter(|title| !title.trim().is_empty()),
                    "diff" => self.diff = value == "true",
                    _ => {
                        let hint = match nearest(name, KEYS) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => {
                                format!("a code block takes {}", KEYS.map(|k| format!("`{k}`")).join(", "))
                            }
                        };
                        self.others.push((name.to_owned(), value));
                        reader.wrong(key, &format!("a code block has no option `{name}`"), &hint);
                        if let Some(error) = reader.errors.last_mut() {
                            error.is_other = true;
                        }
                    }
                }
            } else if name == "linenos" {
                numbered = true;
            } else if name == "diff" {
                self.diff = true;
            } else if name.as_bytes()[0].is_ascii_digit() && reader.info[..key.start].contains('{') {
                self.highlighted.extend(reader.ranges(name, key));
            } else if let Some(near) = nearest(name, ["linenos", "diff"]).filter(|near| near.len() > 4) {
                let message = format!("a code block has no option `{name}`");
                reader.wrong(key, &message, &format!("did you mean `{near}`?"));
            }
        }
        self.numbers = numbered.then_some(start);
    }
}

struct Reader<'a> {
    info: &'a str,
    at: usize,
    errors: Vec<FenceError>,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.info.get(self.at..).unwrap_or("")
    }

    fn separators(&mut self) {
        self.word(|b| !matches!(b, b' ' | b'\t' | b','));
    }

    /// Everything up to a byte that ends it, which is ASCII.
    fn word(&mut self, ends: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        self.at += self.rest().bytes().take_while(|b| !ends(*b)).count();
        start..self.at
    }

    /// The value after `=`: in quotes or brackets, or up to a separator; `many` words where they are ranges.
    fn value(&mut self, many: bool) -> (String, Range<usize>) {
        let close = match self.rest().bytes().next() {
            Some(b'"') => b'"',
            Some(b'\'') => b'\'',
            Some(b'[') => b']',
            _ => {
                let mut span = self.word(|b| matches!(b, b' ' | b'\t' | b',' | b'}'));
                if many {
                    span.end = self.more_ranges(span.end);
                }
                return (self.info[span.clone()].to_owned(), span);
            }
        };
        let opening = self.at;
        self.at += 1;
        let span = self.word(|b| b == close);
        if self.rest().is_empty() {
            let what = char::from(close);
            self.wrong(opening..opening + 1, &format!("`{what}` is missing at the end"), "close the value");
        }
        self.at = (self.at + 1).min(self.info.len());
        (self.info[span.clone()].to_owned(), span)
    }

    /// Where the ranges end that follow one without quotes.
    fn more_ranges(&mut self, mut end: usize) -> usize {
        loop {
            let before = self.at;
            self.separators();
            let next = self.word(|b| matches!(b, b' ' | b'\t' | b',' | b'}'));
            let word = &self.info[next.clone()];
            if word.is_empty() || !word.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
                self.at = before;
                return end;
            }
            end = next.end;
        }
    }

    fn ranges(&mut self, text: &str, span: Range<usize>) -> Vec<RangeInclusive<usize>> {
        let mut ranges = Vec::new();
        for word in text.split([' ', '\t', ',']).map(|word| word.trim_matches(['"', '\''])) {
            if word.is_empty() {
                continue;
            }
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            match (first.parse(), last.parse()) {
                (Ok(first), Ok(last)) if 1 <= first && first <= last => ranges.push(first..=last),
                _ => self.wrong(
                    span.clone(),
                    &format!("`{word}` is no range of lines"),
                    "lines count from 1: write `3` or `5-7`",
                ),
            }
        }
        ranges
    }

    fn wrong(&mut self, span: Range<usize>, message: &str, hint: &str) {
        let (message, hint) = (message.to_owned(), hint.to_owned());
        self.errors.push(FenceError { span, message, hint, is_other: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options() {
        let plain = |language: &str| Fence { language: language.into(), ..Fence::default() };
        let titled = |title: &str| Fence { title: Some(title.into()), ..plain("rust") };
        let marked = |lines: &[RangeInclusive<usize>]| Fence { highlighted: lines.to_vec(), ..plain("rust") };
        for (info, expected) in [
            ("", plain("")),
            ("rust", plain("rust")),
            ("rust,ignore", plain("rust")),
            ("rust no_run edition2021", plain("rust")),
            ("yaml container-linux-config:norender", plain("yaml")),
            ("{.rust}", plain("")),
            ("rust,linenos", Fence { numbers: Some(1), ..plain("rust") }),
            ("rust,linenos=false", plain("rust")),
            ("rust,linenos,linenostart=20", Fence { numbers: Some(20), ..plain("rust") }),
            ("rust {linenos=table,linenostart=7}", Fence { numbers: Some(7), ..plain("rust") }),
            ("rust,hl_lines=1 3-5 9,linenos", Fence { numbers: Some(1), ..marked(&[1..=1, 3..=5, 9..=9]) }),
            ("rust hl_lines=\"1,3-5\"", marked(&[1..=1, 3..=5])),
            ("rust {hl_lines=[8,\"15-17\"]}", marked(&[8..=8, 15..=17])),
            ("rust {1,3-5}", marked(&[1..=1, 3..=5])),
            ("rust{2}", marked(&[2..=2])),
            ("rust hide_lines=2", Fence { hidden: vec![2..=2], ..plain("rust") }),
            ("rust title=\"src/a b, c.rs\"", titled("src/a b, c.rs")),
            ("rust,name=main.rs", titled("main.rs")),
            ("rust title='\u{e4}' diff", Fence { diff: true, ..titled("\u{e4}") }),
            ("diff", plain("diff")),
        ] {
            assert_eq!(Fence::read(info), (expected, vec![]), "{info}");
        }
    }

    #[test]
    fn mistakes() {
        for (info, expected) in [
            ("rust,hl_line=3", "hl_line | a code block has no option `hl_line` | did you mean `hl_lines`?"),
            ("rust,lineno", "lineno | a code block has no option `lineno` | did you mean `linenos`?"),
            ("rust,hl_lines=0", "0 | `0` is no range of lines | lines count from 1: write `3` or `5-7`"),
            (
                "rust,hl_lines=5-3",
                "5-3 | `5-3` is no range of lines | lines count from 1: write `3` or `5-7`",
            ),
            ("rust {1,x}", ""),
            ("rust,hide_lines=a", "a | `a` is no range of lines | lines count from 1: write `3` or `5-7`"),
            (
                "rust,linenostart=x",
                "x | `linenostart` is the number of the first line | write `linenostart=10`",
            ),
            ("rust,linenos=yes", "yes | `linenos` is `true` or `false` | write `linenos`"),
            ("rust title=\"a", "\" | `\"` is missing at the end | close the value"),
            (
                "rust,x=1",
                "x | a code block has no option `x` | a code block takes `linenos`, `linenostart`, `hl_lines`, \
                 `hide_lines`, `title`, `name`, `diff`, `focus`, `error`, `warning`, `anchors`, `include`, `lines`, \
                 `region`",
            ),
        ] {
            let (_, errors) = Fence::read(info);
            let shown: Vec<String> = errors
                .iter()
                .map(|e| format!("{} | {} | {}", &info[e.span.clone()], e.message, e.hint))
                .collect();
            assert_eq!(shown.join("\n"), expected, "{info}");
        }
    }
}
