//! The browser, as the runtime sees it: a cursor that walks over existing nodes, handles to nodes that change later, and
//! the few things done to them.
//!
//! On wasm32 these are imports of the module `l9`, implemented by `js/loader.js`; on the host they act on a document in
//! memory. A handle is an index into a table on the other side; the first four are fixed.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod document;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod host;
#[cfg(not(target_arch = "wasm32"))]
use host as imports;
#[cfg(target_arch = "wasm32")]
mod imports;

use alloc::string::String;
use alloc::vec::Vec;

use crate::graph::{self, Id};
use crate::list::room;

/// `globalThis`.
pub(crate) const WINDOW: u32 = 0;
/// The event being handled.
pub(crate) const EVENT: u32 = 1;
/// The last result of [`js`].
pub(crate) const RESULT: u32 = 2;
/// The node under the cursor.
pub(crate) const CURSOR: u32 = 3;

/// A step of a path: to the first child. Paths hold two bits per step, the first step lowest.
pub(crate) const DOWN: u32 = 1;
/// A step of a path: to the next sibling.
pub(crate) const NEXT: u32 = 2;
/// A step of a path: to the parent.
pub(crate) const UP: u32 = 3;

/// Moves the cursor along a path.
pub fn go(path: u32) {
    // SAFETY: plain numbers.
    unsafe { imports::go(path) }
}

/// A handle to the node under the cursor, dropped with the running scope.
pub fn here() -> u32 {
    // SAFETY: plain numbers.
    let handle = unsafe { imports::keep() };
    graph::own_handle(handle);
    handle
}

/// Puts the cursor at a node.
pub(crate) fn seek(handle: u32) {
    // SAFETY: plain numbers.
    unsafe { imports::seek(handle) }
}

/// Lets go of a handle.
pub(crate) fn drop(handle: u32) {
    // SAFETY: plain numbers.
    unsafe { imports::drop(handle) }
}

/// Moves the cursor over the text that may follow the comment it is at.
pub(crate) fn skip() {
    // SAFETY: no arguments.
    unsafe { imports::skip() }
}

/// Sets the text of an element, or the text after a comment, if it differs.
pub(crate) fn text(handle: u32, text: &str) {
    // SAFETY: the text lives during the call.
    unsafe { imports::text(handle, text.as_ptr(), text.len()) }
}

/// The same for a number, written as JavaScript does.
pub(crate) fn number_text(handle: u32, value: f64) {
    // SAFETY: plain numbers.
    unsafe { imports::int(handle, value) }
}

/// Sets or removes an attribute, if it differs.
pub(crate) fn attr(handle: u32, name: &str, value: Option<&str>) {
    let (value, length) = value.map_or((core::ptr::null(), 0), |v| (v.as_ptr(), v.len()));
    // SAFETY: both texts live during the call; an empty text's pointer is dangling but not null.
    unsafe { imports::attr(handle, name.as_ptr(), name.len(), value, length) }
}

/// Puts a class on an element, or takes it away.
pub(crate) fn class(handle: u32, name: &str, on: bool) {
    // SAFETY: the text lives during the call.
    unsafe { imports::class(handle, name.as_ptr(), name.len(), on.into()) }
}

/// Adds a listener that runs a handler of the graph.
pub(crate) fn on(handle: u32, event: &str, id: Id) {
    // SAFETY: the text lives during the call.
    unsafe {
        imports::on(handle, event.as_ptr(), event.len(), core::ptr::from_ref(id.node()).cast(), id.serial())
    }
}

/// Listens on the window until the running scope goes.
pub(crate) fn listen(event: &str, id: Id) {
    // SAFETY: the text lives during the call.
    let handle = unsafe {
        imports::listen(event.as_ptr(), event.len(), core::ptr::from_ref(id.node()).cast(), id.serial())
    };
    graph::own_handle(handle);
}

/// A text is its address and its length, which the other side reads from a list of texts.
const _: () = {
    let text = "abc";
    assert!(size_of::<&str>() == 2 * size_of::<usize>());
    // SAFETY: within the two words of `text`, and the second is a number if the first is the address; if it were not, the
    // compiler would refuse to read an address as a number here.
    assert!(unsafe { *(&raw const text).cast::<usize>().add(1) } == text.len());
};

/// Gets, sets or calls what a dotted path names; the length of the result as text in the stash, or -1 when it is missing
/// or throws. With a handler, that is the call's first argument.
pub(crate) fn js(handle: u32, path: &str, arguments: &[&str], first: Option<Id>) -> i32 {
    let (node, serial) =
        first.map_or((core::ptr::null(), 0), |id| (core::ptr::from_ref(id.node()).cast(), id.serial()));
    let (at, count) = (arguments.as_ptr().cast(), arguments.len());
    // SAFETY: the texts and the list of them live during the call. The list is `count` pairs of words.
    unsafe { imports::js(handle, path.as_ptr(), path.len(), at, count, node, serial) }
}

