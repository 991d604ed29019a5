//! Pages through the scanner, pulldown-cmark and the split, as a page's author sees them.

use super::*;
use crate::content::component::{Fragment, Given, Literal, Piece, grammar, split};
use crate::diagnostics::Code;
use pulldown_cmark::{Event, Options, Parser, html};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_MATH
        | Options::ENABLE_SMART_PUNCTUATION
}

fn value(literal: &Literal) -> String {
    match literal {
        Literal::None => "none".into(),
        Literal::Bool(b) => b.to_string(),
        Literal::Int(n) => n.to_string(),
        Literal::Float(n) => format!("{n:?}"),
        Literal::String(text) => format!("{text:?}"),
        Literal::List(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(",")),
        Literal::Map(entries) => {
            format!(
                "{{{}}}",
                entries.iter().map(|(k, v)| format!("{k}:{}", value(v))).collect::<Vec<_>>().join(",")
            )
        }
    }
}

fn show(pieces: &[Piece], scan: &Scan<'_>) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(html) => out.push_str(html),
            Piece::Call { index, slots } => {
                let call = &scan.calls[*index];
                out.push_str(&format!("{{{}", call.name));
                for prop in &call.props {
                    let Given::Literal(literal) = &prop.value else { panic!("a page has literals only") };
                    out.push_str(&format!(" {}={}", prop.name, value(literal)));
                }
                for (name, pieces) in slots {
                    out.push_str(&format!(" {name}:[{}]", show(pieces, scan)));
                }
                out.push('}');
            }
        }
    }
    out
}

/// The page as HTML on one line, with calls as `{Name prop=value slot:[html]}`, then the problems as
/// ` ! code line:column message`.
fn render(markdown: &str) -> String {
    let source = SourceText::new("page.md", markdown);
    let scan = scan(&source, 0..markdown.len());
    // Raw HTML is escaped, as in a site that does not allow it: markers must come through.
    let events = Parser::new_ext(&scan.text, options()).flat_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => scan
            .markers
            .fragments(&text)
            .into_iter()
            .map(|fragment| match fragment {
                Fragment::Raw(raw) => Event::Text(raw.to_owned().into()),
                Fragment::Marker(marker) => Event::InlineHtml(marker.to_owned().into()),
            })
            .collect::<Vec<_>>(),
        event => vec![event],
    });
    let mut page = String::new();
    html::push_html(&mut page, events);
    let (pieces, problems) = split(&page, &scan, &source);
    let mut out = show(&pieces, &scan).replace('\n', "·").trim_end_matches('·').to_owned();
    for d in scan.diagnostics.iter().chain(problems.iter()) {
        let place = d.location.as_ref().unwrap().position();
        out.push_str(&format!(" ! {} {}:{} {}", d.code.as_str(), place.line, place.column, d.message));
    }
    out
}

#[track_caller]
fn check(markdown: &str, expected: &str) {
    let found = render(markdown);
    if found != expected {
        let source = SourceText::new("page.md", markdown);
        panic!(
            "\n  page: {markdown:?}\n  text: {:?}\n wants: {expected}\n found: {found}\n",
            scan(&source, 0..markdown.len()).text
        );
    }
}

