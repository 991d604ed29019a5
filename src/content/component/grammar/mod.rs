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

mod cursor;
mod error;
mod literal;
mod prop;
#[cfg(test)]
mod tests;

pub use cursor::LineStart;
pub use error::GrammarError;

use super::{GivenProp, Literal};
use cursor::{Cursor, word_start};
use error::{escape_hint, tag_unclosed};
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
