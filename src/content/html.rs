//! The tags of finished HTML, with the places of their attributes.
//!
//! It follows the tokenizer of the HTML standard (section 13.2.5) as far as tags go: comments, and the text of elements
//! whose text is no markup, are passed over.

use memchr::{memchr, memmem};
use std::ops::Range;

/// Elements without an end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose text is no markup.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Whether an element has no end tag. Its name is in lower case.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// The tags of HTML, in their order.
#[derive(Clone, Debug)]
pub struct Tags<'h> {
    html: &'h str,
    at: usize,
}

/// A tag.
#[derive(Clone, Debug)]
pub struct Tag<'h> {
    html: &'h str,
    /// Where it stands.
    pub place: Range<usize>,
    /// The element's name, as it is written.
    pub name: &'h str,
    /// Whether it ends the element.
    pub is_end: bool,
    /// Whether it ends with a slash, as elements without content do in SVG.
    pub is_closed: bool,
    /// Where the text of the element is, if it is one whose text is no markup; empty otherwise.
    pub text: Range<usize>,
    /// Where its attributes begin.
    inside: usize,
}

/// An attribute.
#[derive(Clone, Debug)]
pub struct Attribute<'h> {
    /// Its name, as it is written.
    pub name: &'h str,
    /// Where its value is in the text, without quotes; references in it are as they are written.
    pub value: Range<usize>,
}

impl<'h> Tags<'h> {
    /// Those of a piece of HTML.
    pub fn of(html: &'h str) -> Self {
        Self { html, at: 0 }
    }
}

impl<'h> Iterator for Tags<'h> {
    type Item = Tag<'h>;

    fn next(&mut self) -> Option<Tag<'h>> {
        let html = self.html;
        let bytes = html.as_bytes();
        loop {
            self.at += memchr(b'<', bytes.get(self.at..)?)? + 1;
            let rest = bytes.get(self.at..)?;
            if rest.starts_with(b"!--") {
                // `<!-->` and `<!--->` are whole.
                self.at += memmem::find(rest.get(1..)?, b"-->")? + 4;
                continue;
            }
            let opening = self.at - 1;
            let is_end = rest.first() == Some(&b'/');
            let start = self.at + usize::from(is_end);
            if !bytes.get(start).is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            let name = until(html, start, |b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
            let inside = name.end;
            let name = html.get(name)?;
            let mut at = inside;
            let (end, is_closed) = loop {
                match Step::at(html, at) {
                    Step::Attribute(_, next) => at = next,
                    Step::End { after, is_closed } => break (after, is_closed),
                }
            };
            self.at = end;
            let mut text = end..end;
            if !is_end && RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
                text.end = end_tag(bytes, end, name).unwrap_or(bytes.len());
                self.at = text.end;
            }
            return Some(Tag { html, place: opening..end, name, is_end, is_closed, text, inside });
        }
    }
}

impl<'h> Tag<'h> {
    /// Whether the element has this name.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its attributes, in their order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'h>> {
        let (html, mut at) = (self.html, self.inside);
        std::iter::from_fn(move || match Step::at(html, at) {
            Step::Attribute(attribute, next) => {
                at = next;
                Some(attribute)
            }
            Step::End { .. } => None,
        })
    }

    /// The place of an attribute's value.
    pub fn get(&self, name: &str) -> Option<Range<usize>> {
        self.attributes().find(|attribute| attribute.name.eq_ignore_ascii_case(name)).map(|found| found.value)
    }
}

/// What comes next in a tag.
enum Step<'h> {
    /// An attribute, and where it ends.
    Attribute(Attribute<'h>, usize),
    /// The end of the tag, and the place behind it.
    End { after: usize, is_closed: bool },
}

