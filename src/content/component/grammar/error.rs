//! Why a tag, or a literal, cannot be read.

use crate::diagnostics::Code;
use std::ops::Range;

/// Why a tag, or a literal, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrammarError {
    /// [`Code::ComponentSyntax`] or [`Code::ComponentUnclosed`].
    pub code: Code,
    /// One sentence.
    pub message: String,
    /// Where.
    pub span: Range<usize>,
    /// What to do about it.
    pub hint: String,
}

impl GrammarError {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: Code::ComponentSyntax, message: message.into(), span, hint: hint.into() }
    }

    pub(super) fn unclosed(span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: Code::ComponentUnclosed, ..Self::new(span, message, hint) }
    }
}

pub(super) fn tag_unclosed(opening: Range<usize>, name: &str) -> GrammarError {
    GrammarError::unclosed(opening, format!("the tag `<{name}` is never closed"), escape_hint(name))
}

pub(super) fn escape_hint(name: &str) -> String {
    format!("end it with `>` or `/>`; write `\\<{name}`, or use backticks, where no component is meant")
}
