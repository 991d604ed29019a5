//! The start of a line of Markdown: columns, containers, and what kind of block begins there.
//!
//! Only as much of Markdown as decides where code is and where a call's lines belong. The rules are those of
//! CommonMark 0.31 (sections 4 and 5) with GFM footnotes and definition lists as pulldown-cmark reads them.

/// A place in the leading part of a line, in bytes and columns. A tab reaches to the next multiple of four.
#[derive(Clone, Copy, Debug)]
pub(super) struct LineCursor<'a> {
    bytes: &'a [u8],
    /// Offset of the next byte.
    pub(super) at: usize,
    column: usize,
    /// Columns of a tab that was passed in part.
    pub(super) spare: usize,
}

impl<'a> LineCursor<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, column: 0, spare: 0 }
    }

    /// The byte that follows, if no part of a tab is left.
    pub(super) fn peek(&self) -> Option<u8> {
        if self.spare > 0 { Some(b' ') } else { self.bytes.get(self.at).copied() }
    }

    /// Passes up to `most` columns of white space and returns how many.
    pub(super) fn space(&mut self, most: usize) -> usize {
        let mut left = most;
        loop {
            let part = self.spare.min(left);
            self.spare -= part;
            left -= part;
            if left == 0 {
                return most;
            }
            match self.bytes.get(self.at) {
                Some(b' ') => {
                    self.at += 1;
                    self.column += 1;
                    left -= 1;
                }
                Some(b'\t') => {
                    self.spare = 4 - self.column % 4;
                    self.column += self.spare;
                    self.at += 1;
                }
                _ => return most - left,
            }
        }
    }

    /// Passes `n` bytes that are neither tabs nor line ends.
    pub(super) fn pass(&mut self, n: usize) {
        self.at += n;
        self.column += n;
    }

    /// Whether only white space is left of the line.
    pub(super) fn is_blank(&self) -> bool {
        is_blank(self.bytes, self.at)
    }

    /// Passes `>` and one column of white space after it.
    pub(super) fn quote(&mut self) -> bool {
        let save = *self;
        self.space(3);
        // Not `peek`: pulldown-cmark takes the mark after part of a tab too.
        if self.bytes.get(self.at) == Some(&b'>') {
            self.pass(1);
            self.space(1);
            return true;
        }
        *self = save;
        false
    }

    /// Passes a list marker. Returns the columns of the item's content, counted from where `indent` columns
    /// of white space before the marker began, and whether it may interrupt a paragraph.
    pub(super) fn list_marker(&mut self, indent: usize) -> Option<(usize, bool)> {
        let save = *self;
        let (width, first) = match self.peek()? {
            b'-' | b'+' | b'*' if is_rule(self.bytes, self.at).is_none() => (1, true),
            b'0'..=b'9' => {
                let rest = self.bytes.get(self.at..)?;
                let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
                if digits > 9 || !matches!(rest.get(digits), Some(b'.' | b')')) {
                    return None;
                }
                let number = rest.get(..digits)?.iter().fold(0u64, |n, b| n * 10 + u64::from(b - b'0'));
                (digits + 1, number == 1)
            }
            _ => return None,
        };
        self.pass(width);
        if self.is_blank() {
            return Some((indent + width + 1, false));
        }
        if self.space(1) == 0 {
            *self = save;
            return None;
        }
        let content = *self;
        let more = self.space(4);
        if more == 4 {
            // Four or more: the item starts with indented code.
            *self = content;
            return Some((indent + width + 1, first));
        }
        Some((indent + width + 1 + more, first))
    }

    /// Passes the colon of a definition. Returns the columns of its content.
    pub(super) fn definition_marker(&mut self, indent: usize) -> Option<usize> {
        if self.peek() != Some(b':') {
            return None;
        }
        self.pass(1);
        let save = *self;
        if self.space(5) == 5 {
            *self = save;
            return Some(indent + 1 + self.space(1));
        }
        *self = save;
        Some(indent + 1 + self.space(5))
    }

    /// Passes `[^label]:` and the white space after it.
    pub(super) fn footnote(&mut self) -> bool {
        let Some(rest) = self.bytes.get(self.at..).filter(|r| self.spare == 0 && r.starts_with(b"[^")) else {
            return false;
        };
        let mut escaped = false;
        for (i, b) in rest.iter().enumerate().skip(2) {
            match b {
                b'\n' | b'\r' | b'[' if !escaped => return false,
                b']' if !escaped => {
                    if i == 2 || rest.get(i + 1) != Some(&b':') {
                        return false;
                    }
                    self.at += i + 2;
                    self.space(usize::MAX);
                    // pulldown-cmark counts tab stops anew from here.
                    self.column = 0;
                    return true;
                }
                _ => escaped = *b == b'\\' && !escaped,
            }
        }
        false
    }
}

/// Whether only white space is left of the line.
pub(super) fn is_blank(bytes: &[u8], at: usize) -> bool {
    let rest = bytes.get(at..).unwrap_or(&[]);
    matches!(rest.iter().find(|b| !matches!(b, b' ' | b'\t')), None | Some(b'\n' | b'\r'))
}

/// Where the line's text ends.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or(&[]);
    rest.iter().position(|b| matches!(b, b'\n' | b'\r')).map_or(bytes.len(), |i| at + i)
}

