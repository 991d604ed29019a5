//! Where a page's dates come from, in the order that the configuration says.

use super::date::Date;
use super::document::{Matter, SourceFile};
use super::front_matter::PageMatter;
use crate::config::{DateSource, DateSources};
use crate::source::History;
use jiff::Timestamp;
use std::sync::Arc;

/// What is known of a file besides its text.
#[derive(Clone, Copy)]
pub struct Dating<'a> {
    /// Where dates come from.
    pub sources: &'a DateSources,
    /// What git knows.
    pub history: &'a History,
    /// When a file below the site was written last.
    pub modified: &'a dyn Fn(&str) -> Option<Timestamp>,
    /// The date in a file's name.
    pub named: &'a dyn Fn(&str) -> Option<Date>,
}

impl SourceFile {
    /// Takes its dates from where they come from. A file that was dated before is dated anew.
    pub fn take_dates(&mut self, dating: &Dating<'_>) {
        let path = format!("content/{}", self.path);
        let own = self.page_matter();
        // What stands in front matter has a place; what was taken from elsewhere has none.
        let written = |key: &str, date: &Option<Date>| own.spans.get(key).and_then(|_| date.clone());
        let find = |sources: &[DateSource], key: &str, date: &Option<Date>| {
            sources.iter().find_map(|source| match source {
                DateSource::FrontMatter => written(key, date),
                DateSource::FileName => (dating.named)(&self.place),
                DateSource::Git => {
                    let commit = match key {
                        "date" => dating.history.first_commit(&path),
                        _ => dating.history.commit(&path),
                    };
                    commit.and_then(|commit| Date::parse(&commit.date))
                }
                DateSource::FileTime => {
                    (dating.modified)(&path).and_then(|time| Date::parse(&time.to_string()))
                }
            })
        };
        let date = find(&dating.sources.date, "date", &own.date);
        let updated = find(&dating.sources.updated, "updated", &own.updated);
        if (&date, &updated) == (&own.date, &own.updated) {
            return;
        }
        let matter: &mut PageMatter = match &mut self.matter {
            Matter::Page(matter) => Arc::make_mut(matter),
            Matter::Section(matter) => &mut Arc::make_mut(matter).page,
        };
        (matter.date, matter.updated) = (date, updated);
    }
}
