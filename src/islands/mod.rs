//! Islands at build time: compile, link, read manifests, render props to HTML, account for sizes.
//!
//! An islands crate is compiled once, to a static library, and linked many times: to the *build module*,
//! which renders every component while pages are built, and to one *browser module* per island, which holds
//! only what hydrates it. [`Islands`] is the way in; the rest is how it comes about:
//! [`toolchain`] compiles and links, [`Host`] renders, `loader` makes the page's script.
//!
//! **Invariants:** equal sources, props and answers of the context give equal bytes, on every machine and in
//! every order; nothing that a component does can crash or hang a build.

mod bindgen;
mod browser_file;
mod compile;
mod failure;
mod fingerprint;
mod gallery;
mod host;
mod joining;
mod joint;
mod library;
mod linker;
mod loader;
mod locale;
mod mangle;
mod manifest;
mod messages;
mod panic;
mod product;
mod progress;
mod registry;
mod rendered;
#[cfg(test)]
mod round_trip;
mod scaffold;
mod shorten;
mod sizes;
pub mod tag;
mod together;
pub mod toolchain;
mod wire;
mod workspace;

pub use crate::content::component::Client;
pub use bindgen::WASM_BINDGEN_VERSION;
pub use browser_file::BrowserFile;
pub use failure::RenderFailure;
pub use host::{ABI, EnvKey, FUEL, Host, RenderContext};
pub use library::Component;
pub use manifest::{ComponentCss, Manifest};
pub use panic::Panic;
pub use progress::Progress;
pub use registry::{Islands, Options};
pub use rendered::{Piece, Rendered};
pub use scaffold::{install_crates, new_islands_crate};
pub use sizes::{Payload, Sizes};
pub use together::Starts;
pub use wire::{WireError, encode};

#[cfg(test)]
mod tests;
