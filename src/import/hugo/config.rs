//! Hugo's configuration as `layer9.toml`.

use super::urls::{Addresses, Ugly};
use crate::config::data::{Data, Node, Table, loader};
use crate::diagnostics::Diagnostics;
use crate::import::Outcome;
use crate::import::matter::line_of;
use crate::import::report::Report;
use crate::import::toml_text::{document, list, put_table, set, string, take, take_any_case, text, texts};
use crate::source::Root;
use std::collections::BTreeMap;

/// A language of the site.
#[derive(Clone, Debug, Default)]
pub(super) struct Language {
    /// Its key.
    pub(super) key: String,
    /// What its addresses start with, such as `/fr`; empty at the root.
    pub(super) prefix: String,
    /// The folder of its content.
    pub(super) content_dir: String,
    pub(super) table: Table,
}

/// What an import must know of a Hugo configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct HugoConfig {
    pub(super) file: String,
    /// The title of the main language.
    pub(super) title: String,
    old: Table,
    /// The main language first.
    pub(super) languages: Vec<Language>,
    pub(super) themes: Vec<String>,
    pub(super) themes_dir: String,
    pub(super) static_dirs: Vec<String>,
    pub(super) data_dir: String,
    /// From the key in front matter to the key of the configuration: `tags`.
    pub(super) taxonomies: Vec<String>,
    pub(super) addresses: Addresses,
    /// Kinds that are not rendered.
    disabled: Vec<String>,
    pub(super) params: Table,
    pub(super) pager_size: i64,
    pub(super) ignored: Vec<String>,
    pub(super) cascade: Option<Node>,
    feed: String,
    outputs: BTreeMap<String, Vec<String>>,
    /// All sections, once content is read.
    pub(super) sections: Vec<SectionFeed>,
}

/// What the feed of a section is made of.
#[derive(Clone, Debug)]
pub(super) struct SectionFeed {
    /// The section's address.
    pub(super) url: String,
    /// Its folder in its language's tree.
    pub(super) folder: String,
    /// Its language's tag.
    pub(super) language: String,
    /// Whether it is a language's home.
    pub(super) is_home: bool,
    /// Whether there are pages below it.
    pub(super) has_pages: bool,
}

impl Language {
    /// A text of its table.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.table
            .iter()
            .find(|(key, _)| key.name.eq_ignore_ascii_case(name))
            .and_then(|(_, node)| text(node))
    }

    /// Whether its key is a language tag, without which it is a folder as any other.
    pub(super) fn is_tag(&self) -> bool {
        crate::content::locale::is_tag(&self.key)
    }
}

/// The table of a file; what cannot be read is noted.
pub(super) fn load(old: &Root, file: &str, report: &mut Report) -> Table {
    let extension = file.rsplit('.').next().unwrap_or("");
    let Some(loader) = loader(extension) else {
        report.note(file, 0, "not a configuration file that can be read");
        return Table::new();
    };
    let source = match old.read_text(file) {
        Ok(source) => source,
        Err(why) => {
            report.note(file, 0, why.message);
            return Table::new();
        }
    };
    let mut found = Diagnostics::new();
    let node = loader.load(&source, &mut found);
    for diagnostic in found {
        let line = diagnostic.location.as_ref().map_or(0, |at| line_of(&source.text, at.span.start));
        report.note(file, line, format!("cannot be read: {}", diagnostic.message));
    }
    match node.map(|node| node.value) {
        Some(Data::Table(table)) => table,
        _ => Table::new(),
    }
}

