//! The events of the parser, written as HTML.

use super::escape;
use super::footnotes::Footnotes;
use super::heading::{Heading, Ids};
use super::link::{self, AnchorUse, Destination};
use super::policy::{harmless_attribute, unsafe_url};
use super::{Context, Rendered, code};
use crate::config::{HeadingAnchors, RawHtml};
use crate::content::component::{Fragment, Scan};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Severity, SourceText};
use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd,
};
use pulldown_cmark_escape::escape_href;
use std::ops::Range;

/// HTML beyond this many times the Markdown is refused: tables can be made to grow a page five-hundredfold.
const MAX_GROWTH: usize = 64;
/// Pages below this size may grow as they like.
const GROWTH_FREE_BYTES: usize = 1 << 20;

pub(super) fn write(
    scan: &Scan<'_>,
    source: &SourceText,
    context: &Context<'_>,
    out: &mut Diagnostics,
) -> Rendered {
    let text = &*scan.text;
    let parser = Parser::new_ext(text, context.options.parser());
    let mut writer = Writer {
        context,
        scan,
        source,
        out,
        html: String::with_capacity(text.len() + text.len() / 4),
        outer: Vec::new(),
        rendered: Rendered::default(),
        footnotes: Footnotes::default(),
        ids: Ids::default(),
        anchors_here: Vec::new(),
        alignments: Vec::new(),
        cell: 0,
        in_head: false,
        body_open: false,
        depth: 0,
        heading: None,
        image: None,
        code: None,
        links_open: Vec::new(),
    };
    let limit = GROWTH_FREE_BYTES.max(text.len().saturating_mul(MAX_GROWTH));
    for (event, span) in parser.into_offset_iter() {
        writer.event(event, span.clone());
        if writer.html.len() > limit {
            let message = format!("page grows to more than {MAX_GROWTH} times its Markdown");
            let place = writer.at(span.start..span.start);
            writer.out.push(Diagnostic::error(Code::ContentLimit, message).at(place));
            break;
        }
    }
    writer.finish()
}

struct Writer<'a> {
    context: &'a Context<'a>,
    scan: &'a Scan<'a>,
    source: &'a SourceText,
    out: &'a mut Diagnostics,
    html: String,
    /// The page's HTML while a footnote's is written to `html`.
    outer: Vec<(String, String)>,
    rendered: Rendered,
    footnotes: Footnotes,
    ids: Ids,
    anchors_here: Vec<(String, Range<usize>)>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    body_open: bool,
    /// How many blocks are open; 0 at the top of the page.
    depth: usize,
    heading: Option<OpenHeading>,
    image: Option<OpenImage>,
    code: Option<(String, String, Range<usize>)>,
    links_open: Vec<bool>,
}

struct OpenHeading {
    start: usize,
    text: String,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, Option<String>)>,
}

struct OpenImage {
    src: String,
    title: String,
    alt: String,
    nested: usize,
}

