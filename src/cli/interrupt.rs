//! Ctrl-C and SIGTERM during a build.

use crate::pipeline::Cancel;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The exit code that a signal leads to is this and its number.
const SIGNALLED: i32 = 128;

/// The exit code of the signal that came; 0 for none.
#[derive(Debug)]
pub(super) struct Interrupt {
    code: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Has signals end a build: at once where there is nothing to remove, otherwise as soon as its stage is. The
    /// second signal ends the process in any case; the next build then removes what this one left.
    ///
    /// Where the system refuses a handler, its own way of ending the process stays.
    pub(super) fn listen(cancel: &Cancel) -> Self {
        let caught = Arc::new(AtomicUsize::new(0));
        for number in [SIGINT, SIGTERM] {
            let code = SIGNALLED + number;
            // They are run in this order. The last one arms the first for the second signal.
            let _ = flag::register_conditional_shutdown(number, code, cancel.at_once().clone())
                .and_then(|_| flag::register_usize(number, caught.clone(), code.unsigned_abs() as usize))
                .and_then(|_| flag::register(number, cancel.wanted().clone()))
                .and_then(|_| flag::register(number, cancel.at_once().clone()));
        }
        Self { code: caught }
    }

    /// The exit code of the signal that came: 130 or 143.
    pub(super) fn exit_code(&self) -> Option<ExitCode> {
        match self.code.load(Ordering::SeqCst) {
            0 => None,
            code => Some(ExitCode::from(u8::try_from(code).unwrap_or(1))),
        }
    }
}
