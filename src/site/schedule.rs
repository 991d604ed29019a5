//! Which sources are published: drafts, dates of publication and of expiry, and the moment that decides.
//!
//! **Invariant:** the clock decides only *whether* a source is published. What reaches the output is the set of
//! sources that are due; a [`Period`] says for how long that set stays the same, so that a build after a build
//! asks whether it still holds, and not what time it is.

use super::assets::parent;
use super::file_name;
use crate::config::{Config, DateSource, LanguageId};
use crate::content::document::{Matter, SourceFile};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is published beside what is due, and the moment that counts as now.
#[derive(Clone, Copy, Debug)]
pub struct Publishing {
    /// Drafts too.
    pub drafts: bool,
    /// What is to be published later, too.
    pub future: bool,
    /// What has expired, too.
    pub expired: bool,
    /// The moment.
    pub at: Timestamp,
}

/// The time around a moment in which exactly the same sources are due, in nanoseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    from: Option<i128>,
    until: Option<i128>,
}

impl Period {
    /// Whether the same sources are due at that moment.
    pub fn holds_at(&self, moment: Timestamp) -> bool {
        let moment = moment.as_nanosecond();
        self.from.is_none_or(|from| from <= moment) && self.until.is_none_or(|until| moment < until)
    }
}

/// The next moment at which other sources are due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextChange {
    /// When.
    pub at: Timestamp,
    /// The sources below `content/` that come (true) or go (false) then, in byte order.
    pub sources: Vec<(Arc<str>, bool)>,
}

/// For how long sources stay as they are, and what comes then.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// The time in which the same sources are due.
    pub period: Period,
    /// What changes after it; `None` where nothing ever does.
    pub next: Option<NextChange>,
}

impl Schedule {
    fn note(&mut self, moment: Timestamp, now: Timestamp, path: &Arc<str>, comes: bool) {
        let nanos = moment.as_nanosecond();
        if moment <= now {
            self.period.from = self.period.from.max(Some(nanos));
            return;
        }
        match &mut self.next {
            Some(next) if next.at < moment => {}
            Some(next) if next.at == moment => next.sources.push((path.clone(), comes)),
            next => *next = Some(NextChange { at: moment, sources: vec![(path.clone(), comes)] }),
        }
        self.period.until = self.next.as_ref().map(|next| next.at.as_nanosecond());
    }
}

/// The time in which a source is published: from a moment on, until another; `None` is without end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Window {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Window {
    fn within(self, outer: Window) -> Window {
        let until = match (self.until, outer.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Window { from: self.from.max(outer.from), until }
    }

    fn is_empty(self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until <= from)
    }

    fn holds(self, moment: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= moment) && self.until.is_none_or(|until| moment < until)
    }
}

/// Keeps the sources that are due. What stands below a section that is not due is not either.
pub(super) fn due(
    config: &Config,
    files: Vec<SourceFile>,
    publishing: &Publishing,
) -> (Vec<SourceFile>, Schedule) {
    let window = |file: &SourceFile| window(config, file, publishing);
    // Few sections have dates: the others are not looked up for every page.
    let sections: BTreeMap<(LanguageId, &str), Option<Window>> = files
        .iter()
        .filter(|file| matches!(file.matter, Matter::Section(_)))
        .map(|file| ((file.language, parent(&file.place)), window(file)))
        .filter(|(_, window)| *window != Some(Window::default()))
        .collect();
    let mut schedule = Schedule::default();
    let keep: Vec<bool> = files
        .iter()
        .map(|file| {
            let mut effective = window(file);
            let mut folder = if sections.is_empty() { "" } else { parent(&file.place) };
            if !sections.is_empty() {
                loop {
                    if let Some(outer) = sections.get(&(file.language, folder)) {
                        effective = effective.zip(*outer).map(|(inner, outer)| inner.within(outer));
                    }
                    if folder.is_empty() {
                        break;
                    }
                    folder = parent(folder);
                }
            }
            let Some(window) = effective.filter(|window| !window.is_empty()) else { return false };
            for (moment, comes) in [(window.from, true), (window.until, false)] {
                if let Some(moment) = moment {
                    schedule.note(moment, publishing.at, &file.path, comes);
                }
            }
            window.holds(publishing.at)
        })
        .collect();
    let mut keep = keep.into_iter();
    let files = files.into_iter().filter(|_| keep.next().unwrap_or(true)).collect();
    if let Some(next) = &mut schedule.next {
        next.sources.sort();
    }
    (files, schedule)
}

