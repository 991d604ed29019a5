//! `layer9 data`: what the lock file says of data from other servers.

use super::args::DataCommand;
use super::terminal::Terminal;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::pipeline::{self, LoadOptions};
use crate::source::remote::{LOCK_FILE, Remote, Updated};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, what: &DataCommand, terminal: &Terminal) -> ExitCode {
    let mut out = Diagnostics::new();
    let options = LoadOptions { root: root.to_path_buf(), ..LoadOptions::default() };
    let Some((remote, sources)) = pipeline::remote(&options, &mut out).filter(|_| !out.has_errors()) else {
        terminal.report(&mut out);
        return ExitCode::from(1);
    };
    match what {
        DataCommand::List => {
            for (url, sha256) in remote.locked() {
                terminal.data(&format!("{sha256}  {url}\n"));
            }
        }
        DataCommand::Forget { urls } => {
            let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
            for unknown in out.keep(remote.forget(&urls)).unwrap_or_default() {
                out.push(unlocked(&remote, unknown));
            }
        }
        DataCommand::Update { urls } => {
            let configured: BTreeSet<String> = sources.into_iter().map(|source| source.url).collect();
            let known: BTreeSet<String> =
                remote.locked().into_iter().map(|(url, _)| url).chain(configured).collect();
            let wanted: Vec<&String> = match urls.is_empty() {
                true => known.iter().collect(),
                false => urls.iter().collect(),
            };
            for url in wanted {
                if !known.contains(url) {
                    out.push(unlocked(&remote, url));
                    continue;
                }
                // One server that fails is no reason to leave the others as they are.
                if let Some(updated) = out.keep(remote.update(url)) {
                    let word = match updated {
                        Updated::Unchanged => "unchanged",
                        Updated::Changed => "changed",
                        Updated::Added => "added",
                    };
                    terminal.say(&format!("{word}  {url}"));
                }
            }
        }
    }
    if terminal.report(&mut out) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn unlocked(remote: &Remote, url: &str) -> Diagnostic {
    let known = remote.locked();
    Diagnostic::error(Code::CommandUsage, format!("{LOCK_FILE} has no {url}"))
        .suggest(url, known.iter().map(|(url, _)| url.as_str()))
}
