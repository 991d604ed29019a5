//! The new site as it is put together in memory, and written at the end.

use super::report::Report;
use crate::diagnostics::{Code, Diagnostic, Location, Result};
use crate::source::Root;
use std::collections::BTreeMap;
use std::path::Path;

/// A file of the new site.
#[derive(Clone, Debug)]
enum File {
    /// Made by the import.
    Text(String),
    /// A file of the old site, by its path there.
    Copy(String),
}

/// The files of the new site by their paths.
#[derive(Clone, Debug, Default)]
pub(super) struct NewSite {
    files: BTreeMap<String, File>,
}

impl NewSite {
    /// Adds a text; it takes the place of what had that path.
    pub(super) fn text(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.files.insert(path.into(), File::Text(text.into()));
    }

    /// Adds a copy of a file of the old site, unless the path is taken, which is noted.
    pub(super) fn copy(&mut self, path: impl Into<String>, from: &str, report: &mut Report) {
        let path = path.into();
        if self.files.contains_key(&path) {
            report.note(from, 0, format!("not copied: `{path}` comes from another file as well"));
            return;
        }
        report.counts.files += 1;
        self.files.insert(path, File::Copy(from.to_owned()));
    }

    /// Whether there is a file of that path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The text of a file that the import made.
    pub(super) fn get(&self, path: &str) -> Option<&str> {
        match self.files.get(path)? {
            File::Text(text) => Some(text),
            File::Copy(_) => None,
        }
    }

    /// Writes all files below a folder.
    ///
    /// # Errors
    /// `SourceRead` for a file of the old site that cannot be read, `PublishWrite` for one that cannot be written.
    pub(super) fn write(&self, old: &Root, to: &Path) -> Result<()> {
        for (path, file) in &self.files {
            match file {
                File::Text(text) => write(&to.join(path), text.as_bytes())?,
                File::Copy(from) => write(&to.join(path), &old.read_bytes(from)?)?,
            }
        }
        Ok(())
    }
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    folder.and_then(|()| std::fs::write(path, bytes)).map_err(|error| {
        let diagnostic = Diagnostic::error(Code::PublishWrite, format!("cannot be written: {error}"));
        Box::new(diagnostic.at(Location::file(path.display().to_string())))
    })
}
