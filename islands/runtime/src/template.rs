//! What `view!` makes: the values of the holes, and four functions over them.

use crate::html::Html;
use crate::view::View;

/// A view made by `view!`.
pub struct Template<H, R, W, O, A> {
    holes: H,
    render: R,
    walk: W,
    outline: O,
    attach: A,
}

/// Puts a template together. `render` writes all of its HTML; `walk` finds the cursor at its first node and leaves it at its
/// last. `outline` writes what never changes, for `attach` to fill in: it takes the same way as `walk`.
pub fn template<H, R, W, O, A>(holes: H, render: R, walk: W, outline: O, attach: A) -> Template<H, R, W, O, A>
where
    R: Fn(&H, &mut Html),
    W: FnOnce(H),
    O: Fn(&H, &mut Html),
    A: FnOnce(H, bool),
{
    Template { holes, render, walk, outline, attach }
}

impl<H, R, W, O, A> View for Template<H, R, W, O, A>
where
    R: Fn(&H, &mut Html),
    W: FnOnce(H),
    O: Fn(&H, &mut Html),
    A: FnOnce(H, bool),
{
    fn render(&self, out: &mut Html) {
        (self.render)(&self.holes, out);
    }

    fn hydrate(self) {
        (self.walk)(self.holes);
    }

    fn outline(&self, out: &mut Html) {
        (self.outline)(&self.holes, out);
    }

    fn attach(self, fresh: bool) {
        (self.attach)(self.holes, fresh);
    }
}
