//! Zola's templates as Layer9's: macros become components, one to a file.

use super::config::ZolaConfig;
use super::content::Calls;
use super::expression::arguments;
use super::macros::{component_text, extract, scope};
use super::shortcode_templates;
use super::template_blocks::{blocks_above, blocks_alone};
use super::template_parts::{Part, parts, tokens, without_comments};
use super::template_tags::translate;
use crate::import::calls::{Names, component_path};
use crate::import::report::Report;
use crate::import::{Outcome, walk};
use crate::source::Root;
use std::collections::BTreeMap;

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
