//! One field of a schema: its type, whether it must be there, what it is without a value.

use super::super::front_matter::CODES;
use crate::config::data::{Data, Key, Node, Table, TableReader};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::SourceText;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// What its value is.
    pub kind: FieldType,
    /// Whether it must be there.
    pub required: bool,
    /// Its value where it is not there; without spans.
    pub default: Option<Node>,
    /// What it is for, shown by editors.
    pub description: Option<String>,
}

/// The types of fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FieldType {
    /// Text of a length, in characters, within bounds.
    String {
        /// The least.
        min: Option<usize>,
        /// The most.
        max: Option<usize>,
    },
    /// `true` or `false`.
    Boolean,
    /// A whole number within bounds.
    Integer {
        /// The least.
        min: Option<i64>,
        /// The most.
        max: Option<i64>,
    },
    /// Any number within bounds.
    Number {
        /// The least.
        min: Option<f64>,
        /// The most.
        max: Option<f64>,
    },
    /// A date or date-time.
    Date,
    /// An address: `https:`, `http:` or `mailto:`, or a path that starts with a slash.
    Url,
    /// One of some words.
    Enum(Vec<String>),
    /// A page of another collection, by its name or its path below `content/`.
    Reference {
        /// The folder of the collection, below `content/`.
        to: String,
        /// Where the schema says so.
        span: Range<usize>,
    },
    /// A list.
    List {
        /// What each item is.
        of: Box<Field>,
        /// The fewest items.
        min: Option<usize>,
        /// The most.
        max: Option<usize>,
    },
    /// A table with any keys.
    Map(Box<Field>),
    /// A table with these keys.
    Table(Vec<(String, Field)>),
    /// Anything.
    Any,
}

/// The names of types, as schemas write them.
pub(super) const TYPES: [&str; 12] = [
    "string",
    "boolean",
    "integer",
    "number",
    "date",
    "url",
    "enum",
    "reference",
    "list",
    "map",
    "table",
    "any",
];

/// A key that stands nowhere.
pub(super) fn key(name: &str) -> Key {
    Key { name: name.to_owned(), span: 0..0 }
}

impl Field {
    /// Reads a field: the name of a type, or a table with `type`. `path` is where it stands, for messages.
    pub(super) fn read(node: &Node, source: &SourceText, path: &str, out: &mut Diagnostics) -> Option<Self> {
        let bare;
        let table = match &node.value {
            Data::Table(table) => table,
            Data::String(_) => {
                bare = vec![(Key { name: "type".to_owned(), span: node.span.clone() }, node.clone())];
                &bare
            }
            _ => {
                let empty = Table::new();
                let mut t = TableReader::new(&empty, source, "", CODES, out);
                return t.wrong(path, node, "the name of a type or a table with `type`");
            }
        };
        let mut nested = Diagnostics::new();
        let mut t = TableReader::new(table, source, path, CODES, out);
        let Some(name) = t.string("type") else {
            if t.node("type").is_none() {
                let at = source.at(node.span.clone());
                t.report(
                    Diagnostic::error(Code::SchemaDeclaration, format!("`{path}` has no `type`")).at(at),
                );
            }
            return None;
        };
        let required = t.bool("required").unwrap_or(false);
        let description = t.string("description");
        t.node("default");
        let value = |name: &str| table.iter().find(|(key, _)| key.name == name).map(|(_, node)| node);
        let default = value("default").filter(|node| node.value != Data::Null);
        let kind = match name.as_str() {
            "string" => FieldType::String { min: t.count("min"), max: t.count("max") },
            "boolean" => FieldType::Boolean,
            "integer" => {
                FieldType::Integer { min: t.integer("min", i64::MIN), max: t.integer("max", i64::MIN) }
            }
            "number" => FieldType::Number { min: number(&mut t, "min"), max: number(&mut t, "max") },
            "date" => FieldType::Date,
            "url" => FieldType::Url,
            "any" => FieldType::Any,
            "enum" => {
                let values = t.strings("values").unwrap_or_default();
                if values.is_empty() {
                    declaration(&mut t, source, node, format!("`{path}` is an enum without `values`"));
                }
                FieldType::Enum(values.into_iter().map(|(value, _)| value).collect())
            }
            "reference" => match (t.string("to"), t.node("to")) {
                (Some(to), Some(at)) => {
                    FieldType::Reference { to: to.trim_matches('/').to_owned(), span: at.span.clone() }
                }
                _ => {
                    let message =
                        format!("`{path}` is a reference without `to`, the folder that it leads to");
                    declaration(&mut t, source, node, message);
                    return None;
                }
            },
            "list" | "map" => {
                t.node("of");
                let of = value("of");
                let of = match of {
                    Some(of) => Self::read(of, source, &format!("{path}.of"), &mut nested),
                    None => Some(Self::any()),
                };
                let Some(of) = of else {
                    out.extend(nested);
                    return None;
                };
                if name == "map" {
                    FieldType::Map(Box::new(of))
                } else {
                    FieldType::List { of: Box::new(of), min: t.count("min"), max: t.count("max") }
                }
            }
            "table" => {
                let mut fields = Vec::new();
                for (key, node) in t.table("fields").into_iter().flatten() {
                    let path = format!("{path}.fields.{}", key.name);
                    fields.extend(
                        Self::read(node, source, &path, &mut nested).map(|field| (key.name.clone(), field)),
                    );
                }
                FieldType::Table(fields)
            }
            other => {
                if let Some(at) = t.node("type") {
                    let diagnostic =
                        Diagnostic::error(Code::SchemaDeclaration, format!("there is no type `{other}`"))
                            .at(source.at(at.span.clone()))
                            .suggest(other, TYPES);
                    t.report(match diagnostic.hint {
                        Some(_) => diagnostic,
                        None => diagnostic.hint(format!("types: {}", TYPES.join(", "))),
                    });
                }
                return None;
            }
        };
        t.finish();
        out.extend(nested);
        let mut field = Self { kind, required, default: None, description };
        if let Some(default) = default {
            field.check("default", default, source, out);
            let mut default = default.clone();
            default.forget_spans();
            field.default = Some(default);
        }
        Some(field)
    }

