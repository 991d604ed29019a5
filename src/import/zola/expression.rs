//! What stands in a tag: what Tera 1 and Zola write otherwise than Tera 2 and Layer9.

use super::template_parts::{Token, joined, tokens};
use crate::import::messages;
use std::collections::{BTreeMap, BTreeSet};

/// What a rewrite must know of the template that it is in.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Components by what calls them: `macros::post`, `self::post`, or a component's old name.
    pub(super) components: BTreeMap<String, String>,
    /// The arguments of the component that is written; empty in a page's template.
    pub(super) arguments: BTreeSet<String>,
    /// The new names of templates.
    pub(super) templates: BTreeMap<String, String>,
}

/// A tag, rewritten, with what was found wanting in it.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) notes: Vec<String>,
}

/// Filters of Tera 1 by their names in Tera 2.
const RENAMED: [(&str, &str); 5] = [
    ("as_str", "str"),
    ("trim_start_matches", "trim_start"),
    ("trim_end_matches", "trim_end"),
    ("linebreaksbr", "newlines_to_br"),
    ("object", "map"),
];

/// Filters that exist.
const FILTERS: [&str; 48] = [
    "safe",
    "default",
    "upper",
    "lower",
    "wordcount",
    "escape",
    "escape_html",
    "escape_xml",
    "newlines_to_br",
    "pluralize",
    "trim",
    "trim_start",
    "trim_end",
    "replace",
    "capitalize",
    "title",
    "truncate",
    "indent",
    "str",
    "int",
    "float",
    "length",
    "reverse",
    "split",
    "abs",
    "round",
    "first",
    "last",
    "nth",
    "join",
    "sort",
    "unique",
    "get",
    "values",
    "keys",
    "pairs",
    "group_by",
    "date",
    "markdown",
    "slugify",
    "striptags",
    "urlencode",
    "urlencode_strict",
    "json_encode",
    "filter",
    "map",
    "slice",
    "concat",
];

/// Functions that exist.
const FUNCTIONS: [&str; 13] = [
    "get_page",
    "get_section",
    "get_url",
    "get_asset",
    "get_pages",
    "get_menu",
    "load_data",
    "get_taxonomy",
    "get_taxonomy_url",
    "range",
    "throw",
    "super",
    "trans",
];

/// Arguments of functions that Layer9 does not have, because it does that by itself.
const DROPPED: [&str; 4] = ["trailing_slash", "cachebust", "metadata_only", "required"];

/// Rewrites what stands between the braces of a tag.
pub(super) fn rewrite(inner: &str, scope: &Scope) -> Rewritten {
    let mut out = Rewritten::default();
    let mut tokens = tokens(inner);
    tests(&mut tokens, scope, &mut out);
    filters(&mut tokens, scope, &mut out);
    functions(&mut tokens, scope, &mut out);
    paths(&mut tokens);
    out.text = joined(&tokens);
    for (old, new) in [
        ("config.generate_feed ", "config.generate_feeds "),
        ("config.feed_filename ", "config.feed_filenames[0] "),
    ] {
        out.text = format!("{} ", out.text).replace(old, new).trim_end().to_owned();
    }
    out
}

/// The next token that is no white space.
fn next(tokens: &[Token], mut at: usize) -> usize {
    while matches!(tokens.get(at), Some(Token::Space(_))) {
        at += 1;
    }
    at
}

/// The last token before `at` that is no white space.
fn before(tokens: &[Token], at: usize) -> Option<usize> {
    (0..at).rev().find(|i| !matches!(tokens.get(*i), Some(Token::Space(_))))
}

/// The token behind the bracket that closes the one at `open`.
fn behind(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0usize;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Sign(s) if matches!(s.as_str(), "(" | "[" | "{") => depth += 1,
            Token::Sign(s) if matches!(s.as_str(), ")" | "]" | "}") => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i + 1;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    }
}

