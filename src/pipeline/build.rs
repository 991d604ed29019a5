//! A build: what an earlier build made and what still holds is kept, the rest is rendered and published.
//!
//! Three ways, each a shortcut of the next: nothing below the site changed and the output folder stands as it
//! was written, so there is nothing to do; a record of the folder is there, so only files whose reads changed are
//! made again, and only those whose bytes changed are written; no record, so everything is made and swapped in
//! whole.

use super::Progress;
use super::cancel::Cancel;
use super::files::{PlannedFile, plan};
use super::inputs;
use super::load::{LoadOptions, Loaded, load, locate};
use super::make::{Files, Maker};
use super::record::{Made, Record, Store, Totals};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::publish::{OutputPath, Stage, StageOptions};
use crate::source::Hash;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How to build.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// What to load.
    pub load: LoadOptions,
    /// Whether an output folder that Layer9 did not make may be replaced.
    pub force: bool,
    /// Whether what earlier builds left is to be ignored.
    pub clean: bool,
    /// Ends the build early.
    pub cancel: Cancel,
}

/// What a build made.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The folder.
    pub output: PathBuf,
    /// All files.
    pub files: u64,
    /// All bytes.
    pub bytes: u64,
    /// Files that were written, because they are new or their bytes changed.
    pub written: u64,
    /// Files of the build before that are no more.
    pub removed: u64,
    /// Pages, islands, the heaviest page.
    pub totals: Totals,
}

/// Builds a site. Nothing is published when `out` holds an error afterwards, or when the build was ended early;
/// then there is no summary.
pub fn build(
    options: &BuildOptions,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Option<Summary> {
    let site = &options.load.root;
    let timings = &options.load.timings;
    let running = timings.stage("stamp inputs");
    let now = inputs::stamp(site);
    drop(running);
    let running = timings.stage("read the record");
    let output = if options.clean { None } else { locate(&options.load) };
    let found = output.as_ref().map(|output| Store::new(site, output, &options.load).read());
    let record = found.unwrap_or(Ok(None)).unwrap_or_else(|why| {
        progress(Progress::Step(why));
        None
    });
    drop(running);
    if let (Some(output), Some((record, name))) = (output, &record)
        && record.silent
        && inputs::same(&record.inputs, &now)
    {
        let stage = out.keep(open(&output, options, Some(name), progress))?;
        if stands(&stage, record).len() == record.files.len() {
            return Some(summary(output, record, 0, 0));
        }
    }

    let loaded = load(&options.load, record.as_ref().map(|(record, _)| &record.memory), progress, out)?;
    let running = timings.stage("plan outputs");
    let files = plan(&loaded, out);
    drop(running);
    if out.has_errors() {
        return None;
    }
    let stage = out.keep(open(&loaded.output, options, record.as_ref().map(|(_, name)| name), progress))?;
    let before = record.as_ref().map(|(record, _)| record).filter(|_| stage.is_patch());
    let intact = before.map(|record| stands(&stage, record)).unwrap_or_default();
    if before.is_none() {
        let _running = timings.stage("values");
        loaded.renderer.prepare();
    }
    let running = timings.stage("render and write");
    let maker = Maker { loaded: &loaded, stage: &stage, before, intact, inputs: &now, timings };
    let made = make(&maker, &files, &options.cancel, progress, out);
    drop(running);
    if out.has_errors() || options.cancel.is_wanted() {
        return None;
    }
    let stale = before.map(|record| record.files.keys().filter(|path| !made.contains_key(*path)).cloned());
    let stale: Vec<String> = stale.into_iter().flatten().collect();
    drop(maker);
    let running = timings.stage("record");
    let record = Record {
        memory: loaded.memory(),
        inputs: now,
        totals: totals(&loaded, &made),
        files: made,
        silent: out.is_empty(),
    };
    let store = Store::new(site, &loaded.output, &options.load);
    let removed = stale.len() as u64;
    let (laid_out, name) = match Store::lay_out(&record) {
        Ok((bytes, name)) => (Ok(bytes), name),
        // A name that no record has: the next build starts from nothing.
        Err(error) => (Err(error), Hash::default()),
    };
    let output = loaded.output.clone();
    // Taking a large site apart takes a tenth of a build; nobody waits for it, the process's end least of all.
    std::thread::spawn(move || drop((loaded, files)));
    drop(running);
    let _running = timings.stage("publish");
    let report = out.keep(stage.commit(&name, stale))?;
    if let Err(error) = laid_out.and_then(|bytes| store.write(&bytes)) {
        let _ = store.clear();
        progress(Progress::Step(format!("the record of this build cannot be kept: {error}")));
    }
    let summary = summary(output, &record, report.files, removed);
    std::thread::spawn(move || drop(record));
    Some(summary)
}

fn open(
    output: &Path,
    options: &BuildOptions,
    last: Option<&Hash>,
    progress: &(dyn Fn(Progress) + Sync),
) -> crate::diagnostics::Result<Stage> {
    let protect = [options.load.root.as_path()];
    let waiting = |who: &str| progress(Progress::Step(format!("waiting for {who}")));
    let stage_options = StageOptions {
        force: options.force,
        wait: Duration::from_secs(60),
        waiting: &waiting,
        protect: &protect,
        opening: &|| options.cancel.hold(),
    };
    match last {
        Some(last) => Stage::open_patch(output, &stage_options, last),
        None => Stage::open(output, &stage_options),
    }
}

/// The files of a record that are as they were written.
fn stands<'r>(stage: &Stage, record: &'r Record) -> HashSet<&'r str> {
    stage.intact(record.files.par_iter().map(|(path, file)| (path.as_str(), &file.stamp, &file.hash)))
}