/// Reads all files of a configuration.
pub(super) fn read(old: &Root, files: &[String], report: &mut Report) -> HugoConfig {
    let mut all = Node::empty_table();
    for file in files {
        let mut table = load(old, file, report);
        if let Some(name) = file.strip_prefix("config/_default/") {
            // `menus.en.toml` holds what would be `languages.en.menus`.
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let (key, language) =
                stem.split_once('.').map_or((stem, None), |(key, language)| (key, Some(language)));
            if !matches!(key, "hugo" | "config") {
                let mut inner = Table::new();
                put_table(&mut inner, key, table);
                if let Some(language) = language {
                    if key == "languages" {
                        let own = take(&mut inner, key).map_or_else(Table::new, of_table);
                        let mut by_key = Table::new();
                        put_table(&mut by_key, language, own);
                        put_table(&mut inner, "languages", by_key);
                    } else {
                        let mut by_key = Table::new();
                        put_table(&mut by_key, language, inner);
                        inner = Table::new();
                        put_table(&mut inner, "languages", by_key);
                    }
                }
                table = inner;
            }
        }
        all = Node::new(Data::Table(table)).over(all);
    }
    let mut old_keys = of_table(all);
    let t = &mut old_keys;
    let themes = take_any_case(t, "theme").map(|node| texts(&node)).unwrap_or_default();
    let string_of = |t: &mut Table, name: &str, default: &str| {
        take_any_case(t, name)
            .and_then(|node| text(&node))
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| default.to_owned())
    };
    let bool_of =
        |t: &mut Table, name: &str| take_any_case(t, name).is_some_and(|node| node.value == Data::Bool(true));
    let default_language = string_of(t, "defaultContentLanguage", "en");
    let in_folder = bool_of(t, "defaultContentLanguageInSubdir");
    let mut content_dir = string_of(t, "contentDir", "content");
    let mut static_dirs: Vec<String> = vec!["static".to_owned()];
    if let Some(node) = take_any_case(t, "staticDir") {
        static_dirs = texts(&node);
    }
    mounts(t, &mut content_dir, &mut static_dirs);
    let mut languages = Vec::new();
    if let Some(Node { value: Data::Table(tables), .. }) = take_any_case(t, "languages") {
        for (key, node) in tables {
            let mut table = of_table(node);
            if bool_of(&mut table, "disabled") {
                continue;
            }
            let own = take_any_case(&mut table, "contentDir").and_then(|node| text(&node));
            languages.push(Language {
                prefix: format!("/{}", key.name.to_lowercase()),
                content_dir: own.unwrap_or_else(|| content_dir.clone()),
                key: key.name,
                table,
            });
        }
    }
    if !languages.iter().any(|language| language.key.eq_ignore_ascii_case(&default_language)) {
        languages.insert(
            0,
            Language {
                key: default_language.clone(),
                content_dir: content_dir.clone(),
                prefix: format!("/{default_language}"),
                ..Language::default()
            },
        );
    }
    languages.sort_by_key(|language| !language.key.eq_ignore_ascii_case(&default_language));
    if let Some(first) = languages.first_mut()
        && !in_folder
    {
        first.prefix.clear();
    }
    let disabled = take_any_case(t, "disableKinds").map(|node| texts(&node)).unwrap_or_default();
    let disabled: Vec<String> = disabled.iter().map(|kind| kind.to_lowercase()).collect();
    let mut taxonomies = vec!["categories".to_owned(), "tags".to_owned()];
    if let Some(node) = take_any_case(t, "taxonomies") {
        taxonomies = of_table(node).into_iter().filter_map(|(_, node)| text(&node)).collect();
    }
    let mut addresses = Addresses {
        keep_case: bool_of(t, "disablePathToLower"),
        no_accents: bool_of(t, "removePathAccents"),
        ..Addresses::default()
    };
    match take_any_case(t, "uglyURLs").map(|node| node.value) {
        Some(Data::Bool(true)) => addresses.ugly = Ugly::All,
        Some(Data::Table(sections)) => {
            let yes = sections.into_iter().filter(|(_, node)| node.value == Data::Bool(true));
            addresses.ugly = Ugly::Sections(yes.map(|(key, _)| key.name).collect());
        }
        _ => {}
    }
    if let Some(Node { value: Data::Table(table), .. }) = take_any_case(t, "permalinks") {
        addresses.permalink(&table);
    }
    let mut pagination = take_any_case(t, "pagination").map_or_else(Table::new, of_table);
    let size = take_any_case(&mut pagination, "pagerSize").or_else(|| take_any_case(t, "paginate"));
    let mut outputs = BTreeMap::new();
    for (kind, node) in take_any_case(t, "outputs").map_or_else(Table::new, of_table) {
        outputs.insert(
            kind.name.to_lowercase(),
            texts(&node).iter().map(|format| format.to_lowercase()).collect(),
        );
    }
    let formats = take_any_case(t, "outputFormats").map_or_else(Table::new, of_table);
    let rss = formats
        .iter()
        .find(|(key, _)| key.name.eq_ignore_ascii_case("rss"))
        .and_then(|(_, node)| node.as_table());
    let feed = rss
        .and_then(|table| table.iter().find(|(key, _)| key.name.eq_ignore_ascii_case("basename")))
        .and_then(|(_, node)| text(node));
    let first = languages.first().map(|language| &language.table);
    let title = [first, Some(&*t)].into_iter().flatten().find_map(|table| {
        table.iter().find(|(key, _)| key.name.eq_ignore_ascii_case("title")).and_then(|(_, node)| text(node))
    });
    HugoConfig {
        title: title.unwrap_or_default(),
        file: files.first().cloned().unwrap_or_default(),
        themes_dir: string_of(t, "themesDir", "themes"),
        data_dir: string_of(t, "dataDir", "data"),
        ignored: take_any_case(t, "ignoreFiles").map(|node| texts(&node)).unwrap_or_default(),
        params: take_any_case(t, "params").map_or_else(Table::new, of_table),
        cascade: take_any_case(t, "cascade"),
        pager_size: size.and_then(|node| text(&node)).and_then(|n| n.parse().ok()).unwrap_or(10),
        feed: feed.unwrap_or_else(|| "index".to_owned()),
        languages,
        themes,
        static_dirs,
        taxonomies,
        addresses,
        disabled,
        outputs,
        sections: Vec::new(),
        old: old_keys,
    }
}

