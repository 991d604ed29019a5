//! The reactive graph: who reads whom, who owns whom, and in which order a change is carried out.
//!
//! Every signal, derived value, effect, handler and scope is a node in one table, named by index and serial number. A
//! write marks direct readers dirty and everything behind them "to check"; effects are queued, and before one runs its
//! owners are brought up to date (an outer condition may dispose of it) and then its sources, so no effect sees half of a
//! change. Disposal is by owner: a node takes along all it made.
//!
//! **Invariant:** no code of an island runs inside [`with`]; values and closures are taken out of the table first and
//! dropped outside of it.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::vec::Vec;
use core::any::Any;

use crate::dom;

/// A node by its place and by its serial number, which no other node ever had.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Id {
    pub(crate) index: u32,
    pub(crate) serial: u32,
}

/// No node.
const NONE: u32 = u32::MAX;
/// Set in an entry of `owned` that is a node handle of the DOM and not a node of the graph.
const HANDLE: u32 = 1 << 31;
/// Effects that one change may run before it counts as endless.
const MOST_RUNS: u32 = 1_000_000;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Clean,
    Check,
    Dirty,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Signal,
    Derived,
    Effect,
    /// An effect that keeps what it made when it runs again, and disposes of it itself: conditions and lists.
    Keeper,
    /// Runs only when an event asks for it.
    Handler,
    /// Runs when its owner goes.
    Cleanup,
    Scope,
}

impl Kind {
    fn is_effect(self) -> bool {
        matches!(self, Kind::Effect | Kind::Keeper)
    }
}

type Run = Box<dyn FnMut()>;

struct Node {
    serial: u32,
    kind: Kind,
    state: State,
    owner: u32,
    value: Option<Rc<dyn Any>>,
    run: Option<Run>,
    owned: Vec<u32>,
    sources: Vec<u32>,
    readers: Vec<u32>,
}

pub(crate) struct Graph {
    nodes: Vec<Node>,
    free: Vec<u32>,
    queue: Vec<u32>,
    serial: u32,
    /// Who is reading, for tracking; `NONE` when nobody.
    observer: u32,
    /// Who owns what is made.
    owner: u32,
    /// Open batches; a change is carried out when the last one closes.
    batches: u32,
    /// Whether effects of the island's author run: not at build time.
    live: bool,
    /// The number of the next unique id of this instance, and one that no instance has reached.
    uid: u32,
    fresh_uid: u32,
}

impl Graph {
    const fn new() -> Self {
        Graph {
            nodes: Vec::new(),
            free: Vec::new(),
            queue: Vec::new(),
            serial: 0,
            observer: NONE,
            owner: NONE,
            batches: 0,
            live: cfg!(not(target_arch = "wasm32")),
            uid: 0,
            fresh_uid: 0,
        }
    }

    fn node(&mut self, index: u32) -> &mut Node {
        match self.nodes.get_mut(index as usize) {
            Some(node) => node,
            None => gone(),
        }
    }
}

/// What was asked for has been disposed of: a fault of the island, which stops the handler that did it.
#[cold]
pub(crate) fn gone() -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    panic!("a signal was used after the island, branch or row that made it was gone");
}

#[cfg(target_arch = "wasm32")]
mod store {
    use super::Graph;
    use core::cell::UnsafeCell;

    struct Global(UnsafeCell<Graph>);
    // SAFETY: WASM modules of islands have one thread.
    unsafe impl Sync for Global {}
    static GRAPH: Global = Global(UnsafeCell::new(Graph::new()));

