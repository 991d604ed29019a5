//! CSV (RFC 4180): a list of tables, one a row, with the names in the first row as keys. Every value is a string.

use super::{Data, Key, Node};
use crate::diagnostics::SourceText;

/// Parses a file. The error is its place and what is wrong.
pub(super) fn parse(source: &SourceText) -> Result<Node, (usize, String)> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(true).from_reader(source.text.as_bytes());
    let place = |error: &::csv::Error| {
        error.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0)
    };
    let said = |error: ::csv::Error| {
        let at = place(&error);
        let why = match error.kind() {
            ::csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("the row has {len} fields, but the first row names {expected_len}")
            }
            _ => error.to_string(),
        };
        (at, why)
    };
    let names: Vec<String> =
        reader.headers().map_err(said)?.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    let mut record = ::csv::StringRecord::new();
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(0);
        if !reader.read_record(&mut record).map_err(said)? {
            break;
        }
        let end = usize::try_from(reader.position().byte()).unwrap_or(start);
        let row = names.iter().zip(&record).map(|(name, value)| {
            let key = Key { name: name.clone(), span: start..start };
            (key, Node { value: Data::String(value.to_owned()), span: start..end })
        });
        rows.push(Node { value: Data::Table(row.collect()), span: start..end });
    }
    Ok(Node { value: Data::List(rows), span: 0..source.text.len() })
}
