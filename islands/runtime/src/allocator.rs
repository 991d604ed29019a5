//! The allocator of a `no_std` module: free lists of power-of-two blocks over a growing memory.
//!
//! An island allocates little, but its module pays for every byte of the allocator. Blocks never move between size
//! classes, so that freeing and taking are two instructions each; a block wastes at most half of itself.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::cell::UnsafeCell;
use core::ptr::null_mut;

const PAGE: usize = 65_536;

struct Blocks {
    /// Heads of the lists of free blocks, by the exponent of their size.
    free: UnsafeCell<[*mut u8; 32]>,
}

// SAFETY: WASM modules of islands have one thread; the loader never shares a memory.
unsafe impl Sync for Blocks {}

/// Where memory that was never handed out begins: a multiple of the smallest block.
struct Fresh(UnsafeCell<*const u8>);

// SAFETY: as above.
unsafe impl Sync for Fresh {}

// Apart, so that the lists need no bytes in the module.
static FRESH: Fresh = Fresh(UnsafeCell::new(&raw const __heap_base));

#[global_allocator]
static BLOCKS: Blocks = Blocks { free: UnsafeCell::new([null_mut(); 32]) };

unsafe extern "C" {
    /// Where the linker's static data and stack end.
    static __heap_base: u8;
}

/// The exponent of the block for `layout`. Blocks are aligned to 16 bytes; what asks for more is not served.
fn class(layout: &Layout) -> usize {
    (usize::BITS - (layout.size() | 15).leading_zeros()) as usize
}

// SAFETY: a block is handed out at most once between two frees, is at least as long as asked, and `fresh` only ever
// grows beyond what was handed out, within memory that exists.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let class = class(&layout);
        // SAFETY: one thread, and no reference outlives this call.
        let (free, fresh) = unsafe { (&mut *self.free.get(), &mut *FRESH.0.get()) };
        let Some(head) = free.get_mut(class) else { return null_mut() };
        let block = *head;
        if !block.is_null() {
            // SAFETY: a free block's first word is the next free block.
            *head = unsafe { *block.cast::<*mut u8>() };
            return block;
        }
        let start = *fresh;
        let length = 1 << class;
        let end = start as usize + length;
        // Grown by enough for this block, whatever is left of the last page.
        if layout.align() > 16
            || end > memory_size(0) * PAGE && memory_grow(0, length / PAGE + 1) == usize::MAX
        {
            return null_mut();
        }
        *fresh = end as *const u8;
        start.cast_mut()
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: one thread; the block is of this class because its layout is the one it was asked with.
        unsafe {
            if let Some(head) = (*self.free.get()).get_mut(class(&layout)) {
                *block.cast::<*mut u8>() = *head;
                *head = block;
            }
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that `size` with this alignment is a valid layout; two blocks are distinct, and
        // both are at least as long as the shorter size.
        unsafe {
            let wanted = Layout::from_size_align_unchecked(size, layout.align());
            if class(&layout) == class(&wanted) {
                return block;
            }
            let moved = self.alloc(wanted);
            if !moved.is_null() {
                block.copy_to_nonoverlapping(moved, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}
