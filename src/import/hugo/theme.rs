//! Plain templates in place of Go's, and the feeds where they were.

use super::config::{HugoConfig, SectionFeed};
use crate::config::data::{Data, Node, Table};
use crate::import::report::Report;
use crate::import::toml_text::{document, set, string};
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
pub(super) fn write(old: &Root, layers: &[String], outcome: &mut Outcome) {
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
        report.note(
            file,
            0,
            "it splits lists, so sections with more pages than `pagination.pagerSize` have `paginate_by` now",
        );
    }
    found.is_some()
}

/// The feeds of home and sections under the names that Hugo gave them: one template, and a row of data for each.
pub(super) fn routes(config: &HugoConfig, outcome: &mut Outcome) -> Vec<Node> {
    let mut rows = Vec::new();
    for SectionFeed { url, folder, language, is_home, has_pages } in &config.sections {
        let kind = if *is_home { "home" } else { "section" };
        let Some(name) = config.feed(kind) else { continue };
        let path = format!("{url}{name}").trim_start_matches('/').to_owned();
        if outcome.site.has(&format!("static/{path}")) || outcome.site.has("data/feeds.toml") {
            continue;
        }
        let mut row = Table::new();
        set(&mut row, "path", string(path));
        set(&mut row, "folder", string(folder.clone()));
        set(&mut row, "lang", string(language.clone()));
        set(&mut row, "has_pages", Node::new(Data::Bool(*has_pages)));
        rows.push(Node::new(Data::Table(row)));
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let mut data = Table::new();
    set(&mut data, "feeds", Node::new(Data::List(rows)));
    outcome.site.text("data/feeds.toml", document(&data));
    outcome.site.text("templates/feed.xml", include_str!("theme/feed.xml"));
    let mut route = Table::new();
    set(&mut route, "path", string("{path}"));
    set(&mut route, "template", string("feed.xml"));
    set(&mut route, "each", string("feeds.feeds"));
    vec![Node::new(Data::Table(route))]
}
