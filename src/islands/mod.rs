//! Islands at build time: compile, link, read manifests, render props to HTML, account for sizes.

mod failure;
mod host;
mod locale;
mod manifest;
mod rendered;
pub mod toolchain;
mod wire;

pub use failure::RenderFailure;
pub use host::{ABI, EnvKey, FUEL, Host, RenderContext};
pub use manifest::Manifest;
pub use rendered::{Piece, Rendered};
pub use wire::{WireError, encode};
