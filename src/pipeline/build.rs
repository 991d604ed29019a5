//! A build: what an earlier build made and what still holds is kept, the rest is rendered and published.
//!
//! Three ways, each a shortcut of the next: nothing below the site changed and the output folder stands as it
//! was written, so there is nothing to do; a record of the folder is there, so only files whose reads changed are
//! made again, and only those whose bytes changed are written; no record, so everything is made and swapped in
//! whole.

use super::Progress;
use super::bodies::{Bodies, Places};
use super::cancel::Cancel;
use super::files::{PlannedFile, plan};
use super::growth;
use super::inputs::{self, Stamped};
use super::load::{LoadOptions, Loaded, load, locate};
use super::make::Maker;
use super::record::{FileRecord, Files, Made, Prepared, Record, Store, Totals};
use super::sources::{Before, Trust};
use super::traces::{TraceId, Tracer};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::publish::{Ledger, OutputPath, Stage, StageOptions, Stamp, over_budget};
use crate::render::Shelf;
use crate::source::Hash;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
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
    /// How many bytes of memory the build should do with, at the cost of time.
    pub memory: Option<u64>,
    /// Whether the summary is to have the ledger of what pages ship.
    pub ledger: bool,
    /// Ends the build early.
    pub cancel: Cancel,
    /// Whether the process ends soon after the build. Then what the build holds in memory is left to the system, which takes
    /// it back at once; to free it piece by piece takes a tenth of a build of a large site.
    pub process_ends: bool,
}

impl BuildOptions {
    /// Lets go of what is no longer needed, so that nobody waits for that: it stays where it is if the process ends anyway,
    /// otherwise another thread frees it.
    fn leave<T: Send + 'static>(&self, what: T) {
        match self.process_ends {
            true => std::mem::forget(what),
            false => drop(std::thread::spawn(move || drop(what))),
        }
    }
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
    /// What pages ship, where it was asked for.
    pub ledger: Option<Ledger>,
}

/// Builds a site. Nothing is published when `out` holds an error afterwards, or when the build was ended early;
/// then there is no summary.
pub fn build(
    options: &BuildOptions,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Option<Summary> {
    let timings = &options.load.timings;
    let running = timings.stage("stamp inputs, read the record");
    let output = if options.clean { None } else { locate(&options.load) };
    let (now, found) = rayon::join(
        || Stamped::take(&options.load.root),
        || output.as_ref().map(|output| Store::new(&options.load.root, output, &options.load).read()),
    );
    let found = found.unwrap_or(Ok(None)).unwrap_or_else(|why| {
        progress(Progress::Step(why));
        None
    });
    drop(running);
    let mut build = Build { options, progress, before: None, name: None, now };
    if let (Some(output), Some((record, name))) = (&output, &found) {
        (build.before, build.name) = (Some(record), Some(name));
        let same = inputs::same(&record.inputs, &build.now.inputs);
        if record.silent && same && record.period.holds_at(options.load.moment()) {
            let stage = out.keep(build.open(output))?;
            if !options.ledger && stage.is_patch() && stands(output, record) {
                let summary = summary(output.clone(), record, 0, 0);
                options.leave(found);
                return Some(summary);
            }
        }
        if record.silent {
            let trust = Trust::Stamps { before: &record.inputs, now: &build.now.inputs };
            // What is wrong with the site is said by a build that has read everything and can show it.
            let mut said = Diagnostics::new();
            if let Ok(summary) = build.run(trust, &mut said) {
                // That it cannot be published.
                out.extend(said);
                options.leave(found);
                return summary;
            }
        }
    }
    let summary = build.run(Trust::None, out).unwrap_or(None);
    options.leave(found);
    summary
}

/// What a build takes besides pages, what it keeps of each page, and what it holds at once of each hundred bytes of
/// text, as measured on 10,000 and 100,000 posts.
const MEMORY_OF_ALL: u64 = 32 << 20;
const MEMORY_OF_A_PAGE: u64 = 11 << 10;
const MEMORY_OF_TEXT: u64 = 120;

/// What a build may take where nobody says. Beyond it, texts and bodies are kept on the disk, which takes a quarter less
/// memory and a tenth more of processor time on 10,000 posts.
const MEMORY_UNASKED: u64 = 256 << 20;

/// A build that needs no more than that, and of which nobody asked for less, takes some for a record whose parts are laid
/// out side by side.
const MEMORY_OF_RECORD: u64 = 512 << 20;

/// A build that believed its record found a reason not to.
struct Doubt;

/// One build.
struct Build<'a> {
    options: &'a BuildOptions,
    progress: &'a (dyn Fn(Progress) + Sync),
    /// What the build before left, and the name that the output folder knows it by.
    before: Option<&'a Record>,
    name: Option<&'a Hash>,
    now: Stamped,
}

