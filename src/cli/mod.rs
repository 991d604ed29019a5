//! The commands, one file each, on top of the layers.
//!
//! Data goes to stdout and messages to stderr. Exit codes: 0 done, 1 the site has errors and nothing was
//! published, 2 wrong usage, 130 and 143 after Ctrl-C and SIGTERM.

mod args;
mod build;
mod check;
mod completions;
mod data;
mod impact;
mod import;
mod interrupt;
mod ledger;
mod list;
mod new;
mod new_page;
mod next_change;
#[cfg(feature = "serve")]
mod preview;
mod schema;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
mod serving;
mod sizes;
mod terminal;
mod timings;
mod translations;
mod why;

pub use args::Args;

use args::Command;
use std::process::ExitCode;
use std::sync::Arc;
use terminal::Terminal;

/// Runs a command and gives its exit code.
pub fn run(args: Args) -> ExitCode {
    let terminal = Arc::new(Terminal::new(args.message_format, args.color));
    let root = args.root.clone();
    match args.command {
        Command::Build(options) => build::run(&root, &options, &terminal),
        #[cfg(feature = "serve")]
        Command::Serve(options) => serve::run(&root, &options, &terminal),
        #[cfg(feature = "serve")]
        Command::Preview(options) => preview::run(&root, &options, &terminal),
        Command::New(options) => match &options.what {
            Some(args::NewWhat::Page(page)) => new_page::run(&root, page, &terminal),
            None => new::run(&options, &terminal),
        },
        Command::Import(from) => import::run(&from, &terminal),
        Command::Check(options) => check::run(&root, &options, &terminal),
        Command::List(options) => list::run(&root, &options, &terminal),
        Command::NextChange(options) => next_change::run(&root, &options, &terminal),
        Command::Translations(options) => translations::run(&root, &options, &terminal),
        Command::Data(what) => data::run(&root, &what, &terminal),
        Command::Schema(options) => schema::run(&root, &options, &terminal),
        Command::Why(options) => why::run(&root, &options, &terminal),
        Command::Impact(options) => impact::run(&root, &options, &terminal),
        Command::Sizes(options) => sizes::run(&root, &options, &terminal),
        Command::Completions(options) => completions::run(&options),
    }
}
