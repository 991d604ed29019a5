//! Timers that end with what made them.

use crate::event::{got, handler};
use crate::graph::{self, Id};
use crate::{browser, dom, text};

/// A timer that is running, or has been.
#[derive(Clone, Copy)]
pub struct Timer {
    scope: Id,
}

impl Timer {
    /// Stops it; one that has ended is left alone.
    pub fn cancel(self) {
        graph::dispose(self.scope);
    }
}

/// Runs `f` once, `milliseconds` from now, unless the branch, row or effect that asked is gone by then. For effects and
/// handlers: while a site is built, no time passes.
pub fn after(milliseconds: u32, f: impl FnOnce() + 'static) -> Timer {
    let mut f = Some(f);
    start("setTimeout", "clearTimeout", milliseconds, move |timer| {
        // Nothing of it is left, however often an island asks; what `f` makes belongs to who asked.
        if let Some(f) = f.take() {
            graph::leave(timer.scope, f);
        }
    })
}

/// Runs `f` every so many `milliseconds`, until it is cancelled or the branch, row or effect that asked is gone.
pub fn every(milliseconds: u32, mut f: impl FnMut() + 'static) -> Timer {
    start("setInterval", "clearInterval", milliseconds, move |_| f())
}

fn start(begin: &str, end: &'static str, milliseconds: u32, mut f: impl FnMut(Timer) + 'static) -> Timer {
    let scope = graph::new_scope();
    let timer = Timer { scope };
    graph::inside(scope, || {
        let run = handler(move || f(timer));
        let number = got(dom::js(dom::WINDOW, begin, &[&text!(milliseconds)], Some(run))).unwrap_or_default();
        crate::on_cleanup(move || _ = browser::call(end, &[&number]));
    });
    timer
}
