//! Conditions and plain lists: content that is built anew when what decides about it changes.
//!
//! In HTML such content stands between `<!--N-->` and `<!--/-->`, where N is the branch, or the number of rows. Hydration
//! attaches to it when the browser comes to the same N and replaces it otherwise.
//!
//! The closure that decides makes a view and does nothing with it, so that what writes HTML is linked into build modules
//! alone.

use alloc::vec::Vec;

use crate::export::build;
use crate::graph::{self, Id};
use crate::html::Html;
use crate::view::View;
use crate::{dom, env, text};

/// What `{if …}`, `{match …}` and `{for …}` become: a closure that enters one arm and makes its content.
pub struct Choice<F> {
    arms: F,
    /// The slots in each arm, nested ones too.
    slots: &'static [(u32, &'static str)],
}

/// Puts a choice together. The slots are (arm, name).
pub fn choice<V: View, F: Fn(&mut Arms) -> Option<V> + 'static>(
    slots: &'static [(u32, &'static str)],
    arms: F,
) -> Choice<F> {
    Choice { arms, slots }
}

/// Where the closure of a choice says which arm it takes.
pub struct Arms {
    shown: i32,
    /// Whether content stands in the page that has yet to be attached to.
    found: bool,
    scope: Id,
    /// The comments around the content.
    region: Option<(u32, u32)>,
}

impl Arms {
    /// Takes an arm and makes its content, unless that stands there already. `always` makes it even then.
    pub fn enter<C>(&mut self, arm: usize, always: bool, content: impl FnOnce() -> C) -> Option<C> {
        if self.take(arm as i32, always) { Some(graph::inside(self.scope, content)) } else { None }
    }

    fn take(&mut self, arm: i32, always: bool) -> bool {
        let same = self.shown == arm;
        if same && !self.found && !always {
            return false;
        }
        self.shown = arm;
        self.found &= same;
        if let Some((start, end)) = self.region {
            if self.found {
                dom::seek(start);
            } else {
                graph::dispose(self.scope);
                self.scope = graph::new_scope();
                dom::clear(start, end);
            }
        }
        true
    }
}

/// The content of the first arm, or of one of the others.
pub enum Or<A, B> {
    /// The first.
    First(A),
    /// Another.
    Other(B),
}

impl<A: View, B: View> View for Or<A, B> {
    fn render(&self, out: &mut Html) {
        match self {
            Or::First(first) => first.render(out),
            Or::Other(other) => other.render(out),
        }
    }

    fn hydrate(self) {
        self.attach(false);
    }

    fn outline(&self, out: &mut Html) {
        match self {
            Or::First(first) => first.outline(out),
            Or::Other(other) => other.outline(out),
        }
    }

    fn attach(self, fresh: bool) {
        match self {
            Or::First(first) => first.attach(fresh),
            Or::Other(other) => other.attach(fresh),
        }
    }
}

/// The content of an empty arm.
pub struct Nothing;

impl View for Nothing {
    fn render(&self, _: &mut Html) {}
    fn hydrate(self) {}
    fn outline(&self, _: &mut Html) {}
    fn attach(self, _: bool) {}
}

/// The content of a list.
pub struct Rows<V>(pub Vec<V>);

impl<V: View> View for Rows<V> {
    fn render(&self, out: &mut Html) {
        for row in &self.0 {
            row.render(out);
        }
    }

    fn hydrate(self) {
        self.attach(false);
    }

    fn outline(&self, out: &mut Html) {
        for row in &self.0 {
            row.outline(out);
        }
    }

    fn attach(self, fresh: bool) {
        let mut first = true;
        for row in self.0 {
            // The cursor is at the first already.
            if !core::mem::take(&mut first) {
                dom::go(dom::NEXT);
            }
            row.attach(fresh);
        }
    }
}

/// Writes the opening comment.
pub(crate) fn open(out: &mut Html, number: u32) {
    out.raw(&text!("<!--", number, "-->"));
}

/// A piece made in the browser leaves its choices empty: they build themselves when it is attached to.
pub(crate) const EMPTY: &str = "<!---1--><!--/-->";

impl<V: View, F: Fn(&mut Arms) -> Option<V> + 'static> View for Choice<F> {
    fn render(&self, out: &mut Html) {
        let mut arms = Arms { shown: -1, found: false, scope: graph::new_scope(), region: None };
        let content = (self.arms)(&mut arms);
        let taken = arms.shown as u32;
        open(out, taken);
        if let Some(content) = content {
            graph::inside(arms.scope, || content.render(out));
        }
        // What the page put into slots of the other arms waits in templates.
        for (at, &(arm, name)) in self.slots.iter().enumerate() {
            let here = self.slots.iter().any(|&(a, n)| a == taken && n == name);
            let again = self.slots.iter().take(at).any(|&(a, n)| a != taken && n == name);
            if arm != taken && !here && !again && env::has_slot(name) {
                out.raw(&text!("<template name=\"", name, "\">\u{1}s", name, "\u{2}</template>"));
            }
        }
        out.raw("<!--/-->");
    }

    fn hydrate(self) {
        let start = dom::here();
        let shown = dom::data();
        dom::close(start);
        let end = dom::here();
        let mut arms = Arms { shown, found: true, scope: graph::new_scope(), region: Some((start, end)) };
        graph::keep(move || {
            if let Some(content) = (self.arms)(&mut arms) {
                let before = if arms.found { None } else { Some(end) };
                graph::inside(arms.scope, || build(content, before));
            }
            arms.found = false;
        });
        dom::seek(end);
    }

    fn outline(&self, out: &mut Html) {
        out.raw(EMPTY);
    }

    fn attach(self, _: bool) {
        self.hydrate();
    }
}
