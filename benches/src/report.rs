//! What a benchmark found: every round, so that tables and charts can be drawn again from the file.

use crate::compare::Output;
use crate::machine::Machine;
use crate::run::Sample;
use crate::statistics::{extent, median, paired_ratio};
use serde::{Deserialize, Serialize};

/// The row that reads every input and writes every output, and does nothing else.
pub(crate) const FLOOR: &str = "I/O floor";

/// A finished benchmark.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) kind: Kind,
    pub(crate) title: String,
    /// As it is to be typed to measure this again.
    pub(crate) command: String,
    pub(crate) date: String,
    pub(crate) rounds: usize,
    pub(crate) machine: Machine,
    /// Name and version of each program.
    pub(crate) programs: Vec<(String, String)>,
    /// What the reader must know to read the figures, one sentence or two each.
    pub(crate) notes: Vec<String>,
    pub(crate) sections: Vec<Section>,
}

/// Which benchmark it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    Build,
    Rebuild,
    Serve,
    Real,
}

/// Rows that are held against each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Section {
    /// Such as `1,000 posts`.
    pub(crate) name: String,
    /// The number of posts, where sections of several sizes make a growth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) posts: Option<usize>,
    /// What was done, where a size has several sections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) case: Option<String>,
    /// The row that ratios are to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) baseline: Option<String>,
    pub(crate) rows: Vec<Row>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) outputs: Vec<Output>,
}

/// A program, or what it was made to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) samples: Vec<Sample>,
    /// How many output files each round wrote, where that was looked at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) written: Vec<usize>,
    /// Rounds after which the output did not show the change: their times are of work that was not done.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) missed: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// One of the figures that a run gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Wall,
    User,
    System,
    Cpu,
    Memory,
}

impl Kind {
    /// Whether the rows of a section took turns, so that a round of one goes with the same round of another.
    pub(crate) fn takes_turns(self) -> bool {
        match self {
            Self::Build | Self::Real => true,
            Self::Rebuild | Self::Serve => false,
        }
    }
}

impl Measure {
    /// Seconds, or MiB.
    pub(crate) fn of(self, sample: &Sample) -> f64 {
        match self {
            Self::Wall => sample.wall,
            Self::User => sample.user,
            Self::System => sample.system,
            Self::Cpu => sample.cpu(),
            Self::Memory => sample.memory as f64 / f64::from(1 << 20),
        }
    }
}

impl Row {
    /// A row without rounds yet.
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), samples: Vec::new(), written: Vec::new(), missed: 0 }
    }

    /// The figure of every round.
    pub(crate) fn values(&self, measure: Measure) -> Vec<f64> {
        self.samples.iter().map(|sample| measure.of(sample)).collect()
    }

    /// The median of the figure.
    pub(crate) fn median(&self, measure: Measure) -> f64 {
        median(self.values(measure))
    }

    /// The smallest and largest of the figure.
    pub(crate) fn extent(&self, measure: Measure) -> (f64, f64) {
        extent(self.values(measure))
    }

    /// The figure as a share of the other row's: round by round if the two took turns, else of the medians.
    pub(crate) fn ratio(&self, base: &Self, measure: Measure, turns: bool) -> f64 {
        if turns && self.samples.len() == base.samples.len() {
            paired_ratio(&self.values(measure), &base.values(measure))
        } else {
            self.median(measure) / base.median(measure)
        }
    }
}

impl Section {
    /// The row of that name.
    pub(crate) fn row(&self, name: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.name == name)
    }

    /// The row that ratios are to.
    pub(crate) fn base(&self) -> Option<&Row> {
        self.row(self.baseline.as_deref()?)
    }
}

impl Report {
    /// All runs.
    fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.sections.iter().flat_map(|section| &section.rows).flat_map(|row| &row.samples)
    }

    /// How many cores other programs kept busy on average while something was measured.
    pub(crate) fn others(&self) -> Option<f64> {
        let (mut others, mut wall) = (0.0, 0.0);
        for sample in self.samples() {
            others += sample.others?;
            wall += sample.wall;
        }
        (wall > 0.0).then_some(others / wall)
    }

    /// The median, smallest and largest load average before the runs.
    pub(crate) fn load(&self) -> Option<(f64, f64, f64)> {
        let loads: Vec<f64> = self.samples().filter_map(|sample| sample.load).collect();
        let (low, high) = extent(loads.iter().copied());
        (!loads.is_empty()).then(|| (median(loads), low, high))
    }
}
