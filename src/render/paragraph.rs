//! Components that render blocks in the middle of a paragraph, where HTML has no place for them.
//!
//! A browser that meets `<div>` in `<p>` ends the paragraph there and leaves what was around the `<div>` behind: an island
//! then starts without its content. So what is a block is lifted out, between the text before it and the text after it.

use crate::content::html::{Tags, is_void};

/// Elements whose start tag ends an open paragraph (HTML, "in body" insertion mode).
const ENDS_PARAGRAPH: [&str; 44] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "ul",
    "xmp",
];

/// Elements beyond which no paragraph is looked for (HTML, "button scope", and foreign content).
const BOUNDARY: [&str; 7] = ["applet", "button", "marquee", "math", "object", "svg", "template"];

const LINE_BREAK: &str = "<br />";

/// The HTML of a body while its pieces are put together.
#[derive(Debug, Default)]
pub(super) struct Flow {
    html: String,
    /// Where the paragraph starts that Markdown has open.
    paragraph: Option<usize>,
    after: After,
}

/// What the text behind a block that was lifted out needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum After {
    #[default]
    Nothing,
    /// The paragraph was ended before the block; what follows in it needs another.
    Paragraph,
    /// The paragraph became a division, with the block in it.
    Division,
}

/// Why a block cannot be lifted out: the tag that it starts with, and the element around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Enclosed {
    pub(super) block: String,
    pub(super) within: String,
}

impl Flow {
    /// Adds HTML that Markdown made.
    pub(super) fn html(&mut self, text: &str) {
        let mut text = text;
        match self.after {
            After::Nothing => {}
            After::Paragraph => {
                // Nor is a line break left that stood beside the block.
                text = text.trim_start();
                text = text.strip_prefix(LINE_BREAK).unwrap_or(text).trim_start();
                if text.is_empty() {
                    return;
                }
                self.after = After::Nothing;
                match text.strip_prefix("</p>") {
                    Some(rest) => text = rest,
                    None => self.open_again(),
                }
            }
            After::Division => {
                if let Some((inside, rest)) = text.split_once("</p>") {
                    self.html.push_str(inside);
                    self.html.push_str("</div>");
                    self.after = After::Nothing;
                    text = rest;
                }
            }
        }
        let start = self.html.len();
        self.html.push_str(text);
        match (text.rfind("<p>"), text.rfind("</p>")) {
            (Some(open), close) if close.is_none_or(|close| close < open) => {
                self.paragraph = Some(start + open)
            }
            (_, Some(_)) => self.paragraph = None,
            _ => {}
        }
    }

    /// Adds what a component made that stands in text.
    ///
    /// # Errors
    /// Where it is a block, and stands in an element within a paragraph that has no place for one either. It is left out.
    pub(super) fn inline(&mut self, made: &str) -> Result<(), Enclosed> {
        let block = match (self.after, self.paragraph) {
            (After::Paragraph, _) | (After::Nothing, Some(_)) => block_in(made),
            _ => None,
        };
        let Some(block) = block else {
            if self.after == After::Paragraph && !made.trim().is_empty() {
                self.after = After::Nothing;
                self.open_again();
            }
            self.html.push_str(made);
            return Ok(());
        };
        if let Some(start) = self.paragraph.filter(|_| self.after == After::Nothing) {
            let text = start + "<p>".len();
            match enclosing(self.html.get(text..).unwrap_or("")).as_slice() {
                [] => {
                    let kept = self.html.trim_end();
                    let kept = kept.strip_suffix(LINE_BREAK).unwrap_or(kept).trim_end();
                    self.html.truncate(kept.len());
                    if self.html.len() <= text {
                        self.html.truncate(start);
                    } else {
                        self.html.push_str("</p>\n");
                    }
                    self.paragraph = None;
                    self.after = After::Paragraph;
                }
                // A link may hold blocks, if what is around it may.
                around if around.iter().all(|element| element == "a") => {
                    self.html.replace_range(start..text, "<div>");
                    self.paragraph = None;
                    self.after = After::Division;
                }
                around => {
                    let within = around.iter().find(|element| *element != "a").cloned().unwrap_or_default();
                    return Err(Enclosed { block, within });
                }
            }
        }
        self.html.push_str(made.trim_end());
        if self.after == After::Paragraph {
            self.html.push('\n');
        }
        Ok(())
    }

    /// Adds what a component made that stands on lines of its own.
    pub(super) fn block(&mut self, made: &str) {
        self.html.push_str(made);
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.html
    }

