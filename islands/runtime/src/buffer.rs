//! Growing text in few bytes of code: what `String` does itself brings checks and paths that a counter's module would
//! carry for nothing.

use alloc::alloc::alloc;
use alloc::string::String;
use core::alloc::Layout;

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
    // SAFETY: the size is not zero and far from overflow (half of it is text that exists already), the memory comes from
    // the allocator that strings use, with their alignment, and is longer than what is copied.
    *out = unsafe {
        let memory = alloc(Layout::from_size_align_unchecked(capacity, 1));
        if memory.is_null() {
            crate::graph::gone()
        }
        memory.copy_from_nonoverlapping(out.as_ptr(), out.len());
        String::from_raw_parts(memory, out.len(), capacity)
    };
}