#[test]
fn block_and_inline() {
    check("<Card/>", "{Card}");
    check("<Card />\n", "{Card}");
    check("   <Card />  \ntext", "{Card}·<p>text</p>");
    check("a <Badge/> b", "<p>a {Badge} b</p>");
    check("a\n<Card/>\nb", "<p>a</p>·{Card}·<p>b</p>");
    check("<Card>x</Card>", "{Card default:[<p>x</p>]}");
    check("<Card>\nx **y**\n</Card>\nz", "{Card default:[<p>x <strong>y</strong></p>]}·<p>z</p>");
    check("<Card>x\ny</Card>", "{Card default:[<p>x·y</p>]}");
    check("<Card>x\n\ny</Card>", "{Card default:[<p>x</p>·<p>y</p>]}");
    check("<B>x</B> y", "<p>{B default:[x]} y</p>");
    check("<B>x\ny</B> z", "<p>{B default:[x·y]} z</p>");
    check("<A/> <B/>", "<p>{A} {B}</p>");
    check("<A/> <B/>\n<C/>", "<p>{A} {B}</p>·{C}");
    check("<A>x</A> <B>y</B>", "<p>{A default:[x]} {B default:[y]}</p>");
    check("a <B>*x* `y`</B>", "<p>a {B default:[<em>x</em> <code>y</code>]}</p>");
    check("a <B>\nx\n</B> c", "<p>a {B default:[x]} c</p>");
    check("a <B>\n<C/>\n</B>", "<p>a {B default:[{C}]}</p>");
    check("<Card>\nx</Card> y", "{Card default:[<p>x</p>]}·<p>y</p>");
    check("<Card>\n# T\n</Card> # U", "{Card default:[<h1>T</h1>]}·<h1>U</h1>");
    check("# T <B/>", "<h1>T {B}</h1>");
    check("# T <B>*x*</B>\ny", "<h1>T {B default:[<em>x</em>]}</h1>·<p>y</p>");
    check("T <B/>\n===", "<h1>T {B}</h1>");
    check("[<Icon/> text](/x)", "<p><a href=\"/x\">{Icon} text</a></p>");
    check("**<B/>** *<B/>*", "<p><strong>{B}</strong> <em>{B}</em></p>");
    check(
        "1. - [ ] <B/>",
        "<ol>·<li>·<ul>·<li><input disabled=\"\" type=\"checkbox\"/>·{B}</li>·</ul>·</li>·</ol>",
    );
    check("<Card>\n</Card>", "{Card}");
    check("<Card></Card>", "{Card}");
}

#[test]
fn markdown_of_the_page() {
    check(
        "<Card>\n[a][l] and b[^f]\n\n[^f]: note\n\n[l]: /target\n</Card>\n\nout [x][l]",
        "{Card default:[<p><a href=\"/target\">a</a> and b<sup class=\"footnote-reference\"><a href=\"#f\">1</a></sup></p>·\
         <div class=\"footnote-definition\" id=\"f\"><sup class=\"footnote-definition-label\">1</sup>·<p>note</p>·</div>]}·\
         <p>out <a href=\"/target\">x</a></p>",
    );
    check(
        "[^f]\n\n[^f]: <Card>\n    x\n    </Card>",
        "<p><sup class=\"footnote-reference\"><a href=\"#f\">1</a></sup></p>·<div class=\"footnote-definition\" id=\"f\">\
         <sup class=\"footnote-definition-label\">1</sup>{Card default:[<p>x</p>]}</div>",
    );
    check("term\n: <Card>\n  x\n  </Card>", "<dl>·<dt>term</dt>·<dd>{Card default:[x]}</dd>·</dl>");
}

