//! `layer9 serve`

use super::args::ServeArgs;
use super::serving;
use super::terminal::Terminal;
use crate::config::Config;
use crate::diagnostics::{Diagnostics, Result};
use crate::pipeline::LoadOptions;
use crate::server::{self, Ended, Listener, LiveSite, ServeOptions, SiteSource, Stop};
use crate::source::Root;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

pub(super) fn run(root: &Path, args: &ServeArgs, terminal: &Arc<Terminal>) -> ExitCode {
    serving::exit(serve(root, args, terminal), terminal)
}

fn serve(root: &Path, args: &ServeArgs, terminal: &Arc<Terminal>) -> Result<Ended> {
    // Only the port and the base path are wanted here; mistakes are reported when the site is loaded.
    let source = Root::open(root, "")?.read_text("layer9.toml");
    let config = Config::read(&source?, &mut Diagnostics::new());
    let base_path = config.base_url.base_path().to_owned();
    let port = args.port.unwrap_or(config.port);
    let listener = Listener::bind(serving::bind(args.host, port, &args.allow_host))?;
    let options = LoadOptions {
        // Absolute addresses lead to this server, not to where the site is published.
        base_url: Some(listener.url(&base_path).trim_end_matches('/').to_owned()),
        hot_swap: true,
        ..args.publish.of(root)
    };
    let progress = terminal.clone();
    let site = LiveSite::new(options, move |step| progress.progress(&step));
    let mut first = site.diagnostics();
    if terminal.report(&mut first) {
        terminal.say("the pages show what is wrong until it is mended");
    }
    let options = ServeOptions { base_path: format!("{base_path}/"), poll: args.poll };
    server::serve(listener, Arc::new(site), options, serving::events(terminal, args.open), &Stop::new())
}
