//! TOML 1.1 with the spans of every key and value.

use super::{Codes, Data, Key, Node, Table};
use crate::diagnostics::SourceText;
use crate::diagnostics::{Diagnostic, Diagnostics};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Parses the bytes `range` of a file as TOML. What can be recovered after an error is returned too, so
/// that later mistakes are reported together with it.
pub fn parse_toml(source: &SourceText, range: Range<usize>, codes: Codes, out: &mut Diagnostics) -> Table {
    let text = source.text.get(range.clone()).unwrap_or("");
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        out.push(
            Diagnostic::error(codes.syntax, error.message().to_lowercase())
                .at(source.at(range.start + span.start..range.start + span.end)),
        );
    }
    table_of(table.get_ref(), range.start)
}

fn table_of(table: &DeTable<'_>, base: usize) -> Table {
    let mut out: Table = table
        .iter()
        .map(|(key, value)| {
            (Key { name: key.get_ref().to_string(), span: shift(key.span(), base) }, node_of(value, base))
        })
        .collect();
    // The parser's map is sorted or not depending on its features; the order written is the order here.
    out.sort_by_key(|(key, _)| key.span.start);
    out
}

fn node_of(value: &Spanned<DeValue<'_>>, base: usize) -> Node {
    let data = match value.get_ref() {
        DeValue::String(s) => Data::String(s.to_string()),
        DeValue::Boolean(b) => Data::Bool(*b),
        DeValue::Integer(i) => {
            let digits = i.as_str().replace('_', "");
            match i64::from_str_radix(&digits, i.radix()) {
                Ok(n) => Data::Int(n),
                Err(_) => Data::String(digits),
            }
        }
        DeValue::Float(f) => Data::Float(f.as_str().replace('_', "").parse().unwrap_or(f64::NAN)),
        DeValue::Datetime(d) => match d.to_string() {
            // What the parser recovered of a date that it has reported.
            text if text.is_empty() => Data::Null,
            text => Data::Date(text),
        },
        DeValue::Array(items) => Data::List(items.iter().map(|item| node_of(item, base)).collect()),
        DeValue::Table(table) => Data::Table(table_of(table, base)),
    };
    Node { value: data, span: shift(value.span(), base) }
}

fn shift(span: Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}