/// `x is starting_with("a")` takes its argument by name; in a component, what is not given is none.
fn tests(tokens: &mut Vec<Token>, scope: &Scope, out: &mut Rewritten) {
    let mut at = 0;
    while at < tokens.len() {
        if word(tokens, at) != Some("is") {
            at += 1;
            continue;
        }
        let subject = before(tokens, at);
        let negated = word(tokens, next(tokens, at + 1)) == Some("not");
        let name_at = if negated { next(tokens, next(tokens, at + 1) + 1) } else { next(tokens, at + 1) };
        let Some(name) = word(tokens, name_at).map(str::to_owned) else {
            at += 1;
            continue;
        };
        let argument = match name.as_str() {
            "starting_with" | "ending_with" | "containing" => Some("pat"),
            "divisibleby" | "divisible_by" => Some("divisor"),
            _ => None,
        };
        if name == "divisibleby" {
            tokens[name_at] = Token::Word("divisible_by".to_owned());
        }
        if name == "object" {
            tokens[name_at] = Token::Word("map".to_owned());
        }
        if name == "matching" {
            out.notes.push("the test `matching` has no counterpart".to_owned());
        }
        let open = next(tokens, name_at + 1);
        if let (Some(argument), true) = (argument, tokens.get(open).is_some_and(|t| t.is("("))) {
            let first = next(tokens, open + 1);
            let named = tokens.get(next(tokens, first + 1)).is_some_and(|t| t.is("="));
            if !named {
                tokens.insert(open + 1, Token::Word(format!("{argument}=")));
            }
        }
        if matches!(name.as_str(), "defined" | "undefined") {
            let own = subject.and_then(|i| {
                let alone = before(tokens, i).is_none_or(|b| !tokens[b].is(".") && !tokens[b].is("?."));
                word(tokens, i).filter(|w| alone && scope.arguments.contains(*w))
            });
            if own.is_some() {
                let none = (name == "undefined") != negated;
                let test = if none { "none" } else { "not none" };
                tokens.splice(at + 1..=name_at, [Token::Space(" ".to_owned()), Token::Word(test.to_owned())]);
            }
        }
        at += 1;
    }
}

fn filters(tokens: &mut Vec<Token>, scope: &Scope, out: &mut Rewritten) {
    let mut at = 0;
    while at < tokens.len() {
        if !tokens[at].is("|") {
            at += 1;
            continue;
        }
        let name_at = next(tokens, at + 1);
        let Some(name) = word(tokens, name_at).map(str::to_owned) else {
            at += 1;
            continue;
        };
        let open = next(tokens, name_at + 1);
        let end =
            if tokens.get(open).is_some_and(|t| t.is("(")) { behind(tokens, open) } else { name_at + 1 };
        let new =
            RENAMED.iter().find(|(old, _)| *old == name).map_or(name.as_str(), |(_, new)| *new).to_owned();
        if !FILTERS.contains(&new.as_str()) {
            out.notes.push(format!("the filter `{name}` has no counterpart; it is left out"));
            let from = before(tokens, at).map_or(at, |i| i + 1);
            tokens.drain(from..end);
            at = from;
            continue;
        }
        if new == "default"
            && !scope.arguments.is_empty()
            && end > open
            && !joined(&tokens[open..end]).contains("boolean")
        {
            tokens.insert(end - 1, Token::Text(", boolean=true".to_owned()));
        }
        tokens[name_at] = Token::Word(new);
        at = name_at;
    }
}

/// What stands between quotes, if that is all.
fn unquoted(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains(quote)).then_some(inner)
}

