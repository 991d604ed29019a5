//! The manifest of a component: what its macro wrote down about it.

use super::host::ABI;
use crate::content::component::{ComponentKind, Field, Literal, Prop, PropType, Signature, ValueSlot};
use crate::content::date::Date;
use crate::diagnostics::{Code, Diagnostic, Location, Result};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Types nested deeper than this are refused.
const MAX_DEPTH: usize = 32;

/// All that is known of a Rust component before it is rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// What it can be called with.
    pub signature: Signature,
    /// Its style sheet.
    pub css: ComponentCss,
    /// A script that must run before the first paint; empty if it has none.
    pub blocking_script: String,
    /// The package that defines it.
    pub package: String,
    /// The line of `signature.origin` it is defined in, from 1.
    pub line: usize,
}

/// The style sheet of a component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentCss {
    /// Its text; empty if there is none.
    pub text: String,
    /// The file that has it, as the author knows it; empty if that is not known.
    pub file: String,
    /// The line of `file` at which the text begins, from 1.
    pub line: usize,
    /// The column there, in characters, from 1.
    pub column: usize,
    /// The attribute of the component's elements, to which its rules are scoped; empty if they are not.
    pub scope: String,
}

#[derive(Deserialize)]
struct Wire {
    abi: u32,
    name: String,
    kind: String,
    #[serde(rename = "crate", default)]
    package: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    line: usize,
    #[serde(default)]
    docs: String,
    #[serde(default)]
    props: Vec<WireField>,
    #[serde(default)]
    slots: Vec<String>,
    #[serde(default)]
    value_slots: Vec<WireSlot>,
    #[serde(default)]
    css: String,
    #[serde(default)]
    css_file: String,
    #[serde(default)]
    css_line: usize,
    #[serde(default)]
    css_column: usize,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    blocking_script: String,
}

#[derive(Deserialize)]
struct WireSlot {
    name: String,
    takes: String,
    required: bool,
}

impl From<WireSlot> for ValueSlot {
    fn from(WireSlot { name, takes, required }: WireSlot) -> Self {
        Self { name, takes, required }
    }
}

#[derive(Deserialize)]
struct WireField {
    name: String,
    #[serde(rename = "type")]
    ty: Value,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    default: Value,
    #[serde(default)]
    docs: String,
}

impl Manifest {
    /// Reads a manifest. `name` is the component's, from the symbol that holds the manifest; `folder` is put
    /// before the file that it names, such as `islands/`.
    ///
    /// # Errors
    /// `IslandAbi` for another version of the interface, `IslandManifest` for what cannot be read.
    pub fn parse(name: &str, json: &str, folder: &str) -> Result<Self> {
        let broken = |message: String| {
            let message = format!("the manifest of <{name}> cannot be read: {message}");
            Box::new(Diagnostic::error(Code::IslandManifest, message).at(Location::file(folder)))
        };
        // The version first: in another one, the rest may have another shape.
        let version = serde_json::from_str::<Value>(json).map_err(|e| broken(e.to_string()))?;
        match version.get("abi").and_then(Value::as_u64) {
            Some(abi) if abi == u64::from(ABI) => {}
            other => {
                let found = other.map_or("none".to_owned(), |n| n.to_string());
                let message =
                    format!("<{name}> was built for interface version {found}; this tool has {ABI}");
                return Err(Box::new(
                    Diagnostic::error(Code::IslandAbi, message)
                        .at(Location::file(folder))
                        .hint("use the version of `layer9-islands` that matches this `layer9`"),
                ));
            }
        }
        let wire: Wire = serde_json::from_value(version).map_err(|e| broken(e.to_string()))?;
        if wire.name != name || wire.abi != ABI {
            return Err(broken(format!("it is that of `{}`", wire.name)));
        }
        let kind = match &*wire.kind {
            "island" => ComponentKind::Island,
            "component" => ComponentKind::Rust,
            other => return Err(broken(format!("unknown kind `{other}`"))),
        };
        let mut props = Vec::new();
        for prop in wire.props {
            let Field { name, ty, required, default, docs } = field(prop, 0).map_err(&broken)?;
            props.push(Prop { name, ty, required, default, docs });
        }
        let signature = Signature {
            name: wire.name,
            kind,
            origin: format!("{folder}{}", wire.file.replace('\\', "/")),
            docs: wire.docs,
            props,
            open: false,
            slots: Some(wire.slots),
            value_slots: wire.value_slots.into_iter().map(ValueSlot::from).collect(),
        };
        let css = ComponentCss {
            text: wire.css,
            file: match &*wire.css_file {
                "" => String::new(),
                file => format!("{folder}{file}"),
            },
            line: wire.css_line,
            column: wire.css_column,
            scope: wire.scope,
        };
        Ok(Self {
            signature,
            css,
            blocking_script: wire.blocking_script,
            package: wire.package,
            line: wire.line,
        })
    }
}

