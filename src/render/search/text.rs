//! The text of a body's HTML, as a reader sees it.

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

/// Elements without an end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Reads a body. With `code` blocks of code are part of the text; code within a sentence always is.
pub(super) fn text(html: &str, code: bool) -> Text {
    let mut reader = Reader { text: Text::default(), skipped: None, in_heading: false };
    let mut rest = html;
    while let Some(open) = memchr::memchr(b'<', rest.as_bytes()) {
        let (before, tail) = rest.split_at(open);
        reader.add(before);
        if let Some(comment) = tail.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(end) = tag_end(tail) else {
            rest = "";
            break;
        };
        let (tag, after) = tail.split_at(end);
        reader.tag(tag, code);
        rest = after;
    }
    reader.add(rest);
    let Text { mut whole, mut headings } = reader.text;
    whole.truncate(whole.trim_end().len());
    headings.truncate(headings.trim_end().len());
    Text { whole, headings }
}

/// The length of the tag that a text starts with; a `>` in a quoted value does not end it.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match quote {
            Some(open) if byte == open => quote = None,
            Some(_) => {}
            None if byte == b'"' || byte == b'\'' => quote = Some(byte),
            None if byte == b'>' => return Some(at + 1),
            None => {}
        }
    }
    None
}

/// Whether an element says `data-search="off"`, or is hidden from readers.
fn is_off(attributes: &str) -> bool {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.trim_start().strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(after) => match after.strip_prefix(['"', '\'']) {
                Some(inner) => {
                    let quote = if after.starts_with('"') { '"' } else { '\'' };
                    inner.split_once(quote).unwrap_or((inner, ""))
                }
                None => after.split_at(after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len())),
            },
        };
        match (name.to_ascii_lowercase().as_str(), value) {
            ("hidden", _) | ("data-search", "off") | ("aria-hidden", "true") => return true,
            _ => rest = after.trim_start(),
        }
    }
    false
}

struct Reader {
    text: Text,
    /// The element that is left out, and how many of its name are open.
    skipped: Option<(String, usize)>,
    in_heading: bool,
}

impl Reader {
    fn tag(&mut self, tag: &str, code: bool) {
        let inner = tag.trim_start_matches('<').trim_end_matches('>');
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let end = inner.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inner.len());
        let (name, attributes) = inner.split_at(end);
        let name = name.to_ascii_lowercase();
        let is_empty = attributes.ends_with('/') || VOID.contains(&name.as_str());
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
        let skips = SKIPPED.contains(&name.as_str()) || name == "pre" && !code || is_off(attributes);
        if !closes && !is_empty && skips {
            self.skipped = Some((name, 1));
        }
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
