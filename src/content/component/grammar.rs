//! The grammar of a tag, and of the literals in it.
//!
//! ```text
//! tag     = "<" name { prop } ( "/>" | ">" )  |  "</" name ">"
//! name    = A-Z { A-Z | a-z | 0-9 }
//! prop    = word                    the value is true
//!         | word "=" string
//!         | word "=" "{" literal "}"
//! word    = ( A-Z | a-z | "_" ) { A-Z | a-z | 0-9 | "_" | "-" }      `-` means `_`
//! string  = "double" or 'single' quoted; \" \' \\ \n \t, and no other escape
//! literal = string | number | "true" | "false" | "none" | list | map
//! number  = [ "-" ] digits [ "." digits ] [ "e" [ sign ] digits ]
//! list    = "[" [ literal { "," literal } [ "," ] ] "]"
//! map     = "{" [ key ":" literal { "," key ":" literal } [ "," ] ] "}"
//! key     = word | string
//! ```
//!
//! White space, line ends included, may stand between any two of these. A tag holds no blank line, not even
//! in a string (write `\n`): a forgotten quote is then reported where it is and does not run through the page.

use super::{Given, GivenProp, Literal};
use crate::diagnostics::Code;
use std::ops::Range;

/// The most levels of lists and maps within one literal.
pub const MAX_LITERAL_DEPTH: usize = 32;

/// The most bytes of one tag.
pub const MAX_TAG_BYTES: usize = 64 * 1024;

/// Which of the three forms a tag has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// `<Name …>`
    Open,
    /// `<Name … />`
    SelfClosing,
    /// `</Name>`
    Close,
}

/// A tag that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Its form.
    pub kind: TagKind,
    /// The component's name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Range<usize>,
    /// From `<` to `>`.
    pub span: Range<usize>,
    /// Its props; empty for a closing tag.
    pub props: Vec<GivenProp>,
}

/// Why a tag, or a literal, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrammarError {
    /// [`Code::ComponentSyntax`] or [`Code::ComponentUnclosed`].
    pub code: Code,
    /// One sentence.
    pub message: String,
    /// Where.
    pub span: Range<usize>,
    /// What to do about it.
    pub hint: String,
}

impl GrammarError {
    fn new(span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: Code::ComponentSyntax, message: message.into(), span, hint: hint.into() }
    }

    fn unclosed(span: Range<usize>, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code: Code::ComponentUnclosed, ..Self::new(span, message, hint) }
    }
}

/// Where the text of a line starts, past the marks of the containers it stands in (`> `, list indentation),
/// given where the line starts.
pub type LineStart<'a> = &'a dyn Fn(usize) -> usize;

