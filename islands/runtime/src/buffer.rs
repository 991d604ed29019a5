//! Growing text in few bytes of code: what `String` does itself brings checks and paths that a counter's module would
//! carry for nothing.

use alloc::alloc::{alloc, dealloc};
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
    let grown = with_capacity(out, capacity);
    free(core::mem::replace(out, grown));
}

/// A text of its own.
pub(crate) fn copy(text: &str) -> String {
    with_capacity(text, text.len())
}

/// A copy with room for `capacity` bytes, which is not less than there are.
fn with_capacity(text: &str, capacity: usize) -> String {
    if capacity == 0 {
        return String::new();
    }
    // SAFETY: the size is not zero and far from overflow (half of it is text that exists already), the memory comes from
    // the allocator that strings use, with their alignment, and is longer than what is copied.
    unsafe {
        let memory = alloc(Layout::from_size_align_unchecked(capacity, 1));
        if memory.is_null() {
            crate::graph::gone()
        }
        memory.copy_from_nonoverlapping(text.as_ptr(), text.len());
        String::from_raw_parts(memory, text.len(), capacity)
    }
}

/// Drops text.
pub(crate) fn free(text: String) {
    let mut text = ManuallyDrop::new(text);
    if text.capacity() > 0 {
        // SAFETY: strings have their memory from the allocator, with this layout, and nobody has it any more.
        unsafe { dealloc(text.as_mut_ptr(), Layout::from_size_align_unchecked(text.capacity(), 1)) }
    }
}
