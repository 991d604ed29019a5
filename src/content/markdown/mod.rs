//! Markdown to HTML in one pass over the parser's events.
//!
//! The dialect is CommonMark and GFM with footnotes, alerts, heading attributes, definition lists and math
//! passed through. What content may not do (raw HTML, scripts in links, event handlers in attributes) is
//! decided here, on the event stream, because the parser passes all of it.

mod autolink;
mod code;
pub mod escape;
mod fence;
mod footnotes;
mod heading;
mod labels;
mod link;
mod overrides;
mod policy;
mod words;
mod writer;

pub use heading::{Heading, toc};
pub use labels::{LABELS, Label};
pub use link::{AnchorUse, Links, Named, Target};
pub use overrides::{OVERRIDE_PREFIX, Overrides};

use crate::config::{ExternalLinks, HeadingAnchors, MarkdownConfig, RawHtml};
use crate::content::component::{Call, Scan};
use crate::content::highlight::Highlighter;
use crate::diagnostics::{Diagnostics, SourceText};
use pulldown_cmark::Options as ParserOptions;

/// How one document is rendered.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether the dialect's extensions are on; off for the CommonMark conformance run.
    pub extensions: bool,
    /// Straight quotes to typographic ones.
    pub smart_punctuation: bool,
    /// `$...$` is math.
    pub math: bool,
    /// Addresses without brackets are links.
    pub autolinks: bool,
    /// `:name:` is an emoji.
    pub emoji: bool,
    /// `[[Name]]` is a link.
    pub wikilinks: bool,
    /// `^x^` is superscript, `~x~` subscript.
    pub superscript: bool,
    /// `==x==` is marked, `++x++` inserted.
    pub marks: bool,
    /// What happens to raw HTML.
    pub raw_html: RawHtml,
    /// Where headings' own links stand.
    pub heading_anchors: HeadingAnchors,
    /// Whether headings get ids, code a frame, tables a scroll container.
    pub decorate: bool,
    /// Whether a link to a page or file that is missing is an error; otherwise a warning.
    pub broken_links_are_errors: bool,
    /// Whether code blocks are wrapped in the `CopyButton` island.
    pub copy_button: bool,
    /// Whether images are loaded when they come near to the window.
    pub lazy_images: bool,
    /// Whether text is shown before images beside it are decoded.
    pub async_images: bool,
    /// Whether images carry the width and height of their files.
    pub image_sizes: bool,
    /// After how many words a summary ends at the next end of a block; 0 for the end of the first paragraph.
    pub summary_length: usize,
    /// How links to other sites are written.
    pub external_links: ExternalLinks,
    /// Whether `Include` is a component of the site's own.
    pub own_include: bool,
    /// The elements that components of the site take over.
    pub overrides: Overrides,
}

impl Options {
    /// The options that a site's `[markdown]` asks for.
    pub fn of(config: &MarkdownConfig) -> Self {
        Self {
            extensions: true,
            smart_punctuation: config.smart_punctuation,
            math: config.math,
            autolinks: config.autolinks,
            emoji: config.emoji,
            wikilinks: config.wikilinks,
            superscript: config.superscript,
            marks: config.marks,
            raw_html: config.raw_html,
            heading_anchors: config.heading_anchors,
            decorate: true,
            broken_links_are_errors: config.broken_links_are_errors,
            copy_button: config.copy_button,
            lazy_images: config.lazy_images,
            async_images: config.async_images,
            image_sizes: config.image_sizes,
            summary_length: config.summary_length,
            external_links: config.external_links.clone(),
            own_include: false,
            overrides: Overrides::default(),
        }
    }

    /// CommonMark and nothing else: what the conformance run measures.
    pub fn commonmark() -> Self {
        Self {
            extensions: false,
            smart_punctuation: false,
            math: false,
            autolinks: false,
            emoji: false,
            wikilinks: false,
            superscript: false,
            marks: false,
            raw_html: RawHtml::Allow,
            heading_anchors: HeadingAnchors::None,
            decorate: false,
            broken_links_are_errors: false,
            copy_button: false,
            lazy_images: false,
            async_images: false,
            image_sizes: false,
            summary_length: 0,
            external_links: ExternalLinks::default(),
            own_include: true,
            overrides: Overrides::default(),
        }
    }

    /// Whether text is looked into for more than the parser tells.
    fn reads_text(&self) -> bool {
        self.autolinks || self.emoji || self.superscript || self.marks
    }

    fn parser(&self) -> ParserOptions {
        if !self.extensions {
            return ParserOptions::empty();
        }
        let mut options = ParserOptions::ENABLE_TABLES
            | ParserOptions::ENABLE_FOOTNOTES
            | ParserOptions::ENABLE_STRIKETHROUGH
            | ParserOptions::ENABLE_TASKLISTS
            | ParserOptions::ENABLE_HEADING_ATTRIBUTES
            | ParserOptions::ENABLE_GFM
            | ParserOptions::ENABLE_DEFINITION_LIST;
        options.set(ParserOptions::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        options.set(ParserOptions::ENABLE_MATH, self.math);
        options.set(ParserOptions::ENABLE_WIKILINKS, self.wikilinks);
        options.set(ParserOptions::ENABLE_SUPERSCRIPT | ParserOptions::ENABLE_SUBSCRIPT, self.superscript);
        options
    }
}

/// What a Markdown text became.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// HTML; component calls are still markers.
    pub html: String,
    /// Headings in document order.
    pub headings: Vec<Heading>,
    /// Where the summary ends in `html`: at `<!-- more -->`, otherwise after the block in which it is long enough.
    pub summary_end: Option<usize>,
    /// Whether the author marked the summary's end.
    pub summary_marked: bool,
    /// Words of text, code included.
    pub words: usize,
    /// The characters of Chinese and Japanese among them.
    pub characters: usize,
    /// The sources of pages that links lead to, in the order of the text.
    pub links: Vec<String>,
    /// Anchors of other pages that links point to; checked once every page is known.
    pub anchors: Vec<AnchorUse>,
    /// The calls that the tool makes, around code blocks and of components that take over an element; they come
    /// after those of the text.
    pub made: Vec<Call>,
    /// Where the HTML of a level-one heading ends that the page starts with.
    pub first_heading_end: Option<usize>,
}

/// Everything a document needs from around it.
pub struct Context<'a> {
    /// Resolves links to pages and files.
    pub links: &'a dyn Links,
    /// Highlights code; `None` for plain code.
    pub highlighter: Option<&'a Highlighter>,
    /// How to render.
    pub options: &'a Options,
}

/// Renders the Markdown of a page, whose component calls are markers.
pub fn render(
    scan: &Scan<'_>,
    source: &SourceText,
    context: &Context<'_>,
    out: &mut Diagnostics,
) -> Rendered {
    writer::write(scan, source, context, out)
}
