//! Plain templates in place of Go's, and the feeds where they were.

use super::config::HugoConfig;
use crate::config::data::{Node, Table, Data};
use crate::import::report::Report;
use crate::import::toml_text::{set, string};
use crate::import::{Outcome, walk};
use crate::source::Root;

const TEMPLATES: [(&str, &str); 6] = [
    ("base.html", include_str!("theme/base.html")),
    ("index.html", include_str!("theme/index.html")),
    ("section.html", include_str!("theme/section.html")),
    ("page.html", include_str!("theme/page.html")),
    ("taxonomy_list.html", include_str!("theme/taxonomy_list.html")),
    ("taxonomy_single.html", include_str!("theme/taxonomy_single.html")),
];

/// Writes the plain templates.
pub(super) fn write(old: &Root, layers: &[String], config: &HugoConfig, outcome: &mut Outcome) {
    for (name, text) in TEMPLATES {
        outcome.site.text(format!("templates/{name}"), text);
    }
    outcome.site.text("styles/main.css", include_str!("theme/main.css"));
    for layer in layers {
        for folder in ["layouts", "layouts/_default"] {
            for name in ["robots.txt", "sitemap.xml"] {
                if old.exists(&format!("{layer}{folder}/{name}")) {
                    outcome.report.note(&format!("{layer}{folder}/{name}"), 0, "Layer9 writes it by itself");
                }
            }
        }
    }
    let _ = config;
}

/// Whether the site's lists are split: its templates say so.
pub(super) fn paginates(old: &Root, config: &HugoConfig, report: &mut Report) -> bool {
    let mut folders = vec!["layouts".to_owned()];
    folders.extend(config.themes.iter().map(|theme| format!("{}/{theme}/layouts", config.themes_dir)));
    let mut ignored = Report::default();
    let files: Vec<String> = folders.iter().flat_map(|folder| walk(old, folder, &mut ignored)).collect();
    let found = files.iter().find(|file| {
        let list = file.ends_with("list.html") || file.ends_with("section.html");
        list && old.read_text(file).is_ok_and(|source| source.text.contains(".Paginat"))
    });
    if let Some(file) = found {
        report.note(file, 0, "it splits lists, so sections with more pages than `pagination.pagerSize` have `paginate_by` now");
    }
    found.is_some()
}

/// The feeds of home and sections under the names that Hugo gave them.
pub(super) fn routes(config: &HugoConfig, outcome: &mut Outcome) -> Vec<Node> {
    let mut routes = Vec::new();
    let mut add = |address: &str, folder: &str, outcome: &mut Outcome| {
        let path = address.trim_start_matches('/').to_owned();
        if outcome.site.has(&format!("static/{path}")) {
            return;
        }
        let template = format!("feeds/{}.xml", if folder.is_empty() { "home" } else { folder }.replace('/', "-"));
        let text = include_str!("theme/feed.xml").replace("FOLDER", folder);
        outcome.site.text(format!("templates/{template}"), text);
        let mut route = Table::new();
        set(&mut route, "path", string(path));
        set(&mut route, "template", string(template));
        routes.push(Node::new(Data::Table(route)));
    };
    let paths: Vec<String> = outcome.site.paths().filter_map(|path| path.strip_prefix("content/")).map(str::to_owned).collect();
    if let Some(name) = config.feed("home") {
        for language in &config.languages {
            let folder = if language.key == config.languages.first().map_or("", |l| l.key.as_str()) { String::new() } else { language.key.to_lowercase() };
            if folder.is_empty() || paths.iter().any(|path| path.starts_with(&format!("{folder}/"))) {
                add(&format!("{}/{name}", language.prefix), &folder, outcome);
            }
        }
    }
    routes
}