fn functions(tokens: &mut Vec<Token>, scope: &Scope, out: &mut Rewritten) {
    let mut at = 0;
    while at < tokens.len() {
        let called = word(tokens, at).is_some() && tokens.get(at + 1).is_some_and(|t| t.is("("));
        let first = before(tokens, at).is_none_or(|i| {
            !["|", ".", "?.", "::", "is", "not", "macro", "component", "filter", "@"]
                .iter()
                .any(|s| tokens[i].is(s))
        });
        let name = word(tokens, at).unwrap_or("").to_owned();
        if !called || !first || matches!(name.as_str(), "if" | "elif" | "in" | "and" | "or" | "not") {
            at += 1;
            continue;
        }
        let end = behind(tokens, at + 1);
        if name == "trans" {
            let args = arguments(&tokens[at + 2..end - 1]);
            let given = |key: &str| args.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
            let key = given("key").unwrap_or_else(|| "\"\"".to_owned());
            // A key that is computed stays, and holds if the key that it comes to could stay.
            let key = match unquoted(&key) {
                Some(key) => format!("\"{}\"", messages::key(key)),
                None => key,
            };
            // The page's own language goes without saying.
            let lang = given("lang").filter(|lang| lang != "lang" || scope.arguments.contains("lang"));
            let lang = lang.map(|lang| format!(", lang={lang}")).unwrap_or_default();
            tokens.splice(at..end, [Token::Text(format!("t(key={key}{lang})"))]);
        } else if !FUNCTIONS.contains(&name.as_str()) {
            out.notes.push(format!("the function `{name}` has no counterpart"));
        } else if name.starts_with("get_") {
            let mut args = arguments(&tokens[at + 2..end - 1]);
            let before = args.clone();
            args.retain(|(key, _)| !DROPPED.contains(&key.as_str()));
            // A translation's source, by which a page is found, is called `path` in Zola.
            for (_, value) in args.iter_mut().filter(|(key, _)| key == "path") {
                let source = value.strip_suffix(".path").map(|of| format!("{of}.relative_path"));
                *value = source.filter(|_| name != "get_url").unwrap_or_else(|| value.clone());
            }
            if args != before {
                let text: Vec<String> = args.iter().map(|(k, v)| format!("{k}={v}")).collect();
                tokens.splice(at + 2..end - 1, [Token::Text(text.join(", "))]);
            }
        }
        at += 1;
    }
}

/// The arguments `key=value, …` between the brackets of a call.
pub(super) fn arguments(tokens: &[Token]) -> Vec<(String, String)> {
    let mut args = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for i in 0..=tokens.len() {
        let ends = match tokens.get(i) {
            None => true,
            Some(Token::Sign(s)) => {
                match s.as_str() {
                    "(" | "[" | "{" => depth += 1,
                    ")" | "]" | "}" => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth == 0 && s == ","
            }
            Some(_) => false,
        };
        if ends {
            let text = joined(tokens.get(start..i).unwrap_or(&[]));
            if let Some((key, value)) = text.split_once('=') {
                args.push((key.trim().to_owned(), value.trim().to_owned()));
            } else if !text.trim().is_empty() {
                args.push((text.trim().to_owned(), String::new()));
            }
            start = i + 1;
        }
    }
    args
}

/// `a.0` is `a[0]`; below `extra`, where keys may be missing, what is missing is nothing.
fn paths(tokens: &mut Vec<Token>) {
    let mut at = 0;
    let mut optional = false;
    while at < tokens.len() {
        match &tokens[at] {
            Token::Sign(s) if s == "." => {
                let number = word(tokens, at + 1).is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit()));
                let follows = at > 0
                    && (word(tokens, at - 1).is_some_and(|w| !w.bytes().all(|b| b.is_ascii_digit()))
                        || tokens[at - 1].is("]")
                        || tokens[at - 1].is(")"));
                if number && follows {
                    let n = word(tokens, at + 1).unwrap_or("0").to_owned();
                    tokens.splice(
                        at..at + 2,
                        [Token::Sign("[".to_owned()), Token::Word(n), Token::Sign("]".to_owned())],
                    );
                    at += 2;
                } else if optional {
                    tokens[at] = Token::Sign("?.".to_owned());
                }
            }
            Token::Word(w) => {
                let within = at > 0 && (tokens[at - 1].is(".") || tokens[at - 1].is("?."));
                if within && w == "extra" {
                    optional = true;
                } else if !within {
                    optional = false;
                }
            }
            Token::Sign(s) if s == "?." => {}
            _ => optional = false,
        }
        at += 1;
    }
}

fn component_of<'a>(scope: &'a Scope, space: &str, name: &str) -> Option<&'a String> {
    scope.components.get(&format!("{space}::{name}")).or_else(|| scope.components.get(&format!("*::{name}")))
}

