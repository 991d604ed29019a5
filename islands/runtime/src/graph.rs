//! The reactive graph: who reads whom, who owns whom, and in which order a change is carried out.
//!
//! A write marks direct readers dirty and everything behind them "to check"; effects are queued, and before one runs its
//! owners are brought up to date (an outer condition may dispose of it) and then its sources, so no effect sees half of a
//! change. Disposal is by owner: a node takes along all it made.
//!
//! Nodes and edges are linked by plain references to memory that is never given back, only used again for the same type:
//! no bounds checks, no tables, and a name of a node that is gone is known by its serial number.

use alloc::boxed::Box;
use core::cell::Cell;
use core::ptr::null_mut;

use crate::dom;

type Link<T> = Cell<Option<&'static T>>;
type Run = Box<dyn FnMut()>;

/// A node by its place and by its serial number, which no other node ever had.
#[derive(Clone, Copy)]
pub(crate) struct Id {
    pub(crate) node: &'static Node,
    pub(crate) serial: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Clean,
    Check,
    Dirty,
}

#[derive(Clone, Copy, PartialEq, Eq)]
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
}

/// Anything that lives in the graph.
#[repr(C)]
pub(crate) struct Node {
    /// 0 when the place is free.
    serial: Cell<u32>,
    kind: Cell<Kind>,
    state: Cell<State>,
    queued: Cell<bool>,
    /// How many read the value right now; negative while it is being written.
    busy: Cell<i32>,
    handle: Cell<u32>,
    value: Cell<*mut ()>,
    drop: Cell<unsafe fn(*mut ())>,
    run: Cell<Option<Run>>,
    owner: Link<Node>,
    owned: Link<Node>,
    /// The next in the owner's list, or among free places.
    next: Link<Node>,
    next_queued: Link<Node>,
    sources: Link<Edge>,
    readers: Link<Edge>,
}

/// That one node reads another.
struct Edge {
    source: Link<Node>,
    reader: Link<Node>,
    /// The next source of the same reader, or the next free edge.
    next_source: Link<Edge>,
    next_reader: Link<Edge>,
    previous_reader: Link<Edge>,
}

struct Graph {
    free: Link<Node>,
    free_edges: Link<Edge>,
    queue: Link<Node>,
    queue_end: Link<Node>,
    serial: Cell<u32>,
    /// Who is reading, for tracking.
    observer: Link<Node>,
    /// Who owns what is made.
    owner: Link<Node>,
    /// Open batches; a change is carried out when the last one closes.
    batches: Cell<u32>,
    /// Whether effects of the island's author run: not at build time.
    live: Cell<bool>,
    /// The number of the next unique id of this instance, and one that no instance has reached.
    uid: Cell<u32>,
    fresh_uid: Cell<u32>,
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
            live: Cell::new(cfg!(not(target_arch = "wasm32"))),
            uid: Cell::new(0),
            fresh_uid: Cell::new(0),
            #[cfg(not(target_arch = "wasm32"))]
            count: Cell::new(0),
        }
    }
}

/// What was asked for has been disposed of, or is being written: a fault of the island, which stops the handler that did it.
#[cold]
pub(crate) fn gone() -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
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
    std::thread_local!(static GRAPH: &'static Graph = Box::leak(Box::new(Graph::new())));
    GRAPH.with(|graph| *graph)
}

impl Id {
    fn is_alive(self) -> bool {
        self.node.serial.get() == self.serial
    }

    fn check(self) -> &'static Node {
        if !self.is_alive() {
            gone()
        }
        self.node
    }
}

impl PartialEq for Id {
    fn eq(&self, other: &Self) -> bool {
        self.serial == other.serial
    }
}

unsafe fn nothing(_: *mut ()) {}

/// Adds a node owned by whoever is running.
pub(crate) fn add(kind: Kind, run: Option<Run>) -> Id {
    let g = graph();
    g.serial.set(g.serial.get() + 1);
    let serial = g.serial.get();
    let node = match g.free.get() {
        Some(node) => {
            g.free.set(node.next.get());
            node
        }
        None => Box::leak(Box::new(Node {
            serial: Cell::new(0),
            kind: Cell::new(kind),
            state: Cell::new(State::Clean),
            queued: Cell::new(false),
            busy: Cell::new(0),
            handle: Cell::new(0),
            value: Cell::new(null_mut()),
            drop: Cell::new(nothing),
            run: Cell::new(None),
            owner: Cell::new(None),
            owned: Cell::new(None),
            next: Cell::new(None),
            next_queued: Cell::new(None),
            sources: Cell::new(None),
            readers: Cell::new(None),
        })),
    };
    node.serial.set(serial);
    node.kind.set(kind);
    // An effect and a derived value have yet to run.
    node.state.set(if kind as u8 <= Kind::Derived as u8 { State::Dirty } else { State::Clean });
    node.run.set(run);
    node.owner.set(g.owner.get());
    if let Some(owner) = g.owner.get() {
        node.next.set(owner.owned.replace(Some(node)));
    }
    #[cfg(not(target_arch = "wasm32"))]
    g.count.set(g.count.get() + 1);
    Id { node, serial }
}