/// Mounts that give content and static files another place.
fn mounts(t: &mut Table, content: &mut String, statics: &mut Vec<String>) {
    let Some(Node { value: Data::Table(module), .. }) = take_any_case(t, "module") else { return };
    let Some((_, Node { value: Data::List(mounts), .. })) =
        module.iter().find(|(key, _)| key.name == "mounts")
    else {
        return;
    };
    for mount in mounts {
        let at = |name: &str| mount.get(name).and_then(text).unwrap_or_default();
        match at("target").as_str() {
            "content" if !at("source").starts_with("node_modules") => *content = at("source"),
            "static" if !statics.contains(&at("source")) => statics.push(at("source")),
            _ => {}
        }
    }
}

pub(super) fn of_table(node: Node) -> Table {
    match node.value {
        Data::Table(table) => table,
        _ => Table::new(),
    }
}

impl HugoConfig {
    /// Whether pages of a kind are rendered.
    pub(super) fn renders(&self, kind: &str) -> bool {
        let old_name = if kind == "taxonomy" { "taxonomyterm" } else { kind };
        // `taxonomyTerm` was the list of terms, and `taxonomy` the term, before Hugo 0.73.
        !self.disabled.iter().any(|name| name == kind || name == old_name)
    }

    /// The file name of the feeds of a kind of page; none where it has none.
    pub(super) fn feed(&self, kind: &str) -> Option<String> {
        let formats = self.outputs.get(kind);
        let has = formats.is_none_or(|formats| formats.iter().any(|format| format == "rss"));
        (has && self.renders("rss")).then(|| format!("{}.xml", self.feed))
    }
}

