//! What an import did and could not do, for the terminal and for `IMPORT.md` of the new site.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Something of the old site that has no counterpart, or that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The file of the old site, relative to its root.
    pub file: String,
    /// Its line, from 1; 0 for the whole file.
    pub line: usize,
    /// What about it, and what was done instead.
    pub reason: String,
}

/// How much of each kind was converted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pages, sections' own pages included.
    pub pages: usize,
    /// Files that were copied as they are.
    pub files: usize,
    /// Calls of shortcodes that became calls of components, or what they stand for.
    pub shortcodes: usize,
    /// Templates, macros and shortcodes included.
    pub templates: usize,
}

/// The outcome of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How much was converted.
    pub counts: Counts,
    /// What could not be, in the order of files and lines.
    pub notes: BTreeSet<Note>,
    /// Generated stand-ins for shortcodes: the component, and how many calls it has.
    pub stubs: BTreeMap<String, usize>,
}

impl Report {
    /// Adds a note on a line of a file; line 0 stands for the whole file.
    pub(super) fn note(&mut self, file: &str, line: usize, reason: impl Into<String>) {
        self.notes.insert(Note { file: file.to_owned(), line, reason: reason.into() });
    }

    /// The counts in one line.
    pub fn summary(&self) -> String {
        let Counts { pages, files, shortcodes, templates } = self.counts;
        format!(
            "{pages} pages, {shortcodes} shortcode calls and {templates} templates converted, {files} files copied; \
             {} notes, {} stand-ins for shortcodes",
            self.notes.len(),
            self.stubs.len()
        )
    }

    /// The text of `IMPORT.md`.
    pub(super) fn markdown(&self, generator: &str) -> String {
        let mut text = format!("# Imported from {generator}\n\n{}.\n", self.summary());
        if !self.stubs.is_empty() {
            text.push_str(
                "\n## Shortcodes without a counterpart\n\nThese components of `templates/components/` were made up: they \
                 show their body and nothing else. Write what they should do.\n\n| component | calls |\n|---|---:|\n",
            );
            for (name, calls) in &self.stubs {
                let _ = writeln!(text, "| `{name}` | {calls} |");
            }
        }
        if !self.notes.is_empty() {
            text.push_str("\n## What to look at\n\n| file | line | what |\n|---|---:|---|\n");
            for Note { file, line, reason } in &self.notes {
                let line = if *line == 0 { String::new() } else { line.to_string() };
                let _ = writeln!(text, "| `{file}` | {line} | {} |", cell(reason));
            }
        }
        text
    }
}

/// Text in a cell of a table: one line, bars escaped.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
