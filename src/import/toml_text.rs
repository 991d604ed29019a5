//! Structured data as TOML text.

use crate::config::data::{Data, Key, Node, Table};

/// A table as a TOML document; what TOML cannot say, `null`, is left out.
pub(super) fn document(table: &Table) -> String {
    toml::to_string_pretty(&of_table(table)).unwrap_or_default()
}

/// A string as a node.
pub(super) fn string(text: impl Into<String>) -> Node {
    Node::new(Data::String(text.into()))
}

/// Sets a key of a table; it keeps its place if it is there.
pub(super) fn set(table: &mut Table, name: &str, value: Node) {
    match table.iter_mut().find(|(key, _)| key.name == name) {
        Some((_, slot)) => *slot = value,
        None => table.push((Key { name: name.to_owned(), span: 0..0 }, value)),
    }
}

/// Takes the table under a key out; an empty one where there is none.
pub(super) fn take_table(table: &mut Table, name: &str) -> Table {
    match table.iter().position(|(key, node)| key.name == name && node.as_table().is_some()) {
        Some(at) => match table.remove(at).1.value {
            Data::Table(inner) => inner,
            _ => Table::new(),
        },
        None => Table::new(),
    }
}

/// Puts a table under a key, unless it is empty.
pub(super) fn put_table(table: &mut Table, name: &str, inner: Table) {
    if !inner.is_empty() {
        set(table, name, Node::new(Data::Table(inner)));
    }
}

/// Takes a key out of a table.
pub(super) fn take(table: &mut Table, name: &str) -> Option<Node> {
    let at = table.iter().position(|(key, _)| key.name == name)?;
    Some(table.remove(at).1)
}

/// Takes a key out of a table, whatever its letters' case.
pub(super) fn take_any_case(table: &mut Table, name: &str) -> Option<Node> {
    let at = table.iter().position(|(key, _)| key.name.eq_ignore_ascii_case(name))?;
    Some(table.remove(at).1)
}

/// A value as text, where it is one that has a plain text.
pub(super) fn text(node: &Node) -> Option<String> {
    match &node.value {
        Data::String(text) | Data::Date(text) => Some(text.clone()),
        Data::Int(n) => Some(n.to_string()),
        Data::Float(n) => Some(n.to_string()),
        Data::Bool(b) => Some(b.to_string()),
        Data::Null | Data::List(_) | Data::Table(_) => None,
    }
}

/// The texts of a list, or the one text.
pub(super) fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Data::List(items) => items.iter().filter_map(text).collect(),
        _ => text(node).into_iter().collect(),
    }
}

/// A list of texts.
pub(super) fn list(texts: impl IntoIterator<Item = String>) -> Node {
    Node::new(Data::List(texts.into_iter().map(string).collect()))
}

fn of_table(table: &Table) -> toml::Table {
    let mut out = toml::Table::new();
    for (key, node) in table {
        if let Some(value) = value(node) {
            out.insert(key.name.clone(), value);
        }
    }
    out
}

fn value(node: &Node) -> Option<toml::Value> {
    Some(match &node.value {
        Data::Null => return None,
        Data::Bool(b) => toml::Value::Boolean(*b),
        Data::Int(n) => toml::Value::Integer(*n),
        Data::Float(n) => toml::Value::Float(*n),
        Data::String(text) => toml::Value::String(text.clone()),
        Data::Date(text) => match text.parse() {
            Ok(date) => toml::Value::Datetime(date),
            Err(_) => toml::Value::String(text.clone()),
        },
        Data::List(items) => toml::Value::Array(items.iter().filter_map(value).collect()),
        Data::Table(table) => toml::Value::Table(of_table(table)),
    })
}
