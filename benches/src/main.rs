//! Measures Layer9 beside Hugo and Zola: `cargo run --release -p layer9-bench -- build --posts 1000,10000`.
//! `benches/README.md` says what is measured, and how.

mod args;
mod bench;
mod chart;
mod cold;
mod compare;
mod corpus;
mod failure;
mod floor;
mod http;
mod linear;
mod machine;
mod parity;
mod program;
mod random;
mod real;
mod rebuild;
mod report;
mod results;
mod run;
mod serve;
mod site;
mod snippet;
mod statistics;
mod table;
mod walk;
mod work;
mod zola_addresses;

use args::{Arguments, Common, Task};
use bench::Bench;
use clap::Parser as _;
use failure::Result;
use report::Report;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Does the task; false where something was measured that cannot be compared.
fn run(task: Task) -> Result<bool> {
    match task {
        Task::Build { sizes, common } => measure(&common, "build", |bench| cold::run(bench, &sizes.posts)),
        Task::Rebuild { sizes, common } => {
            measure(&common, "rebuild", |bench| rebuild::run(bench, &sizes.posts))
        }
        Task::Serve { sizes, common } => measure(&common, "serve", |bench| serve::run(bench, &sizes.posts)),
        Task::Real { real, common } => measure(&common, "real", |bench| real::run(bench, real.as_deref())),
        Task::Linear(options) => linear::run(&options),
        Task::Parity(options) => parity::run(&options),
        Task::Corpus { posts, seed, folder } => {
            corpus::Corpus::new(posts, seed).write(&folder).map(|()| true)
        }
        Task::Draw { report, readme } => results::draw(&report, readme),
        Task::Floor { manifest, output, threads } => floor::run(&manifest, &output, threads).map(|()| true),
    }
}

fn measure(common: &Common, task: &str, run: impl FnOnce(&Bench) -> Result<Report>) -> Result<bool> {
    let bench = Bench::open(common)?;
    let report = run(&bench)?;
    let name = common.name.clone().unwrap_or_else(|| results::name(task, bench.options));
    let sound = results::write(&report, common.results.as_deref(), &name, common.readme)?;
    // Only now: the figures are safe.
    bench.work.clear()?;
    Ok(sound)
}