/// Whether a component's tag starts at `at`: `<Name` or `</Name` with a character after the name that can
/// follow it. `<Https://…>` and `<Some@example.org>` are autolinks, `<T, E>` is text.
pub fn starts_tag(text: &str, at: usize) -> bool {
    let Some(rest) = text.as_bytes().get(at..) else { return false };
    let rest = match rest {
        [b'<', b'/', rest @ ..] | [b'<', rest @ ..] => rest,
        _ => return false,
    };
    if !rest.first().is_some_and(u8::is_ascii_uppercase) {
        return false;
    }
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    matches!(rest.get(name), None | Some(b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>'))
}

/// Reads the tag at `at`, where [`starts_tag`] holds.
///
/// # Errors
/// Where the text breaks the grammar, with the place and what to write instead.
pub fn tag(text: &str, at: usize, line_start: LineStart<'_>) -> Result<Tag, GrammarError> {
    let mut end = text.len().min(at.saturating_add(MAX_TAG_BYTES));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut cursor = Cursor { text, at: at + 1, end, line_start };
    let closing = cursor.eat(b'/');
    let name_span = cursor.take_while(|b| b.is_ascii_alphanumeric());
    let name = cursor.slice(&name_span).to_owned();
    let opening = at..name_span.end;
    if closing {
        cursor.space(&opening)?;
        if !cursor.eat(b'>') {
            return Err(GrammarError::unclosed(
                opening,
                format!("the closing tag `</{name}` has no `>`"),
                format!("write `</{name}>`, or `\\</{name}` where no component is meant"),
            ));
        }
        let span = at..cursor.at;
        return Ok(Tag { kind: TagKind::Close, name, name_span, span, props: Vec::new() });
    }
    let mut props: Vec<GivenProp> = Vec::new();
    let kind = loop {
        cursor.space(&opening)?;
        match cursor.peek() {
            Some(b'>') => {
                cursor.at += 1;
                break TagKind::Open;
            }
            Some(b'/') => {
                let slash = cursor.at;
                cursor.at += 1;
                cursor.space(&opening)?;
                if !cursor.eat(b'>') {
                    return Err(GrammarError::new(
                        slash..slash + 1,
                        format!("`/` in the tag `<{name}` is not followed by `>`"),
                        "end the tag with `/>`",
                    ));
                }
                break TagKind::SelfClosing;
            }
            Some(b) if word_start(b) => {
                let prop = cursor.prop(&opening)?;
                if props.iter().any(|p| p.name == prop.name) {
                    return Err(GrammarError::new(
                        prop.name_span,
                        format!("the prop `{}` is given twice", prop.name),
                        "keep one of the two",
                    ));
                }
                props.push(prop);
            }
            Some(b'{' | b'.') => {
                return Err(GrammarError::new(
                    cursor.char_span(),
                    format!("expected a prop, `>` or `/>` in the tag `<{name}`"),
                    "give each prop by its name, such as `title=\"…\"`; a page has nothing to spread",
                ));
            }
            Some(b'<') => {
                return Err(GrammarError::unclosed(
                    opening,
                    format!("the tag `<{name}` is not closed before the next `<`"),
                    escape_hint(&name),
                ));
            }
            Some(_) => {
                return Err(GrammarError::new(
                    cursor.char_span(),
                    format!("unexpected `{}` in the tag `<{name}`", cursor.char()),
                    format!("expected a prop, `>` or `/>`; write `\\<{name}` where no component is meant"),
                ));
            }
            None => return Err(tag_unclosed(opening, &name)),
        }
    };
    Ok(Tag { kind, name, name_span, span: at..cursor.at, props })
}

/// Reads a literal that fills `span` but for white space around it.
///
/// # Errors
/// Where the text is no literal.
pub fn literal(text: &str, span: Range<usize>) -> Result<Literal, GrammarError> {
    let same = |at| at;
    let mut cursor = Cursor { text, at: span.start, end: span.end.min(text.len()), line_start: &same };
    cursor.space(&span)?;
    let value = cursor.literal(&span, 0)?;
    cursor.space(&span)?;
    if cursor.peek().is_some() {
        return Err(GrammarError::new(
            cursor.char_span(),
            format!("unexpected `{}` after the value", cursor.char()),
            "a prop has one value",
        ));
    }
    Ok(value)
}

fn tag_unclosed(opening: Range<usize>, name: &str) -> GrammarError {
    GrammarError::unclosed(opening, format!("the tag `<{name}` is never closed"), escape_hint(name))
}

fn escape_hint(name: &str) -> String {
    format!("end it with `>` or `/>`; write `\\<{name}`, or use backticks, where no component is meant")
}

fn word_start(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_'
}

fn word_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'-'
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    end: usize,
    line_start: LineStart<'a>,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        if self.at < self.end { self.text.as_bytes().get(self.at).copied() } else { None }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or("")
    }

    fn char(&self) -> char {
        self.text.get(self.at..).and_then(|t| t.chars().next()).unwrap_or(' ')
    }

    fn char_span(&self) -> Range<usize> {
        self.at..self.at + self.char().len_utf8()
    }

    fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
        start..self.at
    }

    /// Passes a line end and what the next line's containers put before its text. False if that line is
    /// blank, or there is none.
    fn line_end(&mut self) -> bool {
        self.eat(b'\r');
        self.eat(b'\n');
        self.at = (self.line_start)(self.at).min(self.end);
        let rest = self.text.as_bytes().get(self.at..self.end).unwrap_or(&[]);
        let next = rest.iter().find(|b| !matches!(b, b' ' | b'\t'));
        !matches!(next, None | Some(b'\n' | b'\r'))
    }

    /// Skips white space. A blank line, or the end of the text right after a line end, ends the tag's
    /// chance to be closed.
    fn space(&mut self, opening: &Range<usize>) -> Result<(), GrammarError> {
        while let Some(b) = self.peek() {
            match b {
                b' ' | b'\t' => self.at += 1,
                b'\n' | b'\r' => {
                    if !self.line_end() {
                        let name = self.slice(opening).trim_start_matches(['<', '/']).to_owned();
                        return Err(tag_unclosed(opening.clone(), &name));
                    }
                }
                _ => break,
            }
        }
        Ok(())
    }

    fn prop(&mut self, opening: &Range<usize>) -> Result<GivenProp, GrammarError> {
        let name_span = self.take_while(word_byte);
        let name = self.slice(&name_span).replace('-', "_");
        let after_name = self.at;
        self.space(opening)?;
        if !self.eat(b'=') {
            self.at = after_name;
            let value = Given::Literal(Literal::Bool(true));
            return Ok(GivenProp { name, value_span: name_span.clone(), name_span, value });
        }
        self.space(opening)?;
        let start = self.at;
        let value = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => Literal::String(self.string(quote)?),
            Some(b'{') => {
                self.at += 1;
                self.space(opening)?;
                let value = self.literal(opening, 0)?;
                self.space(opening)?;
                if !self.eat(b'}') {
                    return Err(GrammarError::new(
                        self.char_span(),
                        format!("the value of `{name}` is not closed by `}}`"),
                        "a prop has one literal value: a string, a number, true, false, none, a list or a map",
                    ));
                }
                value
            }
            Some(b) if !matches!(b, b'>' | b'/') => {
                let bare = self.take_while(|b| {
                    !matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'>' | b'"' | b'\'' | b'{' | b'}' | b'/')
                });
                let written = self.slice(&bare).to_owned();
                let text = written.replace('"', "");
                let hint = match written.as_str() {
                    "true" | "false" | "none" => format!("write `{name}={{{written}}}`"),
                    _ if written.parse::<f64>().is_ok() => format!("write `{name}={{{written}}}`"),
                    _ => format!("write `{name}=\"{text}\"`"),
                };
                let span = bare.start..bare.end.max(self.char_span().end.min(bare.start + 1));
                return Err(GrammarError::new(
                    span,
                    format!("the value of `{name}` has no quotes or braces"),
                    hint,
                ));
            }
            _ => {
                return Err(GrammarError::new(
                    name_span.start..self.at,
                    format!("the prop `{name}` has `=` and no value"),
                    format!("write `{name}=\"text\"`, `{name}={{1}}`, or `{name}` alone for true"),
                ));
            }
        };
        Ok(GivenProp { name, name_span, value: Given::Literal(value), value_span: start..self.at })
    }

    fn string(&mut self, quote: u8) -> Result<String, GrammarError> {
        let start = self.at;
        self.at += 1;
        let mut value = String::new();
        let unclosed = |end: usize| {
            GrammarError::unclosed(
                start..end.max(start + 1),
                "the string is never closed",
                "close it with the quote it starts with; a tag holds no blank line, so write `\\n` for one",
            )
        };
        loop {
            match self.peek() {
                None => return Err(unclosed(start + 1)),
                Some(b) if b == quote => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\n' | b'\r') => {
                    let line_end = self.at;
                    if !self.line_end() {
                        return Err(unclosed(line_end));
                    }
                    value.push('\n');
                }
                Some(b'\\') => {
                    let escape = self.at;
                    self.at += 1;
                    match self.peek() {
                        Some(b @ (b'"' | b'\'' | b'\\')) => value.push(char::from(b)),
                        Some(b'n') => value.push('\n'),
                        Some(b't') => value.push('\t'),
                        _ => {
                            let end = self.char_span().end.min(self.end).max(escape + 1);
                            return Err(GrammarError::new(
                                escape..end,
                                "unknown escape in a string",
                                "strings know `\\\"`, `\\'`, `\\\\`, `\\n` and `\\t`; write `\\\\` for a backslash",
                            ));
                        }
                    }
                    self.at += 1;
                }
                Some(_) => {
                    let c = self.char();
                    value.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn literal(&mut self, opening: &Range<usize>, depth: usize) -> Result<Literal, GrammarError> {
        if depth > MAX_LITERAL_DEPTH {
            return Err(GrammarError::new(
                self.char_span(),
                format!("lists and maps nest deeper than {MAX_LITERAL_DEPTH} levels"),
                "keep such data in a data file",
            ));
        }
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => Ok(Literal::String(self.string(quote)?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'[') => self.list(opening, depth),
            Some(b'{') => self.map(opening, depth),
            Some(b) if word_start(b) => {
                let span = self.take_while(|b| word_byte(b) || matches!(b, b'.' | b'(' | b')' | b':'));
                match self.slice(&span) {
                    "true" => Ok(Literal::Bool(true)),
                    "false" => Ok(Literal::Bool(false)),
                    "none" => Ok(Literal::None),
                    word => Err(GrammarError::new(
                        span.clone(),
                        format!("`{word}` is not a literal"),
                        format!("a page has no variables; if the text is meant, write `\"{word}\"`"),
                    )),
                }
            }
            Some(b'}') => Err(GrammarError::new(
                self.char_span(),
                "the braces hold no value",
                "write a string, a number, true, false, none, a list or a map between them",
            )),
            Some(_) => Err(GrammarError::new(
                self.char_span(),
                format!("unexpected `{}` where a value must stand", self.char()),
                "a value is a string in quotes, a number, true, false, none, `[…]` or `{key: value}`",
            )),
            None => Err(tag_unclosed(opening.clone(), self.slice(opening).trim_start_matches(['<', '/']))),
        }
    }

    fn number(&mut self) -> Result<Literal, GrammarError> {
        let span = self.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'+' | b'_'));
        let written = self.slice(&span);
        let digits = written.strip_prefix('-').unwrap_or(written);
        let (mantissa, exponent) = match digits.find(['e', 'E']) {
            Some(at) => (digits.get(..at).unwrap_or(""), digits.get(at + 1..)),
            None => (digits, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        let valid = all_digits(whole)
            && fraction.is_none_or(all_digits)
            && exponent.is_none_or(|e| all_digits(e.strip_prefix(['+', '-']).unwrap_or(e)));
        let hint = "numbers look like `3`, `-3`, `3.5` or `1e6`; other text needs quotes";
        if !valid {
            return Err(GrammarError::new(span.clone(), format!("`{written}` is not a number"), hint));
        }
        if fraction.is_none() && exponent.is_none() {
            return written.parse().map(Literal::Int).map_err(|_| {
                GrammarError::new(
                    span.clone(),
                    format!("`{written}` is too large"),
                    format!("whole numbers reach from {} to {}", i64::MIN, i64::MAX),
                )
            });
        }
        match written.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Literal::Float(value)),
            _ => Err(GrammarError::new(span.clone(), format!("`{written}` is too large"), hint)),
        }
    }

    fn list(&mut self, opening: &Range<usize>, depth: usize) -> Result<Literal, GrammarError> {
        let bracket = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space(opening)?;
            if self.eat(b']') {
                return Ok(Literal::List(items));
            }
            items.push(self.literal(opening, depth + 1)?);
            self.space(opening)?;
            if !self.eat(b',') && self.peek() != Some(b']') {
                return Err(self.separator(bracket, "list", ']'));
            }
        }
    }

    fn map(&mut self, opening: &Range<usize>, depth: usize) -> Result<Literal, GrammarError> {
        let brace = self.at;
        self.at += 1;
        let mut entries: Vec<(String, Literal)> = Vec::new();
        loop {
            self.space(opening)?;
            if self.eat(b'}') {
                return Ok(Literal::Map(entries));
            }
            let start = self.at;
            let key = match self.peek() {
                Some(quote @ (b'"' | b'\'')) => self.string(quote)?,
                Some(b) if word_start(b) => {
                    let span = self.take_while(word_byte);
                    self.slice(&span).to_owned()
                }
                _ => {
                    return Err(GrammarError::new(
                        self.char_span(),
                        "expected a key in the map",
                        "write `{key: value}` or `{\"key\": value}`",
                    ));
                }
            };
            let key_span = start..self.at;
            self.space(opening)?;
            if !self.eat(b':') {
                return Err(GrammarError::new(
                    key_span,
                    format!("the key `{key}` is not followed by `:`"),
                    "write `{key: value}` or `{\"key\": value}`",
                ));
            }
            if entries.iter().any(|(k, _)| *k == key) {
                return Err(GrammarError::new(key_span, format!("the key `{key}` stands twice"), "keep one"));
            }
            self.space(opening)?;
            let value = self.literal(opening, depth + 1)?;
            entries.push((key, value));
            self.space(opening)?;
            if !self.eat(b',') && self.peek() != Some(b'}') {
                return Err(self.separator(brace, "map", '}'));
            }
        }
    }

    fn separator(&self, open: usize, what: &str, close: char) -> GrammarError {
        if self.peek().is_none() || self.peek() == Some(b'>') {
            return GrammarError::unclosed(
                open..open + 1,
                format!("the {what} is never closed"),
                format!("close it with `{close}`"),
            );
        }
        GrammarError::new(
            self.char_span(),
            format!("unexpected `{}` in the {what}", self.char()),
            format!("separate values with `,` and end with `{close}`"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::component::{Given, Literal};

    fn show(literal: &Literal) -> String {
        match literal {
            Literal::None => "none".into(),
            Literal::Bool(b) => b.to_string(),
            Literal::Int(n) => n.to_string(),
            Literal::Float(n) => format!("{n:?}"),
            Literal::String(text) => format!("{text:?}"),
            Literal::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
            Literal::Map(entries) => {
                let entries: Vec<String> = entries.iter().map(|(k, v)| format!("{k}: {}", show(v))).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    fn read(text: &str) -> String {
        assert!(starts_tag(text, 0), "{text}");
        match tag(text, 0, &|at| at) {
            Ok(tag) => {
                let mut out = match tag.kind {
                    TagKind::Open => format!("open {}", tag.name),
                    TagKind::SelfClosing => format!("empty {}", tag.name),
                    TagKind::Close => format!("close {}", tag.name),
                };
                for prop in &tag.props {
                    let Given::Literal(literal) = &prop.value else { unreachable!("tags hold literals") };
                    out.push_str(&format!(" {}={}", prop.name, show(literal)));
                }
                out.push_str(&text[tag.span.end..]);
                out
            }
            Err(e) => {
                format!("{} {:?}: {} ({})", e.code.as_str(), &text[e.span], e.message, e.hint)
            }
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(read(text), expected, "{text}");
    }

    #[test]
    fn tags() {
        check("<A>", "open A");
        check("<A/>", "empty A");
        check("<A / > x", "empty A x");
        check("</A > x", "close A x");
        check("<Ab9 a b_c='x' d-e = \"y\" />", "empty Ab9 a=true b_c=\"x\" d_e=\"y\"");
        check("<A\n  a={1}\r\n\tb\n>", "open A a=1 b=true");
        check("<A a=\"1\"b=\"2\"/>", "empty A a=\"1\" b=\"2\"");
        check("<A a=\">\" b={\"}\"}/>", "empty A a=\">\" b=\"}\"");
    }

    #[test]
    fn literals() {
        for (written, expected) in [
            ("1", "1"),
            (" -7 ", "-7"),
            ("3.0", "3.0"),
            ("1e3", "1000.0"),
            ("-2.5E-1", "-0.25"),
            ("9223372036854775807", "9223372036854775807"),
            ("true", "true"),
            ("none", "none"),
            ("'a\"\\'\\\\\\n\\t'", "\"a\\\"'\\\\\\n\\t\""),
            ("[]", "[]"),
            ("[1, 'b', [true],]", "[1, \"b\", [true]]"),
            ("{}", "{}"),
            (" {a: 1, \"b c\": {d_e: none}, } ", "{a: 1, b c: {d_e: none}}"),
            ("\"\u{e4}\u{1F600}\"", "\"\u{e4}\u{1F600}\""),
        ] {
            check(&format!("<A x={{{written}}}/>"), &format!("empty A x={expected}"));
        }
        let nest = |n: usize| format!("<A x={{{}{}}}/>", "[".repeat(n), "]".repeat(n));
        assert!(read(&nest(MAX_LITERAL_DEPTH)).starts_with("empty"));
        assert!(read(&nest(10_000)).contains("nest deeper than 32 levels"));
    }

    #[test]
    fn errors() {
        let quoted = "strings know `\\\"`, `\\'`, `\\\\`, `\\n` and `\\t`; write `\\\\` for a backslash";
        let unclosed = "end it with `>` or `/>`; write `\\<A`, or use backticks, where no component is meant";
        let string =
            "close it with the quote it starts with; a tag holds no blank line, so write `\\n` for one";
        for (text, expected) in [
            ("<A x=3/>", "L9-0405 \"3\": the value of `x` has no quotes or braces (write `x={3}`)".to_owned()),
            ("<A x=y/>", "L9-0405 \"y\": the value of `x` has no quotes or braces (write `x=\"y\"`)".into()),
            ("<A x=true>", "L9-0405 \"true\": the value of `x` has no quotes or braces (write `x={true}`)".into()),
            ("<A x={y}/>", "L9-0405 \"y\": `y` is not a literal (a page has no variables; if the text is meant, write `\"y\"`)".into()),
            ("<A x={page.title}/>", "L9-0405 \"page.title\": `page.title` is not a literal (a page has no variables; \
              if the text is meant, write `\"page.title\"`)".into()),
            ("<A x={}/>", "L9-0405 \"}\": the braces hold no value (write a string, a number, true, false, none, a list \
              or a map between them)".into()),
            ("<A x={1.}/>", "L9-0405 \"1.\": `1.` is not a number (numbers look like `3`, `-3`, `3.5` or `1e6`; other text \
              needs quotes)".into()),
            ("<A x={9223372036854775808}/>", "L9-0405 \"9223372036854775808\": `9223372036854775808` is too large (whole \
              numbers reach from -9223372036854775808 to 9223372036854775807)".into()),
            ("<A x=\"a\\qb\"/>", format!("L9-0405 \"\\\\q\": unknown escape in a string ({quoted})")),
            ("<A x=1 x/>", "L9-0405 \"1\": the value of `x` has no quotes or braces (write `x={1}`)".into()),
            ("<A x-y x_y/>", "L9-0405 \"x_y\": the prop `x_y` is given twice (keep one of the two)".into()),
            ("<A {...x}/>", "L9-0405 \"{\": expected a prop, `>` or `/>` in the tag `<A` (give each prop by its name, such as \
              `title=\"…\"`; a page has nothing to spread)".into()),
            ("<A =/>", "L9-0405 \"=\": unexpected `=` in the tag `<A` (expected a prop, `>` or `/>`; write `\\<A` where no \
              component is meant)".into()),
            ("<A /x>", "L9-0405 \"/\": `/` in the tag `<A` is not followed by `>` (end the tag with `/>`)".into()),
            ("<A x={[1 2]}/>", "L9-0405 \"2\": unexpected `2` in the list (separate values with `,` and end with `]`)".into()),
            ("<A x={[1}/>", "L9-0405 \"}\": unexpected `}` in the list (separate values with `,` and end with `]`)".into()),
            ("<A x={{a 1}}/>", "L9-0405 \"a\": the key `a` is not followed by `:` (write `{key: value}` or `{\"key\": value}`)".into()),
            ("<A x={{a:1,a:2}}/>", "L9-0405 \"a\": the key `a` stands twice (keep one)".into()),
            ("<A", format!("L9-0406 \"<A\": the tag `<A` is never closed ({unclosed})")),
            ("<A x\n\ny>", format!("L9-0406 \"<A\": the tag `<A` is never closed ({unclosed})")),
            ("<A and <B/>", format!("L9-0406 \"<A\": the tag `<A` is not closed before the next `<` ({unclosed})")),
            ("<A x=\"a>\nb", format!("L9-0406 \"\\\"\": the string is never closed ({string})")),
            ("<A x='a\n\nb'/>", format!("L9-0406 \"'a\": the string is never closed ({string})")),
            ("</A", "L9-0406 \"</A\": the closing tag `</A` has no `>` (write `</A>`, or `\\</A` where no component is meant)".into()),
        ] {
            check(text, &expected);
        }
    }

    #[test]
    fn what_starts_a_tag() {
        for text in ["<A>", "<A ", "<A\n", "<A/", "<A", "</A>", "</A9 >"] {
            assert!(starts_tag(text, 0), "{text}");
        }
        for text in
            ["<a>", "<A:", "<A@b>", "<A,", "<A.b>", "<A-b>", "<A_b>", "< A>", "<>", "</a>", "<\u{c4}>", "A"]
        {
            assert!(!starts_tag(text, 0), "{text}");
        }
    }
}
