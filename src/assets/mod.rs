//! (assets)
