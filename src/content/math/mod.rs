//! Math: TeX becomes MathML while the site is built, so that formulas need no script, no font and no style sheet
//! of another site, and are text to readers of screens.
//!
//! The subset of TeX is that of `math-core`: what KaTeX knows, by and large, without macros of the author's own
//! and without anything that makes links.

mod stack;
mod style;
#[cfg(test)]
mod tests;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use std::ops::Range;

/// The rules for the classes that formulas have; `layer9:math.css` in style sheets.
pub const STYLE_SHEET: &str = include_str!("math.css");

/// How a formula stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// Within a line.
    Inline,
    /// On lines of its own.
    Block,
}

/// Why a formula cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathError {
    /// One sentence without a full stop.
    pub message: String,
    /// Where, in bytes of the formula.
    pub span: Range<usize>,
}

/// Turns the formulas of one page into MathML; numbers of equations go on from formula to formula.
#[derive(Debug, Default)]
pub struct Math {
    converter: LatexToMathML,
}

impl Math {
    /// A converter whose first numbered equation is (1).
    pub fn new() -> Self {
        // Without macros there is nothing in a configuration that can be wrong.
        Self { converter: LatexToMathML::new(MathCoreConfig::default()).unwrap_or_default() }
    }

    /// The MathML of a formula, without the marks around it.
    ///
    /// # Errors
    /// Where the formula breaks the grammar of TeX, or uses what is not known.
    pub fn convert(&mut self, tex: &str, display: Display) -> Result<String, MathError> {
        let display = match display {
            Display::Inline => MathDisplay::Inline,
            Display::Block => MathDisplay::Block,
        };
        let converter = &mut self.converter;
        stack::with_room(tex, || match converter.convert_with_global_state(tex, display) {
            Ok(result) => Ok(style::to_classes(&result.mathml)),
            Err(error) => {
                let message = lower_first(error.error_message().trim_end_matches('.'));
                // What is missing is missing after the last token, not on the line of the closing marks.
                let last = tex.trim_end().len();
                let span = floor(tex, error.0.start.min(last))..floor(tex, error.0.end.min(last));
                Err(MathError { message, span })
            }
        })
    }
}

/// The start of the character that an index lies in.
fn floor(text: &str, index: usize) -> usize {
    (0..=index.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
