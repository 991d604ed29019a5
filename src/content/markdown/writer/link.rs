//! Links and images: where they lead, and what may not be led to.

use super::text::with_emoji;
use super::{Props, Writer};
use crate::config::{HostOf, LinkPolicy, RawHtml};
use crate::content::component::Literal;
use crate::content::markdown::escape;
use crate::content::markdown::link::{self, AnchorUse, Destination, Named};
use crate::content::markdown::overrides::{IMAGE, LINK};
use crate::content::markdown::policy::unsafe_url;
use crate::diagnostics::{Code, Diagnostic, Severity};
use pulldown_cmark::{Event, LinkType};
use pulldown_cmark_escape::escape_href;
use std::ops::Range;

/// An image whose end has not come yet; what stands inside is its alternative text.
pub(super) struct OpenImage {
    src: String,
    title: String,
    alt: String,
    /// Its width and height in pixels, where they are asked for and known.
    size: Option<(usize, usize)>,
    nested: usize,
    span: Range<usize>,
}

/// A link whose end has not come yet.
pub(super) enum OpenLink {
    /// It was refused, and keeps its text.
    Refused,
    /// Its tag is written.
    Plain,
    /// A component writes it: where its text starts, and what the component is given.
    Taken { start: usize, props: Props, span: Range<usize> },
}