/// Where the line after the line end at `at` starts.
pub(super) fn next_line(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..) {
        Some([b'\r', b'\n', ..]) => at + 2,
        Some([b'\r' | b'\n', ..]) => at + 1,
        _ => at,
    }
}

/// A thematic break.
pub(super) fn is_rule(bytes: &[u8], at: usize) -> Option<()> {
    let line = bytes.get(at..line_end(bytes, at))?;
    let mark = *line.first()?;
    if !matches!(mark, b'-' | b'*' | b'_') {
        return None;
    }
    let only = line.iter().all(|b| *b == mark || matches!(b, b' ' | b'\t'));
    (only && line.iter().filter(|b| **b == mark).count() >= 3).then_some(())
}

/// The underline of a setext heading.
pub(super) fn is_underline(bytes: &[u8], at: usize) -> bool {
    let line = bytes.get(at..line_end(bytes, at)).unwrap_or(&[]).trim_ascii_end();
    matches!(line.first(), Some(mark @ (b'=' | b'-')) if line.iter().all(|b| b == mark))
}

/// An ATX heading; returns the bytes of its opening.
pub(super) fn heading(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let marks = rest.iter().take_while(|b| **b == b'#').count();
    let after = rest.get(marks);
    ((1..=6).contains(&marks) && matches!(after, None | Some(b' ' | b'\t' | b'\n' | b'\r'))).then_some(marks)
}

/// The opening of fenced code: its character and length.
pub(super) fn fence(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let line = bytes.get(at..line_end(bytes, at))?;
    let mark = *line.first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = line.iter().take_while(|b| **b == mark).count();
    let info = line.get(length..)?;
    (length >= 3 && !(mark == b'`' && info.contains(&b'`'))).then_some((mark, length))
}

/// Whether the line closes a fence.
pub(super) fn closes_fence(bytes: &[u8], at: usize, fence: (u8, usize)) -> bool {
    let line = bytes.get(at..line_end(bytes, at)).unwrap_or(&[]).trim_ascii_end();
    line.len() >= fence.1 && line.iter().all(|b| *b == fence.0)
}

/// What ends an HTML block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HtmlEnd {
    /// The end of the line that holds this, compared without case: what lies before is opaque.
    Text(&'static str),
    /// A blank line: calls in it are calls.
    Blank,
}

/// The HTML block that starts at `<`, if one does, and whether it may interrupt a paragraph.
pub(super) fn html_block(bytes: &[u8], at: usize) -> Option<(HtmlEnd, bool)> {
    let rest = bytes.get(at..)?.strip_prefix(b"<")?;
    let starts = |word: &str| rest.get(..word.len()).is_some_and(|r| r.eq_ignore_ascii_case(word.as_bytes()));
    for (word, end) in
        [("pre", "</pre>"), ("style", "</style>"), ("script", "</script>"), ("textarea", "</textarea>")]
    {
        let after = rest.get(word.len());
        if starts(word) && after.is_none_or(|b| b.is_ascii_whitespace() || *b == b'>') {
            return Some((HtmlEnd::Text(end), true));
        }
    }
    for (word, end) in [("!--", "-->"), ("?", "?>"), ("![CDATA[", "]]>")] {
        if starts(word) {
            return Some((HtmlEnd::Text(end), true));
        }
    }
    if matches!(rest, [b'!', b, ..] if b.is_ascii_alphabetic()) {
        return Some((HtmlEnd::Text(">"), true));
    }
    let name = rest.strip_prefix(b"/").unwrap_or(rest);
    let length = name.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let word = name.get(..length).and_then(|n| std::str::from_utf8(n).ok())?.to_ascii_lowercase();
    let after = name.get(length..)?;
    let ended = matches!(after, [] | [b' ' | b'\t' | b'\n' | b'\r' | b'>', ..] | [b'/', b'>', ..]);
    if ended && BLOCK_TAGS.binary_search(&word.as_str()).is_ok() {
        return Some((HtmlEnd::Blank, true));
    }
    let end = html_tag(bytes, at, line_end(bytes, at))?;
    is_blank(bytes, end).then_some((HtmlEnd::Blank, false))
}

/// The longest HTML tag that is looked at; bounds the work on text with many `<`.
const MAX_HTML_TAG: usize = 1024;

/// Where the HTML tag at `at` ends, if one lies on this line. A `>` in a quoted attribute does not end it.
pub(super) fn html_tag(bytes: &[u8], at: usize, line_end: usize) -> Option<usize> {
    let rest = bytes.get(at..line_end.min(at + MAX_HTML_TAG))?;
    let name = rest.strip_prefix(b"</").or_else(|| rest.strip_prefix(b"<"))?;
    if !name.first()?.is_ascii_lowercase() {
        return None;
    }
    let length = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    if !matches!(name.get(length), Some(b' ' | b'\t' | b'/' | b'>')) {
        return None;
    }
    let mut quote = None;
    for (i, b) in rest.iter().enumerate().skip(1) {
        match (quote, b) {
            (None, b'>') => return Some(at + i + 1),
            (None, b'"' | b'\'') => quote = Some(b),
            (None, b'<') => return None,
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    None
}

/// The tags that start an HTML block of the sixth kind (CommonMark 0.31, section 4.6), sorted.
const BLOCK_TAGS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
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
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];