fn field(field: WireField, depth: usize) -> std::result::Result<Field, String> {
    let at = |message: String| format!("`{}`: {message}", field.name);
    let ty = prop_type(&field.ty, depth).map_err(at)?;
    let default = match &field.default {
        Value::Null => None,
        value => {
            Some(literal(value, &ty).ok_or_else(|| at(format!("the default {value} is not of its type")))?)
        }
    };
    // A prop that may be left out and has no default can only be an option, or there is nothing to encode.
    if !field.required && default.is_none() && !matches!(ty, PropType::Option(_)) {
        return Err(at("optional, but without a default".into()));
    }
    Ok(Field { name: field.name, ty, required: field.required, default, docs: field.docs })
}

fn prop_type(value: &Value, depth: usize) -> std::result::Result<PropType, String> {
    let unknown = || format!("unknown type {value}");
    if depth > MAX_DEPTH {
        return Err("types nested too deeply".into());
    }
    if let Some(name) = value.as_str() {
        return match name {
            "bool" => Ok(PropType::Bool),
            "int" => Ok(PropType::Int { min: i64::MIN.into(), max: i64::MAX.into() }),
            "float" => Ok(PropType::Float),
            "string" => Ok(PropType::String),
            "char" => Ok(PropType::Char),
            "date" => Ok(PropType::Date),
            _ => Err(unknown()),
        };
    }
    let (kind, inner) = value.as_object().and_then(only_entry).ok_or_else(unknown)?;
    let boxed = || prop_type(inner, depth + 1).map(Box::new);
    let name = || inner.get("name").and_then(Value::as_str).map(str::to_owned).ok_or_else(unknown);
    match kind {
        "int" => {
            let bound = |key: &str| inner.get(key).and_then(integer).ok_or_else(unknown);
            Ok(PropType::Int { min: bound("min")?, max: bound("max")? })
        }
        "option" => Ok(PropType::Option(boxed()?)),
        "list" => Ok(PropType::List(boxed()?)),
        "map" => Ok(PropType::Map(boxed()?)),
        "tuple" => {
            let types = inner.as_array().ok_or_else(unknown)?;
            Ok(PropType::Tuple(
                types.iter().map(|t| prop_type(t, depth + 1)).collect::<std::result::Result<_, _>>()?,
            ))
        }
        "enum" => {
            let variants: Vec<String> =
                inner.get("variants").and_then(|v| Vec::deserialize(v).ok()).ok_or_else(unknown)?;
            Ok(PropType::Enum { name: name()?, variants })
        }
        "struct" => {
            let fields: Vec<WireField> =
                inner.get("fields").and_then(|v| Vec::deserialize(v).ok()).ok_or_else(unknown)?;
            let fields =
                fields.into_iter().map(|f| field(f, depth + 1)).collect::<std::result::Result<_, _>>()?;
            Ok(PropType::Struct { name: name()?, fields })
        }
        _ => Err(unknown()),
    }
}

