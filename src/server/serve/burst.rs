//! What changed since the last rebuild, and whether it is time for the next: at once when the one file that was
//! saved is whole, later when many are being written.

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RenameMode};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A file that is being written is whole when it is closed. One that never is, because it stays open, is a link, or
/// lies on a system that reports no closing, is when it has been quiet this long.
const WRITING: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 50 } else { 15 });
/// Editors remove or rename a file and write it anew: one that is gone may be back.
const GONE: Duration = Duration::from_millis(30);
/// What is written without end does not keep what is whole from being built for longer,
const PATIENCE: Duration = Duration::from_millis(300);
/// and nothing does for longer than this.
const LONGEST: Duration = Duration::from_secs(5);

/// A burst of changes.
#[derive(Debug, Default)]
pub(super) struct Burst {
    /// Files that are whole, or known to be gone.
    done: BTreeSet<PathBuf>,
    /// Files that may be written further: when the first and the last was heard of them, and how long to wait then.
    open: BTreeMap<PathBuf, Waiting>,
    /// Some changes are not known by name.
    everything: bool,
    /// When the first and the last of it happened.
    span: Option<(Instant, Instant)>,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    since: Instant,
    until: Instant,
}

impl Burst {
    /// Whether there is nothing to build.
    pub(super) fn is_empty(&self) -> bool {
        self.done.is_empty() && self.open.is_empty() && !self.everything
    }

    /// Anything may have changed.
    pub(super) fn everything(&mut self, now: Instant) {
        self.everything = true;
        self.touch(now);
    }

    /// These changed, and are as they will be.
    pub(super) fn extend(&mut self, files: impl IntoIterator<Item = PathBuf>, now: Instant) {
        for file in files {
            self.whole(file, now);
        }
    }

    /// Takes in what the system reports of files that the site cares for.
    pub(super) fn note(&mut self, event: &notify::Event, cares: impl Fn(&Path) -> bool, now: Instant) {
        if event.need_rescan() {
            self.everything(now);
        }
        let paths = event.paths.iter().filter(|path| cares(path)).cloned();
        match &event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => {
                paths.for_each(|path| self.whole(path, now));
            }
            EventKind::Access(_) => {}
            // Both ends are known where both are the site's: otherwise one is a backup or a temporary file.
            EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => {
                let paths: Vec<PathBuf> = paths.collect();
                if paths.len() == 2 {
                    paths.into_iter().for_each(|path| self.whole(path, now));
                }
            }
            EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => {
                paths.for_each(|path| self.wait(path, now, GONE));
            }
            // A folder's own time changes with what is in it, which is reported by itself.
            EventKind::Modify(ModifyKind::Metadata(_)) => {
                let files = paths.filter(|path| !path.is_dir());
                for path in files {
                    if !self.done.contains(&path) && !self.open.contains_key(&path) {
                        self.wait(path, now, WRITING);
                    }
                }
            }
            EventKind::Modify(_) => {
                let files = paths.filter(|path| !path.is_dir());
                files.for_each(|path| self.wait(path, now, WRITING));
            }
            EventKind::Create(CreateKind::Folder) => paths.for_each(|path| self.wait(path, now, GONE)),
            _ => paths.for_each(|path| self.wait(path, now, WRITING)),
        }
    }

    fn touch(&mut self, now: Instant) {
        let (first, _) = self.span.unwrap_or((now, now));
        self.span = Some((first, now));
    }

    fn whole(&mut self, path: PathBuf, now: Instant) {
        self.open.remove(&path);
        self.done.insert(path);
        self.touch(now);
    }

    fn wait(&mut self, path: PathBuf, now: Instant, quiet: Duration) {
        self.done.remove(&path);
        let known = self.open.insert(path.clone(), Waiting { since: now, until: now + quiet });
        match known {
            // It is waited for already, and others are not for its sake.
            Some(known) => self.open.extend([(path, Waiting { since: known.since, until: now + quiet })]),
            None => self.touch(now),
        }
    }

    /// How long to wait for more, if no more comes; nothing when the burst is over.
    pub(super) fn wait_for(&self, now: Instant) -> Duration {
        let Some((first, last)) = self.span else { return Duration::ZERO };
        let quiet = last + quiet_after(self.done.len() + self.open.len());
        let whole = self.open.values().map(|waiting| waiting.until.min(waiting.since + PATIENCE)).max();
        let until = whole.map_or(quiet, |whole| whole.max(quiet)).min(first + LONGEST);
        until.saturating_duration_since(now)
    }

    /// Ends the burst: the files that changed, none at all where anything may have. Files that are still being
    /// written begin the next.
    pub(super) fn take(&mut self, now: Instant) -> Vec<PathBuf> {
        let (open, whole): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.open).into_iter().partition(|(_, waiting)| waiting.until > now);
        let mut done = std::mem::take(&mut self.done);
        done.extend(whole.into_keys());
        // All of them, where there is nothing else: the longest time is over.
        if done.is_empty() && !self.everything {
            done.extend(open.into_keys());
        } else {
            self.open = open;
        }
        self.span = (!self.open.is_empty()).then_some((now, now));
        if std::mem::take(&mut self.everything) { Vec::new() } else { done.into_iter().collect() }
    }
}

