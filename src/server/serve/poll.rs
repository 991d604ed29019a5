//! Noticing changes by looking: for file systems that report none, and systems that have no watches left.
//!
//! The watcher library's own polling compares times in whole seconds and so misses the second of two quick saves,
//! unless it reads every file each time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};
use walkdir::{DirEntry, WalkDir};

/// How often the folders are read.
const INTERVAL: Duration = Duration::from_millis(500);

/// What the watched files looked like last.
#[derive(Debug)]
pub(super) struct Poller {
    seen: BTreeMap<PathBuf, Stamp>,
    last: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    /// A file that was replaced by another of the same time and length has another one.
    inode: u64,
}

impl Poller {
    /// Remembers what is there now.
    pub(super) fn new<'a>(roots: impl Iterator<Item = &'a PathBuf>) -> Self {
        Self { seen: look(roots), last: Instant::now() }
    }

    /// The files that were written, created or removed since; nothing before the interval is over. Reading a
    /// large site takes its time, so the interval grows with it.
    pub(super) fn changes<'a>(&mut self, roots: impl Iterator<Item = &'a PathBuf>) -> BTreeSet<PathBuf> {
        if self.last.elapsed() < INTERVAL {
            return BTreeSet::new();
        }
        let start = Instant::now();
        let now = look(roots);
        let mut changed: BTreeSet<PathBuf> = now
            .iter()
            .filter(|(path, stamp)| self.seen.get(*path) != Some(*stamp))
            .map(|(path, _)| path.clone())
            .collect();
        changed.extend(self.seen.keys().filter(|path| !now.contains_key(*path)).cloned());
        self.seen = now;
        self.last = Instant::now() + start.elapsed() * 4;
        changed
    }
}

fn look<'a>(roots: impl Iterator<Item = &'a PathBuf>) -> BTreeMap<PathBuf, Stamp> {
    let mut seen = BTreeMap::new();
    for root in roots {
        // What cannot be read is not there; the build says why.
        for entry in WalkDir::new(root).into_iter().flatten().filter(|e| !e.file_type().is_dir()) {
            // Through a link: what it leads to is what the site reads.
            let Ok(metadata) = std::fs::metadata(entry.path()) else { continue };
            #[cfg(unix)]
            let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
            #[cfg(not(unix))]
            let inode = 0;
            let stamp = Stamp { modified: metadata.modified().ok(), length: metadata.len(), inode };
            seen.insert(entry.into_path(), stamp);
        }
    }
    seen
}

/// Whether anything in a folder that is cared for was touched after a moment. A folder is touched when something
/// comes or goes in it.
pub(super) fn touched(root: &Path, since: SystemTime, cares: impl Fn(&Path) -> bool) -> bool {
    let cared = |entry: &DirEntry| entry.depth() == 0 || cares(entry.path());
    let mut entries = WalkDir::new(root).into_iter().filter_entry(cared).flatten();
    entries.any(|entry| {
        // Cargo writes into a crate's folder while the site is built; what it writes is hidden, but for the lock.
        let own = entry.file_name() == "Cargo.lock" || entry.path().join("Cargo.toml").exists();
        let modified = || entry.metadata().ok()?.modified().ok();
        !own && modified().is_some_and(|modified| modified > since)
    })
}

/// Whether any file or folder below a folder is a symbolic link.
pub(in crate::server) fn has_links(folder: &Path) -> bool {
    WalkDir::new(folder).into_iter().flatten().any(|entry| entry.path_is_symlink())
}
