//! Messages in templates: `t(key="…")`, and the check of the calls whose key can be told from the template's text.

use super::functions::Lookups;
use super::scope::Scope;
use super::template_calls::{Kind, Token, tags};
use super::templates::Templates;
use crate::config::Config;
use crate::content::messages::{Argument, Failure, Messages};
use crate::diagnostics::{Diagnostics, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use tera::{Error, Kwargs, State, Tera, Value};

/// What `t` takes beside the values of its message.
const KEY: &str = "key";
const LANGUAGE: &str = "lang";
const HTML: &str = "html";

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("t", t);
}

/// `t(key="items", count=3)`: a message in the page's language, or in that of `lang`. With `html=true` the message may
/// hold markup, and texts that it is given are escaped.
fn t(args: Kwargs, _: &State<'_>) -> Result<Value, Error> {
    let key: &str = args.must_get(KEY)?;
    let language: Option<&str> = args.get(LANGUAGE)?;
    let html = args.get::<bool>(HTML)?.unwrap_or(false);
    let lookups = Lookups::here()?;
    let messages = &lookups.setup.messages;
    let mut arguments = BTreeMap::new();
    for (name, value) in args.iter() {
        let Some(name) = name.as_str().filter(|name| ![KEY, LANGUAGE, HTML].contains(name)) else { continue };
        arguments.insert(name.to_owned(), argument(value, html));
    }
    let language = Scope::with(|scope| scope.ask(language, key))
        .ok_or_else(|| Error::message("t: this function works only while a page is rendered"))?;
    match messages.format(&language, key, &arguments) {
        Ok(text) if html => Ok(Value::safe_string(&text)),
        Ok(text) => Ok(Value::from(text)),
        Err(Failure::Missing) if lookups.site.config.missing_messages == Severity::Warning => {
            Ok(Value::from(key))
        }
        Err(Failure::Missing) => {
            let missing = messages.missing(&language, key);
            let hint = missing.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            Err(Error::message(format!("t: {}{hint}", missing.message)))
        }
        Err(Failure::Arguments(why)) => {
            Err(Error::message(format!("t: message `{key}` in `{language}`: {why}")))
        }
    }
}

fn argument(value: &Value, html: bool) -> Argument {
    let number = if value.is_number() { value.as_f64() } else { None };
    match number {
        Some(number) => Argument::Number(number),
        None => {
            let text = value.to_string();
            let is_safe = !html || value.is_safe();
            Argument::Text(if is_safe { text } else { tera_escape(&text) })
        }
    }
}

fn tera_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let _ = pulldown_cmark_escape::escape_html(&mut escaped, text);
    escaped
}

impl Scope {
    /// Records that a message was asked for, and says in which language.
    pub(super) fn ask(&mut self, language: Option<&str>, key: &str) -> Arc<str> {
        let language = language.map_or_else(|| self.tag(), Arc::from);
        let keys = self.asked.entry(language.clone()).or_default();
        if !keys.contains(key) {
            keys.insert(Arc::from(key));
        }
        language
    }
}

/// A call of `t` in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MessageCall {
    /// Its key, or what its key starts with.
    pub(super) key: String,
    /// Whether that is the whole key.
    pub(super) is_whole: bool,
    /// The language that it names, where that is written out.
    pub(super) language: Option<String>,
    /// Where the key stands.
    pub(super) span: Range<usize>,
}

/// The calls of `t` in a template, in every branch. A key that is computed from nothing that is written there is
/// the empty start of any.
pub(super) fn calls(text: &str) -> Vec<MessageCall> {
    let mut found = Vec::new();
    for (_, tokens) in tags(text) {
        for at in 0..tokens.len() {
            let is_call = is_word(tokens.get(at), "t")
                && tokens.get(at + 1).is_some_and(|token| token.is(b'('))
                && at.checked_sub(1).and_then(|at| tokens.get(at)).is_none_or(|token| !token.is(b'.'));
            if is_call {
                found.extend(call(tokens.get(at + 2..).unwrap_or(&[])));
            }
        }
    }
    found
}

fn is_word(token: Option<&Token>, word: &str) -> bool {
    matches!(token.map(|token| &token.kind), Some(Kind::Word(found)) if found == word)
}

/// The call whose arguments start here.
fn call(tokens: &[Token]) -> Option<MessageCall> {
    let mut depth = 0usize;
    let (mut key, mut language) = (None, None);
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Sign(b'(' | b'[' | b'{') => depth += 1,
            Kind::Sign(b')' | b']' | b'}') if depth == 0 => break,
            Kind::Sign(b')' | b']' | b'}') => depth -= 1,
            _ => {}
        }
        let names = |name: &str| {
            depth == 0 && is_word(Some(token), name) && tokens.get(at + 1).is_some_and(|next| next.is(b'='))
        };
        let value = tokens.get(at + 2);
        let ends = tokens.get(at + 3).is_none_or(|next| next.is(b',') || next.is(b')'));
        if names(KEY) {
            key = value.map(|value| match &value.kind {
                Kind::Text(text) => (text.clone(), ends, value.span.clone()),
                _ => (String::new(), false, value.span.clone()),
            });
        } else if names(LANGUAGE)
            && let Some(Token { kind: Kind::Text(text), .. }) = value
            && ends
        {
            language = Some(text.clone());
        }
    }
    let (key, is_whole, span) = key?;
    Some(MessageCall { key, is_whole, language, span })
}

/// Says of every call whose message no language has that it is missing: an error, or a warning by configuration.
pub(super) fn check(templates: &Templates, messages: &Messages, config: &Config, out: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for (_, source) in templates.iter() {
        for call in calls(&source.text).into_iter().filter(|call| call.is_whole) {
            let language = call.language.as_deref().unwrap_or(&config.default_language);
            // The theme's templates are in the set twice, under their own and the theme's name.
            let place = (source.path.clone(), call.span.start);
            if messages.source(language, &call.key).is_some() || !seen.insert(place) {
                continue;
            }
            let missing = messages.missing(language, &call.key).at(source.at(call.span.clone()));
            out.push(crate::diagnostics::Diagnostic { severity: config.missing_messages, ..missing });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_in_every_branch() {
        let text = "{{ t(key=\"a\") }}{% if x %}{{ t(count=f(key=\"no\"), key='b.c', lang=\"fr\") | upper }}{% endif %}\
                    {{ t(key=\"menu-\" ~ x) }}{{ t(key=name) }}{{ x.t(key=\"no\") }}{{ at(key=\"no\") }}\
                    {# t(key=\"no\") #}t(key=\"no\")";
        let found: Vec<_> = calls(text).into_iter().map(|c| (c.key, c.is_whole, c.language)).collect();
        let own = |key: &str, whole| (key.to_owned(), whole, None);
        let french = ("b.c".to_owned(), true, Some("fr".to_owned()));
        assert_eq!(found, [own("a", true), french, own("menu-", false), own("", false)]);
    }
}
