//! What is watched, and how: by the system's own means, or by looking now and then.

use super::super::event::{Event, Events};
use super::poll::{self, Poller};
use crate::diagnostics::{Code, Diagnostic};
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::SystemTime;

/// What the system reports.
pub(super) type Reported = notify::Result<notify::Event>;

#[derive(Debug)]
enum Backend {
    Native(RecommendedWatcher),
    Polling(Poller),
}

/// The watches that are set, and those that wait for their folder to appear.
#[derive(Debug)]
pub(super) struct Watching {
    backend: Backend,
    sender: Sender<Reported>,
    /// What is to be watched, and whether it is now.
    roots: BTreeMap<PathBuf, Root>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Root {
    /// A folder, watched with all below it.
    Folder,
    /// A file: its folder is watched, since editors replace a file rather than write it.
    File,
    /// Not there.
    Missing,
}

impl Watching {
    /// Watches nothing yet.
    pub(super) fn start(sender: Sender<Reported>, polling: bool, events: &Events) -> Self {
        let mut watching =
            Self { backend: Backend::Polling(Poller::new([].iter())), sender, roots: BTreeMap::new() };
        if polling {
            return watching;
        }
        let sender = watching.sender.clone();
        // Opening and reading files is most of what is reported while a site is built, and changes nothing.
        let quiet = |event: &Reported| {
            let kind = event.as_ref().map(|event| event.kind);
            matches!(kind, Ok(EventKind::Access(kind)) if !matches!(kind, AccessKind::Close(AccessMode::Write)))
        };
        let pass = move |event: Reported| {
            if !quiet(&event) {
                // Without a receiver the server is ending.
                let _ = sender.send(event);
            }
        };
        match RecommendedWatcher::new(pass, Config::default().with_follow_symlinks(false)) {
            Ok(native) => watching.backend = Backend::Native(native),
            Err(error) => watching.poll(&error, events),
        }
        watching
    }

    /// Looks at folders now and then instead, which works everywhere, and watches anew.
    fn poll(&mut self, because: &notify::Error, events: &Events) {
        let message = format!(
            "the system cannot watch the site's files ({because}); they are looked at twice a second instead"
        );
        let warning = Diagnostic::warning(Code::ServeWatch, message);
        events(Event::Warning(match limit(&because.kind) {
            Some(limit) => warning.hint(format!(
                "raise the limit with `sudo sysctl {limit}`, or give `--poll` to look at them from the start"
            )),
            None => warning,
        }));
        self.settle();
    }

    /// The same, where files are polled.
    pub(super) fn settle_polling(&mut self) {
        if matches!(self.backend, Backend::Polling(_)) {
            self.settle();
        }
    }

    /// Polling starts from how the roots look now.
    fn settle(&mut self) {
        self.backend = Backend::Polling(Poller::new(self.roots.keys()));
    }

    /// What changed by the look of it, where that is how changes are noticed.
    pub(super) fn polled(&mut self) -> BTreeSet<PathBuf> {
        let Backend::Polling(poller) = &mut self.backend else { return BTreeSet::new() };
        let changed = poller.changes(self.roots.keys());
        changed.into_iter().filter(|path| self.cares(path)).collect()
    }

    /// Takes over the list of what is to be watched.
    pub(super) fn update(&mut self, roots: &[PathBuf], events: &Events) {
        let wanted: BTreeSet<PathBuf> = roots.iter().map(|r| canonical(r)).collect();
        let gone: Vec<PathBuf> = self.roots.keys().filter(|r| !wanted.contains(*r)).cloned().collect();
        for root in gone {
            if self.roots.remove(&root) == Some(Root::Folder) {
                // It may be gone from the disk as well.
                let _ = self.unwatch(&root);
            }
        }
        for root in wanted {
            if !self.roots.contains_key(&root) {
                self.add(root, events);
            }
        }
    }

    /// Sets the watches of roots that have appeared, and forgets those of roots that have gone. Returns whether
    /// any has appeared: what is in it was never reported.
    pub(super) fn appeared(&mut self, events: &Events) -> bool {
        let changed: Vec<PathBuf> = self
            .roots
            .iter()
            .filter(|(path, state)| **state != state_of(path))
            .map(|(path, _)| path.clone())
            .collect();
        let mut any = false;
        for root in changed {
            if self.roots.remove(&root) == Some(Root::Folder) {
                let _ = self.unwatch(&root);
            }
            any |= state_of(&root) != Root::Missing;
            self.add(root, events);
        }
        any
    }

