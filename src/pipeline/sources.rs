//! The files of `content/`: read, or known to be as an earlier build found them.

use super::memory::Memory;
use super::record::Inputs;
use super::{Task, Timings};
use crate::config::UnknownKeys;
use crate::content::document::SourceFile;
use crate::diagnostics::Diagnostics;
use crate::publish::Stamp;
use crate::source::Root;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What an earlier load knows, and which files it can be believed about without a look into them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before<'a> {
    /// What it knows.
    pub memory: Option<&'a Memory>,
    /// Which files are as they were.
    pub trust: Trust<'a>,
}

/// Which files are as an earlier load found them. Paths are below the site.
#[derive(Clone, Copy, Debug, Default)]
pub enum Trust<'a> {
    /// Nobody knows: all are read, and their hashes decide.
    #[default]
    None,
    /// Those whose stamps are the same.
    Stamps {
        /// Of the inputs of the earlier build.
        before: &'a Inputs,
        /// Of the inputs as they are.
        now: &'a Inputs,
    },
    /// All but these, in a process that has watched them.
    AllBut(&'a BTreeSet<String>),
}

impl Trust<'_> {
    fn is_unchanged(self, path: &str) -> bool {
        match self {
            Self::None => false,
            Self::Stamps { before, now } => match (before.get(path), now.get(path)) {
                (Some(before), Some(now)) => before == now && *now != Stamp::FRESH,
                _ => false,
            },
            Self::AllBut(changed) => !changed.contains(path),
        }
    }

    /// Whether any file is believed without a look.
    pub fn is_some(self) -> bool {
        !matches!(self, Self::None)
    }
}

/// What `content/` holds.
pub(super) struct Sources {
    /// Markdown files, in byte order of their paths.
    pub(super) files: Vec<SourceFile>,
    /// The rest, by their paths below `content/`, in byte order.
    pub(super) others: Vec<Arc<str>>,
}

/// Reads the front matter of all files that are not known already.
pub(super) fn read(
    root: &Root,
    unknown: UnknownKeys,
    (memory, trust): (&Memory, Trust<'_>),
    timings: &Timings,
    out: &mut Diagnostics,
) -> Sources {
    let (texts, others): (Vec<_>, Vec<_>) =
        root.walk("content", out).into_iter().partition(|entry| entry.path.ends_with(".md"));
    let below = |path: &Arc<str>| path.strip_prefix("content/").map_or_else(|| path.clone(), Arc::from);
    let read: Vec<(Option<SourceFile>, Diagnostics)> = texts
        .par_iter()
        .map(|entry| {
            let mut out = Diagnostics::new();
            let path = below(&entry.path);
            if trust.is_unchanged(&entry.path)
                && let Some(record) = memory.documents.get(&path)
            {
                return (Some(record.file(path, &root.name(&entry.path))), out);
            }
            let file = out.keep(timings.task(Task::Read, || root.read_text(&entry.path))).map(|source| {
                timings.task(Task::FrontMatter, || SourceFile::read(path, source, unknown, &mut out))
            });
            (file, out)
        })
        .collect();
    let mut files = Vec::with_capacity(read.len());
    for (file, problems) in read {
        files.extend(file);
        out.extend(problems);
    }
    Sources { files, others: others.iter().map(|entry| below(&entry.path)).collect() }
}
