//! Lists at addresses of their own: of pages that a query gives, also one for each year or each value of a field,
//! and of rows of data.

use super::PageId;
use super::address;
use super::graph::Site;
use super::languages::prefixed;
use super::query::{Grouping, Query, QueryText};
use crate::config::data::{Data, Node};
use crate::config::{LanguageId, ListConfig};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use std::collections::BTreeMap;

/// A list with an address.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its address.
    pub path: String,
    /// Its language.
    pub language: LanguageId,
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
    /// The same list in each language that has it, its own too, by their numbers; none in a site with one language.
    pub translations: Vec<usize>,
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
            for language in self.languages_of(config) {
                let made = match &config.data {
                    Some(data) => self.list_of_data(number, config, data, language),
                    None => self.lists_of_pages(number, config, language),
                };
                match made {
                    Ok(made) => lists.extend(made),
                    Err(why) => {
                        let message = format!("the list `{}`: {why}", config.path);
                        out.push(Diagnostic::error(Code::SiteList, message).at(config.at.clone()));
                        // It would be the same in the next language.
                        break;
                    }
                }
            }
        }
        nest(&mut lists);
        if self.config.languages.are_many() {
            translate(&mut lists);
        }
        self.lists = lists;
    }

    fn languages_of(&self, config: &ListConfig) -> Vec<LanguageId> {
        let has_pages = |language: &LanguageId| {
            *language == LanguageId::DEFAULT
                || config.data.is_none() && !self.outline.pages_below(*language, &config.below).is_empty()
        };
        match &config.languages {
            Some(languages) => languages.clone(),
            None => self.config.languages.iter().map(|language| language.id).filter(has_pages).collect(),
        }
    }

    /// An address of the configuration in a language.
    pub(super) fn address_in(&self, language: LanguageId, path: String) -> String {
        address::written(prefixed(&self.config.languages.get(language).prefix, path), &self.config)
    }

    fn list_of_data(
        &self,
        number: usize,
        config: &ListConfig,
        data: &str,
        language: LanguageId,
    ) -> Result<Vec<List>, String> {
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
        let title = title_of(config, language).cloned().unwrap_or_else(|| super::file_name::title(data));
        let (path, keys) = (self.address_in(language, config.path.clone()), Vec::new());
        let (pages, children, translations) = Default::default();
        Ok(vec![List { path, language, title, keys, pages, rows, config: number, children, translations }])
    }

    fn lists_of_pages(
        &self,
        number: usize,
        config: &ListConfig,
        language: LanguageId,
    ) -> Result<Vec<List>, String> {
        let query = Query::read(
            &QueryText {
                below: config.below.clone(),
                language,
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
                let value = if slug {
                    self.config.languages.get(language).slugs.segment(value)
                } else {
                    value.clone()
                };
                text.replace(&format!("{{{token}}}"), &value)
            })
        };
        for id in query.pages(self) {
            for values in combinations(self, id, &tokens, &groupings) {
                let path = self.address_in(language, fill(&config.path, &values, true));
                let list = lists.entry(path.clone()).or_insert_with(|| {
                    let title = match title_of(config, language) {
                        Some(title) => fill(title, &values, false),
                        None if values.is_empty() => super::file_name::title(&config.below),
                        None => values.join("-"),
                    };
                    let keys = tokens.iter().cloned().zip(values).collect();
                    let (pages, rows, children, translations) = Default::default();
                    List { path, language, title, keys, pages, rows, config: number, children, translations }
                });
                if list.pages.last() != Some(&id) {
                    list.pages.push(id);
                }
            }
        }
        if tokens.is_empty() && lists.is_empty() {
            // A list without pages is still there.
            let path = self.address_in(language, config.path.clone());
            let title = title_of(config, language).cloned().unwrap_or_default();
            let (keys, pages, rows, children, translations) = Default::default();
            return Ok(vec![List {
                path,
                language,
                title,
                keys,
                pages,
                rows,
                config: number,
                children,
                translations,
            }]);
        }
        Ok(lists.into_values().collect())
    }
}

/// The title of a list in a language, where it is given one.
fn title_of(config: &ListConfig, language: LanguageId) -> Option<&String> {
    let own = config.titles.iter().find(|(of, _)| *of == language).map(|(_, title)| title);
    own.or(config.title.as_ref())
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

/// Gives each list the same one in each language.
fn translate(lists: &mut [List]) {
    let mut same: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, list) in lists.iter().enumerate() {
        same.entry((list.config, list.keys.clone())).or_default().push(at);
    }
    for group in same.into_values() {
        for at in &group {
            if let Some(list) = lists.get_mut(*at) {
                list.translations.clone_from(&group);
            }
        }
    }
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
