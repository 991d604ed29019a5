//! What `[navigation]` puts into pages: a script that asks for pages ahead of time, a style sheet with which one page fades into
//! the next, and rules by which the browser prepares pages.
//!
//! All of it are files: nothing is inline, so a content security policy of `'self'` holds. Speculation rules, which most
//! sites write inline, are named by the header `Speculation-Rules` instead, in `_headers`.

use super::head::Generated;
use crate::config::{Config, NavigationConfig, Prefetch, Speculation};
use crate::content::markdown::escape;
use crate::source::hash;
use std::fmt::Write;
use std::sync::Arc;

const FOLDER: &str = "/_layer9/";

/// The visitor who wants less motion gets none.
const VIEW_TRANSITIONS: &str =
    "@media (prefers-reduced-motion:no-preference){@view-transition{navigation:auto}}\n";

/// What a link says of itself; pages without it do without the script where only such links are asked for.
const MARK: &[u8] = b"data-prefetch";

/// A file of the site, and its text.
struct File {
    path: String,
    text: String,
}

impl File {
    fn new(name: &str, extension: &str, text: String) -> Self {
        Self { path: format!("{FOLDER}{name}-{}.{extension}", hash(text.as_bytes()).short()), text }
    }
}

fn script(config: &NavigationConfig) -> Option<File> {
    let way = match config.prefetch {
        Prefetch::None => return None,
        Prefetch::Marked => "none",
        Prefetch::Hover => "hover",
        Prefetch::Visible => "visible",
    };
    let text = include_str!("prefetch.js").replace("WAY", way);
    Some(File::new("prefetch", "js", text))
}

fn style(config: &NavigationConfig) -> Option<File> {
    config.view_transitions.then(|| File::new("transitions", "css", VIEW_TRANSITIONS.to_owned()))
}

/// The rules: every page of the site whose link is pointed at for a while, but for links that say no. Browsers leave them be
/// where the visitor saves data.
fn rules(config: &Config) -> Option<File> {
    let what = match config.navigation.speculation {
        Speculation::None => return None,
        Speculation::Prefetch => "prefetch",
        Speculation::Prerender => "prerender",
    };
    let not = "[data-prefetch=none], [data-prefetch=none] *, [download], [rel~=external], [rel~=nofollow]";
    let here = |path: &str| format!("{}{path}", config.base_url.base_path());
    let pages = serde_json::json!({ "and": [
        { "href_matches": here("/*") },
        // Other files are no pages.
        { "or": [{ "not": { "href_matches": here("/*.*") } }, { "href_matches": here("/*.html") }] },
        { "not": { "selector_matches": not } },
    ]});
    let rules = serde_json::json!({ what: [{ "where": pages, "eagerness": "moderate" }] });
    Some(File::new("speculation", "json", format!("{rules}\n")))
}

/// Adds the files that all pages have in common.
pub(super) fn files(config: &Config, generated: &Generated) {
    let all = [script(&config.navigation), style(&config.navigation), rules(config)];
    for File { path, text } in all.into_iter().flatten() {
        generated.add(&path, || Arc::from(text.into_bytes()));
    }
}

/// What goes into the head of a page of HTML, and the bytes of the files that the page loads for it.
pub(super) fn head(config: &Config, html: &[u8]) -> (String, usize) {
    let (mut head, mut shipped) = (String::new(), 0);
    let mut url = |file: &File| {
        shipped += file.text.len();
        let mut url = String::new();
        escape::attribute(&format!("{}{}", config.base_url.base_path(), file.path), &mut url);
        url
    };
    // Writing to a String cannot fail.
    if let Some(file) = style(&config.navigation) {
        let _ = writeln!(head, "<link rel=\"stylesheet\" href=\"{}\">", url(&file));
    }
    let wanted = || match config.navigation.prefetch {
        Prefetch::Marked => html.windows(MARK.len()).any(|part| part == MARK),
        _ => true,
    };
    if let Some(file) = script(&config.navigation).filter(|_| wanted()) {
        let _ = writeln!(head, "<script type=\"module\" src=\"{}\"></script>", url(&file));
    }
    (head, shipped)
}

/// What `_headers` says of it.
pub(super) fn headers(config: &Config) -> String {
    let Some(file) = rules(config) else { return String::new() };
    let (base, path) = (config.base_url.base_path(), file.path);
    format!(
        "{base}/*\n  Speculation-Rules: \"{base}{path}\"\n{base}{path}\n  Content-Type: application/speculationrules+json\n"
    )
}
