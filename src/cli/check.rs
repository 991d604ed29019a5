//! `layer9 check`: the site as a build would find it, and the addresses of an older one.

use super::args::CheckArgs;
use super::terminal::Terminal;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::pipeline::{self, Parity};
use crate::render::{Output, outputs};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(root: &Path, args: &CheckArgs, terminal: &Terminal) -> ExitCode {
    let mut out = Diagnostics::new();
    let old = match &args.against {
        Some(path) => match pipeline::old_addresses(path) {
            Ok(addresses) => Some((path, addresses)),
            Err(diagnostic) => {
                terminal.diagnostic(*diagnostic);
                return ExitCode::from(1);
            }
        },
        None => None,
    };
    let progress = |progress| terminal.progress(&progress);
    let loaded = pipeline::load(&args.publish.of(root), pipeline::Before::default(), &progress, &mut out);
    let files = loaded.as_ref().map(|loaded| pipeline::plan(loaded, &mut out)).unwrap_or_default();
    let Some((path, addresses)) = old else {
        let failed = terminal.report(&mut out);
        if !failed {
            terminal.say(&format!("{} files, nothing wrong", files.len()));
        }
        return if failed { ExitCode::from(1) } else { ExitCode::SUCCESS };
    };
    // What is wrong with links is for `build` to say; here it would bury the answer.
    out.retain(|d| d.severity == crate::diagnostics::Severity::Error);
    if terminal.report(&mut out) {
        return ExitCode::from(1);
    }
    let base = loaded.as_ref().map(|loaded| loaded.renderer.site().config.base_url.base_path().to_owned());
    let rules: Vec<String> = loaded.as_ref().map_or_else(Vec::new, |loaded| {
        let site = loaded.renderer.site();
        outputs(site).iter().filter(|output| output.is_rule(site)).map(Output::file).collect()
    });
    let served = files.iter().map(|file| file.path.as_str().to_owned()).chain(rules);
    let parity = Parity::new(addresses, served, &base.unwrap_or_default());
    if args.json {
        terminal.data(&format!("{}\n", parity.to_json()));
    } else {
        for (address, near) in &parity.missing {
            let message = format!("{address} is not served");
            let diagnostic = Diagnostic::error(Code::AgainstMissing, message)
                .at(Location::file(path.display().to_string()));
            out.push(match near.as_slice() {
                [] => diagnostic.hint("give the page that took its place an `aliases` entry"),
                near => diagnostic.hint(format!("near to it: {}", near.join(", "))),
            });
        }
        terminal.report(&mut out);
        terminal.say(&parity.summary());
    }
    if parity.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
