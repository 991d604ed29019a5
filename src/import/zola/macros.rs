//! Macros of Tera 1, and components, that templates define: each becomes a file of its own.

use super::expression::Scope;
use super::template_parts::{Part, Token, parts, tokens};
use super::templates::{Template, Templates};
use crate::import::matter::line_of;
use std::collections::{BTreeMap, BTreeSet};

/// A definition of a macro or a component within a template.
pub(super) struct Definition {
    /// What it is known by: `file::name`.
    pub(super) key: String,
    pub(super) name: String,
    /// What stands between the brackets.
    pub(super) arguments: String,
    pub(super) body: String,
    pub(super) line: usize,
    pub(super) file: String,
}

/// Takes the definitions out of a template.
pub(super) fn extract(name: &str, template: &Template, definitions: &mut Vec<Definition>) -> String {
    let mut rest = String::new();
    let mut open: Option<(Definition, usize)> = None;
    let all = parts(&template.text);
    for (i, (start, part)) in all.iter().enumerate() {
        let end = all.get(i + 1).map_or(template.text.len(), |(next, _)| *next);
        let whole = template.text.get(*start..end).unwrap_or("");
        let Part::Block(_, inner, _) = part else {
            if open.is_none() {
                rest.push_str(whole);
            }
            continue;
        };
        let word = inner.split([' ', '(']).next().unwrap_or("");
        match (&mut open, word) {
            (None, "macro" | "component") => {
                let head = inner.get(word.len()..).unwrap_or("").trim();
                let (called, arguments) = head.split_once('(').unwrap_or((head, ""));
                let called = called.trim().to_owned();
                open = Some((
                    Definition {
                        key: format!("{name}::{called}"),
                        name: called,
                        arguments: arguments.trim_end().trim_end_matches(')').to_owned(),
                        body: String::new(),
                        line: line_of(&template.text, end),
                        file: template.file.clone(),
                    },
                    end,
                ));
            }
            (Some(_), "endmacro" | "endcomponent") => {
                if let Some((mut definition, from)) = open.take() {
                    definition.body = template.text.get(from..*start).unwrap_or("").to_owned();
                    definitions.push(definition);
                }
            }
            (Some(_), _) => {}
            (None, _) => rest.push_str(whole),
        }
    }
    rest
}

pub(super) fn scope(
    name: &str,
    text: &str,
    components: &BTreeMap<String, String>,
    templates: &Templates,
) -> Scope {
    let mut scope = Scope { templates: templates.renamed.clone(), ..Scope::default() };
    let known = |file: &str, space: &str, scope: &mut Scope| {
        let prefix = format!("{file}::");
        for (key, component) in components.range(prefix.clone()..) {
            let Some(name) = key.strip_prefix(&prefix) else { break };
            scope.components.insert(format!("{space}::{name}"), component.clone());
        }
    };
    known(name, "self", &mut scope);
    // A macro may call another by the name that its callers import the file by.
    for (key, component) in components {
        if let Some((_, called)) = key.split_once("::") {
            scope.components.entry(format!("*::{called}")).or_insert_with(|| component.clone());
        }
    }
    for (_, part) in parts(text) {
        if let Part::Block(_, inner, _) = part
            && let Some(import) = inner.strip_prefix("import ")
            && let Some((file, space)) = import.split_once(" as ")
        {
            let file = file.trim().trim_matches(['"', '\'', '`']);
            let file = templates.renamed.get(file).map_or(file, String::as_str);
            known(file, space.trim(), &mut scope);
        }
    }
    for (key, component) in components.iter().filter(|(key, _)| key.starts_with('<')) {
        scope.components.insert(key.clone(), component.clone());
    }
    scope
}

/// A component file. What it uses of the page that calls it is handed on by arguments with `@`.
pub(super) fn component_text(name: &str, arguments: &mut Vec<(String, String)>, body: &str) -> String {
    let words: BTreeSet<String> = parts(body)
        .iter()
        .filter_map(|(_, part)| match part {
            Part::Print(_, inner, _) | Part::Block(_, inner, _) => Some(tokens(inner)),
            Part::Text(_) => None,
        })
        .flatten()
        .filter_map(|token| match token {
            Token::Word(word) => Some(word),
            // What `trans` became.
            Token::Text(_) | Token::Sign(_) | Token::Space(_) => None,
        })
        .collect();
    let mut declared = Vec::new();
    for (name, default) in arguments.drain(..) {
        if default.is_empty() || name.starts_with('@') {
            declared.push(name);
        } else {
            declared.push(format!("{name} = {default}"));
        }
    }
    for global in ["config", "lang", "page", "section", "current_path", "data"] {
        let own = declared
            .iter()
            .any(|d| d.split([' ', ':', '=']).next().unwrap_or("").trim_start_matches('@') == global);
        if words.contains(global) && !own {
            let at = declared.iter().position(|d| d.starts_with("...")).unwrap_or(declared.len());
            declared.insert(at, format!("@{global} = none"));
        }
    }
    format!(
        "{{% component {name}({}) -%}}\n{}\n{{%- endcomponent {name} %}}\n",
        declared.join(", "),
        body.trim()
    )
}
