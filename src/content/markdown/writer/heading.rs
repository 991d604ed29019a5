//! Headings: their ids, attributes and own links.

use super::Writer;
use crate::config::HeadingAnchors;
use crate::content::markdown::escape;
use crate::content::markdown::heading::Heading;
use crate::content::markdown::policy::harmless_attribute;
use crate::diagnostics::{Code, Diagnostic};
use pulldown_cmark::CowStr;
use pulldown_cmark_escape::escape_href;
use std::ops::Range;

/// A heading whose end has not come yet.
pub(super) struct OpenHeading {
    /// Where its content starts in the HTML.
    start: usize,
    /// Its text without markup.
    pub(super) text: String,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
}

impl Writer<'_> {
    pub(super) fn open_heading(
        &mut self,
        id: Option<CowStr<'_>>,
        classes: Vec<CowStr<'_>>,
        attrs: Vec<(CowStr<'_>, Option<CowStr<'_>>)>,
        span: Range<usize>,
    ) {
        if let Some(id) = &id
            && !self.ids.take(id)
        {
            self.out.push(
                Diagnostic::error(Code::ContentDuplicateId, format!("the id `{id}` is used twice"))
                    .at(self.at(span.clone()))
                    .hint("give one of the headings another id"),
            );
        }
        let mut attributes = Vec::new();
        for (name, value) in attrs {
            if harmless_attribute(&name) {
                attributes.push((name.to_string(), value.map(|v| v.to_string())));
            } else {
                self.out.push(
                    Diagnostic::error(Code::ContentRawHtml, format!("attribute `{name}` on a heading"))
                        .at(self.at(span.clone()))
                        .hint("headings take `#id`, `.class`, `lang`, `dir`, `title` and `data-*`"),
                );
            }
        }
        self.heading = Some(OpenHeading {
            start: self.html.len(),
            text: String::new(),
            id: id.map(|id| id.to_string()),
            classes: classes.into_iter().map(|c| c.to_string()).collect(),
            attributes,
        });
    }

    pub(super) fn close_heading(&mut self, level: u8) {
        let Some(heading) = self.heading.take() else {
            return;
        };
        let inner = self.html.split_off(heading.start);
        self.html.push_str(&format!("<h{level}"));
        let id = match heading.id {
            Some(id) => Some(id),
            None if self.context.options.decorate => Some(self.ids.slug_of(&heading.text)),
            None => None,
        };
        let mut attribute = |name: &str, value: &str| {
            self.html.push_str(&format!(" {name}=\""));
            escape::attribute(value, &mut self.html);
            self.html.push('"');
        };
        if let Some(id) = &id {
            attribute("id", id);
        }
        if !heading.classes.is_empty() {
            attribute("class", &heading.classes.join(" "));
        }
        for (name, value) in &heading.attributes {
            attribute(name, value.as_deref().unwrap_or(""));
        }
        self.html.push('>');
        let anchor = id.as_deref().map(|id| anchor(id, &heading.text)).unwrap_or_default();
        match self.context.options.heading_anchors {
            HeadingAnchors::None => self.html.push_str(&inner),
            HeadingAnchors::Left => self.html.push_str(&format!("{anchor} {inner}").replacen(
                "heading-anchor\"",
                "heading-anchor heading-anchor-left\"",
                1,
            )),
            HeadingAnchors::Right => self.html.push_str(&format!("{inner} {anchor}")),
        }
        self.html.push_str(&format!("</h{level}>\n"));
        if let Some(id) = id {
            let title = heading.text.trim().to_owned();
            self.rendered.headings.push(Heading { level, id, title, children: Vec::new() });
        }
    }
}

fn anchor(id: &str, title: &str) -> String {
    let mut html = String::from("<a class=\"heading-anchor\" href=\"#");
    let _ = escape_href(&mut html, id);
    html.push_str("\" aria-label=\"Link to: ");
    escape::attribute(title.trim(), &mut html);
    html.push_str("\">#</a>");
    html
}
