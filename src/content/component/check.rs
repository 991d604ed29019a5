//! Holds a call against the signature of its component.
//!
//! # What fits what
//!
//! | prop's type | literals that fit |
//! |---|---|
//! | boolean | `true`, `false`, a prop without a value |
//! | whole number | `3` within the type's bounds; not `3.0` |
//! | number | `3.5`, and `3`, which becomes `3.0` |
//! | string | a string |
//! | character | a string of exactly one Unicode scalar value |
//! | optional | `none`, or what fits the type inside |
//! | list, map, tuple, struct | a list or map whose items fit; a struct's fields get their defaults |
//! | enum | a string that is one of its names |
//!
//! No string is read as a number and no number as a string: `n="3"` is an error, with `n={3}` as the hint.

use super::call::{Call, Given, GivenProp};
use super::{ComponentKind, Literal, Prop, PropType, Signature};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, nearest};
use std::ops::Range;

/// The triggers that `client` names.
pub const CLIENT_TRIGGERS: [&str; 7] = ["load", "idle", "visible", "media", "interaction", "only", "none"];

/// A call that was held against its signature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// A value for each prop of the signature, in its order: given, default, or `none`.
    pub values: Vec<Literal>,
    /// Props beyond the signature, of an open component, in the order written.
    pub extra: Vec<(String, Literal)>,
    /// An island's `client`, if the call gives it; one of [`CLIENT_TRIGGERS`].
    pub client: Option<String>,
    /// An island's `media`: the media query of `client="media"`.
    pub media: Option<String>,
}

/// The signature that a call's name stands for.
///
/// # Errors
/// [`Code::ComponentUnknown`] with the nearest of `names`.
pub fn resolve<'a>(
    call: &Call,
    lookup: &dyn Fn(&str) -> Option<&'a Signature>,
    names: &[&str],
    at: &dyn Fn(Range<usize>) -> Location,
) -> crate::diagnostics::Result<&'a Signature> {
    lookup(&call.name).ok_or_else(|| Box::new(unknown(&call.name, names).at(at(call.name_span.clone()))))
}

/// The diagnostic for a name that no component has, without a place.
pub fn unknown(name: &str, names: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::ComponentUnknown, format!("no component is called `{name}`"));
    match nearest(name, names.iter().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint(format!(
            "components are defined in templates/components and islands; write `\\<{name}`, or use backticks, where \
             no component is meant"
        )),
    }
}

/// Holds a call's props and slots against a signature.
///
/// With `spread`, props that the text does not name may come from a spread value, so none is missing.
/// [`Given::Dynamic`] values are held against nothing but their names and stand as `none` in the result.
/// `at` makes a place of a span of the call's file; at render time, when the values of a template's call are
/// known, it may answer with the place of the whole call.
///
/// Every problem of the call is in the diagnostics: an unknown prop (L9-0402), a missing one (L9-0403), a value
/// of the wrong type (L9-0404), an unknown slot (L9-0408), a client directive that cannot be used (L9-0409).
pub fn check_call(
    call: &Call,
    spread: bool,
    signature: &Signature,
    at: &dyn Fn(Range<usize>) -> Location,
) -> (Checked, Diagnostics) {
    let mut check = Check { signature, at, checked: Checked::default(), diagnostics: Diagnostics::new() };
    for prop in &signature.props {
        let value = match call.props.iter().find(|p| p.name == prop.name) {
            Some(given) => check.value(prop, given),
            None if prop.required && !spread => {
                check.missing(prop, call);
                Literal::None
            }
            None => prop.default.clone().unwrap_or(Literal::None),
        };
        check.checked.values.push(value);
    }
    let mut client = None;
    let mut media = None;
    for given in &call.props {
        if signature.props.iter().any(|p| p.name == given.name) {
            continue;
        }
        match given.name.as_str() {
            "client" => client = Some(given),
            "media" if signature.kind == ComponentKind::Island => media = Some(given),
            _ if signature.open => {
                if let Given::Literal(value) = &given.value {
                    check.checked.extra.push((given.name.clone(), value.clone()));
                }
            }
            _ => check.unknown_prop(given),
        }
    }
    check.directives(client, media);
    check.slots(call);
    (check.checked, check.diagnostics)
}

struct Check<'a> {
    signature: &'a Signature,
    at: &'a dyn Fn(Range<usize>) -> Location,
    checked: Checked,
    diagnostics: Diagnostics,
}

