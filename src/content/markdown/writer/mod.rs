//! The events of the parser, written as HTML.

mod code;
mod heading;
mod link;
mod math;
mod raw_html;
mod table;
mod text;

use super::escape;
use super::footnotes::Footnotes;
use super::heading::Ids;
use super::labels::Label;
use super::{Context, Rendered, words};
use crate::config::RawHtml;
use crate::content::component::{Call, Literal, Scan};
use crate::content::markdown::overrides::{BLOCKQUOTE, IMAGE, LINK, TABLE};
use crate::content::math::{Display, Math};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, SourceText};
use heading::OpenHeading;
use link::{OpenImage, OpenLink};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};
use std::ops::Range;
use table::Table;
use text::OpenMark;

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
        table: Table::default(),
        depth: 0,
        heading: None,
        image: None,
        code: None,
        math: None,
        links_open: Vec::new(),
        pending: None,
        reads_text: context.options.reads_text(),
        inline_depth: 0,
        marks: Vec::new(),
        quotes_open: Vec::new(),
        table_open: (0, 0..0),
        raw_open: Vec::new(),
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

/// What a component that takes over an element is given.
type Props = Vec<(&'static str, Literal)>;

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
    table: Table,
    /// How many blocks are open; 0 at the top of the page.
    depth: usize,
    heading: Option<OpenHeading>,
    image: Option<OpenImage>,
    code: Option<(String, String, Range<usize>)>,
    math: Option<Math>,
    links_open: Vec<OpenLink>,
    /// Text that waits for what may follow it, where text means more than itself.
    pending: Option<(CowStr<'a>, Range<usize>)>,
    reads_text: bool,
    /// How many inline elements are open.
    inline_depth: usize,
    marks: Vec<OpenMark>,
    /// Quotations that a component takes over: where each starts, what it is given, and where it stands.
    quotes_open: Vec<(usize, Props, Range<usize>)>,
    table_open: (usize, Range<usize>),
    /// The elements that raw HTML has open, at the ends of which nothing may be cut.
    raw_open: Vec<String>,
}

impl<'a> Writer<'a> {
    /// The place in the file of bytes of the text that is parsed.
    fn at(&self, span: Range<usize>) -> Location {
        self.source.at(self.scan.map.range(span))
    }

    fn event(&mut self, event: Event<'a>, span: Range<usize>) {
        if self.reads_text && self.code.is_none() && self.image.is_none() {
            if let Event::Text(text) = event {
                return self.pend(text, span);
            }
            self.flush();
        }
        if self.image.is_some() {
            return self.image_event(&event);
        }
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code, _)) => code.push_str(&text),
                None => self.text(&text),
            },
            Event::Code(text) => {
                self.words(&text);
                self.heading_text(&text);
                self.html.push_str("<code>");
                escape::text(&text, &mut self.html);
                self.html.push_str("</code>");
            }
            Event::InlineMath(tex) => self.math(&tex, Display::Inline, span),
            Event::DisplayMath(tex) => self.math(&tex, Display::Block, span),
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html, span),
            Event::FootnoteReference(name) => self.footnotes.reference(&name, &mut self.html),
            Event::SoftBreak if self.joins(&span) => {}
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
                let (state, label) =
                    if done { (" checked=\"\"", Label::TaskDone) } else { ("", Label::TaskOpen) };
                self.html.push_str(&format!("<input type=\"checkbox\" disabled=\"\"{state} aria-label=\""));
                escape::attribute(&self.context.links.label(label, ""), &mut self.html);
                self.html.push_str("\" />\n");
            }
        }
    }

    /// Whether a line break in the source is none between words: Chinese and Japanese have no spaces, and browsers would
    /// show one.
    fn joins(&self, line_break: &Range<usize>) -> bool {
        // What a line that follows may start with before its first character.
        let is_mark = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '>' | '[');
        self.context.options.extensions
            && text::last_character(&self.html).is_some_and(words::is_east_asian)
            && self
                .scan
                .text
                .get(line_break.end..)
                .and_then(|text| text.trim_start_matches(is_mark).chars().next())
                .is_some_and(words::is_east_asian)
    }

    fn start(&mut self, tag: Tag<'_>, span: Range<usize>) {
        if is_block(&tag) {
            self.depth += 1;
        } else {
            self.inline_depth += 1;
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
                if self.context.options.overrides.has(BLOCKQUOTE) {
                    let (class, title) = kind.map_or(("", None), |kind| {
                        let (class, label) = alert(kind);
                        (class, Some(self.context.links.label(label, "")))
                    });
                    let props = [("alert", class.to_owned()), ("title", title.unwrap_or_default())];
                    let props = props.map(|(name, value)| (name, Literal::String(value)));
                    self.quotes_open.push((self.html.len(), props.into(), span));
                    return;
                }
                match kind {
                    Some(kind) => {
                        let (class, label) = alert(kind);
                        self.html.push_str(&format!(
                            "<blockquote class=\"alert alert-{class}\">\n<p class=\"alert-title\">"
                        ));
                        escape::text(&self.context.links.label(label, ""), &mut self.html);
                        self.html.push_str("</p>\n");
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
                self.table_open = (self.html.len(), span);
                let is_framed = !self.context.options.overrides.has(TABLE);
                self.table.start(alignments, is_framed, &mut self.html);
            }
            Tag::TableHead => self.table.start_head(&mut self.html),
            Tag::TableRow => self.table.start_row(&mut self.html),
            Tag::TableCell => self.table.start_cell(&mut self.html),
            Tag::Emphasis => self.html.push_str("<em>"),
            Tag::Strong => self.html.push_str("<strong>"),
            Tag::Strikethrough => self.html.push_str("<del>"),
            Tag::Superscript => self.html.push_str("<sup>"),
            Tag::Subscript => self.html.push_str("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.open_link(link_type, &dest_url, &title, span)
            }
            Tag::Image { dest_url, title, .. } => self.open_image(&dest_url, &title, span),
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.html.push_str("</p>\n");
            }
            TagEnd::Heading(level) => self.close_heading(level as u8),
            TagEnd::BlockQuote(_) => {
                self.new_line();
                match self.quotes_open.pop() {
                    Some((start, props, span)) => {
                        self.take_over(BLOCKQUOTE, span, props, Some(start));
                        self.html.push('\n');
                    }
                    None => self.html.push_str("</blockquote>\n"),
                }
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
                self.table.end(&mut self.html);
                if self.context.options.overrides.has(TABLE) {
                    let (start, span) = std::mem::take(&mut self.table_open);
                    self.take_over(TABLE, span, Vec::new(), Some(start));
                    self.html.push('\n');
                }
            }
            TagEnd::TableHead => self.table.end_head(&mut self.html),
            TagEnd::TableRow => self.html.push_str("</tr>\n"),
            TagEnd::TableCell => self.table.end_cell(&mut self.html),
            TagEnd::Emphasis => self.html.push_str("</em>"),
            TagEnd::Strong => self.html.push_str("</strong>"),
            TagEnd::Strikethrough => self.html.push_str("</del>"),
            TagEnd::Superscript => self.html.push_str("</sup>"),
            TagEnd::Subscript => self.html.push_str("</sub>"),
            TagEnd::Link => {
                self.close_link();
            }
            TagEnd::Image => self.close_image(),
            TagEnd::MetadataBlock(_) => {}
        }
        if is_block_end(&tag) {
            if self.depth == 1 {
                self.may_end_summary(&tag);
            }
            self.depth = self.depth.saturating_sub(1);
            self.marks.clear();
        } else {
            self.inline_depth = self.inline_depth.saturating_sub(1);
            self.end_marks();
        }
    }

    /// Ends the summary behind a block at the top of the page, if no mark ended it and it is long enough.
    fn may_end_summary(&mut self, block: &TagEnd) {
        let is_long_enough = match (self.context.options.summary_length, block) {
            (0, block) => *block == TagEnd::Paragraph,
            // A heading belongs to what follows it, and HTML may go on in the next block.
            (_, TagEnd::Heading(_) | TagEnd::HtmlBlock) => false,
            (length, _) => self.rendered.words >= length,
        };
        if is_long_enough && self.rendered.summary_end.is_none() && self.raw_open.is_empty() {
            self.rendered.summary_end = Some(self.html.len());
        }
    }

    /// Puts a call of a component in place of an element; its body is what was written from `start` on.
    fn take_over(
        &mut self,
        name: &str,
        span: Range<usize>,
        props: Vec<(&str, Literal)>,
        start: Option<usize>,
    ) {
        let body = start.map_or_else(String::new, |start| self.html.split_off(start));
        let index = self.scan.calls.len() + self.rendered.made.len();
        let mut call = Call::offer(name, self.scan.map.range(span), props);
        call.block = !matches!(name, LINK | IMAGE);
        self.rendered.made.push(call);
        self.scan.markers.around(index, &mut self.html, |html| html.push_str(&body));
    }

    fn words(&mut self, text: &str) {
        let length = words::count(text);
        self.rendered.words += length.words;
        self.rendered.characters += length.characters;
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
        self.flush();
        if self.context.options.summary_length > 0 && self.outer.is_empty() {
            // A text that is shorter is its own summary.
            self.rendered.summary_end.get_or_insert(self.html.len());
        }
        while let Some((name, page)) = self.outer.pop() {
            let definition = std::mem::replace(&mut self.html, page);
            self.footnotes.define(&name, definition);
        }
        self.footnotes.write(self.context.links, &mut self.html);
        // An anchor may point at an id of a component or of raw HTML, which only the final page shows, so
        // only pages of plain Markdown are judged here.
        if self.context.options.decorate
            && self.scan.calls.is_empty()
            && !self.rendered.made.iter().any(|call| call.offered)
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

/// The class and the title of a GFM alert.
fn alert(kind: BlockQuoteKind) -> (&'static str, Label) {
    match kind {
        BlockQuoteKind::Note => ("note", Label::Note),
        BlockQuoteKind::Tip => ("tip", Label::Tip),
        BlockQuoteKind::Important => ("important", Label::Important),
        BlockQuoteKind::Warning => ("warning", Label::Warning),
        BlockQuoteKind::Caution => ("caution", Label::Caution),
    }
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
