//! Noticing that files changed: one rebuild per burst of events.

use super::super::event::{Event, Events};
use super::hub::Hub;
use super::poll::Poller;
use super::source::{Outcome, SiteSource};
use crate::diagnostics::{Code, Diagnostic};
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{Config, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// An event is passed on when its file has been quiet this long: an editor's save is several of them.
const DEBOUNCE: Duration = Duration::from_millis(30);
const TICK: Duration = Duration::from_millis(10);
/// A burst is over when nothing was passed on for this long, or longer if it is a large one (see [`quiet_after`]),
const QUIET: Duration = Duration::from_millis(40);
/// and is cut off after this, so that a program that writes without end does not keep the site from being built.
const LONGEST_BURST: Duration = Duration::from_secs(5);
/// How often the thread looks whether it is to end.
const LOOK_UP: Duration = Duration::from_millis(100);

/// Watches until `ended`, rebuilds the site when files change, tells the pages.
fn watch(
    source: &dyn SiteSource,
    hub: &Hub,
    events: &Events,
    mut watcher: Watching,
    receiver: &Receiver<DebounceEventResult>,
    ended: &AtomicBool,
) {
    while let Some(burst) = next_burst(receiver, &mut watcher, ended, events) {
        events(Event::Rebuilding { changed: burst.clone() });
        let start = Instant::now();
        // A build that panics is a fault of ours; the author's session should survive it.
        let built = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| source.rebuild(&burst)));
        let outcome = built.unwrap_or_else(|_| Outcome {
            diagnostics: Diagnostic::error(Code::CommandUsage, "the build failed inside Layer9 itself")
                .hint("please report it, with what was changed")
                .into(),
            ..Outcome::default()
        });
        let took = start.elapsed();
        hub.announce(&outcome);
        events(Event::Rebuilt { diagnostics: outcome.diagnostics, change: outcome.change, took });
        watcher.update(&source.watch_roots(), events);
    }
}

/// Waits for a burst of changes and collects it; `None` at the end. What happens during a rebuild waits in the
/// channel, and is the next burst.
fn next_burst(
    receiver: &Receiver<DebounceEventResult>,
    watcher: &mut Watching,
    ended: &AtomicBool,
    events: &Events,
) -> Option<Vec<PathBuf>> {
    let mut changed = BTreeSet::new();
    let mut everything = false;
    let mut since: Option<Instant> = None;
    loop {
        let wait = if since.is_some() { quiet_after(changed.len()) } else { LOOK_UP };
        match receiver.recv_timeout(wait) {
            Ok(Ok(batch)) => {
                for event in &batch {
                    watcher.note_removal(event);
                    everything |= event.need_rescan();
                    changed.extend(
                        event.paths.iter().filter(|p| counts(&event.kind, p) && watcher.cares(p)).cloned(),
                    );
                }
            }
            Ok(Err(errors)) => {
                for error in errors {
                    // Some events may be lost from here on, so all is looked at once.
                    everything |= watcher.failed(&error, events);
                }
            }
            Err(RecvTimeoutError::Timeout) if ended.load(Ordering::Relaxed) => return None,
            Err(RecvTimeoutError::Timeout) => match since {
                Some(_) => break,
                None => {
                    everything |= watcher.appeared(events);
                    changed.extend(watcher.polled());
                }
            },
            Err(RecvTimeoutError::Disconnected) => return None,
        }
        if ended.load(Ordering::Relaxed) {
            return None;
        }
        if since.is_none() && (everything || !changed.is_empty()) {
            since = Some(Instant::now());
        }
        if since.is_some_and(|start| start.elapsed() > LONGEST_BURST) {
            break;
        }
    }
    everything |= watcher.appeared(events);
    Some(if everything { Vec::new() } else { changed.into_iter().collect() })
}

/// One save is over at once; a checkout of hundreds of files pauses for breath.
fn quiet_after(files: usize) -> Duration {
    match files {
        0..=20 => QUIET,
        21..=500 => QUIET * 4,
        _ => QUIET * 10,
    }
}

/// Reading is no change; closing a file that was open for writing ends one. A folder's own time changes with what
/// is in it, which is reported by itself.
fn counts(kind: &EventKind, path: &Path) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Modify(ModifyKind::Name(_)) => true,
        EventKind::Modify(_) => !path.is_dir(),
        _ => true,
    }
}

enum Backend {
    Native(Debouncer<RecommendedWatcher, RecommendedCache>),
    Polling(Poller),
}

/// The watches that are set, and those that wait for their folder to appear.
struct Watching {
    backend: Backend,
    sender: Sender<DebounceEventResult>,
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
    fn start(sender: Sender<DebounceEventResult>, polling: bool, events: &Events) -> Self {
        let mut watching =
            Self { backend: Backend::Polling(Poller::new([].iter())), sender, roots: BTreeMap::new() };
        if polling {
            return watching;
        }
        let config = Config::default().with_follow_symlinks(false);
        match new_debouncer_opt(
            DEBOUNCE,
            Some(TICK),
            watching.sender.clone(),
            RecommendedCache::new(),
            config,
        ) {
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

    /// Polling starts from how the roots look now.
    fn settle(&mut self) {
        self.backend = Backend::Polling(Poller::new(self.roots.keys()));
    }

    /// What changed by the look of it, where that is how changes are noticed.
    fn polled(&mut self) -> BTreeSet<PathBuf> {
        let Backend::Polling(poller) = &mut self.backend else { return BTreeSet::new() };
        let changed = poller.changes(self.roots.keys());
        changed.into_iter().filter(|path| self.cares(path)).collect()
    }

    /// Takes over the list of what is to be watched.
    fn update(&mut self, roots: &[PathBuf], events: &Events) {
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
    fn appeared(&mut self, events: &Events) -> bool {
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
    fn note_removal(&mut self, event: &notify::Event) {
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
    fn failed(&mut self, error: &notify::Error, events: &Events) -> bool {
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
    fn cares(&self, path: &Path) -> bool {
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

/// Sets the watches, so that no change from now on is missed, and starts the thread that waits for them. It ends
/// with the flag.
pub(super) fn start(
    source: Arc<dyn SiteSource>,
    hub: Arc<Hub>,
    events: Events,
    polling: bool,
    ended: Arc<AtomicBool>,
) -> std::io::Result<std::thread::JoinHandle<()>> {
    let (sender, receiver) = channel();
    let mut watcher = Watching::start(sender, polling, &events);
    watcher.update(&source.watch_roots(), &events);
    if matches!(watcher.backend, Backend::Polling(_)) {
        watcher.settle();
    }
    std::thread::Builder::new()
        .name("layer9-watch".to_owned())
        .spawn(move || watch(&*source, &hub, &events, watcher, &receiver, &ended))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

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
        let (sender, receiver) = channel();
        let mut watching = Watching::start(sender.clone(), false, &events);
        watching.update(std::slice::from_ref(&folder), &events);
        assert!(matches!(watching.backend, Backend::Native(_)));
        // As the watcher reports what goes wrong while it is running.
        sender.send(Err(vec![error])).expect("a receiver");
        let ended = AtomicBool::new(false);
        let burst = next_burst(&receiver, &mut watching, &ended, &events);
        assert_eq!(burst, Some(Vec::new()), "all is looked at once");
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
