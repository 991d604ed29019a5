//! What looks like a call and is text.

use super::check;

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
fn markers_cannot_be_written_by_authors() {
    check("<!--l9c0-0o--> <B/>", "&lt;!--l9c0-0o--&gt; &lt;B/&gt;");
    check(
        "x <l9c0-0e> <l9c1-0e> <B/> &lt;l9c2-0e>",
        "<p>x &lt;l9c0-0e&gt; &lt;l9c1-0e&gt; {B} &lt;l9c2-0e&gt;</p>",
    );
    check("<l9c0-0e> without calls", "<p>&lt;l9c0-0e&gt; without calls</p>");
}
