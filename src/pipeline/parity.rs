//! The addresses of an old site against what a new one serves.

use crate::diagnostics::{Code, Diagnostic, Location, Result};
use crate::site::address::page_file;
use crate::source;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So many sitemaps may be named by an index, one within another.
const MAX_SITEMAPS: usize = 10_000;

/// So many addresses that are near to a missing one are told.
const NEAR: usize = 3;

/// Which addresses of an old site a new one serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parity {
    /// How many addresses the old site has.
    pub old: usize,
    /// How many of them are served.
    pub served: usize,
    /// Those that are not, each with what is nearest to it.
    pub missing: BTreeMap<String, Vec<String>>,
    /// How many pages the new site has that the old one had not.
    pub extra: usize,
}

impl Parity {
    /// Compares. `served` are the paths of the new site's files; `base` is the path that all its addresses start with.
    pub fn new(old: BTreeSet<String>, served: impl IntoIterator<Item = String>, base: &str) -> Self {
        let files: BTreeSet<String> = served.into_iter().map(|path| canonical(&format!("/{path}"))).collect();
        let mut parity = Self { old: old.len(), ..Self::default() };
        let mut found = BTreeSet::new();
        let mut missing = Vec::new();
        for address in old {
            let path = canonical(
                address.strip_prefix(base).filter(|rest| rest.starts_with('/')).unwrap_or(&address),
            );
            // A host shows `a.html` at `/a`, too.
            let file = format!("/{}", page_file(path.trim_end_matches('/')));
            if let Some(path) = [path.clone(), file].into_iter().find(|path| files.contains(path)) {
                found.insert(path);
                parity.served += 1;
            } else {
                missing.push((address, path));
            }
        }
        let pages: Vec<&String> = files.iter().filter(|file| is_page(file)).collect();
        parity.extra = pages.iter().filter(|page| !found.contains(**page)).count();
        parity.missing = missing
            .into_iter()
            .map(|(address, path)| {
                let near = nearest(&path, if is_page(&path) { &pages } else { &[] }, &files);
                (address, near)
            })
            .collect();
        parity
    }

    /// The outcome in one line.
    pub fn summary(&self) -> String {
        let Self { old, served, missing, extra } = self;
        format!(
            "{old} addresses before: {served} served, {} missing; {extra} pages more than before",
            missing.len()
        )
    }

    /// The outcome as one JSON object.
    pub fn to_json(&self) -> String {
        let missing: Vec<_> = self
            .missing
            .iter()
            .map(|(address, near)| serde_json::json!({ "address": address, "near": near }))
            .collect();
        serde_json::json!({ "old": self.old, "served": self.served, "extra": self.extra, "missing": missing })
            .to_string()
    }
}

/// The addresses of an old site: of its output folder, of a sitemap with those that it names beside it, or of a list
/// with an address on each line.
///
/// # Errors
/// `AgainstRead` where there is nothing to read, or a sitemap is none.
pub fn old_addresses(path: &Path) -> Result<BTreeSet<String>> {
    let mut addresses = BTreeSet::new();
    if path.is_dir() {
        let root = source::Root::open(path, "")?;
        let mut wrong = crate::diagnostics::Diagnostics::new();
        addresses.extend(root.walk("", &mut wrong).iter().map(|entry| address_of_file(&entry.path)));
    } else {
        let text = source::read_text(path).map_err(|why| unreadable(path, &why.to_string()))?;
        if text.trim_start().starts_with('<') {
            let mut budget = MAX_SITEMAPS;
            sitemap(path, &text, &mut addresses, &mut budget)?;
        } else {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            addresses.extend(lines.map(path_of));
        }
    }
    if addresses.is_empty() {
        return Err(unreadable(path, "it names no address"));
    }
    Ok(addresses)
}

