//! Keyed lists: rows keep their element, state and focus while their key stays.

use alloc::vec::Vec;

use crate::choice::{EMPTY, open};
use crate::dom;
use crate::export::create;
use crate::graph::{self, Id};
use crate::html::Html;
use crate::reconcile::{NEW, matches, stays};
use crate::signal::{Signal, signal};
use crate::view::View;

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

/// A row in the page.
#[derive(Clone, Copy)]
struct Row {
    handle: u32,
    scope: Id,
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
        if out.in_browser {
            return out.raw(EMPTY);
        }
        let items: Vec<T> = (self.items)().into_iter().collect();
        open(out, items.len() as u32);
        for item in items {
            (self.row)(signal(item)).render(out);
        }
        out.raw("<!--/-->");
    }

    fn hydrate(self) {
        let start = dom::here();
        let found = dom::data();
        dom::close(start);
        let end = dom::here();
        let Keyed { items, key, row } = self;
        let mut first = true;
        let mut keys: Vec<Q> = Vec::new();
        let mut signals: Vec<Option<Signal<T>>> = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        graph::keep(move || {
            let items: Vec<T> = items().into_iter().collect();
            let new_keys: Vec<Q> = items.iter().map(&key).collect();
            if core::mem::take(&mut first) {
                if found == items.len() as i32 {
                    dom::seek(start);
                    for item in items {
                        dom::go(dom::NEXT);
                        let (scope, (handle, item)) = graph::scope(|| {
                            let (handle, item) = (dom::here(), signal(item));
                            row(item).hydrate();
                            (handle, item)
                        });
                        rows.push(Row { handle, scope });
                        signals.push(Some(item));
                    }
                    keys = new_keys;
                    return;
                }
                dom::clear(start, end);
            }
            let old_of =
                matches(rows.len(), new_keys.len(), &mut |old, new| keys.get(old) == new_keys.get(new));
            let old_signals = core::mem::take(&mut signals);
            let mut fresh: Vec<Option<T>> = Vec::with_capacity(items.len());
            for (item, &old) in items.into_iter().zip(&old_of) {
                match old_signals.get(old as usize) {
                    Some(&Some(kept)) => {
                        signals.push(Some(kept));
                        kept.set_if_differs(item);
                        fresh.push(None);
                    }
                    _ => {
                        // A row's signal belongs to the row: it is made with it.
                        signals.push(None);
                        fresh.push(Some(item));
                    }
                }
            }
            keys = new_keys;
            arrange(&mut rows, &old_of, end, &mut |new, before| {
                let item = fresh.get_mut(new).and_then(Option::take);
                let Some(item) = item else { graph::gone() };
                let (scope, (handle, item)) = graph::scope(|| {
                    let item = signal(item);
                    create(before, row(item));
                    (dom::here(), item)
                });
                if let Some(place) = signals.get_mut(new) {
                    *place = Some(item);
                }
                Row { handle, scope }
            });
        });
        dom::seek(end);
    }
}

/// Removes the rows that are gone, then goes from the last to the first: makes what is new, moves what is not where it
/// belongs, leaves alone as many as can be.
fn arrange(rows: &mut Vec<Row>, old_of: &[u32], end: u32, make: &mut dyn FnMut(usize, u32) -> Row) {
    for (old, row) in rows.iter().enumerate() {
        if !old_of.contains(&(old as u32)) {
            dom::remove(row.handle);
            graph::dispose(row.scope);
        }
    }
    let stay = stays(old_of);
    let mut arranged: Vec<Row> = Vec::with_capacity(old_of.len());
    let mut before = end;
    for (new, &old) in old_of.iter().enumerate().rev() {
        let row = match rows.get(old as usize) {
            Some(&row) if old != NEW => {
                if stay.get(new) != Some(&true) {
                    dom::move_before(row.handle, before);
                }
                row
            }
            _ => make(new, before),
        };
        before = row.handle;
        arranged.push(row);
    }
    arranged.reverse();
    *rows = arranged;
}
