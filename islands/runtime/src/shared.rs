//! Values that islands of a page share, also those of different modules, which share no memory.
//!
//! The loader keeps them as text, by name and by the shape of their type: two types of one name are two values, and what an
//! older version of an island stored is not read by a newer one with another type.

use alloc::string::String;

use crate::event::{Event, handler};
use crate::prop::{Prop, Wire};
use crate::signal::{Signal, effect, signal, untracked};
use crate::{dom, text};

/// A signal whose value all islands of the page share that ask for this name with this type. `initial` is what a build shows,
/// and what stands until somebody writes.
///
/// What was written before this island ran arrives right after hydration, as an ordinary change.
pub fn shared<T: Prop + Clone + PartialEq + 'static>(name: &str, initial: T) -> Signal<T> {
    open(name, initial, false)
}

/// The same, kept in the browser's `localStorage` and shared with the site's other tabs and windows. Where storage is
/// forbidden or full, it is [`shared`] alone.
pub fn stored<T: Prop + Clone + PartialEq + 'static>(name: &str, initial: T) -> Signal<T> {
    open(name, initial, true)
}

fn open<T: Prop + Clone + PartialEq + 'static>(name: &str, initial: T, keep: bool) -> Signal<T> {
    let value = signal(initial);
    let name = text!(name, ":", T::SHAPE);
    // What was heard and is about to be seen as a change: it is not said once more.
    let echo = signal(None::<String>);
    let heard = move |event: Event| {
        let Some(text) = event.get("value") else { return };
        let decoded = T::decode(&mut Wire::new(&text));
        // The loader forgets what does not get this far.
        dom::js(dom::EVENT, "read", &["1"], None);
        if untracked(|| value.with(|value| *value != decoded)) {
            echo.set(Some(text));
            value.set(decoded);
        }
    };
    let channel = signal(0);
    // Once: it reads nothing that it follows.
    effect(move || channel.set(dom::share(&name, keep, handler(heard))));
    let mut first = true;
    effect(move || {
        let text = encoded(&value);
        let heard = echo.peek().as_ref() == Some(&text);
        echo.set(None);
        if !core::mem::take(&mut first) && !heard {
            dom::publish(channel.peek(), &text);
        }
    });
    value
}

fn encoded<T: Prop + 'static>(value: &Signal<T>) -> String {
    let mut text = String::new();
    value.with(|value| value.encode(&mut text));
    text
}
