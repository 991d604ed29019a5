//! Front matter held against a schema. Every mistake is reported at its own line and column.

use super::super::date::Date;
use super::super::front_matter::PAGE_KEYS;
use super::Schema;
use super::field::{Field, FieldType};
use crate::config::data::{Data, Node, Table};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::source::SourceText;
use std::ops::Range;

impl Schema {
    /// Reports what is wrong with a page's front matter, which stands at `place` of its file.
    pub(in crate::content) fn check(
        &self,
        table: &Table,
        source: &SourceText,
        place: Range<usize>,
        out: &mut Diagnostics,
    ) {
        let extra = table.iter().find(|(key, _)| key.name == "extra").and_then(|(_, node)| node.as_table());
        for (name, field) in &self.fields {
            let in_extra = (!PAGE_KEYS.contains(&name.as_str())).then_some(extra).flatten();
            let found = find(table, name).or_else(|| find(in_extra?, name));
            match found {
                Some(node) => field.check(name, node, source, out),
                None if field.required && field.default.is_none() => {
                    let note = Some(Location::file(self.source.path.clone()));
                    out.push(
                        Diagnostic::error(Code::SchemaMissing, format!("`{name}` is missing"))
                            .at(source.at(place.clone()))
                            .hint(format!("add it: {}", field.kind))
                            .note("the schema of the section demands it", note),
                    );
                }
                None => {}
            }
        }
        if self.allow_unknown {
            return;
        }
        let top = table.iter().filter(|(key, _)| !PAGE_KEYS.contains(&key.name.as_str()));
        let names = || self.fields.iter().map(|(name, _)| name.as_str());
        for (key, _) in top.chain(extra.into_iter().flatten()) {
            if self.field(&key.name).is_none() {
                let diagnostic = Diagnostic::error(
                    Code::SchemaUnknownKey,
                    format!("the section's schema has no field `{}`", key.name),
                )
                .at(at(source, &key.span))
                .suggest(&key.name, names().chain(PAGE_KEYS));
                out.push(match diagnostic.hint {
                    Some(_) => diagnostic,
                    None => diagnostic.hint(format!("fields: {}", names().collect::<Vec<_>>().join(", "))),
                });
            }
        }
    }
}

/// A key that has a value.
fn find<'t>(table: &'t Table, name: &str) -> Option<&'t Node> {
    let node = table.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)?;
    (node.value != Data::Null).then_some(node)
}

/// The place of a value; the file for one that was inherited.
fn at(source: &SourceText, span: &Range<usize>) -> Location {
    if *span == (0..0) { Location::file(source.path.clone()) } else { source.at(span.clone()) }
}

