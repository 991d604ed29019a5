//! Growing text in few bytes of code: what `String` does itself brings checks and paths that a counter's module would
//! carry for nothing.

use alloc::alloc::{alloc, realloc};
use alloc::string::String;
use core::alloc::Layout;
use core::mem::ManuallyDrop;

/// Appends text.
pub(crate) fn push(out: &mut String, text: &str) {
    let (length, needed) = (out.len(), out.len() + text.len());
    if needed > out.capacity() {
        grow(out, needed * 2);
    }
    // SAFETY: there is room for `needed` bytes, the text is not part of `out`, and UTF-8 after UTF-8 is UTF-8.
    unsafe {
        out.as_mut_ptr().add(length).copy_from_nonoverlapping(text.as_ptr(), text.len());
        out.as_mut_vec().set_len(needed);
    }
}

#[inline(never)]
fn grow(out: &mut String, capacity: usize) {
    let mut old = ManuallyDrop::new(core::mem::take(out));
    // SAFETY: a text's memory comes from the global allocator with this very layout, sizes are far from overflow (the
    // text exists already, once), and ownership goes from `old` to `out`.
    unsafe {
        let layout = Layout::from_size_align_unchecked(old.capacity(), 1);
        let memory = if old.capacity() == 0 {
            alloc(Layout::from_size_align_unchecked(capacity, 1))
        } else {
            realloc(old.as_mut_ptr(), layout, capacity)
        };
        if memory.is_null() {
            crate::graph::gone()
        }
        *out = String::from_raw_parts(memory, old.len(), capacity);
    }
}