/// When a source is published by its own front matter; `None` for never.
fn window(config: &Config, file: &SourceFile, publishing: &Publishing) -> Option<Window> {
    let matter = file.page_matter();
    if matter.draft && !publishing.drafts {
        return None;
    }
    let mut window = Window::default();
    if !publishing.future {
        window.from = matter.publish_date.as_ref().map(|date| date.timestamp());
        if config.publish_by_date && window.from.is_none() {
            let named = config.dates.of(&file.place).date.contains(&DateSource::FileName);
            let in_name = || file_name::date_in_name(&file.place).filter(|_| named).map(|d| d.timestamp());
            window.from = matter.date.as_ref().map(|d| d.timestamp()).or_else(in_name);
        }
    }
    if !publishing.expired {
        window.until = matter.expiry_date.as_ref().map(|date| date.timestamp());
    }
    Some(window)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Languages, UnknownKeys};
    use crate::content::inheritance::{Inherited, Reading};
    use crate::diagnostics::Diagnostics;
    use crate::source::SourceText;

    fn files(list: &[(&str, &str)]) -> Vec<SourceFile> {
        let mut out = Diagnostics::new();
        let inherited = Inherited::default();
        let languages = Languages::one("en");
        let reading = Reading { unknown: UnknownKeys::Error, languages: &languages, inherited: &inherited };
        let read = |(path, matter): &(&str, &str)| {
            let source = SourceText::new(format!("content/{path}"), format!("---\n{matter}\n---\n"));
            SourceFile::read(Arc::from(*path), source, &reading, &mut out)
        };
        let files = list.iter().map(read).collect();
        assert!(out.is_empty(), "{out:?}");
        files
    }

    fn config(text: &str) -> Config {
        Config::read(&SourceText::new("layer9.toml", text), &mut Diagnostics::new())
    }

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// At each moment, the sources that are due, and the next change.
    #[test]
    fn sources_come_and_go() {
        let list = [
            ("a.md", "publish_date: 2026-02-01"),
            ("b.md", "expiry_date: 2026-03-01"),
            ("c.md", "{ publish_date: 2026-01-10, expiry_date: 2026-02-01 }"),
            ("d.md", "draft: true"),
            ("never.md", "{ publish_date: 2026-05-01, expiry_date: 2026-04-01 }"),
            ("s/_index.md", "publish_date: 2026-02-10"),
            ("s/x.md", "publish_date: 2026-01-01"),
            ("s/t/y.md", "expiry_date: 2026-02-05"),
        ];
        for (at, due_now, next) in [
            ("2026-01-01T00:00:00Z", "b.md", Some("2026-01-10T00:00:00Z")),
            ("2026-01-10T00:00:00Z", "b.md c.md", Some("2026-02-01T00:00:00Z")),
            ("2026-02-01T00:00:00Z", "a.md b.md", Some("2026-02-10T00:00:00Z")),
            ("2026-02-10T00:00:00Z", "a.md b.md s/_index.md s/x.md", Some("2026-03-01T00:00:00Z")),
            ("2026-03-01T00:00:00Z", "a.md s/_index.md s/x.md", None),
        ] {
            let publishing = Publishing { drafts: false, future: false, expired: false, at: moment(at) };
            let (kept, schedule) = due(&config(""), files(&list), &publishing);
            let kept: Vec<&str> = kept.iter().map(|file| &*file.path).collect();
            assert_eq!(kept.join(" "), due_now, "{at}");
            assert_eq!(schedule.next.as_ref().map(|next| next.at.to_string()).as_deref(), next, "{at}");
            assert!(schedule.period.holds_at(publishing.at), "{at}");
            if let Some(next) = &schedule.next {
                assert!(!schedule.period.holds_at(next.at), "{at}");
            }
        }
        let at = moment("2026-02-01T00:00:00Z");
        let publishing = Publishing { drafts: true, future: true, expired: true, at };
        let (kept, schedule) = due(&config(""), files(&list), &publishing);
        assert_eq!(kept.len(), list.len());
        assert!(schedule.next.is_none() && schedule.period == Period::default());
    }

    #[test]
    fn a_date_holds_a_page_back_only_where_the_site_says_so() {
        let list = [("2027-01-01-a.md", "title: A"), ("b.md", "date: 2027-01-01"), ("c.md", "title: C")];
        let publishing =
            Publishing { drafts: false, future: false, expired: false, at: moment("2026-01-01T00:00:00Z") };
        assert_eq!(due(&config(""), files(&list), &publishing).0.len(), 3);
        let (kept, schedule) = due(&config("publish_by_date = true"), files(&list), &publishing);
        assert_eq!(kept.len(), 1);
        assert_eq!(schedule.next.unwrap().sources.len(), 2);
    }
}
