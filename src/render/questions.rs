//! What templates ask of the site beyond a page or a section: queries, groups, related pages, series, breadcrumbs,
//! lists.
//!
//! A question is recorded as it was asked, and its digest is that of the answer, so that an output is made again
//! only where an edit changes the answer, whatever else it changes.

use super::fields::Fields;
use super::functions::Lookups;
use super::shapes;
use super::value::{entries, map, optional};
use super::values::Values;
use super::versions::Versions;
use crate::config::LanguageId;
use crate::site::{Group, Grouping, PageId, Query, QueryText, Series, Site, Source};
use crate::source::{Hash, Hasher};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use tera::Value;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Question {
    /// `get_pages`
    Pages(QueryText),
    /// `group_pages`: the query, and by what its pages are put into groups.
    Groups(QueryText, String),
    /// `get_related`: the page's path below `content/`, and how many.
    Related(String, usize),
    /// `get_series`: the page's path below `content/`, and the taxonomy.
    Series(String, String),
    /// `get_breadcrumbs`: the path below `content/` of a page or a section.
    Breadcrumbs(String),
    /// `get_lists`: the pattern of their addresses in the configuration.
    Lists(String, LanguageId),
    /// `head_meta`: the path below `content/` of a page or a section, and the address that it is shown at.
    Meta(String, String),
}

impl fmt::Display for Question {
    /// As `layer9 why` shows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pages(text) | Self::Groups(text, _) => {
                write!(f, "all pages below content/{}", text.below)?;
                if let Some(filter) = &text.filter {
                    write!(f, " where {filter}")?;
                }
                if let Some(sort) = &text.sort {
                    write!(f, " by {sort}")?;
                }
                match self {
                    Self::Groups(_, by) => write!(f, " in groups of one {by}"),
                    _ => Ok(()),
                }
            }
            Self::Related(path, limit) => write!(f, "the {limit} pages most related to content/{path}"),
            Self::Series(path, taxonomy) => write!(f, "the {taxonomy} that content/{path} is part of"),
            Self::Breadcrumbs(path) => write!(f, "what is above content/{path}"),
            Self::Lists(pattern, _) => write!(f, "the lists at {pattern}"),
            Self::Meta(path, _) => write!(f, "what search engines are told of content/{path}"),
        }
    }
}

/// What a site answers.
pub(super) enum Answer {
    Pages(Vec<PageId>),
    Groups(Vec<Group>),
    Series(Option<Series>),
    Breadcrumbs(Vec<Crumb>),
    Lists(Vec<usize>),
    Meta(String),
}

/// A page or section above another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Crumb {
    pub(super) title: String,
    pub(super) path: String,
}

impl Question {
    /// Asks a site.
    ///
    /// # Errors
    /// Says what is wrong with the question.
    pub(super) fn ask(&self, lookups: &Lookups) -> Result<Arc<Answer>, String> {
        let site = &*lookups.site;
        match self {
            // Asked by many outputs, and costly.
            Self::Pages(_) | Self::Groups(..) => lookups.answers.get(self, || self.answer(lookups, site)),
            _ => self.answer(lookups, site).map(Arc::new),
        }
    }

