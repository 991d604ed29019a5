//! Redirects within the site name no host; what leaves the site (feeds, sitemap, canonical addresses) names it.

use crate::harness::Site;

const BASE: &str = "https://example.org/sub";

fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        format!(
            "base_url = \"{BASE}\"\ntitle = \"Test\"\ngenerate_feeds = true\nfeeds = [\"atom\", \"rss\"]\n\
             taxonomies = [{{ name = \"tags\" }}]\n"
        ),
    );
    site.write("content/blog/_index.md", "+++\ntitle = \"Blog\"\npaginate_by = 1\n+++\n");
    for n in 1..=2 {
        let matter =
            format!("title = \"Ä {n}\"\ndate = 2026-01-0{n}\naliases = [\"old/ä-{n}\", \"was{n}.html\"]");
        let text = format!("+++\n{matter}\ntaxonomies.tags = [\"x\"]\n+++\n[other](@/blog/a1.md)\n");
        site.write(&format!("content/blog/a{n}.md"), text);
    }
    site.write("content/near/_index.md", "+++\nredirect_to = \"blog/a1/#top\"\n+++\n");
    site.write("content/far/_index.md", "+++\nredirect_to = \"https://example.com/x?a=1&b=2\"\n+++\n");
    site.build();
    site
}

/// Every value of an attribute, or text of an element, between two marks.
fn all<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).map(|rest| rest.split(after).next().unwrap()).collect()
}

#[test]
fn redirects_within_the_site_stay_on_the_host_that_serves_them() {
    let site = site();
    for (file, to) in [
        ("old/ä-1/index.html", "/sub/blog/a1/"),
        ("was2.html", "/sub/blog/a2/"),
        ("blog/page/1/index.html", "/sub/blog/"),
        ("near/index.html", "/sub/blog/a1/#top"),
    ] {
        let html = site.read(&format!("dist/{file}"));
        assert_eq!(all(&html, "content=\"0; url=", "\""), [to], "{file}");
        assert_eq!(all(&html, "<a href=\"", "\""), [to], "{file}");
        let absolute = format!("https://example.org{to}");
        assert_eq!(all(&html, "rel=\"canonical\" href=\"", "\""), [absolute.as_str()], "{file}");
    }
    let html = site.read("dist/far/index.html");
    let to = "https://example.com/x?a=1&amp;b=2";
    for before in ["content=\"0; url=", "<a href=\"", "rel=\"canonical\" href=\""] {
        assert_eq!(all(&html, before, "\""), [to], "{before}");
    }
}

#[test]
fn what_leaves_the_site_carries_its_address() {
    let site = site();
    let absolute = |file: &str, marks: &[(&str, &str)]| {
        let text = site.read(&format!("dist/{file}"));
        for (before, after) in marks {
            let found = all(&text, before, after);
            assert!(!found.is_empty(), "{file} has no {before}");
            assert!(found.iter().all(|url| url.starts_with(BASE)), "{file}: {found:?}");
        }
    };
    absolute("sitemap.xml", &[("<loc>", "<")]);
    absolute("robots.txt", &[("Sitemap: ", "\n")]);
    absolute("atom.xml", &[("<id>", "<"), ("href=\"", "\"")]);
    absolute("rss.xml", &[("<link>", "<")]);
}
