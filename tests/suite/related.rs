//! Pages that belong together: related by what they have in common, parts of a series, what is above them.

use crate::harness::Site;
use std::time::{Duration, Instant};

fn site(config: &str) -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        format!("base_url = \"https://example.org\"\ntitle = \"Notes\"\ntaxonomies = [\"tags\", \"series\"]\n{config}"),
    );
    site.write(
        "templates/page.html",
        "{% set related = get_related(path=page.relative_path, limit=3) %}{% for p in related %}{{ p.slug }} {% endfor %}",
    );
    site.write("templates/section.html", "{{ section.title }}");
    site.write("templates/index.html", "{{ section.title }}");
    for (name, date, tags) in [
        ("a", "2024-01-01", "\"rust\", \"web\", \"wasm\""),
        ("b", "2024-02-01", "\"rust\", \"web\""),
        ("c", "2020-01-01", "\"rust\""),
        ("d", "2024-01-02", "\"rust\""),
        ("e", "2024-01-02", "\"cooking\""),
        ("f", "2024-03-01", "\"Wasm\", \"web\", \"rust\""),
    ] {
        page(&site, name, date, tags, "");
    }
    site
}

fn page(site: &Site, name: &str, date: &str, tags: &str, body: &str) {
    let text =
        format!("+++\ntitle = \"Title {name}\"\ndate = {date}\ntaxonomies.tags = [{tags}]\n+++\n{body}\n");
    site.write(&format!("content/{name}.md"), text);
}

#[test]
fn pages_are_related_by_what_they_have_in_common() {
    let site = site("");
    site.build();
    // Most tags in common first; of as many, the one that is nearer in time.
    assert_eq!(site.page("/a/"), "f b d ");
    assert_eq!(site.page("/c/"), "d a b ");
    assert_eq!(site.page("/e/"), "");
    std::thread::sleep(Duration::from_millis(60));
    // A body that changes is nobody else's concern.
    page(&site, "c", "2020-01-01", "\"rust\"", "More.");
    let run = site.build();
    assert!(run.stderr.contains("nothing changed"), "{}", run.stderr);
    page(&site, "e", "2024-01-02", "\"cooking\", \"wasm\", \"web\", \"rust\"", "");
    site.build();
    assert_eq!(site.page("/a/"), "e f b ");
}

#[test]
fn weights_thresholds_and_headings_decide() {
    let site = site(
        "[related]\nthreshold = 50\nnewer = false\nweights = { \"taxonomies.tags\" = 10, headings = 60, \"extra.area\" = 50 }\n",
    );
    page(&site, "a", "2024-01-01", "\"rust\"", "## Ownership");
    page(&site, "b", "2024-02-01", "\"rust\"", "## Ownership");
    site.write("content/g.md", "+++\ntitle = \"G\"\ndate = 2023-01-01\nextra.area = \"x\"\n+++\n");
    site.write("content/h.md", "+++\ntitle = \"H\"\ndate = 2023-01-02\nextra.area = \"X\"\n+++\n");
    site.build();
    assert_eq!((&*site.page("/b/"), &*site.page("/a/")), ("a ", ""));
    assert_eq!((&*site.page("/h/"), &*site.page("/g/")), ("g ", ""));
    std::thread::sleep(Duration::from_millis(60));
    page(&site, "a", "2024-01-01", "\"rust\"", "## Borrowing");
    site.build();
    assert_eq!(site.page("/b/"), "");
}

/// Time for all pages of a site that all have one tag must grow as their number does.
#[test]
fn many_pages_of_one_tag_take_linear_time() {
    let time = |count: usize| {
        let site = site("");
        for n in 0..count {
            let date = format!("20{:02}-{:02}-{:02}", n % 24, n % 12 + 1, n % 28 + 1);
            page(&site, &format!("p{n}"), &date, "\"rust\"", "");
        }
        let start = Instant::now();
        site.build();
        start.elapsed().as_secs_f64()
    };
    let (few, many) = (time(300), time(1200));
    assert!(many / few < 10.0, "4 times as many pages take {:.1} times as long", many / few);
}

