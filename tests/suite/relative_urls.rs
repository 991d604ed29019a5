//! `relative_urls`: a site that works in any folder, and from the disk.

use crate::chromium::Browser;
use crate::harness::{Site, copy, tree};
use crate::server::Server;
use std::path::{Component, Path, PathBuf};

/// A site that names files in every way that it can.
fn site(base_url: &str, relative_urls: &str) -> Site {
    let site = Site::empty();
    // What no generator writes names the folder that the site is built for.
    let root = base_url.strip_prefix("https://example.org").unwrap();
    site.write(
        "layer9.toml",
        format!(
            "base_url = \"{base_url}\"\ntitle = \"Test\"\ntheme = \"strata\"\nrelative_urls = {relative_urls}\ngenerate_feeds = true\n\
             taxonomies = [\"tags\"]\n[search]\n[languages.fr]\nname = \"Français\"\n\
             [menus]\nmain = [{{ name = \"Guide\", url = \"@/guide/_index.md\" }}]\n"
        ),
    );
    site.write(
        "content/_index.md",
        "+++\ntitle = \"Home\"\n+++\n[One](@/guide/one.md#there), ![dot](/dot.svg)\n",
    );
    site.write("content/guide/_index.md", "+++\ntitle = \"Guide\"\npaginate_by = 1\n+++\n");
    let one = "+++\ntitle = \"One\"\naliases = [\"/old/place/\"]\ntaxonomies.tags = [\"a b\"]\n+++\n## There\n\n\
               [two](@/guide/two.md) [root](/) [file](/dot.svg?x#y) [not](//example.com/)\n\n<Counter client=\"load\" />\n";
    site.write("content/guide/one.md", one);
    site.write("content/guide/one.fr.md", "+++\ntitle = \"Un\"\n+++\n[deux](@/guide/two.md)\n");
    site.write("content/guide/two.md", "+++\ntitle = \"Two\"\ndate = 2026-01-02\n+++\nText.\n");
    site.write("static/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
    site.write(
        "styles/own.css",
        format!("p {{ background: url({root}/dot.svg) }} i {{ background: url('dot.svg') }}"),
    );
    let inline = "{% component Own() %}<p class=\"own\" style=\"background:url('/dot.svg')\"><img src=\"/dot.svg\" srcset=\"/dot.svg 1x, /dot.svg 2x\"></p>{% endcomponent Own %}"
        .replace("/dot.svg", &format!("{root}/dot.svg"));
    site.write("templates/components/Own.html", inline);
    site.write("templates/components/Own.css", format!(".own {{ list-style: url({root}/dot.svg) }}"));
    site.write("content/own.md", "+++\ntitle = \"Own\"\n+++\n<Own />\n");
    site
}

/// Addresses in a text, as far as a quote or a bracket shows where each begins.
fn addresses(text: &str) -> Vec<&str> {
    let starts = ["href=\"", "src=\"", "url(\"", "url('", "url(", "url=", "href=", "srcset=\""];
    let mut found: Vec<&str> = Vec::new();
    for start in starts {
        for rest in text.split(start).skip(1) {
            let address = rest.split(['"', '\'', ')', ' ', '>']).next().unwrap();
            found.extend(Some(address).filter(|address| !address.is_empty()));
        }
    }
    found
}

/// Where an address leads to from a file; `None` for another server's, and for a place in the page.
fn target(file: &str, address: &str) -> Option<PathBuf> {
    let path = address.split(['?', '#']).next().unwrap();
    if path.is_empty() || path.contains("//") || path.starts_with("mailto:") || path.starts_with("data:") {
        return None;
    }
    let mut at = Path::new(file).parent().unwrap().to_path_buf();
    for part in Path::new(path).components() {
        match part {
            Component::ParentDir => assert!(at.pop(), "{address} in {file} leads out of the site"),
            Component::Normal(name) => at.push(name),
            Component::CurDir => {}
            other => panic!("{address} in {file} is not relative: {other:?}"),
        }
    }
    Some(at)
}

#[test]
fn every_address_is_a_way_to_a_file() {
    for (base, style) in [
        ("https://example.org", "true"),
        ("https://example.org/sub", "true"),
        ("https://example.org/sub", "\"files\""),
    ] {
        let site = site(base, style);
        site.build();
        let dist = tree(&site.dist());
        let (mut ways, mut files) = (0, 0);
        for (file, bytes) in &dist {
            if file.ends_with("404.html") || !(file.ends_with(".html") || file.ends_with(".css")) {
                continue;
            }
            files += 1;
            let text = String::from_utf8_lossy(bytes);
            for address in addresses(&text) {
                let Some(to) = target(file, address) else { continue };
                ways += 1;
                let to = to.to_str().unwrap();
                let index = if to.is_empty() { "index.html".to_owned() } else { format!("{to}/index.html") };
                let is_file = dist.contains_key(to);
                assert!(is_file || dist.contains_key(&index), "{address} in {file} leads nowhere");
                assert!(is_file || style == "true", "{address} in {file} is no file");
            }
        }
        assert!(ways > 100 && files > 12, "{ways} ways in {files} files");

        // What others are told is absolute, and a page that is shown at any address is found from any.
        let page = site.page("/guide/one/");
        assert!(page.contains(&format!("rel=\"canonical\" href=\"{base}/guide/one/\"")), "{page}");
        let base_path = base.strip_prefix("https://example.org").unwrap();
        assert!(site.read("dist/404.html").contains(&format!("=\"{base_path}/")));
        assert!(!site.read("dist/404.html").contains("=\"../"));
        assert!(site.read("dist/atom.xml").contains(&format!("{base}/guide/two/")));
        assert!(site.read("dist/sitemap.xml").contains(&format!("<loc>{base}/guide/one/</loc>")));
        let alias = site.page("/old/place/");
        let to =
            if style == "true" { "0; url=../../guide/one/\"" } else { "0; url=../../guide/one/index.html\"" };
        assert!(alias.contains(to), "{alias}");
    }
}

#[test]
fn a_site_is_read_from_the_disk() {
    let site = site("https://example.org/anywhere", "\"files\"");
    site.build();
    let mut browser = Browser::start();
    browser.open(&format!("file://{}/index.html", site.dist().display()));
    browser.click("main a[href*='guide/one']");
    browser.wait(
        "the page",
        "location.pathname.endsWith('/guide/one/index.html') && location.hash === '#there'",
    );
    browser.wait("its style", "getComputedStyle(document.body).margin === '0px'");
    browser.click("main a[href*='/two/']");
    browser.wait("the next page", "location.pathname.endsWith('/guide/two/index.html')");
}

#[test]
fn islands_and_the_search_are_found_in_any_folder() {
    let site = site("https://example.org", "true");
    site.build();
    // The same files, some folders deeper than the site was built for.
    let host = Site::empty();
    copy(&site.dist(), &host.path().join("dist/some/where"));
    host.write("layer9.toml", "");
    let server = Server::preview(host.path());
    let mut browser = Browser::start();
    browser.open(&server.url("/some/where/guide/one/"));
    browser.wait_hydrated("main layer9-island");
    browser.press("/");
    browser.wait("the search", "!!document.querySelector('.l9-search dialog[open] input')");
    browser.type_text("Own");
    browser.wait("a hit", "!!document.querySelector('.l9-search dialog a[href]')");
    browser.press("ArrowDown");
    browser.press("Enter");
    browser.wait("its page", "location.pathname === '/some/where/own/'");
    assert_eq!(browser.failures(), Vec::<String>::new());
}
