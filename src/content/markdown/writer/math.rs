//! Formulas.

use super::Writer;
use crate::content::markdown::escape;
use crate::content::math::{Display, Math};
use crate::diagnostics::{Code, Diagnostic};
use std::ops::Range;

impl Writer<'_> {
    pub(super) fn math(&mut self, tex: &str, display: Display, span: Range<usize>) {
        self.heading_text(tex);
        let mathml = match self.math.get_or_insert_with(Math::new).convert(tex, display) {
            Ok(mathml) => mathml,
            Err(error) => {
                let place = self.scan.text.get(span.clone()).and_then(|written| written.find(tex));
                let at = match place {
                    Some(at) => span.start + at + error.span.start..span.start + at + error.span.end,
                    // In a quotation, a formula of several lines is not written in one piece.
                    None => span,
                };
                let diagnostic = Diagnostic::error(Code::ContentMath, format!("formula: {}", error.message))
                    .at(self.at(at))
                    .hint("write `\\$` for a dollar sign that starts no formula");
                self.out.push(diagnostic);
                escape::text(tex, &mut self.html);
                return;
            }
        };
        match display {
            Display::Inline => self.html.push_str(&mathml),
            Display::Block => {
                // What is too wide scrolls, and what scrolls must be reachable by keyboard.
                self.html.push_str("<span class=\"math-display\" tabindex=\"0\">");
                self.html.push_str(&mathml);
                self.html.push_str("</span>");
            }
        }
    }
}
