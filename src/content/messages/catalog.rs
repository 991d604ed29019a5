//! The messages of one language, as they are written.

use super::file::{Layer, MessageFile};
use super::format::Resource;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::{Hash, SourceText, hash};
use fluent_syntax::ast::{Entry as Ast, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The functions that messages may call.
const FUNCTIONS: [&str; 1] = ["NUMBER"];
/// Most characters of a number, and most digits that it may be asked for: what a plural rule can count with.
const MAX_DIGITS: usize = 15;

/// The messages of a language by id, `id.attribute`, and `-id` of terms.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    entries: BTreeMap<String, Entry>,
    /// What looks as if it could not be put together, by the name of what is missing.
    wanted: Vec<Wanted>,
}

/// A message, an attribute or a term.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) digest: Hash,
    /// What it refers to by these names.
    pub(super) references: BTreeSet<String>,
    /// Its text, where it is nothing else.
    pub(super) plain: Option<String>,
    path: String,
    layer: Layer,
    source: SourceText,
    span: Range<usize>,
}

#[derive(Debug)]
struct Wanted {
    name: String,
    source: SourceText,
    span: Range<usize>,
}

impl Catalog {
    /// A message, an attribute, or a term with its hyphen.
    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The keys of messages and attributes, and the files that they are in.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_listed = |(key, entry): &(&String, &Entry)| !key.starts_with('-') && entry.layer > Layer::Tool;
        let messages = self.entries.iter().filter(is_listed);
        messages.map(|(key, entry)| (key.as_str(), entry.path.as_str()))
    }

    /// Adds what a file defines, over what the theme's files do.
    pub(super) fn add(&mut self, file: &MessageFile, resource: &Resource, out: &mut Diagnostics) {
        for entry in resource.entries() {
            match entry {
                Ast::Message(message) => {
                    if !self.replace(file, message.id.name, resource, out) {
                        continue;
                    }
                    if let Some(value) = &message.value {
                        self.insert(file, message.id.name.to_owned(), message.id.name, value, resource, out);
                    }
                    for attribute in &message.attributes {
                        let key = format!("{}.{}", message.id.name, attribute.id.name);
                        self.insert(file, key, attribute.id.name, &attribute.value, resource, out);
                    }
                }
                Ast::Term(term) => {
                    let key = format!("-{}", term.id.name);
                    if !self.replace(file, &key, resource, out) {
                        continue;
                    }
                    self.insert(file, key.clone(), term.id.name, &term.value, resource, out);
                    for attribute in &term.attributes {
                        let key = format!("{key}.{}", attribute.id.name);
                        self.insert(file, key, attribute.id.name, &attribute.value, resource, out);
                    }
                }
                Ast::Comment(_) | Ast::GroupComment(_) | Ast::ResourceComment(_) | Ast::Junk { .. } => {}
            }
        }
    }

    /// Makes room for a message: a site's replaces its theme's, and that the tool's, with all attributes. `false` where
    /// the same layer has it already.
    fn replace(&mut self, file: &MessageFile, key: &str, resource: &Resource, out: &mut Diagnostics) -> bool {
        let attributes = format!("{key}.");
        let is_part = |name: &str| name == key || name.starts_with(&attributes);
        let known = self.entries.iter().find(|(name, _)| is_part(name)).map(|(_, entry)| entry);
        let Some(known) = known else { return true };
        if known.layer < file.layer {
            self.entries.retain(|name, _| !is_part(name));
            return true;
        }
        let name = key.trim_start_matches('-');
        let own = resource.entries().filter_map(|entry| match entry {
            Ast::Message(message) => Some(message.id.name),
            Ast::Term(term) => Some(term.id.name),
            _ => None,
        });
        // The last of that name: the first is the one that counts.
        let span = own.filter(|own| *own == name).last().map(|own| span(resource.source(), own));
        let message = format!("two messages named `{key}` in `{}`", file.language);
        let diagnostic = Diagnostic::error(Code::MessageDuplicate, message)
            .at(file.source.at(span.unwrap_or(0..0)))
            .note("the other is here", Some(known.source.at(known.span.clone())));
        out.push(diagnostic);
        false
    }

    fn insert(
        &mut self,
        file: &MessageFile,
        key: String,
        name: &str,
        value: &Pattern<&str>,
        resource: &Resource,
        out: &mut Diagnostics,
    ) {
        let mut reader = Reader { file, text: resource.source(), references: BTreeMap::new(), out };
        reader.pattern(value);
        let references = reader.references;
        let plain = match value.elements.as_slice() {
            [PatternElement::TextElement { value }] => Some((*value).to_owned()),
            _ => None,
        };
        for (name, span) in &references {
            self.wanted.push(Wanted { name: name.clone(), source: file.source.clone(), span: span.clone() });
        }
        let entry = Entry {
            digest: hash(format!("{value:?}").as_bytes()),
            references: references.into_keys().collect(),
            plain,
            path: file.source.path.to_string(),
            layer: file.layer,
            source: file.source.clone(),
            span: span(resource.source(), name),
        };
        self.entries.insert(key, entry);
    }

    /// Says of every reference that leads nowhere that it does. `known` tells what the language and its fallbacks have.
    pub(super) fn check(&self, known: &dyn Fn(&str) -> bool, out: &mut Diagnostics) {
        for wanted in self.wanted.iter().filter(|wanted| !known(&wanted.name)) {
            let what = if wanted.name.starts_with('-') { "term" } else { "message" };
            let names = self.entries.keys().map(String::as_str);
            out.push(
                Diagnostic::error(Code::MessageReference, format!("there is no {what} `{}`", wanted.name))
                    .at(wanted.source.at(wanted.span.clone()))
                    .suggest(&wanted.name, names),
            );
        }
    }
}

