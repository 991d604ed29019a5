//! `layer9 build`

use super::args::{BuildArgs, Memory};
use super::interrupt::Interrupt;
use super::ledger;
use super::terminal::{Terminal, bytes};
use super::timings::TimingsFiles;
use crate::diagnostics::{Diagnostics, Severity};
use crate::pipeline::{self, BuildOptions, LoadOptions, Summary, Timings};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

pub(super) fn run(root: &Path, args: &BuildArgs, terminal: &Terminal) -> ExitCode {
    let start = Instant::now();
    let files = match args.timings.as_deref().map(TimingsFiles::create).transpose() {
        Ok(files) => files,
        Err(diagnostic) => {
            terminal.diagnostic(*diagnostic);
            return ExitCode::from(2);
        }
    };
    let options = BuildOptions {
        load: LoadOptions {
            base_url: args.base_url.clone(),
            output: args.output.clone(),
            timings: files.as_ref().map(|_| Timings::start()).unwrap_or_default(),
            // One moment for the build and for what verifies it.
            at: Some(args.publish.at.unwrap_or_else(crate::source::build_time)),
            ..args.publish.of(root)
        },
        force: args.force,
        clean: args.clean,
        memory: args.memory.map(|Memory(bytes)| bytes),
        ledger: args.ledger.is_some(),
        // To verify, the site is built once more.
        process_ends: !args.verify,
        ..BuildOptions::default()
    };
    let interrupt = Interrupt::listen(&options.cancel);
    let mut out = Diagnostics::new();
    let summary = pipeline::build(&options, &|progress| terminal.progress(&progress), &mut out);
    if terminal.report(&mut out) {
        terminal.say("nothing was published");
        return interrupt.exit_code().unwrap_or(ExitCode::from(1));
    }
    let Some(summary) = summary else {
        terminal.say("interrupted; nothing was published");
        return interrupt.exit_code().unwrap_or(ExitCode::from(1));
    };
    if let Some(Err(mut diagnostic)) = files.map(|files| files.write(&options.load.timings, &summary)) {
        // The site is published all the same.
        diagnostic.severity = Severity::Warning;
        terminal.diagnostic(*diagnostic);
    }
    terminal.say(&format!(
        "{} pages, {} files, {} in {:.2} s -> {}{}",
        summary.totals.pages,
        summary.files,
        bytes(summary.bytes),
        start.elapsed().as_secs_f64(),
        summary.output.display(),
        changes(&summary)
    ));
    if let Some((path, weight)) = &summary.totals.heaviest {
        terminal.say(&format!(
            "{} islands; the heaviest page for its visitors is {path}, which ships {} of scripts, modules and component styles",
            summary.totals.islands,
            bytes(*weight as u64)
        ));
    } else {
        terminal.say("no page ships a script");
    }
    if let (Some(ledger), Some(file)) = (&summary.ledger, &args.ledger) {
        terminal.say(&ledger::table(ledger));
        if let Err(mut diagnostic) = ledger::write(ledger, file) {
            diagnostic.severity = Severity::Warning;
            terminal.diagnostic(*diagnostic);
        }
    }
    if args.verify {
        let mut out = Diagnostics::new();
        let compared = pipeline::verify(&options, &|progress| terminal.progress(&progress), &mut out);
        if terminal.report(&mut out) {
            return interrupt.exit_code().unwrap_or(ExitCode::from(1));
        }
        terminal.say(&format!("{} files equal those of a clean build", compared.unwrap_or(0)));
    }
    // A signal that came after the last file was written changed nothing; whoever sent it still wants an end.
    interrupt.exit_code().unwrap_or(ExitCode::SUCCESS)
}

/// What a build did to the folder, where that is not all of it.
fn changes(summary: &Summary) -> String {
    let count = |n: u64| if n == 1 { "1 file".to_owned() } else { format!("{n} files") };
    match (summary.written, summary.removed) {
        (0, 0) => " (nothing changed)".to_owned(),
        (written, 0) if written == summary.files => String::new(),
        (written, 0) => format!(" ({} written)", count(written)),
        (written, removed) => format!(" ({} written, {} removed)", count(written), count(removed)),
    }
}
