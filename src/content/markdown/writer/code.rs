//! Code blocks, in the page: the island around them, and what is wrong with their options.

use super::{Props, Writer};
use crate::content::component::{Call, Literal};
use crate::content::include::{Selection, resolve};
use crate::content::markdown::code;
use crate::content::markdown::fence::Fence;
use crate::diagnostics::{Code, Diagnostic};
use std::ops::Range;

/// The island that `copy_button` wraps code blocks in.
const COPY_BUTTON: &str = "CopyButton";

impl Writer<'_> {
    pub(super) fn close_code(&mut self) {
        let Some((info, mut text, span)) = self.code.take() else {
            return;
        };
        let fence = self.fence(&info, &span);
        if let Some(src) = &fence.include {
            match self.included(src, &fence, &text) {
                Ok(code) => text = code,
                Err(why) => {
                    let diagnostic = Diagnostic::error(Code::ContentInclude, why);
                    let line =
                        self.scan.text.get(span.clone()).and_then(|block| block.lines().next()).unwrap_or("");
                    self.out.push(diagnostic.at(self.at(span.start..span.start + line.len())));
                }
            }
        }
        self.words(&text);
        let options = self.context.options;
        let highlighter = self.context.highlighter;
        let taken = options.overrides.code(&fence.language);
        let start = self.html.len();
        code::open_figure(&fence, &mut self.html);
        let write = |html: &mut String| code::write(&fence, &text, highlighter, options.decorate, html);
        if options.copy_button && taken.is_none() {
            let index = self.scan.calls.len() + self.rendered.made.len();
            self.rendered.made.push(Call::around(COPY_BUTTON, self.scan.map.range(span.clone())));
            self.scan.markers.around(index, &mut self.html, write);
            self.html.push('\n');
        } else {
            write(&mut self.html);
        }
        code::close_figure(&fence, &mut self.html);
        if let Some(name) = taken {
            let title = fence.title.unwrap_or_default();
            let props = [("language", fence.language), ("code", text), ("title", title), ("info", info)];
            let mut props: Props = props.map(|(name, value)| (name, Literal::String(value))).into();
            let others = fence.others.into_iter().map(|(name, value)| (name, Literal::String(value)));
            props.push(("attributes", Literal::Map(others.collect())));
            self.take_over(name, span, props, Some(start));
            self.html.push('\n');
        }
    }

    /// The text of a file that a block is to show.
    fn included(&self, src: &str, fence: &Fence, written: &str) -> Result<String, String> {
        if !written.trim().is_empty() {
            return Err("a block that includes a file has code of its own".to_owned());
        }
        let links = self.context.links;
        let folder = format!("content/{}", links.folder());
        let path = resolve(&folder, src).ok_or_else(|| format!("`{src}` leads out of the site"))?;
        let file = links.include(&path).map_err(|why| format!("`{path}` {why}"))?;
        let part = Selection { lines: fence.lines.as_deref(), region: fence.region.as_deref() };
        let lines = part.of(&file.text, 0).map_err(|why| format!("`{path}` {why}"))?;
        Ok(lines.into_iter().filter_map(|line| Some(format!("{}\n", file.text.get(line)?))).collect())
    }

    fn fence(&mut self, info: &str, span: &Range<usize>) -> Fence {
        if !self.context.options.extensions {
            // CommonMark knows the first word alone.
            let language = info.split([' ', '\t']).next().unwrap_or("").to_owned();
            return Fence { language, ..Fence::default() };
        }
        let (fence, mut errors) = Fence::read(info);
        if self.context.options.overrides.has_code_of(&fence.language) {
            // What they mean is the component's affair.
            errors.retain(|error| !error.is_other);
        }
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
