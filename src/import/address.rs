//! The addresses of the old site, kept.

use super::new_site::NewSite;
use super::report::Report;
use super::toml_text::{list, set, string, take, texts};
use crate::config::Slugs;
use crate::config::data::Table;
use crate::site;
use std::collections::{BTreeMap, BTreeSet};

/// A page or section on its way from the old site to the new.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// Its file, relative to the old site.
    pub(super) source: String,
    /// Its language; empty for the main one.
    pub(super) language: String,
    /// What its language's addresses start with, such as `/fr`; empty for those at the root.
    pub(super) prefix: String,
    /// Its new path below `content/`, without what says its language.
    pub(super) place: String,
    /// Its new path below `content/`.
    pub(super) target: String,
    /// Its address on the old site, with slashes around it unless it is a file.
    pub(super) url: String,
    /// Whether it is a section's `_index.md`.
    pub(super) section: bool,
    /// Its new front matter.
    pub(super) matter: Table,
    /// Its text.
    pub(super) body: String,
    /// The line of the old file that the text starts on.
    pub(super) line: usize,
}

/// Gives `path` to every page that would have another address in Layer9 than it had.
pub(super) fn keep(pages: &mut [Page], report: &mut Report) {
    drop_taken_aliases(pages, report);
    let mut folders = Folders::default();
    let mut order: Vec<usize> =
        (0..pages.len()).filter(|i| pages.get(*i).is_some_and(|p| p.section)).collect();
    // The main language first, whose sections say how those of the others are called that have no source.
    let depth = |i: &usize| {
        pages.get(*i).map_or((true, 0), |page| (!page.language.is_empty(), page.place.matches('/').count()))
    };
    order.sort_by_key(depth);
    for i in order {
        let Some(page) = pages.get_mut(i) else { continue };
        let folder = parent(&page.place).to_owned();
        let own = folders.address(&page.language, &page.prefix, &folder);
        settle(page, &own);
        folders.known.insert((page.language.clone(), folder), page.url.clone());
    }
    for page in pages.iter_mut().filter(|page| !page.section) {
        let (folder, stem) = match page.place.strip_suffix("/index.md") {
            Some(bundle) => (parent(bundle), bundle.rsplit('/').next().unwrap_or(bundle)),
            None => {
                let name = page.place.rsplit('/').next().unwrap_or(&page.place);
                (parent(&page.place), name.strip_suffix(".md").unwrap_or(name))
            }
        };
        let above = folders.address(&page.language, &page.prefix, folder);
        let own = format!("{above}{}/", site::page_segment(stem));
        settle(page, &own);
    }
}

/// Puts a file that lies in bundles or sections of several languages at the address that each of them gave it. Layer9 has it
/// once, beside the first of them.
pub(super) fn share(pages: &[Page], file: &str, from: &str, site: &mut NewSite, report: &mut Report) {
    let holds = |page: &&Page| {
        let folder = parent(&page.target);
        let is_index = matches!(page.place.rsplit('/').next(), Some("index.md" | "_index.md"));
        let inside =
            if page.section { parent(file) == folder } else { file.starts_with(&format!("{folder}/")) };
        is_index && !folder.is_empty() && inside
    };
    let mut owners: Vec<&Page> = pages.iter().filter(holds).collect();
    owners.sort_by_key(|page| (page.section, page.language.clone()));
    for page in owners.iter().skip(1) {
        let rest = file.get(parent(&page.target).len() + 1..).unwrap_or(file);
        let target = format!("static{}{rest}", page.url);
        if page.url.ends_with('/') && !site.has(&target) {
            site.copy(target, from, report);
        }
    }
}

/// An alias that is another page's address, or another page's alias, leads nowhere of its own.
fn drop_taken_aliases(pages: &mut [Page], report: &mut Report) {
    let mut taken: BTreeSet<String> =
        pages.iter().map(|page| page.url.trim_matches('/').to_lowercase()).collect();
    for page in pages.iter_mut() {
        let Some(node) = take(&mut page.matter, "aliases") else { continue };
        let (mut kept, mut dropped) = (Vec::new(), Vec::new());
        for alias in texts(&node) {
            let path = alias.trim_matches('/').to_lowercase();
            if path.is_empty() || !taken.insert(path) { dropped.push(alias) } else { kept.push(alias) }
        }
        if !kept.is_empty() {
            set(&mut page.matter, "aliases", list(kept));
        }
        for alias in dropped {
            report.note(
                &page.source,
                0,
                format!("the alias `{alias}` is the address of another page; it is left out"),
            );
        }
    }
}

/// The addresses of the sections that have a source, by language and folder.
#[derive(Debug, Default)]
struct Folders {
    known: BTreeMap<(String, String), String>,
}

impl Folders {
    /// Where Layer9 has a folder: below the nearest section that is known; called as the main language's, where that
    /// has a source.
    fn address(&self, language: &str, prefix: &str, folder: &str) -> String {
        let find = |language: &str| self.known.get(&(language.to_owned(), folder.to_owned()));
        if let Some(address) = find(language) {
            return address.clone();
        }
        if folder.is_empty() {
            return format!("{prefix}/");
        }
        let above = self.address(language, prefix, parent(folder));
        let name = match find("").filter(|_| !language.is_empty()) {
            Some(address) => address.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_owned(),
            None => Slugs::Ascii.segment(folder.rsplit('/').next().unwrap_or(folder)),
        };
        format!("{above}{name}/")
    }
}

fn settle(page: &mut Page, own: &str) {
    take(&mut page.matter, "path");
    take(&mut page.matter, "slug");
    if own == page.url {
        return;
    }
    let last = |address: &str| address.trim_end_matches('/').rsplit('/').next().unwrap_or("").to_owned();
    let above =
        |address: &str| address.trim_end_matches('/').rsplit_once('/').map(|(above, _)| above.to_owned());
    if above(own) == above(&page.url) && page.url.ends_with('/') && !last(&page.url).is_empty() {
        set(&mut page.matter, "slug", string(last(&page.url)));
    } else {
        set(&mut page.matter, "path", string(page.url.clone()));
    }
}

/// The folder of a path; empty at the top.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::toml_text::text;

    #[test]
    fn only_what_differs_is_written() {
        let page = |target: &str, url: &str| Page {
            place: target.to_owned(),
            target: target.to_owned(),
            url: url.to_owned(),
            section: target.ends_with("_index.md"),
            ..Page::default()
        };
        let mut pages = [
            page("docs/v3.5/_index.md", "/docs/v3.5/"),
            page("docs/v3.5/start.md", "/docs/v3.5/start/"),
            page("docs/v3.5/2024-01-02-news.md", "/docs/v3.5/2024-01-02-news/"),
            page("post/a/index.md", "/2024/a.html"),
            page("about.md", "/about/"),
        ];
        keep(&mut pages, &mut Report::default());
        let keys: Vec<_> = pages
            .iter()
            .map(|page| {
                page.matter
                    .iter()
                    .map(|(k, n)| format!("{} {}", k.name, text(n).unwrap_or_default()))
                    .collect::<String>()
            })
            .collect();
        assert_eq!(keys, ["slug v3.5", "", "slug 2024-01-02-news", "path /2024/a.html", ""]);
    }
}
