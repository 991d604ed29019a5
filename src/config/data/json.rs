//! JSON front matter. Values carry no spans; keys are found again in the text, as for YAML.

use super::{Codes, Table};
use crate::diagnostics::SourceText;
use crate::diagnostics::{Diagnostic, Diagnostics};
use std::ops::Range;

/// Parses the bytes `range` of a file as a JSON object.
pub fn parse_json(source: &SourceText, range: Range<usize>, codes: Codes, out: &mut Diagnostics) -> Table {
    let text = source.text.get(range.clone()).unwrap_or("");
    // JSON's own parser is stricter than YAML's and gives the better message. What it accepts is YAML 1.2.
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        let line_start: usize =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let offset = range.start + line_start + error.column().saturating_sub(1);
        let full = error.to_string();
        let message = full.split(" at line ").next().unwrap_or(&full).to_owned();
        out.push(Diagnostic::error(codes.syntax, message).at(source.at(offset..offset)));
        return Vec::new();
    }
    super::parse_yaml(source, range, codes, out)
}
