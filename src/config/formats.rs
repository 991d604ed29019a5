//! `[formats]`: the formats that pages can have beside HTML.

use super::CODES;
use super::data::{Data, Table, TableReader};
use crate::diagnostics::{Diagnostics, SourceText};

/// A format of pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFormat {
    /// Its name in front matter.
    pub name: String,
    /// What its files and its templates end in, without a dot.
    pub extension: String,
    /// Its media type (RFC 6838).
    pub media_type: String,
}

const KNOWN: [(&str, &str); 6] = [
    ("html", "text/html"),
    ("json", "application/json"),
    ("txt", "text/plain"),
    ("xml", "application/xml"),
    ("csv", "text/csv"),
    ("ics", "text/calendar"),
];

/// The formats that every site has, and those of the configuration.
pub(super) fn read(table: &Table, source: &SourceText, out: &mut Diagnostics) -> Vec<OutputFormat> {
    let mut formats: Vec<OutputFormat> = KNOWN
        .iter()
        .map(|(name, media_type)| OutputFormat {
            name: (*name).to_owned(),
            extension: (*name).to_owned(),
            media_type: (*media_type).to_owned(),
        })
        .collect();
    for (key, node) in table {
        let Data::Table(values) = &node.value else {
            let empty = Table::new();
            let mut t = TableReader::new(&empty, source, "formats", CODES, out);
            t.wrong::<()>(&key.name, node, "a table");
            continue;
        };
        let path = format!("formats.{}", key.name);
        let mut t = TableReader::new(values, source, &path, CODES, out);
        let extension = t.string("extension").unwrap_or_else(|| key.name.clone());
        let media_type = t.string("media_type").unwrap_or_else(|| "application/octet-stream".to_owned());
        if extension.is_empty()
            || !extension.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
        {
            t.bad_value(node, format!("`{path}.extension` cannot be `{extension}`"));
        }
        t.finish();
        formats.retain(|format| format.name != key.name);
        formats.push(OutputFormat { name: key.name.clone(), extension, media_type });
    }
    formats
}
