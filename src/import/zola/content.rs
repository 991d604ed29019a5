//! Zola's content as Layer9's: front matter, addresses, shortcodes, files beside pages.

use super::config::ZolaConfig;
use super::templates::Templates;
use super::urls;
use crate::config::data::{Data, Node, Table};
use crate::import::address::{self, Page, parent};
use crate::import::calls::Names;
use crate::import::markdown::{CodePlaces, Edits, tame_fences, tame_headings, tame_tags};
use crate::import::matter::{Keys, line_of, parse, write};
use crate::import::report::Report;
use crate::import::shortcode_text::{Kind, Uses, call, end_of, used, within_address, zola_tags};
use crate::import::toml_text::{put_table, set, string, take, take_table, text};
use crate::import::{Outcome, walk};
use crate::source::Root;
use std::collections::{BTreeMap, BTreeSet};

/// The arguments that shortcodes are called with, and how often.
#[derive(Debug, Default)]
pub(super) struct Calls {
    pub(super) uses: Uses,
    pub(super) args: BTreeMap<String, BTreeSet<String>>,
}

/// Converts everything below `content/`.
pub(super) fn convert(
    old: &Root,
    config: &ZolaConfig,
    templates: &Templates,
    names: &mut Names,
    outcome: &mut Outcome,
) -> Calls {
    let Outcome { site, report } = outcome;
    let mut pages = Vec::new();
    let mut files = Vec::new();
    for path in walk(old, "content", report) {
        let below = path.strip_prefix("content/").unwrap_or(&path).to_owned();
        if config.ignored.iter().any(|pattern| pattern.matches(&below) || pattern.matches(&path)) {
            report.note(&path, 0, "left out, as `ignored_content` says");
            continue;
        }
        if below.ends_with(".md") {
            match old.read_text(&path) {
                Ok(source) => {
                    let parsed = parse(&source, report);
                    pages.push(page(&below, parsed, config, templates, report));
                }
                Err(why) => report.note(&path, 0, format!("not imported: {}", why.message)),
            }
        } else {
            files.push(below);
        }
    }
    address::keep(&mut pages, report);
    let moved: BTreeMap<String, String> = pages
        .iter()
        .map(|page| (page.source.trim_start_matches("content/").to_owned(), page.target.clone()))
        .collect();
    let mut calls = Calls::default();
    for page in &mut pages {
        body(page, &moved, names, &mut calls, report);
        report.counts.pages += 1;
        site.text(format!("content/{}", page.target), write(&page.matter, &page.body));
    }
    for file in files {
        let from = format!("content/{file}");
        site.copy(&from, &from, report);
        address::share(&pages, &file, &from, site, report);
    }
    calls
}

/// The language that a file's name says, and the name without it.
fn language_of<'a>(name: &'a str, config: &ZolaConfig) -> (&'a str, String) {
    let stem = name.strip_suffix(".md").unwrap_or(name);
    match stem.rsplit_once('.') {
        Some((plain, language)) if config.languages.contains_key(language) => {
            (language, format!("{plain}.md"))
        }
        Some((plain, language)) if language == config.language => ("", format!("{plain}.md")),
        _ => ("", name.to_owned()),
    }
}