/// A call of a macro, `macros::name(…)`, alone or with `| safe` behind it: its component, and its arguments.
pub(super) fn macro_call(inner: &str, scope: &Scope) -> Option<(String, Vec<(String, String)>)> {
    let tokens = tokens(inner);
    let separator = tokens.iter().position(|t| t.is("::"))?;
    let (space, name) = (word(&tokens, separator.checked_sub(1)?)?, word(&tokens, separator + 1)?);
    if before(&tokens, separator - 1).is_some() || !tokens.get(separator + 2)?.is("(") {
        return None;
    }
    let component = component_of(scope, space, name)?.clone();
    let end = behind(&tokens, separator + 2);
    let rest = joined(tokens.get(end..).unwrap_or(&[])).replace(' ', "");
    if !rest.is_empty() && rest != "|safe" {
        return None;
    }
    Some((component, arguments(tokens.get(separator + 3..end - 1).unwrap_or(&[]))))
}

/// A call of a macro within an expression: its bytes, its component, its arguments.
pub(super) type Nested = (std::ops::Range<usize>, String, Vec<(String, String)>);

/// The first call of a macro within an expression: its bytes, its component, its arguments.
pub(super) fn nested_macro(inner: &str, scope: &Scope) -> Option<Nested> {
    let tokens = tokens(inner);
    for (separator, _) in tokens.iter().enumerate().filter(|(_, token)| token.is("::")) {
        let (Some(space), Some(name)) =
            (separator.checked_sub(1).and_then(|at| word(&tokens, at)), word(&tokens, separator + 1))
        else {
            continue;
        };
        let Some(component) = component_of(scope, space, name) else { continue };
        if !tokens.get(separator + 2).is_some_and(|token| token.is("(")) {
            continue;
        }
        let end = behind(&tokens, separator + 2);
        let from = joined(tokens.get(..separator - 1)?).len();
        let to = joined(tokens.get(..end)?).len();
        return Some((from..to, component.clone(), arguments(tokens.get(separator + 3..end - 1)?)));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let scope = Scope::default();
        for (old, new) in [
            ("x | as_str", "x | str"),
            ("x is starting_with(\"a\")", "x is starting_with(pat=\"a\")"),
            ("x is divisibleby(2)", "x is divisible_by(divisor=2)"),
            ("x is object", "x is map"),
            ("page.extra.a.b", "page.extra?.a?.b"),
            ("if page.extra.a and page.title", "if page.extra?.a and page.title"),
            ("terms.0.name", "terms[0].name"),
            ("1.5 + 2", "1.5 + 2"),
            ("x | spaceless | safe", "x | safe"),
            ("get_url(path=\"a.css\", cachebust=true)", "get_url(path=\"a.css\")"),
            ("get_section(path=\"a/_index.md\", metadata_only=true)", "get_section(path=\"a/_index.md\")"),
            ("trans(key=\"a b\", lang=lang)", "t(key=\"a-b\")"),
            ("trans(key='a', lang=x.lang) | safe", "t(key=\"a\", lang=x.lang) | safe"),
            ("trans(key=name)", "t(key=name)"),
            ("get_page(path = t.path)", "get_page(path=t.relative_path)"),
            ("\"a.0 | as_str\"", "\"a.0 | as_str\""),
        ] {
            assert_eq!(rewrite(old, &scope).text, new, "{old}");
        }
        assert_eq!(rewrite("now()", &scope).notes, ["the function `now` has no counterpart"]);
    }

    #[test]
    fn arguments_of_components_may_be_missing() {
        let scope = Scope { arguments: ["id".to_owned()].into(), ..Scope::default() };
        for (old, new) in [
            ("if id is defined", "if id is not none"),
            ("if id is not defined", "if id is none"),
            ("if id is undefined", "if id is none"),
            ("if page.id is defined", "if page.id is defined"),
            ("id | default(value=\"x\")", "id | default(value=\"x\", boolean=true)"),
        ] {
            assert_eq!(rewrite(old, &scope).text, new, "{old}");
        }
    }
}
