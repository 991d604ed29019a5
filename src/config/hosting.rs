//! `redirects_file`, `[[redirects]]` and `[headers]`: what the host of a site is told.

use super::CODES;
use super::data::{Data, Node, Table, TableReader};
use crate::diagnostics::{Diagnostics, SourceText};
use std::ops::Range;

/// The statuses that lead elsewhere, RFC 9110 section 15.4.
pub const REDIRECT_STATUSES: [u16; 4] = [301, 302, 307, 308];

/// A redirect of the configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct RedirectConfig {
    /// The old path, with a leading slash; with a `*` at its end, all below it too.
    pub from: String,
    /// The path of the site or the address that it leads to; `None` for what is gone.
    pub to: Option<String>,
    /// Its status.
    pub status: u16,
    /// Where it is written.
    pub span: Range<usize>,
}

impl RedirectConfig {
    /// Whether a page of HTML can do the same, on a host that knows no `_redirects`.
    pub fn fits_a_page(&self) -> bool {
        self.to.is_some() && !self.from.ends_with('*')
    }
}

/// The headers of a path, or of one and all below it where it ends in `*`.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadersConfig {
    /// The path of the site, with a leading slash.
    pub path: String,
    /// Names and values, in their order.
    pub headers: Vec<(String, String)>,
}

/// Reads the value of `redirects`. `in_file` is whether the host is told of them by a file.
pub(super) fn redirects(
    node: &Node,
    in_file: bool,
    source: &SourceText,
    out: &mut Diagnostics,
) -> Vec<RedirectConfig> {
    let empty = Table::new();
    let Data::List(items) = &node.value else {
        TableReader::new(&empty, source, "", CODES, out).wrong::<()>("redirects", node, "a list of tables");
        return Vec::new();
    };
    let mut redirects = Vec::with_capacity(items.len());
    for item in items {
        let table = item.as_table().unwrap_or(&empty);
        let mut t = TableReader::new(table, source, "redirects", CODES, out);
        let (from, to) = (t.string("from"), t.string("to"));
        let status = status(&mut t).unwrap_or(301);
        let before = redirects.len();
        match (from, &to) {
            (None, _) => t.bad_value(item, "a redirect needs a `from`"),
            (Some(_), None) if status != 410 => {
                t.bad_value(item, "a redirect needs a `to`, unless its `status` is 410: gone");
            }
            (Some(_), Some(_)) if status == 410 => {
                t.bad_value(item, "what is gone leads nowhere: leave `to` out")
            }
            (Some(from), _) => {
                redirects.push(RedirectConfig { from, to: to.clone(), status, span: item.span.clone() });
            }
        }
        if let Some(redirect) = redirects.get(before) {
            let wrong = wrong_path(&redirect.from)
                .or_else(|| redirect.to.as_deref().and_then(|to| wrong_target(&redirect.from, to)));
            let wrong = wrong.or_else(|| (!in_file && !redirect.fits_a_page()).then_some("no page of HTML can do this: it needs `redirects_file = true`, and a host that reads the file"));
            if let Some(why) = wrong {
                t.bad_value(item, why);
                redirects.truncate(before);
            }
        }
        t.finish();
    }
    redirects
}

fn status(t: &mut TableReader<'_>) -> Option<u16> {
    let node = t.node("status")?;
    let status = t.integer("status", 0).and_then(|status| u16::try_from(status).ok());
    if status.is_none_or(|status| status != 410 && !REDIRECT_STATUSES.contains(&status)) {
        t.bad_value(node, "a redirect's `status` is 301, 302, 307, 308, or 410");
        return None;
    }
    status
}

/// Why a path of a rule cannot be, in words.
fn wrong_path(path: &str) -> Option<&'static str> {
    if !path.starts_with('/') || path.starts_with("//") {
        return Some("a path starts with one slash");
    }
    if path.trim_end_matches('*').contains('*')
        || path.ends_with("**")
        || path.ends_with('*') && !path.ends_with("/*")
    {
        return Some("`*` stands alone at the end of a path, behind a slash");
    }
    if path.contains(['?', '#']) || path.contains("/:") {
        return Some("a path takes no query, anchor or placeholder: hosts read those in different ways");
    }
    None
}

fn wrong_target(from: &str, to: &str) -> Option<&'static str> {
    let away = to.starts_with("https://") || to.starts_with("http://");
    if !away && (!to.starts_with('/') || to.starts_with("//")) {
        return Some("`to` is a path that starts with a slash, or an address with `https://`");
    }
    (to.contains(":splat") && !from.ends_with('*'))
        .then_some("`:splat` is what stands for `*`, which `from` does not have")
}

/// Headers that say how a message is sent, which is the host's to say.
const FRAMING: [&str; 5] =
    ["content-length", "transfer-encoding", "connection", "content-encoding", "content-range"];

/// Reads `[headers]`: paths, each with a table from names to a value or several.
pub(super) fn headers(table: &Table, source: &SourceText, out: &mut Diagnostics) -> Vec<HeadersConfig> {
    let empty = Table::new();
    let mut rules = Vec::with_capacity(table.len());
    for (key, node) in table {
        let path = format!("headers.{}", key.name);
        let mut t = TableReader::new(&empty, source, "", CODES, out);
        if let Some(why) = wrong_path(&key.name) {
            t.bad_value(node, format!("`{}`: {why}", key.name));
            continue;
        }
        let Data::Table(lines) = &node.value else {
            t.wrong::<()>(&path, node, "a table of headers");
            continue;
        };
        let mut headers = Vec::with_capacity(lines.len());
        for (name, node) in lines {
            for (value, node) in t.strings_of(&format!("{path}.{}", name.name), node).unwrap_or_default() {
                match wrong_header(&name.name, &value) {
                    Some(why) => t.bad_value(node, format!("`{}`: {why}", name.name)),
                    None => headers.push((name.name.clone(), value)),
                }
            }
        }
        rules.push(HeadersConfig { path: key.name.clone(), headers });
    }
    rules
}

/// Why a header cannot be sent, in words: RFC 9110 sections 5.1 and 5.5.
fn wrong_header(name: &str, value: &str) -> Option<&'static str> {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    if name.is_empty() || !name.chars().all(is_token) {
        return Some("the name of a header has letters, digits and `-`");
    }
    if FRAMING.contains(&name.to_ascii_lowercase().as_str()) {
        return Some("how a message is sent is for the host to say");
    }
    (value.is_empty() || value.chars().any(|c| c.is_control() || !c.is_ascii()))
        .then_some("a header's value is visible ASCII on one line")
}
