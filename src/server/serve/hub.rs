//! The pages that are open: what each of them shows, and what it is told when that changes.

use super::Site;
use super::page::{Kind, Shown};
use super::patch;
use super::source::{Change, Outcome};
use crate::diagnostics::render::{self, Style};
use crate::diagnostics::{Diagnostics, Severity};
use crate::source::Hash;
use serde::Serialize;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// A page that lags by more messages than this loses its socket, and finds out what it missed when it opens another.
const BACKLOG: usize = 64;
/// So many versions of a page are kept for it, should it ask for the whole of a change whose patch it cannot use.
const VERSIONS: usize = 3;

/// A message to a page, as JSON.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Message<'a> {
    /// The first one on each socket.
    Hello { build: u64 },
    /// What turns the version `from` of the page into `to`: see the module `patch`.
    Patch { build: u64, from: &'a str, to: &'a str, edit: &'a serde_json::Value },
    /// Both versions whole, for a page that asked for it.
    Whole { build: u64, from: &'a str, to: &'a str, old: &'a str, new: &'a str },
    /// Files that changed and kept their addresses.
    Files { build: u64, paths: &'a [String] },
    /// The page is to be loaded again, since its version is another one, or because anything may have changed.
    Reload { build: u64, to: Option<&'a str> },
    /// The page is at another address now.
    Moved { build: u64, to: &'a str },
    /// `text` is what the terminal shows, `diagnostics` the same as data.
    Error { build: u64, text: &'a str, diagnostics: Vec<serde_json::Value> },
    /// The errors are gone, and nothing else changed.
    Ok { build: u64 },
}

/// The pages that are open, and the errors of the site.
#[derive(Debug)]
pub(super) struct Hub {
    state: Mutex<State>,
    /// Held by whoever looks what pages show now, so that each is told of changes in their order.
    turn: Mutex<()>,
}

#[derive(Debug)]
struct State {
    /// Counts the changes that pages were told of.
    build: u64,
    /// The error message, while the site has errors.
    error: Option<Broken>,
    /// The next page's number.
    next: u64,
    open: BTreeMap<u64, Open>,
}

/// An open page.
#[derive(Debug)]
struct Open {
    /// Its URL path, as the browser has it.
    path: String,
    /// The version it said that it shows.
    at: String,
    /// What it shows, last, and before: none until that was looked up.
    versions: VecDeque<Shown>,
    /// Whether it was told of an error of its own.
    broken: bool,
    sender: mpsc::Sender<Arc<str>>,
}

#[derive(Clone, Debug)]
struct Broken {
    message: Arc<str>,
    text: String,
}

impl Hub {
    /// One for a site whose first build met these.
    pub(super) fn new(diagnostics: &Diagnostics) -> Self {
        let error = diagnostics.has_errors().then(|| broken(1, diagnostics));
        let state = State { build: 1, error, next: 0, open: BTreeMap::new() };
        Self { state: Mutex::new(state), turn: Mutex::default() }
    }

    /// What the terminal shows, while the site has errors.
    pub(super) fn error(&self) -> Option<String> {
        self.state().error.as_ref().map(|e| e.text.clone())
    }

    /// Takes in a page that shows a version of a path: its number, and where it hears what it must know. It is
    /// greeted by [`Hub::look`], which must be called next.
    pub(super) fn join(&self, path: String, at: String) -> (u64, mpsc::Receiver<Arc<str>>) {
        let (sender, receiver) = mpsc::channel(BACKLOG);
        let mut state = self.state();
        state.next += 1;
        let id = state.next;
        state.open.insert(id, Open { path, at, versions: VecDeque::new(), broken: false, sender });
        (id, receiver)
    }

    /// Forgets a page.
    pub(super) fn leave(&self, id: u64) {
        self.state().open.remove(&id);
    }

    /// Looks up what a page that joined shows, greets it, and tells it where that is no longer so.
    pub(super) fn look(&self, site: &Site, id: u64) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(path) = self.state().open.get(&id).map(|open| open.path.clone()) else { return };
        let shown = site.shown(&path);
        let mut state = self.state();
        let greeting = [Some(json(&Message::Hello { build: state.build })), error_message(&state)];
        greeting.into_iter().flatten().for_each(|message| send(&mut state, id, message));
        drop(state);
        self.tell(site, id, shown.as_ref(), &mut BTreeMap::new());
    }

    /// Sends a page both versions whole, from the one it shows.
    pub(super) fn whole(&self, id: u64, from: &str) {
        let mut state = self.state();
        let build = state.build;
        let Some(open) = state.open.get_mut(&id) else { return };
        let old = open.versions.iter().find(|shown| shown.version() == from);
        let message = match (old, open.versions.back()) {
            (Some(old), Some(new)) => {
                let (old, text) = (String::from_utf8_lossy(&old.html), String::from_utf8_lossy(&new.html));
                json(&Message::Whole { build, from, to: &new.version(), old: &old, new: &text })
            }
            _ => json(&Message::Reload { build, to: None }),
        };
        send(&mut state, id, message);
    }

    /// Tells the pages what came of a rebuild. Errors of the pages that are open are added to it.
    pub(super) fn announce(&self, site: &Site, outcome: &mut Outcome) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if outcome.diagnostics.has_errors() {
            let mut state = self.state();
            let error = broken(state.build, &outcome.diagnostics);
            broadcast(&mut state, &error.message);
            state.error = Some(error);
            return;
        }
        let mut state = self.state();
        let was_broken = state.error.take().is_some();
        let Change::Files(files) = &outcome.change else {
            let build = state.build + u64::from(outcome.change == Change::Full);
            state.build = build;
            match outcome.change {
                Change::Full => broadcast(&mut state, &json(&Message::Reload { build, to: None })),
                _ if was_broken => broadcast(&mut state, &json(&Message::Ok { build })),
                _ => {}
            }
            return;
        };
        state.build += 1;
        let build = state.build;
        if !files.is_empty() {
            broadcast(&mut state, &json(&Message::Files { build, paths: files }));
        }
        // Who came last is looked at first: that is where the author is.
        let open: Vec<(u64, String)> =
            state.open.iter().rev().map(|(id, open)| (*id, open.path.clone())).collect();
        drop(state);
        let mut shown: BTreeMap<String, Option<Shown>> = BTreeMap::new();
        let mut patches = BTreeMap::new();
        for (id, path) in open {
            let now = shown.entry(path).or_insert_with_key(|path| site.shown(path));
            let told = self.tell(site, id, now.as_ref(), &mut patches);
            if !told && was_broken {
                send(&mut self.state(), id, json(&Message::Ok { build }));
            }
        }
        for shown in shown.into_values().flatten() {
            if let Kind::Broken(diagnostics) = shown.kind {
                outcome.diagnostics.extend(diagnostics);
            }
        }
    }

    /// Tells a page what it does not show yet. Returns whether there was anything to tell.
    fn tell(&self, site: &Site, id: u64, now: Option<&Shown>, patches: &mut Patches) -> bool {
        let mut state = self.state();
        let build = state.build;
        // What is no page keeps itself up to date, or not.
        let (Some(open), Some(now)) = (state.open.get_mut(&id), now) else { return false };
        let to = now.version();
        let Some(old) = open.versions.back().cloned() else {
            if open.at == to {
                open.versions.push_back(now.clone());
                return false;
            }
            send(&mut state, id, json(&Message::Reload { build, to: Some(&to) }));
            return true;
        };
        if let Kind::Broken(diagnostics) = &now.kind
            && !matches!(old.kind, Kind::Broken(_))
        {
            // The last good page stays.
            open.broken = true;
            let message = broken(build, diagnostics).message;
            send(&mut state, id, message);
            return true;
        }
        let was_broken = std::mem::take(&mut open.broken);
        if old.hash == now.hash {
            if was_broken {
                send(&mut state, id, json(&Message::Ok { build }));
            }
            return was_broken;
        }
        open.versions.push_back(now.clone());
        while open.versions.len() > VERSIONS {
            open.versions.pop_front();
        }
        let path = open.path.clone();
        // Others may come and go while trees are compared.
        drop(state);
        let moved = match (&old.kind, &now.kind) {
            (Kind::Page, Kind::Missing) => site.moved(&path),
            _ => None,
        };
        let message = if let Some(to) = moved {
            json(&Message::Moved { build, to: &to })
        } else if old.kind.same(&now.kind) {
            let edit = patches.entry((old.hash, now.hash));
            let edit = edit.or_insert_with(|| patch::between(&old.html, &now.html));
            match edit {
                Some(edit) => json(&Message::Patch { build, from: &old.version(), to: &to, edit }),
                None => json(&Message::Reload { build, to: Some(&to) }),
            }
        } else {
            json(&Message::Reload { build, to: Some(&to) })
        };
        send(&mut self.state(), id, message);
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Patches from one version to another, made once for all pages that show it.
type Patches = BTreeMap<(Hash, Hash), Option<serde_json::Value>>;

/// A page that does not keep up, or has left, is forgotten, which closes its socket.
fn send(state: &mut State, id: u64, message: Arc<str>) {
    if state.open.get(&id).is_some_and(|open| open.sender.try_send(message).is_err()) {
        state.open.remove(&id);
    }
}

fn broadcast(state: &mut State, message: &Arc<str>) {
    state.open.retain(|_, open| open.sender.try_send(message.clone()).is_ok());
}

fn error_message(state: &State) -> Option<Arc<str>> {
    state.error.as_ref().map(|error| error.message.clone())
}

fn broken(build: u64, diagnostics: &Diagnostics) -> Broken {
    let text = error_text(diagnostics);
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let message = json(&Message::Error {
        build,
        text: &text,
        // What was just serialised parses.
        diagnostics: errors.filter_map(|d| serde_json::from_str(&render::to_json(d)).ok()).collect(),
    });
    Broken { message, text }
}

/// The errors as the terminal shows them, without its colours.
pub(super) fn error_text(diagnostics: &Diagnostics) -> String {
    let mut errors = Diagnostics::new();
    errors.extend(diagnostics.iter().filter(|d| d.severity == Severity::Error).cloned());
    render::all_to_text(&errors, Style::Plain)
}

fn json(message: &Message<'_>) -> Arc<str> {
    // Strings and numbers always serialise.
    serde_json::to_string(message).unwrap_or_default().into()
}
