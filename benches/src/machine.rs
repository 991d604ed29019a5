//! What the figures were measured on, and how busy it was.

use serde::{Deserialize, Serialize};
use std::fs;
use std::time::{Duration, Instant};

/// `/proc` counts CPU time in these: USER_HZ is 100 on every Linux that Rust runs on.
pub(crate) const TICKS_PER_SECOND: f64 = 100.0;

/// A machine, as far as it is known; empty where the platform does not say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    /// Memory in GiB.
    pub(crate) memory: u64,
    pub(crate) system: String,
    /// The file system of the folder of work.
    pub(crate) file_system: String,
}

impl Machine {
    /// This one; `work` is the folder that outputs are written to.
    pub(crate) fn here(work: &std::path::Path) -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let field = |text: &str, key: &str| {
            let line = text.lines().find(|line| line.starts_with(key));
            line.and_then(|line| line.split_once(':'))
                .map(|(_, value)| value.trim().to_owned())
                .unwrap_or_default()
        };
        let kib: u64 = field(&read("/proc/meminfo"), "MemTotal")
            .split(' ')
            .next()
            .and_then(|number| number.parse().ok())
            .unwrap_or(0);
        let release = read("/proc/sys/kernel/osrelease");
        // "6.18.2-vendor.3" says no more than "6.18" to a reader.
        let release = release.trim().split(['.', '-']).take(2).collect::<Vec<_>>().join(".");
        Self {
            processor: field(&read("/proc/cpuinfo"), "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: (kib as f64 / f64::from(1 << 20)).round() as u64,
            system: format!("{} {release}", capital(std::env::consts::OS)).trim().to_owned(),
            file_system: file_system(&read("/proc/self/mounts"), work).unwrap_or_default(),
        }
    }
}

fn capital(word: &str) -> String {
    crate::snippet::capitalised(word)
}

/// The type of the file system that the longest matching mount point of `/proc/self/mounts` has.
fn file_system(mounts: &str, folder: &std::path::Path) -> Option<String> {
    let folder = folder.canonicalize().ok()?;
    mounts
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(' ').skip(1);
            Some((fields.next()?, fields.next()?))
        })
        .filter(|(point, _)| folder.starts_with(point))
        // Of two on one point the later one covers the earlier.
        .max_by_key(|(point, _)| point.len())
        .map(|(_, kind)| kind.to_owned())
}

/// The load average over one minute.
pub(crate) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// The CPU time in seconds that all programs together have used since the machine started.
fn busy() -> Option<f64> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let fields: Vec<f64> =
        text.lines().next()?.split_whitespace().skip(1).filter_map(|f| f.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal
    let ticks: f64 = fields.iter().take(8).sum::<f64>() - fields.get(3)? - fields.get(4)?;
    Some(ticks / TICKS_PER_SECOND)
}

/// Watches what other programs take of the machine while something is measured. The load average cannot tell:
/// the measured program is part of it, and the last one still is for a minute.
#[derive(Debug)]
pub(crate) struct Watch {
    start: Instant,
    busy: Option<f64>,
}

impl Watch {
    /// Starts watching.
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), busy: busy() }
    }

    /// The CPU seconds that were used by others than the measured program, which itself used `own`.
    pub(crate) fn others(&self, own: f64) -> Option<f64> {
        Some((busy()? - self.busy? - own).max(0.0))
    }
}

/// How many cores others keep busy, looked at for two seconds.
pub(crate) fn occupied() -> Option<f64> {
    let watch = Watch::start();
    std::thread::sleep(Duration::from_secs(2));
    Some(watch.others(0.0)? / watch.start.elapsed().as_secs_f64())
}

/// Today's date in UTC.
pub(crate) fn today() -> String {
    jiff::Timestamp::try_from(std::time::SystemTime::now())
        .map(|now| now.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_mount_point_says_the_file_system() {
        let folder = std::env::temp_dir();
        let mounts =
            format!("/dev/a / ext4 rw 0 0\nproc /proc proc rw 0 0\ntmp {} tmpfs rw 0 0\n", folder.display());
        assert_eq!(file_system(&mounts, &folder).unwrap(), "tmpfs");
        assert_eq!(file_system("/dev/a / ext4 rw 0 0\n", &folder).unwrap(), "ext4");
        assert_eq!(file_system("", &folder), None);
    }
}
