//! The driver: sources in, outputs out. It owns parallelism; the stages below it are functions.
//!
//! [`load`] reads and parses a site and sets up its renderer; [`build`] renders everything and publishes it.
//! The dev server loads, and renders one output at a time.

mod bodies;
mod build;
mod cancel;
mod contents;
mod data;
mod files;
mod growth;
mod impact;
mod inputs;
mod load;
mod make;
mod memory;
mod messages;
mod parity;
mod precompress;
mod record;
mod reload;
mod rows;
mod sources;
mod theme;
mod timings;
mod traces;
mod verify;
mod why;

pub use build::{BuildOptions, Summary, build};
pub use cancel::Cancel;
pub use data::remote;
pub use files::{Origin, PlannedFile, plan, read_copied};
pub use impact::{Edit, Impact, impact};
pub use load::{LoadOptions, Loaded, load};
pub use memory::{DocumentRecord, Memory};
pub use parity::{Parity, old_addresses};
pub use record::{FileRecord, Inputs, Made, Record, Store, Totals};
pub use reload::reload;
pub use sources::{Before, Trust, next_change, sources};
pub use timings::{Task, Timings};
pub use traces::{TraceId, Traces};
pub use verify::verify;
pub use why::{Why, why};

/// A step of a build, for a progress display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Something that takes a while has begun, such as compiling islands.
    Step(String),
    /// So many pages of so many are rendered.
    Rendered {
        /// Done.
        done: usize,
        /// All.
        all: usize,
    },
}
