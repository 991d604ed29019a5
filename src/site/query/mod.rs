//! Queries: pages that fulfil a condition, in an order, in groups.
//!
//! A query is read against the site: its fields are those that pages have of themselves, taxonomies, and those of
//! the schema of the pages that are asked, with their types, so that a wrong name or a comparison that no page can
//! fulfil is an error with the nearest name and its place in the text.

mod field;
mod filter;

use super::PageId;
use super::graph::Site;
use crate::config::LanguageId;
use crate::content::place::Place;
use crate::content::schema::Schema;
use crate::diagnostics::nearest;
use field::{Field, Value};
use filter::Filter;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

/// A query as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QueryText {
    /// The folder of `content/` whose pages are asked; empty for the whole site.
    pub below: String,
    /// The language of the pages.
    pub language: LanguageId,
    /// The condition.
    pub filter: Option<String>,
    /// Fields by which to sort, each with a `-` in front for the greatest first. Without it, pages come in byte order
    /// of their sources.
    pub sort: Option<String>,
    /// Whether the order is turned round.
    pub reverse: bool,
    /// How many to leave out at the start.
    pub offset: usize,
    /// How many to give at most.
    pub limit: Option<usize>,
    /// What `$name` in the condition stands for.
    pub arguments: Arguments,
}

/// What `$name` stands for.
pub type Arguments = BTreeMap<String, Argument>;

/// A value that a template hands to a condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Argument {
    /// Nothing.
    None,
    /// `true` or `false`.
    Bool(bool),
    /// The bits of a number.
    Number(u64),
    /// Text, which a date is too.
    Text(String),
    /// A list.
    List(Vec<Argument>),
}

impl Argument {
    fn value(&self) -> Value<'static> {
        match self {
            Self::None => Value::None,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(bits) => Value::Number(f64::from_bits(*bits)),
            Self::Text(text) => Value::Text(Cow::Owned(text.clone())),
            Self::List(items) => Value::List(items.iter().map(Self::value).collect()),
        }
    }
}

/// A query that was read.
#[derive(Clone, Debug)]
pub struct Query {
    below: String,
    language: LanguageId,
    filter: Option<Filter>,
    sort: Vec<(Field, bool)>,
    reverse: bool,
    offset: usize,
    limit: Option<usize>,
}

/// By what pages are put into groups.
#[derive(Clone, Debug)]
pub enum Grouping {
    /// By year, by year and month, or by year, month and day: so many parts of the date.
    Date(usize),
    /// By the value of a field, or by each one of a list.
    Field(Box<GroupField>),
}

/// The field of a grouping.
#[derive(Clone, Debug)]
pub struct GroupField(Field);

/// Pages that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What they have in common: a value, or `2026`, `2026-03`, `2026-03-04`. `None` for those that have none.
    pub key: Option<String>,
    /// The pages, in the query's order.
    pub pages: Vec<PageId>,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// Says what is wrong with it, and where.
    pub fn read(text: &QueryText, site: &Site) -> Result<Self, String> {
        let below = text.below.trim_matches('/').to_owned();
        if !below.is_empty() && site.outline.pages_below(text.language, &below).is_empty() {
            let folders = site.sections.iter().map(|section| &*section.entry.folder);
            let hint = nearest(&below, folders).map(|near| format!("; did you mean `{near}`?"));
            return Err(format!("there are no pages below `{below}`{}", hint.unwrap_or_default()));
        }
        let schema = schema(site, &below);
        let filter = match &text.filter {
            Some(filter) => {
                let filter = Filter::parse(filter, &text.arguments, site, schema);
                Some(filter.map_err(|why| format!("`where`: {why}"))?)
            }
            None => None,
        };
        let mut sort = Vec::new();
        for name in text.sort.iter().flat_map(|sort| sort.split(',')).map(str::trim) {
            let (name, descending) = name.strip_prefix('-').map_or((name, false), |name| (name, true));
            let field = Field::find(name, site, schema).map_err(|why| format!("`sort`: {why}"))?;
            sort.push((field, descending));
        }
        let language = text.language;
        Ok(Self {
            below,
            language,
            filter,
            sort,
            reverse: text.reverse,
            offset: text.offset,
            limit: text.limit,
        })
    }

    /// Whether an edit of a body alone can change what it gives.
    pub fn reads_bodies(&self) -> bool {
        let filtered = self.filter.iter().flat_map(Filter::fields);
        filtered.chain(self.sort.iter().map(|(field, _)| field)).any(Field::is_of_body)
    }

    /// The pages.
    pub fn pages(&self, site: &Site) -> Vec<PageId> {
        let mut ids: Vec<PageId> = site.outline.pages_below(self.language, &self.below).collect();
        let page = |id: PageId| site.pages.get(id).map(|page| &**page);
        ids.retain(|id| page(*id).is_some_and(|page| page.matter().visibility.in_lists));
        if let Some(filter) = &self.filter {
            ids.retain(|id| page(*id).is_some_and(|page| filter.holds(site, page)));
        }
        if !self.sort.is_empty() {
            let keys = |id: PageId| {
                let fields = self.sort.iter();
                fields.map(|(field, _)| page(id).map_or(Value::None, |p| field.value(site, p))).collect()
            };
            let mut keyed: Vec<(Vec<Value<'_>>, PageId)> = ids.iter().map(|id| (keys(*id), *id)).collect();
            keyed.sort_by(|a, b| self.order(&a.0, &b.0).then(a.1.cmp(&b.1)));
            ids = keyed.into_iter().map(|(_, id)| id).collect();
        }
        if self.reverse {
            ids.reverse();
        }
        let ids = ids.into_iter().skip(self.offset);
        ids.take(self.limit.unwrap_or(usize::MAX)).collect()
    }

    /// Those that lack a value come last, whichever way it is sorted.
    fn order(&self, a: &[Value<'_>], b: &[Value<'_>]) -> Ordering {
        let keys = self.sort.iter().zip(a.iter().zip(b));
        let orders = keys.map(|((_, descending), (a, b))| {
            let order = if *descending { b.order(a) } else { a.order(b) };
            a.is_missing().cmp(&b.is_missing()).then(order)
        });
        orders.fold(Ordering::Equal, Ordering::then)
    }
}

