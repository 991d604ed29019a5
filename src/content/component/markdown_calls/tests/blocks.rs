//! Calls among the blocks and spans of Markdown, and Markdown in their bodies.

use super::check;

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
