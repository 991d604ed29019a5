//! What code looks like, language by language.

use super::Highlighter;
use super::engine::READER;

fn highlighter() -> Highlighter {
    Highlighter::new("Coldark-Cold", "Coldark-Dark").unwrap()
}

/// The HTML with `[class …]` for a span.
fn show(language: &str, text: &str) -> String {
    let html = highlighter().highlight(language, text).unwrap_or_else(|| "unknown".into());
    html.replace("<span class=\"hl-", "[").replace("\">", " ").replace("</span>", "]")
}

#[test]
fn languages() {
    for (language, text, expected) in [
        (
            "rust",
            r##"#[derive(Debug)]
pub struct Foo<'a, T: Bar> { a: &'a mut u8 } // c
async fn f(&self) -> Result<String, E> { let s = format!("a {} {x:?}\n", 1.5e3); m::g(Some('c'))? }"##,
            r##"[annotation #][[annotation derive]([type Debug])]
[keyword pub struct] [type Foo]&lt;[label 'a], [type T][operator :] [type Bar]&gt; { a[operator : &amp;][label 'a] [keyword mut] [type u8] } [comment // c]
[keyword async fn] [function f]([operator &amp;][builtin self]) [operator -&gt;] [type Result]&lt;[type String], [type E]&gt; { [keyword let] s [operator =] [function format!]([string "a ][escape {} {x:?}\n][string "], [number 1.5][operator e][number 3]); [namespace m][operator ::][function g]([type Some]([string 'c']))[operator ?] }"##,
        ),
        (
            "typescript",
            r##"@Component({ a: 1 })
export class Foo<T> extends Bar { private readonly x: number = 1_000n; }
const re = /ab+c/gi, s = `a${i + 1}b\n`; return new Map<string, any>().get("x") ?? this.y;"##,
            r##"[annotation @][function Component]({ [property a:] [number 1] })
[keyword export class] [type Foo]&lt;[type T]&gt; [keyword extends] [type Bar] { [keyword private readonly] [property x][operator :] [type number] [operator =] [number 1_000n]; }
[keyword const] re [operator =] [regexp /ab+c/][keyword gi], s [operator =] [string `a][escape ${]i [operator +] [number 1][escape }][string b][escape \n][string `]; [keyword return new] [function Map]&lt;[type string], [type any]&gt;().[function get]([string "x"]) [operator ??] [builtin this].[property y];"##,
        ),
        (
            "tsx",
            r##"<div className="x" onClick={() => f(1)}>hi {name} <Foo.Bar {...p} /></div>"##,
            r##"[punctuation &lt;][tag div] [attribute className][operator =][string "x"] [attribute onClick][operator =][escape {]() [keyword =&gt;] [function f]([number 1])[escape }][punctuation &gt;]hi [escape {]name[escape }] [punctuation &lt;][type Foo.Bar] [escape {][operator ...]p[escape }] [punctuation /&gt;&lt;/][tag div][punctuation &gt;]"##,
        ),
        (
            "python",
            r##"@dec
async def f(self, a: int = 1) -> str:
    """doc"""
    return f"x {a!r:>10}" + str(None) if not a else True"##,
            r##"[annotation @dec]
[keyword async def] [function f]([parameter self], [parameter a]: [type int] [operator =] [number 1]) -&gt; [type str]:
    [string """doc"""]
    [keyword return] [string f"x ][escape {]a[escape !r:&gt;10}][string "] [operator +] [type str]([constant None]) [keyword if not] a [keyword else] [constant True]"##,
        ),
        (
            "bash",
            r##"for f in *.md; do # c
  if [ -n "$f" ]; then echo "a ${f%.md} $(ls -la)" > /dev/null; fi
done"##,
            r##"[keyword for] [variable f] [keyword in] [string *.md]; [keyword do] [comment # c]
  [keyword if] [ [operator -n] [string "][variable $f][string "] ]; [keyword then] [function echo] [string "a ][variable ${f][operator %].[variable md}] [escape $(][function ls] [parameter -la][escape )][string "] [operator &gt;] /dev/null; [keyword fi]
[keyword done]"##,
        ),
        (
            "css",
            r##"@media (min-width: 1em) { a:hover::before, .b#c > d[e="f"] { color: #fff; margin: -1.5rem auto !important; background: var(--y); } }"##,
            r##"[keyword @media] ([property min-width]: [number 1em]) { [tag a][attribute :hover::before], [attribute .b#c] [operator &gt;] d[[attribute e][operator =][string "f"]] { [property color]: [number #fff]; [property margin]: [number -1.5rem] [constant auto] [keyword !important]; [property background]: [function var]([variable --y]); } }"##,
        ),
        (
            "html",
            r##"<!-- c --><a href="x" data-y='z'>t &amp; u</a><script>let x = 1;</script>"##,
            r##"[comment &lt;!-- c --&gt;][punctuation &lt;][tag a] [attribute href]=[string "x"] [attribute data-y]=[string 'z'][punctuation &gt;]t [escape &amp;amp;] u[punctuation &lt;/][tag a][punctuation &gt;&lt;][tag script][punctuation &gt;][keyword let] x [operator =] [number 1];[punctuation &lt;/][tag script][punctuation &gt;]"##,
        ),
        (
            "json",
            r##"{"a": [1, true, null, "x\n"]}"##,
            r##"{[property "a"]: [[number 1], [constant true], [constant null], [string "x][escape \n][string "]]}"##,
        ),
        (
            "toml",
            r##"# c
[a.b]
x = "y"
z = 1979-05-27"##,
            r##"[comment # c]
[[heading a].[heading b]]
[property x] = [string "y"]
[property z] = [number 1979-05-27]"##,
        ),
        (
            "yaml",
            r##"# c
a: 1
b: "x"
c: &anchor
  - true
  - text"##,
            r##"[comment # c]
[property a]: [number 1]
[property b]: [string "x"]
[property c]: [keyword &amp;]anchor
  - [constant true]
  - [string text]"##,
        ),
        (
            "go",
            "func (x *T) F(a ...string) (int, error) { defer f(); ch <- `raw`; return 0x1, nil }",
            "[keyword func] ([parameter x ][operator *][type T]) [function F]([parameter a] [operator ...][type string]) ([type int], [type error]) { [keyword defer] [function f](); ch [operator &lt;-] [string `raw`]; [keyword return] [number 0x1], [constant nil] }",
        ),
        (
            "c",
            r##"#include <stdio.h>
static const int x = 0x1F; int main(void) { printf("%d\n", x); return sizeof(struct foo); }"##,
            r##"[keyword #include] [string &lt;stdio.h&gt;]
[keyword static const] [type int] x [operator =] [number 0x1F]; [type int] [function main]([type void]) { [function printf]([string "][escape %d\n][string "], x); [keyword return sizeof]([keyword struct] foo); }"##,
        ),
        (
            "java",
            r##"@Override
public String get(int a) throws Exception { return "a" + this.b; }"##,
            r##"[annotation @Override]
[keyword public] [type String] [function get]([type int] a) throws Exception { [keyword return] [string "a"] [operator +] [builtin this].[property b]; }"##,
        ),
        (
            "sql",
            "SELECT a.b, COUNT(*) AS n FROM t WHERE x = 'y' -- c",
            "[keyword SELECT] a.b, [function COUNT]([operator *]) [keyword AS] n [keyword FROM] t [keyword WHERE] x [operator =] [string 'y'] [comment -- c]",
        ),
        (
            "diff",
            "--- a/x
+++ b/x
@@ -1 +1 @@
-old
+new
 ctx",
            "[meta --- a/x]
[meta +++ b/x]
[meta @@ -1 +1 @@]
[deleted -old]
[inserted +new]
 ctx",
        ),
        (
            "markdown",
            "# Title

Some *em* **strong** `code` [link](http://x.y)",
            "[heading # Title]

Some [emphasis *em*] [strong **strong**] [raw `code`] [[string link]]([link http://x.y])",
        ),
        (
            "php",
            r##"<?php function get(int $a): ?string { return "x $a" . $this->b; }"##,
            r##"[operator &lt;?][constant php] [keyword function] [function get]([type int] [variable $a])[operator : ?][type string] { [keyword return] [string "x ][variable $a][string "] [operator .] [variable $][builtin this][operator -&gt;][variable b]; }"##,
        ),
        (
            "console",
            "$ ls -la
foo",
            "[meta $] ls -la
foo",
        ),
        (
            "dockerfile",
            "FROM rust:1 AS b
RUN cargo build",
            "[keyword FROM] rust:1 [keyword AS] b
[keyword RUN] cargo build",
        ),
        (
            "ini",
            "[section]
; c
a = b",
            "[heading [section]]
[comment ; c]
[property a] = b",
        ),
    ] {
        assert_eq!(show(language, text), expected, "{language}");
    }
}

#[test]
fn names_of_languages() {
    for name in ["Rust", "rs", "js", "patch", "j2", "yml", "sh", "C++", "cs", "dockerfile"] {
        assert!(highlighter().highlight(name, "x").is_some(), "{name}");
    }
    for name in ["", "text", "no-such-language", "../rust"] {
        assert!(highlighter().highlight(name, "x").is_none(), "{name}");
    }
}

#[test]
fn every_line_stands_alone_and_no_byte_is_lost() {
    let text = "/* a <b>\r\n\n   c & */ \"x\ny\"\t\u{e4}\u{1F600}\nlet z";
    for language in ["rust", "javascript", "c", "python", "html", "markdown", "yaml"] {
        let html = highlighter().highlight(language, text).unwrap();
        assert_eq!(html.lines().count(), text.lines().count());
        let mut plain = String::new();
        for line in html.split_inclusive('\n') {
            assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{language}: {line}");
            let mut rest = line;
            while let Some((before, tag)) = rest.split_once('<') {
                plain.push_str(before);
                rest = tag.split_once('>').map_or("", |(_, after)| after);
            }
            plain.push_str(rest);
        }
        let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        assert_eq!(plain, text, "{language}");
    }
}

#[test]
fn equal_text_is_made_once_and_threads_agree() {
    let highlighter = highlighter();
    let text = "const a = `x ${b + 1}`; // c\n".repeat(50);
    let first = highlighter.highlight("js", &text).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(highlighter.highlight("javascript", &text).unwrap(), first));
        }
    });
    // Another text of the language between: what a reader remembers must not show.
    highlighter.highlight("js", "/* open").unwrap();
    let mut longer = text.clone();
    longer.push_str("let z;\n");
    assert!(highlighter.highlight("js", &longer).unwrap().starts_with(&*first));
}