    fn answer(&self, lookups: &Lookups, site: &Site) -> Result<Answer, String> {
        Ok(match self {
            Self::Pages(text) => Answer::Pages(Query::read(text, site)?.pages(site)),
            Self::Groups(text, by) => {
                let pages = Query::read(text, site)?.pages(site);
                let grouping = Grouping::read(by, &text.below, site).map_err(|why| format!("`by`: {why}"))?;
                Answer::Groups(grouping.groups(site, &pages))
            }
            Self::Related(path, limit) => {
                let index = lookups.related()?;
                Answer::Pages(index.related(site, page(site, path)?, *limit))
            }
            Self::Series(path, taxonomy) => {
                let names = || site.config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str());
                if !names().any(|known| known == taxonomy) {
                    return Err(missing("taxonomy", taxonomy, names()));
                }
                Answer::Series(site.series(page(site, path)?, taxonomy))
            }
            Self::Breadcrumbs(path) => Answer::Breadcrumbs(breadcrumbs(site, path)?),
            Self::Lists(pattern, language) => {
                let patterns = || site.config.lists.iter().map(|list| list.path.as_str());
                let Some(number) = patterns().position(|known| known == pattern) else {
                    return Err(missing("list", pattern, patterns()));
                };
                let lists = site.lists.iter().enumerate();
                let these = lists.filter(|(_, list)| list.config == number && list.language == *language);
                Answer::Lists(these.map(|(at, _)| at).collect())
            }
            Self::Meta(path, at) => Answer::Meta(super::meta::of(site, path, at)?),
        })
    }

    /// How many pages the answer lists.
    pub(super) fn listed(&self, lookups: &Lookups) -> Option<usize> {
        match &*self.ask(lookups).ok()? {
            Answer::Pages(ids) => Some(ids.len()),
            Answer::Groups(groups) => Some(groups.iter().map(|group| group.pages.len()).sum()),
            Answer::Series(_) | Answer::Breadcrumbs(_) | Answer::Lists(_) | Answer::Meta(_) => None,
        }
    }

    /// What a template is given.
    ///
    /// # Errors
    /// Says what is wrong with the question.
    pub(super) fn value(&self, lookups: &Lookups, values: &Values, fields: Fields) -> Result<Value, String> {
        let site = &*lookups.site;
        let url = |path: &str| Value::from(site.config.base_url.join(path));
        Ok(match &*self.ask(lookups)? {
            Answer::Pages(ids) => values.list(ids, fields),
            Answer::Groups(groups) => Value::from(
                groups.iter().map(|group| group_value(group, self, values, fields)).collect::<Vec<_>>(),
            ),
            Answer::Series(None) => Value::none(),
            Answer::Series(Some(series)) => {
                let near = |at: Option<usize>| {
                    let id = at.and_then(|at| series.pages.get(at));
                    id.and_then(|id| values.page(*id, fields)).unwrap_or_else(Value::none)
                };
                map([
                    ("name", Value::from(series.name.as_str())),
                    ("path", Value::from(series.path.as_str())),
                    ("permalink", url(&series.path)),
                    ("position", Value::from(series.at + 1)),
                    ("count", Value::from(series.pages.len())),
                    ("previous", near(series.at.checked_sub(1))),
                    ("next", near(Some(series.at + 1))),
                    ("pages", values.list(&series.pages, fields)),
                ])
            }
            Answer::Breadcrumbs(crumbs) => {
                let crumb = |crumb: &Crumb| {
                    map([
                        ("title", Value::from(crumb.title.as_str())),
                        ("path", Value::from(crumb.path.as_str())),
                        ("permalink", url(&crumb.path)),
                    ])
                };
                Value::from(crumbs.iter().map(crumb).collect::<Vec<_>>())
            }
            Answer::Lists(lists) => {
                let lists = lists.iter().filter_map(|at| site.lists.get(*at));
                Value::from(lists.map(|list| Value::from(shapes::list_map(site, list))).collect::<Vec<_>>())
            }
            Answer::Meta(html) => Value::safe_string(html),
        })
    }

    /// The digest of the answer.
    pub(super) fn digest(&self, lookups: &Lookups, versions: &Versions, fields: Fields) -> Option<Hash> {
        let mut hasher = Hasher::new();
        match &*self.ask(lookups).ok()? {
            Answer::Pages(ids) => versions.add_list(&mut hasher, ids, fields),
            Answer::Groups(groups) => {
                for group in groups {
                    hasher.optional(group.key.as_deref()).number(group.pages.len() as u64);
                    if let Some(ids) = fields.listed(&group.pages) {
                        versions.add_list(&mut hasher, ids, fields);
                    }
                }
            }
            Answer::Series(None) => {}
            Answer::Series(Some(series)) => {
                hasher.text(&series.name).text(&series.path).number(series.at as u64);
                versions.add_list(&mut hasher, &series.pages, fields);
            }
            Answer::Breadcrumbs(crumbs) => crumbs.iter().for_each(|crumb| {
                hasher.text(&crumb.title).text(&crumb.path);
            }),
            Answer::Lists(lists) => {
                lists.iter().filter_map(|at| lookups.site.lists.get(*at)).for_each(|list| {
                    shapes::add_list(&mut hasher, &lookups.site, list);
                });
            }
            Answer::Meta(html) => {
                hasher.text(html);
            }
        }
        Some(hasher.finish())
    }
}

fn group_value(group: &Group, question: &Question, values: &Values, fields: Fields) -> Value {
    let mut map =
        entries([("key", optional(group.key.as_deref())), ("count", Value::from(group.pages.len()))]);
    if let Question::Groups(_, by) = question
        && let Some(parts) = ["year", "month", "day"].iter().position(|part| part == by)
    {
        let parts_of_key = group.key.as_deref().unwrap_or_default().split('-');
        let numbers: Vec<Option<i64>> = parts_of_key.map(|part| part.parse().ok()).collect();
        for (at, name) in ["year", "month", "day"].into_iter().enumerate().take(parts + 1) {
            map.insert(name, optional(numbers.get(at).copied().flatten()));
        }
        let date = group.key.as_ref().map(|key| format!("{key}{}", "-01".repeat(2 - parts)));
        map.insert("date", optional(date));
    }
    if let Some(ids) = fields.listed(&group.pages) {
        map.insert("pages", values.list(ids, fields));
    }
    Value::from(map)
}

fn page(site: &Site, path: &str) -> Result<PageId, String> {
    match site.outline.by_source(path) {
        Some(Source::Page(id)) => Ok(id),
        _ => Err(missing("page", path, site.outline.sources())),
    }
}

/// The sections above a page or section, home first, then itself. Sections without a file of their own are left out.
pub(super) fn breadcrumbs(site: &Site, path: &str) -> Result<Vec<Crumb>, String> {
    let (above, own) = match site.outline.by_source(path) {
        Some(Source::Page(id)) => {
            let own = site.pages.get(id).map(|page| (page.title.clone(), page.entry.path.clone()));
            (site.ancestors_of_page(id), own)
        }
        Some(Source::Section(id)) => {
            let own = site.sections.get(id).map(|s| (s.title.clone(), s.entry.path.clone()));
            (site.ancestors_of_section(id), own)
        }
        None => return Err(missing("page or section", path, site.outline.sources())),
    };
    let sections = above.iter().filter_map(|id| site.sections.get(*id));
    let rendered = sections.filter(|s| s.entry.matter.page.visibility.rendered);
    let above = rendered.map(|s| (s.title.clone(), s.entry.path.clone()));
    // The page that stands at a section's address is the section to visitors.
    let crumbs = above.filter(|(_, path)| own.as_ref().is_none_or(|(_, own)| own != path));
    let crumbs: Vec<_> = crumbs.collect();
    Ok(crumbs.into_iter().chain(own).map(|(title, path)| Crumb { title, path }).collect())
}

pub(super) fn missing<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let hint = crate::diagnostics::nearest(name, known).map(|near| format!("; did you mean `{near}`?"));
    format!("there is no {what} `{name}`{}", hint.unwrap_or_default())
}
