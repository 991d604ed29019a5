//! The loader's script in few bytes.
//!
//! Not a minifier for any script: it relies on what the top of `islands/runtime/js/loader.js` promises of that one
//! (comments on lines of their own, no template strings, no regular expressions, a list of names to be shortened).
//! Declarations of constants that follow each other become one.

use std::collections::{BTreeMap, BTreeSet};

/// The line that begins a list of names.
const NAMES: &str = "// SHORT ";

/// Keeps the lines that are for what is `used`: those between `// [name name …]` and its `// []` only where one of the
/// names is. Such blocks may stand in each other.
pub(super) fn prune(script: &str, used: &BTreeSet<&str>) -> String {
    let mut text = String::new();
    let mut open = Vec::new();
    for line in script.lines() {
        match line.trim().strip_prefix("// [").and_then(|l| l.strip_suffix(']')) {
            Some("") => _ = open.pop(),
            Some(names) => open.push(names.split(' ').any(|name| used.contains(name))),
            None if open.iter().all(|kept| *kept) => {
                text.push_str(line);
                text.push('\n');
            }
            None => {}
        }
    }
    text
}

/// Leaves out comments and blanks, and gives short names to what the lists name.
pub(super) fn shorten(script: &str) -> String {
    let lines = || script.lines().map(str::trim);
    let mut code = String::new();
    for line in lines().filter(|l| !l.is_empty() && !l.starts_with("//")) {
        code.push_str(line);
        code.push('\n');
    }
    let tokens = tokens(&code);
    let long: Vec<&str> = lines().filter_map(|l| l.strip_prefix(NAMES)).flat_map(|l| l.split(' ')).collect();
    let taken: BTreeSet<&str> = tokens.iter().copied().filter(|t| !long.contains(t)).collect();
    let letters = ('a'..='z').chain('A'..='Z').map(String::from).filter(|l| !taken.contains(&**l));
    let present = long.iter().copied().filter(|name| tokens.contains(name));
    let short: BTreeMap<&str, String> = present.zip(letters).collect();
    write(&tokens, &short)
}

fn write(tokens: &[&str], short: &BTreeMap<&str, String>) -> String {
    let mut out = String::new();
    // For each bracket that is open, and for the script: whether the statement in it declares constants.
    let mut declares = vec![false];
    let mut joined = 0;
    for (at, &token) in tokens.iter().enumerate() {
        match token {
            "{" | "(" | "[" => declares.push(false),
            "}" | ")" | "]" => _ = declares.pop(),
            "const" => declares.last_mut().into_iter().for_each(|d| *d = true),
            _ => {}
        }
        if at < joined {
            continue;
        }
        if token == ";" {
            let more = tokens.get(at + 1..).is_some_and(|rest| rest.starts_with(&["\n", "const", " "]));
            let declared = declares.last_mut().is_some_and(std::mem::take);
            if more && declared {
                out.push(',');
                joined = at + 4;
                continue;
            }
        }
        let next = tokens.get(at + 1).copied().unwrap_or_default();
        let last = out.chars().next_back().unwrap_or('\n');
        let property = last == '.' && !out.ends_with("...") || next == ":";
        match token {
            " " if joins(last, next) => out.push(' '),
            " " => {}
            "\n" if "{([,;>\n".contains(last) || next.starts_with(['}', ')', ']', '.', '\n']) => {}
            "\n" if next.is_empty() => {}
            // What ends a list or a block says so itself.
            "}" | "]" if matches!(last, ',' | ';') => {
                out.pop();
                out.push_str(token);
            }
            _ => out.push_str(short.get(token).filter(|_| !property).map_or(token, String::as_str)),
        }
    }
    out
}

/// Whether two tokens would be another one without the blank between them.
fn joins(last: char, next: &str) -> bool {
    let next = next.chars().next().unwrap_or(' ');
    is_word(last) && is_word(next) || last == next && matches!(last, '+' | '-')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$')
}

/// Words, strings, and all other characters one by one.
fn tokens(code: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if first == '"' {
            let mut escaped = false;
            let mut end = |c: char| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            };
            rest.get(1..).and_then(|r| r.find(&mut end)).map_or(rest.len(), |at| at + 2)
        } else if is_word(first) {
            rest.find(|c| !is_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        tokens.push(token);
        rest = after;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stay_for_what_is_used() {
        let script = "a\n// [x y]\nb\n  // [z]\n  c\n  // []\nd\n// []\ne\n";
        assert_eq!(prune(script, &BTreeSet::new()), "a\ne\n");
        assert_eq!(prune(script, &BTreeSet::from(["y"])), "a\nb\nd\ne\n");
        assert_eq!(prune(script, &BTreeSet::from(["z"])), "a\ne\n");
        assert_eq!(prune(script, &BTreeSet::from(["x", "z"])), "a\nb\n  c\nd\ne\n");
    }

    #[test]
    fn what_means_something_stays() {
        let shortened = |code: &str| shorten(&format!("// SHORT long other\n{code}\n"));
        assert_eq!(shortened("const long = a + b;\n  // note\n\nlong(\"a long // x\", other.long);"), {
            "const c=a+b;c(\"a long // x\",d.long);"
        });
        assert_eq!(shortened("f({long: long, a: 1,\n});"), "f({long:b,a:1});");
        assert_eq!(shortened("f(...long);"), "f(...a);");
        assert_eq!(shortened("if (a)\n  return b - -c;\nelse\n\"x\\\"long\" in d"), {
            "if(a)\nreturn b- -c;else\n\"x\\\"long\"in d"
        });
        assert_eq!(shortened("f(() => {\n  a;\n  b\n});\ng()"), "f(()=>{a;b});g()");
        assert_eq!(
            shortened(
                "const a = () => {\n  b;\n  const c = 1;\n};\nconst d = 2;\nfor (const e of d) f();\nconst g = 3;\n"
            ),
            "const a=()=>{b;const c=1},d=2;for(const e of d)f();const g=3;"
        );
    }
}
