//! The imports. `imports.txt` lists them; a test compares.

#[link(wasm_import_module = "l9")]
unsafe extern "C" {
    pub(super) fn go(path: u32);
    pub(super) fn seek(handle: u32);
    pub(super) fn keep() -> u32;
    pub(super) fn drop(handle: u32);
    pub(super) fn skip();
    pub(super) fn text(handle: u32, text: *const u8, length: usize);
    pub(super) fn int(handle: u32, value: f64);
    pub(super) fn attr(handle: u32, name: *const u8, name_length: usize, value: *const u8, length: usize);
    pub(super) fn class(handle: u32, name: *const u8, length: usize, on: u32);
    pub(super) fn on(handle: u32, name: *const u8, length: usize, node: *const (), serial: u32);
    pub(super) fn listen(name: *const u8, length: usize, node: *const (), serial: u32) -> u32;
    pub(super) fn js(
        handle: u32,
        path: *const u8,
        length: usize,
        arguments: *const usize,
        count: usize,
        node: *const (),
        serial: u32,
    ) -> i32;
    pub(super) fn prop(
        handle: u32,
        name: *const u8,
        name_length: usize,
        value: *const u8,
        length: usize,
    ) -> i32;
    pub(super) fn portal(target: *const u8, length: usize);
    pub(super) fn fetch(
        url: *const u8,
        url_length: usize,
        init: *const u8,
        length: usize,
        timeout: u32,
        node: *const (),
        serial: u32,
    ) -> u32;
    pub(super) fn share(name: *const u8, length: usize, keep: u32, node: *const (), serial: u32) -> u32;
    pub(super) fn publish(handle: u32, value: *const u8, length: usize);
    #[cfg(feature = "hot-swap")]
    pub(super) fn hold(instance: u32) -> u32;
    pub(super) fn num() -> f64;
    pub(super) fn data() -> i32;
    pub(super) fn close(handle: u32);
    pub(super) fn make(before: u32, html: *const u8, length: usize);
    pub(super) fn clear(start: u32, end: u32);
    pub(super) fn remove(handle: u32);
    #[link_name = "move"]
    pub(super) fn move_(handle: u32, before: u32);
}

#[link(wasm_import_module = "l9x")]
unsafe extern "C" {
    pub(super) fn env(key: u32) -> u32;
    pub(super) fn take(to: *mut u8);
    pub(super) fn lower(text: *const u8, length: usize) -> u32;
    pub(super) fn upper(text: *const u8, length: usize) -> u32;
    pub(super) fn compare(a: *const u8, a_length: usize, b: *const u8, b_length: usize) -> i32;
    pub(super) fn order(a: *const u8, a_length: usize, b: *const u8, b_length: usize) -> i32;
    pub(super) fn number(value: f64, min_fraction: u32, max_fraction: u32) -> u32;
}