/// Depth costs time and memory for every token inside: what is open too deep is plain from there on.
#[test]
fn hostile_nesting_is_cut_short() {
    for (language, line) in
        [("rust", "/*".repeat(100)), ("latex", "\\begin{a}".repeat(100)), ("python", "f\"{".repeat(200))]
    {
        let text = format!("{line}\n").repeat(300) + "<end>";
        let html = highlighter().highlight(language, &text).unwrap();
        assert!(html.ends_with("\n&lt;end&gt;"), "{language}");
        assert_eq!(html.lines().count(), 301, "{language}");
        assert!(html.len() < 4 * text.len(), "{language}: {}", html.len());
    }
}

#[test]
fn the_fingerprint_names_the_reader_in_the_lock_file() {
    let (name, version) = READER.split_once(' ').unwrap();
    let lock = include_str!("../../../Cargo.lock").replace("\r\n", "\n");
    assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"\n")), "{READER}");
    assert_eq!(highlighter().fingerprint(), Highlighter::new("GitHub", "Nord").unwrap().fingerprint());
}

#[test]
fn a_style_sheet_has_both_themes() {
    let css = highlighter().css().to_owned();
    assert!(css.contains("@media screen and (prefers-color-scheme: dark)"));
    assert!(css.contains("html[data-theme=\"dark\"]"));
    for class in ["comment", "keyword", "string", "number", "function", "type", "tag", "inserted", "deleted"]
    {
        assert!(css.matches(&format!(".hl-{class}")).count() >= 3, "{class}: {css}");
    }
}
