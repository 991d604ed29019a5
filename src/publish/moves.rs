//! The files of a patch while they are written: each has a number, which says where it is in the stage.

use super::patch::Patch;
use std::collections::HashMap;
use std::fs::Metadata;

/// Over how many folders a patch spreads its files in the stage. The system lets one thread at a time change a folder, so
/// that files in a single one are created, and removed afterwards, one after another.
const FOLDERS: usize = 16;

/// The files of a patch while they are written.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// Paths below the output folder, and the number of each.
    numbers: HashMap<String, usize>,
    /// By these numbers, what the file system knows the files by.
    known: Vec<u64>,
}

impl Moves {
    /// The number of the file that goes to this path.
    pub(super) fn number(&mut self, path: &str) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(path.to_owned()).or_insert(next)
    }

    /// Where the file that goes to this path is in the stage, if it is one of them.
    pub(super) fn place(&self, path: &str) -> Option<String> {
        self.numbers.get(path).map(|number| place_of(*number))
    }

    /// Remembers the file of this number, which was written.
    pub(super) fn note(&mut self, number: usize, file: &Metadata) {
        let Some(known) = file_number(file) else { return };
        if self.known.len() <= number {
            self.known.resize(number + 1, 0);
        }
        if let Some(place) = self.known.get_mut(number) {
            *place = known;
        }
    }

    /// The patch that moves these files to their paths and removes what is `stale`.
    pub(super) fn patch(self, stale: Vec<String>) -> Patch {
        let mut moves: Vec<(String, usize)> = self.numbers.into_iter().collect();
        moves.sort_unstable_by_key(|(_, number)| *number);
        Patch { moves: moves.into_iter().map(|(path, _)| path).collect(), numbers: self.known, stale }
    }
}

/// The folder of the stage that must be there before the file of this number is created, if it is the first in it.
pub(super) fn folder_before(number: usize) -> Option<String> {
    (number < FOLDERS).then(|| folder_of(number))
}

/// Where the file of this number is in the stage of a patch.
pub(super) fn place_of(number: usize) -> String {
    format!("{}/{number}", folder_of(number))
}

fn folder_of(number: usize) -> String {
    (number % FOLDERS).to_string()
}

/// The number by which the file system knows a file, whatever its name.
#[cfg(unix)]
pub(super) fn file_number(file: &Metadata) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    Some(file.ino())
}

#[cfg(not(unix))]
pub(super) fn file_number(_: &Metadata) -> Option<u64> {
    None
}
