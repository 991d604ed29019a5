//! The one door to the outside: disk, clock, environment.
//!
//! Everything that a build reads comes through here, which is what later lets a build record what it read.
//! Files are read by paths relative to a [`Root`], never followed out of it.

mod clock;
mod hash;
mod root;
mod walk;

pub use crate::diagnostics::SourceText;
pub use clock::build_time;
pub use hash::{Hash, Hasher, hash};
pub use root::Root;
pub use walk::Entry;
