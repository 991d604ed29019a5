//! One program, run once: how long it took, what it used.

use crate::failure::{Context, Failure, Result};
use crate::machine::{self, Watch};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use wait4::Wait4 as _;

/// One run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sample {
    /// Seconds from the start to the exit.
    pub(crate) wall: f64,
    /// CPU seconds in the program and in what it waited for.
    pub(crate) user: f64,
    /// CPU seconds in the kernel on its behalf.
    pub(crate) system: f64,
    /// Peak resident memory in bytes.
    pub(crate) memory: u64,
    /// Load average over one minute before the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) load: Option<f64>,
    /// CPU seconds that other programs used meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) others: Option<f64>,
}

impl Sample {
    /// User and system time.
    pub(crate) fn cpu(&self) -> f64 {
        self.user + self.system
    }
}

/// Waits until what earlier runs wrote is on the disk, so that no run pays for another.
pub(crate) fn settle() {
    #[cfg(unix)]
    rustix::fs::sync();
}

/// Runs the command to its end. `log` receives what it writes to stderr.
pub(crate) fn measure(command: &mut Command, log: &Path) -> Result<Sample> {
    let name = command.get_program().to_string_lossy().into_owned();
    let what = || format!("cannot run {name}");
    let file = File::create(log).context(|| format!("cannot write {}", log.display()))?;
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
    settle();
    let load = machine::load();
    let watch = Watch::start();
    let start = Instant::now();
    let used = command.spawn().context(what)?.wait4().context(what)?;
    let wall = start.elapsed().as_secs_f64();
    let (user, system) = (used.rusage.utime.as_secs_f64(), used.rusage.stime.as_secs_f64());
    if !used.status.success() {
        let said = std::fs::read(log).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let from = said.len().saturating_sub(2000);
        let from = (from..said.len()).find(|at| said.is_char_boundary(*at)).unwrap_or(said.len());
        return Err(Failure(format!("{name} failed, {}: {}", used.status, &said[from..])));
    }
    Ok(Sample {
        wall: round(wall),
        user: round(user),
        system: round(system),
        memory: used.rusage.maxrss,
        load,
        others: watch.others(user + system).map(round),
    })
}

/// Microseconds are more than any of these clocks can tell.
pub(crate) fn round(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_measured_and_a_failure_says_what_the_program_said() {
        let log = std::env::temp_dir().join(format!("layer9-bench-test-{}", std::process::id()));
        let sample = measure(
            Command::new("sh").args(["-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"]),
            &log,
        );
        let sample = sample.unwrap();
        assert!(sample.wall > 0.0 && sample.cpu() > 0.0 && sample.memory > 100_000, "{sample:?}");
        let failure =
            measure(Command::new("sh").args(["-c", "echo no such page >&2; exit 3"]), &log).unwrap_err();
        assert!(failure.0.contains("no such page") && failure.0.contains('3'), "{failure}");
        let _ = std::fs::remove_file(&log);
    }
}
