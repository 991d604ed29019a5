//! Errors and warnings as data: a stable code, a message, the file and byte span, a hint.
//!
//! Every stage returns what it could make plus the diagnostics it met, so that one build reports every
//! broken page and not the first. Nothing here prints; [`render`] turns diagnostics into terminal text or
//! JSON, and only the commands write that out.
//!
//! **Invariant:** this layer imports no other layer.

mod code;
mod location;
pub mod render;
mod source_text;
mod suggest;

pub use code::Code;
pub use location::{Location, Position};
pub use source_text::SourceText;
pub use suggest::nearest;

use std::cmp::Ordering;

/// How bad it is. An error keeps the build from being published; a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// Published, but the author should know.
    Warning,
}

/// One problem, with everything a reader needs to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code, such as `L9-0302`.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One sentence, lower case, without a full stop.
    pub message: String,
    /// Where, if it belongs to a file.
    pub location: Option<Location>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Further places or texts that explain it, such as the other of two colliding files.
    pub notes: Vec<Note>,
}

/// An explanation attached to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What the place has to do with the problem.
    pub message: String,
    /// The place, if there is one.
    pub location: Option<Location>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            location: None,
            hint: None,
            notes: Vec::new(),
        }
    }

    /// A warning without a place.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Puts it at a place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds "did you mean" for the candidate nearest to `wrong`, if one is near enough.
    #[must_use]
    pub fn suggest<'a>(self, wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(wrong, candidates) {
            Some(name) => self.hint(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// Adds an explanation, with a place or without.
    #[must_use]
    pub fn note(mut self, message: impl Into<String>, location: Option<Location>) -> Self {
        self.notes.push(Note { message: message.into(), location });
        self
    }

    /// The order in which diagnostics are reported: by file, place, code and message, whatever the order
    /// in which threads met them.
    pub fn report_order(&self, other: &Self) -> Ordering {
        let key = |d: &Self| d.location.as_ref().map(|l| (l.file.clone(), l.span.start));
        key(self)
            .cmp(&key(other))
            .then_with(|| self.code.cmp(&other.code))
            .then_with(|| self.message.cmp(&other.message))
    }
}

/// What a fallible step that meets one fatal problem returns.
pub type Result<T> = std::result::Result<T, Box<Diagnostic>>;

/// A collection of diagnostics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds the diagnostic of a failed step and keeps the value of a successful one.
    pub fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(diagnostic) => {
                self.list.push(*diagnostic);
                None
            }
        }
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(other);
    }

    /// Whether any of them keeps the build from being published.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many errors and how many warnings.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.list.iter().filter(|d| d.severity == Severity::Error).count();
        (errors, self.list.len() - errors)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Drops those that `keep` refuses.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// Sorts into report order and drops exact repeats.
    pub fn sort(&mut self) {
        self.list.sort_by(Diagnostic::report_order);
        self.list.dedup();
    }

    /// The diagnostics, in their present order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { list: vec![diagnostic] }
    }
}

impl From<Box<Diagnostic>> for Diagnostics {
    fn from(diagnostic: Box<Diagnostic>) -> Self {
        Self { list: vec![*diagnostic] }
    }
}
