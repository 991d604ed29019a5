//! The integration tests, one binary: a module per subject.

mod chromium;
mod commonmark;
mod determinism;
mod harness;
mod invalid;
mod kill;
mod layers;
mod preview;
mod publish;
mod real;
mod serve;
mod serve_browser;
mod wire;
