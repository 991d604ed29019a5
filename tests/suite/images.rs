//! Images of Markdown: how they are loaded, and their sizes.

use crate::harness::Site;

/// The first bytes of a PNG of that size, which say it.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

#[test]
fn images_have_the_sizes_of_their_files() {
    let site = Site::new();
    let config = |more: &str| format!("base_url = \"https://example.org\"\n[markdown]\n{more}");
    site.write("layer9.toml", config("image_sizes = true\nasync_images = true\n"));
    site.write("templates/page.html", "{{ page.content | safe }}");
    site.write("content/a/index.md", "![A](my%20pic.png?x#y)\n");
    site.write("content/a/my pic.png", png(30, 20));
    site.write(
        "content/b.md",
        "![B](/logo.png)\n\n![C](https://other.example/c.png)\n\n![D](/broken.png)\n\n![E](/missing.png)\n",
    );
    site.write("content/c.md", "No image.\n");
    site.write("static/logo.png", png(7, 5));
    site.write("static/broken.png", b"\x89PNG\r\n");
    site.build();
    let end = "loading=\"lazy\" decoding=\"async\"";
    assert!(
        site.page("/a/").contains(&format!("alt=\"A\" width=\"30\" height=\"20\" {end}")),
        "{}",
        site.page("/a/")
    );
    let b = site.page("/b/");
    assert!(b.contains(&format!("alt=\"B\" width=\"7\" height=\"5\" {end}")), "{b}");
    for name in ["C", "D", "E"] {
        assert!(b.contains(&format!("alt=\"{name}\" {end}")), "{name}: {b}");
    }
    // Another size is another page; the same size in other bytes is not.
    site.write("static/logo.png", png(8, 5));
    assert!(site.build().stderr.contains("(2 files written)"));
    assert!(site.page("/b/").contains("width=\"8\""));
    let mut same = png(8, 5);
    same.push(1);
    site.write("static/logo.png", same);
    assert!(site.build().stderr.contains("(1 file written)"));
    site.write("content/a/my pic.png", png(31, 20));
    site.build();
    assert!(site.page("/a/").contains("width=\"31\""));
    assert_eq!(site.run(&["build", "--verify"]).code, Some(0));
    // A component that takes images over is told.
    site.write("templates/components/MarkdownImage.html", "{% component MarkdownImage(url: string, width: integer = 0) %}<i>{{ url }} {{ width }}</i>{% endcomponent MarkdownImage %}");
    site.build();
    assert!(site.page("/b/").contains("<i>/logo.png 8</i>"), "{}", site.page("/b/"));
    std::fs::remove_file(site.path().join("templates/components/MarkdownImage.html")).unwrap();
    site.write("layer9.toml", config("lazy_images = false\n"));
    site.build();
    assert!(site.page("/a/").contains("alt=\"A\" />"), "{}", site.page("/a/"));
}
