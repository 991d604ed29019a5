//! Hugo's `i18n/` as messages: a file for each language, in TOML, YAML or JSON, with a text or the plural forms of each key.

use super::config::{load, of_table};
use crate::config::data::{Data, Node, Table};
use crate::import::messages::{FORMS, Messages, Part, Words, note_renamed};
use crate::import::report::Report;
use crate::import::toml_text::{take_any_case, text};
use crate::import::walk;
use crate::source::Root;
use std::collections::BTreeMap;

/// Reads the messages of the site and of its themes; the site's come before those of a theme.
pub(super) fn read(old: &Root, layers: &[String], report: &mut Report) -> Messages {
    let mut messages = Messages::default();
    for layer in layers {
        let folder = format!("{layer}i18n");
        for file in walk(old, &folder, report) {
            let name = file.strip_prefix(&folder).unwrap_or(&file).trim_start_matches('/');
            let language = name.split_once('.').map_or(name, |(stem, _)| stem).replace('_', "-");
            if !crate::content::locale::is_tag(&language) {
                report.note(&file, 0, format!("not imported: `{language}` is no language tag"));
                continue;
            }
            let mut table = load(old, &file, report);
            // The older layout is a list of `id` and `translation`.
            if let Some(Node { value: Data::List(items), .. }) = load_list(old, &file) {
                for item in items {
                    let mut item = of_table(item);
                    let id = take_any_case(&mut item, "id").and_then(|node| text(&node));
                    let words = take_any_case(&mut item, "translation");
                    if let (Some(id), Some(words)) = (id, words) {
                        add(&mut messages, &language, &id, words, &file, report);
                    }
                }
                table.clear();
            }
            for (key, node) in table {
                add(&mut messages, &language, &key.name, node, &file, report);
            }
        }
    }
    messages
}

/// A file whose top is a list.
fn load_list(old: &Root, file: &str) -> Option<Node> {
    let loader = crate::config::data::loader(file.rsplit('.').next()?)?;
    let node = loader.load(&old.read_text(file).ok()?, &mut crate::diagnostics::Diagnostics::new())?;
    matches!(node.value, Data::List(_)).then_some(node)
}

fn add(messages: &mut Messages, language: &str, key: &str, node: Node, file: &str, report: &mut Report) {
    let words = match node.value {
        Data::Table(table) => {
            let is_form = |name: &str| FORMS.contains(&name.to_lowercase().as_str());
            // A table without any form is a group: its keys have the table's name in front.
            if !table.iter().any(|(key, _)| is_form(&key.name)) {
                for (inner, node) in table {
                    add(messages, language, &format!("{key}.{}", inner.name), node, file, report);
                }
                return;
            }
            plural(table, key, file, report)
        }
        _ => text(&node).map(|text| Words::Text(parts(&text, key, file, report))),
    };
    match words {
        Some(words) => {
            note_renamed(file, key, report);
            messages.add(language, key, words);
        }
        None => report.note(file, 0, format!("the message `{key}` has no text")),
    }
}

fn plural(table: Table, key: &str, file: &str, report: &mut Report) -> Option<Words> {
    let mut forms = BTreeMap::new();
    for (name, node) in table {
        let form = FORMS.iter().find(|form| name.name.eq_ignore_ascii_case(form));
        if let (Some(form), Some(text)) = (form, text(&node)) {
            forms.insert(*form, parts(&text, key, file, report));
        }
    }
    if forms.len() == 1 {
        return forms.into_values().next().map(Words::Text);
    }
    // Fluent asks for the form that all others fall back to.
    if !forms.contains_key("other")
        && let Some(last) = forms.last_key_value().map(|(_, parts)| parts.clone())
    {
        forms.insert("other", last);
    }
    (!forms.is_empty()).then_some(Words::Plural(forms))
}

/// A text with actions in it: `{{ .Count }}` and `{{ . }}` are arguments; what does more is text, and noted.
fn parts(text: &str, key: &str, file: &str, report: &mut Report) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((action, behind)) = after.split_once("}}") else { break };
        let name = action.trim_matches(|c: char| c.is_whitespace() || c == '-');
        let argument = match name {
            "." => Some("count".to_owned()),
            name => name
                .strip_prefix('.')
                .filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
                .filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
                .map(str::to_ascii_lowercase),
        };
        parts.push(Part::Literal(before.to_owned()));
        match argument {
            Some(argument) => parts.push(Part::Argument(argument)),
            None => {
                report.note(file, 0, format!("the message `{key}`: `{{{{{action}}}}}` is text now"));
                parts.push(Part::Literal(format!("{{{{{action}}}}}")));
            }
        }
        rest = behind;
    }
    parts.push(Part::Literal(rest.to_owned()));
    parts.retain(|part| *part != Part::Literal(String::new()));
    parts
}
