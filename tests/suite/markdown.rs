//! What Markdown becomes beyond CommonMark: each a row of what is written and what it becomes.

use crate::harness::Site;

/// A site of one page with this under `[markdown]`.
fn page(options: &str, body: &str) -> String {
    let site = Site::new();
    site.write(
        "layer9.toml",
        format!("base_url = \"https://example.org\"\ntitle = \"Test\"\n[markdown]\n{options}\n"),
    );
    site.write("templates/page.html", "{{ page.content | safe }}");
    site.write("content/a.md", format!("+++\ntitle = \"A\"\n+++\n{body}\n"));
    site.build();
    site.page("/a/").trim().to_owned()
}

fn rows(options: &str, rows: &[(&str, &str)]) {
    // One build for all: a rule between two rows keeps them apart.
    let body: Vec<&str> = rows.iter().map(|(body, _)| *body).collect();
    let html = page(options, &body.join("\n\n---\n\n"));
    let made: Vec<&str> = html.split("<hr />").map(str::trim).collect();
    assert_eq!(made.len(), rows.len());
    for ((body, expected), made) in rows.iter().zip(made) {
        assert_eq!(made, *expected, "{body}");
    }
}

#[test]
fn addresses_in_text_are_links() {
    rows(
        "external_links_rel = \"nofollow\"",
        &[
            (
                "See https://a.b/x_y_z*q?a=1&amp;b=2, (www.c.d/e).",
                "<p>See <a href=\"https://a.b/x_y_z*q?a=1&amp;b=2\" rel=\"nofollow\">https://a.b/x_y_z*q?a=1&amp;b=2</a>, \
                 (<a href=\"http://www.c.d/e\" rel=\"nofollow\">www.c.d/e</a>).</p>",
            ),
            ("**foo_bar@x.y**", "<p><strong><a href=\"mailto:foo_bar@x.y\">foo_bar@x.y</a></strong></p>"),
            ("*https://a.b/*", "<p><em><a href=\"https://a.b/\" rel=\"nofollow\">https://a.b/</a></em></p>"),
            (
                "[https://a.b](https://c.d) `https://a.b`",
                "<p><a href=\"https://c.d\" rel=\"nofollow\">https://a.b</a> <code>https://a.b</code></p>",
            ),
            ("<https://a.b>", "<p><a href=\"https://a.b\" rel=\"nofollow\">https://a.b</a></p>"),
            (
                "## On https://a.b {#x}",
                "<h2 id=\"x\">On <a href=\"https://a.b\" rel=\"nofollow\">https://a.b</a></h2>",
            ),
        ],
    );
    rows("autolinks = false", &[("https://a.b", "<p>https://a.b</p>")]);
}

#[test]
fn emoji_by_name() {
    rows(
        "emoji = true",
        &[
            (
                "Ship :rocket::tada: at 10:30:00, :+1: :no_such_emoji: \\:rocket: `:rocket:`",
                "<p>Ship 🚀🎉 at 10:30:00, 👍 :no_such_emoji: :rocket: <code>:rocket:</code></p>",
            ),
            (
                "![a :rocket:](https://a.b/c.png)",
                "<p><img src=\"https://a.b/c.png\" alt=\"a 🚀\" loading=\"lazy\" /></p>",
            ),
            ("## A :rocket:", "<h2 id=\"a-rocket\">A 🚀</h2>"),
        ],
    );
    rows("", &[(":rocket:", "<p>:rocket:</p>")]);
}

#[test]
fn sub_superscript_marks_and_insertions() {
    rows(
        "superscript = true\nmarks = true",
        &[
            ("H~2~O, x^2^, ~~gone~~", "<p>H<sub>2</sub>O, x<sup>2</sup>, <del>gone</del></p>"),
            (
                "==marked *and* ++inserted++== text",
                "<p><mark>marked <em>and</em> <ins>inserted</ins></mark> text</p>",
            ),
            ("==*all*==", "<p><mark><em>all</em></mark></p>"),
            // What does not end in the element in which it starts is text.
            ("*==a* b== c", "<p><em>==a</em> b== c</p>"),
            (
                "a == b and c==d and ==== and === and \\==x==",
                "<p>a == b and c==d and ==== and === and ==x==</p>",
            ),
            ("==a\n\nb==", "<p>==a</p>\n<p>b==</p>"),
            ("C++ and C++", "<p>C++ and C++</p>"),
            ("==a ++b== c++", "<p><mark>a ++b</mark> c++</p>"),
            ("`==a==`", "<p><code>==a==</code></p>"),
        ],
    );
    rows("", &[("~a~ x^2^ ==b==", "<p><del>a</del> x^2^ ==b==</p>")]);
}