    fn open_again(&mut self) {
        self.paragraph = Some(self.html.len());
        self.html.push_str("<p>");
    }
}

/// The first element of HTML that would end a paragraph around it.
fn block_in(html: &str) -> Option<String> {
    let mut beyond = 0usize;
    for tag in Tags::of(html) {
        let name = tag.name.to_ascii_lowercase();
        let is_boundary = BOUNDARY.contains(&name.as_str());
        match (is_boundary, tag.is_end) {
            (true, false) => beyond += usize::from(!tag.is_closed),
            (true, true) => beyond = beyond.saturating_sub(1),
            (false, false) if beyond == 0 && ENDS_PARAGRAPH.contains(&name.as_str()) => return Some(name),
            _ => {}
        }
    }
    None
}

/// The elements that are open at the end of HTML, the outermost first.
fn enclosing(html: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    for tag in Tags::of(html) {
        if tag.is_end {
            if let Some(start) = open.iter().rposition(|name| tag.is(name)) {
                open.truncate(start);
            }
        } else {
            let name = tag.name.to_ascii_lowercase();
            open.extend(Some(name).filter(|name| !tag.is_closed && !is_void(name)));
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Html` as it is, `[made]` as what an inline component makes.
    fn flow(pieces: &[&str]) -> Result<String, Enclosed> {
        let mut flow = Flow::default();
        for piece in pieces {
            match piece.strip_prefix('[').and_then(|piece| piece.strip_suffix(']')) {
                Some(made) => flow.inline(made)?,
                None => flow.html(piece),
            }
        }
        Ok(flow.finish())
    }

    #[test]
    fn blocks_leave_their_paragraph() {
        for (pieces, expected) in [
            (&["<p>a ", "[<b>x</b>]", " c</p>\n"] as &[&str], "<p>a <b>x</b> c</p>\n"),
            (
                &["<p>a ", "[<div>x</div>]", " c</p>\n<p>d</p>\n"],
                "<p>a</p>\n<div>x</div>\n<p>c</p>\n<p>d</p>\n",
            ),
            (&["<p>", "[<figure></figure>]", "</p>\n"], "<figure></figure>\n\n"),
            (
                &["<p>", "[<figure></figure>]", "\n", "[<figure></figure>]", "</p>\n"],
                "<figure></figure>\n<figure></figure>\n\n",
            ),
            (
                &["<p>a", "[<div></div>]", " ", "[<b>x</b>]", " c</p>"],
                "<p>a</p>\n<div></div>\n<p><b>x</b> c</p>",
            ),
            (&["<p>a <em>b</em> ", "[<ul></ul>]", "</p>\n"], "<p>a <em>b</em></p>\n<ul></ul>\n\n"),
            (&["<p>a<br />\n", "[<hr>]", "<br />\nb</p>\n"], "<p>a</p>\n<hr>\n<p>b</p>\n"),
            // A link takes its block along.
            (
                &["<p>a <a href=\"x>\">", "[<figure></figure>]", "</a> c</p>\n"],
                "<div>a <a href=\"x>\"><figure></figure></a> c</div>\n",
            ),
            // Outside of paragraphs anything may stand.
            (&["<ul>\n<li>", "[<div></div>]", "</li>\n</ul>"], "<ul>\n<li><div></div></li>\n</ul>"),
            (&["<p>a</p>\n<h2>", "[<div></div>]", "</h2>"], "<p>a</p>\n<h2><div></div></h2>"),
            // A browser looks for no paragraph beyond these.
            (
                &["<p>", "[<button title=\"<div>\"><div>x</div></button>]", "</p>"],
                "<p><button title=\"<div>\"><div>x</div></button></p>",
            ),
            (
                &["<p>", "[<i><!-- <div> --><script>'<div>'</script></i>]", "</p>"],
                "<p><i><!-- <div> --><script>'<div>'</script></i></p>",
            ),
            // An element of a library's own does not keep a block in.
            (&["<p>a ", "[<x-y><div></div></x-y>]", "</p>"], "<p>a</p>\n<x-y><div></div></x-y>\n"),
        ] {
            assert_eq!(flow(pieces).as_deref(), Ok(expected), "{pieces:?}");
        }
    }

    #[test]
    fn a_block_in_an_element_of_text_is_a_mistake() {
        let made = flow(&["<p>a <a><strong>b<br />", "[<DIV>x</DIV>]", "</strong></a></p>"]);
        assert_eq!(made, Err(Enclosed { block: "div".to_owned(), within: "strong".to_owned() }));
    }
}
