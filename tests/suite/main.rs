//! The integration tests, one binary: a module per subject.

mod harness;
mod invalid;
mod layers;
mod publish;
