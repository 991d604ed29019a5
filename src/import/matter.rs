//! The front matter of the old site's files, and that of the new ones.

use super::report::Report;
use super::toml_text::{document, put_table, set, take, take_table, text, texts};
use crate::config::data::{Codes, Data, Node, Table, parse_json, parse_toml, parse_yaml};
use crate::content::date::Date;
use crate::content::front_matter::{Format, split};
use crate::diagnostics::{Code, Diagnostics, SourceText};

/// The codes of what cannot be read; they only reach the report as text.
pub(super) const CODES: Codes = Codes {
    syntax: Code::FrontMatterSyntax,
    unknown_key: Code::FrontMatterUnknownKey,
    wrong_type: Code::FrontMatterType,
    value: Code::FrontMatterValue,
    limit: Code::FrontMatterLimit,
};

/// A content file of the old site, taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    /// Its front matter as it was.
    pub(super) matter: Table,
    /// Its text.
    pub(super) body: String,
    /// The line of the file that the text starts on, from 1.
    pub(super) line: usize,
}

/// Takes a file apart. Front matter that cannot be read is noted, and the page comes without.
pub(super) fn parse(source: &SourceText, report: &mut Report) -> Parsed {
    let mut found = Diagnostics::new();
    let split = split(source, &mut found);
    let matter = match &split.matter {
        Some((Format::Toml, range)) => parse_toml(source, range.clone(), CODES, &mut found),
        Some((Format::Yaml, range)) => parse_yaml(source, range.clone(), CODES, &mut found),
        Some((Format::Json, range)) => parse_json(source, range.clone(), CODES, &mut found),
        None => Table::new(),
    };
    for diagnostic in found {
        let line = diagnostic.location.as_ref().map_or(0, |at| line_of(&source.text, at.span.start));
        report.note(&source.path, line, format!("front matter that cannot be read: {}", diagnostic.message));
    }
    let body = source.text.get(split.body..).unwrap_or("").to_owned();
    Parsed { matter, body, line: line_of(&source.text, split.body) }
}

/// The line, from 1, that a byte of a text stands on.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// A content file of the new site.
pub(super) fn write(matter: &Table, body: &str) -> String {
    let body = body.trim_start_matches(['\n', '\r']);
    if matter.is_empty() {
        return body.to_owned();
    }
    format!("+++\n{}+++\n\n{body}", document(matter))
}

/// Reads the keys of old front matter one after another, and writes those of the new.
#[derive(Debug)]
pub(super) struct Keys<'a> {
    old: Table,
    /// The new front matter.
    pub(super) new: Table,
    file: &'a str,
    report: &'a mut Report,
}

impl<'a> Keys<'a> {
    /// Starts with all keys of a file.
    pub(super) fn new(old: Table, file: &'a str, report: &'a mut Report) -> Self {
        Self { old, new: Table::new(), file, report }
    }

    /// Takes an old key, whatever its letters' case.
    pub(super) fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.old.iter().position(|(key, _)| key.name.eq_ignore_ascii_case(name))?;
        Some(self.old.remove(at).1).filter(|node| node.value != Data::Null)
    }

    /// Says something about the file.
    pub(super) fn note(&mut self, reason: impl Into<String>) {
        self.report.note(self.file, 0, reason);
    }

    /// A key whose value is text.
    pub(super) fn string(&mut self, old: &str, new: &str) {
        let Some(node) = self.take(old) else { return };
        match text(&node) {
            Some(text) => set(&mut self.new, new, Node::new(Data::String(text))),
            None => self.keep(old, node, "is no text"),
        }
    }

    /// A key whose value is a whole number.
    pub(super) fn integer(&mut self, old: &str, new: &str) {
        let Some(node) = self.take(old) else { return };
        match text(&node).and_then(|text| text.trim().parse::<f64>().ok()).filter(|n| n.fract() == 0.0) {
            Some(n) => set(&mut self.new, new, Node::new(Data::Int(n as i64))),
            None => self.keep(old, node, "is no whole number"),
        }
    }

    /// A key whose value is `true` or `false`.
    pub(super) fn bool(&mut self, old: &str, new: &str) {
        let Some(node) = self.take(old) else { return };
        match text(&node).and_then(|text| text.to_ascii_lowercase().parse().ok()) {
            Some(value) => set(&mut self.new, new, Node::new(Data::Bool(value))),
            None => self.keep(old, node, "is neither `true` nor `false`"),
        }
    }

    /// A key whose value is a date.
    pub(super) fn date(&mut self, old: &str, new: &str) {
        let Some(node) = self.take(old) else { return };
        let Some(written) = text(&node).filter(|text| !text.trim().is_empty()) else { return };
        match read_date(&written) {
            Some(date) => set(&mut self.new, new, Node::new(Data::Date(date))),
            None => self.keep(old, node, "is no date that Layer9 reads"),
        }
    }

    /// A key whose value is a list of texts, or one.
    pub(super) fn strings(&mut self, old: &str, new: &str) {
        let Some(node) = self.take(old) else { return };
        let list = texts(&node);
        if !list.is_empty() {
            set(&mut self.new, new, super::toml_text::list(list));
        }
    }

    /// Keeps a value in `extra`, and says why.
    fn keep(&mut self, name: &str, node: Node, why: &str) {
        self.note(format!("`{name}` {why}; kept as `extra.{name}`"));
        let mut extra = take_table(&mut self.new, "extra");
        set(&mut extra, name, node);
        put_table(&mut self.new, "extra", extra);
    }

    /// Everything else goes to `extra`.
    pub(super) fn finish(mut self) -> Table {
        let mut extra = take_table(&mut self.new, "extra");
        if let Some(Node { value: Data::Table(own), .. }) = take(&mut self.old, "extra") {
            for (key, node) in own {
                set(&mut extra, &key.name, node);
            }
        }
        for (key, node) in std::mem::take(&mut self.old) {
            set(&mut extra, &key.name, node);
        }
        extra.retain(|(_, node)| node.value != Data::Null);
        put_table(&mut self.new, "extra", extra);
        self.new
    }
}

/// A date as Layer9 reads it, from the forms that other generators take.
pub(super) fn read_date(text: &str) -> Option<String> {
    let text = text.trim();
    if Date::parse(text).is_some() {
        // TOML has dates with a `T` or a space, and offsets right behind the time.
        return Some(text.replacen(" +", "+", 1).replacen(" -", "-", 1));
    }
    // `2024-3-7`, `2024/03/07`, and anything after a date that is one.
    let mut parts = text.splitn(3, ['-', '/']);
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let day: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let date = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    Date::parse(&date).map(|_| date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (written, expected) in [
            ("2024-03-07", Some("2024-03-07")),
            ("2024-3-7", Some("2024-03-07")),
            ("2024/03/07", Some("2024-03-07")),
            ("2024-03-07 10:00:00 +0200", Some("2024-03-07 10:00:00+0200")),
            ("2024-03-07T10:00:00Z", Some("2024-03-07T10:00:00Z")),
            ("yesterday", None),
            ("2024-13-07", None),
        ] {
            assert_eq!(read_date(written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn unreadable_front_matter_is_noted_with_its_line() {
        let mut report = Report::default();
        let source = SourceText::new("content/a.md", "+++\ntitle = \n+++\nText\n");
        let parsed = parse(&source, &mut report);
        assert_eq!((parsed.body.as_str(), parsed.line), ("Text\n", 4));
        let note = report.notes.first().expect("a note");
        assert_eq!((note.file.as_str(), note.line), ("content/a.md", 2));
    }
}
