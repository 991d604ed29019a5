//! The addresses that Hugo gives, by its documentation of URL management.

use crate::config::data::Table;
use crate::content::date::Date;
use crate::import::toml_text::{text, texts};
use std::collections::BTreeMap;

/// How a site's addresses are made.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    /// Patterns by kind (`page`, `section`) and section.
    pub(super) permalinks: BTreeMap<(String, String), String>,
    /// Whether pages are files: of all sections, or of some.
    pub(super) ugly: Ugly,
    /// Whether capitals stay.
    pub(super) keep_case: bool,
    /// Whether accents go.
    pub(super) no_accents: bool,
}

/// Whether pages are files and not folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Ugly {
    /// Folders.
    #[default]
    No,
    /// Files.
    All,
    /// Files in these sections.
    Sections(Vec<String>),
}

/// What the address of a page is made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'a> {
    /// Folder below the content folder of its language.
    pub(super) folder: &'a str,
    /// File name, or that of its bundle, without extension and language.
    pub(super) name: &'a str,
    pub(super) title: Option<String>,
    pub(super) slug: Option<String>,
    pub(super) url: Option<String>,
    pub(super) date: Option<String>,
    /// Whether it is a section.
    pub(super) section: bool,
    /// What stands before the addresses of its language, such as `/fr`; empty for none.
    pub(super) prefix: &'a str,
}

impl Addresses {
    /// Reads the keys of a configuration.
    pub(super) fn permalink(&mut self, table: &Table) {
        for (key, node) in table {
            match node.as_table() {
                Some(inner) if matches!(key.name.as_str(), "page" | "section" | "term" | "taxonomy") => {
                    for (section, pattern) in inner {
                        if let Some(pattern) = text(pattern) {
                            self.permalinks.insert((key.name.clone(), section.name.clone()), pattern);
                        }
                    }
                }
                _ => {
                    if let Some(pattern) = texts(node).into_iter().next() {
                        self.permalinks.insert(("page".to_owned(), key.name.clone()), pattern);
                    }
                }
            }
        }
    }

    /// The address of a page.
    pub(super) fn of(&self, page: &Parts<'_>) -> String {
        let top = page.folder.split('/').next().unwrap_or("");
        if let Some(url) = &page.url {
            let own = url.split_once("://").map_or(url.as_str(), |(_, rest)| {
                rest.find('/').map_or("/", |at| rest.get(at..).unwrap_or("/"))
            });
            let url = if own.starts_with('/') {
                // A slash at the start is the root of the language.
                if own == page.prefix || own.starts_with(&format!("{}/", page.prefix)) {
                    own.to_owned()
                } else {
                    format!("{}{own}", page.prefix)
                }
            } else {
                let above = if page.section {
                    page.folder.rsplit_once('/').map_or("", |(above, _)| above)
                } else {
                    page.folder
                };
                format!("{}{own}", self.folder(page.prefix, above))
            };
            let last = url.rsplit('/').next().unwrap_or("");
            return if last.is_empty() || last.contains('.') { url } else { format!("{url}/") };
        }
        let kind = if page.section { "section" } else { "page" };
        if page.section && page.folder.is_empty() {
            return format!("{}/", page.prefix);
        }
        let pattern = self.permalinks.get(&(kind.to_owned(), top.to_owned())).or_else(|| {
            if page.folder.is_empty() {
                self.permalinks.get(&(kind.to_owned(), "/".to_owned()))
            } else {
                None
            }
        });
        let path = match pattern {
            Some(pattern) => self.fill(pattern, page),
            None if page.section => return self.folder(page.prefix, page.folder),
            None => {
                let name = page.slug.as_deref().filter(|slug| !slug.is_empty()).unwrap_or(page.name);
                format!("{}{}/", self.folder("", page.folder), self.segment(name))
            }
        };
        let path = format!("{}/{}", page.prefix, path.trim_start_matches('/'));
        let ugly = match &self.ugly {
            Ugly::No => false,
            Ugly::All => true,
            Ugly::Sections(sections) => sections.iter().any(|section| section == top),
        };
        let trimmed = path.trim_end_matches('/');
        if trimmed.rsplit('/').next().is_some_and(|last| last.ends_with(".html") || last.ends_with(".htm")) {
            return trimmed.to_owned();
        }
        if ugly && !page.section { format!("{trimmed}.html") } else { format!("{trimmed}/") }
    }

