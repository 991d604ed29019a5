//! Addresses of pages: patterns of sections, pages as files.

use crate::harness::Site;

#[test]
fn a_section_says_how_its_pages_are_addressed() {
    let site = Site::new();
    site.write("templates/page.html", "{{ page.path }} {{ page.slug }} {{ page.content | safe }}");
    site.write("content/blog/_index.md", "+++\npermalink = \"/{year}/{month}/{slug}/\"\n+++\n");
    site.write("content/blog/2026-03-04-one.md", "[two](@/blog/notes/two.md)\n");
    site.write("content/blog/pinned.md", "+++\npath = \"pinned\"\n+++\nPinned.\n");
    site.write("content/blog/notes/_index.md", "+++\nsort_by = \"date\"\n+++\n");
    site.write("content/blog/notes/two.md", "+++\ndate = 2025-12-31\nslug = \"zwei\"\n+++\nTwo.\n");
    site.write("content/docs/_index.md", "+++\npermalink = \"{title}.html\"\n+++\n");
    site.write("content/docs/x.md", "+++\ntitle = \"How to\"\n+++\nText.\n");
    site.write("content/docs/bundle/index.md", "+++\ntitle = \"With file\"\n+++\n![](a.txt)\n");
    site.write("content/docs/bundle/a.txt", "asset");
    site.build();
    assert_eq!(site.page("/2026/03/one/"), "/2026/03/one/ one <p><a href=\"/2025/12/zwei/\">two</a></p>\n");
    assert_eq!(site.page("/2025/12/zwei/"), "/2025/12/zwei/ zwei <p>Two.</p>\n");
    assert!(site.page("/pinned/").starts_with("/pinned/ "));
    assert_eq!(site.read("dist/docs/how-to.html"), "/docs/how-to.html how-to <p>Text.</p>\n");
    // What stands beside a bundle that is a file lies in a folder of the bundle's name.
    let bundle = site.read("dist/docs/with-file.html");
    let asset = bundle.split("src=\"/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    assert_eq!(site.read(&format!("dist/{asset}")), "asset");
}

#[test]
fn pages_can_be_files() {
    let site = Site::empty();
    site.write("layer9.toml", "base_url = \"https://example.org/sub\"\nugly_urls = true\n");
    site.write("templates/page.html", "{{ page.permalink }} {{ page.slug }} {{ page.content | safe }}");
    site.write("content/about.md", "See [a post](@/blog/a.md#part).\n");
    site.write("content/blog/_index.md", "+++\nsort_by = \"title\"\n+++\n");
    site.write("content/blog/a.md", "## Part\n");
    site.build();
    assert_eq!(
        site.read("dist/about.html"),
        "https://example.org/sub/about.html about <p>See <a href=\"/sub/blog/a.html#part\">a post</a>.</p>\n"
    );
    assert!(site.dist().join("blog/index.html").exists() && site.dist().join("blog/a.html").exists());
    assert!(site.read("dist/sitemap.xml").contains("https://example.org/sub/blog/a.html"));
}