impl Check<'_> {
    fn report(&mut self, code: Code, span: &Range<usize>, message: String, hint: Option<String>) {
        let diagnostic = Diagnostic::error(code, message).at((self.at)(span.clone()));
        self.diagnostics.push(Diagnostic { hint, ..diagnostic });
    }

    fn value(&mut self, prop: &Prop, given: &GivenProp) -> Literal {
        let Given::Literal(literal) = &given.value else { return Literal::None };
        let mut path = prop.name.clone();
        match fit(literal, &prop.ty, &mut path) {
            Ok(value) => value,
            Err(mismatch) => {
                let hint = mismatch.hint(&prop.name);
                let Mismatch { path, expected, found, .. } = mismatch;
                self.report(
                    Code::ComponentPropType,
                    &given.value_span,
                    format!("`{path}` of `<{}>` takes {expected}, found {found}", self.signature.name),
                    hint.or_else(|| (!prop.docs.is_empty()).then(|| prop.docs.clone())),
                );
                Literal::None
            }
        }
    }

    fn missing(&mut self, prop: &Prop, call: &Call) {
        let example = example(&prop.name, &prop.ty);
        let docs = first_line(&prop.docs);
        let hint =
            if docs.is_empty() { format!("add `{example}`") } else { format!("add `{example}`: {docs}") };
        self.report(
            Code::ComponentMissingProp,
            &call.name_span,
            format!(
                "`<{}>` needs the prop `{}`, which takes {}",
                self.signature.name,
                prop.name,
                describe(&prop.ty)
            ),
            Some(hint),
        );
    }

    fn unknown_prop(&mut self, given: &GivenProp) {
        let names: Vec<&str> = self
            .signature
            .props
            .iter()
            .map(|p| p.name.as_str())
            .chain((self.signature.kind == ComponentKind::Island).then_some("client"))
            .collect();
        let hint = match nearest(&given.name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "it takes no props".to_owned(),
            None => format!("it takes {}", join(&names)),
        };
        let known: String = self.signature.props.iter().map(|p| format!("\n    {}", prop_line(p))).collect();
        let diagnostic = Diagnostic::error(
            Code::ComponentUnknownProp,
            format!("`<{}>` has no prop `{}`", self.signature.name, given.name),
        )
        .at((self.at)(given.name_span.clone()))
        .hint(hint);
        self.diagnostics.push(if known.is_empty() {
            diagnostic
        } else {
            diagnostic.note(format!("`<{}>` takes:{known}", self.signature.name), None)
        });
    }

    fn directives(&mut self, client: Option<&GivenProp>, media: Option<&GivenProp>) {
        let name = self.signature.name.clone();
        if let Some(given) = client {
            if self.signature.kind != ComponentKind::Island {
                self.report(
                    Code::ComponentClient,
                    &given.name_span,
                    format!("`<{name}>` is no island, so `client` has no meaning"),
                    Some("remove it: the component is plain HTML and ships nothing to the browser".into()),
                );
                return;
            }
            match &given.value {
                Given::Literal(Literal::String(trigger)) if CLIENT_TRIGGERS.contains(&trigger.as_str()) => {
                    self.checked.client = Some(trigger.clone());
                }
                Given::Literal(value) => {
                    let near = match value {
                        Literal::String(text) => nearest(text, CLIENT_TRIGGERS),
                        _ => None,
                    };
                    let hint = near.map_or_else(
                        || format!("it is one of {}", join(&CLIENT_TRIGGERS)),
                        |near| format!("did you mean `client=\"{near}\"`?"),
                    );
                    let message = format!("`client` of `<{name}>` cannot be {}", found(value));
                    self.report(Code::ComponentClient, &given.value_span, message, Some(hint));
                }
                Given::Dynamic => {}
            }
        }
        if let Some(given) = media {
            match &given.value {
                Given::Literal(Literal::String(query)) if !query.trim().is_empty() => {
                    self.checked.media = Some(query.clone());
                }
                Given::Literal(_) => self.report(
                    Code::ComponentClient,
                    &given.value_span,
                    format!("`media` of `<{name}>` is not a media query"),
                    Some("write `media=\"(min-width: 40em)\"`".into()),
                ),
                Given::Dynamic => {}
            }
        }
        let by_media = self.checked.client.as_deref() == Some("media");
        match (client, media) {
            (Some(client), None) if by_media => self.report(
                Code::ComponentClient,
                &client.value_span,
                format!("`client=\"media\"` of `<{name}>` lacks its media query"),
                Some("add `media=\"(min-width: 40em)\"`".into()),
            ),
            (_, Some(media)) if !by_media && client.is_none_or(|c| c.value != Given::Dynamic) => self.report(
                Code::ComponentClient,
                &media.name_span,
                format!("`media` of `<{name}>` has no meaning without `client=\"media\"`"),
                Some("add `client=\"media\"`, or remove it".into()),
            ),
            _ => {}
        }
    }

    fn slots(&mut self, call: &Call) {
        let Some(known) = &self.signature.slots else { return };
        let island = self.signature.kind == ComponentKind::Island;
        for slot in &call.slots {
            if known.contains(&slot.name) || (island && slot.name == "fallback") {
                continue;
            }
            let name = &self.signature.name;
            let names: Vec<&str> = known.iter().map(String::as_str).collect();
            let (message, hint) = if slot.name == "default" {
                let hint = match names.as_slice() {
                    [] => format!("write `<{name} />`"),
                    [only] => format!("put the text in `<Slot name=\"{only}\">…</Slot>`"),
                    _ => format!("put the text in one of its slots: {}", join(&names)),
                };
                (format!("`<{name}>` takes no body"), hint)
            } else {
                let hint = match nearest(&slot.name, names.iter().copied()) {
                    Some("default") => "leave out the `<Slot>` tags: the body is the default slot".to_owned(),
                    Some(near) => format!("did you mean `{near}`?"),
                    None if names.is_empty() => "it has no slots".to_owned(),
                    None => format!("its slots are {}", join(&names)),
                };
                (format!("`<{name}>` has no slot `{}`", slot.name), hint)
            };
            self.diagnostics.push(
                Diagnostic::error(Code::ComponentSlot, message).at((self.at)(slot.span.clone())).hint(hint),
            );
        }
    }
}