/// The length of a property's text in the stash, or -1 where there is no such property; then sets it, if it differs. For form
/// controls: what [`js`] can do besides takes three times as much.
pub(crate) fn prop(handle: u32, name: &str, value: Option<&str>) -> i32 {
    let (value, length) = value.map_or((core::ptr::null(), 0), |v| (v.as_ptr(), v.len()));
    // SAFETY: both texts live during the call; an empty text's pointer is dangling but not null.
    unsafe { imports::prop(handle, name.as_ptr(), name.len(), value, length) }
}

/// The stash, after a call that filled it with `length` bytes.
pub(crate) fn stash(length: u32) -> String {
    let mut bytes: Vec<u8> = room(length as usize);
    // SAFETY: the stash has exactly this many bytes, and all of them are written. They are UTF-8: the other side encodes
    // or checks them.
    unsafe {
        imports::take(bytes.as_mut_ptr());
        bytes.set_len(length as usize);
        String::from_utf8_unchecked(bytes)
    }
}

/// Makes a comment at the end of the element that a selector finds, or of the body; the cursor is at it.
pub(crate) fn portal(target: &str) {
    // SAFETY: the text lives during the call.
    unsafe { imports::portal(target.as_ptr(), target.len()) }
}

/// Asks a server; aborted when the running scope goes. The handler's event has `status`, `text` and `json`, or `error`.
/// `init` is JSON or empty, the time in milliseconds.
pub(crate) fn fetch(url: &str, init: &str, timeout: u32, id: Id) {
    // SAFETY: the texts live during the call.
    let handle = unsafe {
        imports::fetch(
            url.as_ptr(),
            url.len(),
            init.as_ptr(),
            init.len(),
            timeout,
            core::ptr::from_ref(id.node()).cast(),
            id.serial(),
        )
    };
    graph::own_handle(handle);
}

/// Joins the store of this name; the handler's event has `value`. The handle is dropped with the running scope.
pub(crate) fn share(name: &str, keep: bool, id: Id) -> u32 {
    // SAFETY: the text lives during the call.
    let handle = unsafe {
        imports::share(
            name.as_ptr(),
            name.len(),
            u32::from(keep),
            core::ptr::from_ref(id.node()).cast(),
            id.serial(),
        )
    };
    graph::own_handle(handle);
    handle
}

/// Tells all others that joined the store what its value is.
pub(crate) fn publish(handle: u32, value: &str) {
    // SAFETY: the text lives during the call.
    unsafe { imports::publish(handle, value.as_ptr(), value.len()) }
}

/// Tells the page how to ask for what the signals of an instance hold; what those of the instance before it held.
#[cfg(all(feature = "hot-swap", target_arch = "wasm32"))]
pub(crate) fn hold(instance: u32) -> String {
    // SAFETY: plain numbers.
    stash(unsafe { imports::hold(instance) })
}

/// The last result of [`js`] as a number.
pub(crate) fn num() -> f64 {
    // SAFETY: no arguments.
    unsafe { imports::num() }
}

/// The number in the comment under the cursor.
pub(crate) fn data() -> i32 {
    // SAFETY: no arguments.
    unsafe { imports::data() }
}

/// Moves the cursor from the opening comment `handle` to its closing one.
pub(crate) fn close(handle: u32) {
    // SAFETY: plain numbers.
    unsafe { imports::close(handle) }
}

/// Makes nodes of markup before a node; the cursor is at the first of them.
pub(crate) fn make(before: u32, html: &str) {
    // SAFETY: the text lives during the call.
    unsafe { imports::make(before, html.as_ptr(), html.len()) }
}

/// Removes the nodes between two.
pub(crate) fn clear(start: u32, end: u32) {
    // SAFETY: plain numbers.
    unsafe { imports::clear(start, end) }
}

/// Removes a node.
pub(crate) fn remove(handle: u32) {
    // SAFETY: plain numbers.
    unsafe { imports::remove(handle) }
}

/// Moves a node before another, keeping focus.
pub(crate) fn move_before(handle: u32, before: u32) {
    // SAFETY: plain numbers.
    unsafe { imports::move_(handle, before) }
}

/// A fact of the page; the keys are the ABI's.
pub(crate) fn env(key: u32) -> String {
    // SAFETY: plain numbers.
    stash(unsafe { imports::env(key) })
}

/// Lower case.
pub(crate) fn lower(text: &str) -> String {
    // SAFETY: the text lives during the call.
    stash(unsafe { imports::lower(text.as_ptr(), text.len()) })
}

/// Upper case.
pub(crate) fn upper(text: &str) -> String {
    // SAFETY: the text lives during the call.
    stash(unsafe { imports::upper(text.as_ptr(), text.len()) })
}

/// Order in the page's language: negative, zero or positive.
pub(crate) fn compare(a: &str, b: &str) -> i32 {
    // SAFETY: both texts live during the call.
    unsafe { imports::compare(a.as_ptr(), a.len(), b.as_ptr(), b.len()) }
}

/// The order of a build.
pub(crate) fn order(a: &str, b: &str) -> i32 {
    // SAFETY: both texts live during the call.
    unsafe { imports::order(a.as_ptr(), a.len(), b.as_ptr(), b.len()) }
}

/// A number in the page's language.
pub(crate) fn number(value: f64, min: u32, max: u32) -> String {
    // SAFETY: plain numbers.
    stash(unsafe { imports::number(value, min, max) })
}
