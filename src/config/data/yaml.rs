//! YAML through `serde_yaml`, whose values carry no spans: the place of a key is found again in the text.

use super::{Codes, Data, Key, Node, Table};
use crate::diagnostics::SourceText;
use crate::diagnostics::{Diagnostic, Diagnostics};
use serde_yaml::Value;
use std::ops::Range;

/// More open brackets than this are refused before the parser sees them: its scanner takes quadratic time
/// on unclosed ones (measured: 40 KB of `[` took ten seconds).
const MAX_OPEN_BRACKETS: usize = 128;

/// Parses the bytes `range` of a file as YAML.
pub fn parse_yaml(source: &SourceText, range: Range<usize>, codes: Codes, out: &mut Diagnostics) -> Table {
    let text = source.text.get(range.clone()).unwrap_or("");
    if let Some(offset) = too_many_brackets(text) {
        out.push(
            Diagnostic::error(
                codes.limit,
                format!("more than {MAX_OPEN_BRACKETS} brackets are open at once"),
            )
            .at(source.at(range.start + offset..range.start + offset + 1)),
        );
        return Vec::new();
    }
    let value: Value = match serde_yaml::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            let offset = error.location().map_or(0, |l| l.index());
            let full = error.to_string();
            let message = full.split(" at line ").next().unwrap_or(&full).to_owned();
            out.push(
                Diagnostic::error(codes.syntax, message)
                    .at(source.at(range.start + offset..range.start + offset)),
            );
            return Vec::new();
        }
    };
    let finder = Finder { text, base: range.start };
    match value {
        Value::Null => Vec::new(),
        Value::Mapping(map) => finder.table(map, 0),
        _ => {
            out.push(
                Diagnostic::error(codes.syntax, "expected keys and values, such as `title: My page`")
                    .at(source.at(range)),
            );
            Vec::new()
        }
    }
}

fn too_many_brackets(text: &str) -> Option<usize> {
    let mut open = 0usize;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > MAX_OPEN_BRACKETS {
            return Some(offset);
        }
    }
    None
}

/// Finds keys again in the text. Keys stand in document order, so each search starts where the last key
/// was found; a key that cannot be found (an anchor's merge, say) takes the place of its parent.
struct Finder<'a> {
    text: &'a str,
    base: usize,
}

impl Finder<'_> {
    fn table(&self, map: serde_yaml::Mapping, from: usize) -> Table {
        let mut at = from;
        map.into_iter()
            .map(|(key, value)| {
                let name = match key {
                    Value::String(s) => s,
                    other => serde_yaml::to_string(&other).unwrap_or_default().trim().to_owned(),
                };
                let found = self.key(&name, at);
                let (key_span, after) = match found {
                    Some(span) => (span.clone(), span.end),
                    None => (at..at, at),
                };
                at = after;
                let value_span = self.rest_of_line(after);
                let node = self.node(value, value_span, after);
                let key = Key { name, span: self.base + key_span.start..self.base + key_span.end };
                (key, node)
            })
            .collect()
    }

    fn node(&self, value: Value, span: Range<usize>, from: usize) -> Node {
        let data = match value {
            Value::Null => Data::Null,
            Value::Bool(b) => Data::Bool(b),
            Value::Number(n) => match (n.as_i64(), n.as_f64()) {
                (Some(i), _) => Data::Int(i),
                (None, Some(f)) => Data::Float(f),
                (None, None) => Data::Null,
            },
            Value::String(s) => Data::String(s),
            Value::Sequence(items) => {
                Data::List(items.into_iter().map(|item| self.node(item, span.clone(), from)).collect())
            }
            Value::Mapping(map) => Data::Table(self.table(map, from)),
            Value::Tagged(tagged) => return self.node(tagged.value, span, from),
        };
        Node { value: data, span: self.base + span.start..self.base + span.end }
    }

    /// The next place at or after `from` where `name`, quoted or not, is followed by a colon.
    fn key(&self, name: &str, from: usize) -> Option<Range<usize>> {
        let mut at = from;
        while let Some(found) = self.text.get(at..)?.find(name) {
            let start = at + found;
            let end = start + name.len();
            let rest = self.text.get(end..)?.trim_start_matches(['"', '\'']);
            let before = self.text.get(..start)?.trim_end_matches(['"', '\'']).chars().next_back();
            let starts = before.is_none_or(|c| c.is_whitespace() || matches!(c, '{' | ',' | '-'));
            if starts && rest.trim_start_matches([' ', '\t']).starts_with(':') {
                return Some(start..end);
            }
            at = end.max(start + 1);
            while !self.text.is_char_boundary(at) {
                at += 1;
            }
        }
        None
    }

    fn rest_of_line(&self, from: usize) -> Range<usize> {
        let rest = self.text.get(from..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        let skipped = line.len() - line.trim_start_matches(['"', '\'', ':', ' ', '\t']).len();
        let value = line.get(skipped..).unwrap_or("").trim_end();
        from + skipped..from + skipped + value.len()
    }
}