/// One save is over at once; a checkout of hundreds of files pauses for breath.
fn quiet_after(files: usize) -> Duration {
    Duration::from_millis(match files {
        0..=1 => 1,
        2..=5 => 10,
        6..=20 => 40,
        21..=500 => 160,
        _ => 400,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::Event;
    use notify::event::{DataChange, MetadataKind, RemoveKind};

    const CREATED: EventKind = EventKind::Create(CreateKind::File);
    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSED: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const GONE_AWAY: EventKind = EventKind::Remove(RemoveKind::File);
    const FROM: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
    const TO: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const BOTH: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::Both));
    const TOUCHED: EventKind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));

    /// The events, a tenth of a millisecond apart; how long to wait after the last, and what changed then.
    fn burst(events: &[(EventKind, &[&str])]) -> (u128, Vec<String>) {
        let start = Instant::now();
        let mut burst = Burst::default();
        let mut now = start;
        for (kind, paths) in events {
            let mut event = Event::new(*kind);
            event.paths = paths.iter().map(|path| PathBuf::from(format!("/nowhere/{path}"))).collect();
            burst.note(&event, |path| !path.to_string_lossy().ends_with('~'), now);
            now += Duration::from_micros(100);
        }
        let wait = burst.wait_for(now);
        let files = burst.take(now + wait);
        assert!(burst.is_empty(), "{burst:?}");
        let name = |path: PathBuf| path.to_string_lossy().trim_start_matches("/nowhere/").to_owned();
        (wait.as_millis(), files.into_iter().map(name).collect())
    }

    #[test]
    fn a_file_that_is_whole_is_built_at_once() {
        for events in [
            &[(WRITTEN, &["a"][..]), (CLOSED, &["a"])][..],
            &[(CREATED, &["a~"]), (CLOSED, &["a~"]), (FROM, &["a~"]), (TO, &["a"]), (BOTH, &["a~", "a"])],
            &[(CREATED, &["a~"]), (TO, &["a"]), (TOUCHED, &["a"])],
        ] {
            let (wait, files) = burst(events);
            assert!(wait < 2 && files == ["a"], "{wait} {files:?} {events:?}");
        }
    }

    #[test]
    fn a_file_that_is_not_is_waited_for() {
        for (events, least) in [
            (&[(WRITTEN, &["a"][..])][..], 10),
            (&[(CLOSED, &["a"]), (WRITTEN, &["a"])], 10),
            // It was put aside, or removed, to be written anew.
            (&[(FROM, &["a"]), (TO, &["a~"]), (BOTH, &["a", "a~"])], 20),
            (&[(GONE_AWAY, &["a"])], 20),
            (&[(GONE_AWAY, &["a"]), (CREATED, &["a"])], 10),
        ] {
            let (wait, files) = burst(events);
            assert!(wait >= least && files == ["a"], "{wait} {files:?} {events:?}");
        }
        let (wait, files) = burst(&[(FROM, &["a"]), (TO, &["b"]), (BOTH, &["a", "b"])]);
        assert!(wait < 11 && files == ["a", "b"], "{wait} {files:?}");
    }

    #[test]
    fn many_files_are_waited_for_longer() {
        let names: Vec<String> = (0..600).map(|n| n.to_string()).collect();
        let mut last = 0;
        for count in [1, 3, 10, 100, 600] {
            let mut all = Burst::default();
            let now = Instant::now();
            all.extend(names.iter().take(count).map(PathBuf::from), now);
            let wait = all.wait_for(now).as_millis();
            assert!(wait > last, "{count}: {wait}");
            last = wait;
        }
    }

    #[test]
    fn what_is_written_without_end_keeps_nothing_up() {
        let mut burst = Burst::default();
        let start = Instant::now();
        let note = |burst: &mut Burst, kind, path: &str, at| {
            burst.note(
                &Event::new(kind).add_path(PathBuf::from(path)),
                |_| true,
                start + Duration::from_millis(at),
            );
        };
        let mut over = None;
        for at in (0..2000).step_by(10) {
            note(&mut burst, WRITTEN, "/nowhere/log", at);
            if at == 100 {
                note(&mut burst, CLOSED, "/nowhere/a", at);
            }
            let now = start + Duration::from_millis(at + 9);
            if at > 100 && burst.wait_for(now).is_zero() {
                over = Some((at, burst.take(now)));
                break;
            }
        }
        let (at, files) = over.expect("it ends");
        assert!(at <= 320 && files == [PathBuf::from("/nowhere/a")], "{at} {files:?}");
        // The other is not forgotten.
        assert!(!burst.is_empty());
        let later = start + Duration::from_secs(3);
        assert!(burst.wait_for(later).is_zero());
        assert_eq!(burst.take(later), [PathBuf::from("/nowhere/log")]);
    }
}
