//! The one place that writes to the terminal: messages, progress, the closing summary.

use super::args::{Colour, MessageFormat};
use crate::diagnostics::render::{self, Style};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::Mutex;

/// Writes messages to stderr and data to stdout.
#[derive(Debug)]
pub(super) struct Terminal {
    format: MessageFormat,
    style: Style,
    bar: Mutex<Option<ProgressBar>>,
    is_terminal: bool,
}

impl Terminal {
    pub(super) fn new(format: MessageFormat, colour: Colour) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        let coloured = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        let style = if coloured { Style::Colour } else { Style::Plain };
        Self { format, style, bar: Mutex::new(None), is_terminal }
    }

    /// Reports diagnostics, sorted; says whether one of them is an error.
    pub(super) fn report(&self, diagnostics: &mut Diagnostics) -> bool {
        self.clear();
        diagnostics.sort();
        let text = match self.format {
            MessageFormat::Human => render::all_to_text(diagnostics, self.style),
            MessageFormat::Json => diagnostics.iter().map(|d| render::to_json(d) + "\n").collect(),
        };
        self.stderr(&text);
        diagnostics.has_errors()
    }

    /// Reports one diagnostic.
    pub(super) fn diagnostic(&self, diagnostic: Diagnostic) {
        self.report(&mut Diagnostics::from(diagnostic));
    }

    /// A message for people; left out where messages are JSON.
    pub(super) fn say(&self, message: &str) {
        if self.format == MessageFormat::Human {
            self.clear();
            self.stderr(&format!("{message}\n"));
        }
    }

    /// Data: goes to stdout. A reader that has gone away is no error.
    pub(super) fn data(&self, text: &str) {
        let _ = std::io::stdout().write_all(text.as_bytes());
    }

    /// A step of the build.
    pub(super) fn progress(&self, progress: &Progress) {
        if self.format == MessageFormat::Json {
            return;
        }
        match progress {
            Progress::Step(step) => self.say(step),
            Progress::Rendered { done, all } if self.is_terminal => self.bar(*done, *all),
            Progress::Rendered { .. } => {}
        }
    }

    fn bar(&self, done: usize, all: usize) {
        let mut slot = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let bar = slot.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} files") {
                bar.set_style(style);
            }
            bar
        });
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    }

    fn clear(&self) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }

    fn stderr(&self, text: &str) {
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}

/// A count of bytes for people: `1.4 MB`.
pub(super) fn bytes(n: u64) -> String {
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{:.1} kB", n as f64 / 1e3),
        _ => format!("{:.1} MB", n as f64 / 1e6),
    }
}
