//! `[[lists]]` and `[[archives]]`: lists of pages, or of rows of data, at addresses of their own.

use super::CODES;
use super::data::{Data, Node, Table, TableReader};
use super::{LanguageId, Languages};
use crate::diagnostics::{Diagnostic, Diagnostics, Location, SourceText};

/// A list at an address, or one for each group of its pages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListConfig {
    /// The address, with a leading slash and a trailing one; `{year}`, `{month}`, `{day}` and `{field}` in it make a
    /// list for each.
    pub path: String,
    /// The template.
    pub template: String,
    /// The title, with the same tokens; without it, what the pages of the group have in common.
    pub title: Option<String>,
    /// Titles of languages, in place of that.
    pub titles: Vec<(LanguageId, String)>,
    /// The languages that have it. Without them, a list of pages is in each language that has some, and one of data in
    /// the default language.
    pub languages: Option<Vec<LanguageId>>,
    /// The folder of `content/` whose pages it lists.
    pub below: String,
    /// The condition that they fulfil.
    pub filter: Option<String>,
    /// How they are sorted; newest first unless given.
    pub sort: Option<String>,
    /// How many at most.
    pub limit: Option<usize>,
    /// The data whose rows it lists in place of pages.
    pub data: Option<String>,
    /// How many on one page of it; 0 for all.
    pub paginate_by: usize,
    /// The path segment of pages after the first.
    pub paginate_path: String,
    /// Whether it has feeds.
    pub feed: bool,
    /// Where it is written.
    pub at: Location,
}

/// Reads the value of `lists`.
pub(super) fn read(
    node: &Node,
    languages: &Languages,
    source: &SourceText,
    out: &mut Diagnostics,
) -> Vec<ListConfig> {
    let mut lists = Vec::new();
    for (table, at) in tables("lists", node, source, out) {
        let mut t = TableReader::new(table, source, "lists", CODES, out);
        let path = t.string("path");
        let list = ListConfig {
            path: with_slashes(path.as_deref().unwrap_or_default()),
            below: t.string("below").unwrap_or_default().trim_matches('/').to_owned(),
            filter: t.string("where"),
            sort: t.string("sort"),
            limit: t.count("limit"),
            data: t.string("data"),
            ..common(&mut t, "list.html", languages, at.clone())
        };
        if path.is_none() && t.node("path").is_none() {
            let diagnostic = Diagnostic::error(CODES.value, "a list needs a `path`");
            t.report(diagnostic.at(at.clone()));
        }
        for key in ["below", "where", "sort", "limit", "feed"] {
            if list.data.is_some()
                && let Some(node) = t.node(key)
            {
                t.bad_value(node, format!("`{key}` is about pages, but the list is of data"));
            }
        }
        t.finish();
        lists.extend(path.map(|_| list));
    }
    lists
}

/// Reads the value of `archives`: the lists of the years, and of the months, of a section.
pub(super) fn archives(
    node: &Node,
    languages: &Languages,
    source: &SourceText,
    out: &mut Diagnostics,
) -> Vec<ListConfig> {
    let mut lists = Vec::new();
    for (table, at) in tables("archives", node, source, out) {
        let mut t = TableReader::new(table, source, "archives", CODES, out);
        let below = t.string("section").unwrap_or_default().trim_matches('/').to_owned();
        let path = t.string("path").unwrap_or_else(|| below.clone());
        let levels = t.choice("by", &[("year", 1), ("month", 2), ("day", 3)]).unwrap_or(2);
        let list = ListConfig { below, ..common(&mut t, "archive.html", languages, at) };
        t.finish();
        let mut pattern = with_slashes(&path);
        for token in ["{year}/", "{month}/", "{day}/"].into_iter().take(levels) {
            pattern.push_str(token);
            lists.push(ListConfig { path: pattern.clone(), ..list.clone() });
        }
    }
    lists
}

fn common(t: &mut TableReader<'_>, template: &str, languages: &Languages, at: Location) -> ListConfig {
    let (title, titles) = titles(t, languages);
    ListConfig {
        template: t.string("template").unwrap_or_else(|| template.to_owned()),
        title,
        titles,
        languages: languages.among(t),
        paginate_by: t.count("paginate_by").unwrap_or(0),
        paginate_path: t.string("paginate_path").unwrap_or_else(|| "page".to_owned()),
        feed: t.bool("feed").unwrap_or(false),
        at,
        ..ListConfig::default()
    }
}

/// `title`: one for all languages, or a table of one for each.
fn titles(t: &mut TableReader<'_>, languages: &Languages) -> (Option<String>, Vec<(LanguageId, String)>) {
    let Some(Node { value: Data::Table(_), .. }) = t.node("title") else {
        return (t.string("title"), Vec::new());
    };
    let mut titles = Vec::new();
    for (key, node) in t.table("title").into_iter().flatten() {
        match (languages.find(&key.name), &node.value) {
            (None, _) => {
                let message = format!("`title` has a language that the site has not: `{}`", key.name);
                let known = languages.iter().map(|language| language.tag.as_str());
                let at = t.source().at(key.span.clone());
                t.report(Diagnostic::error(CODES.value, message).at(at).suggest(&key.name, known));
            }
            (Some(language), Data::String(title)) => titles.push((language.id, title.clone())),
            (Some(_), _) => {
                t.wrong::<()>("title", node, "a string");
            }
        }
    }
    (None, titles)
}

fn tables<'n>(
    key: &str,
    node: &'n Node,
    source: &SourceText,
    out: &mut Diagnostics,
) -> Vec<(&'n Table, Location)> {
    let empty = Table::new();
    let items = match &node.value {
        Data::List(items) => items.as_slice(),
        Data::Table(_) => std::slice::from_ref(node),
        _ => {
            TableReader::new(&empty, source, "", CODES, out).wrong::<()>(key, node, "a list of tables");
            return Vec::new();
        }
    };
    let mut tables = Vec::with_capacity(items.len());
    for item in items {
        match &item.value {
            Data::Table(table) => tables.push((table, source.at(item.span.clone()))),
            _ => {
                TableReader::new(&empty, source, "", CODES, out).wrong::<()>(key, item, "a table");
            }
        }
    }
    tables
}

fn with_slashes(path: &str) -> String {
    match path.trim_matches('/') {
        "" => "/".to_owned(),
        path => format!("/{path}/"),
    }
}
