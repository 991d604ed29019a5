//! Where remote data is kept: bodies in the cache by their hashes, the lock file at the site's root.

use super::lock::{LOCK_FILE, Lock};
use crate::diagnostics::{Code, Diagnostic, Location, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files of a site's remote data.
#[derive(Debug)]
pub(super) struct Store {
    bodies: PathBuf,
    lock: PathBuf,
}

/// The SHA-256 of bytes in lower-case hexadecimal, as FIPS 180-4 has it.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Store {
    pub(super) fn new(site: &Path) -> Self {
        Self { bodies: site.join(".layer9/cache/remote"), lock: site.join(LOCK_FILE) }
    }

    /// The body of a hash; `None` where it is not there, or is not what its name says.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        let bytes = crate::source::read(&self.bodies.join(name)).ok()?;
        (sha256(&bytes) == name).then_some(bytes)
    }

    /// Keeps a body by its hash.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let file = self.bodies.join(name);
        fs::create_dir_all(&self.bodies)
            .and_then(|()| replace(&file, bytes))
            .map_err(|error| unwritable(&file, &error))
    }

    /// Replaces the lock file.
    pub(super) fn write_lock(&self, lock: &Lock) -> Result<()> {
        replace(&self.lock, lock.to_text().as_bytes()).map_err(|error| unwritable(&self.lock, &error))
    }
}

/// Writes a file whole or not at all.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = file.with_extension(format!("tmp-{}", std::process::id()));
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, file));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn unwritable(file: &Path, error: &io::Error) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(Code::SourceLock, format!("cannot be written: {error}"))
            .at(Location::file(file.display().to_string())),
    )
}
