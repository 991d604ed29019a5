//! `config.toml` of Zola as `layer9.toml`.

use super::super::matter::{CODES, line_of};
use super::super::report::Report;
use super::super::toml_text::{document, list, put_table, set, string, take, text, texts};
use super::super::{Outcome, toml_text};
use super::urls::Slugs;
use crate::config::data::{Data, Node, Table, parse_toml};
use crate::diagnostics::{Diagnostics, SourceText};
use crate::source::Root;
use std::collections::BTreeMap;

/// What an import must know of a Zola configuration.
#[derive(Clone, Debug)]
pub(super) struct ZolaConfig {
    pub(super) file: String,
    /// Keys that were not taken yet.
    old: Table,
    pub(super) base_url: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) author: String,
    pub(super) language: String,
    /// Further languages with their tables.
    pub(super) languages: BTreeMap<String, Table>,
    pub(super) theme: Option<String>,
    pub(super) compile_sass: bool,
    pub(super) generate_feeds: bool,
    pub(super) feed_filenames: Vec<String>,
    pub(super) taxonomies: Vec<Table>,
    pub(super) paths: Slugs,
    pub(super) keep_dates: bool,
    pub(super) ignored: Vec<glob::Pattern>,
    pub(super) extra: Table,
    pub(super) translations: Table,
}

/// Reads a configuration.
pub(super) fn read(source: &SourceText, report: &mut Report) -> ZolaConfig {
    let mut old = table(source, report);
    let mut markdown = toml_text::take_table(&mut old, "markdown");
    let slugify = toml_text::take_table(&mut old, "slugify");
    let word = |table: &Table, name: &str| {
        table.iter().find(|(key, _)| key.name == name).and_then(|(_, node)| text(node)).unwrap_or_default()
    };
    let string_of =
        |old: &mut Table, name: &str| take(old, name).and_then(|node| text(&node)).unwrap_or_default();
    let bool_of = |old: &mut Table, name: &str, default: bool| match take(old, name).map(|node| node.value) {
        Some(Data::Bool(value)) => value,
        _ => default,
    };
    let mut languages = BTreeMap::new();
    for (key, node) in toml_text::take_table(&mut old, "languages") {
        if let Data::Table(table) = node.value {
            languages.insert(key.name, table);
        }
    }
    let default_language = string_of(&mut old, "default_language");
    let language = if default_language.is_empty() { "en".to_owned() } else { default_language };
    // A table of the main language holds keys of the site.
    languages.remove(&language);
    let taxonomies = take_tables(&mut old, "taxonomies");
    let feeds = ["feed_filenames", "feed_filename"].into_iter().find_map(|name| take(&mut old, name));
    let ignored = take(&mut old, "ignored_content").map(|node| texts(&node)).unwrap_or_default();
    let generate = bool_of(&mut old, "generate_feeds", false) | bool_of(&mut old, "generate_feed", false);
    let mut config = ZolaConfig {
        file: source.path.to_string(),
        base_url: string_of(&mut old, "base_url"),
        title: string_of(&mut old, "title"),
        description: string_of(&mut old, "description"),
        author: string_of(&mut old, "author"),
        language,
        languages,
        theme: take(&mut old, "theme").and_then(|node| text(&node)).filter(|name| !name.is_empty()),
        compile_sass: bool_of(&mut old, "compile_sass", false),
        generate_feeds: generate,
        feed_filenames: feeds.map(|node| texts(&node)).unwrap_or_else(|| vec!["atom.xml".to_owned()]),
        taxonomies,
        paths: Slugs::read(&word(&slugify, "paths")),
        keep_dates: word(&slugify, "paths_keep_dates") == "true",
        ignored: ignored.iter().filter_map(|pattern| glob::Pattern::new(pattern).ok()).collect(),
        extra: toml_text::take_table(&mut old, "extra"),
        translations: toml_text::take_table(&mut old, "translations"),
        old: Table::new(),
    };
    // What reads the configuration's Markdown keys comes later; they stay together.
    take(&mut markdown, "render_emoji");
    put_table(&mut old, "markdown", markdown);
    config.old = old;
    config
}

fn table(source: &SourceText, report: &mut Report) -> Table {
    let mut found = Diagnostics::new();
    let table = parse_toml(source, 0..source.text.len(), CODES, &mut found);
    for diagnostic in found {
        let line = diagnostic.location.as_ref().map_or(0, |at| line_of(&source.text, at.span.start));
        report.note(&source.path, line, format!("cannot be read: {}", diagnostic.message));
    }
    table
}

