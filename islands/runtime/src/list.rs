//! Vectors of a length that is known: what `collect` and `push` do brings along how a vector grows, some 700 bytes.

use alloc::alloc::alloc;
use alloc::vec::Vec;
use core::alloc::Layout;
use core::ptr::NonNull;

/// The `count` values that `make` gives, in order.
pub(crate) fn exactly<T>(count: usize, mut make: impl FnMut(usize) -> T) -> Vec<T> {
    let mut list: Vec<T> = room(count);
    for at in 0..count {
        let item = make(at);
        // SAFETY: there is room for `count` items, and as many as the length says have been written.
        unsafe {
            list.as_mut_ptr().add(at).write(item);
            list.set_len(at + 1);
        }
    }
    list
}

/// An empty vector with room for `count` values: what `with_capacity` brings along is some 300 bytes.
pub(crate) fn room<T>(count: usize) -> Vec<T> {
    let Some(size) = count.checked_mul(size_of::<T>()) else { crate::graph::gone() };
    if size == 0 {
        return Vec::new();
    }
    // SAFETY: the size is neither zero nor beyond what can be addressed; the memory comes from the allocator that vectors
    // use, with their layout.
    unsafe { Vec::from_raw_parts(memory(size, align_of::<T>()).cast().as_ptr(), 0, count) }
}

/// # Safety
/// A layout of these is valid, and its size is not zero.
unsafe fn memory(size: usize, align: usize) -> NonNull<u8> {
    // SAFETY: as above.
    match NonNull::new(unsafe { alloc(Layout::from_size_align_unchecked(size, align)) }) {
        Some(memory) => memory,
        None => crate::graph::gone(),
    }
}
