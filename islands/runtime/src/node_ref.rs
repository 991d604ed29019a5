//! References to elements, for what views do not say: focus, measures, the text of a slot.

use alloc::string::String;

use crate::dom;
use crate::event::got;
use crate::signal::{Signal, signal};

/// A place for an element: `node={r}` in a view fills it.
#[derive(Clone, Copy)]
pub struct NodeRef {
    handle: Signal<u32>,
}

/// A reference to no element yet.
pub fn node_ref() -> NodeRef {
    NodeRef { handle: signal(0) }
}

/// Lets the reference know the element under the cursor.
pub fn attach(to: NodeRef) {
    let handle = dom::here();
    to.handle.set(handle);
    crate::on_cleanup(move || to.forget(handle));
}

impl NodeRef {
    fn forget(self, handle: u32) {
        if self.handle.is_alive() && self.handle.peek() == handle {
            self.handle.set(0);
        }
    }

    fn js(self, path: &str, arguments: &[&str]) -> Option<String> {
        match self.handle.peek() {
            // 0 is the window: the element is not there.
            0 => None,
            handle => got(dom::js(handle, path, arguments, None)),
        }
    }

    /// A property as text; `None` also when the element is not there.
    pub fn get(self, path: &str) -> Option<String> {
        self.js(path, &[])
    }

    /// Sets a property to a text.
    pub fn set(self, path: &str, value: &str) {
        self.js(path, &[value]);
    }

    /// Calls a method with text arguments.
    pub fn call(self, path: &str, arguments: &[&str]) -> Option<String> {
        self.js(path, arguments)
    }

    /// Moves the focus to the element.
    pub fn focus(self) {
        self.js("focus", &[]);
    }

    /// Whether lines run from right to left where the element is: what stands on its left comes after it then. The page's own
    /// direction is [`env::dir`](crate::env::dir); a part of it may have another.
    pub fn is_rtl(self) -> bool {
        match self.handle.peek() {
            0 => false,
            // "true" is the only text of four letters among what a flag can be.
            handle => dom::js(handle, "matches", &[":dir(rtl)"], None) == 4,
        }
    }

    /// The text in the element.
    pub fn text(self) -> String {
        self.get("textContent").unwrap_or_default()
    }
}
