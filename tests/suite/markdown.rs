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
fn links_to_other_sites_are_written_by_their_hosts() {
    let options = "external_links_rel = \"nofollow\"\nexternal_links_class = \"out\"\nexternal_links_target_blank = true\n\
        [[markdown.external_links]]\nhosts = [\"docs.example.net\"]\ninternal = true\n\
        [[markdown.external_links]]\nhosts = [\"friend.example\", \"*.friend.example\"]\nrel = \"\"\nclass = \"friend & co\"\n\
        [[markdown.external_links]]\nhosts = [\"*.friend.example\"]\ninternal = true\n\
        [[markdown.external_links]]\nhosts = [\"plain.example\"]\nrel = \"\"\nclass = \"\"\ntarget_blank = false\n";
    rows(
        options,
        &[
            (
                "[a](https://x.y/)",
                "<p><a href=\"https://x.y/\" target=\"_blank\" rel=\"nofollow\" class=\"out\">a</a></p>",
            ),
            (
                "[a](//x.y/)",
                "<p><a href=\"//x.y/\" target=\"_blank\" rel=\"nofollow\" class=\"out\">a</a></p>",
            ),
            // The site itself, by its whole address.
            ("[a](https://EXAMPLE.org:443/b/)", "<p><a href=\"https://EXAMPLE.org:443/b/\">a</a></p>"),
            ("[a](https://docs.example.net/)", "<p><a href=\"https://docs.example.net/\">a</a></p>"),
            // The first rule that names a host holds.
            (
                "[a](https://www.friend.example/)",
                "<p><a href=\"https://www.friend.example/\" target=\"_blank\" class=\"friend &amp; co\">a</a></p>",
            ),
            ("<https://plain.example>", "<p><a href=\"https://plain.example\">https://plain.example</a></p>"),
            ("[a](mailto:a@b.c) [b](#)", "<p><a href=\"mailto:a@b.c\">a</a> <a href=\"#\">b</a></p>"),
        ],
    );
}

