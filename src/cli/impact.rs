//! `layer9 impact`: which outputs an edit of a file would change, on stdout.

use super::args::ImpactArgs;
use super::terminal::Terminal;
use crate::diagnostics::Diagnostics;
use crate::pipeline::{self, LoadOptions};
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, args: &ImpactArgs, terminal: &Terminal) -> ExitCode {
    let options = LoadOptions { output: args.output.clone(), ..args.publish.of(root) };
    let mut out = Diagnostics::new();
    let file = args.file.to_string_lossy().replace('\\', "/");
    let file = file.trim_start_matches("./");
    let found = pipeline::impact(&options, file, &|progress| terminal.progress(&progress), &mut out);
    if terminal.report(&mut out) {
        return ExitCode::from(1);
    }
    let mut text = String::new();
    for impact in found.unwrap_or_default() {
        let files = if impact.all == 1 { "file" } else { "files" };
        let _ = writeln!(text, "{} changes {} of {} {files}", impact.edit, impact.changed.len(), impact.all);
        for path in &impact.changed {
            let _ = writeln!(text, "  {path}");
        }
    }
    terminal.data(&text);
    ExitCode::SUCCESS
}