/// Adds a node with a value.
pub(crate) fn add_value<T: 'static>(kind: Kind, value: T) -> Id {
    unsafe fn drop_value<T>(value: *mut ()) {
        // SAFETY: called once, with the pointer that was made of this box below.
        drop(unsafe { Box::from_raw(value.cast::<T>()) });
    }
    let value = Box::into_raw(Box::new(value));
    let id = add(kind, None);
    id.node.value.set(value.cast());
    id.node.drop.set(drop_value::<T>);
    id
}

/// Lets a node run.
pub(crate) fn set_run(id: Id, run: Run) {
    id.node.run.set(Some(run));
}

/// Gives a DOM handle to whoever is running: it is dropped with that node.
pub(crate) fn own_handle(handle: u32) {
    add(Kind::Handle, None).node.handle.set(handle);
}

/// Reads a value, and notes that the running observer reads it. A derived value is brought up to date before.
///
/// # Safety
/// The node was made by [`add_value`] with a value of this type.
pub(crate) unsafe fn read<T, R>(id: Id, track: bool, f: impl FnOnce(&T) -> R) -> R {
    let node = begin_read(id, track);
    // SAFETY: the type is the caller's promise; the node is alive; `busy` keeps the value from being written or dropped.
    let result = f(unsafe { &*node.value.get().cast::<T>() });
    node.busy.set(node.busy.get() - 1);
    result
}

fn begin_read(id: Id, track: bool) -> &'static Node {
    let node = id.check();
    // Before it is followed: the one that reads needs no notice of a change that it is about to see.
    refresh(node);
    if track {
        follow(node);
    }
    if node.busy.get() < 0 {
        gone()
    }
    node.busy.set(node.busy.get() + 1);
    node
}

/// Changes a value, without notifying.
///
/// # Safety
/// The node was made by [`add_value`] with a value of this type.
pub(crate) unsafe fn write<T, R>(id: Id, f: impl FnOnce(&mut T) -> R) -> R {
    let node = id.check();
    if node.busy.replace(-1) != 0 {
        gone()
    }
    // SAFETY: the type is the caller's promise; the node is alive; nobody else reads or writes while `busy` says so.
    let result = f(unsafe { &mut *node.value.get().cast::<T>() });
    node.busy.set(0);
    result
}

/// Notes that the running observer reads a node.
fn follow(node: &'static Node) {
    let g = graph();
    let Some(observer) = g.observer.get() else { return };
    let mut known = observer.sources.get();
    while let Some(edge) = known {
        if edge.source.get().is_some_and(|source| core::ptr::eq(source, node)) {
            return;
        }
        known = edge.next_source.get();
    }
    let edge = match g.free_edges.get() {
        Some(edge) => {
            g.free_edges.set(edge.next_source.get());
            edge
        }
        None => Box::leak(Box::new(Edge {
            source: Cell::new(None),
            reader: Cell::new(None),
            next_source: Cell::new(None),
            next_reader: Cell::new(None),
            previous_reader: Cell::new(None),
        })),
    };
    edge.source.set(Some(node));
    edge.reader.set(Some(observer));
    edge.next_source.set(observer.sources.replace(Some(edge)));
    edge.previous_reader.set(None);
    edge.next_reader.set(node.readers.replace(Some(edge)));
    if let Some(next) = edge.next_reader.get() {
        next.previous_reader.set(Some(edge));
    }
}