impl Build<'_> {
    /// Loads, renders and publishes. One that takes anything on trust publishes only what is beyond doubt.
    fn run(&self, trust: Trust<'_>, out: &mut Diagnostics) -> Result<Option<Summary>, Doubt> {
        let options = self.options;
        let timings = &options.load.timings;
        let doubtful = |out: &Diagnostics| trust.is_some() && !out.is_empty();
        let before = Before { memory: self.before.map(|record| &record.memory), trust };
        let need = self.need();
        let lean = need > options.memory.unwrap_or(MEMORY_UNASKED);
        // Where memory is short for the record, too, it waits until what was loaded is freed, and is written as it is laid
        // out; otherwise its parts are laid out side by side, the first one early, and held until they are written.
        let streams_record = need > options.memory.unwrap_or(MEMORY_OF_RECORD);
        let none = Places::new();
        let output = locate(&options.load);
        let shelf = output.as_ref().map(|output| {
            let store = Store::new(&options.load.root, output, &options.load);
            let places = self.before.map_or(&none, |record| &record.bodies);
            Arc::new(Bodies::open(store.bodies(), places))
        });
        let load_options = LoadOptions {
            lean,
            shelf: shelf.clone().map(|shelf| -> Arc<dyn Shelf> { shelf }),
            ..options.load.clone()
        };
        // Most of what loading does is done by one thread, so that another can look at the folder meanwhile.
        let (loaded, intact) = std::thread::scope(|scope| {
            let standing = scope.spawn(|| {
                let _running = timings.stage("look at what stands");
                self.before.zip(output.as_ref()).map(|(record, output)| standing(output, record))
            });
            let loaded = load(&load_options, before, self.progress, out);
            (loaded, standing.join().ok().flatten().unwrap_or_default())
        });
        if doubtful(out) {
            return Err(Doubt);
        }
        let Some(loaded) = loaded else { return Ok(None) };
        let running = timings.stage("plan outputs");
        // One thread plans; what is known of the sources can be laid out for the record meanwhile.
        let (files, known) = std::thread::scope(|scope| {
            let known =
                (!streams_record).then(|| scope.spawn(|| Record::first_part(&loaded.key, &loaded.documents)));
            let files = plan(&loaded, out);
            (files, known.and_then(|known| known.join().ok()).flatten())
        });
        drop(running);
        if doubtful(out) {
            return Err(Doubt);
        }
        if out.has_errors() {
            return Ok(None);
        }
        let Some(stage) = out.keep(self.open(&loaded.output)) else { return Ok(None) };
        let before = self.before.filter(|_| stage.is_patch());
        let intact = if before.is_some() { intact } else { HashSet::new() };
        if before.is_none() {
            let _running = timings.stage("values");
            loaded.renderer.prepare(files.iter().filter_map(PlannedFile::output));
        }
        let running = timings.stage("render and write");
        let tracer = Tracer::new(before.map(|record| &record.traces));
        let maker = Maker {
            loaded: &loaded,
            stage: &stage,
            before,
            intact,
            tracer,
            inputs: &self.now.inputs,
            releases: loaded.renderer.bodies_are_seldom_shared(),
            timings,
        };
        let mut made = make(&maker, &files, &options.cancel, self.progress, out);
        drop(running);
        let stale = loaded.renderer.is_stale();
        if doubtful(out) || trust.is_some() && stale {
            return Err(Doubt);
        }
        if stale {
            let message = "a file of `content/` changed while the site was built";
            out.push(Diagnostic::error(Code::SourceRead, message).hint("build again"));
        }
        if out.has_errors() || options.cancel.is_wanted() {
            return Ok(None);
        }
        let config = &loaded.renderer.site().config;
        let mut ledger = None;
        if options.ledger || !config.budget.limits.is_empty() {
            let _running = timings.stage("ledger");
            let paths = made.keys().map(String::as_str).collect();
            match Ledger::of(&paths, &config.base_url, &|path| stage.read(path)) {
                Ok(mut found) => {
                    let islands = loaded.renderer.components().islands();
                    found.look_inside(|file| islands.parts(file));
                    let over = over_budget(&found, &config.budget);
                    if trust.is_some() && !over.is_empty() {
                        return Err(Doubt);
                    }
                    out.extend(over);
                    ledger = Some(found).filter(|_| options.ledger);
                }
                Err(error) => out.push(Diagnostic::error(
                    Code::SourceRead,
                    format!("what pages ship cannot be weighed: {error}"),
                )),
            }
            if out.has_errors() {
                return Ok(None);
            }
        }
        let running = timings.stage("record");
        let stale =
            before.map(|record| record.files.keys().filter(|path| !made.contains_key(*path)).cloned());
        let stale: Vec<String> = stale.into_iter().flatten().collect();
        let (traces, moved) = maker.tracer.finish(made.values().flat_map(|file| reads_of(file)).copied());
        if let Some(moved) = moved {
            renumber(&mut made, &moved);
        }
        for notice in growth::notices(&made, &traces, &loaded.renderer) {
            (self.progress)(Progress::Step(notice));
        }
        let memory = loaded.memory();
        let keys = memory.contents.values().map(|content| content.key());
        let bodies = shelf.map(|shelf| shelf.places(keys)).unwrap_or_default();
        let record = Record {
            memory,
            bodies,
            inputs: self.now.settle(&options.load.root),
            totals: totals(&loaded, &made),
            traces,
            files: made,
            silent: out.is_empty(),
            period: loaded.renderer.site().outline.schedule.period,
        };
        let output = loaded.output.clone();
        let store = Store::new(&options.load.root, &output, &options.load);
        let removed = stale.len() as u64;
        match streams_record {
            // The record needs its room.
            true => drop((loaded, files)),
            false => options.leave((loaded, files)),
        }
        drop(running);
        let running = timings.stage("lay the record out");
        let lay_out = || {
            let _running = running;
            store.prepare(&record, streams_record, known)
        };
        // Files move into their places meanwhile; at the end the folder is told the name of the record.
        let (report, prepared) = std::thread::scope(|scope| {
            let laid_out = scope.spawn(lay_out);
            let _running = timings.stage("publish");
            let mut prepared = None;
            let name = || {
                prepared = laid_out.join().ok();
                let name = prepared.as_ref().and_then(|prepared| prepared.as_ref().ok());
                // A name that no record has: the next build starts from nothing.
                name.map_or_else(Hash::default, |prepared| prepared.name)
            };
            (stage.commit(name, stale), prepared)
        });
        let Some(report) = out.keep(report) else { return Ok(None) };
        if let Some(Err(error)) = prepared.map(|prepared| prepared.and_then(Prepared::keep)) {
            let _ = store.clear();
            (self.progress)(Progress::Step(format!("the record of this build cannot be kept: {error}")));
        }
        let summary = Summary { ledger, ..summary(output, &record, report.files, removed) };
        options.leave(record);
        Ok(Some(summary))
    }

    /// How many bytes a build takes that keeps texts and bodies while it needs them.
    fn need(&self) -> u64 {
        let sources =
            self.now.inputs.iter().filter(|(path, _)| path.starts_with("content/") && path.ends_with(".md"));
        let lengths = sources.map(|(path, stamp)| match *stamp == Stamp::FRESH {
            // Its stamp does not tell.
            true => std::fs::metadata(self.options.load.root.join(path)).map_or(0, |file| file.len()),
            false => stamp.length,
        });
        let (pages, text) = lengths.fold((0, 0), |(pages, text), length| (pages + 1, text + length));
        let least = MEMORY_OF_ALL + pages * MEMORY_OF_A_PAGE;
        if self.options.memory.is_some_and(|ceiling| ceiling < least) {
            let words = format!(
                "a site of {pages} pages is built in about {} MiB at the least; less was asked for",
                least >> 20
            );
            (self.progress)(Progress::Step(words));
        }
        least + text * MEMORY_OF_TEXT / 100
    }

    fn open(&self, output: &Path) -> crate::diagnostics::Result<Stage> {
        let options = self.options;
        let protect = [options.load.root.as_path()];
        let waiting = |who: &str| (self.progress)(Progress::Step(format!("waiting for {who}")));
        let stage_options = StageOptions {
            force: options.force,
            wait: Duration::from_secs(60),
            waiting: &waiting,
            protect: &protect,
            opening: &|| options.cancel.hold(),
        };
        match self.name {
            Some(last) => Stage::open_patch(output, &stage_options, last),
            None => Stage::open(output, &stage_options),
        }
    }
}

