//! Attributes as values: `<button {..attributes}>`.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::attribute::{attr, word};
use crate::html::Html;
use crate::text::Text;

/// What an attribute may be, of a type that is not known.
trait AnyText {
    fn render(&self, name: &'static str, out: &mut Html);
    fn attach(self: Box<Self>, name: &'static str, fresh: bool);
}

/// `aria-*` and `data-*` write flags out as words.
fn is_word(name: &str) -> bool {
    name.starts_with("aria-") || name.starts_with("data-")
}

impl<T: Text + 'static> AnyText for T {
    fn render(&self, name: &'static str, out: &mut Html) {
        if is_word(name) { word::render(self, name, out) } else { attr::render(self, name, out) }
    }

    fn attach(self: Box<Self>, name: &'static str, fresh: bool) {
        if is_word(name) { word::attach(*self, name, fresh) } else { attr::attach(*self, name, fresh) }
    }
}

/// Attributes for an element that somebody else writes. Each name once, and none that the element has itself.
#[derive(Default)]
pub struct Attributes {
    list: Vec<(&'static str, Box<dyn AnyText>)>,
}

/// No attributes yet.
pub fn attributes() -> Attributes {
    Attributes::default()
}

impl Attributes {
    /// Adds an attribute; its value is what `name={…}` takes. A name that is there already gets the new value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Text + 'static) -> Self {
        self.list.retain(|(other, _)| *other != name);
        self.list.push((name, Box::new(value)));
        self
    }
}

/// Writes all of them.
pub fn render(attributes: &Attributes, out: &mut Html) {
    for (name, value) in &attributes.list {
        value.render(name, out);
    }
}

/// Keeps those that can change up to date, and sets the others if the node is `fresh`.
pub fn attach(attributes: Attributes, fresh: bool) {
    for (name, value) in attributes.list {
        value.attach(name, fresh);
    }
}