    /// A watched folder that is removed takes its watch with it, even when another of its name comes at once.
    pub(super) fn note_removal(&mut self, event: &notify::Event) {
        let gone = matches!(
            event.kind,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From | RenameMode::Any))
        );
        for path in event.paths.iter().filter(|_| gone) {
            if self.roots.get(path) == Some(&Root::Folder) {
                let _ = self.unwatch(path);
                self.roots.insert(path.clone(), Root::Missing);
            }
        }
    }

    fn add(&mut self, root: PathBuf, events: &Events) {
        let state = state_of(&root);
        let set = match (&state, root.parent()) {
            (Root::Folder, _) => self.set(&root, RecursiveMode::Recursive),
            (Root::File, Some(folder)) => self.set(folder, RecursiveMode::NonRecursive),
            _ => Ok(()),
        };
        self.roots.insert(root, state);
        if let Err(error) = set {
            self.failed(&error, events);
        }
    }

    /// Falls back to polling where the system has no watches left. Returns whether it did.
    pub(super) fn failed(&mut self, error: &notify::Error, events: &Events) -> bool {
        match (&error.kind, &self.backend) {
            // It went away before it could be watched.
            (notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound, _) => false,
            (notify::ErrorKind::Io(e), _) if e.kind() == std::io::ErrorKind::NotFound => false,
            (_, Backend::Native(_)) => {
                self.poll(error, events);
                true
            }
            _ => false,
        }
    }

    /// Whether any file or folder was touched since: what changed before the watches were set was never reported.
    pub(super) fn touched(&self, since: SystemTime) -> bool {
        self.roots.keys().any(|root| poll::touched(root, since, |path| self.cares(path)))
    }

    fn set(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        match &mut self.backend {
            Backend::Native(native) => native.watch(path, mode),
            Backend::Polling(_) => Ok(()),
        }
    }

    fn unwatch(&mut self, path: &Path) -> notify::Result<()> {
        match &mut self.backend {
            Backend::Native(native) => native.unwatch(path),
            Backend::Polling(_) => Ok(()),
        }
    }

    /// Whether a change of this file is the site's business: it lies below a watched folder, or is a watched
    /// file, and is not one of those that editors and tools scatter.
    pub(super) fn cares(&self, path: &Path) -> bool {
        self.roots.keys().any(|root| match path.strip_prefix(root) {
            Ok(below) => !below.iter().any(|part| scattered(&part.to_string_lossy())) && !built(root, below),
            Err(_) => false,
        })
    }
}

/// The setting of Linux that is exhausted, raised.
fn limit(error: &notify::ErrorKind) -> Option<&'static str> {
    /// The process, or all those of its user, hold too many inotify instances.
    const EMFILE: i32 = 24;
    match error {
        _ if !cfg!(target_os = "linux") => None,
        notify::ErrorKind::MaxFilesWatch => Some("fs.inotify.max_user_watches=524288"),
        notify::ErrorKind::Io(e) if e.raw_os_error() == Some(EMFILE) => {
            Some("fs.inotify.max_user_instances=1024")
        }
        _ => None,
    }
}

fn state_of(path: &Path) -> Root {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Root::Folder,
        Ok(_) => Root::File,
        Err(_) => Root::Missing,
    }
}

/// Events carry real paths. What does not exist yet has a real parent at least.
fn canonical(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent().and_then(|p| p.canonicalize().ok()), path.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => path.to_owned(),
    }
}

/// Names of swap, lock, backup and hidden files: vim's `.x.swp` and `4913`, Emacs' `#x#` and `x~`.
fn scattered(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with('#') && name.ends_with('#')
        || name == "4913"
}

/// What cargo writes while it compiles a crate of the site.
fn built(root: &Path, below: &Path) -> bool {
    below.iter().next().is_some_and(|first| first == "target") && root.join("Cargo.toml").exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::Mutex;
    use std::sync::mpsc::channel;
    use std::time::{Duration, Instant};

    /// Watches a folder with one file, and has the system's watcher fail with this.
    fn fail_with(error: notify::Error, name: &str) -> (Watching, PathBuf, Vec<Diagnostic>) {
        let folder = std::env::temp_dir().join(format!("layer9-watch-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let folder = folder.canonicalize().expect("it is there");
        std::fs::write(folder.join("a.md"), "1").expect("a file");
        let warnings = Arc::new(Mutex::new(Vec::new()));
        let sink = warnings.clone();
        let events: Events = Arc::new(move |event| {
            if let Event::Warning(warning) = event {
                sink.lock().expect("not poisoned").push(warning);
            }
        });
        let (sender, _receiver) = channel();
        let mut watching = Watching::start(sender, false, &events);
        watching.update(std::slice::from_ref(&folder), &events);
        assert!(matches!(watching.backend, Backend::Native(_)));
        // As the watcher reports what goes wrong while it is running.
        assert!(watching.failed(&error, &events), "all is looked at once");
        let warnings = std::mem::take(&mut *warnings.lock().expect("not poisoned"));
        (watching, folder, warnings)
    }

    #[test]
    fn where_watches_run_out_the_files_are_looked_at() {
        let (mut watching, folder, warnings) =
            fail_with(notify::Error::new(notify::ErrorKind::MaxFilesWatch), "limit");
        assert!(matches!(watching.backend, Backend::Polling(_)));
        let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
        assert_eq!(warning.code, Code::ServeWatch);
        assert!(warning.message.contains("twice a second"), "{}", warning.message);
        if cfg!(target_os = "linux") {
            let hint = warning.hint.as_deref().unwrap_or_default();
            assert!(hint.contains("max_user_watches") && hint.contains("--poll"), "{hint}");
        }
        std::fs::write(folder.join("a.md"), "22").expect("a file");
        let start = Instant::now();
        let changed = loop {
            let changed = watching.polled();
            if !changed.is_empty() || start.elapsed() > Duration::from_secs(10) {
                break changed;
            }
            std::thread::sleep(Duration::from_millis(50));
        };
        assert_eq!(changed, BTreeSet::from([folder.join("a.md")]));
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn the_hint_names_the_limit_that_is_exhausted() {
        let kind = |number| notify::ErrorKind::Io(std::io::Error::from_raw_os_error(number));
        if cfg!(target_os = "linux") {
            assert_eq!(limit(&kind(24)), Some("fs.inotify.max_user_instances=1024"));
            assert_eq!(limit(&notify::ErrorKind::MaxFilesWatch), Some("fs.inotify.max_user_watches=524288"));
        }
        assert_eq!(limit(&kind(13)), None);
    }
}
