//! Code blocks, in the page: the island around them, and what is wrong with their options.

use super::Writer;
use crate::content::markdown::code;
use crate::content::markdown::fence::Fence;
use crate::diagnostics::{Code, Diagnostic};
use std::ops::Range;

impl Writer<'_> {
    pub(super) fn close_code(&mut self) {
        let Some((info, text, span)) = self.code.take() else {
            return;
        };
        self.words(&text);
        let fence = self.fence(&info, &span);
        let options = self.context.options;
        let highlighter = self.context.highlighter;
        code::open_figure(&fence, &mut self.html);
        let write = |html: &mut String| code::write(&fence, &text, highlighter, options.decorate, html);
        if options.copy_button {
            let index = self.scan.calls.len() + self.rendered.copy_buttons.len();
            self.rendered.copy_buttons.push(self.scan.map.range(span));
            self.scan.markers.around(index, &mut self.html, write);
            self.html.push('\n');
        } else {
            write(&mut self.html);
        }
        code::close_figure(&fence, &mut self.html);
    }

    fn fence(&mut self, info: &str, span: &Range<usize>) -> Fence {
        if !self.context.options.extensions {
            // CommonMark knows the first word alone.
            let language = info.split([' ', '\t']).next().unwrap_or("").to_owned();
            return Fence { language, ..Fence::default() };
        }
        let (fence, errors) = Fence::read(info);
        if !errors.is_empty() {
            let block = self.scan.text.get(span.clone()).unwrap_or("");
            let first_line = block.lines().next().unwrap_or("");
            // With an escape in it, an info string is not written as it reads.
            let start = first_line.find(info).map(|at| span.start + at);
            for error in errors {
                let at = match start {
                    Some(start) => start + error.span.start..start + error.span.end,
                    None => span.start..span.start + first_line.len(),
                };
                let diagnostic = Diagnostic::error(Code::ContentCodeOption, error.message);
                self.out.push(diagnostic.at(self.at(at)).hint(error.hint));
            }
        }
        fence
    }
}
