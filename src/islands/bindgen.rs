//! placeholder
use super::product::IslandFiles;
use super::toolchain::Toolchain;
use crate::diagnostics::{Code, Diagnostic};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub(super) struct Job<'a> {
    pub(super) toolchain: &'a Toolchain,
    pub(super) archive: &'a Path,
    pub(super) symbols: &'a BTreeSet<String>,
    pub(super) exports: &'a [String],
    pub(super) scratch: &'a Path,
    pub(super) workspace: &'a Path,
}

pub(super) fn islands(_job: &Job<'_>) -> Result<BTreeMap<String, IslandFiles>, Diagnostic> {
    Err(Diagnostic::error(Code::IslandBindgen, "not yet"))
}
