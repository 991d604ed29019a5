//! `--timings FILE.json`: the files it writes.

use crate::diagnostics::{Code, Diagnostic, Location, Result};
use crate::pipeline::{Summary, Timings};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The two files, which could be created before the build began.
#[derive(Debug)]
pub(super) struct TimingsFiles {
    json: PathBuf,
    chart: PathBuf,
}

impl TimingsFiles {
    /// Creates both, so that a name that cannot be written is said before a long build and not after it.
    pub(super) fn create(json: &Path) -> Result<Self> {
        let files = Self { json: json.to_owned(), chart: json.with_extension("svg") };
        if files.json == files.chart {
            let message = format!("`--timings {}`: the JSON cannot be named as the chart is", json.display());
            return Err(Box::new(
                Diagnostic::error(Code::PublishWrite, message)
                    .hint("name it `FILE.json`; the chart is written to `FILE.svg` beside it"),
            ));
        }
        for file in [&files.json, &files.chart] {
            File::create(file).map_err(|e| unwritable(file, &e))?;
        }
        Ok(files)
    }

    /// Writes what was recorded.
    pub(super) fn write(&self, timings: &Timings, summary: &Summary) -> Result<()> {
        let Some(report) = timings.report(summary.totals.pages, summary.files, summary.bytes) else {
            return Ok(());
        };
        let json = report.to_json().map_err(|e| unwritable(&self.json, &e.into()))?;
        fs::write(&self.json, json).map_err(|e| unwritable(&self.json, &e))?;
        fs::write(&self.chart, report.to_svg()).map_err(|e| unwritable(&self.chart, &e))
    }
}

fn unwritable(file: &Path, error: &io::Error) -> Box<Diagnostic> {
    let at = Location::file(file.display().to_string());
    Box::new(Diagnostic::error(Code::PublishWrite, format!("timings cannot be written: {error}")).at(at))
}
