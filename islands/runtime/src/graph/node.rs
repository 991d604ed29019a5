//! What lives in the graph: its memory, what it holds, and whose it is.

use alloc::alloc::{alloc, alloc_zeroed, dealloc};
use core::alloc::Layout;
use core::any::TypeId;
use core::cell::Cell;

use super::edge::{Edge, forget_readers, forget_sources};
use super::{Id, Link, gone, graph, run};
use crate::context::Provided;
use crate::dom;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum State {
    Clean,
    Check,
    Dirty,
}

/// What a node is for. Those up to `Derived` run by themselves and note what they read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    Effect,
    /// An effect that keeps what it made when it runs again, and disposes of it itself: conditions and lists.
    Keeper,
    Derived,
    Signal,
    /// Runs only when an event asks for it.
    Handler,
    /// Runs when its owner goes.
    Cleanup,
    Scope,
    /// Holds a handle to a node of the page.
    Handle,
    /// A scope with a value for all inside of it.
    Context,
}

/// Anything that lives in the graph. All zeros is a free place.
#[repr(C)]
pub(crate) struct Node {
    /// 0 when the place is free, or will be when nothing runs there any more.
    pub(super) serial: Cell<u32>,
    pub(super) kind: Cell<u8>,
    pub(super) state: Cell<u8>,
    pub(super) queued: Cell<bool>,
    pub(super) running: Cell<bool>,
    /// How many read the value right now; negative while it is being written.
    pub(super) busy: Cell<i32>,
    handle: Cell<u32>,
    /// The value or the closure, and its size.
    payload: Cell<*mut ()>,
    size: Cell<usize>,
    drop: Cell<Dropper>,
    pub(super) run: Cell<Runner>,
    pub(super) owner: Link<Node>,
    owned: Link<Node>,
    /// The next in the owner's list, or among free places.
    next: Link<Node>,
    pub(super) next_queued: Link<Node>,
    pub(super) sources: Link<Edge>,
    pub(super) readers: Link<Edge>,
}

impl Node {
    pub(super) fn is(&self, state: State) -> bool {
        self.state.get() == state as u8
    }

    /// The name of the node that is here now.
    pub(crate) fn id(&'static self) -> Id {
        Id::new(self, self.serial.get())
    }

    /// The value or closure.
    ///
    /// # Safety
    /// It is of type `T`.
    pub(super) unsafe fn payload<T>(&self) -> *mut T {
        self.payload.get().cast()
    }
}

/// Memory for one more `T`, all zeros, never given back.
///
/// # Safety
/// A `T` of zeros is valid.
pub(super) unsafe fn zeroed<T>() -> &'static T {
    // SAFETY: the size is not zero; the caller answers for the zeros.
    unsafe {
        match alloc_zeroed(Layout::new::<T>()).cast::<T>().as_ref() {
            Some(place) => place,
            None => gone(),
        }
    }
}

/// What drops the value of a node.
type Dropper = Option<unsafe fn(*mut ())>;

/// What runs a node.
type Runner = Option<unsafe fn(&'static Node)>;

/// The alignment of what nodes hold, whatever it is: the allocator gives no less.
const ALIGN: usize = 16;

/// Adds a node owned by whoever is running, with memory for what it holds.
fn add(kind: Kind, size: usize, drop: Dropper, run: Runner) -> Id {
    let g = graph();
    let node = match g.free.get() {
        Some(node) => {
            g.free.set(node.next.get());
            node
        }
        // SAFETY: numbers, flags, null pointers and `None`s.
        None => unsafe { zeroed::<Node>() },
    };
    node.serial.set(g.next_serial());
    node.kind.set(kind as u8);
    // What is derived or an effect has yet to run.
    if kind <= Kind::Derived {
        node.state.set(State::Dirty as u8);
    }
    if size > 0 {
        // SAFETY: a layout of a type, and its size is not zero.
        node.payload.set(unsafe { alloc(Layout::from_size_align_unchecked(size, ALIGN)).cast() });
        node.size.set(size);
        node.drop.set(drop);
        node.run.set(run);
    }
    let owner = g.owner.get();
    node.owner.set(owner);
    node.next.set(owner.and_then(|owner| owner.owned.replace(Some(node))));
    #[cfg(not(target_arch = "wasm32"))]
    g.count.set(g.count.get() + 1);
    node.id()
}

/// Adds a node that holds a value or closure, and runs by `run`.
pub(super) fn add_with<T: 'static>(kind: Kind, value: T, run: Runner) -> Id {
    unsafe fn drop_value<T>(value: *mut ()) {
        // SAFETY: called once, with the memory that the value was written to.
        unsafe { value.cast::<T>().drop_in_place() }
    }
    const { assert!(align_of::<T>() <= ALIGN) }
    // Most closures hold nothing but names of signals.
    let drop = if core::mem::needs_drop::<T>() { Some(drop_value::<T> as _) } else { None };
    let id = add(kind, size_of::<T>().max(1), drop, run);
    // SAFETY: memory of this size, which nothing was written to yet.
    unsafe { id.node().payload::<T>().write(value) }
    id
}

