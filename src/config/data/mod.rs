//! Structured data with spans: what TOML, YAML and JSON become before they are read into types.
//!
//! Configuration and front matter share it, so that a wrong value is reported the same way wherever it
//! stands: at its own line and column, together with all others.

mod csv;
mod json;
mod loader;
mod reader;
mod toml;
mod xml;
mod yaml;

pub use json::parse_json;
pub use loader::{Loader, loader, loaders};
pub use reader::{Codes, TableReader};
pub use toml::parse_toml;
pub use yaml::parse_yaml;

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A value and the bytes of the file that it stands in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The value.
    pub value: Data,
    /// Bytes of the whole file, not of the front matter alone.
    pub span: Range<usize>,
}

/// A key of a table with its span.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    /// The key, unquoted.
    pub name: String,
    /// Bytes of the whole file.
    pub span: Range<usize>,
}

/// A table: keys in the order written.
pub type Table = Vec<(Key, Node)>;

/// A value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Data {
    /// YAML and JSON `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    String(String),
    /// A TOML date or date-time, in RFC 3339 form where it has a date.
    Date(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Data {
    /// What the kind of value is called in a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Data::Null => "nothing",
            Data::Bool(_) => "a boolean",
            Data::Int(_) => "a whole number",
            Data::Float(_) => "a number",
            Data::String(_) => "a string",
            Data::Date(_) => "a date",
            Data::List(_) => "a list",
            Data::Table(_) => "a table",
        }
    }
}

impl Node {
    /// A value that stands nowhere.
    pub fn new(value: Data) -> Self {
        Self { value, span: 0..0 }
    }

    /// The same value, standing nowhere.
    #[must_use]
    pub fn unplaced(&self) -> Self {
        Self::new(match &self.value {
            Data::List(items) => Data::List(items.iter().map(Self::unplaced).collect()),
            Data::Table(table) => {
                let key = |key: &Key| Key { name: key.name.clone(), span: 0..0 };
                Data::Table(table.iter().map(|(name, node)| (key(name), node.unplaced())).collect())
            }
            plain => plain.clone(),
        })
    }

    /// The value under a path of keys with dots between them; the whole value for an empty path.
    pub fn find(&self, path: &str) -> Option<&Node> {
        path.split('.').filter(|key| !key.is_empty()).try_fold(self, |node, key| node.get(key))
    }

    /// An empty table that stands nowhere.
    pub fn empty_table() -> Self {
        Self { value: Data::Table(Vec::new()), span: 0..0 }
    }

    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Data::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The value of a key, if this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_table()?.iter().find(|(k, _)| k.name == key).map(|(_, node)| node)
    }

    /// Becomes a value that differs everywhere and is of the same shape: each table has a key more, a list of plain
    /// values an item more, a plain value is another. What tells rows apart, such as their names, stays.
    pub fn edit(&mut self) {
        match &mut self.value {
            Data::Table(table) => {
                let inner = table.iter_mut().map(|(_, node)| node);
                inner.filter(|node| !node.is_plain()).for_each(Self::edit);
                let key = Key { name: "edited".to_owned(), span: 0..0 };
                table.push((key, Self::new(Data::Bool(true))));
            }
            Data::List(items) if items.iter().all(Self::is_plain) => {
                items.push(Self::new(Data::String("edited".to_owned())));
            }
            Data::List(items) => items.iter_mut().for_each(Self::edit),
            Data::Null => self.value = Data::Bool(true),
            Data::Bool(value) => *value = !*value,
            Data::Int(value) => *value = value.wrapping_add(1),
            Data::Float(value) => *value = if *value == 0.0 { 1.0 } else { -*value },
            Data::String(text) | Data::Date(text) => text.push_str(" edited"),
        }
    }

    /// Whether it holds no other values.
    fn is_plain(&self) -> bool {
        !matches!(self.value, Data::List(_) | Data::Table(_))
    }

    /// Forgets where it stands: for a value that is handed on to another file.
    pub fn forget_spans(&mut self) {
        self.span = 0..0;
        match &mut self.value {
            Data::List(items) => items.iter_mut().for_each(Self::forget_spans),
            Data::Table(table) => table.iter_mut().for_each(|(key, node)| {
                key.span = 0..0;
                node.forget_spans();
            }),
            _ => {}
        }
    }

    /// Lays `self` over `below`: tables are merged key by key, anything else replaces what was below.
    #[must_use]
    pub fn over(self, below: Node) -> Node {
        match (self.value, below.value) {
            (Data::Table(above), Data::Table(mut merged)) => {
                for (key, node) in above {
                    match merged.iter_mut().find(|(k, _)| k.name == key.name) {
                        Some(slot) => slot.1 = node.over(slot.1.clone()),
                        None => merged.push((key, node)),
                    }
                }
                Node { value: Data::Table(merged), span: self.span }
            }
            (value, _) => Node { value, span: self.span },
        }
    }
}
