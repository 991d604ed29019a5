//! The folder of work: corpora, sites, and an output folder of its own for every single run.
//!
//! Nothing is deleted while something is measured. Linux's ext4, where it has no journal, does not give out an inode again
//! within some minutes of its deletion, or a minute once the deletion is on the disk (`recently_deleted` in
//! `fs/ext4/ialloc.c`); it looks for another one, entry by entry, so that writing files soon after deleting thousands of them
//! is several times slower. A benchmark that removes each output before the next run measures that. Where a build itself
//! deletes, [`Work::rest`] waits.

use crate::failure::{Context, Result};
use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// For how long deleted inodes slow down those that are made after them.
const REST: Duration = Duration::from_secs(300);

/// The same once the disk has it.
const REST_ON_DISK: Duration = Duration::from_secs(65);

/// The folder of work.
#[derive(Debug)]
pub(crate) struct Work {
    root: PathBuf,
    /// Whether there is no waiting for what was deleted.
    pub(crate) hurry: bool,
    next: Cell<usize>,
    keep: bool,
}

/// The checkout that this program was built from.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

impl Work {
    /// Opens the folder; waits, unless `hurry`, until what the last benchmark deleted no longer counts. With
    /// `keep` nothing is deleted at the end either.
    pub(crate) fn open(root: &Path, hurry: bool, keep: bool) -> Result<Self> {
        let what = || format!("cannot make {}", root.display());
        fs::create_dir_all(root.join("out")).context(what)?;
        let root = root.canonicalize().context(what)?;
        let cleared = fs::metadata(root.join("cleared")).and_then(|data| data.modified());
        let since = cleared.ok().and_then(|time| SystemTime::now().duration_since(time).ok());
        if let Some(rest) = since.and_then(|since| REST.checked_sub(since))
            && !hurry
        {
            eprintln!(
                "waiting {} s: files were deleted just now, and new ones would be slow (--hurry does not wait)",
                rest.as_secs() + 1
            );
            std::thread::sleep(rest);
        }
        Ok(Self { root, hurry, next: Cell::new(0), keep })
    }

    /// Waits, unless in a hurry, until what the program under measure deleted counts no longer.
    pub(crate) fn rest(&self) {
        if !self.hurry {
            crate::run::settle();
            std::thread::sleep(REST_ON_DISK);
        }
    }

    /// Where a file or folder that outlives this run is kept.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A path where nothing is yet.
    pub(crate) fn fresh(&self, name: &str) -> PathBuf {
        let mut path;
        loop {
            let number = self.next.get();
            self.next.set(number + 1);
            path = self.root.join(format!("out/{}-{number:03}-{name}", std::process::id()));
            if !path.exists() {
                return path;
            }
        }
    }

    /// Moves what is at `path`, if anything, out of the way.
    pub(crate) fn aside(&self, path: &Path) -> Result<()> {
        if path.exists() {
            fs::rename(path, self.fresh("aside")).context(|| format!("cannot move {}", path.display()))?;
        }
        Ok(())
    }

    /// Deletes every output, those of an interrupted run too.
    pub(crate) fn clear(self) -> Result<()> {
        if self.keep {
            eprintln!("the outputs are in {}", self.root.join("out").display());
            return Ok(());
        }
        let out = self.root.join("out");
        fs::remove_dir_all(&out).context(|| format!("cannot remove {}", out.display()))?;
        fs::write(self.root.join("cleared"), "").context(|| "cannot write down when it was cleared".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_fresh_and_go_at_the_end() {
        let root = std::env::temp_dir().join(format!("layer9-bench-work-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let work = Work::open(&root, true, false).unwrap();
        let (one, two) = (work.fresh("x"), work.fresh("x"));
        assert_ne!(one, two);
        fs::create_dir(&one).unwrap();
        work.aside(&one).unwrap();
        work.aside(&two).unwrap();
        assert!(!one.exists());
        work.clear().unwrap();
        assert!(!root.join("out").exists() && root.join("cleared").exists());
        fs::remove_dir_all(&root).unwrap();
    }
}
