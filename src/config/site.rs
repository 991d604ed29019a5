//! `layer9.toml`

use super::data::{Node, TableReader, parse_toml};
use super::languages::SiteWords;
use super::{
    BaseUrl, Budget, CODES, DatesConfig, HeadersConfig, IslandsConfig, Languages, ListConfig, MarkdownConfig,
    MenusConfig, NavigationConfig, OutputFormat, RedirectConfig, RelatedConfig, RelativeUrls, RemoteConfig,
    RouteConfig, SearchConfig, SeoConfig, SitemapConfig, Slugs, TaxonomyConfig,
};
use crate::diagnostics::SourceText;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use std::sync::Arc;

/// The formats of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedFormat {
    /// RFC 4287, `atom.xml`.
    Atom,
    /// RSS 2.0, `rss.xml`.
    Rss,
    /// JSON Feed 1.1, `feed.json`.
    Json,
}

/// What happens to front matter keys that Layer9 does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownKeys {
    /// They are errors, so that a misspelt key is found (the default).
    #[default]
    Error,
    /// They become part of `extra`, which lets content of another generator build as it is.
    Extra,
}

impl FeedFormat {
    /// The feed's file name.
    pub fn file_name(self) -> &'static str {
        match self {
            FeedFormat::Atom => "atom.xml",
            FeedFormat::Rss => "rss.xml",
            FeedFormat::Json => "feed.json",
        }
    }
}

/// `layer9.toml`
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where the site is published.
    pub base_url: BaseUrl,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: String,
    /// Who writes it; used where a page names nobody.
    pub author: String,
    /// BCP 47 tag of the language of pages that name none.
    pub default_language: String,
    /// `[languages]`: its languages, which are one where it names none.
    pub languages: Arc<Languages>,
    /// The theme below the site's own templates; empty for none.
    pub theme: String,
    /// The output folder, relative to the site's root.
    pub output_dir: String,
    /// Whether the site has feeds of all its pages.
    pub generate_feeds: bool,
    /// In which formats.
    pub feeds: Vec<FeedFormat>,
    /// Entries in a feed; 0 for all.
    pub feed_limit: usize,
    /// Whether `sitemap.xml` is written.
    pub generate_sitemap: bool,
    /// `[sitemap]`
    pub sitemap: SitemapConfig,
    /// `[search]`
    pub search: SearchConfig,
    /// Whether `robots.txt` is written.
    pub generate_robots: bool,
    /// Whether `.gz` and `.br` files are written beside text files.
    pub precompress: bool,
    /// Its taxonomies.
    pub taxonomies: Vec<TaxonomyConfig>,
    /// Whether a page without `publish_date` is published at its `date`, and not before.
    pub publish_by_date: bool,
    /// What happens to front matter keys that are not known.
    pub unknown_front_matter: UnknownKeys,
    /// Whether pages know their last commit, and are updated when it says so.
    pub git_info: bool,
    /// `[dates]`: where the dates of pages come from.
    pub dates: DatesConfig,
    /// How bad it is if a template asks for a message that no language has.
    pub missing_messages: Severity,
    /// Whether pages are files, `about.html`, and not folders, `about/`.
    pub ugly_urls: bool,
    /// Whether the addresses of pages end in a slash.
    pub trailing_slash: bool,
    /// How pages name the files of the site.
    pub relative_urls: RelativeUrls,
    /// Whether redirects are told to the host in `_redirects`, and not done by pages.
    pub redirects_file: bool,
    /// `[[redirects]]`
    pub redirects: Vec<RedirectConfig>,
    /// `[headers]`, told to the host in `_headers`.
    pub headers: Vec<HeadersConfig>,
    /// `[[routes]]`
    pub routes: Vec<RouteConfig>,
    /// `[[lists]]` and `[[archives]]`
    pub lists: Vec<ListConfig>,
    /// `[formats]`, with those that every site has.
    pub formats: Vec<OutputFormat>,
    /// `[data]`
    pub remote: RemoteConfig,
    /// `[related]`
    pub related: RelatedConfig,
    /// `[seo]`
    pub seo: SeoConfig,
    /// `[menus]`
    pub menus: MenusConfig,
    /// `cascade`: front matter for all content, as it was written.
    pub cascade: Option<Node>,
    /// `[markdown]`
    pub markdown: MarkdownConfig,
    /// `[islands]`
    pub islands: IslandsConfig,
    /// `[navigation]`
    pub navigation: NavigationConfig,
    /// `[budget]`: how much pages may ship.
    pub budget: Budget,
    /// `[serve] port`
    pub port: u16,
    /// `[extra]`, with the theme's defaults below it.
    pub extra: Node,
}