fn only_entry(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (key, value) = map.iter().next()?;
    (map.len() == 1).then_some((key, value))
}

fn integer(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// A JSON value as a literal of a type.
fn literal(value: &Value, ty: &PropType) -> Option<Literal> {
    Some(match (ty, value) {
        (PropType::Option(_), Value::Null) => Literal::None,
        (PropType::Option(inner), value) => literal(value, inner)?,
        (PropType::Bool, Value::Bool(b)) => Literal::Bool(*b),
        (PropType::Int { .. }, Value::Number(n)) => Literal::Int(n.as_i64()?),
        (PropType::Float, Value::Number(n)) => Literal::Float(n.as_f64()?),
        (PropType::String | PropType::Char | PropType::Enum { .. }, Value::String(s)) => {
            Literal::String(s.clone())
        }
        (PropType::Date, Value::String(s)) => Date::parse(s).map(|_| Literal::String(s.clone()))?,
        (PropType::List(item), Value::Array(items)) => {
            Literal::List(items.iter().map(|v| literal(v, item)).collect::<Option<_>>()?)
        }
        (PropType::Tuple(types), Value::Array(items)) if types.len() == items.len() => {
            Literal::List(types.iter().zip(items).map(|(t, v)| literal(v, t)).collect::<Option<_>>()?)
        }
        (PropType::Map(item), Value::Object(entries)) => Literal::Map(
            entries.iter().map(|(k, v)| Some((k.clone(), literal(v, item)?))).collect::<Option<_>>()?,
        ),
        (PropType::Struct { fields, .. }, Value::Object(entries)) => {
            let typed = |(k, v): (&String, &Value)| {
                let field = fields.iter().find(|f| f.name == *k)?;
                Some((k.clone(), literal(v, &field.ty)?))
            };
            Literal::Map(entries.iter().map(typed).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"abi":1,"name":"Counter","kind":"island","crate":"x","file":"src/counter.rs","line":12,
        "docs":"Counts.","props":[{"name":"start","type":{"int":{"min":-128,"max":127}},"required":false,
        "default":5,"docs":""},{"name":"label","type":{"option":"string"},"required":false,"default":null,"docs":""},
        {"name":"at","type":{"struct":{"name":"P","fields":[{"name":"x","type":"float","required":true}]}},
        "required":true}],"slots":["default"],"css":"p{}","blocking_script":""}"#;

    #[test]
    fn a_manifest_becomes_a_signature() {
        let manifest = Manifest::parse("Counter", JSON, "islands/").expect("a manifest");
        let signature = &manifest.signature;
        assert_eq!((signature.kind, &*signature.origin), (ComponentKind::Island, "islands/src/counter.rs"));
        assert_eq!(signature.props[0].ty, PropType::Int { min: -128, max: 127 });
        assert_eq!(signature.props[0].default, Some(Literal::Int(5)));
        assert_eq!(signature.props[1].default, None);
        assert_eq!(signature.slots.as_deref(), Some(&["default".to_owned()][..]));
        assert_eq!((&*manifest.css.text, manifest.line), ("p{}", 12));
    }

    #[test]
    fn other_versions_and_broken_manifests_are_told_apart() {
        let code = |json: &str| Manifest::parse("Counter", json, "islands/").expect_err("broken").code;
        assert_eq!(code(&JSON.replace("\"abi\":1", "\"abi\":2")), Code::IslandAbi);
        assert_eq!(code("{}"), Code::IslandAbi);
        assert_eq!(code("{"), Code::IslandManifest);
        assert_eq!(code(&JSON.replace("Counter", "Other")), Code::IslandManifest);
        assert_eq!(code(&JSON.replace("\"default\":5", "\"default\":\"x\"")), Code::IslandManifest);
        assert_eq!(code(&JSON.replace("\"float\"", "\"complex\"")), Code::IslandManifest);
        assert_eq!(code(&JSON.replace("\"default\":5", "\"default\":null")), Code::IslandManifest);
    }
}
