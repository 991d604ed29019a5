//! What the stages of a build cost: `layer9 build --timings FILE.json`.
//!
//! A **stage** is a span of wall time, one after the other. A **task** is what many threads do at once within a
//! stage, summed over all of them, so that a stage shows what it was spent on. Nothing is recorded, and no
//! clock is read, where no timings were asked for.

mod chart;

use serde::Serialize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What threads do side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// A source is read from disk.
    Read,
    /// Its front matter is parsed.
    FrontMatter,
    /// Its body is parsed and becomes HTML.
    Markdown,
    /// An output is rendered.
    Render,
    /// An output is written, its folder created.
    Write,
}

impl Task {
    const ALL: [Self; 5] = [Self::Read, Self::FrontMatter, Self::Markdown, Self::Render, Self::Write];

    fn name(self) -> &'static str {
        match self {
            Self::Read => "read sources",
            Self::FrontMatter => "parse front matter",
            Self::Markdown => "Markdown to HTML",
            Self::Render => "render templates",
            Self::Write => "write files",
        }
    }
}

/// The stopwatch of one build, shared by its threads; by default it is off. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Timings(Option<Arc<Record>>);

#[derive(Debug)]
struct Record {
    start: Instant,
    stages: Mutex<Vec<Stage>>,
    tasks: [TaskClock; Task::ALL.len()],
}

#[derive(Debug, Default)]
struct TaskClock {
    nanoseconds: AtomicU64,
    items: AtomicU64,
}

/// One stage of a build.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stage {
    /// What it is called, such as "parse content".
    pub name: &'static str,
    /// When it began, in seconds since the build did.
    pub start: f64,
    /// How long it took, in seconds of wall time.
    pub wall: f64,
}

/// One task, over all threads.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TaskTotal {
    /// What it is called, such as "render templates".
    pub name: &'static str,
    /// Its time summed over all threads, in seconds; on two busy cores up to twice the wall time.
    pub busy: f64,
    /// How many times it was done.
    pub items: u64,
}

/// What a build cost, as it is written to the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The version of this format.
    pub format: u32,
    /// The tool's version.
    pub layer9: &'static str,
    /// Threads that shared the work.
    pub threads: usize,
    /// The whole build, in seconds of wall time.
    pub wall: f64,
    /// Pages of content.
    pub pages: usize,
    /// Files published.
    pub files: u64,
    /// The sum of their lengths in bytes.
    pub bytes: u64,
    /// The stages, in the order in which they began.
    pub stages: Vec<Stage>,
    /// The tasks, in the order in which a page goes through them.
    pub tasks: Vec<TaskTotal>,
}

/// A stage that runs until this is dropped.
#[derive(Debug)]
#[must_use = "a stage ends where this is dropped"]
pub struct Running {
    record: Option<(Arc<Record>, Instant)>,
    name: &'static str,
}

impl Timings {
    /// A stopwatch that starts now.
    pub fn start() -> Self {
        Self(Some(Arc::new(Record {
            start: Instant::now(),
            stages: Mutex::default(),
            tasks: Default::default(),
        })))
    }

    /// Begins a stage.
    pub fn stage(&self, name: &'static str) -> Running {
        Running { record: self.0.as_ref().map(|r| (r.clone(), Instant::now())), name }
    }

    /// Does a task, and counts its time.
    pub fn task<T>(&self, task: Task, work: impl FnOnce() -> T) -> T {
        let Some(clock) = self.0.as_ref().and_then(|r| r.tasks.get(task as usize)) else {
            return work();
        };
        let start = Instant::now();
        let done = work();
        let nanoseconds = u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
        clock.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        clock.items.fetch_add(1, Ordering::Relaxed);
        done
    }

    /// What was recorded so far; `None` where nothing is.
    pub fn report(&self, pages: usize, files: u64, bytes: u64) -> Option<Report> {
        let record = self.0.as_ref()?;
        let mut stages = record.stages.lock().unwrap_or_else(PoisonError::into_inner).clone();
        stages.sort_by(|a, b| a.start.total_cmp(&b.start));
        let tasks = Task::ALL.iter().zip(&record.tasks).map(|(task, clock)| TaskTotal {
            name: task.name(),
            busy: Duration::from_nanos(clock.nanoseconds.load(Ordering::Relaxed)).as_secs_f64(),
            items: clock.items.load(Ordering::Relaxed),
        });
        Some(Report {
            format: 1,
            layer9: env!("CARGO_PKG_VERSION"),
            threads: rayon::current_num_threads(),
            wall: record.start.elapsed().as_secs_f64(),
            pages,
            files,
            bytes,
            stages,
            tasks: tasks.collect(),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some((record, start)) = self.record.take() {
            let stage = Stage {
                name: self.name,
                start: start.duration_since(record.start).as_secs_f64(),
                wall: start.elapsed().as_secs_f64(),
            };
            record.stages.lock().unwrap_or_else(PoisonError::into_inner).push(stage);
        }
    }
}

impl Report {
    /// The report as JSON. All times are seconds.
    ///
    /// # Errors
    /// None that a report can cause.
    pub fn to_json(&self) -> serde_json::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// The report as a picture: an SVG that needs nothing else.
    pub fn to_svg(&self) -> String {
        chart::draw(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_stages_and_tasks() {
        let timings = Timings::start();
        {
            let _stage = timings.stage("parse content");
            assert_eq!(timings.task(Task::Markdown, || 7), 7);
        }
        drop(timings.stage("<publish>"));
        let report = timings.report(1, 2, 3).expect("it is on");
        let names: Vec<&str> = report.stages.iter().map(|s| s.name).collect();
        assert_eq!(names, ["parse content", "<publish>"]);
        assert_eq!(report.tasks.iter().map(|t| t.items).collect::<Vec<_>>(), [0, 0, 1, 0, 0]);
        let json: serde_json::Value =
            serde_json::from_str(&report.to_json().expect("JSON")).expect("valid JSON");
        assert_eq!(json["stages"][0]["name"], "parse content");
        let svg = report.to_svg();
        assert!(svg.starts_with("<svg ") && svg.contains("&lt;publish&gt;"), "{svg}");
    }

    #[test]
    fn off_by_default() {
        let timings = Timings::default();
        drop(timings.stage("parse content"));
        assert_eq!(timings.task(Task::Read, || 1), 1);
        assert_eq!(timings.report(0, 0, 0), None);
    }
}