impl Config {
    /// Reads a `layer9.toml`. A site with mistakes in it still gets a config, so that the mistakes of its
    /// pages can be reported together with them.
    pub fn read(source: &SourceText, out: &mut Diagnostics) -> Self {
        let table = parse_toml(source, 0..source.text.len(), CODES, out);
        let mut t = TableReader::new(&table, source, "", CODES, out);
        let base_url = base_url(&mut t);
        let config = Self {
            base_url: base_url.clone(),
            title: t.string("title").unwrap_or_default(),
            description: t.string("description").unwrap_or_default(),
            author: t.string("author").unwrap_or_default(),
            default_language: t.string("default_language").unwrap_or_else(|| "en".to_owned()),
            languages: Arc::new(Languages::one("en")),
            theme: t.string("theme").unwrap_or_default(),
            output_dir: output_dir(&mut t),
            generate_feeds: t.bool("generate_feeds").unwrap_or(false),
            feeds: feeds(&mut t),
            feed_limit: t.count("feed_limit").unwrap_or(20),
            generate_sitemap: t.bool("generate_sitemap").unwrap_or(true),
            sitemap: SitemapConfig::read(t.sub("sitemap")),
            search: SearchConfig::read(&mut t),
            generate_robots: t.bool("generate_robots").unwrap_or(true),
            precompress: t.bool("precompress").unwrap_or(false),
            taxonomies: Vec::new(),
            publish_by_date: t.bool("publish_by_date").unwrap_or(false),
            git_info: t.bool("git_info").unwrap_or(false),
            dates: DatesConfig::default_of(false),
            unknown_front_matter: t
                .choice(
                    "unknown_front_matter",
                    &[("error", UnknownKeys::Error), ("extra", UnknownKeys::Extra)],
                )
                .unwrap_or(UnknownKeys::Error),
            missing_messages: t
                .choice("missing_messages", &[("error", Severity::Error), ("warning", Severity::Warning)])
                .unwrap_or(Severity::Error),
            ugly_urls: t.bool("ugly_urls").unwrap_or(false),
            trailing_slash: t.bool("trailing_slash").unwrap_or(true),
            relative_urls: RelativeUrls::read(&mut t),
            redirects_file: t.bool("redirects_file").unwrap_or(false),
            redirects: Vec::new(),
            headers: Vec::new(),
            routes: Vec::new(),
            lists: Vec::new(),
            formats: Vec::new(),
            remote: RemoteConfig::read(t.sub("data")),
            related: RelatedConfig::read(t.sub("related")),
            seo: SeoConfig::read(t.sub("seo")),
            menus: MenusConfig::new(),
            cascade: t.node("cascade").cloned(),
            markdown: MarkdownConfig::read(t.sub("markdown"), &base_url),
            islands: IslandsConfig::read(t.sub("islands")),
            navigation: NavigationConfig::read(t.sub("navigation")),
            budget: Budget::read(t.sub("budget")),
            port: serve(t.sub("serve")),
            extra: extra(&mut t),
        };
        let taxonomies = t.node("taxonomies").cloned();
        let routes = t.node("routes").cloned();
        let redirects = t.node("redirects").cloned();
        let headers = t.table("headers").cloned().unwrap_or_default();
        let dates = t.table("dates").cloned().unwrap_or_default();
        let (lists, archives) = (t.node("lists").cloned(), t.node("archives").cloned());
        let menus = t.table("menus").cloned().unwrap_or_default();
        let formats = t.table("formats").cloned().unwrap_or_default();
        let languages = t.table("languages").cloned();
        let prefix_default = t.bool("default_language_prefix").unwrap_or(false);
        let slugs = t.choice("slugs", &Slugs::WORDS).unwrap_or_default();
        t.finish();
        let words = SiteWords {
            default_language: &config.default_language,
            prefix_default,
            title: &config.title,
            description: &config.description,
            author: &config.author,
            generate_feeds: config.generate_feeds,
            feeds: &config.feeds,
            slugs,
        };
        let languages = Arc::new(Languages::read(languages.as_ref(), &words, source, out));
        let menus = super::menus::read(&menus, "menus", source, out);
        let formats = super::formats::read(&formats, source, out);
        let routes =
            routes.map(|node| super::routes::read(&node, &languages, source, out)).unwrap_or_default();
        let redirects = redirects
            .map(|node| super::hosting::redirects(&node, config.redirects_file, source, out))
            .unwrap_or_default();
        let headers = super::hosting::headers(&headers, source, out);
        let dates = DatesConfig::read(&dates, config.git_info, source, out);
        let mut lists =
            lists.map(|node| super::lists::read(&node, &languages, source, out)).unwrap_or_default();
        lists.extend(
            archives.map(|node| super::lists::archives(&node, &languages, source, out)).unwrap_or_default(),
        );
        let taxonomies = match &taxonomies {
            Some(node) => TaxonomyConfig::read_all(node, languages.default().slugs, source, out),
            None => Vec::new(),
        };
        Self { taxonomies, menus, dates, redirects, headers, routes, languages, lists, formats, ..config }
    }
}

