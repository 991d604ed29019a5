//! (content)

pub mod component;
