//! How a finished stage becomes the output folder.
//!
//! | platform and place | how | a kill in the middle |
//! |---|---|---|
//! | Linux and macOS, file systems that can | one `renameat2(RENAME_EXCHANGE)` | old or new, whole |
//! | elsewhere | two renames under a journal | the next command completes it; for an instant there is no dist |
//! | dist is a mount point, or its parent is another file system | files copied one by one under a journal, assets first, pages after, stale files last | the next command completes it |
//!
//! A kill is what this survives; after a power cut the file system's own rules hold, since a generator whose
//! output can be built again does not wait for the disk at every file.

use super::state::{Journal, Places, absent_is_fine};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// How to replace dist. The order of the variants is the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Exchange,
    RenamePair,
    InPlace,
}

impl Method {
    /// What the platform can do best.
    pub(super) const PREFERRED: Self =
        if cfg!(any(target_os = "linux", target_os = "android", target_vendor = "apple")) {
            Self::Exchange
        } else {
            Self::RenamePair
        };
}

/// Replaces dist by the stage; starts with `first` and falls back to the next method where the platform or the
/// place refuses. On an error dist is as it was, or the journal says what is left to do.
pub(super) fn replace(places: &Places, first: Method) -> io::Result<()> {
    if first == Method::Exchange {
        match exchange_dist(places) {
            Err(error) if cannot_exchange(&error) => {}
            done => return done,
        }
    }
    if first != Method::InPlace {
        match rename_pair(places) {
            Err(error) if cannot_rename(&error) => {}
            done => return done,
        }
    }
    places.write_journal(&Journal::Apply)?;
    apply(places)?;
    places.drop_journal()
}

fn exchange_dist(places: &Places) -> io::Result<()> {
    match fs::symlink_metadata(&places.dist) {
        Ok(_) => exchange(&places.stage(), &places.dist),
        // Nothing to exchange with: the name is free.
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::rename(places.stage(), &places.dist),
        Err(error) => Err(error),
    }
}

/// Lets two files or folders change places.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

/// The file system, the kernel or the place says no; anything else (no space, no permission) is a real error.
pub(super) fn cannot_exchange(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::InvalidInput
        || error.kind() == io::ErrorKind::Unsupported
        || cannot_rename(error)
}

pub(super) fn cannot_rename(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy)
        // Windows refuses to rename a folder in which a file is open.
        || (cfg!(windows) && error.kind() == io::ErrorKind::PermissionDenied)
}

fn rename_pair(places: &Places) -> io::Result<()> {
    places.write_journal(&Journal::Swap)?;
    if let Err(error) = absent_is_fine(fs::rename(&places.dist, places.old())) {
        // Nothing happened yet.
        places.drop_journal()?;
        return Err(error);
    }
    if let Err(error) = fs::rename(places.stage(), &places.dist) {
        absent_is_fine(fs::rename(places.old(), &places.dist))?;
        places.drop_journal()?;
        return Err(error);
    }
    places.drop_journal()
}

/// Brings a rename pair that was cut off to an end.
pub(super) fn recover_rename_pair(places: &Places) -> io::Result<()> {
    if places.dist.exists() {
        // Before the first rename, or after the second.
        return Ok(());
    }
    let from = if places.stage().exists() { places.stage() } else { places.old() };
    absent_is_fine(fs::rename(from, &places.dist))
}

/// Makes dist equal to the stage, file by file. Doing it again does no harm, which is what makes a journal of
/// one word enough. Files that are equal already are not touched.
pub(super) fn apply(places: &Places) -> io::Result<()> {
    let stage = places.stage();
    if !stage.exists() {
        return Ok(());
    }
    let mut wanted = Tree::default();
    list(&stage, Path::new(""), &mut wanted)?;
    let mut present = Tree::default();
    if places.dist.exists() {
        list(&places.dist, Path::new(""), &mut present)?;
    }
    // What stands where a folder must be, or a folder where a file must be, goes first.
    for path in present.files.intersection(&wanted.folders) {
        fs::remove_file(places.dist.join(path))?;
    }
    for path in present.folders.intersection(&wanted.files) {
        remove_tree(&places.dist.join(path))?;
    }
    fs::create_dir_all(&places.dist)?;
    // Parents sort before what they hold.
    for folder in &wanted.folders {
        absent_or_there(fs::create_dir(places.dist.join(folder)))?;
    }
    let (pages, assets): (Vec<&PathBuf>, Vec<&PathBuf>) = wanted.files.iter().partition(|p| is_page(p));
    for group in [assets, pages] {
        group.par_iter().try_for_each(|path| replace_file(&stage.join(path), &places.dist.join(path)))?;
    }
    for stale in present.files.difference(&wanted.files).filter(|p| !wanted.folders.contains(*p)) {
        absent_is_fine(fs::remove_file(places.dist.join(stale)))?;
    }
    let stale: Vec<&PathBuf> = present.folders.difference(&wanted.folders).collect();
    for stale in stale.into_iter().rev() {
        absent_is_fine(fs::remove_dir(places.dist.join(stale)))?;
    }
    Ok(())
}

