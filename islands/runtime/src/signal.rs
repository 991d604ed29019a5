//! Signals, derived values and effects, as an island's author sees them.

use core::marker::PhantomData;

use crate::graph::{self, Id, Kind, Node};

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

/// A new signal, owned by the island, branch, row or effect that is running.
pub fn signal<T: 'static>(value: T) -> Signal<T> {
    let id = graph::add_value(value);
    #[cfg(any(feature = "hot-swap", test))]
    crate::hold::note::<T>(id);
    Signal { id, of: PhantomData }
}

impl<T: 'static> Signal<T> {
    fn read<R>(self, track: bool, f: impl FnOnce(&T) -> R) -> R {
        // SAFETY: only `signal` makes a `Signal<T>`, with a value of this type.
        unsafe { graph::read(self.id, track, f) }
    }

    fn write<R>(self, f: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: as above.
        unsafe { graph::write(self.id, f) }
    }

    /// Reads by reference, tracked.
    pub fn with<R>(self, f: impl FnOnce(&T) -> R) -> R {
        self.read(true, f)
    }

    /// A clone of the value, tracked.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.read(true, T::clone)
    }

    /// A clone of the value; the reader is not run again when it changes.
    pub fn peek(self) -> T
    where
        T: Clone,
    {
        self.read(false, T::clone)
    }

    /// Changes the value in place and notifies.
    pub fn update(self, f: impl FnOnce(&mut T)) {
        self.write(f);
        graph::changed(self.id);
    }

    /// Replaces the value and notifies.
    pub fn set(self, value: T) {
        // The old value is dropped after the write has ended: its `Drop` may read this signal.
        let _old = self.write(|old| core::mem::replace(old, value));
        graph::changed(self.id);
    }

    /// Reads by reference, untracked.
    pub(crate) fn peek_with<R>(self, f: impl FnOnce(&T) -> R) -> R {
        self.read(false, f)
    }

    /// Changes the value in place, and tells nobody.
    pub(crate) fn write_with<R>(self, f: impl FnOnce(&mut T) -> R) -> R {
        self.write(f)
    }

    /// Replaces the value and notifies, if it differs.
    pub(crate) fn set_if_differs(self, value: T)
    where
        T: PartialEq,
    {
        if self.read(false, |old| *old != value) {
            self.set(value);
        }
    }

    /// The name of the value.
    pub(crate) fn id(self) -> Id {
        self.id
    }

    /// The signal of that node.
    ///
    /// # Safety
    /// It is a `Signal<T>`, and is alive.
    pub(crate) unsafe fn of(node: &'static Node) -> Self {
        Signal { id: node.id(), of: PhantomData }
    }

    /// Whether its maker is still there.
    pub(crate) fn is_alive(self) -> bool {
        self.id.is_alive()
    }
}

/// A value computed from signals: cached, up to date whenever it is read, and notifying only when it differs.
pub fn derived<T: PartialEq + 'static>(f: impl Fn() -> T + 'static) -> Derived<T> {
    Derived { id: graph::add_derived(f), of: PhantomData }
}

impl<T: 'static> Derived<T> {
    fn read<R>(self, track: bool, f: impl FnOnce(&T) -> R) -> R {
        let f = |value: &Option<T>| match value {
            Some(value) => f(value),
            // Only while it computes itself: a cycle.
            None => graph::gone(),
        };
        // SAFETY: only `derived` makes a `Derived<T>`, with an `Option<T>`.
        unsafe { graph::read(self.id, track, f) }
    }

    /// Reads by reference, tracked.
    pub fn with<R>(self, f: impl FnOnce(&T) -> R) -> R {
        self.read(true, f)
    }

    /// A clone of the value, tracked.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.read(true, T::clone)
    }

    /// A clone of the value, untracked.
    pub fn peek(self) -> T
    where
        T: Clone,
    {
        self.read(false, T::clone)
    }
}

/// Runs `f` after hydration and whenever what it read changes; never at build time.
pub fn effect(f: impl FnMut() + 'static) {
    graph::effect(f);
}

/// Runs `f` before the enclosing effect runs again, or when the enclosing branch, row or island goes.
pub fn on_cleanup(f: impl FnOnce() + 'static) {
    let mut f = Some(f);
    let run = move || {
        if let Some(f) = f.take() {
            f();
        }
    };
    graph::allow_disposal();
    graph::add_closure(Kind::Cleanup, run);
}

/// Runs `f`; effects of what it writes run once, at its end.
pub fn batch<R>(f: impl FnOnce() -> R) -> R {
    graph::batch(f)
}

/// Runs `f` without tracking what it reads.
pub fn untracked<R>(f: impl FnOnce() -> R) -> R {
    graph::untracked(f)
}
