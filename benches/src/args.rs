//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Measures Layer9 beside Hugo and Zola on a corpus of its own making.
#[derive(Debug, Parser)]
#[command(name = "layer9-bench", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Task,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Cold builds of 1,000 posts and more, in rounds that take turns
    Build {
        #[command(flatten)]
        sizes: Sizes,
        #[command(flatten)]
        common: Common,
    },
    /// Builds after nothing, a body, a title or a template changed, beside the peers' cold builds
    Rebuild {
        #[command(flatten)]
        sizes: Sizes,
        #[command(flatten)]
        common: Common,
    },
    /// Development servers: from the start to the first byte, from an edit to the changed bytes over HTTP
    Serve {
        #[command(flatten)]
        sizes: Sizes,
        #[command(flatten)]
        common: Common,
    },
    /// Real sites' content
    Real {
        /// The folder that holds rust-blog, etcd and tldr [default: ../shared/real beside the checkout]
        #[arg(long, value_name = "DIR")]
        real: Option<PathBuf>,
        #[command(flatten)]
        common: Common,
    },
    /// Makes a corpus, and measures nothing
    Corpus {
        /// How many posts
        #[arg(long, default_value = "1000", value_parser = posts)]
        posts: usize,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where to
        folder: PathBuf,
    },
    /// Writes the table and the chart of a report again, from its JSON
    Draw {
        /// The report
        report: PathBuf,
        /// Put the table into README.md too
        #[arg(long)]
        readme: bool,
    },
    /// How time and memory of a site with languages, taxonomies and menus grow with its pages
    Linear(crate::linear::Options),
    /// Imports sites of Zola and Hugo, and tells how many of their old addresses are served
    Parity(crate::parity::Options),
    /// The I/O floor itself, as a program that can be measured like the others
    #[command(hide = true)]
    Floor { manifest: PathBuf, output: PathBuf, threads: usize },
}

#[derive(Debug, Args)]
pub(crate) struct Sizes {
    /// How many posts, smallest first; several sizes show the growth
    #[arg(long, value_name = "N,...", value_delimiter = ',', default_value = "1000", value_parser = posts)]
    pub(crate) posts: Vec<usize>,
}

/// A number of posts: from one up, and what six digits of a file's name can tell apart.
fn posts(text: &str) -> Result<usize, String> {
    match text.replace('_', "").parse() {
        Ok(posts @ 1..=1_000_000) => Ok(posts),
        _ => Err("from 1 to 1,000,000".into()),
    }
}

/// What all benchmarks take.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// How often each program runs
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// Highlight code blocks
    #[arg(long, value_enum, default_value = "off")]
    pub(crate) highlight: Switch,
    /// Show the ten most recent posts on every page (never for Zola)
    #[arg(long, value_enum, default_value = "on")]
    pub(crate) nav: Switch,
    /// A ready corpus with zola/content or content in it, instead of one of our own
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
    /// Another seed is another corpus
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The layer9 binary, instead of building this checkout's
    #[arg(long, value_name = "PATH")]
    pub(crate) layer9: Option<PathBuf>,
    /// Hugo, instead of the one on the PATH
    #[arg(long, value_name = "PATH")]
    pub(crate) hugo: Option<PathBuf>,
    /// Zola, instead of the one on the PATH
    #[arg(long, value_name = "PATH")]
    pub(crate) zola: Option<PathBuf>,
    /// Programs to leave out
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub(crate) without: Vec<String>,
    /// The folder of work [default: .bench in the checkout]
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
    /// Where the table, the chart and the raw rounds go [default: benches/results in the checkout]
    #[arg(long, value_name = "DIR")]
    pub(crate) results: Option<PathBuf>,
    /// What they are called [default: after what is measured]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Put the table into README.md too
    #[arg(long)]
    pub(crate) readme: bool,
    /// Measure although other programs keep the machine busy
    #[arg(long)]
    pub(crate) busy: bool,
    /// Do not wait for the file system to forget what was deleted
    #[arg(long)]
    pub(crate) hurry: bool,
    /// Keep all sites and outputs
    #[arg(long)]
    pub(crate) keep: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

impl From<Switch> for bool {
    fn from(switch: Switch) -> Self {
        switch == Switch::On
    }
}
