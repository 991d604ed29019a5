//! Files that lie in no [`super::Root`]: an islands crate's, a toolchain's, the tool's own records.

use std::io;
use std::path::{Path, PathBuf};

/// Reads a file whole.
///
/// # Errors
/// What the system says.
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// Reads a file whole, as text.
///
/// # Errors
/// What the system says; `InvalidData` where it is not UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path)
}

/// What lies in a folder, in byte order of the names, hidden files too.
///
/// # Errors
/// What the system says of the folder. An entry that goes away meanwhile is left out.
pub fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}
