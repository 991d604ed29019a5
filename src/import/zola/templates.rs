//! Zola's templates as Layer9's: macros become components, one to a file.

use super::config::ZolaConfig;
use super::content::Calls;
use super::expression::{Rewritten, Scope, arguments, macro_call, nested_macro, rewrite};
use super::shortcode_templates;
use super::template_parts::{Part, Token, parts, tokens};
use crate::import::calls::{Names, component_path, prop_name};
use crate::import::matter::line_of;
use crate::import::report::Report;
use crate::import::{Outcome, walk};
use crate::source::Root;
use std::collections::{BTreeMap, BTreeSet};

/// A template of the old site.
#[derive(Clone, Debug)]
pub(super) struct Template {
    /// Its file, relative to the old site.
    pub(super) file: String,
    pub(super) text: String,
}

/// The templates of the old site and its theme, by their new names.
#[derive(Clone, Debug, Default)]
pub(super) struct Templates {
    pub(super) files: BTreeMap<String, Template>,
    /// Shortcodes by their names.
    pub(super) shortcodes: BTreeMap<String, Template>,
    /// New names of templates that are called otherwise: those of a theme by its name.
    pub(super) renamed: BTreeMap<String, String>,
}

impl Templates {
    /// Whether there is a template of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }
}

/// What Layer9 makes by itself, or Zola asks for and Layer9 does not.
const LEFT_OUT: [(&str, &str); 6] = [
    ("sitemap.xml", "Layer9 writes the sitemap by itself"),
    ("split_sitemap_index.xml", "Layer9 writes the sitemap by itself"),
    (
        "robots.txt",
        "Layer9 writes it by itself; a file `static/robots.txt` takes its place with `generate_robots = false`",
    ),
    ("anchor-link.html", "`markdown.heading_anchors` says where the links of headings are"),
    ("atom.xml", "Layer9 writes its feeds by itself"),
    ("rss.xml", "Layer9 writes its feeds by itself"),
];

/// Reads all templates; `layers` are the site and its theme, as prefixes.
pub(super) fn read(old: &Root, layers: &[String], names: &mut Names, report: &mut Report) -> Templates {
    let mut templates = Templates::default();
    for layer in layers {
        for folder in ["templates", "components"] {
            for file in walk(old, &format!("{layer}{folder}"), report) {
                let below = file.strip_prefix(&format!("{layer}{folder}/")).unwrap_or(&file).to_owned();
                let text = match old.read_text(&file) {
                    Ok(source) => source.text.to_string(),
                    Err(why) => {
                        report.note(&file, 0, format!("not imported: {}", why.message));
                        continue;
                    }
                };
                add(&mut templates, layer, folder, (&below, Template { file, text }), report);
            }
        }
    }
    // Shortcodes have their names first, so that macros of the same name get another.
    let shortcodes: Vec<String> = templates.shortcodes.keys().cloned().collect();
    for name in shortcodes {
        names.of(&name);
    }
    templates
}

fn add(
    templates: &mut Templates,
    layer: &str,
    folder: &str,
    (below, template): (&str, Template),
    report: &mut Report,
) {
    if let Some(name) = below.strip_prefix("shortcodes/") {
        let stem = name.rsplit('/').next().unwrap_or(name);
        let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
        templates.shortcodes.entry(stem.to_owned()).or_insert(template);
        return;
    }
    if let Some((_, why)) = LEFT_OUT.iter().find(|(name, _)| *name == below) {
        report.note(&template.file, 0, format!("left out: {why}"));
        return;
    }
    let name =
        if folder == "components" { format!("components-of-the-old-site/{below}") } else { below.to_owned() };
    let theme = layer.trim_start_matches("themes/").trim_end_matches('/');
    if theme.is_empty() {
        templates.files.insert(name, template);
        return;
    }
    let full = format!("{theme}/templates/{below}");
    if templates.files.contains_key(&name) {
        templates.files.insert(full, template);
    } else {
        templates.renamed.insert(full, name.clone());
        templates.files.insert(name, template);
    }
}

