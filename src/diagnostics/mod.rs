//! (diagnostics)
