//! Conditions and plain lists: content that is built anew when what decides about it changes.
//!
//! In HTML such content stands between `<!--N-->` and `<!--/-->`, where N is the branch, or the number of rows. Hydration
//! attaches to it when the browser comes to the same N and replaces it otherwise.

use alloc::vec::Vec;

use crate::export::create;
use crate::graph::{self, Id};
use crate::html::Html;
use crate::view::View;
use crate::{dom, env, text};

/// What `{if …}`, `{match …}` and `{for …}` become: a closure that enters one arm and shows its content.
pub struct Choice<F> {
    arms: F,
    /// The slots in each arm, nested ones too.
    slots: &'static [(u32, &'static str)],
}

/// Puts a choice together. The slots are (arm, name).
pub fn choice<F: Fn(&mut Arms<'_>) + 'static>(slots: &'static [(u32, &'static str)], arms: F) -> Choice<F> {
    Choice { arms, slots }
}

/// Where the closure of a choice says which arm it takes.
pub struct Arms<'a>(To<'a>);

enum To<'a> {
    Html(&'a mut Html, u32),
    Page(&'a mut Region),
}

struct Region {
    start: u32,
    end: u32,
    shown: i32,
    /// Whether content stands in the page that has yet to be attached to.
    found: bool,
    scopes: Vec<Id>,
}

impl Arms<'_> {
    /// Takes an arm, and says whether its content must be shown: not when it stands there already. `always` rebuilds it
    /// even then.
    pub fn enter(&mut self, arm: usize, always: bool) -> bool {
        let arm = arm as u32;
        match &mut self.0 {
            To::Html(out, taken) => {
                open(out, arm);
                *taken = arm;
            }
            To::Page(region) => {
                let same = region.shown == arm as i32;
                if region.found && same {
                    dom::seek(region.start);
                    return true;
                }
                if same && !always {
                    return false;
                }
                region.found = false;
                region.shown = arm as i32;
                for scope in core::mem::take(&mut region.scopes) {
                    graph::dispose(scope);
                }
                dom::clear(region.start, region.end);
            }
        }
        true
    }

    /// Shows the content of the arm; several times for a list.
    pub fn show<V: View>(&mut self, view: impl FnOnce() -> V) {
        match &mut self.0 {
            To::Html(out, _) => view().render(out),
            To::Page(region) => {
                let found = region.found;
                let (scope, ()) = graph::scope(|| {
                    if found {
                        dom::go(dom::NEXT);
                        view().hydrate();
                    } else {
                        create(region.end, view());
                    }
                });
                region.scopes.push(scope);
            }
        }
    }
}

/// Writes the opening comment.
pub(crate) fn open(out: &mut Html, number: u32) {
    out.raw("<!--");
    out.raw(&text!(number));
    out.raw("-->");
}

/// A piece made in the browser leaves its choices empty: they build themselves when it is hydrated.
pub(crate) const EMPTY: &str = "<!---1--><!--/-->";

impl<F: Fn(&mut Arms<'_>) + 'static> View for Choice<F> {
    fn render(&self, out: &mut Html) {
        if out.in_browser {
            return out.raw(EMPTY);
        }
        let mut arms = Arms(To::Html(out, 0));
        (self.arms)(&mut arms);
        let To::Html(out, taken) = arms.0 else { return };
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
        let mut region = Region { start, end, shown, found: true, scopes: Vec::new() };
        graph::keep(move || {
            (self.arms)(&mut Arms(To::Page(&mut region)));
            region.found = false;
        });
        dom::seek(end);
    }
}