/// Looks through a pattern.
struct Reader<'r> {
    file: &'r MessageFile,
    text: &'r str,
    references: BTreeMap<String, Range<usize>>,
    out: &'r mut Diagnostics,
}

impl Reader<'_> {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants.iter().for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::MessageReference { id, attribute } => {
                self.reference("", id.name, attribute.as_ref().map(|a| a.name));
            }
            InlineExpression::TermReference { id, attribute, arguments } => {
                self.reference("-", id.name, attribute.as_ref().map(|a| a.name));
                for argument in arguments.iter().flat_map(|a| &a.named) {
                    self.inline(&argument.value);
                }
            }
            InlineExpression::FunctionReference { id, arguments } => {
                if !FUNCTIONS.contains(&id.name) {
                    let message = format!("there is no function `{}` in messages", id.name);
                    let hint = "messages have `NUMBER`; give other values as finished texts";
                    self.complain(id.name, message, hint);
                }
                arguments.positional.iter().for_each(|argument| self.inline(argument));
                for argument in &arguments.named {
                    let digits = match &argument.value {
                        InlineExpression::NumberLiteral { value } => value.parse::<usize>().ok(),
                        _ => None,
                    };
                    if argument.name.name.ends_with("Digits") && digits.is_none_or(|n| n > MAX_DIGITS) {
                        let message =
                            format!("`{}` is a whole number up to {MAX_DIGITS}", argument.name.name);
                        self.complain(argument.name.name, message, "numbers in messages have few digits");
                    }
                    self.inline(&argument.value);
                }
            }
            InlineExpression::NumberLiteral { value } if value.len() > MAX_DIGITS => {
                let message = format!("a number of more than {MAX_DIGITS} digits");
                self.complain(value, message, "write it as a text, in quotes");
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. }
            | InlineExpression::NumberLiteral { .. }
            | InlineExpression::VariableReference { .. } => {}
        }
    }

    fn reference(&mut self, sign: &str, id: &str, attribute: Option<&str>) {
        let dot = if attribute.is_some() { "." } else { "" };
        let name = format!("{sign}{id}{dot}{}", attribute.unwrap_or(""));
        self.references.insert(name, span(self.text, id));
    }

    fn complain(&mut self, part: &str, message: String, hint: &str) {
        let at = self.file.source.at(span(self.text, part));
        self.out.push(Diagnostic::error(Code::MessageReference, message).at(at).hint(hint));
    }
}

/// Where a part of a text stands in it.
fn span(text: &str, part: &str) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let end = start + part.len();
    if text.get(start..end).is_some() { start..end } else { 0..0 }
}
