//! `get_component` in templates: what a component's source says about it, and what it makes a visitor load.

use super::functions::Lookups;
use super::reads::Read;
use super::scope::Scope;
use super::value::map;
use crate::content::component::{ComponentKind, Literal, Prop, PropType, Signature, describe};
use crate::diagnostics::nearest;
use crate::islands::{Client, Islands, Sizes};
use std::collections::BTreeSet;
use tera::{Error, Kwargs, State, Tera, Value};

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("get_component", |args: Kwargs, _: &State<'_>| -> Result<Value, Error> {
        let name: String = args.must_get("name")?;
        let lookups = Lookups::here()?;
        let components = &lookups.setup.components;
        let Some(signature) = components.get(&name) else {
            let hint = nearest(&name, components.names());
            let hint = hint.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            return Err(Error::message(format!("get_component: there is no component `{name}`{hint}")));
        };
        Scope::read(|_| Read::Component(name.clone()));
        Ok(component(signature, components.islands()))
    });
}

fn component(signature: &Signature, islands: &Islands) -> Value {
    let kind = match signature.kind {
        ComponentKind::Template => "template",
        ComponentKind::Rust => "component",
        ComponentKind::Island => "island",
    };
    let props: Vec<Value> = signature.props.iter().map(prop).collect();
    let slots = signature.slots.iter().flatten().map(|slot| Value::from(slot.as_str()));
    let slots: Vec<Value> = slots.collect();
    map([
        ("name", Value::from(signature.name.as_str())),
        ("kind", Value::from(kind)),
        ("docs", Value::from(signature.docs.trim())),
        ("props", Value::from(props)),
        ("slots", Value::from(slots)),
        ("size", size(&signature.name, islands)),
    ])
}

fn prop(prop: &Prop) -> Value {
    let mut fields = Vec::new();
    add_fields(&prop.ty, &mut fields);
    map([
        ("name", Value::from(prop.name.as_str())),
        ("type", Value::from(describe(&prop.ty))),
        ("required", Value::from(prop.required)),
        ("default", prop.default.as_ref().map_or(Value::none(), |value| Value::from(written(value)))),
        ("docs", Value::from(prop.docs.trim())),
        ("fields", Value::from(fields)),
    ])
}

/// The keys of the maps that a prop takes, its own or those in its lists.
fn add_fields(ty: &PropType, out: &mut Vec<Value>) {
    match ty {
        PropType::Option(inner) | PropType::List(inner) | PropType::Map(inner) => add_fields(inner, out),
        PropType::Struct { fields, .. } => {
            out.extend(fields.iter().map(|field| {
                map([
                    ("name", Value::from(field.name.as_str())),
                    ("type", Value::from(describe(&field.ty))),
                    ("required", Value::from(field.required)),
                    ("default", field.default.as_ref().map_or(Value::none(), |v| Value::from(written(v)))),
                    ("docs", Value::from(field.docs.trim())),
                ])
            }));
        }
        _ => {}
    }
}

/// A value as a call has it between braces.
fn written(value: &Literal) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match value {
        Literal::None => "none".into(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::String(text) => format!("{text:?}"),
        Literal::List(items) => format!("[{}]", join(items.iter().map(written).collect())),
        Literal::Map(entries) => {
            format!("{{{}}}", join(entries.iter().map(|(k, v)| format!("{k}: {}", written(v))).collect()))
        }
    }
}

/// What a page loads that has this island and no other, started at once; nothing for what is no island.
fn size(name: &str, islands: &Islands) -> Value {
    let total = islands.payload(&BTreeSet::from([(name.to_owned(), Client::Load)])).total();
    let Sizes { raw, gzip, brotli } = total;
    map([("raw", Value::from(raw)), ("gzip", Value::from(gzip)), ("brotli", Value::from(brotli))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_calls_have_them() {
        let list = Literal::List(vec![Literal::String("a\"b".into()), Literal::Int(-2), Literal::Bool(true)]);
        assert_eq!(written(&list), r#"["a\"b", -2, true]"#);
        let map = Literal::Map(vec![("x".into(), Literal::Float(1.0)), ("y".into(), Literal::None)]);
        assert_eq!(written(&map), "{x: 1.0, y: none}");
    }
}
