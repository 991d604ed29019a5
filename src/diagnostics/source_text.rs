//! A text with the name its author knows it by: what diagnostics point into.

use super::Location;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// A text file: its path as the author knows it, and its text. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// Relative to the site's root, with forward slashes; files of a theme that ships with the binary start
    /// with the theme's name in angle brackets.
    pub path: Arc<str>,
    /// The text, valid UTF-8, without a byte-order mark.
    pub text: Arc<str>,
}

impl SourceText {
    /// A text that did not come from disk.
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// A place in it.
    pub fn at(&self, span: Range<usize>) -> Location {
        Location::new(self.path.clone(), self.text.clone(), span)
    }
}
