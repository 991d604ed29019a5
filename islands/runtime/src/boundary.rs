//! Error boundaries: what is shown in place of a part of an island that cannot go on.

use alloc::string::String;

use crate::browser;
use crate::choice::{Arms, Or, choice};
use crate::context::{context, provide};
use crate::signal::{Signal, signal};
use crate::view::View;

/// What went wrong inside of a [`boundary`].
#[derive(Clone)]
pub struct Failure {
    /// What [`fail`] was told.
    pub message: String,
    state: Signal<Option<String>>,
}

impl Failure {
    /// Makes the content anew.
    pub fn retry(&self) {
        self.state.set(None);
    }
}

#[derive(Clone, Copy)]
struct Boundary(Signal<Option<String>>);

/// Shows `content` until [`fail`] is called by something in there: a handler, an effect, a timer, what a resource reads. From
/// then on it shows what `fallback` makes of the failure, and the content is disposed of, its requests and timers too.
///
/// What panics is another matter: a module that trapped cannot be trusted to go on, so the loader reports the island and
/// leaves its HTML as it is.
pub fn boundary<V: View, W: View>(
    content: impl Fn() -> V + 'static,
    fallback: impl Fn(Failure) -> W + 'static,
) -> impl View {
    let state = signal(None);
    provide(Boundary(state), move || {
        choice(&[], move |arms: &mut Arms| match state.get() {
            None => {
                let made = arms.enter(0, false, || Or::First(content()));
                // It may have failed while it was made.
                match state.peek() {
                    None => made,
                    Some(message) => arms.enter(1, true, || Or::Other(fallback(Failure { message, state }))),
                }
            }
            Some(message) => arms.enter(1, true, || Or::Other(fallback(Failure { message, state }))),
        })
    })
}

/// Tells the nearest [`boundary`] around the running handler or effect that it cannot go on; where there is none, the console
/// of the browser.
pub fn fail(message: &str) {
    match context::<Boundary>() {
        Some(Boundary(state)) => state.set(Some(message.into())),
        None => _ = browser::call("console.error", &[message]),
    }
}