/// What refers to other files, and so may only appear after them.
pub(super) fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "html" || e == "xml" || e == "json" || e == "txt")
}

pub(super) fn replace_file(from: &Path, to: &Path) -> io::Result<()> {
    if same_content(from, to)? {
        return Ok(());
    }
    // If this run is killed, the next removes the temporary file as stale.
    let mut name = to.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".layer9-new");
    // A name of 255 bytes has no room for the suffix.
    let temporary = to.with_file_name(if name.len() > 255 { OsString::from(".layer9-new") } else { name });
    fs::copy(from, &temporary)?;
    fs::rename(&temporary, to)
}

fn same_content(a: &Path, b: &Path) -> io::Result<bool> {
    match fs::metadata(b) {
        Ok(there) if there.len() == fs::metadata(a)?.len() => Ok(fs::read(a)? == fs::read(b)?),
        _ => Ok(false),
    }
}

/// The files and folders below a folder, relative to it.
#[derive(Debug, Default)]
struct Tree {
    files: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

fn list(folder: &Path, relative: &Path, tree: &mut Tree) -> io::Result<()> {
    for entry in fs::read_dir(folder.join(relative))? {
        let entry = entry?;
        let path = relative.join(entry.file_name());
        // A link is a file here, whatever it leads to: it is replaced or removed, never followed.
        if entry.file_type()?.is_dir() {
            list(folder, &path, tree)?;
            tree.folders.insert(path);
        } else {
            tree.files.insert(path);
        }
    }
    Ok(())
}

fn absent_or_there(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// More entries than this, and a folder's are removed by more threads than there are cores.
const MANY: usize = 32;

/// How many files are removed at once: who removes one mostly waits, for the disk that is told which blocks are free
/// (ext4 with `discard`) or for a server.
const REMOVERS: usize = 16;

/// Removes a folder with all in it, its branches side by side. Links are removed, not followed; a folder that
/// is not there is fine.
pub(super) fn remove_tree(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries.collect::<io::Result<Vec<_>>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return fs::remove_file(folder),
        Err(error) => return Err(error),
    };
    let remove = || {
        entries.par_iter().try_for_each(|entry| match entry.file_type()?.is_dir() {
            true => remove_tree(&entry.path()),
            false => absent_is_fine(fs::remove_file(entry.path())),
        })
    };
    removing(entries.len(), remove)?;
    absent_is_fine(fs::remove_dir(folder))
}

/// Does what removes so many files, with more threads than there are cores where they are many.
pub(super) fn removing<T: Send>(files: usize, remove: impl FnOnce() -> T + Send) -> T {
    match (files > MANY).then(removers).flatten() {
        Some(pool) => pool.install(remove),
        None => remove(),
    }
}

/// The threads that remove files, made when they are first needed.
fn removers() -> Option<&'static ThreadPool> {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let build = || ThreadPoolBuilder::new().num_threads(REMOVERS).build().ok();
    POOL.get_or_init(build).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::stage::{Stage, StageOptions};
    use crate::publish::{OutputPath, recover};
    use crate::source::Hash;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("layer9-swap-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("temporary folder");
        folder.canonicalize().expect("temporary folder")
    }

    fn build(dist: &Path, files: &[(&str, &str)], method: Method) {
        let stage = Stage::open(dist, &StageOptions::default()).expect("open");
        for (path, text) in files {
            stage.write(&OutputPath::new(path).expect("path"), text.as_bytes()).expect("write");
        }
        stage.commit_by(method, Hash::default, Vec::new()).expect("commit");
    }

