//! Islands of the example site that need nothing but the runtime.
#![no_std]

extern crate alloc;

mod checklist;

pub use checklist::Checklist;