#[test]
fn a_series_knows_its_parts() {
    let site = site("");
    site.write(
        "templates/page.html",
        "{% set s = get_series(path=page.relative_path) %}{% if s %}{{ s.name }} {{ s.position }}/{{ s.count }} {{ s.permalink }} {% if s.previous %}{{ s.previous.title }}{% endif %}<{% if s.next %}{{ s.next.title }}{% endif %}{% for p in s.pages %} {{ p.slug }}{% endfor %}{% endif %}",
    );
    for (name, rest) in [("s2", "date = 2024-01-02"), ("s1", "date = 2024-01-01"), ("s0", "weight = 1")] {
        let text = format!("+++\ntitle = \"{name}\"\n{rest}\ntaxonomies.series = [\"Long tale\"]\n+++\n");
        site.write(&format!("content/{name}.md"), text);
    }
    site.build();
    let of = "https://example.org/series/long-tale/";
    assert_eq!(site.page("/s1/"), format!("Long tale 2/3 {of} s0&lt;s2 s0 s1 s2").replace("&lt;", "<"));
    assert_eq!(site.page("/s0/"), format!("Long tale 1/3 {of} <s1 s0 s1 s2"));
    assert_eq!(site.page("/a/"), "");
}

#[test]
fn breadcrumbs_and_linked_data() {
    let site = site("author = \"Ada\"\n[seo]\nimage = \"card.png\"\ntwitter_site = \"@notes\"\n");
    let head = "{% set crumbs = get_breadcrumbs(path=page.relative_path) %}{% for c in crumbs %}{{ c.title }}={{ c.path }} {% endfor %}\n{{ head_meta(path=page.relative_path) }}";
    site.write("templates/page.html", head);
    site.write("templates/index.html", head.replace("page.", "section."));
    site.write("content/docs/deep/_index.md", "+++\ntitle = \"Deep & down\"\n+++\n");
    let title = "\"A </script> & \\\"quote\\\"\"";
    let text = format!(
        "+++\ntitle = {title}\ndescription = \"Says \\\"it\\\"\"\ndate = 2024-01-01\nupdated = 2024-02-02\ntaxonomies.tags = [\"a<b\"]\n+++\n"
    );
    site.write("content/docs/deep/x.md", text);
    site.build();
    let html = site.page("/docs/deep/x/");
    assert!(html.starts_with("Notes=/ Docs=/docs/ Deep &amp; down=/docs/deep/ A &lt;/script&gt;"), "{html}");
    for line in [
        "<link rel=\"canonical\" href=\"https://example.org/docs/deep/x/\">",
        "<meta name=\"description\" content=\"Says &quot;it&quot;\">",
        "<meta property=\"og:type\" content=\"article\">",
        "<meta property=\"og:title\" content=\"A &lt;/script&gt; &amp; &quot;quote&quot;\">",
        "<meta property=\"og:image\" content=\"https://example.org/card.png\">",
        "<meta property=\"article:modified_time\" content=\"2024-02-02T00:00:00Z\">",
        "<meta property=\"article:tag\" content=\"a&lt;b\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        "<meta name=\"twitter:site\" content=\"@notes\">",
    ] {
        assert!(html.lines().any(|found| found == line), "{line}\n{html}");
    }
    let data = linked(&html);
    assert_eq!((&data[0]["@type"], &data[1]["@type"]), (&"Article".into(), &"BreadcrumbList".into()));
    assert_eq!(data[0]["headline"], "A </script> & \"quote\"");
    assert_eq!(data[0]["author"][0]["name"], "Ada");
    assert_eq!(data[1]["itemListElement"].as_array().unwrap().len(), 4);
    assert_eq!(data[1]["itemListElement"][2]["item"], "https://example.org/docs/deep/");
    let home = linked(&site.page("/"));
    assert_eq!((home.len(), &home[0]["@type"]), (1, &"WebSite".into()));
}

/// The JSON-LD of a page, as a browser finds it.
fn linked(html: &str) -> Vec<serde_json::Value> {
    let scripts = html.split("<script type=\"application/ld+json\">").skip(1);
    scripts.map(|s| serde_json::from_str(s.split("</script>").next().unwrap()).unwrap()).collect()
}
