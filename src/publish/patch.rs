//! Changes to an output folder that stands: files that were written beside it move in, stale ones go.

use super::moves::{file_number, place_of};
use super::output_path::below;
use super::state::absent_is_fine;
use super::swap::{cannot_exchange, cannot_rename, exchange, is_page, remove_tree, removing, replace_file};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Which files of a stage go where, and which files go. Applying it again does no harm: what was moved stands there
/// already, or is no longer in the stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Patch {
    /// Paths below the output folder; the file for the first is the stage's number 0 ([`place_of`]), and so on.
    pub(super) moves: Vec<String>,
    /// What the file system knows each of these files by; empty where it has no such number.
    #[serde(default)]
    pub(super) numbers: Vec<u64>,
    /// Paths below the output folder that the new site has no more.
    pub(super) stale: Vec<String>,
}

impl Patch {
    /// Makes the folder what the patch says: assets first, pages after, so that no page names a file that is not
    /// there; what is stale goes last. What a file replaces is removed as soon as it is out of its place: the system
    /// lets one thread at a time move files, and another one can remove meanwhile. `again` is for a patch that may
    /// have been applied in part.
    pub(super) fn apply(&self, stage: &Path, dist: &Path, again: bool) -> io::Result<()> {
        let room = Mutex::new(());
        let numbered = || self.moves.par_iter().enumerate();
        let place = |(at, path): (usize, &String)| -> io::Result<()> {
            let to = below(dist, path);
            let number = self.numbers.get(at).copied().filter(|_| again);
            let there = || fs::symlink_metadata(&to).ok().and_then(|there| file_number(&there));
            if number.is_some() && there() == number {
                return Ok(());
            }
            let from = stage.join(place_of(at));
            match move_file(&from, &to) {
                Err(error) if is_in_the_way(&error) => {
                    // One at a time: the folders of one are the folders of another.
                    let _one = room.lock().unwrap_or_else(PoisonError::into_inner);
                    make_room(dist, path)?;
                    move_file(&from, &to)?;
                }
                done => done?,
            }
            // A folder that stood there goes with the stage.
            let _ = fs::remove_file(&from);
            Ok(())
        };
        let is_page = |(_, path): &(usize, &String)| is_page(Path::new(path));
        removing(self.moves.len(), || {
            numbered().filter(|file| !is_page(file)).try_for_each(place)?;
            numbered().filter(is_page).try_for_each(place)
        })?;
        if self.stale.is_empty() {
            return Ok(());
        }
        let folders: BTreeSet<&str> = self.moves.iter().flat_map(|path| folders_of(path)).collect();
        let moved: BTreeSet<&str> = self.moves.iter().map(String::as_str).collect();
        let gone = |path: &&String| !moved.contains(path.as_str()) && !folders.contains(path.as_str());
        for path in self.stale.iter().filter(gone) {
            match fs::remove_file(below(dist, path)) {
                // What it was in is a file now.
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
                done => absent_is_fine(done)?,
            }
            remove_empty_folders(dist, path);
        }
        Ok(())
    }
}

/// The folders that a path is in, the outermost first.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

/// Whether a file could not be moved because of what is, or is not, at the place.
fn is_in_the_way(error: &io::Error) -> bool {
    use io::ErrorKind::{IsADirectory, NotADirectory, NotFound, PermissionDenied};
    matches!(error.kind(), NotFound | NotADirectory | IsADirectory)
        // Windows says so of a folder that stands where a file must be.
        || (cfg!(windows) && error.kind() == PermissionDenied)
}

/// Creates the folders that a file is in. A stale file where a folder must be goes, and so does a folder where the
/// file must be.
fn make_room(dist: &Path, path: &str) -> io::Result<()> {
    for folder in folders_of(path) {
        let folder = below(dist, folder);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !folder.is_dir() {
                    fs::remove_file(&folder)?;
                    fs::create_dir(&folder)?;
                }
            }
            other => other?,
        }
    }
    let place = below(dist, path);
    if fs::symlink_metadata(&place).is_ok_and(|there| there.is_dir()) {
        remove_tree(&place)?;
    }
    Ok(())
}