fn make(
    maker: &Maker<'_>,
    files: &[PlannedFile],
    cancel: &Cancel,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Files {
    let done = AtomicUsize::new(0);
    let all = files.len();
    let problems: Mutex<Diagnostics> = Mutex::default();
    let mut made: Files = files
        .par_iter()
        .flat_map_iter(|file| {
            let records = match cancel.is_wanted() {
                true => Vec::new(),
                false => maker.make(file).unwrap_or_else(|found| {
                    problems.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
                    Vec::new()
                }),
            };
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(64) || done == all {
                progress(Progress::Rendered { done, all });
            }
            records
        })
        .collect();
    out.extend(problems.into_inner().unwrap_or_else(PoisonError::into_inner));
    for (path, bytes) in maker.loaded.renderer.generated().files() {
        let path = match OutputPath::new(path.trim_start_matches('/')) {
            Ok(path) => path,
            Err(reason) => {
                out.push(Diagnostic::error(Code::PublishPath, format!("`{path}`: {reason}")));
                continue;
            }
        };
        match maker.publish(&path, &bytes, Made::Bytes) {
            Ok(records) => made.extend(records),
            Err(found) => out.extend(found),
        }
    }
    made
}

fn totals(loaded: &Loaded, files: &Files) -> Totals {
    let mut islands = BTreeSet::new();
    let mut heaviest: Option<(&str, usize)> = None;
    for (path, file) in files {
        let Made::Output { used, shipped, .. } = &file.made else { continue };
        islands.extend(used.islands.iter().map(|(name, _)| name));
        // Files come in byte order: of equals the first stays.
        if *shipped > heaviest.map_or(0, |(_, most)| most) {
            heaviest = Some((path, *shipped));
        }
    }
    Totals {
        pages: loaded.renderer.site().pages.len(),
        islands: islands.len(),
        heaviest: heaviest.map(|(path, bytes)| (format!("/{}", path.trim_end_matches("index.html")), bytes)),
    }
}

fn summary(output: PathBuf, record: &Record, written: u64, removed: u64) -> Summary {
    Summary {
        output,
        files: record.files.len() as u64,
        bytes: record.files.values().map(|file| file.stamp.length).sum(),
        written,
        removed,
        totals: record.totals.clone(),
    }
}
