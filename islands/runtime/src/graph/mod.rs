//! The reactive graph: who reads whom, who owns whom, and in which order a change is carried out.
//!
//! A write marks direct readers dirty and everything behind them "to check"; effects are queued, and before one runs its
//! owners are brought up to date (an outer condition may dispose of it) and then its sources, so no effect sees half of a
//! change. Disposal is by owner: a node takes along all it made.
//!
//! Nodes and edges are linked by plain references to memory that is never given back, only used again for the same type:
//! no bounds checks, no tables, and a name of a node that is gone is known by its serial number. Closures are functions
//! of the node that holds them, not trait objects, whose tables would carry three more words for each.

use core::cell::Cell;

mod derived;
mod edge;
mod id;
mod node;

use edge::{Edge, follow, forget_sources};
use node::{State, add_with};

pub(crate) use derived::add_derived;
pub(crate) use edge::{read, write};
pub(crate) use id::Id;
pub(crate) use node::{
    Kind, Node, add_closure, add_value, allow_disposal, dispose, inside, leave, new_scope, own_handle,
    provide, provided, scope,
};

type Link<T> = Cell<Option<&'static T>>;

struct Graph {
    free: Link<Node>,
    free_edges: Link<Edge>,
    queue: Link<Node>,
    /// Where the next queued node is noted; at first in `queue`.
    queue_end: Cell<Option<&'static Link<Node>>>,
    serial: Cell<u32>,
    /// Who is reading, for tracking.
    observer: Link<Node>,
    /// Who owns what is made.
    owner: Link<Node>,
    /// Open batches; a change is carried out when the last one closes.
    batches: Cell<u32>,
    /// Whether this is a build: effects of the island's author do not run then.
    building: Cell<bool>,
    /// The number of the next unique id while an instance is rendered or hydrated; `LATER` after that.
    uid: Cell<u32>,
    /// Runs when the instance that is being hydrated has been.
    settled: Link<Node>,
    /// Disposes of what a node made, or of the node when it is gone.
    tidy: Cell<Option<fn(&'static Node)>>,
    #[cfg(not(target_arch = "wasm32"))]
    count: Cell<usize>,
}

impl Graph {
    const fn new() -> Self {
        Graph {
            free: Cell::new(None),
            free_edges: Cell::new(None),
            queue: Cell::new(None),
            queue_end: Cell::new(None),
            serial: Cell::new(0),
            observer: Cell::new(None),
            owner: Cell::new(None),
            batches: Cell::new(0),
            // Zeros need no bytes in a module.
            building: Cell::new(false),
            uid: Cell::new(0),
            settled: Cell::new(None),
            tidy: Cell::new(None),
            #[cfg(not(target_arch = "wasm32"))]
            count: Cell::new(0),
        }
    }

    fn next_serial(&self) -> u32 {
        self.serial.set(self.serial.get() + 1);
        self.serial.get()
    }

    /// Runs `f` with an owner for what it makes and an observer for what it reads.
    fn within<R>(
        &self,
        owner: Option<&'static Node>,
        observer: Option<&'static Node>,
        f: impl FnOnce() -> R,
    ) -> R {
        let before = (self.owner.replace(owner), self.observer.replace(observer));
        let result = f();
        self.owner.set(before.0);
        self.observer.set(before.1);
        result
    }
}

/// What was asked for has been disposed of, or is being written: a fault of the island, which stops the handler that did it.
#[cold]
pub(crate) fn gone() -> ! {
    #[cfg(all(target_arch = "wasm32", not(feature = "panic-messages")))]
    core::arch::wasm32::unreachable();
    #[cfg(any(not(target_arch = "wasm32"), feature = "panic-messages"))]
    panic!(
        "a signal was used after the island, branch or row that made it was gone, or while it is being written"
    );
}

#[cfg(target_arch = "wasm32")]
fn graph() -> &'static Graph {
    struct Global(Graph);
    // SAFETY: WASM modules of islands have one thread.
    unsafe impl Sync for Global {}
    static GRAPH: Global = Global(Graph::new());
    &GRAPH.0
}

#[cfg(not(target_arch = "wasm32"))]
fn graph() -> &'static Graph {
    use alloc::boxed::Box;
    std::thread_local!(static GRAPH: &'static Graph = Box::leak(Box::new(Graph::new())));
    GRAPH.with(|graph| *graph)
}

/// Runs a node, unless it is running.
fn run(node: &'static Node, owner: Option<&'static Node>, observer: Option<&'static Node>) {
    let Some(f) = node.run.get() else { return };
    if node.running.replace(true) {
        return;
    }
    // SAFETY: the function was set together with what the node holds, which stays as long as `running` says so.
    graph().within(owner, observer, || unsafe { f(node) });
    node.running.set(false);
    if node.serial.get() == 0 {
        tidy(node);
    }
}

fn tidy(node: &'static Node) {
    if let Some(tidy) = graph().tidy.get() {
        tidy(node);
    }
}

/// Carries out a change, at once or when the running batch ends.
pub(crate) fn changed(id: Id) {
    mark(id.check(), State::Dirty);
    flush();
}

/// Marks readers, and what reads those "to check"; queues effects.
fn mark(node: &'static Node, state: State) {
    let mut edge = node.readers.get();
    while let Some(at) = edge {
        edge = at.next_reader.get();
        let Some(reader) = at.reader.get() else { continue };
        let was = reader.state.get();
        if was < state as u8 {
            reader.state.set(state as u8);
        }
        if was == State::Clean as u8 {
            if reader.kind.get() == Kind::Derived as u8 {
                mark(reader, State::Check);
            } else {
                enqueue(reader);
            }
        }
    }
}

