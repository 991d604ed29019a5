//! `[markdown]`

use super::data::TableReader;
use super::{BaseUrl, ExternalLinks};

/// What happens to raw HTML in content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawHtml {
    /// It is an error (the default): content is not trusted.
    Refuse,
    /// It is shown as text.
    Escape,
    /// It is passed through.
    Allow,
}

/// Where a heading's own link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadingAnchors {
    /// No link.
    None,
    /// Before the heading's text.
    Left,
    /// After the heading's text.
    Right,
}

/// `[markdown]`: how content becomes HTML.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkdownConfig {
    /// Whether code blocks are highlighted.
    pub highlight: bool,
    /// Theme of highlighted code on a light page.
    pub light_theme: String,
    /// Theme of highlighted code on a dark page.
    pub dark_theme: String,
    /// What happens to raw HTML.
    pub raw_html: RawHtml,
    /// Whether straight quotes, dashes and dots become typographic ones.
    pub smart_punctuation: bool,
    /// Whether `$...$` and `$$...$$` are formulas in TeX, which become MathML.
    pub math: bool,
    /// Whether addresses that stand in text without brackets are links.
    pub autolinks: bool,
    /// Whether `:name:` is an emoji.
    pub emoji: bool,
    /// Whether `[[Name]]` is a link to the page of that name.
    pub wikilinks: bool,
    /// Whether `^x^` is superscript and `~x~` subscript.
    pub superscript: bool,
    /// Whether `==x==` is marked text and `++x++` inserted text.
    pub marks: bool,
    /// Where headings' own links stand.
    pub heading_anchors: HeadingAnchors,
    /// Whether a link to a page or file that does not exist is an error (the default) or a warning.
    pub broken_links_are_errors: bool,
    /// Whether code blocks carry the `CopyButton` island.
    pub copy_button: bool,
    /// Whether images are loaded when they come near to the window.
    pub lazy_images: bool,
    /// Whether text is shown before images beside it are decoded.
    pub async_images: bool,
    /// Whether images carry the width and height of their files.
    pub image_sizes: bool,
    /// After how many words a summary ends that no author marked, at the next end of a block; 0 for the first paragraph.
    pub summary_length: usize,
    /// How links to other sites are written.
    pub external_links: ExternalLinks,
}

impl MarkdownConfig {
    pub(super) fn read(mut t: TableReader<'_>, base_url: &BaseUrl) -> Self {
        let config = Self {
            highlight: t.bool("highlight").unwrap_or(true),
            light_theme: t.string("light_theme").unwrap_or_else(|| "Coldark-Cold".to_owned()),
            dark_theme: t.string("dark_theme").unwrap_or_else(|| "Coldark-Dark".to_owned()),
            raw_html: t
                .choice(
                    "raw_html",
                    &[("refuse", RawHtml::Refuse), ("escape", RawHtml::Escape), ("allow", RawHtml::Allow)],
                )
                .unwrap_or(RawHtml::Refuse),
            smart_punctuation: t.bool("smart_punctuation").unwrap_or(false),
            math: t.bool("math").unwrap_or(false),
            autolinks: t.bool("autolinks").unwrap_or(true),
            emoji: t.bool("emoji").unwrap_or(false),
            wikilinks: t.bool("wikilinks").unwrap_or(false),
            superscript: t.bool("superscript").unwrap_or(false),
            marks: t.bool("marks").unwrap_or(false),
            heading_anchors: t
                .choice(
                    "heading_anchors",
                    &[
                        ("none", HeadingAnchors::None),
                        ("left", HeadingAnchors::Left),
                        ("right", HeadingAnchors::Right),
                    ],
                )
                .unwrap_or(HeadingAnchors::None),
            broken_links_are_errors: t
                .choice("broken_links", &[("error", true), ("warn", false)])
                .unwrap_or(true),
            copy_button: t.bool("copy_button").unwrap_or(false),
            lazy_images: t.bool("lazy_images").unwrap_or(true),
            async_images: t.bool("async_images").unwrap_or(false),
            image_sizes: t.bool("image_sizes").unwrap_or(false),
            summary_length: t.count("summary_length").unwrap_or(0),
            external_links: ExternalLinks::read(&mut t, base_url),
        };
        t.finish();
        config
    }
}
