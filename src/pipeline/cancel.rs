//! Ending a build early, from another thread or a signal handler.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends a build early. Two flags, so that a signal handler, which may do nothing but look at flags and set them,
/// can tell whether the process may end at once or the build has a stage to remove first.
#[derive(Clone, Debug)]
pub struct Cancel {
    wanted: Arc<AtomicBool>,
    at_once: Arc<AtomicBool>,
}

impl Cancel {
    /// Set to end the build: it writes no further file, removes its stage and returns, the output folder as it was.
    /// A build that is past its last file publishes all the same.
    pub fn wanted(&self) -> &Arc<AtomicBool> {
        &self.wanted
    }

    /// True while the process may simply end: nothing was written yet that would have to be removed.
    pub fn at_once(&self) -> &Arc<AtomicBool> {
        &self.at_once
    }

    /// Whether the build is to end.
    pub fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }

    /// From here on the build has to end by itself.
    pub(super) fn hold(&self) {
        self.at_once.store(false, Ordering::SeqCst);
    }
}

impl Default for Cancel {
    fn default() -> Self {
        Self { wanted: Arc::default(), at_once: Arc::new(AtomicBool::new(true)) }
    }
}