    pub(crate) fn with<R>(f: impl FnOnce(&mut Graph) -> R) -> R {
        // SAFETY: one thread, and `f` runs no code of the island, so no second reference can come into being.
        f(unsafe { &mut *GRAPH.0.get() })
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod store {
    use super::Graph;
    use core::cell::RefCell;

    std::thread_local!(static GRAPH: RefCell<Graph> = const { RefCell::new(Graph::new()) });

    pub(crate) fn with<R>(f: impl FnOnce(&mut Graph) -> R) -> R {
        GRAPH.with_borrow_mut(f)
    }
}

use store::with;

/// Adds a node owned by whoever is running.
pub(crate) fn add(kind: Kind, value: Option<Rc<dyn Any>>, run: Option<Run>) -> Id {
    with(|g| {
        g.serial += 1;
        let node = Node {
            serial: g.serial,
            kind,
            // An effect and a derived value have yet to run.
            state: if kind == Kind::Derived || kind.is_effect() { State::Dirty } else { State::Clean },
            owner: g.owner,
            value,
            run,
            owned: Vec::new(),
            sources: Vec::new(),
            readers: Vec::new(),
        };
        let index = match g.free.pop() {
            Some(index) => {
                *g.node(index) = node;
                index
            }
            None => {
                g.nodes.push(node);
                g.nodes.len() as u32 - 1
            }
        };
        own(g, index);
        Id { index, serial: g.serial }
    })
}

fn own(g: &mut Graph, entry: u32) {
    if g.owner != NONE {
        let owner = g.owner;
        g.node(owner).owned.push(entry);
    }
}

/// Gives a DOM handle to whoever is running: it is dropped with that node.
pub(crate) fn own_handle(handle: u32) {
    with(|g| own(g, handle | HANDLE));
}

fn alive(g: &mut Graph, id: Id) -> bool {
    g.nodes.get(id.index as usize).is_some_and(|n| n.serial == id.serial)
}

/// The value of a signal or derived value.
pub(crate) fn value(id: Id) -> Rc<dyn Any> {
    with(|g| {
        if !alive(g, id) {
            gone()
        }
        match &g.node(id.index).value {
            Some(value) => value.clone(),
            None => gone(),
        }
    })
}

/// Notes that the running observer, if any, reads `id`, and brings a derived value up to date.
pub(crate) fn read(id: Id) {
    let stale = with(|g| {
        if !alive(g, id) {
            gone()
        }
        let observer = g.observer;
        if observer != NONE && !g.node(observer).sources.contains(&id.index) {
            g.node(observer).sources.push(id.index);
            g.node(id.index).readers.push(observer);
        }
        g.node(id.index).state != State::Clean
    });
    if stale {
        refresh(id.index);
    }
}

/// Carries out a change of `id`, at once or when the running batch ends.
pub(crate) fn changed(id: Id) {
    with(|g| {
        if !alive(g, id) {
            gone()
        }
        mark(g, id.index)
    });
    batch(|| ());
}

/// Marks direct readers dirty and what reads those "to check", queueing effects.
fn mark(g: &mut Graph, index: u32) {
    let mut state = State::Dirty;
    let mut todo = g.node(index).readers.clone();
    let mut direct = todo.len();
    let mut at = 0;
    while let Some(&reader) = todo.get(at) {
        at += 1;
        let node = g.node(reader);
        let was = node.state;
        if was < state {
            node.state = state;
        }
        if was == State::Clean {
            todo.extend_from_slice(&node.readers);
            if node.kind.is_effect() {
                g.queue.push(reader);
            }
        }
        direct = direct.saturating_sub(1);
        if direct == 0 {
            state = State::Check;
        }
    }
}

/// A derived value differs from before: its direct readers must run.
pub(crate) fn differs(id: Id) {
    with(|g| {
        let mut at = 0;
        while let Some(&reader) = g.node(id.index).readers.get(at) {
            at += 1;
            g.node(reader).state = State::Dirty;
        }
    });
}

/// Brings a node up to date: its sources first, itself only if one of them differs.
fn refresh(index: u32) {
    let mut at = 0;
    while let Some(source) = with(|g| {
        let node = g.node(index);
        if node.state == State::Check { node.sources.get(at).copied() } else { None }
    }) {
        at += 1;
        refresh(source);
    }
    if with(|g| core::mem::replace(&mut g.node(index).state, State::Clean)) == State::Dirty {
        run(index);
    }
}

/// Runs a node's closure anew as owner and observer, after disposing of what it made before.
fn run(index: u32) {
    let (serial, kind, mut run) = with(|g| {
        let node = g.node(index);
        (node.serial, node.kind, node.run.take())
    });
    let Some(closure) = &mut run else { return };
    if kind != Kind::Keeper {
        clear(index);
    }
    forget_sources(index);
    enter(index, index, closure);
    let id = Id { index, serial };
    with(|g| {
        if alive(g, id) {
            core::mem::swap(&mut g.node(index).run, &mut run);
        }
    });
    // If the node disposed of itself its closure is dropped here, outside of the table.
}

fn enter<R>(owner: u32, observer: u32, f: impl FnOnce() -> R) -> R {
    let before = with(|g| (core::mem::replace(&mut g.owner, owner), core::mem::replace(&mut g.observer, observer)));
    let result = f();
    with(|g| (g.owner, g.observer) = before);
    result
}

/// Disposes of what a node owns.
fn clear(index: u32) {
    while let Some(entry) = with(|g| g.node(index).owned.pop()) {
        if entry & HANDLE != 0 {
            dom::drop(entry & !HANDLE);
        } else {
            free(entry);
        }
    }
}

fn forget_sources(index: u32) {
    with(|g| {
        for source in core::mem::take(&mut g.node(index).sources) {
            forget(&mut g.node(source).readers, index);
        }
    });
}

fn forget(list: &mut Vec<u32>, index: u32) {
    if let Some(at) = list.iter().position(|&i| i == index) {
        list.swap_remove(at);
    }
}

/// Disposes of a node that its owner has let go of already.
fn free(index: u32) {
    clear(index);
    forget_sources(index);
    let (run, value) = with(|g| {
        let node = g.node(index);
        node.serial = 0;
        let taken = (if node.kind == Kind::Cleanup { node.run.take() } else { None }, node.value.take());
        for reader in core::mem::take(&mut node.readers) {
            forget(&mut g.node(reader).sources, index);
        }
        taken
    });
    if let Some(mut run) = run {
        enter(NONE, NONE, &mut run);
    }
    drop(value);
    let dropped = with(|g| {
        g.free.push(index);
        g.node(index).run.take()
    });
    drop(dropped);
}

/// Disposes of a node and of everything it made.
pub(crate) fn dispose(id: Id) {
    let there = with(|g| {
        let there = alive(g, id);
        if there {
            let owner = g.node(id.index).owner;
            if owner != NONE {
                forget(&mut g.node(owner).owned, id.index);
            }
        }
        there
    });
    if there {
        free(id.index);
    }
}

/// Runs `f` in a new scope, untracked; what it makes goes with the scope.
pub(crate) fn scope<R>(f: impl FnOnce() -> R) -> (Id, R) {
    let id = add(Kind::Scope, None, None);
    (id, enter(id.index, NONE, f))
}

/// Reads in `f` are not tracked.
pub(crate) fn untracked<R>(f: impl FnOnce() -> R) -> R {
    let owner = with(|g| g.owner);
    enter(owner, NONE, f)
}

/// Adds an effect of the runtime itself and runs it at once.
pub(crate) fn bind(run: impl FnMut() + 'static) {
    refresh(add(Kind::Effect, None, Some(Box::new(run))).index);
}

/// The same for one that manages what it made.
pub(crate) fn keep(run: impl FnMut() + 'static) {
    refresh(add(Kind::Keeper, None, Some(Box::new(run))).index);
}

/// Adds an effect of the island's author, which first runs when the running batch ends; at build time it is dropped.
pub(crate) fn effect(run: Run) {
    if with(|g| g.live) {
        let id = add(Kind::Effect, None, Some(run));
        with(|g| g.queue.push(id.index));
        batch(|| ());
    }
}

/// Says whether effects run from now on; what was said before.
pub(crate) fn set_live(live: bool) -> bool {
    with(|g| core::mem::replace(&mut g.live, live))
}

/// Carries out changes when the outermost batch ends.
pub(crate) fn batch<R>(f: impl FnOnce() -> R) -> R {
    with(|g| g.batches += 1);
    let result = f();
    if with(|g| g.batches) == 1 {
        let mut runs = 0;
        let mut at = 0;
        while let Some(index) = with(|g| g.queue.get(at).copied()) {
            at += 1;
            runs += 1;
            if runs > MOST_RUNS {
                gone()
            }
            update(index);
        }
        with(|g| g.queue.clear());
    }
    with(|g| g.batches -= 1);
    result
}

/// Brings an effect up to date, its owners first: one of them may dispose of it.
fn update(index: u32) {
    let (serial, owner, stale) = with(|g| {
        let node = g.node(index);
        (node.serial, node.owner, node.kind.is_effect() && node.state != State::Clean)
    });
    if !stale {
        return;
    }
    if owner != NONE {
        update_owner(owner);
    }
    if with(|g| alive(g, Id { index, serial })) {
        refresh(index);
    }
}

fn update_owner(index: u32) {
    let (owner, stale) = with(|g| {
        let node = g.node(index);
        (node.owner, node.kind.is_effect() && node.state != State::Clean)
    });
    let serial = with(|g| g.node(index).serial);
    if owner != NONE {
        update_owner(owner);
    }
    if stale && with(|g| alive(g, Id { index, serial })) {
        refresh(index);
    }
}

/// Runs a handler as one batch. `outermost` says that no other code of this module is on the stack: what a trap left
/// half done is then put right.
pub(crate) fn handle(id: Id, outermost: bool) {
    let run = with(|g| {
        if outermost {
            (g.owner, g.observer, g.batches) = (NONE, NONE, 0);
            g.queue.clear();
        }
        if alive(g, id) { g.node(id.index).run.take() } else { None }
    });
    let Some(mut closure) = run else { return };
    let owner = with(|g| g.node(id.index).owner);
    batch(|| {
        enter(owner, NONE, &mut closure);
        // Back before effects run: they may dispose of it.
        let mut run = Some(closure);
        with(|g| {
            if alive(g, id) {
                core::mem::swap(&mut g.node(id.index).run, &mut run);
            }
        });
    });
}

/// Whether effects run.
pub(crate) fn is_live() -> bool {
    with(|g| g.live)
}

/// Whether a node has not been disposed of.
pub(crate) fn is_alive(id: Id) -> bool {
    with(|g| alive(g, id))
}

/// The number of the next unique id.
pub(crate) fn next_uid() -> u32 {
    with(|g| {
        g.uid += 1;
        g.uid - 1
    })
}

/// Counts from zero, as the build did for this instance.
pub(crate) fn reset_uid() {
    with(|g| {
        g.fresh_uid = g.fresh_uid.max(g.uid);
        g.uid = 0;
    });
}

/// Goes on with numbers that no instance has used: what is made from now on may belong to any of them.
pub(crate) fn end_uid() {
    reset_uid();
    with(|g| g.uid = g.fresh_uid);
}

/// How many nodes there are, for tests of disposal.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn count() -> usize {
    with(|g| g.nodes.len() - g.free.len())
}
