//! How a published file is known again without reading it.

use crate::source::{self, Hash};
use serde::{Deserialize, Serialize};
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The length and the time of a file as it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub length: u64,
    /// Nanoseconds since 1970, as the file system keeps them.
    pub modified: u128,
    /// When the file was last touched in any way, for inputs, where the platform tells: a file that was moved into
    /// another's place keeps its own time of change, but not this one.
    pub touched: u128,
}

impl Stamp {
    /// Of a file that a build reads.
    pub fn of_input(metadata: &Metadata) -> Self {
        Self { touched: touched(metadata), ..Self::of(metadata) }
    }

    /// Of an input that changed just now: it fits nothing, since the file can change again without its time telling.
    pub const FRESH: Self = Self { length: 0, modified: u128::MAX, touched: 0 };

    /// Of a published file.
    pub(super) fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { length: metadata.len(), modified: modified.map_or(0, |time| time.as_nanos()), touched: 0 }
    }

    /// Whether the file at `path` is still the one with this stamp. One that was copied, such as from a cache of
    /// a CI, has another time: then its bytes decide.
    pub(crate) fn fits(&self, path: &Path, hash: &Hash) -> bool {
        let Ok(metadata) = fs::symlink_metadata(path) else { return false };
        if !metadata.is_file() || metadata.len() != self.length {
            return false;
        }
        Self::of(&metadata) == *self || source::hash_file(path).is_ok_and(|found| found == *hash)
    }
}

#[cfg(unix)]
fn touched(metadata: &Metadata) -> u128 {
    use std::os::unix::fs::MetadataExt;
    let seconds = u128::try_from(metadata.ctime()).unwrap_or(0);
    seconds * 1_000_000_000 + u128::try_from(metadata.ctime_nsec()).unwrap_or(0)
}

#[cfg(not(unix))]
fn touched(_: &Metadata) -> u128 {
    0
}
