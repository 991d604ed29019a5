//! What is kept beside the output folder: the lock, the marker that says who made it, the journal.

use super::patch::Patch;
use super::swap;
use crate::diagnostics::{Code, Diagnostic, Location, Result};
use crate::source::Hash;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often a waiting build looks whether the lock is free.
const LOCK_POLL: Duration = Duration::from_millis(40);
const VERSION: u32 = 1;

/// The paths around one output folder.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// The output folder itself, links followed.
    pub(super) dist: PathBuf,
    /// The folder as the user named it, for messages.
    pub(super) shown: String,
    state: PathBuf,
}

impl Places {
    /// Finds them, and creates the folders above.
    pub(super) fn find(dist: &Path) -> Result<Self> {
        let shown = dist.display().to_string();
        let failed = |e: &io::Error| unwritable(&shown, "cannot be used as the output folder", e);
        let real = match dist.canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if fs::symlink_metadata(dist).is_ok() {
                    return Err(foreign(&shown, "is a symbolic link that leads nowhere"));
                }
                let name = dist.file_name().ok_or_else(|| foreign(&shown, "does not name a folder"))?;
                let parent = parent_of(dist);
                fs::create_dir_all(parent).map_err(|e| failed(&e))?;
                parent.canonicalize().map_err(|e| failed(&e))?.join(name)
            }
            Err(error) => return Err(failed(&error)),
        };
        let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
            return Err(foreign(&shown, "is the root of a file system"));
        };
        if real.exists() && !real.is_dir() {
            return Err(foreign(&shown, "is a file, not a folder"));
        }
        if name == OsStr::new(".layer9") {
            return Err(foreign(&shown, "is where Layer9 keeps its own records"));
        }
        let state = parent.join(".layer9").join("publish").join(name);
        Ok(Self { dist: real, shown, state })
    }

    pub(super) fn stage(&self) -> PathBuf {
        self.state.join("stage")
    }

    pub(super) fn old(&self) -> PathBuf {
        self.state.join("old")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.state.join(name)
    }

    /// Takes the lock, waiting for at most `wait`. `waiting` is called once, with the holder, before it waits.
    pub(super) fn lock(&self, wait: Duration, waiting: &dyn Fn(&str)) -> Result<Lock> {
        fs::create_dir_all(&self.state).map_err(|e| {
            unwritable(&self.shown, &format!("needs a folder `{}` beside it", self.state.display()), &e)
        })?;
        let path = self.file("lock");
        let mut file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path).map_err(
                |e| unwritable(&self.shown, &format!("needs a lock file `{}`", path.display()), &e),
            )?;
        let start = Instant::now();
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    let holder = holder(&mut file);
                    if start.elapsed() >= wait {
                        let message = format!("{holder} is writing `{}`", self.shown);
                        return Err(Box::new(
                            Diagnostic::error(Code::PublishLocked, message)
                                .hint("wait for it to end, or build into another folder with --output"),
                        ));
                    }
                    if !told {
                        told = true;
                        waiting(&holder);
                    }
                    std::thread::sleep(LOCK_POLL.min(wait.saturating_sub(start.elapsed())));
                }
                // A file system without locks: as good as it can be there.
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => break,
                Err(TryLockError::Error(error)) => {
                    return Err(unwritable(&self.shown, "cannot be locked", &error));
                }
            }
        }
        // Only for the message of the next one; the lock itself is the kernel's and goes with the process.
        let _ = file.set_len(0);
        let _ = file.rewind();
        let _ = write!(file, "{}", std::process::id());
        Ok(Lock { _file: file })
    }

    /// The record of the last commit; `None` where there is none or it cannot be read.
    pub(super) fn made(&self) -> Option<Made> {
        read_json::<Made>(&self.file("made.json")).filter(|m| m.version == VERSION)
    }

    pub(super) fn write_made(&self, made: &Made) -> io::Result<()> {
        write_json(&self.file("made.json"), made, false)
    }

    /// Whether dist is what that build made.
    pub(super) fn stands(&self, build: &Hash) -> bool {
        self.dist.is_dir() && self.made().is_some_and(|made| made.build == build.to_string())
    }

    pub(super) fn journal(&self) -> Option<Journal> {
        read_json::<Journal>(&self.file("journal.json"))
    }

    /// Writes the journal and waits until it is on disk: what follows is only safe after it.
    pub(super) fn write_journal(&self, journal: &Journal) -> io::Result<()> {
        write_json(&self.file("journal.json"), journal, true)
    }

    pub(super) fn drop_journal(&self) -> io::Result<()> {
        absent_is_fine(fs::remove_file(self.file("journal.json")))
    }

    /// Refuses an output folder that Layer9 did not make, unless it is empty.
    ///
    /// Only the names at its top are compared with the record: that is where a `.git`, a `CNAME` or a
    /// mistaken `--output` shows, and it costs one directory read however large the site is.
    pub(super) fn refuse_foreign(&self) -> Result<()> {
        let entries = match fs::read_dir(&self.dist) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(unwritable(&self.shown, "cannot be read", &error)),
        };
        let made = self.made();
        let mut unknown = BTreeSet::new();
        for entry in entries {
            let entry = entry.map_err(|e| unwritable(&self.shown, "cannot be read", &e))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !made.as_ref().is_some_and(|m| m.knows(&name)) {
                unknown.insert(name);
            }
        }
        let Some(first) = unknown.first() else { return Ok(()) };
        let message = match (&made, unknown.len()) {
            (None, _) => format!("`{}` is not empty and was not made by Layer9", self.shown),
            (Some(_), 1) => format!("`{}` holds `{first}`, which Layer9 did not put there", self.shown),
            (Some(_), n) => {
                format!("`{}` holds `{first}` and {} more that Layer9 did not put there", self.shown, n - 1)
            }
        };
        Err(Box::new(Diagnostic::error(Code::PublishForeign, message).hint(
            "the whole folder is replaced at each build: choose another one, move these files into `static/`, \
             or build once with --force",
        )))
    }
}

