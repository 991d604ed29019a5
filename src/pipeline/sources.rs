//! The files of `content/`: read, or known to be as an earlier build found them.

use super::Task;
use super::load::LoadOptions;
use super::memory::Memory;
use super::record::Inputs;
use crate::config::UnknownKeys;
use crate::content::document::SourceFile;
use crate::diagnostics::Diagnostics;
use crate::publish::Stamp;
use crate::source::{Entry, Root};
use rayon::prelude::*;
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
}

impl Trust<'_> {
    /// Whether a file can be believed to be the same.
    pub(super) fn is_unchanged(self, path: &str) -> bool {
        match self {
            Self::None => false,
            Self::Stamps { before, now } => match (before.get(path), now.get(path)) {
                (Some(before), Some(now)) => before == now && *now != Stamp::FRESH,
                _ => false,
            },
        }
    }

    /// Whether any file is believed without a look.
    pub fn is_some(self) -> bool {
        !matches!(self, Self::None)
    }
}

/// What is known without reading.
pub(super) struct Known<'a> {
    /// A file that is as it was, by its path below `content/`.
    pub(super) find: &'a (dyn Fn(&Arc<str>) -> Option<SourceFile> + Sync),
    /// The paths of all files, where none came or went.
    pub(super) listing: Option<Arc<Listing>>,
}

/// The paths of all files of `content/` below the site, in byte order.
pub(super) type Listing = Vec<Entry>;

/// What `content/` holds.
pub(super) struct Sources {
    /// Markdown files, in byte order of their paths.
    pub(super) files: Vec<SourceFile>,
    /// The rest, by their paths below `content/`, in byte order.
    pub(super) others: Vec<Arc<str>>,
    /// Both.
    pub(super) listing: Arc<Listing>,
}

/// Reads the front matter of all files that are not known already.
pub(super) fn read(
    root: &Root,
    unknown: UnknownKeys,
    known: &Known<'_>,
    options: &LoadOptions,
    out: &mut Diagnostics,
) -> Sources {
    let timings = &options.timings;
    let listing = known.listing.clone().unwrap_or_else(|| Arc::new(root.walk("content", out)));
    let below = |path: &Arc<str>| path.strip_prefix("content/").map_or_else(|| path.clone(), Arc::from);
    let is_text = |entry: &&Entry| entry.path.ends_with(".md");
    let read: Vec<(Option<SourceFile>, Diagnostics)> = listing
        .par_iter()
        .filter(is_text)
        .map(|entry| {
            let mut out = Diagnostics::new();
            let path = below(&entry.path);
            if let Some(file) = (known.find)(&path) {
                return (Some(file), out);
            }
            let file = out.keep(timings.task(Task::Read, || root.read_text(&entry.path))).map(|source| {
                timings.task(Task::FrontMatter, || SourceFile::read(path, source, unknown, &mut out))
            });
            let file = file.map(|mut file| {
                if options.lean {
                    file.drop_body();
                }
                file
            });
            (file, out)
        })
        .collect();
    let mut files = Vec::with_capacity(read.len());
    for (file, problems) in read {
        files.extend(file);
        out.extend(problems);
    }
    let others = listing.iter().filter(|entry| !is_text(entry)).map(|entry| below(&entry.path)).collect();
    Sources { files, others, listing }
}