fn page(
    below: &str,
    parsed: crate::import::matter::Parsed,
    config: &ZolaConfig,
    templates: &Templates,
    report: &mut Report,
) -> Page {
    let source = format!("content/{below}");
    let folder = parent(below);
    let name = below.rsplit('/').next().unwrap_or(below);
    let (language, plain) = language_of(name, config);
    let section = plain == "_index.md";
    let path = |folder: &str, name: &str| {
        if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
    };
    let is_tag = crate::content::locale::is_tag(language);
    let mut place = path(folder, &plain);
    let mut target = place.clone();
    if is_tag {
        target = path(folder, name);
    } else if !language.is_empty() {
        // Only a folder as any other can stand for what is no language tag.
        place = format!("{language}/{place}");
        target = place.clone();
    }
    let slug_of =
        |name: &str| parsed.matter.iter().find(|(key, _)| key.name == name).and_then(|(_, node)| text(node));
    let prefix = language;
    let url = if section {
        urls::folder(prefix, folder, config.paths)
    } else if let Some(path) = slug_of("path") {
        let path = path.trim_matches('/').to_owned();
        let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
        format!("{prefix}/{path}/").replace("//", "/")
    } else {
        let bundle = plain == "index.md";
        let above = if bundle { parent(folder) } else { folder };
        let stem = if bundle {
            folder.rsplit('/').next().unwrap_or(folder)
        } else {
            plain.strip_suffix(".md").unwrap_or(&plain)
        };
        let stem = if config.keep_dates { stem } else { urls::without_date(stem) };
        let slug = slug_of("slug").unwrap_or_else(|| stem.to_owned());
        let base = urls::folder(prefix, above, config.paths);
        match slug.as_str() {
            "" => base,
            slug => format!("{base}{}/", config.paths.segment(slug)),
        }
    };
    let matter = matter(parsed.matter, &source, section, config, templates, report);
    Page {
        source,
        language: if is_tag { language.to_owned() } else { String::new() },
        prefix: if is_tag { format!("/{language}") } else { String::new() },
        place,
        target,
        url,
        section,
        matter,
        body: parsed.body,
        line: parsed.line,
    }
}

fn matter(
    old: Table,
    file: &str,
    section: bool,
    config: &ZolaConfig,
    templates: &Templates,
    report: &mut Report,
) -> Table {
    let mut keys = Keys::new(old, file, report);
    for name in ["title", "description"] {
        keys.string(name, name);
    }
    for name in ["date", "updated"] {
        keys.date(name, name);
    }
    keys.integer("weight", "weight");
    for name in ["draft", "in_search_index"] {
        keys.bool(name, name);
    }
    for name in ["aliases", "authors"] {
        keys.strings(name, name);
    }
    keys.take("path");
    keys.take("slug");
    keys.string("template", "template");
    if section {
        for name in ["transparent", "render", "generate_feeds"] {
            keys.bool(name, name);
        }
        keys.bool("generate_feed", "generate_feeds");
        for name in ["page_template", "paginate_path", "redirect_to", "sort_by"] {
            keys.string(name, name);
        }
        keys.integer("paginate_by", "paginate_by");
        if keys.take("paginate_reversed").is_some_and(|node| node.value == Data::Bool(true)) {
            keys.note("`paginate_reversed` has no counterpart: lists are in the section's order");
        }
        if keys.take("insert_anchor_links").is_some() {
            keys.note("`insert_anchor_links` of one section has no counterpart: `markdown.heading_anchors` is for all");
        }
        let sort = keys.new.iter().find(|(key, _)| key.name == "sort_by").and_then(|(_, node)| text(node));
        match sort.as_deref() {
            Some("title_bytes") => set(&mut keys.new, "sort_by", string("title")),
            Some("date" | "update_date" | "title" | "weight" | "slug" | "permalink" | "none") | None => {}
            Some(other) => {
                let message = format!("`sort_by = \"{other}\"` has no counterpart");
                keys.note(message);
                take(&mut keys.new, "sort_by");
            }
        }
        if keys
            .new
            .iter()
            .any(|(key, node)| key.name == "paginate_by" && matches!(node.value, Data::Int(n) if n < 0))
        {
            take(&mut keys.new, "paginate_by");
        }
    } else if let Some(Node { value: Data::Table(taxonomies), .. }) = keys.take("taxonomies") {
        let known = config.taxonomy_names();
        let (ours, others): (Table, Table) =
            taxonomies.into_iter().partition(|(key, _)| known.contains(&key.name));
        put_table(&mut keys.new, "taxonomies", ours);
        if !others.is_empty() {
            let names: Vec<&str> = others.iter().map(|(key, _)| key.name.as_str()).collect();
            let message = format!(
                "taxonomies that the configuration does not declare, kept in `extra`: {}",
                names.join(", ")
            );
            keys.note(message);
            let mut extra = take_table(&mut keys.new, "extra");
            put_table(&mut extra, "taxonomies", others);
            put_table(&mut keys.new, "extra", extra);
        }
    }
    // A template that is not there would keep the site from being built.
    for name in ["template", "page_template"] {
        let Some(template) = take(&mut keys.new, name).and_then(|node| text(&node)) else { continue };
        if templates.has(&template) {
            set(&mut keys.new, name, string(template));
        } else {
            let message = format!("its `{name}` `{template}` is not there");
            keys.note(message);
        }
    }
    keys.finish()
}

