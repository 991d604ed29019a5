//! Noticing that files changed, and having the site rebuilt: at once for a file that was saved, once for a burst.

use super::super::event::{Event, Events};
use super::Site;
use super::burst::Burst;
use super::source::{Change, Outcome};
use super::watching::{Reported, Watching};
use crate::diagnostics::{Code, Diagnostic};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often the thread looks whether it is to end.
const LOOK_UP: Duration = Duration::from_millis(100);
/// What came of a rebuild is not told while more changes wait, but not for longer than this: a checkout that is half
/// done has errors that nobody made, and pages that are about to come back.
const HELD: Duration = Duration::from_secs(1);

/// The thread that waits for changes.
struct Watch {
    site: Arc<Site>,
    events: Events,
    watching: Watching,
    receiver: Receiver<Reported>,
    ended: Arc<AtomicBool>,
    burst: Burst,
}

impl Watch {
    /// Watches until the end, rebuilds the site when files change, tells the pages.
    fn run(mut self) {
        let mut owed = Change::Nothing;
        let mut held: Option<Instant> = None;
        while let Some(changed) = self.next_burst() {
            (self.events)(Event::Rebuilding { changed: changed.clone() });
            let start = Instant::now();
            // A build that panics is a fault of ours; the author's session should survive it.
            let built = std::panic::AssertUnwindSafe(|| self.site.source.rebuild(&changed));
            let mut outcome = std::panic::catch_unwind(built).unwrap_or_else(|_| Outcome {
                diagnostics: Diagnostic::error(Code::CommandUsage, "the build failed inside Layer9 itself")
                    .hint("please report it, with what was changed")
                    .into(),
                ..Outcome::default()
            });
            // What pages were not told of yet they are told now.
            owed = owed.and(std::mem::take(&mut outcome.change));
            while let Ok(reported) = self.receiver.try_recv() {
                self.note(&reported);
            }
            let superseded = !self.burst.is_empty();
            let since = *held.get_or_insert_with(Instant::now);
            if !superseded || since.elapsed() > HELD {
                held = None;
                if !outcome.diagnostics.has_errors() {
                    outcome.change = std::mem::take(&mut owed);
                }
                self.site.hub.announce(&self.site, &mut outcome);
            }
            let Outcome { diagnostics, change } = outcome;
            (self.events)(Event::Rebuilt { diagnostics, change, took: start.elapsed() });
            self.watching.update(&self.site.source.watch_roots(), &self.events);
        }
    }

    /// Waits for a burst of changes and collects it; `None` at the end. What happens during a rebuild waits in
    /// the channel, and begins the next.
    fn next_burst(&mut self) -> Option<Vec<PathBuf>> {
        loop {
            let wait = match self.burst.is_empty() {
                true => LOOK_UP,
                false => self.burst.wait_for(Instant::now()),
            };
            match self.receiver.recv_timeout(wait) {
                Ok(reported) => self.note(&reported),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    let now = Instant::now();
                    let appeared = self.watching.appeared(&self.events);
                    if !self.burst.is_empty() && !appeared {
                        return Some(self.burst.take(now));
                    }
                    if appeared {
                        self.burst.everything(now);
                    }
                    let polled = self.watching.polled();
                    self.burst.extend(polled, now);
                    self.burst.extend(self.site.source.unreported(), now);
                }
            }
            if self.ended.load(Ordering::Relaxed) {
                return None;
            }
        }
    }

    fn note(&mut self, reported: &Reported) {
        let now = Instant::now();
        match reported {
            Ok(event) => {
                self.watching.note_removal(event);
                self.burst.note(event, |path| self.watching.cares(path), now);
            }
            // Some events may be lost from here on, so all is looked at once.
            Err(error) => {
                if self.watching.failed(error, &self.events) {
                    self.burst.everything(now);
                }
            }
        }
    }
}

/// Starts the thread. It sets its watches while the first pages are already answered, looks whether anything changed
/// since the site was read, and ends with the flag.
pub(super) fn start(
    site: Arc<Site>,
    events: Events,
    polling: bool,
    ended: Arc<AtomicBool>,
) -> std::io::Result<std::thread::JoinHandle<()>> {
    std::thread::Builder::new().name("layer9-watch".to_owned()).spawn(move || {
        let (sender, receiver) = channel();
        let mut watching = Watching::start(sender, polling, &events);
        watching.update(&site.source.watch_roots(), &events);
        watching.settle_polling();
        events(Event::Watching);
        let mut burst = Burst::default();
        if site.source.read_at().is_some_and(|read| watching.touched(read)) {
            burst.everything(Instant::now());
        }
        Watch { site, events, watching, receiver, ended, burst }.run();
    })
}
