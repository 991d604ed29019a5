//! A template taken apart: tags and what is between them, and the tokens of a tag.

/// A part of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Text, comments and raw blocks.
    Text(&'a str),
    /// `{{ … }}`: its dash on each side, and what is between.
    Print(bool, &'a str, bool),
    /// `{% … %}`, in the same way.
    Block(bool, &'a str, bool),
}

/// Takes a template apart; `start` of each part in bytes.
pub(super) fn parts(text: &str) -> Vec<(usize, Part<'_>)> {
    let mut parts = Vec::new();
    let (mut at, mut plain) = (0, 0);
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('{')).map(|i| at + i) {
        let rest = text.get(start..).unwrap_or("");
        let close = match rest.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                at = start + 1;
                continue;
            }
        };
        let Some(end) = closing(rest, close) else {
            at = start + 2;
            continue;
        };
        let whole = rest.get(..end).unwrap_or(rest);
        if close == "#}" {
            at = start + end;
            continue;
        }
        let inner = whole.get(2..end - 2).unwrap_or("");
        let left = inner.starts_with('-');
        let inner = inner.strip_prefix('-').unwrap_or(inner);
        let right = inner.ends_with('-');
        let inner = inner.strip_suffix('-').unwrap_or(inner).trim();
        if close == "%}" && inner == "raw" {
            let after = rest.get(end..).unwrap_or("");
            let stop = after.find("endraw").and_then(|i| Some(i + after.get(i..)?.find("%}")? + 2));
            at = start + end + stop.unwrap_or(after.len());
            continue;
        }
        if plain < start {
            parts.push((plain, Part::Text(text.get(plain..start).unwrap_or(""))));
        }
        parts.push((
            start,
            if close == "}}" { Part::Print(left, inner, right) } else { Part::Block(left, inner, right) },
        ));
        at = start + end;
        plain = at;
    }
    if plain < text.len() {
        parts.push((plain, Part::Text(text.get(plain..).unwrap_or(""))));
    }
    parts
}

/// Where a tag ends, strings in it skipped.
fn closing(tag: &str, close: &str) -> Option<usize> {
    if close == "#}" {
        return tag.find(close).map(|i| i + 2);
    }
    let mut quote = None;
    for (i, c) in tag.char_indices().skip(2) {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if tag.get(i..).is_some_and(|rest| rest.starts_with(close)) => return Some(i + 2),
            None if matches!(c, '"' | '\'' | '`') => quote = Some(c),
            None => {}
        }
    }
    None
}

/// A token of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Text(String),
    Sign(String),
    Space(String),
}

impl Token {
    pub(super) fn text(&self) -> &str {
        match self {
            Token::Word(t) | Token::Text(t) | Token::Sign(t) | Token::Space(t) => t,
        }
    }

    pub(super) fn is(&self, sign: &str) -> bool {
        matches!(self, Token::Sign(text) | Token::Word(text) if text == sign)
    }
}

/// The tokens of an expression, white space among them.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let (token, length) = if c.is_whitespace() {
            let end = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
            (Token::Space(rest.get(..end).unwrap_or("").to_owned()), end)
        } else if matches!(c, '"' | '\'' | '`') {
            let end = rest.get(1..).and_then(|inner| inner.find(c)).map_or(rest.len(), |i| i + 2);
            (Token::Text(rest.get(..end).unwrap_or("").to_owned()), end)
        } else if word(c) {
            let end = rest.find(|c: char| !word(c)).unwrap_or(rest.len());
            (Token::Word(rest.get(..end).unwrap_or("").to_owned()), end)
        } else {
            let two =
                rest.get(..2).filter(|t| matches!(*t, "::" | "==" | "!=" | "<=" | ">=" | "?." | "</" | "/>"));
            let end = two.map_or(c.len_utf8(), str::len);
            (Token::Sign(rest.get(..end).unwrap_or("").to_owned()), end)
        };
        tokens.push(token);
        rest = rest.get(length..).unwrap_or("");
    }
    tokens
}

/// Tokens as text.
pub(super) fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(Token::text).collect()
}

/// A text of a template without its comments.
pub(super) fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{#") {
        out.push_str(rest.get(..start).unwrap_or(""));
        let after = rest.get(start..).unwrap_or("");
        rest = after.find("#}").and_then(|end| after.get(end + 2..)).unwrap_or("");
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_taken_apart() {
        let kinds: String = parts("a {# {{ x }} #}{{- y -}}{% raw %}{{ z }}{% endraw %}{% if \"%}\" %}")
            .iter()
            .map(|(_, part)| match part {
                Part::Text(_) => 't',
                Part::Print(true, "y", true) => 'p',
                Part::Block(false, "if \"%}\"", false) => 'b',
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(kinds, "tptb");
    }
}
