//! Context: values that a view gives to all that is made inside of it, however deep.

use core::any::TypeId;

use crate::graph::{self, Id};
use crate::html::Html;
use crate::view::View;

/// A view inside of which a value is provided.
pub struct Provide<F> {
    scope: Id,
    content: F,
}

/// Provides `value` to `content` and to all that is made in there: conditions, rows, handlers, effects, other components.
/// [`context`] finds it by its type; a value provided further inside comes first.
///
/// ```
/// use layer9_islands::{prelude::*, testing::render};
///
/// #[derive(Clone)]
/// struct Currency(&'static str);
///
/// let price = |n: i32| view! { <b>{n}" "{context::<Currency>().map(|c| c.0)}</b> };
/// assert_eq!(render(|| provide(Currency("EUR"), || view! { <p>{price(3)}</p> })), "<p><b><!---->3<!----> <!---->EUR</b></p>");
/// ```
pub fn provide<T: 'static, V: View>(value: T, content: impl FnOnce() -> V) -> Provide<V> {
    let scope = graph::provide(value);
    Provide { scope, content: graph::inside(scope, content) }
}

/// The value of this type that the views around provide; `None` where none does.
///
/// Values are looked for from where the caller runs: call it while a view is made, or in a handler or effect.
pub fn context<T: Clone + 'static>() -> Option<T> {
    graph::provided::<T>()
}

impl<V: View> View for Provide<V> {
    fn render(&self, out: &mut Html) {
        graph::inside(self.scope, || self.content.render(out));
    }

    fn hydrate(self) {
        graph::inside(self.scope, || self.content.hydrate());
    }

    fn outline(&self, out: &mut Html) {
        graph::inside(self.scope, || self.content.outline(out));
    }

    fn attach(self, fresh: bool) {
        graph::inside(self.scope, || self.content.attach(fresh));
    }
}

/// What a node that provides holds: its type first, by which it is found.
#[repr(C)]
pub(crate) struct Provided<T> {
    pub(crate) of: TypeId,
    pub(crate) value: T,
}