    fn content(folder: &Path) -> Vec<(String, String)> {
        let mut tree = Tree::default();
        list(folder, Path::new(""), &mut tree).expect("list");
        tree.files
            .iter()
            .map(|p| (p.display().to_string(), fs::read_to_string(folder.join(p)).expect("read")))
            .collect()
    }

    fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
        files.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    const FIRST: &[(&str, &str)] = &[("a/b.html", "1"), ("c", "file"), ("style.css", "x")];
    const SECOND: &[(&str, &str)] = &[("a", "now a file"), ("c/d.html", "2"), ("style.css", "x")];

    #[test]
    fn each_method_replaces_all() {
        for method in [Method::Exchange, Method::RenamePair, Method::InPlace] {
            let home = scratch(&format!("all-{method:?}"));
            let dist = home.join("dist");
            build(&dist, FIRST, method);
            assert_eq!(content(&dist), owned(FIRST), "{method:?}");
            build(&dist, SECOND, method);
            assert_eq!(content(&dist), owned(SECOND), "{method:?}");
            let left: Vec<_> = content(&home.join(".layer9")).into_iter().map(|(p, _)| p).collect();
            assert_eq!(left, ["publish/dist/lock", "publish/dist/made.json"], "{method:?}");
            fs::remove_dir_all(home).expect("clean up");
        }
    }

    #[test]
    fn in_place_leaves_equal_files_alone() {
        let home = scratch("equal");
        let dist = home.join("dist");
        build(&dist, FIRST, Method::InPlace);
        let before = fs::metadata(dist.join("style.css")).and_then(|m| m.modified()).expect("time");
        std::thread::sleep(std::time::Duration::from_millis(20));
        build(&dist, SECOND, Method::InPlace);
        let after = fs::metadata(dist.join("style.css")).and_then(|m| m.modified()).expect("time");
        assert_eq!(before, after);
        fs::remove_dir_all(home).expect("clean up");
    }

    /// The states that a kill can leave behind, built by hand: each ends as a whole old or new dist.
    #[test]
    fn journals_are_completed() {
        for (cut, expect) in
            [("before", FIRST), ("between", SECOND), ("after", SECOND), ("lost-stage", FIRST)]
        {
            let home = scratch(&format!("pair-{cut}"));
            let dist = home.join("dist");
            build(&dist, FIRST, Method::Exchange);
            let places = Places::find(&dist).expect("places");
            write_stage(&places, SECOND);
            places.write_journal(&Journal::Swap).expect("journal");
            if cut != "before" {
                fs::rename(&dist, places.old()).expect("rename");
            }
            match cut {
                "after" => fs::rename(places.stage(), &dist).expect("rename"),
                "lost-stage" => fs::remove_dir_all(places.stage()).expect("remove"),
                _ => {}
            }
            assert!(recover(&dist).expect("recover"), "{cut}");
            assert_eq!(content(&dist), owned(expect), "{cut}");
            assert!(
                !places.stage().exists() && !places.old().exists() && places.journal().is_none(),
                "{cut}"
            );
            assert!(!recover(&dist).expect("recover"), "{cut}");
            fs::remove_dir_all(home).expect("clean up");
        }
    }

    #[test]
    fn apply_is_completed_from_any_point() {
        // Cut off after 0..=n of the files of the new dist are in place, and some of the stale are gone.
        for done in 0..=SECOND.len() {
            let home = scratch(&format!("apply-{done}"));
            let dist = home.join("dist");
            build(&dist, &[("style.css", "old"), ("z/stale.html", "old")], Method::Exchange);
            let places = Places::find(&dist).expect("places");
            write_stage(&places, SECOND);
            places.write_journal(&Journal::Apply).expect("journal");
            for (path, text) in SECOND.iter().take(done) {
                let to = dist.join(path);
                fs::create_dir_all(to.parent().expect("parent")).expect("folder");
                fs::write(to, text).expect("write");
            }
            fs::write(dist.join("index.html.layer9-new"), "half").expect("write");
            assert!(recover(&dist).expect("recover"));
            assert_eq!(content(&dist), owned(SECOND), "{done}");
            assert!(!dist.join("z").exists());
            fs::remove_dir_all(home).expect("clean up");
        }
    }

    fn write_stage(places: &Places, files: &[(&str, &str)]) {
        for (path, text) in files {
            let to = places.stage().join(path);
            fs::create_dir_all(to.parent().expect("parent")).expect("folder");
            fs::write(to, text).expect("write");
        }
    }
}
