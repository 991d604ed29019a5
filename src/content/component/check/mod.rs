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

mod description;
mod fit;
#[cfg(test)]
mod tests;

pub use description::describe;

use super::call::{Call, Given, GivenProp};
use super::{Client, ClientError, ComponentKind, Literal, Prop, Signature};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, nearest};
use description::{example, first_line, found, join, prop_line};
use fit::{Mismatch, fit};
use std::ops::Range;

/// A call that was held against its signature.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// A value for each prop of the signature, in its order: given, default, or `none`.
    pub values: Vec<Literal>,
    /// Props beyond the signature, of an open component, in the order written.
    pub extra: Vec<(String, Literal)>,
    /// An island's `client`, if the call gives it.
    pub client: Option<Client>,
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
/// of the wrong type (L9-0404), an unknown slot (L9-0408), one that takes a value (L9-0411), a client directive that cannot be used (L9-0409).
pub fn check_call(
    call: &Call,
    spread: bool,
    signature: &Signature,
    at: &dyn Fn(Range<usize>) -> Location,
) -> (Checked, Diagnostics) {
    let mut check = Check { signature, at, checked: Checked::default(), diagnostics: Diagnostics::new() };
    // Its props are Rust's, too.
    if signature.value_slots.iter().any(|slot| slot.required) {
        check.value_slots(call);
        return (check.checked, check.diagnostics);
    }
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
            "client" if !call.offered => client = Some(given),
            "media" if signature.kind == ComponentKind::Island => media = Some(given),
            _ if signature.open => {
                if let Given::Literal(value) = &given.value {
                    check.checked.extra.push((given.name.clone(), value.clone()));
                }
            }
            _ if call.offered => {}
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
        if let Some(given) = client
            && self.signature.kind != ComponentKind::Island
        {
            self.report(
                Code::ComponentClient,
                &given.name_span,
                format!("`<{name}>` is no island, so `client` has no meaning"),
                Some("remove it: the component is plain HTML and ships nothing to the browser".into()),
            );
            return;
        }
        // What the engine knows alone is held against the rest when it is known.
        let dynamic = |given: Option<&GivenProp>| given.is_some_and(|given| given.value == Given::Dynamic);
        let unknown = dynamic(client) || dynamic(media);
        let query = media.and_then(|given| match &given.value {
            Given::Literal(Literal::String(query)) if !query.trim().is_empty() => Some(query.as_str()),
            Given::Literal(_) => {
                self.report(
                    Code::ComponentClient,
                    &given.value_span,
                    format!("`media` of `<{name}>` is not a media query"),
                    Some("write `media=\"(min-width: 40em)\"`".into()),
                );
                None
            }
            Given::Dynamic => None,
        });
        let parsed = client.and_then(|given| match &given.value {
            Given::Literal(Literal::String(text)) => match Client::parse(text, query) {
                Ok(parsed) => Some(parsed),
                Err(ClientError::NoQuery) if unknown => None,
                Err(error) => {
                    let message = match &error {
                        ClientError::Unknown(_) => {
                            format!(
                                "`client` of `<{name}>` cannot be {}",
                                found(&Literal::String(text.clone()))
                            )
                        }
                        ClientError::NoQuery => {
                            format!("`client=\"media\"` of `<{name}>` lacks its media query")
                        }
                        other => format!("in `client` of `<{name}>`, {other}"),
                    };
                    self.report(Code::ComponentClient, &given.value_span, message, Some(error.hint()));
                    None
                }
            },
            Given::Literal(value) => {
                let message = format!("`client` of `<{name}>` cannot be {}", found(value));
                let hint = ClientError::Unknown(String::new()).hint();
                self.report(Code::ComponentClient, &given.value_span, message, Some(hint));
                None
            }
            Given::Dynamic => None,
        });
        if let Some(given) = media
            && !unknown
            && (client.is_none() || parsed.as_ref().is_some_and(|parsed| !parsed.has_media()))
        {
            self.report(
                Code::ComponentClient,
                &given.name_span,
                format!("`media` of `<{name}>` has no meaning without `client=\"media\"`"),
                Some("add `client=\"media\"`, or remove it".into()),
            );
        }
        self.checked.client = parsed;
    }

    /// Slots that take a value, which only a `view!` has. Whether one of them was given.
    fn value_slots(&mut self, call: &Call) -> bool {
        let Signature { name, value_slots, .. } = self.signature;
        let hint = || format!("call `<{name}>` in the `view!` of a component of your own, and that one here");
        let mut found = false;
        for slot in value_slots {
            let given = call.slots.iter().find(|given| given.name == slot.name && !call.offered);
            let (span, message) = match given {
                Some(given) => (
                    &given.span,
                    format!(
                        "the slot `{}` of `<{name}>` takes a value, a `{}`, and can only be filled in Rust",
                        slot.name, slot.takes
                    ),
                ),
                None if slot.required => (
                    &call.name_span,
                    format!(
                        "`<{name}>` needs its slot `{}`, which takes a value, a `{}`, and can only be filled in Rust",
                        slot.name, slot.takes
                    ),
                ),
                None => continue,
            };
            found = true;
            self.report(Code::ComponentValueSlot, span, message, Some(hint()));
        }
        found
    }

    fn slots(&mut self, call: &Call) {
        if self.value_slots(call) {
            return;
        }
        let Some(known) = &self.signature.slots else { return };
        let island = self.signature.kind == ComponentKind::Island;
        for slot in &call.slots {
            if known.contains(&slot.name) || call.offered || (island && slot.name == "fallback") {
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