/// Holds the lock until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// The record that an output folder was made by Layer9.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) version: u32,
    /// The names at the top of the output folder.
    pub(super) top: BTreeSet<String>,
    /// The names that a commit under way will put there. Written before it starts, so that a kill in the
    /// middle leaves a record that fits the folder whichever of the two it is.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) next: BTreeSet<String>,
    /// The build that made it, as its record names it; empty while nobody may rely on that.
    #[serde(default)]
    pub(super) build: String,
}

impl Made {
    pub(super) fn new(top: BTreeSet<String>, build: String) -> Self {
        Self { version: VERSION, top, next: BTreeSet::new(), build }
    }

    fn knows(&self, name: &str) -> bool {
        self.top.contains(name) || self.next.contains(name)
    }
}

/// What a commit that takes more than one system call is in the middle of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Journal {
    /// dist is renamed to `old`, then `stage` to dist.
    Swap,
    /// The files of `stage` are copied over those of dist, then what is stale is removed.
    Apply,
    /// The files of `stage` are moved into dist, and what is stale is removed.
    Patch(Patch),
}

/// Completes, or rolls back, what a killed build left half done, and removes its staging folder. Commands
/// that read the output folder without building call it first; [`super::Stage::open`] does by itself.
///
/// Returns whether there was a commit to complete. If another build holds the folder, nothing is done.
///
/// # Errors
/// `PublishWrite` if the disk refuses.
pub fn recover(dist: &Path) -> Result<bool> {
    if !parent_of(dist).exists() {
        return Ok(false);
    }
    let places = Places::find(dist)?;
    if !places.state.exists() {
        return Ok(false);
    }
    match places.lock(Duration::ZERO, &|_| {}) {
        Ok(_lock) => recover_locked(&places),
        Err(diagnostic) if diagnostic.code == Code::PublishLocked => Ok(false),
        Err(diagnostic) => Err(diagnostic),
    }
}

/// The same, for one who holds the lock.
pub(super) fn recover_locked(places: &Places) -> Result<bool> {
    let failed =
        |e: io::Error| unwritable(&places.shown, "was left half written and cannot be completed", &e);
    let pending = places.journal();
    match &pending {
        Some(Journal::Swap) => swap::recover_rename_pair(places).map_err(failed)?,
        Some(Journal::Apply) => swap::apply(places).map_err(failed)?,
        Some(Journal::Patch(patch)) => patch.apply(&places.stage(), &places.dist, true).map_err(failed)?,
        None => {}
    }
    places.drop_journal().map_err(failed)?;
    // What was cut off while a journal or a record was being written.
    for temporary in ["journal.tmp", "made.tmp"] {
        absent_is_fine(fs::remove_file(places.file(temporary))).map_err(failed)?;
    }
    swap::remove_tree(&places.old()).map_err(failed)?;
    swap::remove_tree(&places.stage()).map_err(failed)?;
    Ok(pending.is_some())
}

/// The folder that a path lies in; for a bare name that is the current one.
fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// Who holds the lock, in words.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.take(32).read_to_string(&mut text));
    match (read, text.trim().parse::<u32>()) {
        (Ok(_), Ok(pid)) => format!("another build (process {pid})"),
        _ => "another build".to_owned(),
    }
}

fn read_json<T: for<'a> Deserialize<'a>>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Replaces a file whole: a reader sees the old or the new one.
fn write_json(path: &Path, value: &impl Serialize, durable: bool) -> io::Result<()> {
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary)?;
    file.write_all(&serde_json::to_vec(value)?)?;
    if durable {
        file.sync_all()?;
    }
    drop(file);
    fs::rename(&temporary, path)
}

/// For removals: what is not there, or lies below what is a file by now, is gone already.
pub(super) fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(())
        }
        other => other,
    }
}

pub(super) fn unwritable(name: &str, what: &str, error: &io::Error) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(Code::PublishWrite, format!("{what}: {error}")).at(Location::file(name.to_owned())),
    )
}

pub(super) fn foreign(name: &str, what: &str) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(Code::PublishForeign, format!("`{name}` {what}"))
            .hint("choose another output folder with --output"),
    )
}