impl Field {
    /// Reports what is wrong with a value.
    pub(super) fn check(&self, name: &str, node: &Node, source: &SourceText, out: &mut Diagnostics) {
        let mut value = |message: String| {
            out.push(Diagnostic::error(Code::SchemaValue, message).at(at(source, &node.span)));
        };
        match (&self.kind, &node.value) {
            (FieldType::String { min, max }, Data::String(text)) => {
                let length = || text.chars().count();
                if let Some(min) = min.filter(|min| length() < *min) {
                    value(format!("`{name}` has {} characters, but at least {min} are needed", length()));
                }
                if let Some(max) = max.filter(|max| length() > *max) {
                    value(format!("`{name}` has {} characters, but at most {max} are allowed", length()));
                }
            }
            (FieldType::Integer { min, max }, Data::Int(n)) => {
                if let Some(min) = min.filter(|min| n < min) {
                    value(format!("`{name}` is {n}, but at least {min} is needed"));
                }
                if let Some(max) = max.filter(|max| n > max) {
                    value(format!("`{name}` is {n}, but at most {max} is allowed"));
                }
            }
            (FieldType::Number { min, max }, Data::Int(_) | Data::Float(_)) => {
                let n = match node.value {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "held against a bound that somebody wrote"
                    )]
                    Data::Int(n) => n as f64,
                    Data::Float(n) => n,
                    _ => 0.0,
                };
                if let Some(min) = min.filter(|min| n < *min) {
                    value(format!("`{name}` is {n}, but at least {min} is needed"));
                }
                if let Some(max) = max.filter(|max| n > *max) {
                    value(format!("`{name}` is {n}, but at most {max} is allowed"));
                }
            }
            (FieldType::Date, Data::Date(text) | Data::String(text)) => {
                if Date::parse(text).is_none() {
                    value(format!("`{name}` is not a date: `{text}`"));
                }
            }
            (FieldType::Url, Data::String(text)) => {
                let known =
                    ["https://", "http://", "mailto:", "/"].iter().any(|start| text.starts_with(start));
                if !known || text.contains(char::is_whitespace) {
                    value(format!("`{name}` is not an address: `{text}`"));
                }
            }
            (FieldType::Enum(values), Data::String(word)) => {
                if !values.contains(word) {
                    out.push(
                        Diagnostic::error(Code::SchemaValue, format!("`{name}` cannot be `{word}`"))
                            .at(at(source, &node.span))
                            .hint(format!("use one of {}", values.join(", "))),
                    );
                }
            }
            (FieldType::List { of, min, max }, Data::List(items)) => {
                if let Some(min) = min.filter(|min| items.len() < *min) {
                    value(format!("`{name}` has {} items, but at least {min} are needed", items.len()));
                }
                if let Some(max) = max.filter(|max| items.len() > *max) {
                    value(format!("`{name}` has {} items, but at most {max} are allowed", items.len()));
                }
                for (i, item) in items.iter().enumerate() {
                    of.check(&format!("{name}[{i}]"), item, source, out);
                }
            }
            (FieldType::Map(of), Data::Table(table)) => {
                for (key, item) in table {
                    of.check(&format!("{name}.{}", key.name), item, source, out);
                }
            }
            (FieldType::Table(fields), Data::Table(table)) => {
                for (key, field) in fields {
                    match find(table, key) {
                        Some(item) => field.check(&format!("{name}.{key}"), item, source, out),
                        None if field.required && field.default.is_none() => out.push(
                            Diagnostic::error(Code::SchemaMissing, format!("`{name}.{key}` is missing"))
                                .at(at(source, &node.span))
                                .hint(format!("add it: {}", field.kind)),
                        ),
                        None => {}
                    }
                }
                for (key, _) in table {
                    if !fields.iter().any(|(known, _)| *known == key.name) {
                        out.push(
                            Diagnostic::error(
                                Code::SchemaUnknownKey,
                                format!("`{name}` has no field `{}`", key.name),
                            )
                            .at(at(source, &key.span))
                            .suggest(&key.name, fields.iter().map(|(name, _)| name.as_str())),
                        );
                    }
                }
            }
            (FieldType::Boolean, Data::Bool(_))
            | (FieldType::Reference { .. }, Data::String(_))
            | (FieldType::Any, _) => {}
            (kind, other) => out.push(
                Diagnostic::error(Code::SchemaType, format!("`{name}` must be {kind}, not {}", other.kind()))
                    .at(at(source, &node.span)),
            ),
        }
    }
}

impl std::fmt::Display for FieldType {
    /// As a message names it, with its article.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::String { .. } => f.write_str("a string"),
            Self::Boolean => f.write_str("`true` or `false`"),
            Self::Integer { .. } => f.write_str("a whole number"),
            Self::Number { .. } => f.write_str("a number"),
            Self::Date => f.write_str("a date"),
            Self::Url => f.write_str("an address"),
            Self::Enum(values) => write!(f, "one of {}", values.join(", ")),
            Self::Reference { to, .. } => write!(f, "the name of a page of `{to}`"),
            Self::List { .. } => f.write_str("a list"),
            Self::Map(_) | Self::Table(_) => f.write_str("a table"),
            Self::Any => f.write_str("a value"),
        }
    }
}
