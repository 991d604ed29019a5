//! Types, values and props in the author's words.

use crate::content::component::{Literal, Prop, PropType};

/// A type in the author's words.
pub fn describe(ty: &PropType) -> String {
    match ty {
        PropType::Any => "any value".into(),
        PropType::Bool => "true or false".into(),
        PropType::Int { min, max } => match (*min, *max) {
            (0, 1..) if *max > i128::from(u32::MAX) - 1 => "a whole number from 0".into(),
            (least, most) if least > i128::from(i32::MIN) || most < i128::from(i32::MAX) => {
                format!("a whole number from {least} to {most}")
            }
            _ => "a whole number".into(),
        },
        PropType::Float => "a number".into(),
        PropType::String => "a string".into(),
        PropType::Char => "a string of one character".into(),
        PropType::Date => "a date".into(),
        PropType::Option(inner) => format!("{} or none", describe(inner)),
        PropType::List(inner) => format!("a list of {}", plural(inner)),
        PropType::Map(inner) => format!("a map of {}", plural(inner)),
        PropType::Tuple(items) => {
            let items: Vec<String> = items.iter().map(describe).collect();
            format!("a list of {} ({})", items.len(), items.join(", "))
        }
        PropType::Enum { variants, .. } => {
            let names: Vec<String> = variants.iter().map(|v| format!("\"{v}\"")).collect();
            format!("one of {}", names.join(", "))
        }
        PropType::Struct { name, fields } => {
            let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
            format!("a map ({name}) with {}", join(&names))
        }
    }
}

fn plural(ty: &PropType) -> String {
    match ty {
        PropType::Any => "any values".into(),
        PropType::Bool => "true or false".into(),
        PropType::Int { .. } => "whole numbers".into(),
        PropType::Float => "numbers".into(),
        PropType::String => "strings".into(),
        PropType::Char => "strings of one character".into(),
        PropType::Date => "dates".into(),
        PropType::List(inner) => format!("lists of {}", plural(inner)),
        PropType::Map(inner) => format!("maps of {}", plural(inner)),
        PropType::Struct { fields, name } => {
            let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
            format!("maps ({name}) with {}", join(&names))
        }
        PropType::Option(_) | PropType::Tuple(_) | PropType::Enum { .. } => describe(ty),
    }
}

/// A value in the author's words.
pub(super) fn found(value: &Literal) -> String {
    match value {
        Literal::None => "none".into(),
        Literal::Bool(b) => format!("{b}"),
        Literal::Int(n) => format!("the whole number {n}"),
        Literal::Float(n) => format!("the number {n:?}"),
        Literal::String(text) => {
            let short: String = text.chars().take(40).collect();
            let more = if short.len() < text.len() { "…" } else { "" };
            format!("the string {short:?}{more}")
        }
        Literal::List(items) => format!("a list of {}", items.len()),
        Literal::Map(_) => "a map".into(),
    }
}

/// A prop as a call would give it.
pub(super) fn example(name: &str, ty: &PropType) -> String {
    match ty {
        PropType::String | PropType::Any => format!("{name}=\"…\""),
        PropType::Char => format!("{name}=\"x\""),
        PropType::Date => format!("{name}=\"2026-11-23\""),
        PropType::Bool => format!("{name}={{true}}"),
        PropType::Int { min, max } => {
            format!("{name}={{{}}}", if (*min..=*max).contains(&1) { 1 } else { *min })
        }
        PropType::Float => format!("{name}={{1.5}}"),
        PropType::Option(inner) => example(name, inner),
        PropType::List(_) | PropType::Tuple(_) => format!("{name}={{[…]}}"),
        PropType::Map(_) | PropType::Struct { .. } => format!("{name}={{{{…}}}}"),
        PropType::Enum { variants, .. } => {
            format!("{name}=\"{}\"", variants.first().map_or("…", String::as_str))
        }
    }
}

/// A prop as a line of a list.
pub(super) fn prop_line(prop: &Prop) -> String {
    let need = if prop.required { ", required" } else { "" };
    let docs = first_line(&prop.docs);
    let colon = if docs.is_empty() { "" } else { ": " };
    format!("{} ({}{need}){colon}{docs}", prop.name, describe(&prop.ty))
}

pub(super) fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or("")
}

pub(super) fn join(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}
