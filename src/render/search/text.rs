//! The text of a body's HTML, as a reader sees it.

use crate::content::html::{Tag, Tags, is_void};

/// The text of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// All of it, headings too. White space is one blank.
    pub(super) whole: String,
    /// That of its headings.
    pub(super) headings: String,
}

/// Elements that nobody reads as text, and furigana, which would stand between the characters of a word.
const SKIPPED: [&str; 17] = [
    "annotation",
    "annotation-xml",
    "button",
    "datalist",
    "form",
    "iframe",
    "nav",
    "noscript",
    "object",
    "rp",
    "rt",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
];

/// Elements that do not end a word.
const INLINE: [&str; 33] = [
    "rp", "rt", "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "mark", "q", "rb", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time",
    "u", "var", "wbr", "tt",
];

/// Reads a body. With `code` blocks of code are part of the text; code within a sentence always is.
pub(super) fn text(html: &str, code: bool) -> Text {
    let mut reader = Reader { html, text: Text::default(), skipped: None, in_heading: false };
    let mut at = 0;
    for tag in Tags::of(html) {
        reader.between(html.get(at..tag.place.start).unwrap_or_default());
        reader.tag(&tag, code);
        at = tag.place.end;
    }
    reader.between(html.get(at..).unwrap_or_default());
    let Text { mut whole, mut headings } = reader.text;
    whole.truncate(whole.trim_end().len());
    headings.truncate(headings.trim_end().len());
    Text { whole, headings }
}

/// Whether an element says `data-search="off"`, or is hidden from readers.
fn is_off(html: &str, tag: &Tag<'_>) -> bool {
    let is = |name: &str, wanted: &str| {
        tag.get(name).and_then(|place| html.get(place)).is_some_and(|value| value == wanted)
    };
    tag.get("hidden").is_some() || is("data-search", "off") || is("aria-hidden", "true")
}

struct Reader<'h> {
    html: &'h str,
    text: Text,
    /// The element that is left out, and how many of its name are open.
    skipped: Option<(String, usize)>,
    in_heading: bool,
}

impl Reader<'_> {
    fn tag(&mut self, tag: &Tag<'_>, code: bool) {
        let name = tag.name.to_ascii_lowercase();
        let closes = tag.is_end;
        let is_empty = tag.is_closed || is_void(&name);
        if let Some((skipped, depth)) = &mut self.skipped {
            if *skipped == name && !is_empty {
                *depth = if closes { depth.saturating_sub(1) } else { *depth + 1 };
                if *depth == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        if !INLINE.contains(&name.as_str()) {
            self.blank();
        }
        if matches!(name.as_bytes(), [b'h', b'1'..=b'6']) {
            self.in_heading = !closes;
        }
        let skips = SKIPPED.contains(&name.as_str()) || name == "pre" && !code || is_off(self.html, tag);
        if !closes && !is_empty && skips {
            self.skipped = Some((name, 1));
        }
    }

    /// Reads what stands between two tags: text, and comments, which nobody sees.
    fn between(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, comment)) = rest.split_once("<!--") {
            self.add(before);
            // `<!-->` and `<!--->` are whole.
            let whole = comment.strip_prefix('>').or_else(|| comment.strip_prefix("->"));
            rest = whole.unwrap_or_else(|| comment.split_once("-->").map_or("", |(_, after)| after));
        }
        self.add(rest);
    }

    fn add(&mut self, text: &str) {
        if self.skipped.is_some() || text.is_empty() {
            return;
        }
        if !text.contains('&') {
            return self.words(text);
        }
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            let (before, tail) = rest.split_at(at);
            self.words(before);
            match reference(tail) {
                Some((c, length)) => {
                    self.words(c.encode_utf8(&mut [0; 4]));
                    rest = tail.get(length..).unwrap_or("");
                }
                None => {
                    self.words("&");
                    rest = tail.get(1..).unwrap_or("");
                }
            }
        }
        self.words(rest);
    }

    fn words(&mut self, text: &str) {
        let Text { whole, headings } = &mut self.text;
        push(whole, text);
        if self.in_heading {
            push(headings, text);
        }
    }

    fn blank(&mut self) {
        self.words(" ");
    }
}

/// Adds text with its white space as single blanks.
fn push(to: &mut String, text: &str) {
    for (number, part) in text.split(char::is_whitespace).enumerate() {
        if number > 0 && !to.is_empty() && !to.ends_with(' ') {
            to.push(' ');
        }
        to.push_str(part);
    }
}

/// The character of a reference, and how long that is. Markdown's own are resolved when it is parsed; these are those
/// that it writes, and numbers.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "shy" => '\u{ad}',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number)?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn is_what_a_reader_sees() {
        for (html, expected) in [
            ("<p>One <em>t</em>wo</p><p>three</p>", "One two three"),
            ("<p>a<br>b<img alt=\"x > y\">c</p>", "a b c"),
            ("a <!-- <p>no</p> --> b", "a b"),
            ("a<!-->b<!--->c<!-- no", "abc"),
            ("<p>1 < 2 > 1</p>", "1 < 2 > 1"),
            ("<p title='a>b'>x &lt;y&gt; &amp; &#39;z&#x27; &copy; &</p>", "x <y> & 'z' &copy; &"),
            ("<script>no</script><style>no</style>yes", "yes"),
            ("<svg><title>no</title><svg></svg>no</svg>yes", "yes"),
            ("<pre><code>let x;</code></pre><p>in <code>a_b</code></p>", "in a_b"),
            ("<div data-search=\"off\">no<div>no</div>no</div>yes", "yes"),
            ("<div data-search=\"off\"/>yes", "yes"),
            ("<div class=\"a hidden\" data-x='data-search=\"off\"' data-search = on>yes</div>", "yes"),
            ("<div id=x hidden>no</div><p DATA-SEARCH=off>no</p>yes", "yes"),
            ("un<em>believ</em>able <a href=\"/x\">日</a>本", "unbelievable 日本"),
            ("<a aria-hidden=\"true\">#</a>yes", "yes"),
            ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字</ruby>", "漢字"),
            ("<p>unfinished <b", "unfinished"),
            ("", ""),
        ] {
            assert_eq!(text(html, false).whole, expected, "{html}");
        }
        assert_eq!(text("<pre>let x;</pre>", true).whole, "let x;");
    }

    #[test]
    fn knows_headings() {
        let found = text("<h2 id=\"x\">A <a aria-hidden=\"true\">#</a></h2><p>b</p><h3>C&amp;D</h3>", false);
        assert_eq!((found.whole.as_str(), found.headings.as_str()), ("A b C&D", "A C&D"));
    }
}