fn enqueue(node: &'static Node) {
    let g = graph();
    if !node.queued.replace(true) {
        g.queue_end.replace(Some(&node.next_queued)).unwrap_or(&g.queue).set(Some(node));
    }
}

/// Brings a node up to date: its sources first, itself only if one of them differs.
fn refresh(node: &'static Node) {
    let mut edge = node.sources.get();
    while node.is(State::Check)
        && let Some(at) = edge
    {
        if let Some(source) = at.source.get() {
            refresh(source);
        }
        edge = at.next_source.get();
    }
    if node.state.replace(State::Clean as u8) == State::Dirty as u8 && !node.running.get() {
        if node.kind.get() != Kind::Keeper as u8 {
            tidy(node);
        }
        forget_sources(node);
        run(node, Some(node), Some(node));
    }
}

/// Whether who is running is told of changes of what it reads.
pub(crate) fn is_observed() -> bool {
    graph().observer.get().is_some()
}

/// Reads in `f` are not tracked.
pub(crate) fn untracked<R>(f: impl FnOnce() -> R) -> R {
    let g = graph();
    g.within(g.owner.get(), None, f)
}

/// Adds an effect of the runtime itself and runs it at once.
pub(crate) fn bind(run: impl FnMut() + 'static) {
    refresh(add_closure(Kind::Effect, run).node());
}

/// The same for one that manages what it made.
pub(crate) fn keep(run: impl FnMut() + 'static) {
    allow_disposal();
    refresh(add_closure(Kind::Keeper, run).node());
}

/// Adds an effect of the island's author, which first runs when the running batch ends; at build time it is dropped.
pub(crate) fn effect(run: impl FnMut() + 'static) {
    if is_live() {
        allow_disposal();
        enqueue(add_closure(Kind::Effect, run).node());
        flush();
    }
}

/// Says whether effects run from now on; what was said before.
pub(crate) fn set_live(live: bool) -> bool {
    !graph().building.replace(!live)
}

/// Hydrates an instance: nothing else of this module is on the stack. What it makes is owned by nobody, since an island
/// stays as long as its page.
pub(crate) fn hydrate(f: impl FnOnce()) {
    let g = graph();
    reset();
    g.uid.set(0);
    g.batches.set(1);
    f();
    end_uid();
    g.batches.set(0);
    flush();
}

/// Whether this is a build, or an instance is being hydrated: what may differ between the two must be as in the build. Who
/// asks during hydration runs anew when it is over.
pub(crate) fn is_as_built() -> bool {
    let g = graph();
    if !is_live() {
        return true;
    }
    if g.uid.get() >= LATER || g.batches.get() == 0 {
        return false;
    }
    let settled = g.settled.get().unwrap_or_else(settle);
    if let Some(observer) = g.observer.get() {
        follow(settled, observer);
    }
    true
}

/// Adds what runs when hydration ends: it tells those that follow it, and goes.
fn settle() -> &'static Node {
    fn settled(node: &'static Node) {
        graph().settled.set(None);
        changed(node.id());
        dispose(node.id());
    }
    let g = graph();
    let node = g.within(None, None, || add_with(Kind::Effect, (), Some(settled))).node();
    g.settled.set(Some(node));
    enqueue(node);
    node
}

/// Carries out changes when the outermost batch ends.
pub(crate) fn batch<R>(f: impl FnOnce() -> R) -> R {
    let g = graph();
    g.batches.set(g.batches.get() + 1);
    let result = f();
    g.batches.set(g.batches.get() - 1);
    flush();
    result
}

/// Runs the queued effects, unless a batch is open; the run itself is one.
fn flush() {
    let g = graph();
    if g.batches.get() > 0 {
        return;
    }
    g.batches.set(1);
    while let Some(node) = g.queue.get() {
        g.queue.set(node.next_queued.replace(None));
        if g.queue.get().is_none() {
            g.queue_end.set(None);
        }
        node.queued.set(false);
        if node.serial.get() == 0 {
            tidy(node);
        } else {
            update(node);
        }
    }
    g.batches.set(0);
}

/// Brings an effect up to date, its owners first: one of them may dispose of it.
fn update(node: &'static Node) {
    let serial = node.serial.get();
    if let Some(owner) = node.owner.get() {
        update(owner);
    }
    if node.serial.get() == serial {
        refresh(node);
    }
}

/// Runs a handler as one batch. `outermost` says that no other code of this module is on the stack: what a trap left
/// half done is then put right.
pub(crate) fn handle(id: Id, outermost: bool) {
    if outermost {
        reset();
        // A handler that trapped is not running any more.
        id.node().running.set(false);
    }
    if id.is_alive() {
        batch(|| run(id.node(), id.node().owner.get(), None));
    }
}

/// Puts right what a trap left half done, when no other code of this module is on the stack.
pub(crate) fn reset() {
    let g = graph();
    g.owner.set(None);
    g.observer.set(None);
    g.batches.set(0);
}

/// Whether effects run.
pub(crate) fn is_live() -> bool {
    !graph().building.get()
}

/// No instance is being hydrated: unique ids are made of serial numbers, far from those that hydration counts.
const LATER: u32 = 1 << 24;

/// The number of the next unique id.
pub(crate) fn next_uid() -> u32 {
    let g = graph();
    if g.uid.get() < LATER {
        return g.uid.replace(g.uid.get() + 1);
    }
    LATER + g.next_serial()
}

/// Counts unique ids from zero, as the build did for this instance.
pub(crate) fn reset_uid() {
    graph().uid.set(0);
}

/// What is made from now on may belong to any instance.
pub(crate) fn end_uid() {
    graph().uid.set(LATER);
}

/// How many nodes there are, for tests of disposal.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn count() -> usize {
    graph().count.get()
}