/// Puts a file in another's place. Where the system can, the two change places: a file that is *replaced* has ext4
/// write the new one's blocks to the disk at once, which takes ten times as long.
pub(crate) fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match exchange(from, to) {
        // Nothing stands there, or nothing is left in the stage.
        Err(error) if error.kind() == io::ErrorKind::NotFound || cannot_exchange(&error) => {}
        done => return done,
    }
    match fs::rename(from, to) {
        // Moved before the last run was cut off.
        Err(error) if error.kind() == io::ErrorKind::NotFound && to.exists() => Ok(()),
        // dist is a file system of its own.
        Err(error) if cannot_rename(&error) => replace_file(from, to),
        other => other,
    }
}

/// Removes the folders above a file that are empty now, but for `dist` itself.
fn remove_empty_folders(dist: &Path, path: &str) {
    let mut parents: Vec<&str> = folders_of(path).collect();
    while let Some(folder) = parents.pop() {
        if fs::remove_dir(below(dist, folder)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::moves::{Moves, folder_before};
    use super::*;

    fn tree(folder: &Path) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = walkdir::WalkDir::new(folder)
            .into_iter()
            .flatten()
            .filter(|e| e.path() != folder)
            .map(|e| {
                let name = e.path().strip_prefix(folder).expect("below").display().to_string();
                (name, fs::read_to_string(e.path()).unwrap_or_default())
            })
            .collect();
        found.sort();
        found
    }

    /// A kill can come after any number of moves: applying the patch again always ends in the same folder.
    #[test]
    fn is_completed_from_any_point() {
        let moves =
            ["a/b/index.html", "style.css", "c", "x/y.html", "a/same.html"].map(str::to_owned).to_vec();
        let stale = ["a/old/index.html", "c/index.html", "x", "style.css"].map(str::to_owned).to_vec();
        let mut ends = BTreeSet::new();
        for done in 0..=moves.len() {
            let home = std::env::temp_dir().join(format!("layer9-patch-{done}-{}", std::process::id()));
            let (stage, dist) = (home.join("stage"), home.join("dist"));
            for (path, text) in [
                ("a/old/index.html", "old"),
                ("c/index.html", "old"),
                ("x", "old"),
                ("same", "same"),
                ("a/same.html", "old"),
            ] {
                let path = below(&dist, path);
                fs::create_dir_all(path.parent().expect("parent")).expect("folder");
                fs::write(path, text).expect("write");
            }
            fs::create_dir_all(&stage).expect("stage");
            let mut written = Moves::default();
            for path in &moves {
                let number = written.number(path);
                if let Some(folder) = folder_before(number) {
                    fs::create_dir(stage.join(folder)).expect("a folder of the stage");
                }
                let file = stage.join(written.place(path).expect("its place"));
                fs::write(&file, path).expect("write");
                written.note(number, &fs::metadata(&file).expect("written"));
            }
            let patch = written.patch(stale.clone());
            for (number, path) in patch.moves.iter().enumerate().take(done) {
                make_room(&dist, path).expect("folders");
                move_file(&stage.join(place_of(number)), &below(&dist, path)).expect("move");
            }
            patch.apply(&stage, &dist, done > 0).expect("apply");
            patch.apply(&stage, &dist, true).expect("again");
            ends.insert(tree(&dist));
            fs::remove_dir_all(home).expect("clean up");
        }
        let owned = |list: &[(&str, &str)]| -> Vec<(String, String)> {
            list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
        };
        let expected = owned(&[
            ("a", ""),
            ("a/b", ""),
            ("a/b/index.html", "a/b/index.html"),
            ("a/same.html", "a/same.html"),
            ("c", "c"),
            ("same", "same"),
            ("style.css", "style.css"),
            ("x", ""),
            ("x/y.html", "x/y.html"),
        ]);
        assert_eq!(ends, BTreeSet::from([expected]));
    }
}
