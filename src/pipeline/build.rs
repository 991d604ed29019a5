//! A full build: render everything, publish it whole or not at all.

use super::cancel::Cancel;
use super::files::{Origin, PlannedFile, plan};
use super::load::{LoadOptions, Loaded, load};
use super::{Progress, Task, Timings, precompress};
use crate::diagnostics::{Diagnostics, Result};
use crate::publish::{OutputPath, Report, Stage, StageOptions};
use crate::render::Used;
use rayon::prelude::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How to build.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// What to load.
    pub load: LoadOptions,
    /// Whether an output folder that Layer9 did not make may be replaced.
    pub force: bool,
    /// Ends the build early.
    pub cancel: Cancel,
}

/// What a build made.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The folder.
    pub output: std::path::PathBuf,
    /// Pages of content, without lists and feeds.
    pub pages: usize,
    /// All files.
    pub files: u64,
    /// All bytes.
    pub bytes: u64,
    /// Islands that some page hydrates.
    pub islands: usize,
    /// The page that ships most to the browser besides its HTML: its path and the bytes.
    pub heaviest: Option<(String, usize)>,
}

/// Builds a site. Nothing is published when `out` holds an error afterwards, or when the build was ended early;
/// then there is no summary.
pub fn build(
    options: &BuildOptions,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Option<Summary> {
    let timings = &options.load.timings;
    let loaded = load(&options.load, None, progress, out)?;
    let running = timings.stage("plan outputs");
    let files = plan(&loaded, out);
    drop(running);
    if out.has_errors() {
        return None;
    }
    let root = loaded.root.folder().to_path_buf();
    let protect = [root.as_path()];
    let waiting = |who: &str| progress(Progress::Step(format!("waiting for {who}")));
    let stage_options = StageOptions {
        force: options.force,
        wait: Duration::from_secs(60),
        waiting: &waiting,
        protect: &protect,
        opening: &|| options.cancel.hold(),
    };
    let stage = out.keep(Stage::open(&loaded.output, &stage_options))?;
    let running = timings.stage("render and write");
    let weights = render(&loaded, &files, &stage, options, progress, out);
    drop(running);
    if out.has_errors() || options.cancel.is_wanted() {
        return None;
    }
    let output = loaded.output.clone();
    let pages = loaded.renderer.site().pages.len();
    // Taking a large site apart takes a tenth of a build; nobody waits for it, the process's end least of all.
    std::thread::spawn(move || drop((loaded, files)));
    let _running = timings.stage("publish");
    let report = out.keep(stage.commit())?;
    Some(summary(output, pages, report, weights))
}

/// What each page with components ships besides its HTML.
struct Weight {
    path: String,
    bytes: usize,
    used: Used,
}

fn render(
    loaded: &Loaded,
    files: &[PlannedFile],
    stage: &Stage,
    options: &BuildOptions,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Vec<Weight> {
    let (cancel, timings) = (&options.cancel, &options.load.timings);
    let done = AtomicUsize::new(0);
    let all = files.len();
    let problems: Mutex<Diagnostics> = Mutex::default();
    let weights: Mutex<Vec<Weight>> = Mutex::default();
    let compress = loaded.renderer.site().config.precompress;
    let fail = |found: Diagnostics| {
        problems.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(found);
    };
    files.par_iter().for_each(|file| {
        if cancel.is_wanted() {
            return;
        }
        let written = match &file.origin {
            Origin::Output(output) => match timings.task(Task::Render, || loaded.renderer.render(output)) {
                Ok(rendered) => {
                    if !rendered.used.components.is_empty() {
                        let (bytes, used) = (rendered.shipped, rendered.used);
                        let weight = Weight { path: output.path.clone(), bytes, used };
                        weights.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(weight);
                    }
                    write(stage, &file.path, &rendered.bytes, compress, timings)
                }
                Err(found) => {
                    fail(found);
                    Ok(())
                }
            },
            Origin::Copy(from) => timings.task(Task::Write, || stage.copy(&file.path, from)),
            Origin::Bytes(bytes) => write(stage, &file.path, bytes, compress, timings),
            Origin::Static(bytes) => write(stage, &file.path, bytes, compress, timings),
        };
        if let Err(diagnostic) = written {
            fail(Diagnostics::from(diagnostic));
        }
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(64) || done == all {
            progress(Progress::Rendered { done, all });
        }
    });
    for (path, bytes) in loaded.renderer.generated().files() {
        match OutputPath::new(path.trim_start_matches('/')) {
            Ok(path) => {
                if let Err(diagnostic) = write(stage, &path, &bytes, compress, timings) {
                    fail(Diagnostics::from(diagnostic));
                }
            }
            Err(reason) => fail(Diagnostics::from(crate::diagnostics::Diagnostic::error(
                crate::diagnostics::Code::PublishPath,
                format!("`{path}`: {reason}"),
            ))),
        }
    }
    out.extend(problems.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner));
    weights.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn write(stage: &Stage, path: &OutputPath, bytes: &[u8], compress: bool, timings: &Timings) -> Result<()> {
    timings.task(Task::Write, || stage.write(path, bytes))?;
    if compress {
        for (path, bytes) in precompress::siblings(path, bytes) {
            stage.write(&path, &bytes)?;
        }
    }
    Ok(())
}

fn summary(output: std::path::PathBuf, pages: usize, report: Report, weights: Vec<Weight>) -> Summary {
    let mut islands = std::collections::BTreeSet::new();
    for weight in &weights {
        islands.extend(weight.used.islands.iter().map(|(name, _)| name.clone()));
    }
    let heaviest = weights
        .into_iter()
        .filter(|w| w.bytes > 0)
        .max_by(|a, b| a.bytes.cmp(&b.bytes).then_with(|| b.path.cmp(&a.path)))
        .map(|w| (w.path, w.bytes));
    Summary { output, pages, files: report.files, bytes: report.bytes, islands: islands.len(), heaviest }
}
