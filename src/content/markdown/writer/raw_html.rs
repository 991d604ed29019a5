//! HTML in Markdown: markers of component calls, and what the author wrote.

use super::Writer;
use crate::config::RawHtml;
use crate::content::component::Fragment;
use crate::content::html::{Tags, is_void};
use crate::content::markdown::escape;
use crate::diagnostics::{Code, Diagnostic};
use std::ops::Range;

/// Elements whose end tag authors may leave out.
const END_OPTIONAL: [&str; 13] =
    ["body", "dd", "dt", "head", "html", "li", "option", "p", "tbody", "td", "tfoot", "th", "tr"];

impl Writer<'_> {
    pub(super) fn raw(&mut self, html: &str, span: Range<usize>) {
        if self.scan.calls.is_empty() {
            return self.author_html(html, span);
        }
        let mut at = span.start;
        for fragment in self.scan.markers.fragments(html) {
            match fragment {
                Fragment::Marker(marker) => {
                    self.html.push_str(marker);
                    at += marker.len();
                }
                Fragment::Raw(raw) => {
                    self.author_html(raw, at..at + raw.len());
                    at += raw.len();
                }
            }
        }
    }

    /// HTML that the author wrote.
    fn author_html(&mut self, html: &str, span: Range<usize>) {
        let trimmed = html.trim();
        if is_more(trimmed) {
            if !self.rendered.summary_marked && self.depth <= 1 && self.outer.is_empty() {
                self.rendered.summary_marked = true;
                self.rendered.summary_end = Some(self.html.len());
            }
            if self.context.options.raw_html == RawHtml::Allow && !self.context.options.decorate {
                self.html.push_str(html);
            }
            return;
        }
        match self.context.options.raw_html {
            RawHtml::Allow => {
                self.html.push_str(html);
                self.raw_tags(html);
            }
            RawHtml::Escape => escape::text(html, &mut self.html),
            // A comment shows nothing and does nothing; it is left out.
            RawHtml::Refuse if trimmed.starts_with("<!--") && trimmed.ends_with("-->") => {}
            RawHtml::Refuse if trimmed.is_empty() => {}
            RawHtml::Refuse => self.refuse_raw(html, span),
        }
    }

    /// Notes which elements are open behind a piece of HTML. Those whose end tag may be left out are not waited for.
    fn raw_tags(&mut self, html: &str) {
        for tag in Tags::of(html) {
            if tag.is_end {
                if let Some(start) = self.raw_open.iter().rposition(|name| tag.is(name)) {
                    self.raw_open.truncate(start);
                }
                continue;
            }
            let name = tag.name.to_ascii_lowercase();
            if !tag.is_closed && !is_void(&name) && !END_OPTIONAL.contains(&name.as_str()) {
                self.raw_open.push(name);
            }
        }
    }

    fn refuse_raw(&mut self, html: &str, span: Range<usize>) {
        // Every line of an HTML block is an event of its own: the first that opens a tag is enough.
        if !html.contains('<') {
            return;
        }
        let shown: String = html.trim().chars().take(40).collect();
        let start = span.start + (html.len() - html.trim_start().len());
        self.out.push(
            Diagnostic::error(Code::ContentRawHtml, format!("raw HTML in content: `{shown}`"))
                .at(self.at(start..span.end))
                .hint(
                    "use a component, or set `raw_html = \"escape\"` or `\"allow\"` in `[markdown]` if you \
                     trust all of the site's content",
                ),
        );
    }
}

/// `<!-- more -->`, with or without spaces.
fn is_more(html: &str) -> bool {
    html.strip_prefix("<!--").and_then(|h| h.strip_suffix("-->")).is_some_and(|h| h.trim() == "more")
}
