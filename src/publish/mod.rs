//! Layer 9, the only writer: output paths, the register of who writes which, the staged output folder and
//! the swap that publishes it.
//!
//! A first or full build is staged whole and swapped in; a build that follows one it knows stages what changed and
//! moves that in under a journal.
//!
//! **Invariant:** nothing else in the crate writes below the output folder, and nothing here writes there but
//! through an [`OutputPath`]. A build that fails, or that is killed, leaves the output folder as it was.
//!
//! # Where things live
//!
//! Beside the output folder, never inside it, since all that is inside is published:
//!
//! ```text
//! dist/                        what is published
//! .layer9/publish/dist/lock    held by the one build that may write; never deleted
//!                     /made.json     marks dist as made by Layer9, with the names at its top
//!                     /stage/        the next dist while it is built, the last one while it is removed
//!                     /old/          the last dist, where the platform cannot exchange two folders
//!                     /journal.json  what a commit is in the middle of, where it is not one system call
//! ```
//!
//! Where `dist` is a symbolic link, the folder it leads to is what is published, and `.layer9` lies beside
//! that folder.

mod claims;
mod folder;
mod ledger;
mod moves;
mod output_path;
mod patch;
mod stage;
mod stamp;
mod state;
mod swap;

pub use claims::{Claims, Origin};
pub use ledger::{
    Kind, Ledger, LedgerCrate, LedgerFile, LedgerFunction, LedgerPage, Weight, heaviest, over_budget,
};
pub(crate) use output_path::below;
pub use output_path::{OutputPath, PathError};
pub(crate) use patch::move_file;
pub use stage::{Report, Stage, StageOptions};
pub use stamp::Stamp;
pub use state::recover;
