//! (islands)
