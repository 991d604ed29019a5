//! Keyed lists: rows keep their element, state and focus while their key stays.

use alloc::vec::Vec;

use crate::choice::{EMPTY, open};
use crate::export::build;
use crate::html::Html;
use crate::reconcile::{List, Place, Row};
use crate::signal::{Signal, signal};
use crate::view::View;
use crate::{dom, graph};

/// What `{for item in items, key = … { … }}` becomes.
pub struct Keyed<I, K, R> {
    items: I,
    key: K,
    row: R,
}

/// Puts a keyed list together: the items, the key of one, and a row, which is one element.
pub fn keyed<L, T, Q, V, I, K, R>(items: I, key: K, row: R) -> Keyed<I, K, R>
where
    L: IntoIterator<Item = T>,
    T: PartialEq + 'static,
    Q: PartialEq + 'static,
    V: View,
    I: Fn() -> L + 'static,
    K: Fn(&T) -> Q + 'static,
    R: Fn(Signal<T>) -> V + 'static,
{
    Keyed { items, key, row }
}

impl<L, T, Q, V, I, K, R> View for Keyed<I, K, R>
where
    L: IntoIterator<Item = T>,
    T: PartialEq + 'static,
    Q: PartialEq + 'static,
    V: View,
    I: Fn() -> L + 'static,
    K: Fn(&T) -> Q + 'static,
    R: Fn(Signal<T>) -> V + 'static,
{
    fn render(&self, out: &mut Html) {
        let items: Vec<T> = (self.items)().into_iter().collect();
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
            let mut items: Vec<T> = items().into_iter().collect();
            let old_keys = core::mem::replace(&mut keys, items.iter().map(&key).collect());
            let count = items.len();
            // SAFETY: no more than there are. From here on the items belong to `step`, which `arrange` calls once for
            // each of them; whatever stops it on the way leaks them.
            unsafe { items.set_len(0) }
            list.arrange(count, &mut |old, new| old_keys.get(old) == keys.get(new), &mut |new, place| {
                // SAFETY: within the vector's memory, and each item is taken once.
                let item = unsafe { items.as_ptr().add(new).read() };
                match place {
                    Place::Kept(row) => {
                        // SAFETY: made below, with an item of this type.
                        unsafe { Signal::<T>::of(row.item) }.set_if_differs(item);
                        row
                    }
                    Place::Found => make(item, &row, None),
                    Place::New(before) => make(item, &row, Some(before)),
                }
            });
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
fn make<T: 'static, V: View>(item: T, row: &impl Fn(Signal<T>) -> V, before: Option<u32>) -> Row {
    let scope = graph::new_scope();
    graph::inside(scope, || {
        let item = signal(item);
        build(row(item), before);
        // A row is one element, and the cursor is at it.
        Row { handle: dom::here(), scope, item: item.id() }
    })
}
