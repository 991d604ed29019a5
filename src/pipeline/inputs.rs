//! The stamps of everything that a build of a site reads, taken without reading it.

use super::record::Inputs;
use crate::publish::Stamp;
use crate::source::History;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use walkdir::WalkDir;

/// The folders of a site that are read, and the files beside them.
const FOLDERS: [&str; 10] = [
    "content",
    "data",
    "highlight",
    "i18n",
    "snippets",
    "templates",
    "styles",
    "static",
    "themes",
    "islands",
];
const FILES: [&str; 2] = ["layer9.lock", "layer9.toml"];

/// A file that changed this shortly before it was stamped can change again without its time telling: where times
/// have fractions of a second, and where they have none, as on FAT.
const TICK: Duration = Duration::from_millis(100);
const COARSE_TICK: Duration = Duration::from_secs(2);

/// Stamps all inputs. One that changed just now gets a stamp that fits nothing, so that the next build reads it.
pub(super) fn stamp(site: &Path) -> Inputs {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_nanos());
    FOLDERS
        .par_iter()
        .flat_map_iter(|folder| {
            // What cargo builds is no input; it is made of them.
            let built = *folder == "islands";
            let walk = WalkDir::new(site.join(folder)).follow_links(true).into_iter();
            walk.filter_entry(move |entry| !(built && entry.file_name() == "target"))
        })
        .chain(FILES.par_iter().flat_map_iter(|file| {
            WalkDir::new(site.join(file)).max_depth(0).into_iter().filter_entry(|_| true)
        }))
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.path().strip_prefix(site).ok()?.to_str()?.replace('\\', "/");
            let metadata = entry.metadata().ok()?;
            if metadata.is_dir() {
                return Some((name, Stamp::default()));
            }
            let stamp = Stamp::of_input(&metadata);
            let latest = stamp.modified.max(stamp.touched);
            let tick = if latest.is_multiple_of(1_000_000_000) { COARSE_TICK } else { TICK };
            let fresh = stamp.modified == 0 || latest + tick.as_nanos() >= now;
            Some((name, if fresh { Stamp::FRESH } else { stamp }))
        })
        .chain(witnesses(site))
        .collect()
}

/// The stamps of what changes with git's history. They are no files of the site, so their names are no paths of it.
fn witnesses(site: &Path) -> Vec<(String, Stamp)> {
    let files = History::witnesses(site).into_iter().enumerate();
    let stamp =
        |(at, path): (usize, PathBuf)| Some((format!("<git>/{at}"), Stamp::of_input(&path.metadata().ok()?)));
    files.filter_map(stamp).collect()
}

/// Whether two stampings found the same, and nothing that was too fresh to tell.
pub(super) fn same(before: &Inputs, now: &Inputs) -> bool {
    before == now && !before.values().any(|stamp| *stamp == Stamp::FRESH)
}
