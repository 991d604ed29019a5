//! Views: what can be written as HTML and then attached to the nodes the parser made of it.

use alloc::vec::Vec;

use crate::dom;
use crate::html::Html;
use crate::text::{Text, to_string};

/// Something that stands in a page: text, the result of `view!`, a slot, a condition, a list.
///
/// A view is at least one node. [`View::hydrate`] finds the cursor at its first node and leaves it at its last.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a view",
    label = "neither text nor a view",
    note = "a view is made by `view!`; text is a string, number, char, bool, an Option of those, a Signal, a Derived, or a closure `move || …` that gives one",
    note = "a value that changes the structure goes into `{{if …}}`, `{{match …}}` or `{{for …}}`"
)]
pub trait View {
    /// Writes the view's HTML, for a build.
    fn render(&self, out: &mut Html);

    /// Attaches to the nodes under the cursor, which a build made.
    fn hydrate(self)
    where
        Self: Sized;

    /// Writes the part of the HTML that is always the same, for nodes that are made in the browser. Modules that make none
    /// do without.
    #[doc(hidden)]
    fn outline(&self, out: &mut Html);

    /// Attaches to the nodes under the cursor. `fresh` ones were made of the outline: what it did not say is filled in.
    #[doc(hidden)]
    fn attach(self, fresh: bool)
    where
        Self: Sized;

    /// [`View::render`] as the only content of an element.
    #[doc(hidden)]
    fn render_only(&self, out: &mut Html) {
        self.render(out);
    }

    /// [`View::hydrate`] as the only content of the element under the cursor.
    #[doc(hidden)]
    fn hydrate_only(self)
    where
        Self: Sized,
    {
        dom::go(dom::DOWN);
        self.hydrate();
        dom::go(dom::UP);
    }

    /// [`View::outline`] as the only content of an element.
    #[doc(hidden)]
    fn outline_only(&self, out: &mut Html) {
        self.outline(out);
    }

    /// [`View::attach`] as the only content of the element under the cursor.
    #[doc(hidden)]
    fn attach_only(self, fresh: bool)
    where
        Self: Sized,
    {
        dom::go(dom::DOWN);
        self.attach(fresh);
        dom::go(dom::UP);
    }
}

/// Text among other content follows a comment, so that the parser cannot join it to static text; as the only content
/// of an element it needs none.
impl<T: Text> View for T {
    fn render(&self, out: &mut Html) {
        out.raw("<!---->");
        out.text(&to_string(self).0);
    }

    fn hydrate(self) {
        self.watch_text();
        dom::skip();
    }

    fn outline(&self, out: &mut Html) {
        out.raw("<!---->");
    }

    fn attach(self, fresh: bool) {
        self.attach_text(fresh);
        dom::skip();
    }

    fn render_only(&self, out: &mut Html) {
        out.text(&to_string(self).0);
    }

    fn hydrate_only(self) {
        self.watch_text();
    }

    fn outline_only(&self, _: &mut Html) {}

    fn attach_only(self, fresh: bool) {
        self.attach_text(fresh);
    }
}

/// Several views, one after the other; for lists that do not change.
impl<V: View> View for Vec<V> {
    fn render(&self, out: &mut Html) {
        out.raw("<!---->");
        for view in self {
            view.render(out);
        }
    }

    fn hydrate(self) {
        for view in self {
            dom::go(dom::NEXT);
            view.hydrate();
        }
    }

    fn outline(&self, out: &mut Html) {
        out.raw("<!---->");
        for view in self {
            view.outline(out);
        }
    }

    fn attach(self, fresh: bool) {
        for view in self {
            dom::go(dom::NEXT);
            view.attach(fresh);
        }
    }
}

/// Checks that a hole's value is a view, at the place where it is written.
pub fn hole<V: View>(view: V) -> V {
    view
}
