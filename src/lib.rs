//! Layer9: a static-site generator with islands.
//!
//! The library is a stack of layers; a module may use the layers below it and nothing above, which the
//! test `layers` enforces. From the ground up: [`diagnostics`], [`config`], [`source`], [`content`],
//! [`site`], [`assets`], [`islands`], [`render`], [`publish`]. The [`pipeline`] drives them in order; the
//! server, [`import`] and the commands sit on top.

#![forbid(unsafe_code)]

pub mod assets;
pub mod cli;
pub mod config;
pub mod content;
pub mod diagnostics;
pub mod import;
pub mod islands;
pub mod pipeline;
pub mod publish;
pub mod render;
#[cfg(feature = "serve")]
pub mod server;
pub mod site;
pub mod source;
