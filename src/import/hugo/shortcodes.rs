//! Hugo's shortcodes: links and values are resolved, the others become components.

use super::config::HugoConfig;
use crate::config::data::{Data, Node, Table};
use crate::import::Outcome;
use crate::import::address::{Page, parent};
use crate::import::calls::{Names, component_path, stand_in};
use crate::import::embeds;
use crate::import::markdown::{CodePlaces, Edits};
use crate::import::matter::line_of;
use crate::import::report::Report;
use crate::import::shortcode_text::{
    Kind, ShortcodeTag, Uses, call, end_of, hugo_tags, used, within_address,
};
use crate::import::toml_text::text;
use std::collections::BTreeMap;

/// How often each shortcode is called.
#[derive(Debug, Default)]
pub(super) struct Calls {
    pub(super) uses: Uses,
}

/// Where references lead.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By language and path below the content folder, without extension, in small letters: new path and address.
    by_path: BTreeMap<(String, String), (String, String)>,
    /// By language and name; none where several have it.
    by_name: BTreeMap<(String, String), Option<(String, String)>>,
    params: Table,
}

impl Index {
    /// Of all pages.
    pub(super) fn new(pages: &[Page], config: &HugoConfig) -> Self {
        let mut index = Self { params: config.params.clone(), ..Self::default() };
        for page in pages {
            let path = logical(page);
            let found = (page.target.clone(), page.url.clone());
            let name = path.rsplit('/').next().unwrap_or("").to_owned();
            index
                .by_name
                .entry((page.language.clone(), name))
                .and_modify(|slot| *slot = None)
                .or_insert_with(|| Some(found.clone()));
            index.by_path.insert((page.language.clone(), path), found);
        }
        index
    }

    fn find(&self, page: &Page, reference: &str) -> Option<&(String, String)> {
        let mut path = reference.trim().to_lowercase();
        for end in [".md", ".markdown", ".html"] {
            path = path.strip_suffix(end).unwrap_or(&path).to_owned();
        }
        let language = page.language.clone();
        let at = |path: &str| {
            let path = path.trim_matches('/');
            let path = path.strip_suffix("/_index").or_else(|| path.strip_suffix("/index")).unwrap_or(path);
            let path = if matches!(path, "_index" | "index") { "" } else { path };
            self.by_path.get(&(language.clone(), path.to_owned()))
        };
        if path.starts_with('/') {
            return at(&path);
        }
        let own = logical(page);
        let folder =
            if page.section || page.place.ends_with("/index.md") { own.as_str() } else { parent(&own) };
        [folder, parent(folder)]
            .iter()
            .find_map(|folder| at(&joined(folder, &path)))
            .or_else(|| at(&path))
            .or_else(|| {
                self.by_name
                    .get(&(language.clone(), path.rsplit('/').next().unwrap_or("").to_owned()))?
                    .as_ref()
            })
    }
}