/// Forgets what a node reads.
fn forget_sources(node: &'static Node) {
    let g = graph();
    while let Some(edge) = node.sources.get() {
        let (previous, next) = (edge.previous_reader.get(), edge.next_reader.get());
        match (previous, edge.source.get()) {
            (Some(previous), _) => previous.next_reader.set(next),
            (None, Some(source)) => source.readers.set(next),
            (None, None) => {}
        }
        if let Some(next) = next {
            next.previous_reader.set(previous);
        }
        node.sources.set(edge.next_source.replace(g.free_edges.get()));
        g.free_edges.set(Some(edge));
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
        if was < state {
            reader.state.set(state);
        }
        if was == State::Clean {
            if reader.kind.get() == Kind::Derived {
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
        match g.queue_end.replace(Some(node)) {
            Some(last) => last.next_queued.set(Some(node)),
            None => g.queue.set(Some(node)),
        }
    }
}

/// A derived value differs from before: its direct readers must run.
pub(crate) fn differs(id: Id) {
    let mut edge = id.node.readers.get();
    while let Some(at) = edge {
        if let Some(reader) = at.reader.get() {
            reader.state.set(State::Dirty);
        }
        edge = at.next_reader.get();
    }
}

/// Brings a node up to date: its sources first, itself only if one of them differs.
fn refresh(node: &'static Node) {
    if node.state.get() == State::Check {
        let mut edge = node.sources.get();
        while let Some(at) = edge {
            if let Some(source) = at.source.get() {
                refresh(source);
            }
            edge = if node.state.get() == State::Check { at.next_source.get() } else { None };
        }
    }
    if node.state.replace(State::Clean) == State::Dirty {
        // A node that is running has lent out its closure, and is not run inside of itself.
        if let Some(mut run) = node.run.take() {
            let serial = node.serial.get();
            if node.kind.get() != Kind::Keeper {
                clear(node);
            }
            forget_sources(node);
            enter(Some(node), Some(node), &mut *run);
            if node.serial.get() == serial {
                node.run.set(Some(run));
            }
        }
    }
}

/// Runs `f` with an owner for what it makes and an observer for what it reads.
fn enter(owner: Option<&'static Node>, observer: Option<&'static Node>, f: &mut dyn FnMut()) {
    let g = graph();
    let before = (g.owner.replace(owner), g.observer.replace(observer));
    f();
    g.owner.set(before.0);
    g.observer.set(before.1);
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
    // Whoever still reads it forgets it: it may be another node when they run again.
    while let Some(edge) = node.readers.get() {
        node.readers.set(edge.next_reader.get());
        edge.source.set(None);
        edge.previous_reader.set(None);
        if let Some(next) = edge.next_reader.replace(None) {
            next.previous_reader.set(None);
        }
    }
    if node.busy.get() != 0 {
        gone()
    }
    node.serial.set(0);
    let (kind, run) = (node.kind.get(), node.run.take());
    let value = node.value.replace(null_mut());
    if !value.is_null() {
        // SAFETY: the function that was set together with the value, which nobody can reach any more.
        unsafe { node.drop.get()(value) }
    }
    if kind == Kind::Handle {
        dom::drop(node.handle.get());
    }
    if let Some(mut run) = run
        && kind == Kind::Cleanup
    {
        enter(None, None, &mut *run);
    }
    // What is in the queue is freed when the queue comes to it.
    if !node.queued.get() {
        recycle(node);
    }
}

fn recycle(node: &'static Node) {
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
    if let Some(owner) = id.node.owner.get() {
        let mut link = &owner.owned;
        while let Some(node) = link.get() {
            if core::ptr::eq(node, id.node) {
                link.set(node.next.get());
                break;
            }
            link = &node.next;
        }
    }
    free(id.node);
}

/// Runs `f` in a new scope, untracked; what it makes goes with the scope.
pub(crate) fn scope<R>(f: impl FnOnce() -> R) -> (Id, R) {
    let id = add(Kind::Scope, None);
    (id, call(Some(id.node), f))
}

/// Reads in `f` are not tracked.
pub(crate) fn untracked<R>(f: impl FnOnce() -> R) -> R {
    call(graph().owner.get(), f)
}

fn call<R>(owner: Option<&'static Node>, f: impl FnOnce() -> R) -> R {
    let (mut f, mut result) = (Some(f), None);
    enter(owner, None, &mut || result = f.take().map(|f| f()));
    match result {
        Some(result) => result,
        None => gone(),
    }
}

/// Adds an effect of the runtime itself and runs it at once.
pub(crate) fn bind(run: impl FnMut() + 'static) {
    refresh(add(Kind::Effect, Some(Box::new(run))).node);
}

/// The same for one that manages what it made.
pub(crate) fn keep(run: impl FnMut() + 'static) {
    refresh(add(Kind::Keeper, Some(Box::new(run))).node);
}

/// Adds an effect of the island's author, which first runs when the running batch ends; at build time it is dropped.
pub(crate) fn effect(run: Run) {
    if graph().live.get() {
        enqueue(add(Kind::Effect, Some(run)).node);
        flush();
    }
}

/// Says whether effects run from now on; what was said before.
pub(crate) fn set_live(live: bool) -> bool {
    graph().live.replace(live)
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
            recycle(node);
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
    }
    if !id.is_alive() {
        return;
    }
    let Some(mut run) = id.node.run.take() else { return };
    batch(|| {
        enter(id.node.owner.get(), None, &mut *run);
        // Back before effects run: they may dispose of it.
        if id.is_alive() {
            id.node.run.set(Some(run));
        }
    });
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
    graph().live.get()
}

/// Whether a node has not been disposed of.
pub(crate) fn is_alive(id: Id) -> bool {
    id.is_alive()
}

/// The number of the next unique id.
pub(crate) fn next_uid() -> u32 {
    let g = graph();
    g.uid.replace(g.uid.get() + 1)
}

/// Counts from zero, as the build did for this instance.
pub(crate) fn reset_uid() {
    let g = graph();
    g.fresh_uid.set(g.fresh_uid.get().max(g.uid.replace(0)));
}

/// Goes on with numbers that no instance has used: what is made from now on may belong to any of them.
pub(crate) fn end_uid() {
    reset_uid();
    let g = graph();
    g.uid.set(g.fresh_uid.get());
}

/// How many nodes there are, for tests of disposal.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn count() -> usize {
    graph().count.get()
}
