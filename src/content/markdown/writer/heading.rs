//! Headings: their ids, attributes and own links.

use super::Writer;
use crate::config::HeadingAnchors;
use crate::content::component::Literal;
use crate::content::markdown::escape;
use crate::content::markdown::heading::Heading;
use crate::content::markdown::labels::Label;
use crate::content::markdown::overrides::HEADING;
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
    /// Where it stands.
    span: Range<usize>,
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
            span,
        });
    }

    pub(super) fn close_heading(&mut self, level: u8) {
        let Some(heading) = self.heading.take() else {
            return;
        };
        let id = match &heading.id {
            Some(id) => Some(id.clone()),
            None if self.context.options.decorate => {
                Some(self.ids.slug_of(&heading.text, self.context.links.slugs()))
            }
            None => None,
        };
        if self.context.options.overrides.has(HEADING) {
            self.taken_heading(level, &heading, id.as_deref().unwrap_or(""));
        } else {
            self.plain_heading(level, &heading, id.as_deref());
        }
        if level == 1 && heading.start == 0 && self.outer.is_empty() && self.rendered.headings.is_empty() {
            self.rendered.first_heading_end = Some(self.html.len());
        }
        if let Some(id) = id {
            let title = heading.text.trim().to_owned();
            self.rendered.headings.push(Heading { level, id, title, children: Vec::new() });
        }
    }

    /// A heading that a component of the site writes.
    fn taken_heading(&mut self, level: u8, heading: &OpenHeading, id: &str) {
        let string = |text: &str| Literal::String(text.to_owned());
        let attributes = heading.attributes.iter();
        let attributes =
            attributes.map(|(name, value)| (name.clone(), string(value.as_deref().unwrap_or(""))));
        let props = vec![
            ("level", Literal::Int(level.into())),
            ("id", string(id)),
            ("text", string(heading.text.trim())),
            ("class", string(&heading.classes.join(" "))),
            ("attributes", Literal::Map(attributes.collect())),
        ];
        self.take_over(HEADING, heading.span.clone(), props, Some(heading.start));
        self.html.push('\n');
    }

    fn plain_heading(&mut self, level: u8, heading: &OpenHeading, id: Option<&str>) {
        let inner = self.html.split_off(heading.start);
        self.html.push_str(&format!("<h{level}"));
        let mut attribute = |name: &str, value: &str| {
            self.html.push_str(&format!(" {name}=\""));
            escape::attribute(value, &mut self.html);
            self.html.push('"');
        };
        if let Some(id) = id {
            attribute("id", id);
        }
        if !heading.classes.is_empty() {
            attribute("class", &heading.classes.join(" "));
        }
        for (name, value) in &heading.attributes {
            attribute(name, value.as_deref().unwrap_or(""));
        }
        self.html.push('>');
        let anchor = id
            .filter(|_| self.context.options.heading_anchors != HeadingAnchors::None)
            .map(|id| anchor(id, &self.context.links.label(Label::HeadingLink, heading.text.trim())))
            .unwrap_or_default();
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
    }
}

fn anchor(id: &str, label: &str) -> String {
    let mut html = String::from("<a class=\"heading-anchor\" href=\"#");
    let _ = escape_href(&mut html, id);
    html.push_str("\" aria-label=\"");
    escape::attribute(label, &mut html);
    html.push_str("\">#</a>");
    html
}
