//! What a server tells its command, and how the command stops it.

use super::serve::Change;
use crate::diagnostics::{Diagnostic, Diagnostics};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Something that a terminal may show.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// Requests are answered from now on.
    Listening {
        /// The address to open, such as `http://127.0.0.1:1111/`.
        url: String,
        /// The port that was asked for, where it was taken and another is used.
        instead_of: Option<u16>,
    },
    /// The watches are set; what changed since the site was read is being built.
    Watching,
    /// A request was answered.
    Answered {
        /// GET, HEAD, ...
        method: String,
        /// The path and query as they came. Untrusted: it may hold anything printable.
        target: String,
        /// The status code.
        status: u16,
    },
    /// A request was refused before it was looked at: a foreign Host or Origin. The text says which.
    Refused(String),
    /// Files changed, and the site is being built.
    Rebuilding {
        /// What changed, absolute; empty where it is not known.
        changed: Vec<PathBuf>,
    },
    /// The site was built again.
    Rebuilt {
        /// What the build met. With errors in it, the last good site stays served.
        diagnostics: Diagnostics,
        /// What the browsers were told.
        change: Change,
        /// How long the build took.
        took: Duration,
    },
    /// Something that the author should know, such as files that cannot be watched.
    Warning(Diagnostic),
}

/// Where events go. Called from any thread.
pub type Events = Arc<dyn Fn(Event) + Send + Sync>;

/// Why a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By Ctrl-C (SIGINT): exit code 130.
    Interrupted,
    /// By SIGTERM: exit code 143.
    Terminated,
    /// By [`Stop::stop`].
    Stopped,
}

/// Ends a server from another thread.
#[derive(Clone)]
pub struct Stop {
    sender: Arc<watch::Sender<bool>>,
}

impl Stop {
    /// One that has not been used.
    pub fn new() -> Self {
        Self { sender: Arc::new(watch::Sender::new(false)) }
    }

    /// Ends the server: it takes no more connections and gives those that are open a second to finish.
    pub fn stop(&self) {
        self.sender.send_replace(true);
    }

    /// Waits until it is used.
    pub(super) async fn stopped(&self) {
        let mut receiver = self.sender.subscribe();
        // The sender lives in self, so this cannot fail.
        let _ = receiver.wait_for(|stopped| *stopped).await;
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stop").field("stopped", &*self.sender.borrow()).finish()
    }
}