struct Mismatch {
    path: String,
    expected: String,
    found: String,
    /// The value as it would have to be written, where that can be told.
    rewrite: Option<String>,
    top: bool,
}

impl Mismatch {
    fn hint(&self, prop: &str) -> Option<String> {
        let rewrite = self.rewrite.as_ref()?;
        Some(match (self.top, rewrite.starts_with('"')) {
            (true, true) => format!("write `{prop}={rewrite}`"),
            (true, false) => format!("write `{prop}={{{rewrite}}}`"),
            (false, _) => format!("write `{rewrite}`"),
        })
    }
}

/// The value in the type's own form, or where it does not fit.
fn fit(value: &Literal, ty: &PropType, path: &mut String) -> Result<Literal, Mismatch> {
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
fn found(value: &Literal) -> String {
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

fn example(name: &str, ty: &PropType) -> String {
    match ty {
        PropType::String | PropType::Any => format!("{name}=\"…\""),
        PropType::Char => format!("{name}=\"x\""),
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

fn prop_line(prop: &Prop) -> String {
    let need = if prop.required { ", required" } else { "" };
    let docs = first_line(&prop.docs);
    let colon = if docs.is_empty() { "" } else { ": " };
    format!("{} ({}{need}){colon}{docs}", prop.name, describe(&prop.ty))
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or("")
}

fn join(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::component::{Field, scan};
    use crate::source::SourceText;

    fn prop(name: &str, ty: PropType, default: Option<Literal>) -> Prop {
        let required = default.is_none() && !matches!(ty, PropType::Option(_));
        Prop { name: name.into(), ty, required, default, docs: format!("the {name}") }
    }

    fn field(name: &str, ty: PropType, default: Option<Literal>) -> Field {
        Field { name: name.into(), ty, required: default.is_none(), default, docs: String::new() }
    }

    fn signature(kind: ComponentKind) -> Signature {
        let byte = PropType::Int { min: 0, max: 255 };
        let item = PropType::Struct {
            name: "Item".into(),
            fields: vec![
                field("label", PropType::String, None),
                field("weight", PropType::Float, Some(Literal::Float(1.0))),
            ],
        };
        let side = PropType::Enum { name: "Side".into(), variants: vec!["left".into(), "right".into()] };
        Signature {
            name: "C".into(),
            kind,
            origin: "islands/src/c.rs".into(),
            docs: String::new(),
            props: vec![
                prop("title", PropType::String, None),
                prop("start", byte, Some(Literal::Int(0))),
                prop("ratio", PropType::Option(Box::new(PropType::Float)), None),
                prop("items", PropType::List(Box::new(item)), Some(Literal::List(vec![]))),
                prop("side", side, Some(Literal::String("left".into()))),
                prop("mark", PropType::Char, Some(Literal::String("x".into()))),
                prop("open", PropType::Bool, Some(Literal::Bool(false))),
                prop("pair", PropType::Tuple(vec![PropType::Bool, PropType::Any]), Some(Literal::None)),
                prop("sizes", PropType::Map(Box::new(PropType::Float)), Some(Literal::None)),
            ],
            open: false,
            slots: Some(vec!["default".into(), "title".into()]),
        }
    }

    fn outcome(page: &str, signature: &Signature) -> (Checked, String) {
        let source = SourceText::new("page.md", page);
        let scan = scan(&source, 0..page.len());
        assert!(scan.diagnostics.is_empty(), "{:?}", scan.diagnostics);
        let (checked, problems) = check_call(&scan.calls[0], false, signature, &|span| source.at(span));
        let lines: Vec<String> = problems
            .iter()
            .map(|d| {
                let span = d.location.as_ref().unwrap().span.clone();
                let hint = d.hint.as_deref().unwrap_or("-");
                format!("{} {} | {} | {hint}", d.code.as_str(), &page[span], d.message)
            })
            .collect();
        (checked, lines.join("\n"))
    }

    #[track_caller]
    fn check(page: &str, expected: &str) {
        assert_eq!(outcome(page, &signature(ComponentKind::Island)).1, expected, "{page}");
    }

    #[test]
    fn values_in_signature_order() {
        let page =
            "<C ratio={2} items={[{label: \"a\"}, {label: 'b', weight: 3}]} title=\"t\" pair={[true, 1]}/>";
        let (checked, problems) = outcome(page, &signature(ComponentKind::Rust));
        assert_eq!(problems, "");
        let item = |label: &str, weight: f64| {
            Literal::Map(vec![
                ("label".into(), Literal::String(label.into())),
                ("weight".into(), Literal::Float(weight)),
            ])
        };
        assert_eq!(
            checked.values,
            [
                Literal::String("t".into()),
                Literal::Int(0),
                Literal::Float(2.0),
                Literal::List(vec![item("a", 1.0), item("b", 3.0)]),
                Literal::String("left".into()),
                Literal::String("x".into()),
                Literal::Bool(false),
                Literal::List(vec![Literal::Bool(true), Literal::Int(1)]),
                Literal::None,
            ]
        );
    }

    #[test]
    fn wrong_props() {
        check(
            "<C/>",
            "L9-0403 C | `<C>` needs the prop `title`, which takes a string | add `title=\"…\"`: the title",
        );
        check(
            "<C title=\"\" tilte=\"\"/>",
            "L9-0402 tilte | `<C>` has no prop `tilte` | did you mean `title`?",
        );
        check(
            "<C title={3}/>",
            "L9-0404 {3} | `title` of `<C>` takes a string, found the whole number 3 | write `title=\"3\"`",
        );
        check(
            "<C title=\"\" start=\"3\"/>",
            "L9-0404 \"3\" | `start` of `<C>` takes a whole number from 0 to 255, found the string \"3\" | write `start={3}`",
        );
        check(
            "<C title=\"\" start={3.0}/>",
            "L9-0404 {3.0} | `start` of `<C>` takes a whole number from 0 to 255, found the number 3.0 | write `start={3}`",
        );
        check(
            "<C title=\"\" start={256}/>",
            "L9-0404 {256} | `start` of `<C>` takes a whole number from 0 to 255, found the whole number 256 | the start",
        );
        check(
            "<C title=\"\" ratio=\"a\"/>",
            "L9-0404 \"a\" | `ratio` of `<C>` takes a number or none, found the string \"a\" | the ratio",
        );
        check(
            "<C title=\"\" side=\"rigth\"/>",
            "L9-0404 \"rigth\" | `side` of `<C>` takes one of \"left\", \"right\", found the string \"rigth\" | write `side=\"right\"`",
        );
        check(
            "<C title=\"\" mark=\"ab\"/>",
            "L9-0404 \"ab\" | `mark` of `<C>` takes a string of one character, found the string \"ab\" | the mark",
        );
        check(
            "<C title=\"\" open=\"true\"/>",
            "L9-0404 \"true\" | `open` of `<C>` takes true or false, found the string \"true\" | write `open={true}`",
        );
        check(
            "<C title=\"\" items={[{label: \"a\"}, {label: 2}]}/>",
            "L9-0404 {[{label: \"a\"}, {label: 2}]} | `items[1].label` of `<C>` takes a string, found the whole number 2 | write `\"2\"`",
        );
        check(
            "<C title=\"\" items={[{}]}/>",
            "L9-0404 {[{}]} | `items[0]` of `<C>` takes a Item with `label`, found a map without it | the items",
        );
        check(
            "<C title=\"\" items={[{label: \"\", wieght: 1}]}/>",
            "L9-0404 {[{label: \"\", wieght: 1}]} | `items[0]` of `<C>` takes a Item with `label`, `weight`, found the key `wieght` | write `weight`",
        );
        check(
            "<C title=\"\" pair={[1]}/>",
            "L9-0404 {[1]} | `pair` of `<C>` takes a list of 2 (true or false, any value), found a list of 1 | the pair",
        );
        check(
            "<C title=\"\" sizes={{a: \"b\"}}/>",
            "L9-0404 {{a: \"b\"}} | `sizes.a` of `<C>` takes a number, found the string \"b\" | the sizes",
        );
    }

    #[test]
    fn directives() {
        check("<C title=\"\" client=\"visible\"/>", "");
        check(
            "<C title=\"\" client=\"visable\"/>",
            "L9-0409 \"visable\" | `client` of `<C>` cannot be the string \"visable\" | did you mean `client=\"visible\"`?",
        );
        check(
            "<C title=\"\" client/>",
            "L9-0409 client | `client` of `<C>` cannot be true | it is one of `load`, `idle`, `visible`, `media`, \
             `interaction`, `only`, `none`",
        );
        check(
            "<C title=\"\" client=\"media\"/>",
            "L9-0409 \"media\" | `client=\"media\"` of `<C>` lacks its media query | add `media=\"(min-width: 40em)\"`",
        );
        check(
            "<C title=\"\" media=\"print\"/>",
            "L9-0409 media | `media` of `<C>` has no meaning without `client=\"media\"` | add `client=\"media\"`, or remove it",
        );
        let (checked, problems) =
            outcome("<C title=\"\" client=\"media\" media=\"print\"/>", &signature(ComponentKind::Island));
        assert_eq!(
            (checked.client.as_deref(), checked.media.as_deref(), problems.as_str()),
            (Some("media"), Some("print"), "")
        );
        assert_eq!(
            outcome("<C title=\"\" client=\"load\"/>", &signature(ComponentKind::Rust)).1,
            "L9-0409 client | `<C>` is no island, so `client` has no meaning | remove it: the component is plain HTML \
             and ships nothing to the browser"
        );
    }

    #[test]
    fn slots_and_open_props() {
        check("<C title=\"\">x<Slot name=\"title\"/></C>", "");
        check(
            "<C title=\"\"><Slot name=\"titel\"/></C>",
            "L9-0408 <Slot name=\"titel\"/> | `<C>` has no slot `titel` | did you mean `title`?",
        );
        check("<C title=\"\"><Slot name=\"fallback\"/></C>", "");
        let mut closed = signature(ComponentKind::Rust);
        closed.slots = Some(Vec::new());
        assert_eq!(
            outcome("<C title=\"\">x</C>", &closed).1,
            "L9-0408 x | `<C>` takes no body | write `<C />`"
        );
        let mut open = signature(ComponentKind::Template);
        open.open = true;
        open.slots = None;
        let (checked, problems) = outcome("<C title=\"\" data-x=\"1\" y>x<Slot name=\"z\"/></C>", &open);
        assert_eq!(problems, "");
        assert_eq!(
            checked.extra,
            [("data_x".to_owned(), Literal::String("1".into())), ("y".to_owned(), Literal::Bool(true))]
        );
    }

    #[test]
    fn names() {
        let near = unknown("Crad", &["Card", "Tabs"]);
        assert_eq!((near.code.as_str(), near.hint.as_deref()), ("L9-0401", Some("did you mean `Card`?")));
        assert!(unknown("String", &["Card"]).hint.is_some_and(|h| h.contains("\\<String")));
    }
}