/// Converts a page's text.
fn body(
    page: &mut Page,
    moved: &BTreeMap<String, String>,
    names: &mut Names,
    calls: &mut Calls,
    report: &mut Report,
) {
    let text = std::mem::take(&mut page.body);
    let code = CodePlaces::of(&text);
    let mut edits = Edits::default();
    let tags = zola_tags(&text);
    for (i, tag) in tags.iter().enumerate() {
        let line = page.line + line_of(&text, tag.range.start) - 1;
        match &tag.kind {
            Kind::Escaped(stands_for) => edits.replace(tag.range.clone(), stands_for.clone()),
            Kind::End => {}
            Kind::Call | Kind::Closed | Kind::Open => {
                let end = if tag.kind == Kind::Open {
                    end_of(&tags, i).and_then(|end| tags.get(end))
                } else {
                    None
                };
                if code.holds(tag.range.start) {
                    report.note(
                        &page.source,
                        line,
                        format!(
                            "the shortcode `{}` stands in code, where no component is called; it is text now",
                            tag.name
                        ),
                    );
                } else if within_address(&text, tag.range.start) {
                    report.note(&page.source, line, format!("the shortcode `{}` stands in an address or a tag, where no component is called; it is text now", tag.name));
                } else if tag.kind == Kind::Open && end.is_none() {
                    report.note(
                        &page.source,
                        line,
                        format!("the shortcode `{}` is never closed; it is text now", tag.name),
                    );
                } else {
                    let component = used(&mut calls.uses, names, &tag.name);
                    let args = calls.args.entry(tag.name.clone()).or_default();
                    args.extend(tag.args.iter().map(|(key, _)| key.clone()));
                    report.counts.shortcodes += 1;
                    call(&text, tag, end, (&component, &tag.args), &mut edits);
                }
            }
        }
    }
    links(&text, page, moved, &mut edits);
    tame_tags(&text, &code, &mut edits);
    tame_fences(&text, (&page.source, page.line), &code, &mut edits, report);
    tame_headings(&text, &code, &mut edits);
    page.body = edits.apply(&text);
}

/// Links to sources follow those that have moved: those whose language is no language tag.
fn links(text: &str, page: &Page, moved: &BTreeMap<String, String>, edits: &mut Edits) {
    for (at, _) in text.match_indices("@/") {
        let rest = text.get(at + 2..).unwrap_or("");
        let end = rest.find([')', '#', ' ', '"', '\n', '>', ']', '?']).unwrap_or(rest.len());
        let target = rest.get(..end).unwrap_or("");
        if let Some(new) = moved.get(target).filter(|new| *new != target) {
            edits.replace(at + 2..at + 2 + end, new.clone());
        }
    }
    // A relative link to another file goes the same way.
    if page.language.is_empty() {
        return;
    }
    let folder = parent(page.source.trim_start_matches("content/")).to_owned();
    for (at, _) in text.match_indices("](") {
        let rest = text.get(at + 2..).unwrap_or("");
        let end = rest.find([')', '#', ' ']).unwrap_or(rest.len());
        let target = rest.get(..end).unwrap_or("");
        if target.ends_with(".md") && !target.contains(':') && !target.starts_with(['@', '/']) {
            let plain = target.trim_start_matches("./");
            let joined = if folder.is_empty() { plain.to_owned() } else { format!("{folder}/{plain}") };
            if let Some(new) = moved.get(&joined) {
                edits.replace(at + 2..at + 2 + end, format!("@/{new}"));
            }
        }
    }
}
