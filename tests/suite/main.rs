//! The integration tests, one binary: a module per subject.

mod preview;
mod publish;
mod wire;
