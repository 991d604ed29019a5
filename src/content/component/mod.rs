//! Components as content sees them: the literal values of a call, the types of props, the signature that a
//! call is held against.
//!
//! The three kinds (Tera component, Rust component, island) share one namespace and one [`Signature`], so
//! that a call in Markdown and a call in a template are checked by the same code.

mod literal;
pub mod marker;
mod prop_type;
mod signature;

pub use literal::Literal;
pub use prop_type::{Field, PropType};
pub use signature::{ComponentKind, Prop, Signature};
mod stub;
pub use stub::*;
