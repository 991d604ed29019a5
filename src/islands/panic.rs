//! What a component says when it panics.
//!
//! Messages and the code that formats them would make a build module several times larger, so it carries none. When a
//! component has trapped, its library is compiled once more with them, and the same render is done again.

use super::compile::{self, Sources};
use super::failure::RenderFailure;
use super::host::{Host, RenderContext};
use super::messages::{Files, own_file};
use crate::diagnostics::Location;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A panic, as Rust's standard message tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic {
    /// What was said.
    pub message: String,
    /// `file:line:column` in the sources, empty where it is not known.
    pub place: String,
    /// The same as a place in the author's files, where it is one.
    pub location: Option<Location>,
}

impl Panic {
    /// Reads `panicked at FILE:LINE:COLUMN:`, a newline, and the message (`core::panic::PanicInfo`, `Display`).
    pub(super) fn parse(text: &str) -> Self {
        let told = text.strip_prefix("panicked at ").and_then(|rest| rest.split_once(":\n"));
        let (place, message) = told.unwrap_or(("", text));
        Self { message: message.trim_end().to_owned(), place: place.to_owned(), location: None }
    }

    /// Names the file as the author knows it.
    fn locate(&mut self, files: &Files<'_>) -> Option<()> {
        let (rest, column) = self.place.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
        let (path, name) = own_file(file, files)?;
        let text = crate::source::read_text(&path).ok()?;
        let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let in_line = text.get(start..)?.lines().next()?;
        let before: usize = in_line.chars().take(column.checked_sub(1)?).map(char::len_utf8).sum();
        let span = start + before..start + in_line.trim_end().len();
        self.place = format!("{name}:{line}:{column}");
        self.location = Some(Location::new(name, text, span));
        Some(())
    }
}

/// Compiles a library with its messages, when one is asked for.
pub(super) struct Messages {
    sources: Sources,
    /// By package; `None` where it does not compile with messages.
    hosts: Mutex<BTreeMap<String, Option<Arc<Host>>>>,
}

impl Messages {
    pub(super) fn of(sources: &Sources) -> Self {
        let sources = Sources { hot_swap: false, optimizer: None, ..sources.clone() };
        Self { sources, hosts: Mutex::default() }
    }

    /// The failure with its message, if a panic was its cause.
    pub(super) fn explain(
        &self,
        failure: RenderFailure,
        package: &str,
        name: &str,
        wire: &str,
        context: &RenderContext,
    ) -> RenderFailure {
        let told = match failure {
            RenderFailure::Trap(_) => match self.host(package).map(|host| host.render(name, wire, context)) {
                Some(Err(told @ RenderFailure::Panic(_))) => told,
                _ => failure,
            },
            other => other,
        };
        match told {
            RenderFailure::Panic(mut panic) => {
                let Sources { folder, prefix, site, .. } = &self.sources;
                let files = Files { workspace: folder, prefix, site };
                // What is in no file of the site keeps the name that the compiler gave it.
                let _ = panic.locate(&files);
                RenderFailure::Panic(panic)
            }
            other => other,
        }
    }

    fn host(&self, package: &str) -> Option<Arc<Host>> {
        // Held while it compiles: others that fail meanwhile wait for the same module. What a poisoned lock guards is
        // put in whole.
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hosts.get(package) {
            return known.clone();
        }
        let host = compile::with_messages(&self.sources, package).and_then(|wasm| Host::new(&wasm).ok());
        let host = host.map(Arc::new);
        hosts.insert(package.to_owned(), host.clone());
        host
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_apart() {
        let panic = Panic::parse("panicked at src/a.rs:3:9:\nindex out of bounds\n");
        assert_eq!((&*panic.place, &*panic.message), ("src/a.rs:3:9", "index out of bounds"));
        let panic = Panic::parse("something else");
        assert_eq!((&*panic.place, &*panic.message), ("", "something else"));
    }
}