fn base_url(t: &mut TableReader<'_>) -> BaseUrl {
    let Some(text) = t.string("base_url") else {
        return BaseUrl::local();
    };
    match BaseUrl::parse(&text) {
        Ok(url) => url,
        Err(why) => {
            if let Some(node) = t.node("base_url") {
                let diagnostic = Diagnostic::error(CODES.value, format!("`base_url` cannot be used: {why}"))
                    .at(t.source().at(node.span.clone()))
                    .hint("write it like `https://example.org` or `https://example.org/blog`");
                t.report(diagnostic);
            }
            BaseUrl::local()
        }
    }
}

fn output_dir(t: &mut TableReader<'_>) -> String {
    let dir = t.string("output_dir").unwrap_or_else(|| "dist".to_owned());
    let sources = [
        "",
        ".",
        "content",
        "templates",
        "styles",
        "static",
        "islands",
        "data",
        "snippets",
        "themes",
        "i18n",
        "highlight",
    ];
    if sources.contains(&dir.trim_matches('/')) {
        if let Some(node) = t.node("output_dir") {
            t.bad_value(node, format!("`output_dir` cannot be `{dir}`: that is a source folder"));
        }
        return "dist".to_owned();
    }
    dir
}

pub(super) fn feeds(t: &mut TableReader<'_>) -> Vec<FeedFormat> {
    let Some(names) = t.strings("feeds") else {
        return vec![FeedFormat::Atom];
    };
    let mut formats = Vec::new();
    for (name, node) in names {
        match name.as_str() {
            "atom" => formats.push(FeedFormat::Atom),
            "rss" => formats.push(FeedFormat::Rss),
            "json" => formats.push(FeedFormat::Json),
            _ => t.bad_value(node, format!("unknown feed format `{name}`; use `atom`, `rss` or `json`")),
        }
    }
    formats.sort_unstable();
    formats.dedup();
    formats
}

fn serve(mut t: TableReader<'_>) -> u16 {
    let port = t.integer("port", 0).unwrap_or(3000);
    let port = match u16::try_from(port) {
        Ok(port) => port,
        Err(_) => {
            if let Some(node) = t.node("port") {
                t.bad_value(node, format!("`serve.port` is {port}, but ports end at 65535"));
            }
            3000
        }
    };
    t.finish();
    port
}

pub(super) fn extra(t: &mut TableReader<'_>) -> Node {
    match t.node("extra") {
        Some(node) if node.as_table().is_some() => node.clone(),
        Some(node) => t.wrong("extra", node, "a table").unwrap_or_else(Node::empty_table),
        None => Node::empty_table(),
    }
}