/// A definition of a macro or a component within a template.
struct Definition {
    /// What it is known by: `file::name`.
    key: String,
    name: String,
    /// What stands between the brackets.
    arguments: String,
    body: String,
    line: usize,
    file: String,
}

/// Writes all templates.
pub(super) fn convert(
    templates: &Templates,
    config: &ZolaConfig,
    calls: &Calls,
    names: &mut Names,
    outcome: &mut Outcome,
) {
    let mut definitions = Vec::new();
    let mut rest: BTreeMap<&str, String> = BTreeMap::new();
    for (name, template) in &templates.files {
        rest.insert(name, extract(name, template, &mut definitions));
    }
    let mut components: BTreeMap<String, String> = BTreeMap::new();
    for definition in &definitions {
        let component = names.named(&definition.key, &definition.name);
        components.insert(definition.key.clone(), component.clone());
        components.insert(format!("<{}", definition.name), component);
    }
    for definition in &definitions {
        let component = names.named(&definition.key, &definition.name);
        let of_file = definition.key.split("::").next().unwrap_or("");
        let whole = templates.files.get(of_file).map_or("", |t| t.text.as_str());
        let scope = scope(of_file, whole, &components, templates);
        let args = arguments(&tokens(&definition.arguments));
        let mut declared: Vec<(String, String)> =
            args.iter().map(|(name, default)| (name.clone(), default.clone())).collect();
        let body =
            translate(&definition.body, &scope, (&definition.file, definition.line), &mut outcome.report);
        let text = component_text(&component, &mut declared, &body);
        outcome.site.text(component_path(&component), text);
        outcome.report.counts.templates += 1;
    }
    for (name, text) in &rest {
        let Some(template) = templates.files.get(*name) else { continue };
        let empty = parts(text).iter().all(|(_, part)| match part {
            Part::Text(text) => without_comments(text).trim().is_empty(),
            Part::Block(_, inner, _) => inner.starts_with("import "),
            Part::Print(..) => false,
        });
        if empty && text.len() < template.text.len() {
            continue;
        }
        let scope = scope(name, &template.text, &components, templates);
        let text = translate(text, &scope, (&template.file, 1), &mut outcome.report);
        let known = blocks_above(name, &rest);
        let text = blocks_alone(&text, known.as_ref(), &template.file, &mut outcome.report);
        outcome.report.counts.templates += 1;
        outcome.site.text(format!("templates/{name}"), text);
    }
    shortcode_templates::convert(templates, config, calls, names, &components, outcome);
    lists_of_terms(templates, config, outcome);
}

/// What stands outside of the blocks of a template that extends another: Tera 1 ignored it, Tera 2 refuses it.
fn blocks_alone(text: &str, known: Option<&BTreeSet<String>>, file: &str, report: &mut Report) -> String {
    let all = parts(text);
    let extends = |part: &Part<'_>| matches!(part, Part::Block(_, inner, _) if inner.starts_with("extends "));
    if !all.iter().any(|(_, part)| extends(part)) {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut depth = 0usize;
    let mut unknown = 0usize;
    for (i, (start, part)) in all.iter().enumerate() {
        let end = all.get(i + 1).map_or(text.len(), |(next, _)| *next);
        let whole = text.get(*start..end).unwrap_or("");
        // A block that nobody above has is never shown.
        let lost = match part {
            Part::Block(_, inner, _) if depth == 0 => inner
                .strip_prefix("block ")
                .filter(|name| known.is_some_and(|known| !known.contains(name.trim()))),
            _ => None,
        };
        if let (Some(name), 0) = (lost, unknown) {
            report.note(
                file,
                line_of(text, *start),
                format!("the block `{}` is in no template above; it is left out", name.trim()),
            );
            unknown = 1;
            continue;
        }
        if unknown > 0 {
            if let Part::Block(_, inner, _) = part {
                unknown += usize::from(inner.starts_with("block "));
                unknown -= usize::from(inner.starts_with("endblock"));
            }
            continue;
        }
        let word = match part {
            Part::Block(_, inner, _) => inner.split(' ').next().unwrap_or(""),
            Part::Text(_) | Part::Print(..) => "",
        };
        if word == "block" {
            depth += 1;
        }
        match part {
            _ if depth > 0 || extends(part) => out.push_str(whole),
            Part::Text(text) if without_comments(text).trim().is_empty() => out.push_str(whole),
            _ => report.note(
                file,
                line_of(text, *start),
                format!("left out, since it stands outside of all blocks: `{}`", whole.trim()),
            ),
        }
        if word == "endblock" {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                out.push('\n');
            }
        }
    }
    out
}

