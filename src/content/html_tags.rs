//! The tags in finished HTML, for those who must know which elements are open in it.

use memchr::memchr2;

/// Elements without an end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Whether an element has no end tag.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// The tags of HTML; what stands in comments, scripts and styles is none.
#[derive(Clone, Debug)]
pub struct Tags<'h> {
    html: &'h str,
    at: usize,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Its element, in lower case.
    pub name: String,
    /// Whether it ends the element.
    pub is_end: bool,
    /// Whether it ends with a slash, as elements without content do in SVG.
    pub is_closed: bool,
}

impl<'h> Tags<'h> {
    /// Those of a piece of HTML.
    pub fn of(html: &'h str) -> Self {
        Self { html, at: 0 }
    }
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        loop {
            self.at += self.html.get(self.at..)?.find('<')? + 1;
            let rest = self.html.get(self.at..)?;
            if let Some(comment) = rest.strip_prefix("!--") {
                self.at += 3 + comment.find("-->")?;
                continue;
            }
            let is_end = rest.starts_with('/');
            let name_start = usize::from(is_end);
            let name = rest.get(name_start..)?;
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let length =
                name.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>')).unwrap_or(name.len());
            let name = name.get(..length)?.to_ascii_lowercase();
            let end = tag_end(rest)?;
            let is_closed = rest.get(..end)?.ends_with('/');
            self.at += end + 1;
            if !is_end && matches!(name.as_str(), "script" | "style") {
                let close = format!("</{name}");
                self.at += self.html.get(self.at..)?.find(&close).unwrap_or(0);
            }
            return Some(Tag { name, is_end, is_closed });
        }
    }
}

/// Where the `>` of a tag stands, past the values of its attributes.
fn tag_end(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 0;
    loop {
        let close = at + bytes.get(at..)?.iter().position(|b| *b == b'>')?;
        match memchr2(b'"', b'\'', bytes.get(at..close)?) {
            None => return Some(close),
            Some(quote) => {
                let quote = at + quote;
                let mark = *bytes.get(quote)?;
                at = quote + 2 + bytes.get(quote + 1..)?.iter().position(|b| *b == mark)?;
            }
        }
    }
}
