//! What `view!` makes: the values of the holes, and two functions over them, one that writes and one that walks.

use crate::html::Html;
use crate::view::View;

/// A view made by `view!`.
pub struct Template<H, R, W> {
    holes: H,
    render: R,
    walk: W,
}

/// Puts a template together. `render` writes all of its HTML; `walk` finds the cursor at its first node and leaves it at its
/// last.
pub fn template<H, R: Fn(&H, &mut Html), W: FnOnce(H)>(holes: H, render: R, walk: W) -> Template<H, R, W> {
    Template { holes, render, walk }
}

impl<H, R: Fn(&H, &mut Html), W: FnOnce(H)> View for Template<H, R, W> {
    fn render(&self, out: &mut Html) {
        (self.render)(&self.holes, out);
    }

    fn hydrate(self) {
        (self.walk)(self.holes);
    }
}