fn sitemap(path: &Path, text: &str, addresses: &mut BTreeSet<String>, budget: &mut usize) -> Result<()> {
    let options = roxmltree::ParsingOptions { allow_dtd: false, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(text, options)
        .map_err(|why| unreadable(path, &why.to_string()))?;
    let root = document.root_element();
    let locations = root.children().filter_map(|entry| {
        let inner =
            entry.children().find(|node| node.has_tag_name("loc") || node.tag_name().name() == "loc")?;
        Some(inner.text().unwrap_or("").trim().to_owned())
    });
    match root.tag_name().name() {
        "urlset" => addresses.extend(locations.map(|location| path_of(&location))),
        "sitemapindex" => {
            for location in locations {
                // The other sitemaps lie where the first one does, as in an output folder.
                let Some(folder) = path.parent() else { continue };
                let relative = path_of(&location);
                let inner = folder.join(relative.trim_start_matches('/'));
                *budget = budget.saturating_sub(1);
                if *budget == 0 {
                    return Err(unreadable(path, "it names too many sitemaps"));
                }
                let text = source::read_text(&inner).map_err(|why| unreadable(&inner, &why.to_string()))?;
                if inner == path {
                    return Err(unreadable(path, "it names itself"));
                }
                sitemap(&inner, &text, addresses, budget)?;
            }
        }
        other => {
            return Err(unreadable(
                path,
                &format!("a sitemap starts with `<urlset>` or `<sitemapindex>`, not `<{other}>`"),
            ));
        }
    }
    Ok(())
}

fn unreadable(path: &Path, why: &str) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(Code::AgainstRead, format!("addresses cannot be read: {why}"));
    Box::new(
        diagnostic
            .at(Location::file(path.display().to_string()))
            .hint("give a `sitemap.xml`, an output folder, or a text with an address on each line"),
    )
}

/// The path of an address, without its host, query and fragment.
fn path_of(address: &str) -> String {
    let rest = address
        .split_once("://")
        .map_or(address, |(_, rest)| rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/")));
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let decoded = percent_encoding::percent_decode_str(rest).decode_utf8_lossy().into_owned();
    if decoded.starts_with('/') { decoded } else { format!("/{decoded}") }
}

/// The address under which a host serves a file.
fn address_of_file(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{path}"),
    }
}

/// One form for all addresses that hosts serve alike: `/a/index.html` and `/a` are `/a/`.
fn canonical(path: &str) -> String {
    let path = address_of_file(path.trim_start_matches('/'));
    let last = path.rsplit('/').next().unwrap_or("");
    // Neither a folder nor a file by its looks: hosts lead to the folder.
    if last.is_empty() || last.contains('.') { path } else { format!("{path}/") }
}

fn is_page(path: &str) -> bool {
    path.ends_with('/') || path.ends_with(".html")
}

/// The nearest of the new addresses: those with the same last segment, and those that are written most alike.
fn nearest(path: &str, pages: &[&String], files: &BTreeSet<String>) -> Vec<String> {
    let all: Vec<&String> =
        if pages.is_empty() { files.iter().filter(|file| !is_page(file)).collect() } else { pages.to_vec() };
    let last = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_owned();
    let name = last(path);
    let mut scored: Vec<(usize, &String)> = all
        .into_iter()
        .filter_map(|other| {
            let same = !name.is_empty() && last(other) == name;
            // The length alone can say that two are far apart.
            if !same && other.len().abs_diff(path.len()) > 8 {
                return None;
            }
            let distance = strsim::levenshtein(path, other);
            (same || distance <= 3.max(path.len() / 4))
                .then_some((if same { distance / 4 } else { distance }, other))
        })
        .collect();
    scored.sort();
    scored.into_iter().take(NEAR).map(|(_, path)| path.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_as_hosts_serve_them() {
        let old =
            ["/a", "/a/index.html", "/b/", "/c.html", "/x.png", "/docs/v3.5/", "/gone/"].map(str::to_owned);
        let new = [
            "a/index.html",
            "b/index.html",
            "c.html",
            "x.png",
            "docs/v3.5/index.html",
            "new/gone/index.html",
        ];
        let parity = Parity::new(old.into(), new.map(str::to_owned), "");
        assert_eq!((parity.old, parity.served, parity.extra), (7, 6, 1));
        let missing: Vec<_> = parity.missing.iter().map(|(a, near)| (a.as_str(), near.join(" "))).collect();
        assert_eq!(missing, [("/gone/", "/new/gone/".to_owned())]);
    }

    #[test]
    fn the_base_path_is_no_part_of_files() {
        let old: BTreeSet<String> = ["/notes/a/".to_owned()].into();
        assert!(Parity::new(old, ["a/index.html".to_owned()], "/notes").missing.is_empty());
    }

    #[test]
    fn paths() {
        for (address, path) in [
            ("https://a.example/x/?q#f", "/x/"),
            ("https://a.example", "/"),
            ("/%C3%BC/", "/ü/"),
            ("x/y", "/x/y"),
        ] {
            assert_eq!(path_of(address), path);
        }
    }
}
