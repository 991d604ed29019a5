//! The `layer9` binary: parse the command line, run the command, map its outcome to an exit code.

#![forbid(unsafe_code)]

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = layer9::cli::Args::parse();
    layer9::cli::run(args)
}
