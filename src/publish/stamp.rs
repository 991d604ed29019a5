//! How a published file is known again without reading it.

use crate::source::{self, Hash};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The length and the time of a file as it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub length: u64,
    /// Nanoseconds since 1970, as the file system keeps them.
    pub modified: u128,
}

impl Stamp {
    pub(super) fn of(file: &File) -> io::Result<Self> {
        Ok(Self::read(&file.metadata()?))
    }

    /// Of a file that is not being written.
    pub fn read(metadata: &Metadata) -> Self {
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { length: metadata.len(), modified: modified.map_or(0, |time| time.as_nanos()) }
    }

    /// Whether the file at `path` is still the one with this stamp. One that was copied, such as from a cache of
    /// a CI, has another time: then its bytes decide.
    pub(super) fn fits(&self, path: &Path, hash: &Hash) -> bool {
        let Ok(metadata) = fs::symlink_metadata(path) else { return false };
        if !metadata.is_file() || metadata.len() != self.length {
            return false;
        }
        Self::read(&metadata) == *self || source::read(path).is_ok_and(|bytes| source::hash(&bytes) == *hash)
    }
}
