//! A schema as JSON Schema (draft 2020-12), for editors that check front matter while it is written.

use super::Schema;
use super::field::{Field, FieldType};
use crate::config::data::{Data, Node};
use serde_json::{Map, Value, json};

impl Schema {
    /// The JSON Schema of the front matter of the section's pages.
    pub fn to_json_schema(&self, title: &str) -> Value {
        let mut properties = own_properties();
        let mut required = Vec::new();
        let mut extra = Map::new();
        for (name, field) in &self.fields {
            let schema = field.to_json_schema();
            if properties.insert(name.clone(), schema.clone()).is_none() {
                extra.insert(name.clone(), schema);
            }
            if field.required && field.default.is_none() {
                required.push(Value::from(name.as_str()));
            }
        }
        properties.insert(
            "extra".to_owned(),
            json!({ "type": "object", "properties": extra, "additionalProperties": self.allow_unknown }),
        );
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": title,
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": self.allow_unknown,
        })
    }
}

/// The keys that Layer9 reads itself.
fn own_properties() -> Map<String, Value> {
    let strings = || json!({ "type": "array", "items": { "type": "string" } });
    let mut map = Map::new();
    for name in ["title", "description", "summary", "slug", "path", "template"] {
        map.insert(name.to_owned(), json!({ "type": "string" }));
    }
    for name in ["date", "updated", "publish_date", "expiry_date"] {
        map.insert(name.to_owned(), date());
    }
    for name in ["draft", "search", "in_search_index"] {
        map.insert(name.to_owned(), json!({ "type": "boolean" }));
    }
    map.insert("weight".to_owned(), json!({ "type": "integer" }));
    map.insert("authors".to_owned(), strings());
    map.insert("aliases".to_owned(), json!({ "type": "array", "items": { "type": ["string", "object"] } }));
    map.insert("menus".to_owned(), json!({ "type": ["string", "array", "object"] }));
    map.insert("taxonomies".to_owned(), json!({ "type": "object", "additionalProperties": strings() }));
    map
}

/// Editors hand a TOML date on as text, with a time or without.
fn date() -> Value {
    json!({ "type": "string", "anyOf": [{ "format": "date" }, { "format": "date-time" }] })
}

impl Field {
    fn to_json_schema(&self) -> Value {
        let mut map = Map::new();
        let mut put = |key: &str, value: Value| {
            if !value.is_null() {
                map.insert(key.to_owned(), value);
            }
        };
        if let Some(description) = &self.description {
            put("description", Value::from(description.as_str()));
        }
        match &self.kind {
            FieldType::String { min, max } => {
                put("type", "string".into());
                put("minLength", json!(min));
                put("maxLength", json!(max));
            }
            FieldType::Boolean => put("type", "boolean".into()),
            FieldType::Integer { min, max } => {
                put("type", "integer".into());
                put("minimum", json!(min));
                put("maximum", json!(max));
            }
            FieldType::Number { min, max } => {
                put("type", "number".into());
                put("minimum", json!(min));
                put("maximum", json!(max));
            }
            FieldType::Date => {
                if let Value::Object(date) = date() {
                    date.into_iter().for_each(|(key, value)| put(&key, value));
                }
            }
            FieldType::Url => {
                put("type", "string".into());
                put("format", "uri-reference".into());
            }
            FieldType::Enum(values) => put("enum", json!(values)),
            FieldType::Reference { to, .. } => {
                put("type", "string".into());
                put("$comment", format!("a page of content/{to}").into());
            }
            FieldType::List { of, min, max } => {
                put("type", "array".into());
                put("items", of.to_json_schema());
                put("minItems", json!(min));
                put("maxItems", json!(max));
            }
            FieldType::Map(of) => {
                put("type", "object".into());
                put("additionalProperties", of.to_json_schema());
            }
            FieldType::Table(fields) => {
                let properties: Map<String, Value> =
                    fields.iter().map(|(name, field)| (name.clone(), field.to_json_schema())).collect();
                let required: Vec<&str> = fields
                    .iter()
                    .filter(|(_, field)| field.required && field.default.is_none())
                    .map(|(name, _)| name.as_str())
                    .collect();
                put("type", "object".into());
                put("properties", Value::Object(properties));
                put("required", json!(required));
                put("additionalProperties", false.into());
            }
            FieldType::Any => {}
        }
        if let Some(default) = &self.default {
            put("default", value(default));
        }
        Value::Object(map)
    }
}

fn value(node: &Node) -> Value {
    match &node.value {
        Data::Null => Value::Null,
        Data::Bool(b) => json!(b),
        Data::Int(n) => json!(n),
        Data::Float(n) => json!(n),
        Data::String(text) | Data::Date(text) => json!(text),
        Data::List(items) => Value::Array(items.iter().map(value).collect()),
        Data::Table(table) => {
            Value::Object(table.iter().map(|(key, node)| (key.name.clone(), value(node))).collect())
        }
    }
}
