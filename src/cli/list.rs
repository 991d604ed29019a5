//! `layer9 list`: the address of everything the site renders to, a line each, on stdout.

use super::args::ListArgs;
use super::terminal::Terminal;
use crate::diagnostics::Diagnostics;
use crate::pipeline::{self, Origin};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, args: &ListArgs, terminal: &Terminal) -> ExitCode {
    let options = args.publish.of(root);
    let mut out = Diagnostics::new();
    let files = pipeline::load(
        &options,
        pipeline::Before::default(),
        &|progress| terminal.progress(&progress),
        &mut out,
    )
    .map(|loaded| pipeline::plan(&loaded, &mut out));
    if terminal.report(&mut out) {
        return ExitCode::from(1);
    }
    let mut lines: Vec<String> = files
        .unwrap_or_default()
        .into_iter()
        .map(|file| {
            let source = match &file.origin {
                Origin::Output(output) => output.origin.file.to_string(),
                Origin::Copy(path) => path.strip_prefix(root).unwrap_or(path).display().to_string(),
                Origin::Bytes(_) => "styles".to_owned(),
                Origin::Static(_) => "theme".to_owned(),
            };
            format!("{}\t{source}\n", file.path.as_str())
        })
        .collect();
    lines.sort();
    terminal.data(&lines.concat());
    ExitCode::SUCCESS
}
