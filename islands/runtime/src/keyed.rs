//! Keyed lists: rows keep their element, state and focus while their key stays.

use alloc::vec::Vec;

use crate::choice::{EMPTY, open};
use crate::export::build;
use crate::html::Html;
use crate::list::exactly;
use crate::reconcile::{List, Row};
use crate::signal::{Signal, signal};
use crate::view::View;
use crate::{dom, graph};

/// The items of a list. A vector is there already; its own way would be to go through an iterator, in some 400 bytes.
pub struct Items<L>(pub Option<L>);

/// [`Items`] of a vector.
pub trait OfVec {
    /// The type of one.
    type Item;
    /// All of them.
    fn all(&mut self) -> Vec<Self::Item>;
}

/// [`Items`] of anything else: the macro calls `all` on a reference, where the other trait comes first.
pub trait OfAny {
    /// The type of one.
    type Item;
    /// All of them.
    fn all(&mut self) -> Vec<Self::Item>;
}

impl<T> OfVec for Items<Vec<T>> {
    type Item = T;
    fn all(&mut self) -> Vec<T> {
        self.0.take().unwrap_or_default()
    }
}

impl<L: IntoIterator> OfAny for &mut Items<L> {
    type Item = L::Item;
    fn all(&mut self) -> Vec<L::Item> {
        self.0.take().into_iter().flatten().collect()
    }
}

/// What `{for item in items, key = … { … }}` becomes.
pub struct Keyed<I, K, R> {
    items: I,
    key: K,
    row: R,
}

/// Puts a keyed list together: the items, the key of one, and a row, which is one element.
pub fn keyed<T, Q, V, I, K, R>(items: I, key: K, row: R) -> Keyed<I, K, R>
where
    T: PartialEq + 'static,
    Q: PartialEq + 'static,
    V: View,
    I: Fn() -> Vec<T> + 'static,
    K: Fn(&T) -> Q + 'static,
    R: Fn(Signal<T>) -> V + 'static,
{
    Keyed { items, key, row }
}

impl<T, Q, V, I, K, R> View for Keyed<I, K, R>
where
    T: PartialEq + 'static,
    Q: PartialEq + 'static,
    V: View,
    I: Fn() -> Vec<T> + 'static,
    K: Fn(&T) -> Q + 'static,
    R: Fn(Signal<T>) -> V + 'static,
{
    fn render(&self, out: &mut Html) {
        let items: Vec<T> = (self.items)();
        open(out, items.len() as u32);
        for item in items {
            (self.row)(signal(item)).render(out);
        }
        out.raw("<!--/-->");
    }

    fn hydrate(self) {
        let mut list = List::here();
        let Keyed { items, key, row } = self;
        let mut keys: Vec<Q> = Vec::new();
        graph::keep(move || {
            let mut items: Vec<T> = items();
            let old_keys = core::mem::replace(&mut keys, exactly(items.len(), |at| key(&items[at])));
            let count = items.len();
            // SAFETY: no more than there are. From here on the items belong to `step`, which `arrange` calls once for
            // each of them; whatever stops it on the way leaks them.
            unsafe { items.set_len(0) }
            list.arrange(
                count,
                // SAFETY: there is a key for each old row and for each item.
                &mut |old, new| unsafe { old_keys.get_unchecked(old) == keys.get_unchecked(new) },
                &mut |new, kept, before, to| {
                    // SAFETY: within the vector's memory, and each item is taken once.
                    let item = unsafe { items.as_ptr().add(new).read() };
                    match kept {
                        // SAFETY: made below, with an item of this type.
                        Some(kept) => unsafe { Signal::<T>::of(kept) }.set_if_differs(item),
                        // SAFETY: the place is there for it.
                        None => unsafe { to.write(make(item, &row, before)) },
                    }
                },
            );
        });
    }

    fn outline(&self, out: &mut Html) {
        out.raw(EMPTY);
    }

    fn attach(self, _: bool) {
        self.hydrate();
    }
}

/// Makes a row's signal and view, and attaches it to the node after the cursor or to one made before another. A row's
/// signal belongs to the row.
fn make<T: 'static, V: View>(item: T, row: &impl Fn(Signal<T>) -> V, before: u32) -> Row {
    let scope = graph::new_scope();
    graph::inside(scope, || {
        let item = signal(item);
        build(row(item), if before == List::FOUND { None } else { Some(before) });
        // A row is one element, and the cursor is at it.
        Row::new(dom::here(), scope.node(), item.id().node())
    })
}