#[test]
fn what_goes_wrong_without_a_scanner() {
    // Smart punctuation.
    check(
        "<T items={[\"a\", 'b']} n=\"it's -- ...\"/> \"q\"",
        "<p>{T items=[\"a\",\"b\"] n=\"it's -- ...\"} “q”</p>",
    );
    // A lone `>` would start a block quote.
    check("<Card\n  title=\"x\"\n>\nbody\n</Card>", "{Card title=\"x\" default:[<p>body</p>]}");
    check("a <Card\n  title=\"x\"\n>b</Card> c", "<p>a {Card title=\"x\" default:[b]} c</p>");
    // Bodies stay raw, or become code by their indentation.
    check(
        "<Card>\n    # T\n\n    - a\n      - b\n</Card>",
        "{Card default:[<h1>T</h1>·<ul>·<li>a·<ul>·<li>b</li>·</ul>·</li>·</ul>]}",
    );
    // HTML blocks that swallow the page, in any case of letters.
    for name in ["Style", "Script", "Pre", "Textarea", "PRE", "Div", "Table", "P"] {
        check(
            &format!("<{name}>\n\n*a*\n</{name}>\n\n*b*"),
            &format!("{{{name} default:[<p><em>a</em></p>]}}·<p><em>b</em></p>"),
        );
        check(&format!("<{name}/> *a*\n\n*b*"), &format!("<p>{{{name}}} <em>a</em></p>·<p><em>b</em></p>"));
    }
    // Cells of tables.
    check(
        "| a | b |\n|---|---|\n| <B x=\"|\" y={[\"|\"]}>*k*</B> | c |",
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>·\
         <tr><td>{B x=\"|\" y=[\"|\"] default:[<em>k</em>]}</td><td>c</td></tr>·</tbody></table>",
    );
    check(
        "<B x=\"|\"/> | b\n---|---\n<B/> | d",
        "<table><thead><tr><th>{B x=\"|\"}</th><th>b</th></tr></thead><tbody>·<tr><td>{B}</td><td>d</td></tr>·</tbody></table>",
    );
    // Nested calls of one name.
    check("<A>\n  <A>\n    x\n  </A>\n  <A/>\n</A>", "{A default:[{A default:[<p>x</p>]}·{A}]}");
    check("a <A>b <A>c</A> d</A> e", "<p>a {A default:[b {A default:[c]} d]} e</p>");
}

#[test]
fn lists_and_quotes() {
    check("- <Card/>\n- b", "<ul>·<li>{Card}·</li>·<li>b</li>·</ul>");
    check("- <Card>x</Card>", "<ul>·<li>{Card default:[x]}</li>·</ul>");
    check(
        "- a\n  <Card>\n    # H\n  </Card>\n- b",
        "<ul>·<li>a{Card default:[<h1>H</h1>]}·</li>·<li>b</li>·</ul>",
    );
    check(
        "- <Card>\n\n  x\n\n  </Card>\n\n- b",
        "<ul>·<li>{Card default:[<p>x</p>]}·</li>·<li>·<p>b</p>·</li>·</ul>",
    );
    check(
        "1. a\n\n   <Card\n     x={1}\n   >\n   y\n   </Card>\n2. b",
        "<ol>·<li>·<p>a</p>·{Card x=1 default:[<p>y</p>]}·</li>·<li>·<p>b</p>·</li>·</ol>",
    );
    check(
        "> <Card>\n> q\n> </Card>\n> after",
        "<blockquote>·{Card default:[<p>q</p>]}·<p>after</p>·</blockquote>",
    );
    check(
        "> <Card\n> x=\"1\"\n> >\n> q\n> </Card>",
        "<blockquote>·{Card x=\"1\" default:[<p>q</p>]}</blockquote>",
    );
    check("> a <B x=\"1\n> 2\"/> c", "<blockquote>·<p>a {B x=\"1\\n2\"} c</p>·</blockquote>");
    check(
        "> - <Card>\n>   x\n>   </Card>\n> - y",
        "<blockquote>·<ul>·<li>{Card default:[x]}·</li>·<li>y</li>·</ul>·</blockquote>",
    );
    check(
        "> [!NOTE]\n> <Card>x</Card>",
        "<blockquote class=\"markdown-alert-note\">·{Card default:[<p>x</p>]}</blockquote>",
    );
    // A closing tag ends what was opened in the body, whatever its indentation.
    check("<Card>\n- a\n- b\n</Card>\nc", "{Card default:[<ul>·<li>a</li>·<li>b</li>·</ul>]}·<p>c</p>");
    check("<Card>\n- a</Card>", "{Card default:[<ul>·<li>a</li>·</ul>]}");
    check("<Card>\n> a\n</Card>\nb", "{Card default:[<blockquote>·<p>a</p>·</blockquote>]}·<p>b</p>");
    check("<Card>\n\nx\n\n      </Card>\ny", "{Card default:[<p>x</p>]}·<p>y</p>");
    check(
        "<Steps>\n  1. A\n\n     <Tip>x</Tip>\n  2. B\n</Steps>",
        "{Steps default:[<ol>·<li>·<p>A</p>·{Tip default:[<p>x</p>]}·</li>·<li>·<p>B</p>·</li>·</ol>]}",
    );
    check(
        "- <Card>\n  x\n</Card>",
        "<ul>·<li>{Card default:[x</li>·</ul>·<p>&lt;/Card&gt;</p>]} \
         ! L9-0406 1:3 `<Card>` is not closed inside the list item, quote or footnote in which it starts",
    );
}

#[test]
fn code_is_literal() {
    check("```\n<Card>\n```", "<pre><code>&lt;Card&gt;·</code></pre>");
    check(
        "````md\n```\n<Card/>\n```\n````\n<B/>",
        "<pre><code class=\"language-md\">```·&lt;Card/&gt;·```·</code></pre>·{B}",
    );
    check(
        "~~~ x\n<Card/>\n```\n~~~~\n<B/>",
        "<pre><code class=\"language-x\">&lt;Card/&gt;·```·</code></pre>·{B}",
    );
    check(
        "- ```\n  <Card/>\n  ```\n  <B/>",
        "<ul>·<li>·<pre><code>&lt;Card/&gt;·</code></pre>·{B}</li>·</ul>",
    );
    check(
        "> ~~~\n> <Card/>\n\n<B/>",
        "<blockquote>·<pre><code>&lt;Card/&gt;·</code></pre>·</blockquote>·{B}",
    );
    check("a\n\n    <Card/>\n\n<B/>", "<p>a</p>·<pre><code>&lt;Card/&gt;·</code></pre>·{B}");
    check("a\n    <Card/>", "<p>a</p>·{Card}");
    check("- a\n\n      <Card/>", "<ul>·<li>·<p>a</p>·<pre><code>&lt;Card/&gt;</code></pre>·</li>·</ul>");
    check("`<Card>` ``a ` <B/>`` <C/>", "<p><code>&lt;Card&gt;</code> <code>a ` &lt;B/&gt;</code> {C}</p>");
    check("` <B/> ``", "<p>` {B} ``</p>");
    check(
        "`a\n<B/> b` c",
        "<p><code>a &lt;l9c0-0e&gt; b</code> c</p> ! L9-0405 2:1 `<B>` stands where no component can stand",
    );
    check("x `a <B/>\nb <C/>` c", "<p>x <code>a &lt;B/&gt; b &lt;C/&gt;</code> c</p>");
    check("<!-- <Card> --> <B/>", "&lt;!-- &lt;Card&gt; --&gt; &lt;B/&gt;");
    check("a <!-- <Card> --> <B/>", "<p>a &lt;!-- &lt;Card&gt; --&gt; {B}</p>");
    check("<!--\n<Card>\n-->\n<B/>", "&lt;!--·&lt;Card&gt;·--&gt;·{B}");
    check("<pre>\n<Card>\n\n</pre>\n<B/>", "&lt;pre&gt;·&lt;Card&gt;··&lt;/pre&gt;·{B}");
    check("a <i title=\"<Card>\">b", "<p>a &lt;i title=\"&lt;Card&gt;\"&gt;b</p>");
    check(
        "\\<Card> <Https://a.b> <Me@a.b> Map<K, V>",
        "<p>&lt;Card&gt; <a href=\"Https://a.b\">Https://a.b</a> <a href=\"mailto:Me@a.b\">Me@a.b</a> Map&lt;K, V&gt;</p>",
    );
    check(
        "[a](<B c>) and [d]\n\n[d]: <E> 't'",
        "<p><a href=\"B%20c\">a</a> and <a href=\"E\" title=\"t\">d</a></p>",
    );
    check(
        "<Card>\n\n```html\n  <Card>\n</Card>\n```\n</Card>",
        "{Card default:[<pre><code class=\"language-html\">  &lt;Card&gt;·&lt;/Card&gt;·</code></pre>]}",
    );
    check("<A>x `</A>` y</A>", "{A default:[<p>x <code>&lt;/A&gt;</code> y</p>]}");
}

#[test]
fn slots() {
    check(
        "<Card>\n\n<Slot name=\"title\">\n# T\n</Slot>\n\nbody\n\n<Slot name=\"the-end\">*e*</Slot>\n</Card>",
        "{Card default:[<p>body</p>] the-end:[<p><em>e</em></p>] title:[<h1>T</h1>]}",
    );
    check("<Card>\n<Slot name=\"x\"></Slot>\n</Card>", "{Card x:[]}");
    check("<Card>\n<Slot name=\"x\"/>\n</Card>", "{Card x:[]}");
    check("<Card>\n<!-- note -->\n<Slot name=\"x\"/>\n</Card>", "{Card x:[]}");
    check("a <B>x <Slot name=\"s\">*y*</Slot> z</B>", "<p>a {B default:[x  z] s:[<em>y</em>]}</p>");
    check("<A><Slot name=\"s\"><B>x</B></Slot></A>", "{A s:[{B default:[<p>x</p>]}]}");
    check(
        "<Tabs>\n  <Tab label=\"a\">\n    x\n  </Tab>\n  <Tab label=\"b\">\n    y\n  </Tab>\n</Tabs>",
        "{Tabs default:[{Tab label=\"a\" default:[<p>x</p>]}·{Tab label=\"b\" default:[<p>y</p>]}]}",
    );
    check(
        "<Slot name=\"x\">y</Slot>",
        "<p>y</p> ! L9-0405 1:1 `<Slot>` does not stand in the body of a component",
    );
    for (slot, message) in [
        ("<Slot/>", "4 `<Slot>` has no name"),
        ("<Slot name={1}/>", "15 the name of a slot is a string"),
        ("<Slot name=\"default\"/>", "15 the slot `default` is the body itself"),
        ("<Slot name=\"A\"/>", "15 `A` is not the name of a slot: lower-case letters, digits, `_` and `-`"),
        ("<Slot id=\"a\"/>", "10 `<Slot>` has no prop `id`"),
    ] {
        check(&format!("<A>{slot}</A>"), &format!("{{A}} ! L9-0405 1:{message}"));
    }
    check(
        "<A><Slot name=\"s\">x</Slot><Slot name=\"s\">y</Slot></A>",
        "{A s:[x]} ! L9-0405 1:27 the slot `s` is filled twice",
    );
}

#[test]
fn unbalanced() {
    check("x <Card", "<p>x &lt;Card</p> ! L9-0406 1:3 the tag `<Card` is never closed");
    check("<Card", "<p>&lt;Card</p> ! L9-0406 1:1 the tag `<Card` is never closed");
    check("<Card\n\nx", "<p>&lt;Card</p>·<p>x</p> ! L9-0406 1:1 the tag `<Card` is never closed");
    check("<Card>\nx", "{Card default:[<p>x</p>]} ! L9-0406 1:1 `<Card>` is not closed anywhere in the page");
    check("</Card>", "<p>&lt;/Card&gt;</p> ! L9-0405 1:1 `</Card>` closes a component that is not open");
    check(
        "Vec<String> is",
        "<p>Vec{String default:[is</p>]} ! L9-0406 1:4 `<String>` is not closed before its paragraph ends",
    );
    check("a <B>\n\nc</B>", "<p>a {B} ! L9-0406 1:3 `<B>` is not closed before its paragraph ends");
    check(
        "<A>\n<B>\nx\n</A>",
        "{A default:[{B default:[<p>x</p>]}]} ! L9-0406 2:1 `<B>` is not closed before `</A>`",
    );
    check(
        "a <A b=>x</A>",
        "<p>a &lt;A b=&gt;x&lt;/A&gt;</p> ! L9-0405 1:6 the prop `b` has `=` and no value",
    );
    check(
        "<Style b=c>\n\n*x*\n</Style>",
        "<p>&lt;Style b=c&gt;</p>·<p><em>x</em>·&lt;/Style&gt;</p> ! L9-0405 1:10 the value of `b` has no quotes or braces",
    );
    check(
        "**a <B>b** c</B>",
        "<p><strong>a {B default:[b</strong> c]}</p> \
         ! L9-0405 1:5 `<B>` stands where no component can stand",
    );
    check(
        "a <B>**b</B> c**",
        "<p>a {B default:[<strong>b]} c</strong></p> \
         ! L9-0405 1:3 `<B>` stands where no component can stand",
    );
    check(
        "![<B/>](x)",
        "<p><img src=\"x\" alt=\"&lt;l9c0-0e&gt;\" /></p> ! L9-0405 1:3 `<B>` stands where no component can stand",
    );
    check(
        "| a |\n|---|\n| <B>x | y</B> |",
        "<table><thead><tr><th>a</th></tr></thead><tbody>·<tr><td>{B default:[x</td></tr>·</tbody></table>]} \
         ! L9-0405 3:3 `<B>` stands where no component can stand",
    );
}

#[test]
fn places_are_the_authors() {
    check("ä\tü <B\u{a0}c/>", "<p>ä\tü &lt;B\u{a0}c/&gt;</p>");
    check(
        "äö \u{1F600} <B c=>",
        "<p>äö \u{1F600} &lt;B c=&gt;</p> ! L9-0405 1:9 the prop `c` has `=` and no value",
    );
    check(
        "# T\r\n\r\n<Card\r\n  a=\"1\"\r\n  b={x}>\r\n",
        "<h1>T</h1>·<p>&lt;Card·a=“1”·b={x}&gt;</p> ! L9-0405 5:6 `x` is not a literal",
    );
    check(
        "<Card a=\"1\r\n2\">\r\n\r\n  text\r\n  more\r\n\r\n</Card>\r\nend",
        "{Card a=\"1\\n2\" default:[<p>text·more</p>]}·<p>end</p>",
    );
    check(
        "<Card>\n\ttext\n\n\t\tcode\n</Card>",
        "{Card default:[<p>text</p>·<pre><code>code·</code></pre>]}",
    );
    check("<Card>\n  ```\n  a\n  \tb\n  ```\n</Card>", "{Card default:[<pre><code>a·\tb·</code></pre>]}");
    check("-\t<Card>\n\tx\n\t</Card>", "<ul>·<li>{Card default:[x]}</li>·</ul>");
}

#[test]
fn offsets_lead_back_to_the_file() {
    let page = "+++\n+++\n\u{fc} <B x=\"\n1\"/> [a](/b)\n\n- <Card>\n  - [c](/d) \u{1F600}\n  </Card>\n";
    let source = SourceText::new("page.md", page);
    let scan = scan(&source, 8..page.len());
    assert!(scan.diagnostics.is_empty());
    let mut links = Vec::new();
    for (event, range) in Parser::new_ext(&scan.text, options()).into_offset_iter() {
        if let Event::Start(pulldown_cmark::Tag::Link { .. }) = event {
            links.push(&page[scan.map.range(range)]);
        } else if let Event::InlineHtml(_) = event {
            links.push(&page[scan.map.range(range)]);
        }
    }
    assert_eq!(links, ["<B x=\"\n1\"/>", "[a](/b)", "[c](/d)"]);
    let spans: Vec<&str> = scan.calls.iter().map(|c| &page[c.span.clone()]).collect();
    assert_eq!(spans, ["<B x=\"\n1\"/>", "<Card>\n  - [c](/d) \u{1F600}\n  </Card>"]);
    for at in 0..=scan.text.len() {
        assert!(page.is_char_boundary(scan.map.offset(at)) || !scan.text.is_char_boundary(at));
    }
}

#[test]
fn markers_cannot_be_written_by_authors() {
    check("<!--l9c0-0o--> <B/>", "&lt;!--l9c0-0o--&gt; &lt;B/&gt;");
    check(
        "x <l9c0-0e> <l9c1-0e> <B/> &lt;l9c2-0e>",
        "<p>x &lt;l9c0-0e&gt; &lt;l9c1-0e&gt; {B} &lt;l9c2-0e&gt;</p>",
    );
    check("<l9c0-0e> without calls", "<p>&lt;l9c0-0e&gt; without calls</p>");
}

#[test]
fn nesting_has_a_limit() {
    let nest = |n: usize| format!("{}x{}", "<A>\n".repeat(n), "\n</A>".repeat(n));
    let source = SourceText::new("page.md", nest(MAX_CALL_DEPTH));
    let found = scan(&source, 0..source.text.len());
    assert!(found.diagnostics.is_empty());
    assert_eq!(found.calls.len(), MAX_CALL_DEPTH);
    assert!(render(&source.text).contains("<p>x</p>"));
    for too_many in [MAX_CALL_DEPTH + 1, 5000] {
        let source = SourceText::new("page.md", nest(too_many));
        let found = scan(&source, 0..source.text.len());
        let codes: Vec<Code> = found.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::ComponentDepth], "{too_many}");
        let line = found.diagnostics.iter().next().unwrap().location.as_ref().unwrap().position().line;
        assert_eq!(line, MAX_CALL_DEPTH + 1);
    }
}