impl Writer<'_> {
    pub(super) fn open_link(&mut self, kind: LinkType, dest: &str, title: &str, span: Range<usize>) {
        if let LinkType::WikiLink { .. } = kind {
            return match self.named(dest, span.clone()) {
                Some(url) => self.open_resolved(url, title, span),
                None => self.links_open.push(OpenLink::Refused),
            };
        }
        let dest = match kind {
            LinkType::Email => format!("mailto:{dest}"),
            _ => dest.to_owned(),
        };
        let Some(url) = self.destination(&dest, false, span.clone()) else {
            self.links_open.push(OpenLink::Refused);
            return;
        };
        self.open_resolved(url, title, span);
    }

    fn open_resolved(&mut self, url: String, title: &str, span: Range<usize>) {
        let external = match self.context.options.external_links.of(&url) {
            Some(HostOf::External(policy)) => Some(policy),
            Some(HostOf::Internal) | None => None,
            Some(HostOf::Refused(rule)) => {
                self.out.push(
                    Diagnostic::error(
                        Code::ContentLink,
                        format!("link to a site that is not allowed: `{url}`"),
                    )
                    .at(self.at(span))
                    .hint(format!("`[[markdown.external_links]]` refuses the host by `{rule}`")),
                );
                self.links_open.push(OpenLink::Refused);
                return;
            }
        };
        if self.context.options.overrides.has(LINK) {
            let props = vec![
                ("url", Literal::String(url)),
                ("title", Literal::String(title.to_owned())),
                ("external", Literal::Bool(external.is_some())),
                ("rel", Literal::String(external.map(|policy| policy.rel.clone()).unwrap_or_default())),
                ("class", Literal::String(external.map(|policy| policy.class.clone()).unwrap_or_default())),
                ("new_tab", Literal::Bool(external.is_some_and(|policy| policy.target_blank))),
            ];
            self.links_open.push(OpenLink::Taken { start: self.html.len(), props, span });
            return;
        }
        self.links_open.push(OpenLink::Plain);
        self.html.push_str("<a href=\"");
        // Writing to a String cannot fail.
        let _ = escape_href(&mut self.html, &url);
        self.html.push('"');
        if !title.is_empty() {
            self.html.push_str(" title=\"");
            escape::attribute(title, &mut self.html);
            self.html.push('"');
        }
        if let Some(LinkPolicy { target_blank, rel, class }) = external {
            if *target_blank {
                self.html.push_str(" target=\"_blank\"");
            }
            for (name, value) in [("rel", rel), ("class", class)] {
                if !value.is_empty() {
                    self.html.push_str(&format!(" {name}=\""));
                    escape::attribute(value, &mut self.html);
                    self.html.push('"');
                }
            }
        }
        self.html.push('>');
    }

    pub(super) fn close_link(&mut self) {
        match self.links_open.pop() {
            Some(OpenLink::Plain) => self.html.push_str("</a>"),
            Some(OpenLink::Taken { start, props, span }) => self.take_over(LINK, span, props, Some(start)),
            Some(OpenLink::Refused) | None => {}
        }
    }

    pub(super) fn open_image(&mut self, dest: &str, title: &str, span: Range<usize>) {
        let src = self.destination(dest, true, span.clone()).unwrap_or_default();
        let links = self.context.links;
        let file = self.context.options.image_sizes.then(|| link::image_file(dest, links)).flatten();
        let size = file.and_then(|file| links.image_size(&file));
        self.image =
            Some(OpenImage { src, title: title.to_owned(), alt: String::new(), size, nested: 0, span });
    }

    /// An event between the start and the end of an image.
    pub(super) fn image_event(&mut self, event: &Event<'_>) {
        let Some(image) = &mut self.image else {
            return;
        };
        match event {
            Event::Start(_) => image.nested += 1,
            Event::End(_) if image.nested > 0 => image.nested -= 1,
            Event::End(_) => self.close_image(),
            Event::Text(t) if self.context.options.emoji => {
                image.alt.push_str(with_emoji(t).as_deref().unwrap_or(t));
            }
            Event::Text(t) | Event::Code(t) | Event::InlineMath(t) | Event::DisplayMath(t) => {
                image.alt.push_str(t);
            }
            Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
            _ => {}
        }
    }

    pub(super) fn close_image(&mut self) {
        let Some(image) = self.image.take() else {
            return;
        };
        if self.context.options.overrides.has(IMAGE) {
            let props = [("url", image.src), ("alt", image.alt), ("title", image.title)];
            let mut props: Props = props.map(|(name, value)| (name, Literal::String(value))).into();
            if let Some((width, height)) = image.size {
                let pixels = |n: usize| Literal::Int(i64::try_from(n).unwrap_or(i64::MAX));
                props.extend([("width", pixels(width)), ("height", pixels(height))]);
            }
            return self.take_over(IMAGE, image.span, props, None);
        }
        self.html.push_str("<img src=\"");
        let _ = escape_href(&mut self.html, &image.src);
        self.html.push_str("\" alt=\"");
        escape::attribute(&image.alt, &mut self.html);
        self.html.push('"');
        if !image.title.is_empty() {
            self.html.push_str(" title=\"");
            escape::attribute(&image.title, &mut self.html);
            self.html.push('"');
        }
        if let Some((width, height)) = image.size {
            self.html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        if self.context.options.lazy_images {
            self.html.push_str(" loading=\"lazy\"");
        }
        if self.context.options.async_images {
            self.html.push_str(" decoding=\"async\"");
        }
        self.html.push_str(" />");
    }

    /// The address of what stands in double brackets; `None` where it leads nowhere, which was reported.
    fn named(&mut self, dest: &str, span: Range<usize>) -> Option<String> {
        let (name, heading) =
            dest.split_once('#').map_or((dest, None), |(name, heading)| (name, Some(heading)));
        // A heading may be named by its text as well as by its id.
        let id =
            heading.map(|heading| self.context.links.slugs().of(heading.trim())).filter(|id| !id.is_empty());
        let tail = id.as_ref().map(|id| format!("#{id}")).unwrap_or_default();
        if name.trim().is_empty() {
            self.anchors_here.push((id?, span));
            return Some(tail);
        }
        match self.context.links.named(name.trim()) {
            Named::Page(target) => {
                if let Some(id) = id {
                    let span = self.at(span).span;
                    self.rendered.anchors.push(AnchorUse { source: target.source.clone(), id, span });
                }
                self.rendered.links.push(target.source);
                Some(format!("{}{tail}", target.url))
            }
            Named::Several(sources) => {
                let hint = Some(format!("write the path of one of them: {}", sources.join(", ")));
                self.broken(format!("several pages are called `{}`", name.trim()), hint, span);
                None
            }
            Named::None(near) => {
                let hint = near.map(|near| format!("did you mean `[[{near}]]`?"));
                self.broken(format!("no page is called `{}`", name.trim()), hint, span);
                None
            }
        }
    }

    /// The address to write for a destination; `None` where it is refused.
    fn destination(&mut self, dest: &str, in_image: bool, span: Range<usize>) -> Option<String> {
        let options = self.context.options;
        if unsafe_url(dest, in_image) && options.raw_html != RawHtml::Allow {
            self.out.push(
                Diagnostic::error(Code::ContentUnsafeUrl, format!("link that can run code: `{dest}`"))
                    .at(self.at(span))
                    .hint("use an http, https, mailto or relative address"),
            );
            return None;
        }
        match link::resolve(dest, in_image, self.context.links) {
            Destination::External => Some(dest.to_owned()),
            Destination::Anchor(id) => {
                self.anchors_here.push((id, span));
                Some(dest.to_owned())
            }
            Destination::Local(url) => Some(url),
            Destination::Page(target, anchor) => {
                if let Some(id) = anchor {
                    let span = self.at(span).span;
                    self.rendered.anchors.push(AnchorUse { source: target.source.clone(), id, span });
                }
                self.rendered.links.push(target.source);
                Some(target.url)
            }
            Destination::MissingPage(path) => {
                let near = self.context.links.near(&path);
                let hint = near.map(|near| format!("did you mean `@/{near}`?"));
                self.broken(format!("link to a page that does not exist: `{path}`"), hint, span);
                Some(dest.to_owned())
            }
            Destination::MissingFile(path) => {
                let hint =
                    Some("put the file beside the page, or in `static/` with a path from `/`".to_owned());
                self.broken(format!("file does not exist: `{path}`"), hint, span);
                Some(dest.to_owned())
            }
        }
    }

    pub(super) fn broken(&mut self, message: String, hint: Option<String>, span: Range<usize>) {
        let mut diagnostic = Diagnostic::error(Code::ContentLink, message).at(self.at(span));
        diagnostic.hint = hint;
        if !self.context.options.broken_links_are_errors {
            diagnostic.severity = Severity::Warning;
        }
        self.out.push(diagnostic);
    }
}
