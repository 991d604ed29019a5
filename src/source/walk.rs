//! Walking a folder in an order that does not depend on the file system.

use super::Root;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use std::path::Path;
use std::sync::Arc;
use walkdir::WalkDir;

/// A file that a walk found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Relative to the root, with forward slashes.
    pub path: Arc<str>,
}

pub(super) fn walk(root: &Root, relative: &str, diagnostics: &mut Diagnostics) -> Vec<Entry> {
    let start = root.path(relative);
    if !start.is_dir() {
        return Vec::new();
    }
    let mut entries = Vec::new();
    // Links are followed only where they stay inside the root; walkdir reports loops.
    let walker = WalkDir::new(&start).follow_links(false).into_iter();
    for item in walker.filter_entry(|e| e.depth() == 0 || !hidden(e.path())) {
        let entry = match item {
            Ok(entry) => entry,
            Err(error) => {
                let at = error.path().map_or_else(|| relative.to_owned(), |p| p.display().to_string());
                diagnostics.push(
                    Diagnostic::error(Code::SourceRead, format!("cannot be read: {error}"))
                        .at(Location::file(at)),
                );
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let Some(path) = relative_name(root.folder(), entry.path()) else {
            diagnostics.push(
                Diagnostic::error(
                    Code::SourceName,
                    "file name is not valid Unicode or holds a control character",
                )
                .at(Location::file(entry.path().to_string_lossy().into_owned()))
                .hint("rename the file"),
            );
            continue;
        };
        if entry.path_is_symlink() {
            if let Err(diagnostic) = root.refuse_escape(entry.path(), &path) {
                diagnostics.push(*diagnostic);
                continue;
            }
            if entry.path().is_dir() {
                diagnostics.push(
                    Diagnostic::warning(
                        Code::SourceSymlink,
                        "symbolic link to a folder; it was not followed",
                    )
                    .at(Location::file(root.name(&path))),
                );
                continue;
            }
        }
        entries.push(Entry { path: path.into() });
    }
    entries.sort();
    entries
}

fn hidden(path: &Path) -> bool {
    // RFC 8615: the one dotted name that a site publishes on purpose.
    path.file_name().is_some_and(|n| n.as_encoded_bytes().first() == Some(&b'.') && n != ".well-known")
}

/// The path below `folder` with forward slashes, or `None` where it is not Unicode or not printable.
fn relative_name(folder: &Path, path: &Path) -> Option<String> {
    let mut name = String::new();
    for part in path.strip_prefix(folder).ok()?.iter() {
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(part.to_str()?);
    }
    (!name.chars().any(char::is_control)).then_some(name)
}
