//! `[budget]`: how much a page may make its visitors load.

use super::data::TableReader;
use crate::diagnostics::Location;

/// The limits of a site; none of them is set unless the configuration does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Budget {
    /// In the order of [`Budget::KEYS`].
    pub limits: Vec<Limit>,
}

/// One limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Its key.
    pub key: &'static str,
    /// The most bytes, compressed.
    pub bytes: u64,
    /// Where it is set.
    pub at: Location,
}

impl Budget {
    /// What can be limited: a page in all, what it ships of a kind, and the module of any one island.
    pub const KEYS: [&'static str; 8] =
        ["page", "html", "css", "scripts", "modules", "images", "fonts", "island"];

    pub(super) fn read(mut t: TableReader<'_>) -> Self {
        let mut limits = Vec::new();
        for key in Self::KEYS {
            let Some(bytes) = t.integer(key, 0) else { continue };
            let Some(at) = t.node(key).map(|node| t.source().at(node.span.clone())) else { continue };
            limits.push(Limit { key, bytes: bytes.unsigned_abs(), at });
        }
        t.finish();
        Self { limits }
    }
}
