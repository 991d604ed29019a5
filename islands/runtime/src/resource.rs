//! Resources: values that a server has, loaded when the island is in the browser.

use alloc::rc::Rc;
use alloc::string::String;

use crate::event::{Event, handler};
use crate::graph;
use crate::request::{Request, Response};
use crate::signal::{Signal, batch, effect, signal};
use crate::{dom, timer};

/// How far a resource is.
#[derive(Clone, PartialEq, Debug)]
pub enum Load<T> {
    /// Not there yet: so it is when a site is built.
    Loading,
    /// There.
    Ready(T),
    /// Not to be had, and why.
    Failed(String),
}

/// A value that a server has. `Copy`, like signals.
pub struct Resource<T> {
    state: Signal<Load<T>>,
    again: Signal<()>,
}

impl<T> Clone for Resource<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Resource<T> {}

impl<T: Clone + 'static> Resource<T> {
    /// How far it is, tracked.
    pub fn get(self) -> Load<T> {
        self.state.get()
    }

    /// The value where it is there, tracked.
    pub fn ready(self) -> Option<T> {
        self.with(|state| match state {
            Load::Ready(value) => Some(value.clone()),
            _ => None,
        })
    }
}

impl<T: 'static> Resource<T> {
    /// Reads how far it is by reference, tracked.
    pub fn with<R>(self, f: impl FnOnce(&Load<T>) -> R) -> R {
        self.state.with(f)
    }

    /// Asks once more; what is there stays until the answer comes.
    pub fn reload(self) {
        self.again.set(());
    }
}

/// Asks for what `request` says, in the browser: after hydration, and again whenever a signal that `request` read changes. An
/// older request is aborted then, and when the branch, row or island that made the resource goes. `None` asks for nothing.
/// `read` makes a value of the answer, or says why it cannot.
///
/// An answer with a status that is none of success (200 to 299) is a failure and is not read.
pub fn resource<T: 'static>(
    request: impl Fn() -> Option<Request> + 'static,
    read: impl Fn(Response) -> Result<T, String> + 'static,
) -> Resource<T> {
    let state = signal(Load::Loading);
    let again = signal(());
    let read = Rc::new(read);
    let done: Rc<dyn Fn(Result<Response, String>)> = Rc::new(move |answer| {
        state.set(match answer.and_then(|response| read(response)) {
            Ok(value) => Load::Ready(value),
            Err(why) => Load::Failed(why),
        });
    });
    let before = signal(false);
    effect(move || {
        again.with(|()| {});
        let Some(request) = request() else { return };
        if before.peek() && !graph::untracked(|| state.with(is_ready)) {
            state.set(Load::Loading);
        }
        before.set(true);
        ask(Rc::new(request), 0, Rc::clone(&done));
    });
    Resource { state, again }
}

fn is_ready<T>(state: &Load<T>) -> bool {
    matches!(state, Load::Ready(_))
}

/// Sends the request; whoever runs now owns it.
fn ask(request: Rc<Request>, attempt: u32, done: Rc<dyn Fn(Result<Response, String>)>) {
    let (url, init, timeout) = (request.url.clone(), request.init(), request.timeout);
    let answered = handler(move |event: Event| {
        let response = Response { event };
        let status = response.status();
        if (200..300).contains(&status) {
            return batch(|| done(Ok(response)));
        }
        let worth_it = matches!(status, 0 | 429 | 500..);
        if worth_it && attempt < request.retries {
            let (request, done) = (Rc::clone(&request), Rc::clone(&done));
            timer::after(500 << attempt.min(8), move || ask(request, attempt + 1, done));
            return;
        }
        done(Err(event.get("error").unwrap_or_else(|| crate::text!("status ", status))));
    });
    dom::fetch(&url, &init, timeout, answered);
}
