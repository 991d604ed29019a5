//! The `layer9` binary: parse the command line, run the command, map its outcome to an exit code.

#![forbid(unsafe_code)]

use clap::Parser;
use std::process::ExitCode;

/// A build allocates from all threads at once and frees almost nothing before its end.
#[cfg(all(feature = "mimalloc", target_os = "linux"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = layer9::cli::Args::parse();
    layer9::cli::run(args)
}
