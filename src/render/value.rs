//! Plain data as template values.

use crate::config::data::{Data, Node};
use crate::content::component::Literal;
use tera::{Map, Value};

/// A map with static keys, in the order given: the way to a template value that costs least.
pub(super) fn map<const N: usize>(list: [(&'static str, Value); N]) -> Value {
    Value::from(entries(list))
}

/// The same, to which entries will be added.
pub(super) fn entries<const N: usize>(list: [(&'static str, Value); N]) -> Map {
    let mut map = Map::with_capacity(N);
    for (key, value) in list {
        map.insert(key.into(), value);
    }
    map
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
            let mut map = Map::with_capacity(table.len());
            for (key, value) in table {
                map.insert(key.name.clone().into(), self::node(value));
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
            let mut map = Map::with_capacity(entries.len());
            for (key, value) in entries {
                map.insert(key.clone().into(), self::literal(value));
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
        let entry = |(key, value): (&tera::value::Key<'_>, &Value)| {
            let key = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
            (key, to_literal(value))
        };
        Literal::Map(map.iter().map(entry).collect())
    } else {
        Literal::String(value.to_string())
    }
}