    /// The address of a folder.
    pub(super) fn folder(&self, prefix: &str, folder: &str) -> String {
        let mut address = format!("{prefix}/");
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            address.push_str(&self.segment(part));
            address.push('/');
        }
        address
    }

    fn fill(&self, pattern: &str, page: &Parts<'_>) -> String {
        let date = page.date.as_deref().and_then(Date::moment);
        let number =
            |format: &str| date.as_ref().map(|date| date.strftime(format).to_string()).unwrap_or_default();
        let title = page.title.clone().unwrap_or_default();
        let slug = page.slug.clone().filter(|slug| !slug.is_empty());
        let sections: Vec<String> =
            page.folder.split('/').filter(|p| !p.is_empty()).map(|p| self.segment(p)).collect();
        let mut out = String::new();
        let mut rest = pattern;
        while let Some(at) = rest.find(':') {
            out.push_str(rest.get(..at).unwrap_or(""));
            let after = rest.get(at + 1..).unwrap_or("");
            let end = after.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(after.len());
            let word = after.get(..end).unwrap_or("");
            rest = after.get(end..).unwrap_or("");
            let value = match word.to_ascii_lowercase().as_str() {
                "year" => number("%Y"),
                "month" => number("%m"),
                "monthname" => number("%B").to_lowercase(),
                "day" => number("%d"),
                "yearday" => number("%j").trim_start_matches('0').to_owned(),
                "weekday" => number("%w"),
                "weekdayname" => number("%A").to_lowercase(),
                "title" => self.segment(&title),
                "slug" => self.segment(slug.as_deref().unwrap_or(&title)),
                "filename" | "contentbasename" => self.segment(page.name),
                "slugorfilename" | "slugorcontentbasename" => {
                    self.segment(slug.as_deref().unwrap_or(page.name))
                }
                "section" => sections.first().cloned().unwrap_or_default(),
                "sections" => match slice(rest) {
                    Some((from, to, length)) => {
                        rest = rest.get(length..).unwrap_or("");
                        let to = to.unwrap_or(sections.len()).min(sections.len());
                        sections.get(from.min(to)..to).unwrap_or(&[]).join("/")
                    }
                    None => sections.join("/"),
                },
                _ => format!(":{word}"),
            };
            out.push_str(&value);
        }
        out.push_str(rest);
        while out.contains("//") {
            out = out.replace("//", "/");
        }
        out
    }

    /// A name as Hugo makes a segment of it: letters, digits and some signs stay, spaces become dashes.
    pub(super) fn segment(&self, name: &str) -> String {
        let mut out = String::new();
        let mut space = false;
        for c in name.trim().chars() {
            if c.is_whitespace() {
                space = true;
                continue;
            }
            if !(c.is_alphanumeric()
                || is_mark(c)
                || matches!(c, '.' | '/' | '\\' | '_' | '#' | '+' | '~' | '-' | '@'))
            {
                continue;
            }
            if space && !out.is_empty() && !out.ends_with('-') {
                out.push('-');
            }
            space = false;
            out.push(c);
        }
        if self.no_accents {
            use unicode_normalization::UnicodeNormalization;
            out = out.nfd().filter(|c| !is_mark(*c)).nfc().collect();
        }
        if self.keep_case { out } else { out.to_lowercase() }
    }
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// `[1:]`, `[:2]`, `[0]` and `[last]` behind `:sections`.
fn slice(text: &str) -> Option<(usize, Option<usize>, usize)> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']')?;
    let word = inner.get(..end)?;
    let length = end + 2;
    match word.split_once(':') {
        Some((from, to)) => Some((from.parse().unwrap_or(0), to.parse().ok(), length)),
        None => word.parse::<usize>().ok().map(|at| (at, Some(at + 1), length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let mut plain = Addresses::default();
        let page = |folder: &'static str, name: &'static str| Parts { folder, name, ..Parts::default() };
        for (parts, expected) in [
            (page("Docs/v3.5", "Get Started"), "/docs/v3.5/get-started/"),
            (Parts { slug: Some("other".to_owned()), ..page("a", "b") }, "/a/other/"),
            (Parts { url: Some("/x/y.html".to_owned()), ..page("a", "b") }, "/x/y.html"),
            (Parts { url: Some("y".to_owned()), ..page("a", "b") }, "/a/y/"),
            (Parts { prefix: "/fr", url: Some("/x/".to_owned()), ..page("a", "b") }, "/fr/x/"),
            (Parts { section: true, prefix: "/fr", ..page("", "") }, "/fr/"),
            (Parts { section: true, ..page("a/b", "") }, "/a/b/"),
            (page("", "Grüße C++"), "/grüße-c++/"),
        ] {
            assert_eq!(plain.of(&parts), expected, "{parts:?}");
        }
        plain
            .permalinks
            .insert(("page".to_owned(), "post".to_owned()), "/:year/:month/:day/:slug/".to_owned());
        plain
            .permalinks
            .insert(("page".to_owned(), "docs".to_owned()), "/:sections[1:]/:filename/".to_owned());
        plain.ugly = Ugly::Sections(vec!["post".to_owned()]);
        let dated = Parts {
            date: Some("2024-03-07".to_owned()),
            title: Some("Hello, World".to_owned()),
            ..page("post", "x")
        };
        assert_eq!(plain.of(&dated), "/2024/03/07/hello-world.html");
        assert_eq!(plain.of(&page("docs/a/b", "c")), "/a/b/c/");
    }
}
