//! What every generator does: one small site for each, for the feature page to name.

use crate::harness::Site;

/// A site with plain templates that show what they are given.
fn site(config: &str) -> Site {
    let site = Site::empty();
    site.write("layer9.toml", format!("base_url = \"https://example.org\"\ntitle = \"Test\"\n{config}"));
    site
}

#[test]
fn pages_know_their_neighbours_and_the_sections_above() {
    let site = site("");
    site.write("content/docs/_index.md", "+++\ntitle = \"Docs\"\nsort_by = \"weight\"\n+++\n");
    for (name, weight) in [("a", 1), ("b", 2), ("c", 3)] {
        site.write(
            &format!("content/docs/{name}.md"),
            format!("+++\ntitle = \"{name}\"\nweight = {weight}\n+++\n"),
        );
    }
    site.write(
        "templates/page.html",
        "{% for path in page.ancestors %}{% set above = get_section(path=path) %}[{{ above.title }}]{% endfor %}\
         {% if page.lower %}<{{ page.lower.title }}{% endif %}{% if page.higher %}>{{ page.higher.title }}{% endif %}",
    );
    site.build();
    assert!(site.page("/docs/b/").contains("[Docs]<a>c"), "{}", site.page("/docs/b/"));
}

#[test]
fn lists_are_split() {
    let site = site("taxonomies = [{ name = \"tags\", paginate_by = 2 }]\n");
    site.write("content/blog/_index.md", "+++\npaginate_by = 2\n+++\n");
    for n in 1..=5 {
        site.write(
            &format!("content/blog/p{n}.md"),
            format!("+++\ntitle = \"P{n}\"\n[taxonomies]\ntags = [\"x\"]\n+++\n"),
        );
    }
    let list = "{{ paginator.current_index }}/{{ paginator.number_pagers }}:{% for p in paginator.pages %}{{ p.title }} {% endfor %}";
    site.write("templates/section.html", list).write("templates/taxonomy_single.html", list);
    site.build();
    assert_eq!(site.page("/blog/"), "1/3:P1 P2 ");
    assert_eq!(site.page("/blog/page/3/"), "3/3:P5 ");
    assert_eq!(site.page("/tags/x/page/2/"), "2/3:P3 P4 ");
}

#[test]
fn feeds_sitemap_robots_and_the_page_for_lost_visitors() {
    let site = site(
        "generate_feeds = true\nfeeds = [\"atom\", \"rss\"]\ntaxonomies = [{ name = \"tags\", feed = true }]\n",
    );
    site.write("content/a.md", "+++\ntitle = \"A\"\ndate = 2024-03-07\n[taxonomies]\ntags = [\"x\"]\n+++\n");
    site.build();
    for feed in ["atom.xml", "rss.xml", "tags/x/atom.xml"] {
        assert!(site.read(&format!("dist/{feed}")).contains("https://example.org/a/"), "{feed}");
    }
    assert!(site.read("dist/sitemap.xml").contains("<loc>https://example.org/a/</loc>"));
    assert!(site.read("dist/robots.txt").contains("https://example.org/sitemap.xml"));
    assert!(site.read("dist/404.html").contains("<title>"));
}

#[test]
fn headings_make_contents_ids_and_links() {
    let site = site("[markdown]\nheading_anchors = \"right\"\n");
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\n## One\n### Two {#own}\n");
    site.write(
        "templates/page.html",
        "{% for h in page.toc %}{{ h.id }}:{{ h.children[0].id }}{% endfor %}\n{{ page.content | safe }}",
    );
    site.build();
    let html = site.page("/a/");
    assert!(html.starts_with("one:own"), "{html}");
    assert!(html.contains("id=\"own\"") && html.contains("href=\"#own\""), "{html}");
}

#[test]
fn pages_are_summed_up_and_counted() {
    let site = site("");
    site.write(
        "content/a.md",
        "+++\ntitle = \"A\"\n+++\nFirst *words*.\n\n<!-- more -->\n\nAnd more of them.\n",
    );
    site.write(
        "templates/page.html",
        "{{ page.summary | striptags | trim }}|{{ page.word_count }}|{{ page.reading_time }}",
    );
    // 1,002 characters are a little over two minutes, 200 words one.
    let text = "静的サイト".repeat(200) + &"word ".repeat(200);
    site.write("content/b.md", format!("+++\ntitle = \"B\"\n+++\n*概要*、\n\n<!-- more -->\n\n{text}\n"));
    site.build();
    let counted = site.page("/a/");
    assert!(counted.starts_with("First words.|") && counted.ends_with("|1"), "{counted}");
    assert_eq!(site.page("/b/"), "概要、|1202|4");
}

