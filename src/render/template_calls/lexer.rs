//! Tokens of Tera 2 templates, as far as component calls need them.
//!
//! Content, comments and `{% raw %}` blocks are skipped; each `{{ … }}` and `{% … %}` becomes one list of
//! tokens. What Tera's own parser rejects ends the list early: Tera reports it.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::render) enum Kind {
    /// A name or a keyword.
    Word(String),
    /// A string, its escapes resolved.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number with a point.
    Float(f64),
    /// Punctuation, by its first byte. Operators of two bytes are [`Kind::Operator`] and `...` is
    /// [`Kind::Spread`].
    Sign(u8),
    /// `</`
    CloseStart,
    /// An operator of two bytes.
    Operator,
    /// `?.`
    OptionalDot,
    /// `?[`
    OptionalIndex,
    /// `...`
    Spread,
}

/// A token and its bytes in the template.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::render) struct Token {
    pub(in crate::render) kind: Kind,
    pub(in crate::render) span: Range<usize>,
}

impl Token {
    pub(in crate::render) fn is(&self, sign: u8) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// The tokens of each `{{ … }}` and `{% … %}` in order; for the second kind the flag is true.
pub(in crate::render) fn tags(text: &str) -> Vec<(bool, Vec<Token>)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = find_open(bytes, at) {
        at = open + 2;
        match bytes.get(open + 1) {
            Some(b'#') => match text.get(at..).and_then(|t| t.find("#}")) {
                Some(end) => at += end + 2,
                None => break,
            },
            Some(b'%') => {
                if let Some(body) = word_tag(text, at, "raw") {
                    match end_of_raw(text, body) {
                        Some(end) => at = end,
                        None => break,
                    }
                    continue;
                }
                let (tokens, end) = tokens(text, at, b'%');
                found.push((true, tokens));
                at = end;
            }
            _ => {
                let (tokens, end) = tokens(text, at, b'}');
                found.push((false, tokens));
                at = end;
            }
        }
    }
    found
}

fn find_open(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(2).position(|w| matches!(w, b"{{" | b"{%" | b"{#")).map(|i| from + i)
}

/// Where a tag that holds only `word` ends, past its `%}`; `at` is past its `{%`.
fn word_tag(text: &str, at: usize, word: &str) -> Option<usize> {
    let rest = text.get(at..)?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).trim_ascii_start();
    let rest = rest.strip_prefix(word)?.trim_ascii_start();
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix("%}")?;
    Some(text.len() - rest.len())
}

fn end_of_raw(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find("{%")? + 2;
        if let Some(end) = word_tag(text, at, "endraw") {
            return Some(end);
        }
    }
}

/// The tokens from `at` up to the closing delimiter, and where to go on.
fn tokens(text: &str, from: usize, close: u8) -> (Vec<Token>, usize) {
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let mut at = from + usize::from(bytes.get(from) == Some(&b'-'));
    loop {
        let Some(rest) = bytes.get(at..).filter(|r| !r.is_empty()) else { return (list, at) };
        let kind = match rest {
            [b, ..] if b.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            [b'-', c, b'}', ..] if *c == close => return (list, at + 3),
            [c, b'}', ..] if *c == close => return (list, at + 2),
            [b'.', b'.', b'.', ..] => (Kind::Spread, 3),
            [b'<', b'/', ..] => (Kind::CloseStart, 2),
            [b'/', b'/', ..] | [b'*', b'*', ..] | [b'=' | b'!' | b'>' | b'<', b'=', ..] => {
                (Kind::Operator, 2)
            }
            [b'?', b'.', ..] => (Kind::OptionalDot, 2),
            [b'?', b'[', ..] => (Kind::OptionalIndex, 2),
            [quote @ (b'"' | b'\'' | b'`'), ..] => match string(text, at, *quote) {
                Some((value, length)) => (Kind::Text(value), length),
                None => return (list, at + 1),
            },
            [b'0'..=b'9', ..] => number(text.get(at..).unwrap_or("")),
            [b, ..] if b.is_ascii_alphabetic() || *b == b'_' => {
                let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
                (Kind::Word(text.get(at..at + length).unwrap_or("").to_owned()), length)
            }
            [b, ..] if b.is_ascii_punctuation() => (Kind::Sign(*b), 1),
            _ => return (list, at + 1),
        };
        list.push(Token { kind: kind.0, span: at..at + kind.1 });
        at += kind.1;
    }
}

fn string(text: &str, at: usize, quote: u8) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = text.get(at + 1..)?.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' => value.push(match chars.next()?.1 {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            }),
            c if c == char::from(quote) => return Some((value, i + 2)),
            c => value.push(c),
        }
    }
    None
}

fn number(text: &str) -> (Kind, usize) {
    let digits = |from: usize| text.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let whole = digits(0);
    // In `list.0.title` the second point is not the number's.
    let length = match text.as_bytes().get(whole) {
        Some(b'.') if digits(whole + 1) > 0 => whole + 1 + digits(whole + 1),
        _ => whole,
    };
    let written = text.get(..length).unwrap_or("");
    let kind = if written.contains('.') {
        written.parse().map_or(Kind::Operator, Kind::Float)
    } else {
        written.parse().map_or(Kind::Operator, Kind::Int)
    };
    (kind, length)
}