/// Work grows with the page and not with its square, on pages made to hurt.
#[test]
fn linear_time() {
    for part in [
        "a <B x=\"1\">b</B>\n\n",
        "<Card>\nx\n</Card>\n",
        "<B>x</B> y\n",
        "a `b <B/>\n",
        "<A>x\n",
        "a <B c=\"\n",
        "<!-- a ",
        "a <i b=\"",
        "- <Card>\n  x\n  </Card>\n",
        "> <B/>\n",
        "</B>\n",
        "<B/> ",
        "`` ` ",
        "a\n",
        "\\<B> ",
    ] {
        let time = |count: usize| {
            let source = SourceText::new("page.md", format!("<A/>\n{}", part.repeat(count)));
            let start = std::time::Instant::now();
            std::hint::black_box(scan(&source, 0..source.text.len()));
            start.elapsed().as_secs_f64()
        };
        // One good run of several is enough: the machine does other things too.
        let linear = (0..20).any(|_| time(25_000) < time(5_000) * 12.0);
        assert!(linear, "{part:?}: five times as much takes more than twelve times as long");
    }
}

mod any_page {
    use super::*;
    use proptest::prelude::*;

    const PARTS: [&str; 38] = [
        "<A/>",
        "<A>",
        "</A>",
        "<B x=\"1\">",
        "</B>",
        "`",
        "``",
        "```\n",
        "~~~\n",
        "\n",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "    ",
        "  ",
        " ",
        "\t",
        "1. ",
        "# ",
        "x",
        "y ",
        "<!-- ",
        "-->",
        "<div>\n",
        "| ",
        ": ",
        "[^a]: ",
        "***\n",
        "\\",
        "[a]: /x ",
        "<Slot name=\"s\">",
        "</Slot>",
        "**",
        "---\n",
        "\r\n",
        "<pre>\n",
        "</pre>\n",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        /// Nothing panics, every span is a place in the page, every call of a page without problems comes out once.
        #[test]
        fn is_scanned(parts in prop::collection::vec(0..PARTS.len(), 0..24)) {
            let page: String = parts.iter().map(|i| PARTS[*i]).collect();
            let source = SourceText::new("page.md", page.as_str());
            let found = scan(&source, 0..page.len());
            for call in &found.calls {
                prop_assert!(page[call.span.clone()].starts_with('<') && page[call.tag.clone()].ends_with('>'));
                prop_assert_eq!(&page[call.name_span.clone()], &call.name);
            }
            for at in 0..=found.text.len() {
                prop_assert!(found.map.offset(at) <= page.len());
            }
            let mut missed = false;
            for event in Parser::new_ext(&found.text, options()) {
                if let Event::InlineHtml(text) = &event {
                    missed |= found.markers.fragments(text).iter().any(|f| match f {
                        Fragment::Raw(raw) => grammar::starts_tag(raw, 0),
                        Fragment::Marker(_) => false,
                    });
                }
            }
            let mut html = String::new();
            html::push_html(&mut html, Parser::new_ext(&found.text, options()));
            let (pieces, problems) = split(&html, &found, &source);
            if found.diagnostics.is_empty() && problems.is_empty() {
                prop_assert!(!missed, "a call was left in {page:?}\n{:?}", found.text);
                let mut seen = Vec::new();
                collect(&pieces, &mut seen);
                // Footnotes move to where they are defined, so the order is not the page's.
                seen.sort_unstable();
                prop_assert_eq!(seen, (0..found.calls.len()).collect::<Vec<_>>(), "{:?}", page);
            }
        }
    }

    fn collect(pieces: &[Piece], seen: &mut Vec<usize>) {
        for piece in pieces {
            if let Piece::Call { index, slots } = piece {
                seen.push(*index);
                slots.values().for_each(|pieces| collect(pieces, seen));
            }
        }
    }
}
