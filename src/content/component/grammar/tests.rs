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
    let string = "close it with the quote it starts with; a tag holds no blank line, so write `\\n` for one";
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
