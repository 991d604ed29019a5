//! `layer9 next-change`: the next date at which a build would publish other pages, on stdout.

use super::args::NextChangeArgs;
use super::terminal::Terminal;
use crate::diagnostics::Diagnostics;
use crate::pipeline;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, args: &NextChangeArgs, terminal: &Terminal) -> ExitCode {
    let mut out = Diagnostics::new();
    let next = pipeline::next_change(&args.publish.of(root), &mut out);
    if terminal.report(&mut out) {
        return ExitCode::from(1);
    }
    let Some(next) = next else {
        terminal.say("nothing is scheduled: the same pages are published at any later date");
        return ExitCode::SUCCESS;
    };
    terminal.data(&format!("{}\n", next.at));
    for (path, comes) in &next.sources {
        let what = if *comes { "is published" } else { "expires" };
        terminal.say(&format!("content/{path} {what}"));
    }
    ExitCode::SUCCESS
}
