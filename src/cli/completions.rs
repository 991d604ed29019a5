//! `layer9 completions SHELL`

use super::args::{Args, CompletionsArgs};
use clap::CommandFactory;
use std::process::ExitCode;

pub(super) fn run(args: &CompletionsArgs) -> ExitCode {
    clap_complete::generate(args.shell, &mut Args::command(), "layer9", &mut std::io::stdout());
    ExitCode::SUCCESS
}
