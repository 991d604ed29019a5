//! A prop of a tag.

use super::cursor::{Cursor, word_byte};
use super::error::GrammarError;
use crate::content::component::{Given, GivenProp, Literal};
use std::ops::Range;

impl Cursor<'_> {
    pub(super) fn prop(&mut self, opening: &Range<usize>) -> Result<GivenProp, GrammarError> {
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
}
