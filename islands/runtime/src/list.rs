//! Vectors of a length that is known: what `collect` and `push` do brings along how a vector grows, some 700 bytes.

use alloc::vec::Vec;

/// The `count` values that `make` gives, in order.
pub(crate) fn exactly<T>(count: usize, mut make: impl FnMut(usize) -> T) -> Vec<T> {
    let mut list: Vec<T> = Vec::with_capacity(count);
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
