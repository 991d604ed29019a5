//! The stamps of everything that a build of a site reads, taken without reading it.

use super::record::Inputs;
use crate::publish::Stamp;
use crate::source::{Hash, History, hash_file};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
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

/// What a build found of its inputs before it read any.
pub(super) struct Stamped {
    /// Their stamps. One that changed just before has one that fits nothing, so that whoever trusts stamps reads it.
    pub(super) inputs: Arc<Inputs>,
    /// What those that changed just before were, by path below the site.
    fresh: BTreeMap<String, (Stamp, Hash)>,
}

/// What a look at one file tells.
enum Look {
    Old(Stamp),
    /// It can change again without its time telling.
    Fresh(Stamp),
}

impl Look {
    fn at(metadata: &Metadata, now: u128) -> Self {
        let stamp = Stamp::of_input(metadata);
        let latest = stamp.modified.max(stamp.touched);
        let tick = if latest.is_multiple_of(1_000_000_000) { COARSE_TICK } else { TICK };
        match stamp.modified == 0 || latest + tick.as_nanos() >= now {
            true => Self::Fresh(stamp),
            false => Self::Old(stamp),
        }
    }
}

/// Nanoseconds since 1970.
fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_nanos())
}

impl Stamped {
    /// Stamps all inputs.
    pub(super) fn take(site: &Path) -> Self {
        let now = now();
        let looks: Vec<(String, Look)> = FOLDERS
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
                let is_folder = metadata.is_dir();
                Some((name, if is_folder { Look::Old(Stamp::default()) } else { Look::at(&metadata, now) }))
            })
            .collect();
        let mut inputs = Inputs::new();
        let mut fresh = BTreeMap::new();
        for (name, look) in looks {
            let stamp = match look {
                Look::Old(stamp) => stamp,
                Look::Fresh(stamp) => {
                    let hash = hash_file(&site.join(&name)).ok();
                    fresh.extend(hash.map(|hash| (name.clone(), (stamp, hash))));
                    Stamp::FRESH
                }
            };
            inputs.insert(name, stamp);
        }
        inputs.extend(witnesses(site));
        Self { inputs: Arc::new(inputs), fresh }
    }

    /// The stamps for the record, once the build has read what it reads. A file that was too fresh, and is the same by
    /// its stamp and its bytes now that its time would tell of a change, was the same when it was read, too.
    pub(super) fn settle(&self, site: &Path) -> Arc<Inputs> {
        let now = now();
        let settled = self.fresh.iter().filter_map(|(name, (stamp, hash))| {
            let path = site.join(name);
            let same = matches!(Look::at(&path.metadata().ok()?, now), Look::Old(found) if found == *stamp)
                && hash_file(&path).ok()? == *hash;
            same.then(|| (name.clone(), *stamp))
        });
        let settled: Vec<(String, Stamp)> = settled.collect();
        if settled.is_empty() {
            return self.inputs.clone();
        }
        let mut inputs = Inputs::clone(&self.inputs);
        inputs.extend(settled);
        Arc::new(inputs)
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_changed_just_before_settles_only_where_it_is_the_same() {
        let site = std::env::temp_dir().join(format!("layer9-inputs-{}", std::process::id()));
        fs::create_dir_all(site.join("content")).expect("a folder");
        let write = |name: &str, text: &str| fs::write(site.join(name), text).expect("a file");
        write("content/a.md", "one");
        write("content/b.md", "one");
        let stamped = Stamped::take(&site);
        let fresh = |inputs: &Inputs, name: &str| inputs[name] == Stamp::FRESH;
        assert!(fresh(&stamped.inputs, "content/a.md") && fresh(&stamped.inputs, "content/b.md"));
        // A build that was faster than a tick cannot tell.
        assert!(fresh(&stamped.settle(&site), "content/a.md"));

        // The same length; and the time is put back, as the next write within a tick of a coarse clock leaves it.
        let time =
            fs::metadata(site.join("content/b.md")).and_then(|found| found.modified()).expect("a time");
        write("content/b.md", "two");
        let file = fs::File::options().write(true).open(site.join("content/b.md")).expect("the file");
        file.set_modified(time).expect("its time");
        std::thread::sleep(COARSE_TICK + 2 * TICK);
        let settled = stamped.settle(&site);
        assert!(!fresh(&settled, "content/a.md") && fresh(&settled, "content/b.md"));
        assert!(!same(&stamped.inputs, &stamped.inputs));
        assert_eq!(Stamped::take(&site).inputs["content/a.md"], settled["content/a.md"]);
        let mut other = stamped;
        other.fresh.entry("content/a.md".to_owned()).and_modify(|(_, hash)| *hash = Hash::default());
        assert!(fresh(&other.settle(&site), "content/a.md"), "its bytes were others");
        fs::remove_dir_all(site).expect("clean up");
    }
}
