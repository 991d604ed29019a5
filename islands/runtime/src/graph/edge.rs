//! Who reads whom.

use super::node::{Node, State, zeroed};
use super::{Id, Link, gone, graph, refresh};

/// That one node reads another.
pub(super) struct Edge {
    pub(super) source: Link<Node>,
    pub(super) reader: Link<Node>,
    /// The next source of the same reader, or the next free edge.
    pub(super) next_source: Link<Edge>,
    pub(super) next_reader: Link<Edge>,
    previous_reader: Link<Edge>,
}

/// Reads a value, and notes that the running observer reads it. A derived value is brought up to date before.
///
/// # Safety
/// The node holds a value of this type, or one that begins with it.
pub(crate) unsafe fn read<T, R>(id: Id, track: bool, f: impl FnOnce(&T) -> R) -> R {
    let node = begin_read(id, track);
    // SAFETY: the type is the caller's promise; the node is alive; `busy` keeps the value from being written or dropped.
    let result = f(unsafe { &*node.payload::<T>() });
    node.busy.set(node.busy.get() - 1);
    result
}

fn begin_read(id: Id, track: bool) -> &'static Node {
    let node = id.check();
    // Before it is followed: the one that reads needs no notice of a change that it is about to see.
    refresh(node);
    if track && let Some(observer) = graph().observer.get() {
        follow(node, observer);
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
/// The node holds a value of this type, or one that begins with it.
pub(crate) unsafe fn write<T, R>(id: Id, f: impl FnOnce(&mut T) -> R) -> R {
    let node = begin_write(id);
    // SAFETY: the type is the caller's promise; the node is alive; nobody else reads or writes while `busy` says so.
    let result = f(unsafe { &mut *node.payload::<T>() });
    node.busy.set(0);
    result
}

fn begin_write(id: Id) -> &'static Node {
    let node = id.check();
    if node.busy.replace(-1) != 0 {
        gone()
    }
    node
}

/// Notes that one reads another.
pub(super) fn follow(node: &'static Node, observer: &'static Node) {
    let mut known = observer.sources.get();
    while let Some(edge) = known {
        if edge.source.get().is_some_and(|source| core::ptr::eq(source, node)) {
            return;
        }
        known = edge.next_source.get();
    }
    let g = graph();
    let edge = match g.free_edges.get() {
        Some(edge) => {
            g.free_edges.set(edge.next_source.get());
            edge
        }
        // SAFETY: null pointers.
        None => unsafe { zeroed::<Edge>() },
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
pub(super) fn forget_sources(node: &'static Node) {
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

/// Whoever still reads a node forgets it: it may be another node when they run again.
pub(super) fn forget_readers(node: &'static Node) {
    while let Some(edge) = node.readers.get() {
        node.readers.set(edge.next_reader.get());
        edge.source.set(None);
        edge.previous_reader.set(None);
        if let Some(next) = edge.next_reader.replace(None) {
            next.previous_reader.set(None);
        }
    }
}

/// A derived value differs from before: its direct readers must run.
pub(super) fn differs(node: &'static Node) {
    let mut edge = node.readers.get();
    while let Some(at) = edge {
        if let Some(reader) = at.reader.get() {
            reader.state.set(State::Dirty as u8);
        }
        edge = at.next_reader.get();
    }
}