/// Writes `layer9.toml`.
pub(super) fn write(config: &HugoConfig, outcome: &mut Outcome) {
    let report = &mut outcome.report;
    let mut old = config.old.clone();
    let mut new = Table::new();
    let first = config.languages.first().cloned().unwrap_or_default();
    let mut own = first.table.clone();
    let title = take_any_case(&mut own, "title").or_else(|| take_any_case(&mut old, "title"));
    if let Some(title) = title.and_then(|node| text(&node)) {
        set(&mut new, "title", string(title));
    }
    let mut params = config.params.clone();
    let description =
        take_any_case(&mut own, "description").or_else(|| take_any_case(&mut params, "description"));
    if let Some(description) = description.and_then(|node| text(&node)) {
        set(&mut new, "description", string(description));
    }
    let base = take_any_case(&mut own, "baseURL").or_else(|| take_any_case(&mut old, "baseURL"));
    if let Some(base) = base.and_then(|node| text(&node)).filter(|url| url.contains("://")) {
        set(&mut new, "base_url", string(base.trim_end_matches('/')));
    }
    set(&mut new, "default_language", string(first.key.clone()));
    if take_any_case(&mut old, "relativeURLs").is_some_and(|node| node.value == Data::Bool(true)) {
        set(&mut new, "relative_urls", Node::new(Data::Bool(true)));
    }
    // Hugo holds pages back that are dated in the future.
    let future = take_any_case(&mut old, "buildFuture").is_some_and(|node| node.value == Data::Bool(true));
    set(&mut new, "publish_by_date", Node::new(Data::Bool(!future)));
    let feeds = config.feed("home").is_some();
    set(&mut new, "generate_feeds", Node::new(Data::Bool(feeds)));
    set(&mut new, "feeds", list(["rss".to_owned()]));
    let robots =
        take_any_case(&mut old, "enableRobotsTXT").is_some_and(|node| node.value == Data::Bool(true));
    set(&mut new, "generate_robots", Node::new(Data::Bool(robots && !outcome.site.has("static/robots.txt"))));
    if outcome.site.has("static/sitemap.xml") {
        set(&mut new, "generate_sitemap", Node::new(Data::Bool(false)));
    }
    if !config.taxonomies.is_empty() {
        let render = config.renders("taxonomy") && config.renders("term");
        let taxonomies = config.taxonomies.iter().map(|name| {
            let mut table = Table::new();
            set(&mut table, "name", string(name.clone()));
            if !render {
                set(&mut table, "render", Node::new(Data::Bool(false)));
            }
            Node::new(Data::Table(table))
        });
        set(&mut new, "taxonomies", Node::new(Data::List(taxonomies.collect())));
    }
    let mut markdown = Table::new();
    set(&mut markdown, "raw_html", string("allow"));
    set(&mut markdown, "broken_links", string("warn"));
    set(&mut markdown, "smart_punctuation", Node::new(Data::Bool(true)));
    let mut extra = params;
    for (key, node) in take_any_case(&mut own, "params").map_or_else(Table::new, of_table) {
        set(&mut extra, &key.name, node);
    }
    extra.retain(|(_, node)| node.value != Data::Null);
    let menus = menus([&mut own, &mut old], config, report);
    let languages = super::languages::table(config, report);
    let in_folder = first.prefix.len() > 1 && config.languages.len() > 1;
    if in_folder {
        set(&mut new, "default_language_prefix", Node::new(Data::Bool(true)));
    }
    if let Some(node) = config.cascade.as_ref().and_then(|node| super::front_matter::cascade(node, config)) {
        set(&mut new, "cascade", node);
    }
    for (key, _) in old {
        const OURS: [&str; 18] = [
            "languagecode",
            "locale",
            "enablegitinfo",
            "markup",
            "minify",
            "build",
            "caches",
            "security",
            "server",
            "imaging",
            "pygmentscodefences",
            "pygmentsuseclasses",
            "pygmentsstyle",
            "publishdir",
            "builddrafts",
            "buildexpired",
            "timeout",
            "timezone",
        ];
        let name = key.name.to_lowercase();
        if !OURS.contains(&name.as_str()) {
            report.note(&config.file, 0, format!("`{}` has no counterpart", key.name));
        } else if matches!(name.as_str(), "markup" | "enablegitinfo" | "imaging") {
            report.note(&config.file, 0, format!("`{}` is not converted", key.name));
        }
    }
    let routes = super::theme::routes(config, outcome);
    if !routes.is_empty() {
        set(&mut new, "routes", Node::new(Data::List(routes)));
    }
    put_table(&mut new, "markdown", markdown);
    put_table(&mut new, "languages", languages);
    put_table(&mut new, "menus", menus);
    put_table(&mut new, "extra", extra);
    outcome.site.text("layer9.toml", document(&new));
}

/// The menus of tables, the first of which comes before the others.
pub(super) fn menus<'t>(
    tables: impl IntoIterator<Item = &'t mut Table>,
    config: &HugoConfig,
    report: &mut Report,
) -> Table {
    let mut menus = Table::new();
    for table in tables {
        for key in ["menu", "menus"] {
            let Some(node) = take_any_case(table, key) else { continue };
            for (name, node) in of_table(node) {
                if !menus.iter().any(|(key, _)| key.name == name.name)
                    && let Data::List(items) = node.value
                {
                    let items =
                        items.into_iter().filter_map(|item| menu_item(item, config, report)).collect();
                    set(&mut menus, &name.name, Node::new(Data::List(items)));
                }
            }
        }
    }
    menus
}

/// An item of a menu.
fn menu_item(item: Node, config: &HugoConfig, report: &mut Report) -> Option<Node> {
    let mut old = of_table(item);
    let mut new = Table::new();
    for (from, to) in [("name", "name"), ("identifier", "id"), ("parent", "parent")] {
        if let Some(text) = take_any_case(&mut old, from).and_then(|node| text(&node)) {
            set(&mut new, to, string(text));
        }
    }
    let url = take_any_case(&mut old, "pageRef").or_else(|| take_any_case(&mut old, "url"));
    if let Some(url) = url.and_then(|node| text(&node)).filter(|url| !url.is_empty()) {
        let absolute = url.starts_with('/') || url.contains(':') || url.starts_with('#');
        set(&mut new, "url", string(if absolute { url } else { format!("/{url}") }));
    }
    if let Some(weight) =
        take_any_case(&mut old, "weight").and_then(|node| text(&node)).and_then(|n| n.parse().ok())
    {
        set(&mut new, "weight", Node::new(Data::Int(weight)));
    }
    for (key, _) in old {
        report.note(&config.file, 0, format!("`{}` of a menu's item has no counterpart", key.name));
    }
    (new.iter().any(|(key, _)| key.name == "name" || key.name == "url")).then(|| Node::new(Data::Table(new)))
}
