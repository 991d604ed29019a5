//! Whether a literal fits a prop's type, and the value that it then is.

use super::description::{describe, found, join};
use crate::content::component::{Literal, PropType};
use crate::content::date::Date;
use crate::diagnostics::nearest;

/// A value, or a part of it, that does not fit its type.
pub(super) struct Mismatch {
    /// The prop, or the item or field of it: `items[1].label`.
    pub(super) path: String,
    /// What the type takes, in the author's words.
    pub(super) expected: String,
    /// What was found, in the author's words.
    pub(super) found: String,
    /// The value as it would have to be written, where that can be told.
    rewrite: Option<String>,
    /// Whether it is the prop itself.
    top: bool,
}

impl Mismatch {
    /// The hint that shows the value as it would have to be written.
    pub(super) fn hint(&self, prop: &str) -> Option<String> {
        let rewrite = self.rewrite.as_ref()?;
        Some(match (self.top, rewrite.starts_with('"')) {
            (true, true) => format!("write `{prop}={rewrite}`"),
            (true, false) => format!("write `{prop}={{{rewrite}}}`"),
            (false, _) => format!("write `{rewrite}`"),
        })
    }
}

/// The value in the type's own form, or where it does not fit.
pub(super) fn fit(value: &Literal, ty: &PropType, path: &mut String) -> Result<Literal, Mismatch> {
    let wrong = |path: &str, rewrite: Option<String>| Mismatch {
        path: path.to_owned(),
        expected: match (ty, value) {
            // A whole number that does not fit: then its bounds are the point, however wide they are.
            (PropType::Int { min, max }, Literal::Int(_)) => format!("a whole number from {min} to {max}"),
            _ => describe(ty),
        },
        found: found(value),
        rewrite,
        top: !path.contains(['[', '.']),
    };
    match (ty, value) {
        (PropType::Any, _)
        | (PropType::Bool, Literal::Bool(_))
        | (PropType::Float, Literal::Float(_))
        | (PropType::String, Literal::String(_))
        | (PropType::Option(_), Literal::None) => Ok(value.clone()),
        (PropType::Int { min, max }, Literal::Int(n)) if (*min..=*max).contains(&i128::from(*n)) => {
            Ok(value.clone())
        }
        // Exact up to 2^53; the author wrote a whole number where a fraction is possible.
        (PropType::Float, Literal::Int(n)) => Ok(Literal::Float(*n as f64)),
        (PropType::Char, Literal::String(text)) if text.chars().count() == 1 => Ok(value.clone()),
        (PropType::Date, Literal::String(text)) if Date::parse(text).is_some() => Ok(value.clone()),
        (PropType::Option(inner), _) => fit(value, inner, path).map_err(|m| Mismatch {
            // The outermost mismatch names the option; deeper ones speak for themselves.
            expected: if m.path == *path { format!("{} or none", m.expected) } else { m.expected },
            ..m
        }),
        (PropType::List(item), Literal::List(values)) => {
            let mut out = Vec::with_capacity(values.len());
            for (i, value) in values.iter().enumerate() {
                out.push(nested(value, item, path, &format!("[{i}]"))?);
            }
            Ok(Literal::List(out))
        }
        (PropType::Tuple(items), Literal::List(values)) if items.len() == values.len() => {
            let mut out = Vec::with_capacity(values.len());
            for (i, (value, item)) in values.iter().zip(items).enumerate() {
                out.push(nested(value, item, path, &format!("[{i}]"))?);
            }
            Ok(Literal::List(out))
        }
        (PropType::Map(item), Literal::Map(entries)) => {
            let mut out = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                out.push((key.clone(), nested(value, item, path, &format!(".{key}"))?));
            }
            Ok(Literal::Map(out))
        }
        (PropType::Enum { variants, .. }, Literal::String(text)) => {
            if variants.contains(text) {
                return Ok(value.clone());
            }
            let near = nearest(text, variants.iter().map(String::as_str)).map(|n| format!("\"{n}\""));
            Err(wrong(path, near))
        }
        (PropType::Struct { name, fields }, Literal::Map(entries)) => {
            for (key, _) in entries {
                if !fields.iter().any(|f| f.name == key.replace('-', "_")) {
                    let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
                    return Err(Mismatch {
                        path: path.clone(),
                        expected: format!("a {name} with {}", join(&names)),
                        found: format!("the key `{key}`"),
                        rewrite: nearest(key, names).map(str::to_owned),
                        top: false,
                    });
                }
            }
            let mut out = Vec::with_capacity(fields.len());
            for field in fields {
                let given = entries.iter().find(|(key, _)| key.replace('-', "_") == field.name);
                let value = match given {
                    Some((_, value)) => nested(value, &field.ty, path, &format!(".{}", field.name))?,
                    None if field.required => {
                        return Err(Mismatch {
                            path: path.clone(),
                            expected: format!("a {name} with `{}`", field.name),
                            found: "a map without it".into(),
                            rewrite: None,
                            top: false,
                        });
                    }
                    None => field.default.clone().unwrap_or(Literal::None),
                };
                out.push((field.name.clone(), value));
            }
            Ok(Literal::Map(out))
        }
        _ => Err(wrong(path, rewrite(value, ty))),
    }
}

fn nested(value: &Literal, ty: &PropType, path: &mut String, step: &str) -> Result<Literal, Mismatch> {
    let length = path.len();
    path.push_str(step);
    let result = fit(value, ty, path);
    path.truncate(length);
    result
}

/// How the author would have to write a value that reads like one of the type.
fn rewrite(value: &Literal, ty: &PropType) -> Option<String> {
    match (ty, value) {
        (PropType::Option(inner), _) => rewrite(value, inner),
        (PropType::Int { .. }, Literal::String(text)) => {
            text.trim().parse::<i64>().ok().map(|n| n.to_string())
        }
        (PropType::Int { .. }, Literal::Float(n)) if n.fract() == 0.0 && n.abs() < 9e15 => {
            Some(format!("{n:.0}"))
        }
        (PropType::Float, Literal::String(text)) => {
            text.trim().parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| n.to_string())
        }
        (PropType::Bool, Literal::String(text)) => text.trim().parse::<bool>().ok().map(|b| b.to_string()),
        (PropType::String, Literal::Int(n)) => Some(format!("\"{n}\"")),
        (PropType::String, Literal::Float(n)) => Some(format!("\"{n}\"")),
        (PropType::List(_), Literal::String(text)) => Some(format!("[\"{text}\"]")),
        _ => None,
    }
}
