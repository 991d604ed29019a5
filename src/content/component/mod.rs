//! Components as content sees them: the literal values of a call, the types of props, the signature that a
//! call is held against; the calls in a page, and what becomes of them.
//!
//! The three kinds (Tera component, Rust component, island) share one namespace and one [`Signature`], so
//! that a call in Markdown and a call in a template are checked by the same code.

mod call;
mod check;
mod client;
pub mod grammar;
mod line;
mod literal;
mod markdown_calls;
mod marker;
mod offset_map;
mod pieces;
mod prop_type;
mod signature;

pub use call::{Call, Given, GivenProp, GivenSlot};
pub use check::{Checked, check_call, describe, resolve, unknown};
pub use client::{Client, ClientError, Start, Trigger};
pub use literal::Literal;
pub use markdown_calls::{MAX_CALL_DEPTH, Scan, scan, without_calls};
pub use marker::{Fragment, Markers};
pub use offset_map::OffsetMap;
pub use pieces::{Piece, split};
pub use prop_type::{Field, PropType};
pub use signature::{ComponentKind, Prop, Signature, ValueSlot};
