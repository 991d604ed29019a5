//! Where pages appear: files of their own, lists, feeds, the sitemap; and sitemaps of several files.

use crate::harness::Site;

fn site(config: &str) -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        format!("base_url = \"https://example.org\"\ntitle = \"Notes\"\ngenerate_feeds = true\ntaxonomies = [\"tags\"]\n{config}"),
    );
    site.write("templates/index.html", "{% for p in section.pages %}{{ p.slug }} {% endfor %}|{% set all = get_pages() %}{% for p in all %}{{ p.slug }} {% endfor %}|{% set u = get_page(path=\"unlisted.md\") %}{{ u.content }}");
    for (name, keys) in [
        ("plain", ""),
        ("unlisted", "in_lists = false"),
        ("headless", "in_lists = false\nrender = false"),
        ("unfed", "in_feeds = false"),
        ("unmapped", "in_sitemap = false"),
        ("heavy", "sitemap = { priority = 0.8, changefreq = \"weekly\" }"),
    ] {
        let text = format!(
            "+++\ntitle = \"{name}\"\ndate = 2024-01-01\ntaxonomies.tags = [\"{name}\"]\n{keys}\n+++\nText of {name}.\n"
        );
        site.write(&format!("content/{name}.md"), text);
    }
    site
}

#[test]
fn pages_appear_where_they_want_to() {
    let site = site("[sitemap]\nchangefreq = \"yearly\"\n");
    site.build();
    let home = site.page("/");
    let mut parts = home.split('|');
    assert_eq!(parts.next(), parts.next());
    assert!(home.starts_with("heavy plain unfed unmapped |"), "{home}");
    assert!(home.ends_with("|<p>Text of unlisted.</p>\n"), "{home}");
    assert!(site.dist().join("unlisted/index.html").exists() && !site.dist().join("headless").exists());
    assert!(!site.dist().join("tags/unlisted").exists());
    let feed = site.read("dist/atom.xml");
    let entries: Vec<&str> = feed.split("<title>").skip(2).map(|t| t.split('<').next().unwrap()).collect();
    assert_eq!(entries, ["heavy", "plain", "unmapped"]);
    let map = site.read("dist/sitemap.xml");
    let has = |name: &str| map.contains(&format!("<loc>https://example.org/{name}/</loc>"));
    assert!(has("plain") && has("unlisted") && !has("headless") && !has("unmapped"), "{map}");
    assert!(map.contains(
        "/heavy/</loc>\n<lastmod>2024-01-01</lastmod>\n<changefreq>weekly</changefreq>\n<priority>0.8</priority>\n"
    ), "{map}");
    assert!(
        map.contains("/plain/</loc>\n<lastmod>2024-01-01</lastmod>\n<changefreq>yearly</changefreq>\n</url>")
    );
}

#[test]
fn a_cascade_hides_a_folder() {
    let site = site("");
    site.write(
        "content/parts/_index.md",
        "+++\nrender = false\n[cascade]\nrender = false\nin_lists = false\n+++\n",
    );
    site.write("content/parts/a.md", "+++\ntitle = \"Part\"\n+++\nShown elsewhere.\n");
    site.write("templates/index.html", "{% set u = get_page(path=\"parts/a.md\") %}{{ u.content }}");
    site.build();
    assert!(!site.dist().join("parts").exists());
    assert_eq!(site.page("/"), "<p>Shown elsewhere.</p>\n");
    assert!(!site.read("dist/sitemap.xml").contains("parts"));
}

#[test]
fn a_large_sitemap_is_split() {
    let site = site("[sitemap]\nlimit = 4\n");
    site.build();
    let index = site.read("dist/sitemap.xml");
    let parts: Vec<&str> = index.split("<loc>").skip(1).map(|l| l.split('<').next().unwrap()).collect();
    assert!(index.contains("<sitemapindex"), "{index}");
    let mut addresses = Vec::new();
    for part in &parts {
        let file = part.strip_prefix("https://example.org/").unwrap();
        let text = site.read(&format!("dist/{file}"));
        let found: Vec<String> =
            text.split("<loc>").skip(1).map(|l| l.split('<').next().unwrap().to_owned()).collect();
        assert!(!found.is_empty() && found.len() <= 4, "{file}");
        addresses.extend(found);
    }
    let sorted = {
        let mut s = addresses.clone();
        s.sort();
        s.dedup();
        s
    };
    assert_eq!(addresses, sorted);
    assert!(addresses.len() > 8 && parts.len() == addresses.len().div_ceil(4), "{addresses:?}");
    assert!(site.read("dist/robots.txt").contains("Sitemap: https://example.org/sitemap.xml"));
}