#[test]
fn a_rule_for_a_host_rebuilds_what_it_is_about() {
    let site = Site::new();
    let config = "base_url = \"https://example.org\"\n[markdown]\nexternal_links_class = \"out\"\n";
    site.write("layer9.toml", config);
    site.write("templates/page.html", "{{ page.content | safe }}");
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\n[x](https://x.example/)\n");
    site.build();
    assert!(site.page("/a/").contains("class=\"out\""));
    let rule = "[[markdown.external_links]]\nhosts = [\"x.example\"]\nclass = \"friend\"\n";
    site.write("layer9.toml", format!("{config}{rule}"));
    let run = site.run(&["build", "--verify"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(site.page("/a/").contains("class=\"friend\""));
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

/// Text of other files, whole and in part, in a list and in a quotation, with headings, notes and calls; an edit of it
/// rebuilds what includes it and nothing else.
#[test]
fn files_are_included() {
    let site = Site::new();
    site.write(
        "templates/page.html",
        "{% for h in page.toc %}[{{ h.id }}]{% endfor %}{{ page.content | safe }}",
    );
    site.write(
        "templates/components/Note.html",
        "{% component Note(a: string) %}<i>{{ a }}</i>{% endcomponent Note %}",
    );
    site.write("snippets/part.md", "+++\ntitle = \"Never\"\n+++\n\n## Included\n\nA note[^1] and <Note a=\"b\" />\n\n[^1]: Noted.\n\n<Include src=\"deep/list.md\" />\n");
    site.write("snippets/deep/list.md", "- one\n- two\n");
    site.write(
        "snippets/main.rs",
        "use x;\n\n// ANCHOR: run\nfn run() {\n    // ```\n    x();\n}\n// ANCHOR_END: run\n",
    );
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\nBefore.\n\n<Include src=\"/snippets/part.md\" />\n\n- item\n\n  <Include src=\"/snippets/deep/list.md\" />\n\n> <Include src=\"../snippets/deep/list.md\" lines=\"1\" />\n> quoted\n");
    site.write("content/b.md", "+++\ntitle = \"B\"\n+++\n<Include src=\"/snippets/main.rs\" region=\"run\" title=\"main.rs\" />\n\n```rust include=\"/snippets/main.rs\" lines=4-6\n```\n\n`<Include src=\"code\" />`\n");
    site.write("content/c.md", "+++\ntitle = \"C\"\n+++\nNothing.\n");
    site.build();
    let a = site.page("/a/");
    for part in [
        "[included]<p>Before.</p>\n<h2 id=\"included\">",
        "<i>b</i>",
        "Noted.",
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
        "<li>\n<p>item</p>\n<ul>\n<li>one",
        "<blockquote>\n<ul>\n<li>one\nquoted",
    ] {
        assert!(a.contains(part), "{part}\n---\n{a}");
    }
    let plain = |html: &str| {
        let mut text = String::new();
        let mut inside = false;
        for c in html.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        text
    };
    let b = plain(&site.page("/b/"));
    assert_eq!(
        b.trim(),
        "main.rs\nfn run() {\n    // ```\n    x();\n}\n\n\nfn run() {\n    // ```\n    x();\n\n&lt;Include src=\"code\" /&gt;"
    );
    let written = |edit: &dyn Fn()| {
        let times = |site: &Site| -> Vec<_> {
            ["a", "b", "c"]
                .map(|page| {
                    std::fs::metadata(site.dist().join(page).join("index.html")).unwrap().modified().unwrap()
                })
                .into()
        };
        let before = times(&site);
        edit();
        site.build();
        assert_eq!(site.run(&["build", "--verify"]).code, Some(0));
        before.iter().zip(times(&site)).map(|(before, now)| *before != now).collect::<Vec<_>>()
    };
    assert_eq!(
        written(&|| {
            site.write("snippets/deep/list.md", "- other\n");
        }),
        [true, false, false]
    );
    assert_eq!(
        written(&|| {
            site.write("snippets/main.rs", "// ANCHOR: run\nfn go() {}\n// ANCHOR_END: run\n\nfn\nmore\n");
        }),
        [false, true, false]
    );
    assert_eq!(written(&|| {}), [false, false, false]);
}

/// Links by name, and who links to a page: an edit rebuilds those whose linkers changed.
#[test]
fn pages_know_who_links_to_them() {
    let site = Site::new();
    site.write("layer9.toml", "base_url = \"https://example.org\"\n[markdown]\nwikilinks = true\n");
    let list =
        "{% for p in IT.backlinks %}[{{ p.title }} {{ p.permalink }}]{% endfor %}{{ IT.content | safe }}";
    site.write("templates/page.html", list.replace("IT", "page"));
    site.write("templates/section.html", list.replace("IT", "section"));
    site.write("templates/index.html", list.replace("IT", "section"));
    let page = |path: &str, title: &str, body: &str| {
        site.write(&format!("content/{path}.md"), format!("+++\ntitle = \"{title}\"\n+++\n{body}\n"));
    };
    page("_index", "Home", "[[s/c]]");
    page("s/_index", "Part", "To [[a]].");
    page("a", "First page", "[b](b.md), [again](@/b.md#x), [[#x]] self: [[A]].\n\n## X");
    page("b", "B", "[[first PAGE#x|named]] and [[s]].\n\n## X");
    page("s/c", "C", "Nothing.");
    site.build();
    assert_eq!(
        site.page("/a/").lines().next(),
        Some(
            "[B https://example.org/b/][Part https://example.org/s/]<p><a href=\"/b/\">b</a>, <a href=\"/b/#x\">again</a>, <a href=\"#x\">#x</a> self: <a href=\"/a/\">A</a>.</p>"
        )
    );
    assert!(site.page("/b/").starts_with(
        "[First page https://example.org/a/]<p><a href=\"/a/#x\">named</a> and <a href=\"/s/\">s</a>.</p>"
    ));
    assert!(site.page("/s/").starts_with("[B https://example.org/b/]"));
    assert!(site.page("/s/c/").starts_with("[Home https://example.org/]"), "{}", site.page("/s/c/"));
    let pages = ["a", "b", "s", "s/c"];
    let written = |edit: &dyn Fn()| {
        let times = || {
            pages.map(|page| {
                std::fs::metadata(site.dist().join(page).join("index.html")).unwrap().modified().unwrap()
            })
        };
        let before = times();
        edit();
        site.build();
        assert_eq!(site.run(&["build", "--verify"]).code, Some(0));
        pages
            .iter()
            .zip(before.iter().zip(times()))
            .filter(|(_, (before, now))| **before != *now)
            .map(|(page, _)| *page)
            .collect::<Vec<_>>()
    };
    assert_eq!(written(&|| page("s/c", "C", "Nothing else.")), ["s/c"]);
    assert_eq!(written(&|| page("s/c", "C", "To [[b]].")), ["b", "s/c"]);
    assert_eq!(written(&|| page("s/c", "C", "To [[b]] again.")), ["s/c"]);
    assert_eq!(written(&|| page("s/c", "Renamed", "To [[b]] again.\n\n[[renamed]]\n")).first(), Some(&"b"));
}

/// Code blocks as tabs, with ids of their own where two groups are equal; videos and details; a site's own component of
/// such a name is taken.
#[test]
fn groups_of_code_and_embeds() {
    let site = Site::new();
    site.write("templates/page.html", "{{ page.content | safe }}");
    site.write(
        "templates/components/Vimeo.html",
        "{% component Vimeo(id: string) %}<b>{{ id }}</b>{% endcomponent Vimeo %}",
    );
    let group = "<CodeGroup label=\"Say\">\n\n```js title=\"a & b\"\nx\n```\n\n```rust title=\"c\"\ny\n```\n\n</CodeGroup>\n";
    let body = format!(
        "{group}\n{group}\n<Details summary=\"More\" open>\n\nText.\n\n</Details>\n\n<YouTube id=\"a&b\" title=\"T\" start={{3}} />\n\n<Vimeo id=\"7\" />\n"
    );
    site.write("content/a.md", format!("+++\ntitle = \"A\"\n+++\n{body}"));
    site.build();
    let html = site.page("/a/");
    assert_eq!(html.matches(" checked />").count(), 2, "{html}");
    assert!(html.contains(">a &amp; b</label>") && html.contains("aria-label=\"Say\""), "{html}");
    let mut ids: Vec<&str> =
        html.match_indices(" id=\"").map(|(at, _)| html[at + 5..].split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((all, ids.len()), (4, 4), "{html}");
    assert!(html.contains("<details open><summary>More</summary>\n<p>Text.</p>\n</details>"), "{html}");
    assert!(html.contains("youtube-nocookie.com/embed/a%26b?start=3") && html.contains("<b>7</b>"), "{html}");
}
