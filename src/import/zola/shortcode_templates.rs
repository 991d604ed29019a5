//! Zola's shortcodes as components.

use super::config::ZolaConfig;
use super::content::Calls;
use super::macros::{component_text, scope};
use super::template_parts::{Part, Token, parts, tokens};
use super::template_tags::translate;
use super::templates::Templates;
use crate::import::Outcome;
use crate::import::calls::{Names, component_path, prop_name, stand_in};
use crate::import::embeds;
use std::collections::{BTreeMap, BTreeSet};

/// Shortcodes: those with templates, those that Zola had built in, and stand-ins for the others.
pub(super) fn convert(
    templates: &Templates,
    config: &ZolaConfig,
    calls: &Calls,
    names: &mut Names,
    components: &BTreeMap<String, String>,
    outcome: &mut Outcome,
) {
    for (shortcode, template) in &templates.shortcodes {
        let component = names.of(shortcode);
        let mut scope = scope(&format!("shortcodes/{shortcode}"), &template.text, components, templates);
        let mut args: BTreeSet<String> = calls.args.get(shortcode).cloned().unwrap_or_default();
        args.extend(free_variables(&template.text));
        scope.arguments = args.iter().map(|name| prop_name(name)).collect();
        let mut body = translate(&template.text, &scope, (&template.file, 1), &mut outcome.report);
        // The body of a call comes as HTML.
        for form in ["body | markdown(inline=true)", "body | markdown"] {
            body = body.replace(form, "body");
        }
        body = body.replace("{{ body }}", "{{ body | safe }}").replace("{{- body -}}", "{{- body | safe -}}");
        if template.file.ends_with(".md") {
            body = format!("{{% filter markdown %}}\n{}\n{{% endfilter %}}", body.trim());
        }
        // Others may include it as well.
        if let Some((_, below)) = template.file.split_once("templates/")
            && templates
                .files
                .values()
                .chain(templates.shortcodes.values())
                .any(|other| other.text.contains(below))
        {
            outcome.site.text(format!("templates/{below}"), body.clone());
        }
        let mut declared: Vec<(String, String)> =
            args.iter().map(|name| (prop_name(name), "none".to_owned())).collect();
        outcome.site.text(component_path(&component), component_text(&component, &mut declared, &body));
        outcome.report.counts.templates += 1;
    }
    let known: BTreeSet<&String> = templates.shortcodes.keys().collect();
    for (shortcode, count) in &calls.uses {
        if known.contains(shortcode) {
            continue;
        }
        let component = names.of(shortcode);
        // A component of Tera 2 is called by its own name.
        if let Some(real) = components.get(&format!("<{shortcode}")) {
            if *real != component {
                let text = format!(
                    "{{% component {component}(...rest) %}}{{% <{real} {{...rest}}> %}}{{{{ body | safe }}}}{{% </{real}> %}}{{% endcomponent {component} %}}\n"
                );
                outcome.site.text(component_path(&component), text);
            }
            continue;
        }
        match embeds::component(shortcode, &component) {
            Some(text) => outcome.site.text(component_path(&component), text),
            None => {
                outcome.site.text(component_path(&component), stand_in(&component, shortcode, "Zola"));
                outcome.report.stubs.insert(component.clone(), *count);
                outcome.report.note(
                    &config.file,
                    0,
                    format!("the shortcode `{shortcode}` has no template: `{component}` stands in for it"),
                );
            }
        }
    }
}

/// Variables that a shortcode's template reads and does not set, which are its arguments.
fn free_variables(text: &str) -> BTreeSet<String> {
    const NOT: [&str; 48] = [
        "if",
        "elif",
        "else",
        "endif",
        "for",
        "endfor",
        "in",
        "set",
        "set_global",
        "and",
        "or",
        "not",
        "is",
        "true",
        "false",
        "loop",
        "body",
        "nth",
        "config",
        "page",
        "section",
        "lang",
        "include",
        "import",
        "as",
        "filter",
        "endfilter",
        "raw",
        "endraw",
        "break",
        "continue",
        "self",
        "defined",
        "undefined",
        "string",
        "number",
        "iterable",
        "containing",
        "starting_with",
        "ending_with",
        "none",
        "odd",
        "even",
        "divisibleby",
        "divisible_by",
        "matching",
        "object",
        "current_path",
    ];
    let (mut read, mut own) = (BTreeSet::new(), BTreeSet::new());
    for (_, part) in parts(text) {
        let (Part::Print(_, inner, _) | Part::Block(_, inner, _)) = part else { continue };
        let tokens: Vec<_> = tokens(inner).into_iter().filter(|t| !matches!(t, Token::Space(_))).collect();
        for (i, token) in tokens.iter().enumerate() {
            let Token::Word(word) = token else { continue };
            let previous = i.checked_sub(1).and_then(|p| tokens.get(p));
            let next = tokens.get(i + 1);
            let behind_dot = previous.is_some_and(|t| t.is(".") || t.is("|") || t.is("::") || t.is("?."));
            let called = next.is_some_and(|t| t.is("(") || t.is("::"));
            // `key=value` between brackets names an argument of what is called.
            let named = next.is_some_and(|t| t.is("="))
                && !previous.is_some_and(|t| t.is("set") || t.is("set_global"));
            let sets = previous.is_some_and(|t| t.is("set") || t.is("set_global") || t.is("for"));
            let second =
                previous.is_some_and(|t| t.is(",")) && tokens.first().is_some_and(|t| t.is("for")) && i < 5;
            if sets || second {
                own.insert(word.clone());
            } else if !behind_dot
                && !called
                && !named
                && !NOT.contains(&word.as_str())
                && !word.starts_with(|c: char| c.is_ascii_digit())
            {
                read.insert(word.clone());
            }
        }
    }
    read.retain(|name| !own.contains(name));
    read
}