/// The blocks of the templates that a template extends; `None` where one of them is not known.
fn blocks_above(name: &str, all: &BTreeMap<&str, String>) -> Option<BTreeSet<String>> {
    let mut blocks = BTreeSet::new();
    let mut at = name.to_owned();
    for _ in 0..all.len() {
        let text = all.get(at.as_str())?;
        let mut parent = None;
        for (_, part) in parts(text) {
            let Part::Block(_, inner, _) = part else { continue };
            if let Some(block) = inner.strip_prefix("block ").filter(|_| at != name) {
                blocks.insert(block.trim().to_owned());
            } else if let Some(above) = inner.strip_prefix("extends ") {
                parent = Some(above.trim().trim_matches(['"', '\'', '`']).to_owned());
            }
        }
        match parent {
            Some(above) => at = above,
            None => return Some(blocks),
        }
    }
    None
}

/// Zola has a template for each taxonomy, Layer9 one for all.
fn lists_of_terms(templates: &Templates, config: &ZolaConfig, outcome: &mut Outcome) {
    for (own, all) in [("list.html", "taxonomy_list.html"), ("single.html", "taxonomy_single.html")] {
        if templates.has(all) {
            continue;
        }
        let found: Vec<String> = config
            .taxonomy_names()
            .iter()
            .map(|name| format!("{name}/{own}"))
            .filter(|name| templates.has(name))
            .collect();
        if let Some(first) = found.first() {
            outcome.site.text(format!("templates/{all}"), format!("{{% extends \"{first}\" %}}\n"));
            let file = templates.files.get(first).map_or("", |t| t.file.as_str());
            outcome.report.note(
                file,
                0,
                format!("stands for all taxonomies now, as `{all}`: Layer9 has one template for them"),
            );
        }
    }
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

/// Takes the definitions out of a template.
fn extract(name: &str, template: &Template, definitions: &mut Vec<Definition>) -> String {
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

/// A template with each tag rewritten.
pub(super) fn translate(
    text: &str,
    scope: &Scope,
    (file, first_line): (&str, usize),
    report: &mut Report,
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut out_of_line = 0usize;
    for (start, part) in parts(text) {
        let line = first_line + line_of(text, start) - 1;
        let (left, inner, right, print) = match part {
            Part::Text(text) => {
                out.push_str(text);
                continue;
            }
            Part::Print(left, inner, right) => (left, inner, right, true),
            Part::Block(left, inner, right) => (left, inner, right, false),
        };
        let dash = |yes: bool| if yes { "-" } else { "" };
        let (l, r) = (dash(left), dash(right));
        let call = |component: &str, args: &[(String, String)]| {
            let props: String = args
                .iter()
                .map(|(key, value)| format!(" {}={{{}}}", prop_name(key), rewrite(value, scope).text))
                .collect();
            format!("<{component}{props} />")
        };
        if print && let Some((component, args)) = macro_call(inner, scope) {
            out.push_str(&format!("{{{{{l} {} {r}}}}}", call(&component, &args)));
            continue;
        }
        if !print && inner.starts_with("import ") {
            continue;
        }
        if !print
            && let Some((variable, value)) = inner.strip_prefix("set ").and_then(|set| set.split_once('='))
            && let Some((component, args)) = macro_call(value.trim(), scope)
        {
            let call = call(&component, &args);
            out.push_str(&format!("{{%{l} set {} %}}{{{{ {call} }}}}{{% endset {r}%}}", variable.trim()));
            continue;
        }
        let inner = renamed_component(inner, scope);
        let inner = renamed_template(&inner, scope, (file, line), report);
        let (mut inner, hoisted) = hoist(&inner, scope, print, &mut out_of_line);
        for (variable, component, args) in hoisted {
            out.push_str(&format!(
                "{{% set {variable} %}}{{{{ {} }}}}{{% endset %}}",
                call(&component, &args)
            ));
        }
        if print && inner.is_empty() {
            inner = "\"\"".to_owned();
        }
        if inner.contains("::") && tokens(&inner).iter().any(|token| token.is("::")) {
            report.note(
                file,
                line,
                format!("a macro within an expression: call its component on its own instead of `{inner}`"),
            );
        }
        let Rewritten { text: new, notes } = rewrite(&inner, scope);
        for note in &notes {
            report.note(file, line, format!("{note}: `{inner}`"));
        }
        let lost = notes.iter().any(|note| note.starts_with("the function"));
        match (lost, print) {
            (true, true) => out.push_str(&format!("{{#- not converted: {} -#}}", inner.replace("#}", "# }"))),
            (true, false) if new.starts_with("set ") || new.starts_with("set_global ") => {
                let variable = new.split('=').next().unwrap_or("set lost").trim_end();
                out.push_str(&format!("{{%{l} {variable} = none {r}%}}"));
            }
            (_, true) => out.push_str(&format!("{{{{{l} {new} {r}}}}}")),
            (_, false) => out.push_str(&format!("{{%{l} {new} {r}%}}")),
        }
    }
    out
}

/// Calls of macros within an expression, made before it: the expression with variables in their places, and the calls.
type Hoisted = Vec<(String, String, Vec<(String, String)>)>;

fn hoist(inner: &str, scope: &Scope, print: bool, count: &mut usize) -> (String, Hoisted) {
    let word = inner.split(' ').next().unwrap_or("");
    let mut hoisted = Vec::new();
    let mut text = inner.to_owned();
    if !print && !matches!(word, "if" | "set" | "set_global" | "for") {
        return (text, hoisted);
    }
    while let Some((range, component, args)) = nested_macro(&text, scope) {
        *count += 1;
        let variable = format!("from_macro_{count}");
        text.replace_range(range, &variable);
        hoisted.push((variable, component, args));
    }
    (text, hoisted)
}

/// A component of Tera 2 under its new name.
fn renamed_component(inner: &str, scope: &Scope) -> String {
    let (mark, rest) = match inner.strip_prefix("</") {
        Some(rest) => ("</", rest),
        None => match inner.strip_prefix('<') {
            Some(rest) => ("<", rest),
            None => return inner.to_owned(),
        },
    };
    let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    match scope.components.get(&format!("<{name}")) {
        Some(component) => format!("{mark}{component}{after}"),
        None => inner.to_owned(),
    }
}

/// `extends` and `include` by new names; of a list of templates the first.
fn renamed_template(inner: &str, scope: &Scope, (file, line): (&str, usize), report: &mut Report) -> String {
    let Some((word, rest)) =
        ["extends ", "include "].iter().find_map(|word| Some((*word, inner.strip_prefix(word)?)))
    else {
        return inner.to_owned();
    };
    let mut rest = rest.trim();
    if rest.starts_with('[') || rest.ends_with("ignore missing") {
        report.note(
            file,
            line,
            format!("only the first template is included, and it must be there: `{inner}`"),
        );
        rest = rest
            .trim_start_matches('[')
            .split([',', ']'])
            .next()
            .unwrap_or(rest)
            .trim_end_matches("ignore missing")
            .trim();
    }
    let name = rest.trim_matches(['"', '\'', '`']);
    let name = scope.templates.get(name).map_or(name, String::as_str);
    format!("{word}\"{name}\"")
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

fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{#") {
        out.push_str(rest.get(..start).unwrap_or(""));
        let after = rest.get(start..).unwrap_or("");
        rest = after.find("#}").and_then(|end| after.get(end + 2..)).unwrap_or("");
    }
    out + rest
}