impl Grouping {
    /// Reads `year`, `month`, `day` or a field. `month` is of a year, and `day` of a month.
    ///
    /// # Errors
    /// Says that there is no such field.
    pub fn read(by: &str, below: &str, site: &Site) -> Result<Self, String> {
        let field = Field::find(by, site, schema(site, below.trim_matches('/')))?;
        Ok(match by {
            "year" => Self::Date(1),
            "month" => Self::Date(2),
            "day" => Self::Date(3),
            _ => Self::Field(Box::new(GroupField(field))),
        })
    }

    /// Whether an edit of a body alone can change the groups.
    pub fn reads_bodies(&self) -> bool {
        matches!(self, Self::Field(field) if field.0.is_of_body())
    }

    /// The keys of a page: none, one, or one for each item of a list.
    pub fn keys(&self, site: &Site, id: PageId) -> Vec<String> {
        let Some(page) = site.pages.get(id) else { return Vec::new() };
        match self {
            Self::Date(parts) => {
                let format = ["%Y", "%Y-%m", "%Y-%m-%d"].get(parts - 1).copied().unwrap_or("%Y");
                let date = page.entry.date.iter();
                date.map(|date| date.zoned().strftime(format).to_string()).collect()
            }
            Self::Field(field) => match field.0.value(site, page) {
                Value::List(items) => items.iter().filter_map(Value::key).collect(),
                value => value.key().into_iter().collect(),
            },
        }
    }

    /// Puts pages into groups. Those of dates come newest first, others in the natural order of their keys; those
    /// that have no key are last.
    pub fn groups(&self, site: &Site, pages: &[PageId]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut places: HashMap<Option<String>, usize> = HashMap::new();
        for id in pages {
            let keys = self.keys(site, *id);
            let keys = if keys.is_empty() { vec![None] } else { keys.into_iter().map(Some).collect() };
            for key in keys {
                let place = *places.entry(key.clone()).or_insert(groups.len());
                match groups.get_mut(place) {
                    Some(group) if group.pages.last() == Some(id) => {}
                    Some(group) => group.pages.push(*id),
                    None => groups.push(Group { key, pages: vec![*id] }),
                }
            }
        }
        let dated = match self {
            Self::Date(_) => true,
            Self::Field(field) => field.0.kind == field::Kind::Date || field.0.is_of_date(),
        };
        groups.sort_by(|a, b| match (&a.key, &b.key) {
            (Some(a), Some(b)) if dated => super::order::natural(b, a),
            (Some(a), Some(b)) => super::order::natural(a, b).then_with(|| a.cmp(b)),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        groups
    }
}

/// The schema of the pages below a folder.
fn schema<'s>(site: &'s Site, below: &str) -> Option<&'s Schema> {
    let path = if below.is_empty() { "page.md".to_owned() } else { format!("{below}/page.md") };
    let place = Place::of(&path, &site.config.languages);
    site.outline.inheritance.of(&place).schema.as_deref()
}