fn joined(folder: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A page's path as references name it.
fn logical(page: &Page) -> String {
    let path = page.place.strip_suffix(".md").unwrap_or(&page.place).to_lowercase();
    let path =
        path.strip_suffix("/_index").or_else(|| path.strip_suffix("/index")).unwrap_or(&path).to_owned();
    if path == "_index" || path == "index" { String::new() } else { path }
}

/// Converts the shortcodes of a text.
#[expect(clippy::too_many_arguments, reason = "one page's conversion, split off for its length alone")]
pub(super) fn convert(
    body: &str,
    page: &Page,
    code: &CodePlaces,
    index: &Index,
    config: &HugoConfig,
    (names, calls): (&mut Names, &mut Calls),
    edits: &mut Edits,
    report: &mut Report,
) {
    let tags = hugo_tags(body);
    for (i, tag) in tags.iter().enumerate() {
        let line = page.line + line_of(body, tag.range.start) - 1;
        match &tag.kind {
            Kind::Escaped(stands_for) => {
                edits.replace(tag.range.clone(), stands_for.clone());
                continue;
            }
            Kind::End => continue,
            Kind::Call | Kind::Closed | Kind::Open => {}
        }
        if edits.touches(&tag.range) {
            continue;
        }
        let end = if tag.kind == Kind::Open { end_of(&tags, i).and_then(|end| tags.get(end)) } else { None };
        if let Some(value) = value_of(body, tag, page, index, config, line, report) {
            report.counts.shortcodes += 1;
            edits.replace(tag.range.clone(), value);
        } else if let (Some(end), "highlight") = (end, tag.name.as_str()) {
            report.counts.shortcodes += 1;
            let code = body.get(tag.range.end..end.range.start).unwrap_or("").trim_matches(['\n', '\r']);
            let language = argument(tag, "0").unwrap_or_default();
            let fence = if code.contains("```") { "~~~~" } else { "```" };
            edits.replace(tag.range.start..end.range.end, format!("\n{fence}{language}\n{code}\n{fence}\n"));
        } else if tag.name == "comment" && end.is_some() {
            let end = end.map_or(tag.range.end, |end| end.range.end);
            edits.replace(tag.range.start..end, "");
            report.note(&page.source, line, "a comment was left out");
        } else if code.holds(tag.range.start) {
            report.note(
                &page.source,
                line,
                format!(
                    "the shortcode `{}` stands in code, where no component is called; it is text now",
                    tag.name
                ),
            );
        } else if within_address(body, tag.range.start) {
            report.note(&page.source, line, format!("the shortcode `{}` stands in an address or a tag, where no component is called; it is text now", tag.name));
        } else if tag.name.ends_with(".inline") {
            report.note(
                &page.source,
                line,
                format!("the inline shortcode `{}` is a Go template; it is text now", tag.name),
            );
        } else {
            let component = used(&mut calls.uses, names, &tag.name);
            report.counts.shortcodes += 1;
            call(body, tag, end, (&component, &tag.args), edits);
        }
    }
}

fn argument(tag: &ShortcodeTag, name: &str) -> Option<String> {
    tag.args.iter().find(|(key, _)| key == name).and_then(|(_, node)| text(node))
}

/// What a shortcode stands for that is nothing but a value: a link's address, a parameter.
fn value_of(
    body: &str,
    tag: &ShortcodeTag,
    page: &Page,
    index: &Index,
    config: &HugoConfig,
    line: usize,
    report: &mut Report,
) -> Option<String> {
    match tag.name.as_str() {
        "ref" | "relref" => {
            let reference = argument(tag, "0").or_else(|| argument(tag, "path"))?;
            let (path, anchor) =
                reference.split_once('#').map_or((reference.as_str(), ""), |(path, anchor)| (path, anchor));
            let tail = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
            if path.is_empty() {
                return Some(tail);
            }
            let before = body.get(..tag.range.start).unwrap_or("");
            let link = before.ends_with("](") || before.ends_with("]: ") || before.ends_with("](<");
            match index.find(page, path) {
                Some((target, _)) if link => Some(format!("@/{}{tail}", target.replace(' ', "%20"))),
                Some((_, url)) => Some(format!("{url}{tail}")),
                None => {
                    report.note(
                        &page.source,
                        line,
                        format!("`{} {reference}` leads to no page; it is left as an address", tag.name),
                    );
                    Some(reference.clone())
                }
            }
        }
        "param" => {
            let name = argument(tag, "0")?;
            let found = lookup(
                page.matter.iter().find(|(key, _)| key.name == "extra").and_then(|(_, node)| node.as_table()),
                &name,
            )
            .or_else(|| lookup(Some(&page.matter), &name))
            .or_else(|| lookup(Some(&index.params), &name));
            match found {
                Some(value) => Some(value),
                None => {
                    report.note(&page.source, line, format!("there is no parameter `{name}`"));
                    Some(String::new())
                }
            }
        }
        "site-param" | "siteparam" => lookup(Some(&config.params), &argument(tag, "0")?),
        _ => None,
    }
}

fn lookup(table: Option<&Table>, path: &str) -> Option<String> {
    let mut node = Node::new(Data::Table(table?.clone()));
    for part in path.split('.') {
        let table = node.as_table()?;
        node = table.iter().find(|(key, _)| key.name.eq_ignore_ascii_case(part))?.1.clone();
    }
    text(&node)
}

/// Writes a component for each shortcode that is called.
pub(super) fn write(calls: &Calls, names: &mut Names, outcome: &mut Outcome) {
    for (shortcode, count) in &calls.uses {
        let component = names.of(shortcode);
        let text = match embeds::component(shortcode, &component) {
            Some(text) => text,
            None => {
                outcome.report.stubs.insert(component.clone(), *count);
                outcome.report.note(
                    &format!("layouts/shortcodes/{shortcode}.html"),
                    0,
                    format!("`{component}` stands in for it, in {count} calls"),
                );
                stand_in(&component, shortcode, "Hugo")
            }
        };
        outcome.site.text(component_path(&component), text);
    }
}
