//! Components of reserved names that take over elements of Markdown.

use crate::harness::{Site, repository, tree};
use std::collections::BTreeMap;
use std::time::SystemTime;

fn component(site: &Site, name: &str, args: &str, html: &str) {
    let text = format!("{{% component {name}({args}) %}}{html}{{% endcomponent {name} %}}");
    site.write(&format!("templates/components/{name}.html"), text);
}

/// Every element with its arguments; what a component does not declare it is not given.
#[test]
fn components_take_over_elements() {
    let site = Site::new();
    site.write(
        "templates/page.html",
        "<title>{{ page.title }}</title>{% for h in page.toc %}<nav>{{ h.id }}</nav>{% endfor %}<main>{{ page.content | safe }}</main>",
    );
    component(
        &site,
        "MarkdownHeading",
        "level: integer, id: string, text: string, class: string, attributes: map",
        "<h{{ level }} id=\"{{ id }}\" class=\"x {{ class }}\" data-x=\"{{ attributes['data-y'] | default(value='') }}\" title=\"{{ text }}\">{{ body }}</h{{ level }}>",
    );
    component(
        &site,
        "MarkdownLink",
        "url: string, title: string, external: bool",
        "<a href=\"{{ url }}\" title=\"{{ title }}\"{% if external %} data-external{% endif %}>{{ body }}</a>",
    );
    component(
        &site,
        "MarkdownImage",
        "url: string, alt: string",
        "<figure><img src=\"{{ url }}\" alt=\"{{ alt }}\"></figure>",
    );
    component(
        &site,
        "MarkdownBlockquote",
        "alert: string",
        "<blockquote data-alert=\"{{ alert }}\">{{ body }}</blockquote>",
    );
    component(&site, "MarkdownTable", "", "<section>{{ body }}</section>");
    component(
        &site,
        "MarkdownCode",
        "language: string, title: string",
        "<div data-code=\"{{ language }}\">{{ body }}</div>",
    );
    component(
        &site,
        "MarkdownCodeDiagram",
        "code: string, info: string",
        "<pre title=\"{{ info }}\">{{ code }}</pre>",
    );
    site.write("content/p.png", "x");
    site.write(
        "content/a.md",
        "# The title & *more*\n\n## Part [one](@/b.md \"T\") {#one .big data-y=7}\n\nA [**link**](https://a.b/?x=1&y) and ![An *alt*](p.png).\n\n\
         > Quote with [a link](@/b.md).\n\n> [!TIP]\n> Do.\n\n| a |\n|---|\n| [b](@/b.md) |\n\n```rust\nfn x() {}\n```\n\n```diagram wide\na < b\n```\n\nNote[^1]\n\n[^1]: With [c](@/b.md).\n",
    );
    site.write("content/b.md", "+++\ntitle = \"B\"\n+++\nPlain.\n");
    site.build();
    let html = site.page("/a/");
    for part in [
        "<title>The title &amp; more</title><nav>one</nav><main><h2 id=\"one\" class=\"x big\" data-x=\"7\" title=\"Part one\">Part <a href=\"/b/\" title=\"T\">one</a></h2>",
        "<a href=\"https://a.b/?x=1&amp;y\" title=\"\" data-external><strong>link</strong></a>",
        "<figure><img src=\"/p.png\" alt=\"An alt\"></figure>",
        "<blockquote data-alert=\"\"><p>Quote with <a href=\"/b/\" title=\"\">a link</a>.</p></blockquote>",
        "<blockquote data-alert=\"tip\"><p>Do.</p></blockquote>",
        "<section><table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td><a href=\"/b/\" title=\"\">b</a></td></tr>\n</tbody></table></section>",
        "<div data-code=\"rust\"><pre class=\"code\"",
        "<pre title=\"diagram wide\">a &lt; b\n</pre>",
        "With <a href=\"/b/\" title=\"\">c</a>.",
    ] {
        assert!(html.contains(part), "{part}\n---\n{html}");
    }
}