impl Writer<'_> {
    /// The place in the file of bytes of the text that is parsed.
    fn at(&self, span: Range<usize>) -> Location {
        self.source.at(self.scan.map.range(span))
    }

    fn event(&mut self, event: Event<'_>, span: Range<usize>) {
        if let Some(image) = &mut self.image {
            match &event {
                Event::Start(_) => image.nested += 1,
                Event::End(_) if image.nested > 0 => image.nested -= 1,
                Event::End(_) => self.close_image(),
                Event::Text(t) | Event::Code(t) | Event::InlineMath(t) | Event::DisplayMath(t) => {
                    image.alt.push_str(t);
                }
                Event::SoftBreak | Event::HardBreak => image.alt.push(' '),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.words(&text);
                self.heading_text(&text);
                self.html.push_str("<code>");
                escape::text(&text, &mut self.html);
                self.html.push_str("</code>");
            }
            Event::InlineMath(tex) => self.math("span", "math-inline", &tex),
            Event::DisplayMath(tex) => self.math("span", "math-display", &tex),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html, span),
            Event::FootnoteReference(name) => self.footnotes.reference(&name, &mut self.html),
            Event::SoftBreak => {
                self.heading_text(" ");
                self.html.push('\n');
            }
            Event::HardBreak => self.html.push_str("<br />\n"),
            Event::Rule => {
                self.new_line();
                self.html.push_str("<hr />\n");
            }
            Event::TaskListMarker(done) => {
                let state = if done { " checked=\"\" aria-label=\"Done\"" } else { " aria-label=\"To do\"" };
                self.html.push_str(&format!("<input type=\"checkbox\" disabled=\"\"{state} />\n"));
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Range<usize>) {
        if is_block(&tag) {
            self.depth += 1;
        }
        match tag {
            Tag::Paragraph => {
                self.new_line();
                self.html.push_str("<p>");
            }
            Tag::Heading { level: _, id, classes, attrs } => {
                self.new_line();
                self.open_heading(id, classes, attrs, span);
            }
            Tag::BlockQuote(kind) => {
                self.new_line();
                match kind {
                    Some(kind) => {
                        let (class, title) = alert(kind);
                        self.html.push_str(&format!(
                            "<blockquote class=\"alert alert-{class}\">\n<p class=\"alert-title\">{title}</p>\n"
                        ));
                    }
                    None => self.html.push_str("<blockquote>\n"),
                }
            }
            Tag::CodeBlock(kind) => {
                self.new_line();
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new(), span));
            }
            Tag::HtmlBlock => {}
            Tag::List(None) => {
                self.new_line();
                self.html.push_str("<ul>\n");
            }
            Tag::List(Some(1)) => {
                self.new_line();
                self.html.push_str("<ol>\n");
            }
            Tag::List(Some(start)) => {
                self.new_line();
                self.html.push_str(&format!("<ol start=\"{start}\">\n"));
            }
            Tag::Item => {
                self.new_line();
                self.html.push_str("<li>");
            }
            Tag::FootnoteDefinition(name) => {
                let page = std::mem::take(&mut self.html);
                self.outer.push((name.to_string(), page));
            }
            Tag::DefinitionList => {
                self.new_line();
                self.html.push_str("<dl>\n");
            }
            Tag::DefinitionListTitle => {
                self.new_line();
                self.html.push_str("<dt>");
            }
            Tag::DefinitionListDefinition => {
                self.new_line();
                self.html.push_str("<dd>");
            }
            Tag::Table(alignments) => {
                self.new_line();
                self.alignments = alignments;
                self.body_open = false;
                // A frame that scrolls must be reachable by keyboard.
                self.html.push_str("<div class=\"table-wrap\" tabindex=\"0\"><table>");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell = 0;
                self.html.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.html.push_str("<tr>");
            }
            Tag::TableCell => {
                self.html.push_str(if self.in_head { "<th" } else { "<td" });
                let align = match self.alignments.get(self.cell) {
                    Some(Alignment::Left) => " class=\"align-left\"",
                    Some(Alignment::Center) => " class=\"align-center\"",
                    Some(Alignment::Right) => " class=\"align-right\"",
                    _ => "",
                };
                self.html.push_str(align);
                self.html.push('>');
            }
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.push_str("<del>"),
            Tag::Superscript => self.html.push_str("<sup>"),
            Tag::Subscript => self.html.push_str("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.open_link(link_type, &dest_url, &title, span)
            }
            Tag::Image { dest_url, title, .. } => {
                let src = self.destination(&dest_url, true, span).unwrap_or_default();
                self.image = Some(OpenImage { src, title: title.to_string(), alt: String::new(), nested: 0 });
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.html.push_str("</p>\n");
                if self.depth == 1 && self.rendered.summary_end.is_none() {
                    self.rendered.summary_end = Some(self.html.len());
                }
            }
            TagEnd::Heading(level) => self.close_heading(level as u8),
            TagEnd::BlockQuote(_) => {
                self.new_line();
                self.html.push_str("</blockquote>\n");
            }
            TagEnd::CodeBlock => self.close_code(),
            TagEnd::HtmlBlock => {}
            TagEnd::List(ordered) => self.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.html.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => {
                if let Some((name, page)) = self.outer.pop() {
                    let definition = std::mem::replace(&mut self.html, page);
                    self.footnotes.define(&name, definition);
                }
            }
            TagEnd::DefinitionList => self.html.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.html.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.html.push_str("</dd>\n"),
            TagEnd::Table => {
                if self.body_open {
                    self.html.push_str("</tbody>");
                }
                self.html.push_str("</table></div>\n");
            }
            TagEnd::TableHead => {
                self.in_head = false;
                self.body_open = true;
                self.html.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.html.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.html.push_str(if self.in_head { "</th>" } else { "</td>" });
                self.cell += 1;
            }
            TagEnd::Emphasis => self.html.push_str("</em>"),
            TagEnd::Strong => self.html.push_str("</strong>"),
            TagEnd::Strikethrough => self.html.push_str("</del>"),
            TagEnd::Superscript => self.html.push_str("</sup>"),
            TagEnd::Subscript => self.html.push_str("</sub>"),
            TagEnd::Link => {
                if self.links_open.pop().unwrap_or(false) {
                    self.html.push_str("</a>");
                }
            }
            TagEnd::Image => self.close_image(),
            TagEnd::MetadataBlock(_) => {}
        }
        if is_block_end(&tag) {
            self.depth = self.depth.saturating_sub(1);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, code, _)) = &mut self.code {
            code.push_str(text);
            return;
        }
        self.words(text);
        self.heading_text(text);
        escape::text(text, &mut self.html);
    }

    fn math(&mut self, element: &str, class: &str, tex: &str) {
        self.heading_text(tex);
        self.html.push_str(&format!("<{element} class=\"math {class}\">"));
        escape::text(tex, &mut self.html);
        self.html.push_str(&format!("</{element}>"));
    }

    fn raw(&mut self, html: &str, span: Range<usize>) {
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
            RawHtml::Allow => self.html.push_str(html),
            RawHtml::Escape => escape::text(html, &mut self.html),
            // A comment shows nothing and does nothing; it is left out.
            RawHtml::Refuse if trimmed.starts_with("<!--") && trimmed.ends_with("-->") => {}
            RawHtml::Refuse if trimmed.is_empty() => {}
            RawHtml::Refuse => self.refuse_raw(html, span),
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

    fn open_heading(
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

    fn close_heading(&mut self, level: u8) {
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

    fn close_code(&mut self) {
        let Some((info, text, span)) = self.code.take() else {
            return;
        };
        self.words(&text);
        let options = self.context.options;
        let highlighter = self.context.highlighter;
        let write = |html: &mut String| code::write(&info, &text, highlighter, options.decorate, html);
        if options.copy_button {
            let index = self.scan.calls.len() + self.rendered.copy_buttons.len();
            self.rendered.copy_buttons.push(self.scan.map.range(span));
            self.scan.markers.around(index, &mut self.html, write);
            self.html.push('\n');
        } else {
            write(&mut self.html);
        }
    }

    fn open_link(&mut self, kind: LinkType, dest: &str, title: &str, span: Range<usize>) {
        let dest = match kind {
            LinkType::Email => format!("mailto:{dest}"),
            _ => dest.to_owned(),
        };
        let Some(url) = self.destination(&dest, false, span) else {
            // A refused link keeps its text.
            self.links_open.push(false);
            return;
        };
        self.links_open.push(true);
        self.html.push_str("<a href=\"");
        // Writing to a String cannot fail.
        let _ = escape_href(&mut self.html, &url);
        self.html.push('"');
        if !title.is_empty() {
            self.html.push_str(" title=\"");
            escape::attribute(title, &mut self.html);
            self.html.push('"');
        }
        if url.starts_with("http://") || url.starts_with("https://") || url.starts_with("//") {
            if self.context.options.external_target_blank {
                self.html.push_str(" target=\"_blank\"");
            }
            if !self.context.options.external_rel.is_empty() {
                self.html.push_str(" rel=\"");
                escape::attribute(&self.context.options.external_rel, &mut self.html);
                self.html.push('"');
            }
        }
        self.html.push('>');
    }

    fn close_image(&mut self) {
        let Some(image) = self.image.take() else {
            return;
        };
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
        if self.context.options.decorate {
            self.html.push_str(" loading=\"lazy\"");
        }
        self.html.push_str(" />");
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
                    self.rendered.anchors.push(AnchorUse { source: target.source, id, span });
                }
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

    fn broken(&mut self, message: String, hint: Option<String>, span: Range<usize>) {
        let mut diagnostic = Diagnostic::error(Code::ContentLink, message).at(self.at(span));
        diagnostic.hint = hint;
        if !self.context.options.broken_links_are_errors {
            diagnostic.severity = Severity::Warning;
        }
        self.out.push(diagnostic);
    }

    fn words(&mut self, text: &str) {
        self.rendered.words += text.split_whitespace().count();
    }

    fn heading_text(&mut self, text: &str) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
    }

    fn new_line(&mut self) {
        if !self.html.is_empty() && !self.html.ends_with('\n') {
            self.html.push('\n');
        }
    }

    fn finish(mut self) -> Rendered {
        while let Some((name, page)) = self.outer.pop() {
            let definition = std::mem::replace(&mut self.html, page);
            self.footnotes.define(&name, definition);
        }
        self.footnotes.write(&mut self.html);
        // An anchor may point at an id of a component or of raw HTML, which only the final page shows, so
        // only pages of plain Markdown are judged here.
        if self.context.options.decorate
            && self.scan.calls.is_empty()
            && self.context.options.raw_html == RawHtml::Refuse
        {
            for (id, span) in std::mem::take(&mut self.anchors_here) {
                let known = id.is_empty()
                    || id == "top"
                    || self.rendered.headings.iter().any(|h| h.id == id)
                    || self.html.contains(&format!(" id=\"{id}\""));
                if !known {
                    let near = crate::diagnostics::nearest(
                        &id,
                        self.rendered.headings.iter().map(|h| h.id.as_str()),
                    );
                    let hint = near.map(|near| format!("did you mean `#{near}`?"));
                    self.broken(format!("no heading of this page has the id `{id}`"), hint, span);
                }
            }
        }
        self.rendered.html = self.html;
        self.rendered
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

/// The class and the title of a GFM alert.
fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}

/// `<!-- more -->`, with or without spaces.
fn is_more(html: &str) -> bool {
    html.strip_prefix("<!--").and_then(|h| h.strip_suffix("-->")).is_some_and(|h| h.trim() == "more")
}

fn is_block(tag: &Tag<'_>) -> bool {
    is_block_end(&tag.to_end())
}

fn is_block_end(tag: &TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
