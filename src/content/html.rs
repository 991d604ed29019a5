//! The start tags of an HTML text, with the places of their attributes.
//!
//! It follows the tokenizer of the HTML standard (section 13.2.5) as far as tags go: comments, and the text of elements
//! whose text is no markup, are passed over.

use memchr::{memchr, memmem};
use std::ops::Range;

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub struct StartTag<'t> {
    /// The element's name, as it is written.
    pub name: &'t str,
    /// Its attributes, in their order.
    pub attributes: &'t [Attribute<'t>],
    /// Where the text of the element is, if it is one whose text is no markup.
    pub text: Option<(usize, usize)>,
}

/// An attribute.
#[derive(Debug, Clone)]
pub struct Attribute<'t> {
    /// Its name, as it is written.
    pub name: &'t str,
    /// Where its value is in the text, without quotes; references in it are as they are written.
    pub value: Range<usize>,
}

impl StartTag<'_> {
    /// Whether the element has this name.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The place of an attribute's value.
    pub fn get(&self, name: &str) -> Option<Range<usize>> {
        let found = self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name));
        found.map(|attribute| attribute.value.clone())
    }
}

/// Elements whose text is no markup.
const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

/// Calls `visit` with every start tag of a text.
pub fn start_tags<'t>(html: &'t str, mut visit: impl FnMut(StartTag<'_>)) {
    let bytes = html.as_bytes();
    let mut attributes: Vec<Attribute<'t>> = Vec::new();
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr(b'<', rest)) {
        at += found + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"!--") {
            // `<!-->` and `<!--->` are whole.
            at = memmem::find(rest.get(1..).unwrap_or_default(), b"-->")
                .map_or(bytes.len(), |end| at + end + 4);
            continue;
        }
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let name = until(html, at, |b| b.is_ascii_whitespace() || matches!(b, b'/' | b'>'));
        at = read_attributes(html, name.end, &mut attributes);
        let name = html.get(name).unwrap_or_default();
        let text = RAW.iter().find(|raw| raw.eq_ignore_ascii_case(name)).map(|_| {
            let end = end_tag(bytes, at, name).unwrap_or(bytes.len());
            let text = (at, end);
            at = end;
            text
        });
        visit(StartTag { name, attributes: &attributes, text });
    }
}

/// Reads the attributes of a tag from `at`, and gives the place behind its `>`.
fn read_attributes<'t>(html: &'t str, mut at: usize, found: &mut Vec<Attribute<'t>>) -> usize {
    let bytes = html.as_bytes();
    found.clear();
    loop {
        at = until(html, at, |b| !(b.is_ascii_whitespace() || b == b'/')).end;
        match bytes.get(at) {
            None => return at,
            Some(b'>') => return at + 1,
            Some(_) => {}
        }
        // A name may begin with `=`.
        let end = until(html, at + 1, |b| b.is_ascii_whitespace() || matches!(b, b'=' | b'>' | b'/')).end;
        let name = html.get(at..end).unwrap_or_default();
        let equals = until(html, end, |b| !b.is_ascii_whitespace()).end;
        if bytes.get(equals) != Some(&b'=') {
            found.push(Attribute { name, value: end..end });
            at = end;
            continue;
        }
        let start = until(html, equals + 1, |b| !b.is_ascii_whitespace()).end;
        let value = match bytes.get(start) {
            Some(quote @ (b'"' | b'\'')) => until(html, start + 1, |b| b == *quote),
            _ => until(html, start, |b| b.is_ascii_whitespace() || b == b'>'),
        };
        at = value.end + usize::from(value.start > start);
        found.push(Attribute { name, value });
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
        start_tags(html, |tag| {
            let pairs: Vec<String> =
                tag.attributes.iter().map(|a| format!("{}={}", a.name, &html[a.value.clone()])).collect();
            let text = tag.text.map(|(from, to)| format!(" {:?}", &html[from..to])).unwrap_or_default();
            found.push_str(&format!("{}[{}]{text} ", tag.name, pairs.join(",")));
        });
        found.trim_end().to_owned()
    }

    #[test]
    fn tags_are_found_as_a_browser_finds_them() {
        for (html, expected) in [
            ("<p>a < b</p><br/>", "p[] br[]"),
            ("<a href=/x>y</a>", "a[href=/x]"),
            ("<A HREF = '/x>' b c=\"d e\"/>", "A[HREF=/x>,b=,c=d e]"),
            ("<a href=/x/>", "a[href=/x/]"),
            ("<!-- <a> --><b><!--><i><!---><u>", "b[] i[] u[]"),
            ("<script>'<a>'</scripts></SCRIPT ><p>", "script[] \"'<a>'</scripts>\" p[]"),
            ("<title><b></title><style>", "title[] \"<b>\" style[] \"\""),
            ("<x-y z=é ß='ü'>", "x-y[z=é,ß=ü]"),
            ("<a =b c='", "a[=b=,c=]"),
            ("<", ""),
            ("<!doctype html><?x <a>", "a[]"),
            ("<a b=\"c\"d>", "a[b=c,d=]"),
        ] {
            assert_eq!(tags(html), expected, "{html}");
        }
    }

    proptest::proptest! {
        /// Nothing panics, and every place is within the text.
        #[test]
        fn any_text_is_read(html in "[<>/='\" a-b!\\-é]{0,40}") {
            start_tags(&html, |tag| {
                for attribute in tag.attributes {
                    assert!(html.get(attribute.value.clone()).is_some());
                }
                assert!(tag.text.is_none_or(|(from, to)| html.get(from..to).is_some()));
            });
        }
    }
}
