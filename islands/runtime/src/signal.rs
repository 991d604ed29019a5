//! Signals, derived values and effects, as an island's author sees them.

use alloc::boxed::Box;
use alloc::rc::Rc;
use core::cell::RefCell;
use core::marker::PhantomData;

use crate::graph::{self, Id, Kind};

/// A value that others can watch. `Copy`: it names the value, which lives as long as the island, branch or row that made
/// it.
pub struct Signal<T> {
    id: Id,
    of: PhantomData<fn() -> T>,
}

/// A cached value computed from others.
pub struct Derived<T> {
    id: Id,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Signal<T> {}
impl<T> PartialEq for Signal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl<T> Clone for Derived<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Derived<T> {}

fn cell<T: 'static>(id: Id) -> Rc<RefCell<T>> {
    match graph::value(id).downcast() {
        Ok(cell) => cell,
        Err(_) => graph::gone(),
    }
}

/// A new signal, owned by the island, branch, row or effect that is running.
pub fn signal<T: 'static>(value: T) -> Signal<T> {
    Signal { id: graph::add(Kind::Signal, Some(Rc::new(RefCell::new(value))), None), of: PhantomData }
}

impl<T> Signal<T> {
    /// The name of no signal, which no one may read: a place to be filled.
    pub(crate) fn none() -> Self {
        Signal { id: Id { index: u32::MAX, serial: 0 }, of: PhantomData }
    }
}

impl<T: 'static> Signal<T> {
    /// Reads by reference, tracked.
    pub fn with<R>(self, f: impl FnOnce(&T) -> R) -> R {
        graph::read(self.id);
        f(&cell(self.id).borrow())
    }

    /// A clone of the value, tracked.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A clone of the value; the reader is not run again when it changes.
    pub fn peek(self) -> T
    where
        T: Clone,
    {
        cell::<T>(self.id).borrow().clone()
    }

    /// Changes the value in place and notifies.
    pub fn update(self, f: impl FnOnce(&mut T)) {
        f(&mut cell(self.id).borrow_mut());
        graph::changed(self.id);
    }

    /// Replaces the value and notifies, if it differs.
    pub(crate) fn set_if_differs(self, value: T)
    where
        T: PartialEq,
    {
        let differs = *cell::<T>(self.id).borrow() != value;
        if differs {
            self.set(value);
        }
    }

    /// Whether its maker is still there.
    pub(crate) fn is_alive(self) -> bool {
        graph::is_alive(self.id)
    }

    /// Replaces the value and notifies.
    pub fn set(self, value: T) {
        // The old value is dropped after the borrow has ended: its `Drop` may read this signal.
        let _old = cell(self.id).replace(value);
        graph::changed(self.id);
    }
}

/// A value computed from signals: cached, up to date whenever it is read, and notifying only when it differs.
pub fn derived<T: PartialEq + 'static>(f: impl Fn() -> T + 'static) -> Derived<T> {
    let cell: Rc<RefCell<Option<T>>> = Rc::new(RefCell::new(None));
    let mine = cell.clone();
    // The closure needs its own id, which exists only after it was added.
    let name: Rc<core::cell::Cell<Option<Id>>> = Rc::default();
    let own = name.clone();
    let id = graph::add(
        Kind::Derived,
        Some(cell),
        Some(Box::new(move || {
            let value = Some(f());
            if *mine.borrow() != value {
                let _old = mine.replace(value);
                if let Some(id) = own.get() {
                    graph::differs(id);
                }
            }
        })),
    );
    name.set(Some(id));
    Derived { id, of: PhantomData }
}

impl<T: 'static> Derived<T> {
    /// Reads by reference, tracked.
    pub fn with<R>(self, f: impl FnOnce(&T) -> R) -> R {
        graph::read(self.id);
        match &*cell::<Option<T>>(self.id).borrow() {
            Some(value) => f(value),
            // Only while it computes itself: a cycle.
            None => graph::gone(),
        }
    }

    /// A clone of the value, tracked.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A clone of the value, untracked.
    pub fn peek(self) -> T
    where
        T: Clone,
    {
        untracked(|| self.get())
    }
}

/// Runs `f` after hydration and whenever what it read changes; never at build time.
pub fn effect(f: impl FnMut() + 'static) {
    graph::effect(Box::new(f));
}

/// Runs `f` before the enclosing effect runs again, or when the enclosing branch, row or island goes.
pub fn on_cleanup(f: impl FnOnce() + 'static) {
    let mut f = Some(f);
    let run = move || {
        if let Some(f) = f.take() {
            f();
        }
    };
    graph::add(Kind::Cleanup, None, Some(Box::new(run)));
}

/// Runs `f`; effects of what it writes run once, at its end.
pub fn batch<R>(f: impl FnOnce() -> R) -> R {
    graph::batch(f)
}

/// Runs `f` without tracking what it reads.
pub fn untracked<R>(f: impl FnOnce() -> R) -> R {
    graph::untracked(f)
}
