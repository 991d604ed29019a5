//! What `serve` and `preview` share: how a server's events look on the terminal, and its exit code.

use super::terminal::Terminal;
use crate::diagnostics::Diagnostics;
use crate::server::{Bind, Ended, Event, Events};
use std::net::IpAddr;
use std::process::ExitCode;
use std::sync::Arc;

/// Where to listen, and the names to answer to besides.
pub(super) fn bind(host: IpAddr, port: u16, allowed_hosts: &[String]) -> Bind {
    Bind { host: host.to_string(), port, allowed_hosts: allowed_hosts.to_vec(), ..Bind::default() }
}

/// Shows events; opens the browser once the server listens, if asked to.
pub(super) fn events(terminal: &Arc<Terminal>, open: bool) -> Events {
    let terminal = terminal.clone();
    Arc::new(move |event| match event {
        Event::Listening { url, instead_of } => {
            if let Some(port) = instead_of {
                terminal.say(&format!("port {port} is taken; using the next free one"));
            }
            terminal.say(&format!("listening on {url} (stop with Ctrl-C)"));
            if open && let Err(error) = open::that_detached(&url) {
                terminal.say(&format!("the browser cannot be opened: {error}"));
            }
        }
        Event::Rebuilding { changed } => match changed.as_slice() {
            [one] => terminal.say(&format!("{} changed", one.display())),
            many => terminal.say(&format!("{} files changed", many.len())),
        },
        Event::Rebuilt { mut diagnostics, took, .. } => {
            let failed = terminal.report(&mut diagnostics);
            if failed {
                terminal.say("the last good pages are served until this is mended");
            } else {
                terminal.say(&format!("built in {} ms", took.as_millis()));
            }
        }
        Event::Refused(what) => terminal.say(&format!("refused: {what}")),
        Event::Warning(diagnostic) => terminal.diagnostic(diagnostic),
        _ => {}
    })
}

/// The exit code of a server that ended.
pub(super) fn exit(ended: crate::diagnostics::Result<Ended>, terminal: &Terminal) -> ExitCode {
    match ended {
        Ok(Ended::Interrupted) => ExitCode::from(130),
        Ok(Ended::Terminated) => ExitCode::from(143),
        Ok(_) => ExitCode::SUCCESS,
        Err(diagnostic) => {
            terminal.report(&mut Diagnostics::from(diagnostic));
            ExitCode::from(1)
        }
    }
}