/// Adds a value.
pub(crate) fn add_value<T: 'static>(value: T) -> Id {
    add_with(Kind::Signal, value, None)
}

/// Adds a closure.
pub(crate) fn add_closure<F: FnMut() + 'static>(kind: Kind, closure: F) -> Id {
    unsafe fn run_closure<F: FnMut()>(node: &'static Node) {
        // SAFETY: set together with a closure of this type; `running` keeps it from being run inside of itself, and
        // from being dropped meanwhile.
        unsafe { (*node.payload::<F>())() }
    }
    add_with(kind, closure, Some(run_closure::<F>))
}

/// Gives a DOM handle to whoever is running: it is dropped with that node.
pub(crate) fn own_handle(handle: u32) {
    add(Kind::Handle, 0, None, None).node().handle.set(handle);
}

/// Adds a scope: what is made inside of it goes with it.
pub(crate) fn new_scope() -> Id {
    add(Kind::Scope, 0, None, None)
}

/// Disposes of a scope, and runs `f` for whoever owns it.
pub(crate) fn leave<R>(scope: Id, f: impl FnOnce() -> R) -> R {
    let owner = scope.node().owner.get();
    dispose(scope);
    graph().within(owner, None, f)
}

/// Adds a scope that provides a value.
pub(crate) fn provide<T: 'static>(value: T) -> Id {
    add_with(Kind::Context, Provided { of: TypeId::of::<T>(), value }, None)
}

/// The value of this type that is provided to whoever is running.
pub(crate) fn provided<T: Clone + 'static>() -> Option<T> {
    let mut owner = graph().owner.get();
    while let Some(node) = owner {
        if node.kind.get() == Kind::Context as u8 {
            // SAFETY: nodes of this kind hold a `Provided`, which begins with the type; and if it is this type, it is this
            // `Provided`, which nobody ever writes to. A node that owns what runs is not released before.
            unsafe {
                if *node.payload::<TypeId>() == TypeId::of::<T>() {
                    return Some((*node.payload::<Provided<T>>()).value.clone());
                }
            }
        }
        owner = node.owner.get();
    }
    None
}

/// Runs `f` in a scope, untracked.
pub(crate) fn inside<R>(scope: Id, f: impl FnOnce() -> R) -> R {
    graph().within(Some(scope.node()), None, f)
}

/// Runs `f` in a new scope.
pub(crate) fn scope<R>(f: impl FnOnce() -> R) -> (Id, R) {
    let scope = new_scope();
    (scope, inside(scope, f))
}

/// Says that nodes will be disposed of before their island goes: from now on what runs again first disposes of what it
/// made. A module without conditions, lists, effects and derived values never says so, and carries no code for it.
pub(crate) fn allow_disposal() {
    graph().tidy.set(Some(tidy));
}

fn tidy(node: &'static Node) {
    if node.serial.get() == 0 {
        release(node);
    } else {
        clear(node);
    }
}

/// Disposes of what a node owns, the latest first.
fn clear(node: &'static Node) {
    while let Some(owned) = node.owned.get() {
        node.owned.set(owned.next.get());
        free(owned);
    }
}

/// Disposes of a node that its owner has let go of already.
fn free(node: &'static Node) {
    clear(node);
    forget_sources(node);
    forget_readers(node);
    if node.busy.get() != 0 {
        gone()
    }
    node.serial.set(0);
    if node.kind.get() == Kind::Cleanup as u8 {
        // It is released after its run.
        return run(node, None, None);
    }
    if node.kind.get() == Kind::Handle as u8 {
        dom::drop(node.handle.get());
    }
    release(node);
}

/// Makes the place of a node that is gone free, unless it is still running or queued: then this is called once more.
fn release(node: &'static Node) {
    if node.running.get() || node.queued.get() {
        return;
    }
    let payload = node.payload.get();
    // SAFETY: the function was set together with the value, which nobody can reach any more; the memory was taken with
    // this layout. Zeros are a free place, and every field is a cell.
    unsafe {
        if let Some(drop) = node.drop.get() {
            drop(payload);
        }
        if !payload.is_null() {
            dealloc(payload.cast(), Layout::from_size_align_unchecked(node.size.get(), ALIGN));
        }
        core::ptr::from_ref(node).cast_mut().write_bytes(0, 1);
    }
    let g = graph();
    node.next.set(g.free.replace(Some(node)));
    #[cfg(not(target_arch = "wasm32"))]
    g.count.set(g.count.get() - 1);
}

/// Disposes of a node and of everything it made.
pub(crate) fn dispose(id: Id) {
    if !id.is_alive() {
        return;
    }
    allow_disposal();
    if let Some(owner) = id.node().owner.get() {
        let mut link = &owner.owned;
        while let Some(node) = link.get() {
            if core::ptr::eq(node, id.node()) {
                link.set(node.next.get());
                break;
            }
            link = &node.next;
        }
    }
    free(id.node());
}
