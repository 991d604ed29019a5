//! Lists at addresses of their own: of pages that a query gives, also one for each year or each value of a field,
//! and of rows of data.

use super::PageId;
use super::address;
use super::graph::Site;
use super::query::{Grouping, Query, QueryText};
use crate::config::ListConfig;
use crate::config::data::{Data, Node};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use std::collections::BTreeMap;

/// A list with an address.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its address.
    pub path: String,
    /// Its title.
    pub title: String,
    /// What the tokens of its address stand for.
    pub keys: Vec<(String, String)>,
    /// The pages, in order; none where it is of data.
    pub pages: Vec<PageId>,
    /// The rows of data.
    pub rows: Vec<Node>,
    /// Its number in the configuration.
    pub config: usize,
    /// The lists right below its address, by their numbers.
    pub children: Vec<usize>,
}

impl List {
    /// The first day of the year, month or day that it is of.
    pub fn date(&self) -> Option<String> {
        let key = |name: &str| self.keys.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let year = key("year")?;
        Some(format!("{year}-{}-{}", key("month").unwrap_or("01"), key("day").unwrap_or("01")))
    }
}

impl Site {
    /// Lays the lists of the configuration out.
    pub(super) fn make_lists(&mut self, out: &mut Diagnostics) {
        let mut lists = Vec::new();
        for (number, config) in self.config.lists.iter().enumerate() {
            let made = match &config.data {
                Some(data) => self.list_of_data(number, config, data),
                None => self.lists_of_pages(number, config),
            };
            match made {
                Ok(made) => lists.extend(made),
                Err(why) => {
                    let message = format!("the list `{}`: {why}", config.path);
                    out.push(Diagnostic::error(Code::SiteList, message).at(config.at.clone()));
                }
            }
        }
        nest(&mut lists);
        self.lists = lists;
    }

    fn list_of_data(&self, number: usize, config: &ListConfig, data: &str) -> Result<Vec<List>, String> {
        let found = self.outline.data.find(data).ok_or_else(|| {
            let near = crate::diagnostics::nearest(data, self.outline.data.names());
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            format!("there is no `data.{data}`{hint}")
        })?;
        let rows = match &found.value {
            Data::List(rows) => rows.clone(),
            Data::Table(table) => table.iter().map(|(_, row)| row.clone()).collect(),
            other => return Err(format!("`data.{data}` is {}, not a list or a table of rows", other.kind())),
        };
        let title = config.title.clone().unwrap_or_else(|| super::file_name::title(data));
        let (path, keys) = (address::written(config.path.clone(), &self.config), Vec::new());
        Ok(vec![List { path, title, keys, pages: Vec::new(), rows, config: number, children: Vec::new() }])
    }

    fn lists_of_pages(&self, number: usize, config: &ListConfig) -> Result<Vec<List>, String> {
        let query = Query::read(
            &QueryText {
                below: config.below.clone(),
                filter: config.filter.clone(),
                sort: Some(config.sort.clone().unwrap_or_else(|| "-date".to_owned())),
                limit: config.limit,
                ..QueryText::default()
            },
            self,
        )?;
        let tokens = tokens(&config.path)?;
        let mut groupings = Vec::new();
        for token in &tokens {
            let grouping =
                Grouping::read(token, &config.below, self).map_err(|why| format!("`path`: {why}"))?;
            groupings.push(grouping);
        }
        if query.reads_bodies() || groupings.iter().any(Grouping::reads_bodies) {
            return Err("which lists there are cannot depend on the length of texts".to_owned());
        }
        let mut lists: BTreeMap<String, List> = BTreeMap::new();
        let fill = |pattern: &str, values: &[String], slug: bool| {
            tokens.iter().zip(values).fold(pattern.to_owned(), |text, (token, value)| {
                let value =
                    if slug { self.config.languages.default().slugs.segment(value) } else { value.clone() };
                text.replace(&format!("{{{token}}}"), &value)
            })
        };
        for id in query.pages(self) {
            for values in combinations(self, id, &tokens, &groupings) {
                let path = address::written(fill(&config.path, &values, true), &self.config);
                let list = lists.entry(path.clone()).or_insert_with(|| {
                    let title = match &config.title {
                        Some(title) => fill(title, &values, false),
                        None if values.is_empty() => super::file_name::title(&config.below),
                        None => values.join("-"),
                    };
                    let keys = tokens.iter().cloned().zip(values).collect();
                    let (pages, rows, children) = (Vec::new(), Vec::new(), Vec::new());
                    List { path, title, keys, pages, rows, config: number, children }
                });
                if list.pages.last() != Some(&id) {
                    list.pages.push(id);
                }
            }
        }
        if tokens.is_empty() && lists.is_empty() {
            // A list without pages is still there.
            let path = address::written(config.path.clone(), &self.config);
            let title = config.title.clone().unwrap_or_default();
            let (keys, pages, rows, children) = Default::default();
            return Ok(vec![List { path, title, keys, pages, rows, config: number, children }]);
        }
        Ok(lists.into_values().collect())
    }
}

/// The values of the tokens on a page: one set for each combination of values of lists.
fn combinations(site: &Site, id: PageId, tokens: &[String], groupings: &[Grouping]) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    for (token, grouping) in tokens.iter().zip(groupings) {
        let keys = grouping.keys(site, id);
        // `2026-03` is March of 2026 where the address has the year beside it.
        let last = |key: String| match token.as_str() {
            "year" | "month" | "day" => key.rsplit('-').next().unwrap_or(&key).to_owned(),
            _ => key,
        };
        let keys: Vec<String> = keys.into_iter().map(last).collect();
        let with = |start: &Vec<String>, key: &String| {
            let mut more = start.clone();
            more.push(key.clone());
            more
        };
        all = all.iter().flat_map(|start| keys.iter().map(move |key| with(start, key))).collect();
    }
    all
}

fn tokens(pattern: &str) -> Result<Vec<String>, String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = pattern;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((token, after)) = after.split_once('}') else {
            return Err("its `path` has a `{` without a `}`".to_owned());
        };
        if !tokens.iter().any(|known| known == token) {
            tokens.push(token.to_owned());
        }
        rest = after;
    }
    Ok(tokens)
}

/// Gives each list those whose address is below its own, with none between.
fn nest(lists: &mut [List]) {
    let mut order: Vec<usize> = (0..lists.len()).collect();
    order.sort_by(|a, b| lists.get(*a).map(|list| &list.path).cmp(&lists.get(*b).map(|list| &list.path)));
    let mut open: Vec<usize> = Vec::new();
    for at in order {
        let path = lists.get(at).map(|list| list.path.clone()).unwrap_or_default();
        while open
            .last()
            .and_then(|last| lists.get(*last))
            .is_some_and(|last| !address::is_below(&path, &last.path))
        {
            open.pop();
        }
        if let Some(parent) = open.last().and_then(|last| lists.get_mut(*last)) {
            parent.children.push(at);
        }
        open.push(at);
    }
}