/// An edit of a component that takes over an element rebuilds the pages that have such an element, and no other;
/// one that comes or goes is noticed.
#[test]
fn an_edit_rebuilds_what_has_the_element() {
    let site = Site::new();
    component(&site, "MarkdownLink", "url: string", "<a href=\"{{ url }}\">{{ body }}</a>");
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\nA [link](@/b.md).\n");
    site.write("content/b.md", "+++\ntitle = \"B\"\n+++\nNone. > no\n");
    site.write("content/c.md", "+++\ntitle = \"C\"\n+++\n> A quote.\n");
    site.build();
    type Edit<'e> = (&'e str, &'e dyn Fn(), &'e [&'e str]);
    let edits: [Edit<'_>; 4] = [
        (
            "an edit",
            &|| {
                component(
                    &site,
                    "MarkdownLink",
                    "url: string",
                    "<a class=\"x\" href=\"{{ url }}\">{{ body }}</a>",
                );
            },
            &["a/index.html"],
        ),
        ("one more", &|| component(&site, "MarkdownBlockquote", "", "<q>{{ body }}</q>"), &["c/index.html"]),
        (
            "one less",
            &|| std::fs::remove_file(site.path().join("templates/components/MarkdownLink.html")).unwrap(),
            &["a/index.html"],
        ),
        ("nothing", &|| {}, &[]),
    ];
    for (what, edit, expected) in edits {
        let before = times(&site);
        edit();
        site.build();
        let written: Vec<String> = times(&site)
            .into_iter()
            .filter(|(path, time)| before.get(path) != Some(time))
            .map(|(path, _)| path)
            .collect();
        assert_eq!(written, expected, "{what}");
        assert_eq!(site.run(&["build", "--verify"]).code, Some(0), "{what}");
    }
}

fn times(site: &Site) -> BTreeMap<String, SystemTime> {
    let time = |path: &String| std::fs::metadata(site.dist().join(path)).unwrap().modified().unwrap();
    tree(&site.dist()).into_keys().map(|path| (path.clone(), time(&path))).collect()
}

/// In a paragraph a browser would end it at the first block, and an island would lose its content.
#[test]
fn a_component_that_makes_a_block_is_lifted_out_of_its_paragraph() {
    let site = Site::new();
    site.write("templates/page.html", "{{ page.content | safe }}|{{ page.summary | safe }}");
    component(&site, "Block", "", "<section>{{ body | default(value='') }}</section>");
    component(&site, "Word", "", "<b>{{ body }}</b>");
    component(&site, "MarkdownImage", "url: string", "<figure><img src=\"{{ url }}\" alt=\"\"></figure>");
    site.write("content/p.png", "x");
    let text = "One <Block>two</Block> three <Word>four <Block /></Word> five <Word>six</Word>.\n\n\
        ![](p.png)\n![](p.png)\n\n- [![](p.png)](@/a.md)\n\n  <Block />\n\n[![](p.png)](@/a.md)\n";
    site.write("content/a.md", format!("+++\ntitle = \"A\"\n+++\n{text}"));
    site.build();
    let first = "<p>One</p>\n<section>two</section>\n<p>three</p>\n<b>four <section></section></b>\n<p>five <b>six</b>.</p>\n";
    let figure = "<figure><img src=\"/p.png\" alt=\"\"></figure>";
    let linked = format!("<div><a href=\"/a/\">{figure}</a></div>");
    let rest =
        format!("{figure}\n{figure}\n\n<ul>\n<li>\n{linked}\n<section></section></li>\n</ul>\n{linked}\n");
    assert_eq!(site.page("/a/"), format!("{first}{rest}|{first}"));
}

/// The files that the guide's section on diagrams has in full, by the titles of their blocks.
fn files_of_the_recipe() -> Vec<(String, String)> {
    let guide = repository().join("content-example/content/guide/render-overrides.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let blocks = guide.split("\n```").filter_map(|block| {
        let (info, text) = block.split_once('\n')?;
        let title = info.split_once("title=\"")?.1.split_once('"')?.0;
        title.contains('/').then(|| (title.to_owned(), format!("{text}\n")))
    });
    blocks.collect()
}

#[test]
fn the_guides_recipe_for_diagrams_builds() {
    let site = Site::new();
    let files = files_of_the_recipe();
    assert_eq!(files.len(), 2, "{files:?}");
    for (path, text) in files {
        site.write(&path, text);
    }
    site.write("templates/page.html", "<main>{{ page.content | safe }}</main>");
    site.write(
        "content/a.md",
        "```mermaid title=\"A & B\" width=\"640\" align='left'\nflowchart LR\n  A[\"<b>x</b>\"] --> B\n```\n\n\
         > ```mermaid\n> pie\n> ```\n",
    );
    site.write("content/b.md", "```rust\nfn x() {}\n```\n");
    site.build();
    let page = site.page("/a/");
    let source =
        "<pre class=\"mermaid\">flowchart LR\n  A[&quot;&lt;b&gt;x&lt;/b&gt;&quot;] --&gt; B\n</pre>";
    for part in [
        source,
        "<figure class=\"diagram\" data-width=\"640\">",
        "<figcaption>A &amp; B</figcaption>",
        "<pre class=\"mermaid\">pie\n</pre>",
        "/diagrams.js\"></script>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(page.matches("<figcaption>").count(), 1, "{page}");
    assert!(!site.page("/b/").contains("script"));
    assert!(site.dist().join("diagrams.js").exists());
    // An option of that component is a mistake in a block of another language.
    site.write("content/b.md", "```rust width=640\nfn x() {}\n```\n");
    let run = site.run(&["build"]);
    assert!(run.code == Some(1) && run.stderr.contains("no option `width`"), "{}", run.stderr);
}
