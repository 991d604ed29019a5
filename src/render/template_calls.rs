//! tmp
use crate::content::component::Signature;
use crate::diagnostics::{Diagnostics, SourceText};
use std::collections::BTreeSet;
pub(super) fn check_template<'a>(
    _s: &SourceText,
    _l: &dyn Fn(&str) -> Option<&'a Signature>,
    _n: &BTreeSet<&str>,
) -> Diagnostics {
    Diagnostics::new()
}
