//! The loader's script in few bytes.
//!
//! Not a minifier for any script: it relies on what the top of `islands/runtime/js/loader.js` promises of that one
//! (comments on lines of their own, no template strings, no regular expressions).
//! Declarations of constants that follow each other become one.

use super::mangle::mangle;
use std::collections::{BTreeMap, BTreeSet};

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

/// Begins the name of an import where it is defined, until that is written.
const IMPORT: &str = "l9$";

/// Leaves out comments and blanks, gives short names to variables, and to the imports that `import` has one for.
pub(super) fn shorten(script: &str, import: impl Fn(&str) -> Option<String>) -> String {
    let mut code = String::new();
    let mut imports = false;
    for line in script.lines() {
        imports = match line {
            "  const l9 = {" | "  const l9x = {" => true,
            "  };" => false,
            _ => imports,
        };
        let text = line.trim();
        if text.is_empty() || text.starts_with("//") {
            continue;
        }
        let (name, after) = text.split_at(text.find(|c: char| !is_word(c)).unwrap_or(text.len()));
        if imports && line.find(text) == Some(4) && after.starts_with(['(', ':']) && import(name).is_some() {
            code.push_str(IMPORT);
        }
        code.push_str(text);
        code.push('\n');
    }
    let tokens = tokens(&code);
    write(&tokens, &mangle(&tokens), import)
}

fn write(
    tokens: &[&str],
    letters: &BTreeMap<usize, char>,
    import: impl Fn(&str) -> Option<String>,
) -> String {
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
        // Where an import is defined, and where another calls it.
        let called = || at >= 2 && tokens.get(at - 2..at).is_some_and(|before| *before == ["l9", "."]);
        let imported = token.strip_prefix(IMPORT).or_else(|| called().then_some(token)).and_then(&import);
        if let Some(name) = imported {
            out.push_str(&name);
            continue;
        }
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
            _ => match letters.get(&at) {
                Some(letter) => out.push(*letter),
                None => out.push_str(token),
            },
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
    fn imports_have_the_names_that_modules_call_them_by() {
        let script = "  const l9 = {\n    // go\n    go(p) {\n      go(p);\n      p.go();\n      l9.go();\n    },\n    \
                      take: go => take,\n    other: 1,\n  };\n    go(1);\n";
        let import = |name: &str| ["go", "take"].iter().position(|n| *n == name).map(|at| at.to_string());
        assert_eq!(shorten(script, import), "const e={0(t){go(t);t.go();e.0()},1:e=>take,other:1};go(1);");
    }

    #[test]
    fn what_means_something_stays() {
        let shortened = |code: &str| shorten(&format!("{code}\n"), |_| None);
        assert_eq!(shortened("const long = a + b;\n  // note\n\nlong(\"a long // x\", other.long);"), {
            "const e=a+b;e(\"a long // x\",other.long);"
        });
        assert_eq!(shortened("f({long: long, a: 1,\n});"), "f({long:long,a:1});");
        assert_eq!(shortened("f(...long);"), "f(...long);");
        assert_eq!(shortened("if (a)\n  return b - -c;\nelse\n\"x\\\"long\" in d"), {
            "if(a)\nreturn b- -c;else\n\"x\\\"long\"in d"
        });
        assert_eq!(shortened("f(() => {\n  a;\n  b\n});\ng()"), "f(()=>{a;b});g()");
        assert_eq!(
            shortened(
                "const one = () => {\n  b;\n  const two = 1;\n};\nconst three = 2;\nfor (const four of three) f();\nconst five = 3;\n"
            ),
            "const e=()=>{b;const e=1},t=2;for(const e of t)f();const n=3;"
        );
    }
}
