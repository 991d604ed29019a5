//! Classed text as HTML.

use super::class::Class;
use crate::content::markdown::escape;

/// Writes pieces of a line as spans, as few as will do: neighbours of one class share a span, with the white
/// space between them, and plain text has none. No span reaches over the end of a line, so that the HTML of a
/// block can be cut into lines.
pub(super) struct Markup<'a> {
    html: String,
    text: &'a str,
    /// The class of the pending piece, and where it starts and ends.
    class: Option<Class>,
    start: usize,
    end: usize,
    /// Where white space behind the pending piece ends, which belongs to it only if more of its class follows.
    space: usize,
}

impl<'a> Markup<'a> {
    /// HTML for `text`, which grows to about three times its size.
    pub(super) fn new(text: &'a str) -> Self {
        let html = String::with_capacity(text.len() * 3);
        Self { html, text, class: None, start: 0, end: 0, space: 0 }
    }

    /// The text from where the last piece ended to `end` has a class.
    pub(super) fn push(&mut self, end: usize, class: Option<Class>) {
        let from = self.space;
        let Some(piece) = self.text.get(from..end).filter(|piece| !piece.is_empty()) else {
            return;
        };
        // Nothing shows of a class on white space.
        if piece.bytes().all(|b| b == b' ' || b == b'\t') {
            self.space = end;
            return;
        }
        if class == self.class {
            self.end = end;
        } else {
            self.flush();
            self.class = class;
            self.start = from;
            self.end = end;
        }
        self.space = end;
    }

    /// The text up to `end` is plain and ends a line, or the block.
    pub(super) fn end_line(&mut self, end: usize) {
        self.flush();
        self.class = None;
        self.start = self.space;
        self.end = end;
        self.space = end;
        self.flush();
    }

    /// Writes what is pending, and the white space behind it.
    fn flush(&mut self) {
        let piece = self.text.get(self.start..self.end).unwrap_or("");
        match self.class {
            Some(class) if !piece.is_empty() => {
                self.html.push_str("<span class=\"hl-");
                self.html.push_str(class.name());
                self.html.push_str("\">");
                escape::text(piece, &mut self.html);
                self.html.push_str("</span>");
            }
            _ => escape::text(piece, &mut self.html),
        }
        self.html.push_str(self.text.get(self.end..self.space).unwrap_or(""));
        self.start = self.space;
        self.end = self.space;
    }

    pub(super) fn finish(self) -> String {
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a line, cut into pieces by `|`; a piece `k:…` is a keyword, `s:…` a string.
    fn write(pieces: &str) -> String {
        let mut text = String::new();
        let mut ends = Vec::new();
        for piece in pieces.split('|') {
            let (class, piece) = match piece.split_at_checked(2) {
                Some(("k:", rest)) => (Some(Class::Keyword), rest),
                Some(("s:", rest)) => (Some(Class::String), rest),
                _ => (None, piece),
            };
            text.push_str(piece);
            ends.push((text.len(), class));
        }
        text.push('\n');
        let mut markup = Markup::new(&text);
        for (end, class) in ends {
            markup.push(end, class);
        }
        markup.end_line(text.len());
        let html = markup.finish();
        html.replace("<span class=\"hl-keyword\">", "[k ")
            .replace("<span class=\"hl-string\">", "[s ")
            .replace("</span>", "]")
    }

    #[test]
    fn as_few_spans_as_will_do() {
        for (pieces, expected) in [
            ("", "\n"),
            ("a|b", "ab\n"),
            ("k:pub| |k:fn| |main", "[k pub fn] main\n"),
            ("k:a|k:b", "[k ab]\n"),
            ("k:a| |s:b", "[k a] [s b]\n"),
            ("  |k:a", "  [k a]\n"),
            ("k:a|  ", "[k a]  \n"),
            ("k:a|x|k:b", "[k a]x[k b]\n"),
            ("s:<&>|<", "[s &lt;&amp;&gt;]&lt;\n"),
            ("  ", "  \n"),
        ] {
            assert_eq!(write(pieces), expected, "{pieces}");
        }
    }
}
