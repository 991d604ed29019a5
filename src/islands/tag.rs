//! The element that an island stands in.

use super::Client;
use crate::content::component::Trigger;
use std::fmt::Write as _;

/// One island on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The component's name.
    pub name: &'a str,
    /// The absolute URL path of its first file, base path included.
    pub src: &'a str,
    /// When it starts.
    pub client: &'a Client,
    /// Its props in wire form.
    pub props: &'a str,
    /// The id of this instance, unique on its page.
    pub uid: &'a str,
    /// The names of the slots that the call fills.
    pub slots: &'a [String],
}

/// The closing tag.
pub const CLOSE: &str = "</layer9-island>";

impl Tag<'_> {
    /// Writes the opening tag.
    pub fn open(&self, out: &mut String) {
        out.push_str("<layer9-island");
        attribute(out, "name", self.name);
        attribute(out, "src", self.src);
        attribute(out, "client", &self.client.names());
        for (name, value) in self.client.triggers().iter().filter_map(Trigger::attribute) {
            attribute(out, name, &value);
        }
        attribute(out, "props", self.props);
        attribute(out, "uid", self.uid);
        attribute(out, "slots", &self.slots.join(","));
        out.push('>');
    }
}

/// Writes an attribute, quoted and escaped (HTML, "Escaping a string" in attribute mode).
///
/// A carriage return is escaped too: the HTML parser would turn it into a line feed, and the lengths in wire
/// form would no longer fit.
fn attribute(out: &mut String, name: &str, value: &str) {
    let _ = write!(out, " {name}=\"");
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            '\r' => out.push_str("&#13;"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_escaped() {
        let client = Client::On(vec![Trigger::Media("(width > 4em)".into())]);
        let tag = Tag {
            name: "Tabs",
            src: "/_layer9/tabs-1.wasm",
            client: &client,
            props: "7:a\"<&>\r\u{a0}",
            uid: "l9-1",
            slots: &["default".into(), "head".into()],
        };
        let mut html = String::new();
        tag.open(&mut html);
        assert_eq!(
            html,
            "<layer9-island name=\"Tabs\" src=\"/_layer9/tabs-1.wasm\" client=\"media\" \
             media=\"(width &gt; 4em)\" props=\"7:a&quot;&lt;&amp;&gt;&#13;&nbsp;\" uid=\"l9-1\" \
             slots=\"default,head\">"
        );
    }
}
