//! Messages put together: Fluent's own resolver, with numbers as the language writes them.

use super::Argument;
use crate::content::locale::{self, Digits};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::memoizer::MemoizerKind;
use fluent_bundle::types::FluentNumberStyle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use intl_memoizer::Memoizable;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use unic_langid::LanguageIdentifier;

/// A parsed file.
pub(super) type Resource = Arc<FluentResource>;

/// The largest number that plural rules can count with.
const MAX_NUMBER: f64 = 1e15;

/// The messages of a language, ready to be put together.
pub(super) struct Bundle {
    fluent: FluentBundle<Resource>,
}

impl std::fmt::Debug for Bundle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bundle").field("locales", &self.fluent.locales).finish_non_exhaustive()
    }
}

impl Bundle {
    /// A bundle of a language; later resources override earlier ones.
    pub(super) fn new(language: &str, resources: impl Iterator<Item = Resource>) -> Self {
        // A tag with extensions, such as `ar-u-nu-latn`, has the plurals of the language without them.
        let plain = language.split("-u-").next().unwrap_or(language);
        let id: LanguageIdentifier = plain.parse().unwrap_or_default();
        let is_rtl = id.character_direction() == unic_langid::CharacterDirection::RTL;
        let mut fluent = FluentBundle::new_concurrent(vec![id]);
        // The marks that keep a value's direction to itself are invisible, but part of the text: they are set where
        // values of the other direction are the rule, and left out where they are the exception.
        fluent.set_use_isolating(is_rtl);
        fluent.set_formatter(Some(number));
        // The only error is a second function of the same name.
        let _ = fluent.add_builtins();
        for resource in resources {
            fluent.add_resource_overriding(resource);
        }
        Self { fluent }
    }

    /// A message, or one of its attributes.
    pub(super) fn format(&self, key: &str, arguments: &BTreeMap<String, Argument>) -> Result<String, String> {
        let (id, attribute) =
            key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
        let message = self.fluent.get_message(id).ok_or("it cannot be found")?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
            None => message.value(),
        };
        let pattern = pattern.ok_or("it has no text")?;
        let mut given = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            match value {
                Argument::Text(text) => given.set(name.as_str(), text.as_str()),
                Argument::Number(number) if number.abs() < MAX_NUMBER => given.set(name.as_str(), *number),
                Argument::Number(number) => given.set(name.as_str(), self.number(*number)),
            }
        }
        let mut errors = Vec::new();
        let text = self.fluent.format_pattern(pattern, Some(&given), &mut errors);
        match errors.first() {
            None => Ok(text.into_owned()),
            Some(error) => Err(reason(error)),
        }
    }

    fn number(&self, number: f64) -> String {
        let language = self.fluent.locales.first().map(ToString::to_string).unwrap_or_default();
        locale::decimal(number, Digits::default(), &language)
    }
}

fn reason(error: &FluentError) -> String {
    use fluent_bundle::resolver::errors::{ReferenceKind, ResolverError};
    match error {
        FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { id })) => {
            format!("it needs the argument `{id}`")
        }
        FluentError::ResolverError(ResolverError::Cyclic) => "it refers to itself".to_owned(),
        FluentError::ResolverError(ResolverError::TooManyPlaceables) => "it has too many parts".to_owned(),
        other => other.to_string(),
    }
}

/// The tag of a bundle's language, which Fluent's formatters are told only this way.
struct Tag(String);

impl Memoizable for Tag {
    type Args = ();
    type Error = Infallible;

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, Infallible> {
        Ok(Self(language.to_string()))
    }
}

/// A number as the language writes it; `None` for what is no number.
fn number<M: MemoizerKind>(value: &FluentValue<'_>, memoizer: &M) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let options = &number.options;
    let most = if options.style == FluentNumberStyle::Percent { 0 } else { Digits::default().max };
    let min = options.minimum_fraction_digits.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    let max = options.maximum_fraction_digits.and_then(|n| u32::try_from(n).ok()).unwrap_or(most.max(min));
    let digits = Digits { min, max };
    let write = |Tag(language): &Tag| match (options.style, &options.currency) {
        (FluentNumberStyle::Percent, _) => locale::percent(number.value, digits, language),
        (FluentNumberStyle::Currency, Some(code)) => locale::currency(number.value, code, language)
            .unwrap_or_else(|| locale::decimal(number.value, digits, language)),
        _ => locale::decimal(number.value, digits, language),
    };
    let Ok(text) = memoizer.with_try_get_threadsafe::<Tag, _, _>((), write);
    Some(text)
}
