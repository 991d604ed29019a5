//! The integration tests, one binary: a module per subject.

mod browser_gallery;
mod browser_islands;
mod browser_live;
mod browser_pages;
mod browser_triggers;
mod browser_xss;
mod chromium;
mod commonmark;
mod determinism;
mod diagnostics;
mod harness;
mod incremental;
#[cfg(unix)]
mod interrupt;
mod invalid;
mod kill;
mod layers;
mod new;
mod preview;
mod publish;
mod reads;
mod real;
mod redirects;
mod reload;
mod serve;
mod serve_browser;
mod serve_live;
mod serve_patch;
mod server;
mod server_options;
mod sizes;
mod timings;
mod why;
mod wire;
