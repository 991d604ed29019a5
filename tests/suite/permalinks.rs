//! Addresses of pages: patterns of sections, pages as files.

use crate::harness::{Site, tree};
use crate::server::Server;
use crate::wire::{Answer, read_answer};
use std::io::Write as _;
use std::net::TcpStream;

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

#[test]
fn addresses_can_end_without_a_slash() {
    let site = Site::empty();
    let config = "base_url = \"https://example.org/sub\"\ntheme = \"strata\"\ntrailing_slash = false\ngenerate_feeds = true\n\
         taxonomies = [{ name = \"tags\", feed = true }]\n[languages.fr]\nname = \"Français\"\n\
         [[lists]]\npath = \"/archive/{year}/\"\n[menus]\nmain = [{ url = \"@/guide/_index.md\", name = \"Guide\" }]\n";
    site.write("layer9.toml", config);
    site.write("content/_index.md", "+++\ntitle = \"Home\"\n+++\n[v](@/guide/v.md#x)\n");
    site.write("templates/section.json", "\"{{ section.permalink }}\"");
    let guide = "+++\ntitle = \"Guide\"\npaginate_by = 1\ngenerate_feeds = true\noutputs = [\"html\", \"json\"]\n+++\n";
    site.write("content/guide/_index.md", guide);
    let v = "+++\ntitle = \"V\"\npath = \"guide/v1.2\"\ndate = 2026-01-02\naliases = [\"/old/v/\"]\ntaxonomies.tags = [\"a b\"]\n+++\n## X\n";
    site.write("content/guide/v.md", v);
    site.write("content/guide/b/index.md", "+++\ntitle = \"B\"\ndate = 2026-01-01\n+++\n![](i.txt)\n");
    site.write("content/guide/b/index.fr.md", "+++\ntitle = \"B\"\n+++\n");
    site.write("content/guide/b/i.txt", "asset");
    site.build();
    let files: Vec<String> =
        tree(&site.dist()).into_keys().filter(|file| !file.starts_with("_layer9")).collect();
    for file in [
        "index.html",
        "fr.html",
        "guide.html",
        "guide.json",
        "guide/atom.xml",
        "guide/page/1.html",
        "guide/page/2.html",
        "guide/v1.2.html",
        "guide/b.html",
        "fr/guide/b.html",
        "tags.html",
        "tags/a-b.html",
        "tags/a-b/atom.xml",
        "archive/2026.html",
        "old/v/index.html",
        "atom.xml",
    ] {
        assert!(files.iter().any(|found| found == file), "{file}: {files:#?}");
    }
    assert!(files.iter().any(|file| file.starts_with("guide/b/i") && file.ends_with(".txt")), "{files:#?}");
    // Whatever names a page does it so.
    for file in files.iter().filter(|file| [".html", ".xml", ".json"].iter().any(|end| file.ends_with(end))) {
        let text = site.read(&format!("dist/{file}"));
        for address in text.split(['"', '\'', '<', '>', ' ', '\n']) {
            let path = address.strip_prefix("https://example.org").unwrap_or(address);
            let Some(path) = path.strip_prefix("/sub/").filter(|_| !address.contains("_layer9")) else {
                continue;
            };
            let path = path.split(['#', '?']).next().unwrap();
            assert!(!path.ends_with('/'), "{address} in {file}");
            let there = ["", ".html"].iter().any(|end| site.dist().join(format!("{path}{end}")).is_file());
            assert!(path.is_empty() || there, "{address} in {file} leads nowhere");
        }
    }
    let menu = site.read("dist/guide/b.html");
    assert!(menu.contains("<a href=\"/sub/guide\" aria-current=\"true\""), "{menu}");
    assert!(
        site.read("dist/guide.html").contains("rel=\"canonical\" href=\"https://example.org/sub/guide\"")
    );
    assert!(
        site.read("dist/guide/page/2.html")
            .contains("rel=\"canonical\" href=\"https://example.org/sub/guide/page/2\"")
    );

    // Both servers have the page there, and lead to it from the address with a slash.
    for server in [Server::preview(site.path()), Server::serve(site.path())] {
        for (path, status, to) in [
            ("/sub/guide", 200, None),
            ("/sub/guide/", 308, Some("/sub/guide")),
            ("/sub/guide/v1.2", 200, None),
            ("/sub/guide/v1.2/?q", 308, Some("/sub/guide/v1.2?q")),
            ("/sub/old/v", 308, Some("/sub/old/v/")),
            ("/sub/", 200, None),
            ("/sub/guide/none", 404, None),
            ("/sub/guide/none/", 404, None),
        ] {
            let response = get(&server, path);
            assert_eq!(
                (response.status, response.header("location").as_str()),
                (status, to.unwrap_or("")),
                "{path}"
            );
        }
    }
    let list = site.path().join("old.txt");
    std::fs::write(&list, "/guide/\n/guide/v1.2\n/guide/b.html\n").unwrap();
    let run = site.run(&["check", "--against", list.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{} {}", run.stdout, run.stderr);

    // The same without a server.
    site.write("layer9.toml", config.replace("trailing_slash", "relative_urls = \"files\"\ntrailing_slash"));
    site.build();
    let page = site.read("dist/guide/b.html");
    assert!(
        page.contains("href=\"../guide.html\"") && page.contains("href=\"../fr/guide/b.html\""),
        "{page}"
    );
}

fn get(server: &Server, path: &str) -> Answer {
    let url = server.url("");
    let host = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    read_answer(&mut stream, false).unwrap()
}
