//! The next output folder while it is being written.

use super::OutputPath;
use super::folder::Folder;
use super::moves::{Moves, folder_before, place_of};
use super::output_path::below;
use super::stamp::Stamp;
use super::state::{Journal, Lock, Made, Places, foreign, recover_locked, unwritable};
use super::swap::{self, Method};
use crate::diagnostics::{Code, Diagnostic, Location, Result};
use crate::source::Hash;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

/// How a stage is opened.
pub struct StageOptions<'a> {
    /// Replace an output folder that Layer9 did not make.
    pub force: bool,
    /// How long to wait for another build that holds the output folder.
    pub wait: Duration,
    /// Called once, with who holds it, before waiting.
    pub waiting: &'a dyn Fn(&str),
    /// Called once the lock is held, just before the stage is created: from here on a process that ends without
    /// dropping it leaves it to the next build.
    pub opening: &'a dyn Fn(),
    /// Folders that must survive, such as the site's own: an output folder that is one of them, or that
    /// contains one, is refused even with `force`.
    pub protect: &'a [&'a Path],
}

impl Default for StageOptions<'_> {
    /// No force, a wait of one minute, nothing protected.
    fn default() -> Self {
        Self { force: false, wait: Duration::from_secs(60), waiting: &|_| {}, opening: &|| {}, protect: &[] }
    }
}

impl fmt::Debug for StageOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StageOptions")
            .field("force", &self.force)
            .field("wait", &self.wait)
            .field("protect", &self.protect)
            .finish_non_exhaustive()
    }
}

/// The next output folder, or the changes to the one that stands: files are written to a folder beside it, from
/// any thread, and appear with [`Stage::commit`]. Dropped without a commit, it leaves no trace.
#[derive(Debug)]
pub struct Stage {
    places: Places,
    folder: Folder,
    force: bool,
    folders: RwLock<HashSet<Box<str>>>,
    /// The files of a patch; `None` for a whole folder.
    moves: Option<Mutex<Moves>>,
    top: Mutex<BTreeSet<String>>,
    files: AtomicU64,
    bytes: AtomicU64,
    // Last, so that the lock is held until all else is gone.
    _lock: Lock,
}

/// A file of the stage that is being written.
struct Staged {
    to: File,
    /// Its number in a patch.
    number: Option<usize>,
}

/// What was published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many files.
    pub files: u64,
    /// The sum of their lengths.
    pub bytes: u64,
}

impl Stage {
    /// Takes the lock of an output folder, completes or removes what a killed build left there, and creates an
    /// empty stage. Folders above `dist` are created.
    ///
    /// # Errors
    /// `PublishLocked` when another build holds it for longer than the wait; `PublishForeign` when Layer9 did
    /// not make what is there, or when it contains a protected folder; `PublishWrite` when the disk refuses.
    pub fn open(dist: &Path, options: &StageOptions<'_>) -> Result<Self> {
        Self::open_as(dist, options, None)
    }

    /// The same, for a patch of the folder that the build `last` made. Where something else made the folder, or
    /// it is gone, the stage is for a whole folder.
    ///
    /// # Errors
    /// As [`Stage::open`].
    pub fn open_patch(dist: &Path, options: &StageOptions<'_>, last: &Hash) -> Result<Self> {
        Self::open_as(dist, options, Some(last))
    }

    fn open_as(dist: &Path, options: &StageOptions<'_>, last: Option<&Hash>) -> Result<Self> {
        let places = Places::find(dist)?;
        refuse_protected(&places, options.protect)?;
        let lock = places.lock(options.wait, options.waiting)?;
        recover_locked(&places)?;
        if !options.force {
            places.refuse_foreign()?;
        }
        (options.opening)();
        let folder = Folder::create(places.stage()).map_err(|e| {
            unwritable(&places.shown, &format!("cannot be staged in `{}`", places.stage().display()), &e)
        })?;
        let patch = last.is_some_and(|last| places.stands(last));
        Ok(Self {
            places,
            folder,
            moves: patch.then(Mutex::default),
            force: options.force,
            folders: RwLock::default(),
            top: Mutex::default(),
            files: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            _lock: lock,
        })
    }

    /// Whether it changes the folder that stands, and does not replace it.
    pub fn is_patch(&self) -> bool {
        self.moves.is_some()
    }