    fn any() -> Self {
        Self { kind: FieldType::Any, required: false, default: None, description: None }
    }

    /// Puts the default in, where there is no value; those of the tables in it too.
    pub(super) fn fill(&self, name: &str, table: &mut Table) {
        let there = table.iter_mut().find(|(key, node)| key.name == name && node.value != Data::Null);
        match (there, &self.default) {
            (Some((_, node)), _) => self.fill_within(node),
            (None, Some(default)) => {
                table.retain(|(key, _)| key.name != name);
                table.push((key(name), default.clone()));
            }
            (None, None) => {}
        }
    }

    /// Turns text into what the field is, where it reads as that; empty text into nothing.
    pub(super) fn fit(&self, node: &mut Node) {
        let Data::String(text) = &node.value else { return };
        let text = text.trim();
        let fitted = match &self.kind {
            FieldType::String { .. } => return,
            _ if text.is_empty() => Some(Data::Null),
            FieldType::Boolean => text.parse().ok().map(Data::Bool),
            FieldType::Integer { .. } => text.parse().ok().map(Data::Int),
            FieldType::Number { .. } => text.parse().ok().map(Data::Float),
            _ => None,
        };
        node.value = fitted.unwrap_or_else(|| node.value.clone());
    }

    fn fill_within(&self, node: &mut Node) {
        match (&self.kind, &mut node.value) {
            (FieldType::Table(fields), Data::Table(table)) => {
                fields.iter().for_each(|(name, field)| field.fill(name, table));
            }
            (FieldType::List { of, .. }, Data::List(items)) => {
                items.iter_mut().for_each(|item| of.fill_within(item));
            }
            (FieldType::Map(of), Data::Table(table)) => {
                table.iter_mut().for_each(|(_, item)| of.fill_within(item));
            }
            _ => {}
        }
    }

    /// Whether it, or anything in it, refers to pages.
    pub fn has_references(&self) -> bool {
        match &self.kind {
            FieldType::Reference { .. } => true,
            FieldType::List { of, .. } | FieldType::Map(of) => of.has_references(),
            FieldType::Table(fields) => fields.iter().any(|(_, field)| field.has_references()),
            _ => false,
        }
    }

    pub(super) fn visit_references(&self, node: &mut Node, visit: &mut dyn FnMut(&FieldType, &mut Node)) {
        match (&self.kind, &mut node.value) {
            (FieldType::Reference { .. }, _) => visit(&self.kind, node),
            (FieldType::List { of, .. }, Data::List(items)) => {
                items.iter_mut().for_each(|item| of.visit_references(item, visit));
            }
            (FieldType::Map(of), Data::Table(table)) => {
                table.iter_mut().for_each(|(_, item)| of.visit_references(item, visit));
            }
            (FieldType::Table(fields), Data::Table(table)) => {
                for (name, field) in fields {
                    if let Some((_, item)) = table.iter_mut().find(|(key, _)| key.name == *name) {
                        field.visit_references(item, visit);
                    }
                }
            }
            _ => {}
        }
    }
}

fn number(t: &mut TableReader<'_>, key: &'static str) -> Option<f64> {
    let node = t.node(key)?;
    match node.value {
        #[expect(clippy::cast_precision_loss, reason = "a bound that somebody wrote down")]
        Data::Int(n) => Some(n as f64),
        Data::Float(n) => Some(n),
        _ => t.wrong(key, node, "a number"),
    }
}

fn declaration(t: &mut TableReader<'_>, source: &SourceText, node: &Node, message: String) {
    t.report(Diagnostic::error(Code::SchemaDeclaration, message).at(source.at(node.span.clone())));
}
