//! Dynamic attributes: how each kind is written at build time and kept up to date in the browser.
//!
//! `render` writes, `bind` watches, and `attach` sets what cannot change, too, if the node was made in the browser. The node is
//! the one under the cursor.

use crate::dom;
use crate::html::Html;
use crate::text::{Shape, Sink, Text, to_string};

/// `name={…}`: `true` sets the attribute empty, `false` and `None` leave it out.
pub mod attr {
    use super::*;

    /// Writes the attribute, with the blank before it.
    pub fn render(value: &impl Text, name: &'static str, out: &mut Html) {
        let (text, shape) = to_string(value);
        match shape {
            Shape::Text => write(out, name, &text),
            Shape::True => write(out, name, ""),
            Shape::Absent | Shape::False => {}
        }
    }

    /// Keeps the attribute up to date.
    pub fn bind(value: impl Text, name: &'static str) {
        value.watch(Sink { name, put });
    }

    /// The same for a node that may be fresh.
    pub fn attach(value: impl Text, name: &'static str, fresh: bool) {
        value.attach(Sink { name, put }, fresh);
    }

    fn put(handle: u32, name: &str, text: &str, shape: Shape) {
        let value = match shape {
            Shape::Text => Some(text),
            Shape::True => Some(""),
            Shape::Absent | Shape::False => None,
        };
        dom::attr(handle, name, value);
    }
}

/// `aria-*`, `data-*` and others whose flags are words: `true` and `false` are written out, `None` leaves it out.
pub mod word {
    use super::*;

    /// Writes the attribute, with the blank before it.
    pub fn render(value: &impl Text, name: &'static str, out: &mut Html) {
        let (text, shape) = to_string(value);
        if shape != Shape::Absent {
            write(out, name, &text);
        }
    }

    /// Keeps the attribute up to date.
    pub fn bind(value: impl Text, name: &'static str) {
        value.watch(Sink { name, put });
    }

    /// The same for a node that may be fresh.
    pub fn attach(value: impl Text, name: &'static str, fresh: bool) {
        value.attach(Sink { name, put }, fresh);
    }

    fn put(handle: u32, name: &str, text: &str, shape: Shape) {
        dom::attr(handle, name, if shape == Shape::Absent { None } else { Some(text) });
    }
}

/// `class:name={…}`.
pub mod class {
    use super::*;

    fn on(text: &str, shape: Shape) -> bool {
        shape == Shape::True || shape == Shape::Text && !text.is_empty()
    }

    /// Writes the name into the open `class` attribute, with the blank before it.
    pub fn render(value: &impl Text, name: &'static str, out: &mut Html) {
        let (text, shape) = to_string(value);
        if on(&text, shape) {
            out.raw(" ");
            out.raw(name);
        }
    }

    /// Keeps the class there or away.
    pub fn bind(value: impl Text, name: &'static str) {
        value.watch(Sink { name, put });
    }

    /// The same for a node that may be fresh.
    pub fn attach(value: impl Text, name: &'static str, fresh: bool) {
        value.attach(Sink { name, put }, fresh);
    }

    fn put(handle: u32, name: &str, text: &str, shape: Shape) {
        dom::class(handle, name, on(text, shape));
    }
}

/// `style:prop={…}`.
pub mod style {
    use super::*;

    fn on(shape: Shape) -> bool {
        shape != Shape::Absent && shape != Shape::False
    }

    /// Writes the declaration into the open `style` attribute.
    pub fn render(value: &impl Text, name: &'static str, out: &mut Html) {
        let (text, shape) = to_string(value);
        if on(shape) {
            out.raw(name);
            out.raw(":");
            out.text(&text);
            out.raw(";");
        }
    }

    /// Keeps the property up to date.
    pub fn bind(value: impl Text, name: &'static str) {
        value.watch(Sink { name, put });
    }

    /// The same for a node that may be fresh.
    pub fn attach(value: impl Text, name: &'static str, fresh: bool) {
        value.attach(Sink { name, put }, fresh);
    }

    fn put(handle: u32, name: &str, text: &str, shape: Shape) {
        // Setting a property to the empty text removes it.
        dom::js(handle, "style.setProperty", &[name, if on(shape) { text } else { "" }], None);
    }
}

fn write(out: &mut Html, name: &str, value: &str) {
    out.raw(" ");
    out.raw(name);
    out.raw("=\"");
    out.text(value);
    out.raw("\"");
}