    /// Writes one file.
    ///
    /// # Errors
    /// `PublishWrite` with the file's name when the disk refuses, `PublishCollision` when the file was
    /// written before.
    pub fn write(&self, path: &OutputPath, bytes: &[u8]) -> Result<Stamp> {
        let mut file = self.create(path)?;
        file.to.write_all(bytes).map_err(|e| self.failed(path, &e))?;
        self.written(&file, bytes.len() as u64).map_err(|e| self.failed(path, &e))
    }

    /// Copies one file from elsewhere. The copy has bytes of its own and ordinary permissions, whatever those
    /// of the source are. Whether `from` may be read is for the caller to know.
    ///
    /// # Errors
    /// As [`Stage::write`], and `SourceRead` when `from` cannot be read.
    pub fn copy(&self, path: &OutputPath, from: &Path) -> Result<Stamp> {
        let mut source = File::open(from).map_err(|e| unreadable(from, &e))?;
        if source.metadata().map_err(|e| unreadable(from, &e))?.is_dir() {
            return Err(unreadable(from, &io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let mut file = self.create(path)?;
        let bytes = io::copy(&mut source, &mut file.to).map_err(|e| self.failed(path, &e))?;
        self.written(&file, bytes).map_err(|e| self.failed(path, &e))
    }

    /// The bytes of a file as they will be published: written to the stage, or standing where it is a patch.
    ///
    /// # Errors
    /// Where it is neither, or cannot be read.
    pub fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let staged = match &self.moves {
            Some(moves) => {
                let moves = moves.lock().unwrap_or_else(PoisonError::into_inner);
                moves.place(path).map(|place| self.folder.path().join(place))
            }
            None => Some(below(self.folder.path(), path)),
        };
        crate::source::read(&staged.unwrap_or_else(|| below(&self.places.dist, path)))
    }

    /// What was written so far.
    pub fn report(&self) -> Report {
        Report { files: self.files.load(Ordering::Relaxed), bytes: self.bytes.load(Ordering::Relaxed) }
    }

    /// Puts the stage in the place of the output folder and removes the last one; a patch moves its files into
    /// the folder and removes `stale` from it. `build` names the result for [`Stage::open_patch`]; it is asked for when
    /// the new site stands, so that it may come to be meanwhile.
    ///
    /// # Errors
    /// `PublishWrite`, or `PublishForeign` when something foreign appeared in the output folder since the stage
    /// was opened. The output folder is then as it was, or the next command completes the commit.
    pub fn commit(self, build: impl FnOnce() -> Hash, stale: Vec<String>) -> Result<Report> {
        self.commit_by(Method::PREFERRED, build, stale)
    }

    pub(super) fn commit_by(
        self,
        method: Method,
        build: impl FnOnce() -> Hash,
        stale: Vec<String>,
    ) -> Result<Report> {
        if !self.force {
            self.places.refuse_foreign()?;
        }
        let failed = |e: io::Error| unwritable(&self.places.shown, "cannot be replaced by the new build", &e);
        let mut top = std::mem::take(&mut *self.top.lock().unwrap_or_else(PoisonError::into_inner));
        let mut made = self.places.made().unwrap_or_else(|| Made::new(BTreeSet::new(), String::new()));
        // A commit that is cut off leaves a folder that no build knows.
        made.build.clear();
        made.next = top.clone();
        self.places.write_made(&made).map_err(failed)?;
        match &self.moves {
            Some(moves) => {
                let moves = std::mem::take(&mut *moves.lock().unwrap_or_else(PoisonError::into_inner));
                let patch = moves.patch(stale);
                self.places.write_journal(&Journal::Patch(patch.clone())).map_err(failed)?;
                patch.apply(&self.places.stage(), &self.places.dist, false).map_err(failed)?;
                self.places.drop_journal().map_err(failed)?;
                // What stands there by now, and not what was: a stale file may have been the last of its folder.
                made.top.extend(top);
                made.top.retain(|name| self.places.dist.join(name).exists());
                top = made.top;
            }
            None => {
                if let Ok(last) = fs::metadata(&self.places.dist) {
                    // A host's web server may need the permissions that someone gave the folder.
                    fs::set_permissions(self.folder.path(), last.permissions()).map_err(failed)?;
                }
                swap::replace(&self.places, method).map_err(failed)?;
            }
        }
        // The new site stands. What follows is housekeeping that the next build would do otherwise.
        let _ = self.places.write_made(&Made::new(top, build().to_string()));
        let _ = swap::remove_tree(&self.places.old());
        Ok(self.report())
    }

    fn create(&self, path: &OutputPath) -> Result<Staged> {
        let (place, number) = match &self.moves {
            Some(moves) => {
                self.note_top(path.as_str().split('/').next().unwrap_or_default());
                let mut moves = moves.lock().unwrap_or_else(PoisonError::into_inner);
                let number = moves.number(path.as_str());
                if let Some(folder) = folder_before(number) {
                    self.folder.create_folder(&folder).map_err(|e| self.failed(path, &e))?;
                }
                (Cow::Owned(place_of(number)), Some(number))
            }
            None => {
                self.ensure_folders(path)?;
                (Cow::Borrowed(path.as_str()), None)
            }
        };
        let to = self.folder.create_file(&place).map_err(|e| {
            if e.kind() == io::ErrorKind::AlreadyExists {
                let message = format!("output file `{path}` was written twice");
                Box::new(Diagnostic::error(Code::PublishCollision, message).at(Location::file(path.as_str())))
            } else {
                self.failed(path, &e)
            }
        })?;
        Ok(Staged { to, number })
    }

    /// Takes note of a file that has all its bytes.
    fn written(&self, file: &Staged, bytes: u64) -> io::Result<Stamp> {
        let metadata = file.to.metadata()?;
        if let (Some(moves), Some(number)) = (&self.moves, file.number) {
            moves.lock().unwrap_or_else(PoisonError::into_inner).note(number, &metadata);
        }
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        Ok(Stamp::of(&metadata))
    }

    /// Creates the folders of a file, each one once per build.
    fn ensure_folders(&self, path: &OutputPath) -> Result<()> {
        let folder = match path.as_str().rsplit_once('/') {
            Some((folder, _)) => folder,
            None => {
                self.note_top(path.as_str());
                return Ok(());
            }
        };
        let missing: Vec<&str> = {
            let known = self.folders.read().unwrap_or_else(PoisonError::into_inner);
            if known.contains(folder) {
                return Ok(());
            }
            path.folders().filter(|folder| !known.contains(*folder)).collect()
        };
        // The outermost comes first. Another thread may be faster, which is fine.
        for folder in &missing {
            self.folder.create_folder(folder).map_err(|e| self.failed(path, &e))?;
            if !folder.contains('/') {
                self.note_top(folder);
            }
        }
        let mut known = self.folders.write().unwrap_or_else(PoisonError::into_inner);
        known.extend(missing.into_iter().map(Box::from));
        Ok(())
    }

    fn note_top(&self, name: &str) {
        let mut top = self.top.lock().unwrap_or_else(PoisonError::into_inner);
        if !top.contains(name) {
            top.insert(name.to_owned());
        }
    }

    fn failed(&self, path: &OutputPath, error: &io::Error) -> Box<Diagnostic> {
        let message = format!("output file cannot be written: {error}");
        let at = Location::file(format!("{}/{path}", self.places.shown));
        let diagnostic = Diagnostic::error(Code::PublishWrite, message).at(at);
        Box::new(match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => diagnostic
                .hint("a build needs room for two copies of the site; the last one was left as it is"),
            _ => diagnostic,
        })
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // After a commit this is the last dist, before it the unfinished one. A commit that was cut off under
        // a journal still needs its stage.
        if self.places.journal().is_none() {
            let _ = swap::remove_tree(self.folder.path());
        }
    }
}

fn refuse_protected(places: &Places, protect: &[&Path]) -> Result<()> {
    for folder in protect {
        let Ok(real) = folder.canonicalize() else { continue };
        if real == places.dist {
            return Err(foreign(&places.shown, "holds the site's own files, and would be replaced"));
        }
        if real.starts_with(&places.dist) {
            let what = format!("contains `{}`, and would be replaced", folder.display());
            return Err(foreign(&places.shown, &what));
        }
    }
    Ok(())
}

fn unreadable(from: &Path, error: &io::Error) -> Box<Diagnostic> {
    let at = Location::file(from.display().to_string());
    Box::new(Diagnostic::error(Code::SourceRead, format!("cannot be read: {error}")).at(at))
}