/// The numbers of what a file read.
fn reads_of(file: &FileRecord) -> &[TraceId] {
    match &file.made {
        Made::Output { reads, .. } => reads,
        Made::Copy { .. } | Made::Bytes => &[],
    }
}

/// Gives what files read its new numbers.
fn renumber(files: &mut Files, moved: &[TraceId]) {
    let now = |id: TraceId| usize::try_from(id).ok().and_then(|at| moved.get(at)).copied().unwrap_or(id);
    for file in files.values_mut() {
        if reads_of(file).iter().all(|id| now(*id) == *id) {
            continue;
        }
        // A record that the build before shares is shared no more then.
        if let Made::Output { reads, .. } = &mut Arc::make_mut(file).made {
            reads.iter_mut().for_each(|id| *id = now(*id));
        }
    }
}

/// Whether all files of a record are as they were written.
fn stands(output: &Path, record: &Record) -> bool {
    record.files.par_iter().all(|(path, file)| file.stands(output, path))
}

/// Those files of a record that are as they were written. One thread looks, while others load.
fn standing<'r>(output: &Path, record: &'r Record) -> HashSet<&'r str> {
    let files = record.files.iter().filter(|(path, file)| file.stands(output, path));
    files.map(|(path, _)| path.as_str()).collect()
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
        ledger: None,
    }
}
