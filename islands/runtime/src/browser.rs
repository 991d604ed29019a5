//! The browser's own API, by name and with text: what an island needs now and then without paying for `wasm-bindgen`.
//!
//! A path is dotted and starts at `globalThis`: `"localStorage.getItem"`. What is missing or throws (storage may be
//! forbidden) gives `None`. At build time there is no browser: use these in effects and handlers.

use alloc::string::String;

use crate::event::{Handler, got, handler};
use crate::{dom, graph};

/// A property as text.
pub fn get(path: &str) -> Option<String> {
    got(dom::js(dom::WINDOW, path, &[], None))
}

/// Sets a property to a text.
pub fn set(path: &str, value: &str) {
    dom::js(dom::WINDOW, path, &[value], None);
}

/// Calls a function with text arguments; its result as text.
pub fn call(path: &str, arguments: &[&str]) -> Option<String> {
    got(dom::js(dom::WINDOW, path, arguments, None))
}

/// Calls a function whose first argument is a callback: `setTimeout`, `requestAnimationFrame`. The callback is ignored once
/// the scope that made it is gone.
pub fn call_with<A>(path: &str, f: impl Handler<A>, arguments: &[&str]) -> Option<String> {
    got(dom::js(dom::WINDOW, path, arguments, Some(handler(f))))
}

/// Runs `f` when the promise that the last call returned is fulfilled.
pub fn then<A>(f: impl Handler<A>) {
    dom::js(dom::RESULT, "then", &[], Some(handler(f)));
}

/// Runs `f` when the promise that the last call returned is rejected.
pub fn catch<A>(f: impl Handler<A>) {
    dom::js(dom::RESULT, "catch", &[], Some(handler(f)));
}

/// A property of the last result as text, after a call that returned an object.
pub fn result(path: &str) -> Option<String> {
    got(dom::js(dom::RESULT, path, &[], None))
}

/// The last result as a number; NaN when it is none.
pub fn number() -> f64 {
    dom::num()
}

/// Listens to an event of the window until the enclosing scope goes.
pub fn listen<A>(event: &'static str, f: impl Handler<A>) {
    dom::listen(event, handler(f));
}

/// Whether this runs in a browser (or in a document of the tests) and not at build time.
pub fn is_browser() -> bool {
    graph::is_live()
}
