//! x
pub(crate) const SITE: &[(&str, &str)] = &[];
