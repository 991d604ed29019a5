//! `layer9 import zola|hugo DIR`

use super::args::ImportFrom;
use super::terminal::Terminal;
use crate::import::{Generator, Note, import};
use std::path::PathBuf;
use std::process::ExitCode;

/// Notes beyond these are only in `IMPORT.md`.
const SHOWN: usize = 20;

pub(super) fn run(from: &ImportFrom, terminal: &Terminal) -> ExitCode {
    let (generator, args) = match from {
        ImportFrom::Zola(args) => (Generator::Zola, args),
        ImportFrom::Hugo(args) => (Generator::Hugo, args),
    };
    let to = args.to.clone().unwrap_or_else(|| {
        let dir = args.dir.canonicalize().unwrap_or_else(|_| args.dir.clone());
        let name =
            dir.file_name().map_or_else(|| "site".to_owned(), |name| name.to_string_lossy().into_owned());
        PathBuf::from(format!("{name}-layer9"))
    });
    let report = match import(generator, &args.dir, &to) {
        Ok(report) => report,
        Err(diagnostic) => {
            terminal.diagnostic(*diagnostic);
            return ExitCode::from(1);
        }
    };
    for Note { file, line, reason } in report.notes.iter().take(SHOWN) {
        let at = if *line == 0 { file.clone() } else { format!("{file}:{line}") };
        terminal.data(&format!("{at}: {reason}\n"));
    }
    let to = to.display();
    if report.notes.len() > SHOWN {
        terminal.data(&format!("and {} more in {to}/IMPORT.md\n", report.notes.len() - SHOWN));
    }
    terminal.say(&report.summary());
    terminal.say(&format!(
        "made a site in {to}; see it with `layer9 serve --root {to}`, and what to look at in {to}/IMPORT.md"
    ));
    ExitCode::SUCCESS
}