impl<'h> Step<'h> {
    fn at(html: &'h str, at: usize) -> Self {
        let bytes = html.as_bytes();
        let between = until(html, at, |b| !(b.is_ascii_whitespace() || b == b'/'));
        let at = between.end;
        let is_closed = html.get(between).is_some_and(|between| between.ends_with('/'));
        match bytes.get(at) {
            None => return Self::End { after: at, is_closed },
            Some(b'>') => return Self::End { after: at + 1, is_closed },
            Some(_) => {}
        }
        // A name may begin with `=`.
        let end = until(html, at + 1, |b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/')).end;
        let name = html.get(at..end).unwrap_or_default();
        let equals = until(html, end, |b| !b.is_ascii_whitespace()).end;
        if bytes.get(equals) != Some(&b'=') {
            return Self::Attribute(Attribute { name, value: end..end }, end);
        }
        let start = until(html, equals + 1, |b| !b.is_ascii_whitespace()).end;
        let value = match bytes.get(start) {
            Some(quote @ (b'"' | b'\'')) => until(html, start + 1, |b| b == *quote),
            _ => until(html, start, |b| b.is_ascii_whitespace() || b == b'>'),
        };
        let next = value.end + usize::from(value.start > start);
        Self::Attribute(Attribute { name, value }, next)
    }
}

/// From `at` to the first byte that `ends`, all of them ASCII.
fn until(html: &str, at: usize, ends: impl Fn(u8) -> bool) -> Range<usize> {
    let rest = html.as_bytes().get(at..).unwrap_or_default();
    let at = at.min(html.len());
    at..at + rest.iter().position(|b| ends(*b)).unwrap_or(rest.len())
}

/// Where the end tag of this name starts, from `at` on.
fn end_tag(bytes: &[u8], at: usize, name: &str) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let is_end = |start: &usize| {
        let after = rest.get(start + 2..).unwrap_or_default();
        let (found, behind) = after.split_at_checked(name.len()).unwrap_or_default();
        found.eq_ignore_ascii_case(name.as_bytes())
            && !name.is_empty()
            && behind.first().is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'))
    };
    memmem::find_iter(rest, b"</").find(is_end).map(|start| at + start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(html: &str) -> String {
        let mut found = String::new();
        for tag in Tags::of(html) {
            let pairs: Vec<String> =
                tag.attributes().map(|a| format!("{}={}", a.name, &html[a.value])).collect();
            let text =
                if tag.text.is_empty() { String::new() } else { format!(" {:?}", &html[tag.text.clone()]) };
            let (end, closed) = (if tag.is_end { "/" } else { "" }, if tag.is_closed { "/" } else { "" });
            found.push_str(&format!("{end}{}[{}]{closed}{text} ", tag.name, pairs.join(",")));
        }
        found.trim_end().to_owned()
    }

    #[test]
    fn tags_are_found_as_a_browser_finds_them() {
        for (html, expected) in [
            ("<p>a < b</p><br/>", "p[] /p[] br[]/"),
            ("<a href=/x>y</a>", "a[href=/x] /a[]"),
            ("<A HREF = '/x>' b c=\"d e\"/>", "A[HREF=/x>,b=,c=d e]/"),
            ("<a href=/x/>", "a[href=/x/]"),
            ("<!-- <a> --><b><!--><i><!---><u>", "b[] i[] u[]"),
            ("<script>'<a>'</scripts></SCRIPT ><p>", "script[] \"'<a>'</scripts>\" /SCRIPT[] p[]"),
            ("<title><b></title><style>", "title[] \"<b>\" /title[] style[]"),
            ("<x-y z=é ß='ü'>", "x-y[z=é,ß=ü]"),
            ("<a =b c='", "a[=b=,c=]"),
            ("<", ""),
            ("<!doctype html><?x <a>", "a[]"),
            ("<a b=\"c\"d>", "a[b=c,d=]"),
        ] {
            assert_eq!(tags(html), expected, "{html}");
        }
    }

    #[test]
    fn the_place_of_a_tag_is_all_of_it() {
        for (html, places) in [
            ("a<p title='x>y'>b</p >c", &["<p title='x>y'>", "</p >"][..]),
            ("<!-- <a> --><br/>é<i", &["<br/>", "<i"]),
            ("<script>'<a>'</script>", &["<script>", "</script>"]),
        ] {
            let found: Vec<&str> = Tags::of(html).map(|tag| &html[tag.place]).collect();
            assert_eq!(found, places, "{html}");
        }
    }

    proptest::proptest! {
        /// Nothing panics, and every place is within the text.
        #[test]
        fn any_text_is_read(html in "[<>/='\" a-b!\\-é]{0,40}") {
            for tag in Tags::of(&html) {
                assert!(html.get(tag.place.clone()).is_some_and(|tag| tag.starts_with('<')));
                assert!(tag.attributes().all(|attribute| html.get(attribute.value).is_some()));
                assert!(html.get(tag.text).is_some());
            }
        }
    }
}
