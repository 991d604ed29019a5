//! The literals of a tag: strings, numbers, lists, maps.

use super::MAX_LITERAL_DEPTH;
use super::cursor::{Cursor, word_byte, word_start};
use super::error::{GrammarError, tag_unclosed};
use crate::content::component::Literal;
use std::ops::Range;

impl Cursor<'_> {
    pub(super) fn string(&mut self, quote: u8) -> Result<String, GrammarError> {
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

    pub(super) fn literal(&mut self, opening: &Range<usize>, depth: usize) -> Result<Literal, GrammarError> {
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
