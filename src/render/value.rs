//! Plain data as template values.

use crate::config::data::{Data, Node};
use crate::content::component::Literal;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use tera::Value;
use tera::value::Key;

/// The entries of a map, in the order in which templates see them.
///
/// A map of Tera's own kind would be taken apart and filled anew when it becomes a value, and each of its keys be hashed
/// twice; a list that is in order costs one pass.
#[derive(Debug, Default)]
pub(super) struct Entries(Vec<(Name, Value)>);

/// The name of an entry, in order of where the entry stands.
#[derive(Debug)]
struct Name {
    at: usize,
    name: Cow<'static, str>,
}

impl Entries {
    /// None, with room for so many.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Adds an entry. One of the same name that is there already gives way to it.
    pub(super) fn insert(&mut self, name: impl Into<Cow<'static, str>>, value: Value) {
        let name = Name { at: self.0.len(), name: name.into() };
        self.0.push((name, value));
    }
}

impl From<Entries> for Value {
    fn from(entries: Entries) -> Self {
        Self::from(entries.0.into_iter().collect::<BTreeMap<_, _>>())
    }
}

impl From<Name> for Key<'static> {
    fn from(name: Name) -> Self {
        match name.name {
            Cow::Borrowed(name) => name.into(),
            Cow::Owned(name) => name.into(),
        }
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at)
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at
    }
}

impl Eq for Name {}

/// A map with static keys, in the order given.
pub(super) fn map<const N: usize>(list: [(&'static str, Value); N]) -> Value {
    Value::from(entries(list))
}

/// The same, to which entries will be added.
pub(super) fn entries<const N: usize>(list: [(&'static str, Value); N]) -> Entries {
    let named = |(at, (name, value))| (Name { at, name: Cow::Borrowed(name) }, value);
    Entries(list.into_iter().enumerate().map(named).collect())
}

/// `none` for a missing value.
pub(super) fn optional<T: Into<Value>>(value: Option<T>) -> Value {
    value.map_or_else(Value::none, Into::into)
}

/// Front matter and configuration.
pub(super) fn node(node: &Node) -> Value {
    match &node.value {
        Data::Null => Value::none(),
        Data::Bool(b) => Value::from(*b),
        Data::Int(i) => Value::from(*i),
        Data::Float(f) => Value::from(*f),
        Data::String(s) | Data::Date(s) => Value::from(s.as_str()),
        Data::List(items) => Value::from(items.iter().map(self::node).collect::<Vec<_>>()),
        Data::Table(table) => {
            let mut map = Entries::with_capacity(table.len());
            for (key, value) in table {
                map.insert(key.name.clone(), self::node(value));
            }
            Value::from(map)
        }
    }
}

/// A prop.
pub(super) fn literal(literal: &Literal) -> Value {
    match literal {
        Literal::None => Value::none(),
        Literal::Bool(b) => Value::from(*b),
        Literal::Int(i) => Value::from(*i),
        Literal::Float(f) => Value::from(*f),
        Literal::String(s) => Value::from(s.as_str()),
        Literal::List(items) => Value::from(items.iter().map(self::literal).collect::<Vec<_>>()),
        Literal::Map(entries) => {
            let mut map = Entries::with_capacity(entries.len());
            for (key, value) in entries {
                map.insert(key.clone(), self::literal(value));
            }
            Value::from(map)
        }
    }
}

/// A value that a template computed, as a prop.
pub(super) fn to_literal(value: &Value) -> Literal {
    if value.is_none() || value.is_undefined() {
        Literal::None
    } else if let Some(b) = value.as_bool() {
        Literal::Bool(b)
    } else if let Some(s) = value.as_str() {
        Literal::String(s.to_owned())
    } else if let Some(i) = value.as_i64() {
        Literal::Int(i)
    } else if let Some(f) = value.as_f64() {
        Literal::Float(f)
    } else if let Some(items) = value.as_array() {
        Literal::List(items.iter().map(to_literal).collect())
    } else if let Some(map) = value.as_map() {
        let entry = |(key, value): (&Key<'_>, &Value)| {
            let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
            (key, to_literal(value))
        };
        Literal::Map(map.iter().map(entry).collect())
    } else {
        Literal::String(value.to_string())
    }
}
