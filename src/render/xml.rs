//! Writing XML: feeds and the sitemap need elements, attributes and escaped text, and nothing else.

/// An XML document that is being written.
#[derive(Debug)]
pub(super) struct Xml {
    out: String,
}

impl Xml {
    pub(super) fn new() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned() }
    }

    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str(">\n");
    }

    pub(super) fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str("/>\n");
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    pub(super) fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.tag(name, attributes);
        self.out.push('>');
        self.escape(text);
        self.close(name);
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            self.escape(value);
            self.out.push('"');
        }
    }

    /// Escapes markup and leaves out what XML 1.0 cannot hold (section 2.2, Char).
    fn escape(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' | '\n' | '\r' => self.out.push(c),
                c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
                c => self.out.push(c),
            }
        }
    }
}
