//! The integration tests, one binary: a module per subject.

mod chromium;
mod commonmark;
mod harness;
mod invalid;
mod layers;
mod preview;
mod publish;
mod serve;
mod serve_browser;
mod wire;
