//! Which one of many is chosen: only those whose answer changes are told.

use alloc::vec::Vec;

use crate::graph::{self, Id};
use crate::signal::{Signal, on_cleanup, signal};

/// Answers, for each of many, whether it is the chosen one. `Copy`, as signals are.
pub struct Selector<K> {
    state: Signal<State<K>>,
}

/// Who asks now, and which is chosen.
struct State<K> {
    /// What the signals of places belong to: a row that asked first may go before another one.
    scope: Id,
    chosen: Option<K>,
    places: Vec<Place<K>>,
    /// Places that nobody asks from any more.
    free: Vec<usize>,
}

struct Place<K> {
    asked: Option<K>,
    is_chosen: Signal<bool>,
}

impl<K> Clone for Selector<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Selector<K> {}

/// A selector of what `of` gives.
///
/// In a list, `class:chosen={move || chosen.get() == row.id}` runs for every row when another one is chosen. With a
/// selector it runs for two: the one that was, and the one that is.
///
/// ```
/// use layer9_islands::{prelude::*, testing::Page};
///
/// let page = Page::new(|| {
///     let chosen = signal(1);
///     let selected = selector(move || chosen.get());
///     view! { <ul>{for n in [1, 2, 3], key = *n {
///         <li class:on={move || selected.is(&n.get())} on:click={move || chosen.set(n.peek())}>{n.peek()}</li>
///     }}</ul> }
/// });
/// page.click("li", 1);
/// assert_eq!(page.mutations(), 2);
/// ```
pub fn selector<K: PartialEq + 'static>(of: impl Fn() -> K + 'static) -> Selector<K> {
    let scope = graph::new_scope();
    let state = signal(State { scope, chosen: None, places: Vec::new(), free: Vec::new() });
    let selector = Selector { state };
    graph::bind(move || selector.choose(of()));
    selector
}

impl<K: PartialEq + 'static> Selector<K> {
    /// Whether that one is chosen. Who asks in a view, an effect or a derived value is told when this answer changes, and
    /// not when others do.
    pub fn is(self, key: &K) -> bool
    where
        K: Clone,
    {
        if !graph::is_observed() {
            return self.state.peek_with(|state| state.chosen.as_ref() == Some(key));
        }
        let free = self.state.write_with(|state| state.free.pop());
        let place = match free {
            Some(place) => place,
            None => {
                let scope = self.state.peek_with(|state| state.scope);
                let is_chosen = graph::inside(scope, || signal(false));
                self.state.write_with(|state| {
                    state.places.push(Place { asked: None, is_chosen });
                    state.places.len() - 1
                })
            }
        };
        on_cleanup(move || {
            if self.state.is_alive() {
                self.state.write_with(|state| {
                    if let Some(place) = state.places.get_mut(place) {
                        place.asked = None;
                    }
                    state.free.push(place);
                });
            }
        });
        let answer = self.state.write_with(|state| {
            let is = state.chosen.as_ref() == Some(key);
            let place = state.places.get_mut(place)?;
            place.asked = Some(key.clone());
            // Nobody reads it yet.
            place.is_chosen.write_with(|answer| *answer = is);
            Some(place.is_chosen)
        });
        answer.is_some_and(Signal::get)
    }

    fn choose(self, key: K) {
        let changed = self.state.write_with(|state| {
            let mut changed = Vec::new();
            if state.chosen.as_ref() != Some(&key) {
                let old = state.chosen.replace(key);
                for place in &state.places {
                    let is = place.asked.is_some() && place.asked == state.chosen;
                    if is || place.asked.is_some() && place.asked == old {
                        changed.push((place.is_chosen, is));
                    }
                }
            }
            changed
        });
        graph::batch(|| changed.into_iter().for_each(|(answer, is)| answer.set(is)));
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::prelude::*;
    use crate::testing::Page;

    std::thread_local!(static ASKED: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) });

    fn ask(n: u32) -> u32 {
        ASKED.with_borrow_mut(|asked| asked.push(n));
        n
    }

    /// Who asked since the last time, in order.
    fn asked() -> Vec<u32> {
        let mut asked = ASKED.take();
        asked.sort_unstable();
        asked
    }

    fn page() -> Page {
        Page::new(move || {
            let all = signal(std::vec![1_u32, 2, 3]);
            let chosen = signal(2_u32);
            let selected = selector(move || chosen.get());
            view! {
                <div>
                    <button on:click={move || all.update(|all| { let next = all[all.len() - 1] + 1; all.push(next); })}>"+"</button>
                    <button on:click={move || all.update(|all| { all.remove(0); })}>"-"</button>
                    <ul>{for n in all.get(), key = *n {
                        <li class:on={move || selected.is(&ask(n.get()))} on:click={move || chosen.set(n.peek())}>{n.peek()}</li>
                    }}</ul>
                </div>
            }
        })
    }

    #[test]
    fn only_those_whose_answer_changes_are_told() {
        let page = page();
        asked();
        page.click("li", 2);
        assert_eq!(asked(), [2, 3]);
        assert!(page.html().contains("<li class=\"on\">3</li>"), "{}", page.html());
        // The same again is no change.
        page.click("li", 2);
        assert_eq!(asked(), []);
        // What goes is asked no more, and a new one takes its place.
        page.click("button", 1);
        page.click("button", 0);
        asked();
        page.click("li", 0);
        assert_eq!(asked(), [2, 3]);
    }

    #[test]
    fn places_are_used_again() {
        let page = page();
        page.click("button", 0);
        let before = graph::count();
        for _ in 0..50 {
            page.click("button", 1);
            page.click("button", 0);
        }
        assert!(graph::count() <= before + 1, "{before} {}", graph::count());
    }
}
