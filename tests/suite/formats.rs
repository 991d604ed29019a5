//! Pages in several formats.

use crate::harness::Site;

fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org/sub\"\ntitle = \"Notes\"\n[formats.slides]\nextension = \"slides.html\"\nmedia_type = \"text/html\"\n",
    );
    site.write(
        "templates/page.html",
        "<head>{{ head_meta(path=page.relative_path) }}</head>{{ page.content }}",
    );
    site.write(
        "templates/page.json",
        "{ \"title\": {{ page.title | json_encode }}, \"html\": {{ page.content | json_encode }} }",
    );
    site.write("templates/event.html", "{{ page.title }}");
    site.write("templates/event.ics", "SUMMARY:{{ page.title | ics }}\nCSV {{ page.title | csv }}");
    site.write("templates/page.slides.html", "{{ page.title }} as slides");
    site.write("templates/section.json", "[{% for p in section.pages %}{{ p.slug | json_encode }}{% if not loop.last %},{% endif %}{% endfor %}]");
    site.write(
        "content/docs/_index.md",
        "+++\noutputs = [\"html\", \"json\"]\n[cascade]\noutputs = [\"html\", \"json\", \"slides\"]\n+++\n",
    );
    site.write(
        "content/docs/a.md",
        "+++\ntitle = \"A \\\"q\\\" </b>\"\n+++\nText. <Counter client=\"load\" />\n",
    );
    site.write("content/docs/b.md", "+++\ntitle = \"B\"\noutputs = [\"json\"]\n+++\nB.\n");
    site.write("content/e.md", "+++\ntitle = \"One, two; \\\"three\\\"\"\ntemplate = \"event.html\"\noutputs = [\"html\", \"ics\"]\n+++\n");
    site
}

#[test]
fn pages_have_several_formats() {
    let site = site();
    site.build();
    let json = |path: &str| -> serde_json::Value { serde_json::from_str(&site.read(path)).unwrap() };
    let page = json("dist/docs/a/index.json");
    assert_eq!(page["title"], "A \"q\" </b>");
    assert!(page["html"].as_str().unwrap().contains("<layer9-island"));
    assert_eq!(json("dist/docs/index.json"), serde_json::json!(["a", "b"]));
    let slides = site.read("dist/docs/a/index.slides.html");
    assert!(slides.contains(" as slides<link"), "what is HTML has a head: {slides}");
    assert_eq!(
        site.read("dist/e/index.ics"),
        "SUMMARY:One\\, two\\; \"three\"\nCSV \"One, two; \"\"three\"\"\""
    );
    let html = site.page("/docs/a/");
    for line in [
        "<link rel=\"alternate\" type=\"application/json\" href=\"https://example.org/sub/docs/a/index.json\">",
        "<link rel=\"alternate\" type=\"text/html\" href=\"https://example.org/sub/docs/a/index.slides.html\">",
    ] {
        assert!(html.contains(line), "{line}\n{html}");
    }
    assert!(
        !site.dist().join("docs/b/index.html").exists() && site.dist().join("docs/b/index.json").exists()
    );
    assert!(!site.read("dist/sitemap.xml").contains("/docs/b/"));
}

#[test]
fn an_edit_makes_all_formats_again() {
    let site = site();
    site.build();
    std::thread::sleep(std::time::Duration::from_millis(60));
    site.write("content/docs/b.md", "+++\ntitle = \"C\"\noutputs = [\"json\"]\n+++\nB.\n");
    site.build();
    assert!(site.read("dist/docs/b/index.json").contains("\"C\""));
}
