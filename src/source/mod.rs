//! The one door to the outside: disk, clock, environment, other servers.
//!
//! Everything that a build reads comes through here, which is what later lets a build record what it read.
//! A site's files are read by paths relative to a [`Root`], never followed out of it; [`read`], [`read_text`] and
//! [`list`] are for what lies elsewhere. The test `layers` refuses a read anywhere else.

mod beneath;
mod clock;
mod file;
mod git;
mod hash;
pub mod remote;
mod root;
mod tool;
mod walk;

pub use crate::diagnostics::SourceText;
pub use clock::build_time;
pub use file::{list, read, read_text};
pub use git::{Commit, History};
pub use hash::{Hash, Hasher, Hashing, hash, hash_file, hash_reader};
pub use root::{Instead, Root};
pub use tool::tool;
pub use walk::Entry;
