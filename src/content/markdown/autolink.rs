//! Addresses that stand in text without brackets, by the rules of GFM's extended autolinks
//! (<https://github.github.com/gfm/#autolinks-extension->).

use std::ops::Range;

/// An address in text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Autolink {
    /// Its place in the text.
    pub(super) span: Range<usize>,
    /// What goes before its text to make an address of it.
    pub(super) scheme: &'static str,
}

/// The address whose sign stands at `at`: the `:` of `https://`, the first `.` of `www.`, the `@` of an address for
/// mail. Nothing before `from` is part of it; `before` is what stands before the text.
pub(super) fn find(text: &str, from: usize, at: usize, before: Option<char>) -> Option<Autolink> {
    let link = match text.as_bytes().get(at)? {
        b':' => with_scheme(text, from, at),
        b'.' => www(text, from, at),
        b'@' => mail(text, from, at),
        _ => None,
    }?;
    let previous = text.get(..link.span.start)?.chars().next_back().or(before);
    let may_stand = |c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '[' | '"' | '\'' | '“' | '‘' | '>')
    };
    // An address for mail starts where its characters start.
    (link.scheme == "mailto:" || previous.is_none_or(may_stand)).then_some(link)
}

fn with_scheme(text: &str, from: usize, at: usize) -> Option<Autolink> {
    let before = text.get(from..at)?;
    let scheme = ["https", "http", "mailto"].into_iter().find(|scheme| {
        let start = before.len().checked_sub(scheme.len());
        start.and_then(|start| before.get(start..)).is_some_and(|word| word.eq_ignore_ascii_case(scheme))
    })?;
    let start = at - scheme.len();
    if scheme == "mailto" {
        let address = mail(text, at + 1, text.get(at + 1..)?.find('@')? + at + 1)?;
        let span = start..address.span.end;
        return (address.span.start == at + 1).then_some(Autolink { span, scheme: "" });
    }
    let domain = at + 3;
    if text.get(at..domain)? != "://" {
        return None;
    }
    let end = path_end(text, domain, domain_end(text, domain)?);
    Some(Autolink { span: start..end, scheme: "" })
}

fn www(text: &str, from: usize, at: usize) -> Option<Autolink> {
    let start = at.checked_sub(3).filter(|start| *start >= from)?;
    if !text.get(start..at)?.eq_ignore_ascii_case("www") {
        return None;
    }
    let end = path_end(text, start, domain_end(text, start)?);
    Some(Autolink { span: start..end, scheme: "http://" })
}

/// The end of a domain: two segments or more, the last two without an underscore.
fn domain_end(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let domain = rest.get(..rest.find(|c| !is_part(c)).unwrap_or(rest.len()))?.trim_end_matches('.');
    let mut segments = domain.rsplit('.');
    let (last, second) = (segments.next()?, segments.next()?);
    let sound = !last.is_empty() && !second.is_empty() && !last.contains('_') && !second.contains('_');
    sound.then_some(start + domain.len())
}

/// The end of an address whose domain ends at `from`: what ends a sentence around it is no part of it.
fn path_end(text: &str, start: usize, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    let end = from + rest.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(rest.len());
    let mut link = text.get(start..end).unwrap_or("");
    loop {
        let shorter =
            link.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~', '\'', '"', '”', '’', '…']);
        let shorter = match shorter.chars().next_back() {
            // Only as many as are opened in it.
            Some(')') if count(shorter, ')') > count(shorter, '(') => shorter.strip_suffix(')'),
            Some(']') if count(shorter, ']') > count(shorter, '[') => shorter.strip_suffix(']'),
            _ => Some(shorter),
        };
        let shorter = shorter.unwrap_or(link);
        if shorter.len() == link.len() {
            return (start + link.len()).max(from);
        }
        link = shorter;
    }
}

fn count(text: &str, sign: char) -> usize {
    text.matches(sign).count()
}

/// The address for mail around an `@`.
fn mail(text: &str, from: usize, at: usize) -> Option<Autolink> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let before = text.get(from..at)?;
    let start = at - before.chars().rev().take_while(|c| is_name(*c)).count();
    let rest = text.get(at + 1..)?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let host = rest.get(..rest.find(|c| !is_host(c)).unwrap_or(rest.len()))?.trim_end_matches('.');
    let sound = start < at && host.contains('.') && !host.ends_with(['-', '_']) && !host.starts_with('.');
    sound.then(|| Autolink { span: start..at + 1 + host.len(), scheme: "mailto:" })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses of a text, as the writer finds them.
    fn all(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut done = 0;
        for at in 0..text.len() {
            if at < done || !matches!(text.as_bytes()[at], b':' | b'.' | b'@') {
                continue;
            }
            if let Some(link) = find(text, done, at, None) {
                found.push(format!("{}{}", link.scheme, &text[link.span.clone()]));
                done = link.span.end;
            }
        }
        found
    }

    #[test]
    fn addresses() {
        for (text, expected) in [
            // The examples of the specification.
            ("www.commonmark.org", &["http://www.commonmark.org"][..]),
            ("Visit www.commonmark.org/help for more", &["http://www.commonmark.org/help"]),
            ("Visit www.commonmark.org.", &["http://www.commonmark.org"]),
            ("Visit www.commonmark.org/a.b.", &["http://www.commonmark.org/a.b"]),
            (
                "www.google.com/search?q=Markup+(business)",
                &["http://www.google.com/search?q=Markup+(business)"],
            ),
            (
                "www.google.com/search?q=Markup+(business)))",
                &["http://www.google.com/search?q=Markup+(business)"],
            ),
            (
                "(www.google.com/search?q=Markup+(business))",
                &["http://www.google.com/search?q=Markup+(business)"],
            ),
            ("www.google.com/search?q=(business))+ok", &["http://www.google.com/search?q=(business))+ok"]),
            ("www.commonmark.org/he<lp", &["http://www.commonmark.org/he"]),
            ("http://commonmark.org", &["http://commonmark.org"]),
            (
                "(Visit https://encrypted.google.com/search?q=Markup+(business))",
                &["https://encrypted.google.com/search?q=Markup+(business)"],
            ),
            ("foo@bar.baz", &["mailto:foo@bar.baz"]),
            (
                "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.",
                &["mailto:hello+xyz@mail.example"],
            ),
            ("a.b-c_d@a.b", &["mailto:a.b-c_d@a.b"]),
            ("a.b-c_d@a.b.", &["mailto:a.b-c_d@a.b"]),
            ("a.b-c_d@a.b-", &[]),
            ("a.b-c_d@a.b_", &[]),
            ("mailto:foo@bar.baz", &["mailto:foo@bar.baz"]),
            // And others.
            ("x:https://a.b", &[]),
            ("xhttps://a.b and awww.a.b", &[]),
            ("https://localhost and http:// and https://a_b.c", &[]),
            ("HTTPS://A.B/c, WWW.x.y!", &["HTTPS://A.B/c", "http://WWW.x.y"]),
            ("https://例え.テスト/パス。", &["https://例え.テスト/パス。"]),
            ("@ a@ @b.c 1:2 a.b", &[]),
        ] {
            assert_eq!(all(text), expected, "{text}");
        }
    }
}
