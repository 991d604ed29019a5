//! `[dates]`: where the dates of pages come from.

use super::CODES;
use super::data::{Data, Node, Table, TableReader};
use crate::diagnostics::{Diagnostics, SourceText};

/// A source of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateSource {
    /// The page's own front matter, or what it inherits.
    FrontMatter,
    /// The name of its file, `2026-11-22-title.md`; of `date` alone.
    FileName,
    /// Its first commit for `date`, its last for `updated`.
    Git,
    /// When its file was written last, as the file system says.
    FileTime,
}

/// The sources of one folder's dates, the first that gives one counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateSources {
    /// Of `date`.
    pub date: Vec<DateSource>,
    /// Of `updated`.
    pub updated: Vec<DateSource>,
}

/// The sources of all dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatesConfig {
    all: DateSources,
    /// By the folder of the section below `content/`, the longest first.
    sections: Vec<(String, DateSources)>,
}

impl DateSources {
    /// Whether one of them is asked for either date.
    pub fn have(&self, source: DateSource) -> bool {
        self.date.contains(&source) || self.updated.contains(&source)
    }
}

impl DatesConfig {
    /// Those of a site that says nothing.
    pub(super) fn default_of(git_info: bool) -> Self {
        use DateSource::{FileName, FrontMatter, Git};
        let updated = if git_info { vec![FrontMatter, Git] } else { vec![FrontMatter] };
        Self { all: DateSources { date: vec![FrontMatter, FileName], updated }, sections: Vec::new() }
    }

    /// The sources for a page at a place below `content/`, without what says its language.
    pub fn of(&self, place: &str) -> &DateSources {
        let holds = |folder: &str| place.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        self.sections.iter().find(|(folder, _)| holds(folder)).map_or(&self.all, |(_, sources)| sources)
    }

    /// Whether any folder's dates come from there.
    pub fn have(&self, source: DateSource) -> bool {
        self.all.have(source) || self.sections.iter().any(|(_, sources)| sources.have(source))
    }

    /// Reads the value of `dates`.
    pub(super) fn read(table: &Table, git_info: bool, source: &SourceText, out: &mut Diagnostics) -> Self {
        let mut config = Self::default_of(git_info);
        let mut t = TableReader::new(table, source, "dates", CODES, out);
        config.all = sources(&mut t, &config.all);
        let sections = t.table("sections").cloned().unwrap_or_default();
        t.finish();
        for (key, node) in &sections {
            let path = format!("dates.sections.{}", key.name);
            let Data::Table(table) = &node.value else {
                let empty = Table::new();
                TableReader::new(&empty, source, "", CODES, out).wrong::<()>(&path, node, "a table");
                continue;
            };
            let mut t = TableReader::new(table, source, &path, CODES, out);
            config.sections.push((key.name.trim_matches('/').to_owned(), sources(&mut t, &config.all)));
            t.finish();
        }
        config.sections.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        config
    }
}

/// `date` and `updated` of a table, each as it is above where it is left out.
fn sources(t: &mut TableReader<'_>, above: &DateSources) -> DateSources {
    let date = list(t, "date").unwrap_or_else(|| above.date.clone());
    let updated = list(t, "updated").unwrap_or_else(|| above.updated.clone());
    DateSources { date, updated }
}

fn list(t: &mut TableReader<'_>, key: &'static str) -> Option<Vec<DateSource>> {
    let names: Vec<(String, &Node)> = t.strings(key)?;
    let mut sources = Vec::with_capacity(names.len());
    for (name, node) in names {
        let source = match name.as_str() {
            "front_matter" => DateSource::FrontMatter,
            "file_name" if key == "date" => DateSource::FileName,
            "git" => DateSource::Git,
            "file_time" => DateSource::FileTime,
            _ => {
                let known = if key == "date" {
                    "`front_matter`, `file_name`, `git`, `file_time`"
                } else {
                    "`front_matter`, `git`, `file_time`"
                };
                t.bad_value(node, format!("`{key}` cannot come from `{name}`, but from {known}"));
                continue;
            }
        };
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    Some(sources)
}
