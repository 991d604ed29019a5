//! The Rust toolchain that islands are compiled and linked with.
//!
//! This folder uses the standard library alone and no other part of the crate: `build.rs` includes it by
//! path, so that the gallery inside the binary and the islands of a site are made by the same code.

pub mod archive;
pub mod cargo;
pub mod crates;
pub mod interface;
pub mod link;
pub mod linked;
pub mod locate;
pub mod module;
pub mod optimize;
pub mod parts;
mod stack;

pub use locate::Toolchain;

/// The target that islands are compiled to.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";
