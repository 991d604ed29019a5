//! `layer9 preview`

use super::args::PreviewArgs;
use super::serving;
use super::terminal::Terminal;
use crate::config::Config;
use crate::diagnostics::Diagnostics;
use crate::server::{self, Listener, PreviewOptions, Stop};
use crate::source::Root;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

pub(super) fn run(root: &Path, args: &PreviewArgs, terminal: &Arc<Terminal>) -> ExitCode {
    let mut out = Diagnostics::new();
    let site = Root::open(root, "").and_then(|root| Ok((root.read_text("layer9.toml")?, root)));
    let Some((source, site)) = out.keep(site) else {
        terminal.report(&mut out);
        return ExitCode::from(1);
    };
    let config = Config::read(&source, &mut out);
    if terminal.report(&mut out) {
        return ExitCode::from(1);
    }
    let dist = site.path(&config.output_dir);
    // What a killed build left half done is completed before it is shown.
    if out.keep(crate::publish::recover(&dist)).is_none() {
        terminal.report(&mut out);
        return ExitCode::from(1);
    }
    let options = PreviewOptions { dist, base_path: format!("{}/", config.base_url.base_path()) };
    let served = Listener::bind(serving::bind(args.host, args.port, &args.allow_host)).and_then(|listener| {
        server::preview(listener, options, serving::events(terminal, args.open), &Stop::new())
    });
    serving::exit(served, terminal)
}