fn take_tables(table: &mut Table, name: &str) -> Vec<Table> {
    match take(table, name).map(|node| node.value) {
        Some(Data::List(items)) => items
            .into_iter()
            .filter_map(|item| match item.value {
                Data::Table(table) => Some(table),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

impl ZolaConfig {
    /// Lays the site's values over those of its theme.
    pub(super) fn under(&mut self, old: &Root, folder: &str, report: &mut Report) {
        let file = format!("{folder}/theme.toml");
        if !old.exists(&file) {
            report.note(
                &self.file,
                0,
                format!("the theme `{folder}` is not there, so its templates are missing"),
            );
            return;
        }
        match old.read_text(&file) {
            Ok(source) => {
                let theme = toml_text::take_table(&mut table(&source, report), "extra");
                let own = Node::new(Data::Table(std::mem::take(&mut self.extra)));
                if let Data::Table(extra) = own.over(Node::new(Data::Table(theme))).value {
                    self.extra = extra;
                }
            }
            Err(why) => report.note(&file, 0, why.message),
        }
        // What a theme says of taxonomies is only said in its own configuration, which Zola does not read.
    }

    /// The names of the taxonomies.
    pub(super) fn taxonomy_names(&self) -> Vec<String> {
        let own = self.taxonomies.iter();
        let others = self.languages.values().flat_map(|table| {
            let mut table = table.clone();
            take_tables(&mut table, "taxonomies")
        });
        let name = |table: &Table| table.iter().find(|(k, _)| k.name == "name").and_then(|(_, n)| text(n));
        let mut names: Vec<String> = own.filter_map(name).collect();
        for table in others {
            names.extend(name(&table));
        }
        names.sort();
        names.dedup();
        names
    }
}

/// Writes `layer9.toml`.
pub(super) fn write(config: &ZolaConfig, outcome: &mut Outcome) {
    let mut new = Table::new();
    for (name, value) in [
        ("title", &config.title),
        ("description", &config.description),
        ("base_url", &config.base_url),
        ("author", &config.author),
    ] {
        let value = value.trim();
        if !value.is_empty() && value != "/" {
            set(&mut new, name, string(value.trim_end_matches('/')));
        }
    }
    set(&mut new, "default_language", string(config.language.clone()));
    let mut old = config.old.clone();
    feeds(config, &mut new, outcome);
    let report = &mut outcome.report;
    for (from, to) in [
        ("generate_sitemap", "generate_sitemap"),
        ("generate_robots_txt", "generate_robots"),
        ("feed_limit", "feed_limit"),
    ] {
        if let Some(node) = take(&mut old, from) {
            set(&mut new, to, node);
        }
    }
    let mut taxonomies = Vec::new();
    for name in config.taxonomy_names() {
        let own = config
            .taxonomies
            .iter()
            .find(|t| t.iter().any(|(k, n)| k.name == "name" && text(n).is_some_and(|text| text == name)));
        let mut table = Table::new();
        set(&mut table, "name", string(name.clone()));
        for (key, node) in own.into_iter().flatten() {
            match key.name.as_str() {
                "name" => {}
                "paginate_by" | "paginate_path" | "feed" | "render" => {
                    set(&mut table, &key.name, node.clone())
                }
                "lang" => {}
                other => {
                    report.note(&config.file, 0, format!("taxonomy `{name}`: `{other}` has no counterpart"))
                }
            }
        }
        taxonomies.push(Node::new(Data::Table(table)));
    }
    if !taxonomies.is_empty() {
        set(&mut new, "taxonomies", Node::new(Data::List(taxonomies)));
    }
    let mut markdown = markdown(toml_text::take_table(&mut old, "markdown"), config, report);
    set(&mut markdown, "raw_html", string("allow"));
    // Links that dangle did so before as well.
    set(&mut markdown, "broken_links", string("warn"));
    let languages = languages(config, report);
    let messages = super::messages::read(config, report);
    if !messages.is_empty() {
        // Of what no language says, Zola made an error only where it was shown.
        set(&mut new, "missing_messages", string("warning"));
        messages.write(&mut outcome.site);
    }
    for (key, node) in old {
        match key.name.as_str() {
            // Layer9 does these by itself, or has no use for them.
            "output_dir" | "minify_html" | "hard_link_static" | "mode" => {}
            "build_search_index" => {
                if node.value == Data::Bool(true) {
                    let mut search = Table::new();
                    set(&mut search, "enabled", Node::new(Data::Bool(true)));
                    put_table(&mut new, "search", search);
                    let note = "`build_search_index`: the index is another one than Zola's, searched by the component `Search`";
                    report.note(&config.file, 0, note);
                }
            }
            "search" => report.note(&config.file, 0, "`search`: what an index holds has no counterpart"),
            "link_checker" => {
                report.note(&config.file, 0, "`link_checker`: links to other sites are not checked")
            }
            name => report.note(&config.file, 0, format!("`{name}` has no counterpart")),
        }
    }
    put_table(&mut new, "markdown", markdown);
    put_table(&mut new, "languages", languages);
    put_table(&mut new, "extra", config.extra.clone());
    outcome.site.text("layer9.toml", document(&new));
}

/// Feeds by the names that Layer9 has for them; others become routes, if there is a template for one.
fn feeds(config: &ZolaConfig, new: &mut Table, outcome: &mut Outcome) {
    if !config.generate_feeds {
        return;
    }
    set(new, "generate_feeds", Node::new(Data::Bool(true)));
    let mut formats = Vec::new();
    let mut routes = Vec::new();
    for file in &config.feed_filenames {
        match (feed_format(file), file) {
            (Some(format), _) => formats.push(format),
            (None, other) => {
                let template = format!("templates/{other}");
                if !outcome.site.has(&template) {
                    outcome.site.text(&template, super::super::FEED_TEMPLATE);
                    outcome.report.note(
                        &config.file,
                        0,
                        format!(
                            "the feed `{other}` is an Atom feed from a template of its own, `{template}`"
                        ),
                    );
                }
                let mut route = Table::new();
                set(&mut route, "path", string(other));
                set(&mut route, "template", string(other));
                routes.push(Node::new(Data::Table(route)));
            }
        }
    }
    if formats.is_empty() {
        formats.push("atom".to_owned());
    }
    set(new, "feeds", list(formats));
    if !routes.is_empty() {
        set(new, "routes", Node::new(Data::List(routes)));
    }
}

fn markdown(mut old: Table, config: &ZolaConfig, report: &mut Report) -> Table {
    let mut new = Table::new();
    for name in ["smart_punctuation", "external_links_target_blank", "external_links_class"] {
        if let Some(node) = take(&mut old, name) {
            set(&mut new, name, node);
        }
    }
    let rel: Vec<&str> = [
        ("external_links_no_follow", "nofollow"),
        ("external_links_no_referrer", "noreferrer"),
        ("external_links_external", "external"),
    ]
    .into_iter()
    .filter(|(key, _)| take(&mut old, key).is_some_and(|node| node.value == Data::Bool(true)))
    .map(|(_, rel)| rel)
    .collect();
    if !rel.is_empty() {
        set(&mut new, "external_links_rel", string(rel.join(" ")));
    }
    if let Some(side) = take(&mut old, "insert_anchor_links").and_then(|node| text(&node)) {
        let side = if side == "heading" { "right" } else { &side };
        set(&mut new, "heading_anchors", string(side));
    }
    let highlighting = take(&mut old, "highlighting");
    let wanted = take(&mut old, "highlight_code").is_some_and(|node| node.value == Data::Bool(true));
    set(&mut new, "highlight", Node::new(Data::Bool(highlighting.is_some() || wanted)));
    for name in
        ["highlight_theme", "bottom_footnotes", "github_alerts", "definition_list", "lazy_async_image"]
    {
        take(&mut old, name);
    }
    for (key, _) in old {
        report.note(&config.file, 0, format!("`markdown.{}` has no counterpart", key.name));
    }
    new
}

/// `[languages]`; none for a site in one language.
fn languages(config: &ZolaConfig, report: &mut Report) -> Table {
    let mut all = Table::new();
    for (name, table) in &config.languages {
        if !crate::content::locale::is_tag(name) {
            report.note(
                &config.file,
                0,
                format!("language `{name}`: this is no language tag, so its pages are in `content/{name}/`"),
            );
            continue;
        }
        let mut new = Table::new();
        // Zola has the letters of the tag in addresses as they are written.
        if *name != name.to_lowercase() {
            set(&mut new, "prefix", string(name.clone()));
        }
        let mut generates = false;
        for (key, node) in table {
            match key.name.as_str() {
                "title" | "description" => set(&mut new, &key.name, node.clone()),
                "generate_feeds" | "generate_feed" => {
                    generates = node.value == Data::Bool(true);
                }
                "feed_filenames" | "feed_filename" => {
                    let formats: Vec<String> =
                        texts(node).iter().filter_map(|file| feed_format(file)).collect();
                    if !formats.is_empty() {
                        set(&mut new, "feeds", list(formats));
                    }
                }
                // Messages, and taxonomies, which all languages have.
                "translations" | "taxonomies" => {}
                "build_search_index" | "search" => {
                    report.note(&config.file, 0, format!("`languages.{name}.{}` is not converted", key.name));
                }
                other => {
                    report.note(&config.file, 0, format!("`languages.{name}.{other}` has no counterpart"));
                }
            }
        }
        set(&mut new, "generate_feeds", Node::new(Data::Bool(generates)));
        set(&mut all, name, Node::new(Data::Table(new)));
    }
    all
}

/// The format of a feed that Layer9 has under that name.
fn feed_format(file: &str) -> Option<String> {
    let format = match file {
        "atom.xml" => "atom",
        "rss.xml" => "rss",
        "feed.json" => "json",
        _ => return None,
    };
    Some(format.to_owned())
}