#[test]
fn summaries_come_from_a_mark_the_front_matter_or_the_length() {
    let site = site("[markdown]\nsummary_length = 5\nraw_html = \"allow\"\n");
    site.write("templates/page.html", "{{ page.summary | default(value=\"none\") | safe }}|");
    site.write(
        "templates/components/MarkdownLink.html",
        "{% component MarkdownLink(url: string) %}<a data-x href=\"{{ url }}\">{{ body }}</a>{% endcomponent MarkdownLink %}",
    );
    let stated = "summary = \"Said *here*, [there](@/long.md).\"";
    let list = "- one two\n- three\n\n  four five\n- six";
    for (name, matter, body, expected) in [
        (
            "long",
            "",
            "One.\n\nTwo three four.\n\n## Head\n\nFive six.\n\nRest.",
            "<p>One.</p>\n<p>Two three four.</p>\n<h2 id=\"head\">Head</h2>\n",
        ),
        ("exact", "", "One two three four five.\n\nRest.", "<p>One two three four five.</p>\n"),
        ("short", "", "One.\n\nTwo.[^1]\n\n[^1]: Note.", "<p>One.</p>\n<p>Two."),
        (
            "list",
            "",
            list,
            "<ul>\n<li>\n<p>one two</p>\n</li>\n<li>\n<p>three</p>\n<p>four five</p>\n</li>\n<li>\n<p>six</p>\n</li>\n</ul>\n|",
        ),
        ("ja", "", "静的な\n\nサイト\n\n余り", "<p>静的な</p>\n<p>サイト</p>\n|"),
        (
            "html",
            "",
            "<div>\n\nOne two three four five.\n\n</div>\n\nSix.\n\nRest.",
            "<div>\n<p>One two three four five.</p>\n</div>\n<p>Six.</p>\n|",
        ),
        ("marked", stated, "One.\n\n<!-- more -->\n\nTwo three four five six.", "<p>One.</p>\n|"),
        (
            "stated",
            stated,
            "One two three four five.",
            "<p>Said <em>here</em>, <a data-x href=\"/long/\">there</a>.</p>\n|",
        ),
        (
            "empty",
            "summary = \" \"",
            "One two three four five.\n\nRest.",
            "<p>One two three four five.</p>\n|",
        ),
        ("none", "", "", "|"),
    ] {
        site.write(&format!("content/{name}.md"), format!("+++\ntitle = \"T\"\n{matter}\n+++\n{body}\n"));
        site.build();
        let page = site.page(&format!("/{name}/"));
        assert!(page.starts_with(expected), "{name}: {page}");
    }
    // Five words and the heading's: the paragraph behind it ends the summary.
    assert_eq!(site.page("/long/").matches("<p>").count(), 3);
    // A summary that changes remakes the page, and so does what it links to.
    site.write(
        "content/stated.md",
        "+++\ntitle = \"T\"\nsummary = \"Other\"\n+++\nOne two three four five.\n",
    );
    let run = site.run(&["build", "--verify"]);
    assert_eq!((run.code, &*site.page("/stated/")), (Some(0), "<p>Other</p>\n|"), "{}", run.stderr);
}

#[test]
fn links_to_other_sites_are_decorated() {
    let site = site("[markdown]\nexternal_links_target_blank = true\nexternal_links_rel = \"nofollow\"\n");
    site.write("content/a.md", "[out](https://other.example/) [in](/a/)");
    site.build();
    let html = site.page("/a/");
    assert!(html.contains("target=\"_blank\"") && html.contains("nofollow"), "{html}");
    assert_eq!(html.matches("_blank").count(), 1, "{html}");
}

#[test]
fn code_blocks_take_options() {
    let site = site("");
    site.write("content/a.md", "```rust,linenos,hl_lines=2,hide_lines=3,title=\"x.rs\"\nlet a = 1;\nlet b = 2;\nlet hidden = 3;\n```\n\n```js,diff\n+a\n-b\n```\n");
    site.build();
    let html = site.page("/a/");
    assert!(html.contains("x.rs") && !html.contains("hidden"), "{html}");
    assert!(html.contains("hl-"), "{html}");
}

#[test]
fn footnotes_tables_tasks_definitions_and_alerts() {
    let site = site("");
    site.write("content/a.md", "A[^1] ~~b~~\n\n[^1]: note\n\n| a |\n|---|\n| b |\n\n- [x] done\n\nterm\n: meaning\n\n> [!NOTE]\n> look\n");
    site.build();
    let html = site.page("/a/");
    for part in ["<table>", "<del>b</del>", "type=\"checkbox\"", "<dt>term</dt>", "<sup", "note"] {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn punctuation_and_formulas_are_typeset() {
    let site = site("[markdown]\nsmart_punctuation = true\nmath = true\n");
    site.write("content/a.md", "\"so\" -- and $x^2$");
    site.build();
    let html = site.page("/a/");
    assert!(html.contains("\u{201c}so\u{201d}") && html.contains("<math"), "{html}");
}

#[test]
fn a_folder_may_be_the_root_of_the_site() {
    let site = Site::empty();
    site.write("layer9.toml", "base_url = \"https://example.org/sub\"\ntitle = \"Test\"\n");
    site.write("content/a.md", "[b](@/b.md) [c](/c/)").write("content/b.md", "b");
    site.build();
    let html = site.page("/a/");
    assert!(html.contains("\"/sub/b/\"") && html.contains("\"/sub/c/\""), "{html}");
}
