//! Islands of the example site that need nothing but the runtime.
#![no_std]

extern crate alloc;

mod bookshelf;
mod checklist;

pub use bookshelf::Bookshelf;
pub use checklist::Checklist;
