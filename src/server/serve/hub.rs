//! What open pages are told, and the state that a newly opened one needs to know.

use super::source::{Change, Outcome, Pages};
use crate::diagnostics::render::{self, Style};
use crate::diagnostics::{Diagnostics, Severity};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;

/// A page that lags by more messages than this is told to reload instead.
const BACKLOG: usize = 32;

/// A message to the pages, as JSON.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Message<'a> {
    /// The first one on each socket.
    Hello {
        build: u64,
    },
    Css {
        build: u64,
        swaps: Vec<Swap<'a>>,
    },
    /// `pages` is null for all.
    Content {
        build: u64,
        pages: Option<&'a [String]>,
    },
    Reload {
        build: u64,
    },
    /// `text` is what the terminal shows, `diagnostics` the same as data.
    Error {
        build: u64,
        text: String,
        diagnostics: Vec<serde_json::Value>,
    },
    /// The errors are gone, and nothing else changed.
    Ok {
        build: u64,
    },
}

#[derive(Debug, Serialize)]
struct Swap<'a> {
    old: &'a str,
    new: &'a str,
}

/// Where messages go out from.
#[derive(Debug)]
pub(super) struct Hub {
    sender: broadcast::Sender<Arc<str>>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Counts the changes that pages were told of.
    build: u64,
    /// The error message, while the site has errors.
    error: Option<Broken>,
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
        Self { sender: broadcast::Sender::new(BACKLOG), state: Mutex::new(State { build: 1, error }) }
    }

    /// The number of the present build.
    pub(super) fn build(&self) -> u64 {
        self.state().build
    }

    /// What the terminal shows, while the site has errors.
    pub(super) fn error(&self) -> Option<String> {
        self.state().error.as_ref().map(|e| e.text.clone())
    }

    /// What to tell a new page at once, and where it hears the rest. Nothing is lost or doubled in between.
    pub(super) fn join(&self) -> (Vec<Arc<str>>, broadcast::Receiver<Arc<str>>) {
        let state = self.state();
        let mut greeting = vec![json(&Message::Hello { build: state.build })];
        greeting.extend(state.error.as_ref().map(|e| e.message.clone()));
        (greeting, self.sender.subscribe())
    }

    /// Tells the pages what came of a rebuild.
    pub(super) fn announce(&self, outcome: &Outcome) {
        let mut state = self.state();
        if outcome.diagnostics.has_errors() {
            let error = broken(state.build, &outcome.diagnostics);
            let _ = self.sender.send(error.message.clone());
            state.error = Some(error);
            return;
        }
        let was_broken = state.error.take().is_some();
        if outcome.change != Change::Nothing {
            state.build += 1;
        }
        let build = state.build;
        let message = match &outcome.change {
            Change::Nothing if was_broken => Message::Ok { build },
            Change::Nothing => return,
            Change::Css(swaps) => {
                let swaps = swaps.iter().map(|s| Swap { old: &s.old, new: &s.new }).collect();
                Message::Css { build, swaps }
            }
            Change::Content(Pages::All) => Message::Content { build, pages: None },
            Change::Content(Pages::Some(pages)) => Message::Content { build, pages: Some(pages) },
            Change::Full => Message::Reload { build },
        };
        // An error only says that no page is open.
        let _ = self.sender.send(json(&message));
    }

    /// What a page is told that missed something.
    pub(super) fn catch_up(&self) -> Arc<str> {
        json(&Message::Reload { build: self.build() })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broken(build: u64, diagnostics: &Diagnostics) -> Broken {
    let text = error_text(diagnostics);
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let message = json(&Message::Error {
        build,
        text: text.clone(),
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
