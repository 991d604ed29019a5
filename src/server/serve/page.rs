//! A page as a browser shows it.

use super::inject;
use crate::diagnostics::Diagnostics;
use crate::source::{self, Hash};
use std::sync::Arc;

/// The HTML that an address gives, without the script that keeps it up to date.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) kind: Kind,
    pub(super) html: Arc<[u8]>,
    /// Of the HTML.
    pub(super) hash: Hash,
}

/// What the HTML is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The page itself.
    Page,
    /// What stands in for one that is not there.
    Missing,
    /// What stands in for one that cannot be rendered, and why.
    Broken(Diagnostics),
}

impl Kind {
    /// Whether both are pages, or both stand in for one in the same way.
    pub(super) fn same(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl Shown {
    pub(super) fn new(kind: Kind, html: Arc<[u8]>) -> Self {
        let hash = source::hash(&html);
        Self { kind, html, hash }
    }

    /// The name of this version, for the browser.
    pub(super) fn version(&self) -> String {
        self.hash.short()
    }

    /// The HTML with the script in it.
    pub(super) fn with_client(&self, token: &str) -> Vec<u8> {
        inject::with_client(&self.html, token, &self.version())
    }
}
