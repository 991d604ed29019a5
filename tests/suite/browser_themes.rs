//! What a visitor sees who comes for the first time: the example site, and each theme on a site that has nothing else. On a
//! screen and on a phone, in light and in dark, each page opened anew.

use crate::browser_pages::CONTRAST;
use crate::chromium::{Browser, axe};
use crate::harness::repository;
use crate::server::{Server, example, shared};

/// The width of a screen and of a phone, in CSS pixels.
const WIDTHS: [u32; 2] = [1280, 390];

/// What is wrong with a page as it is opened: its width, its requests, what it says on the console, and its text against
/// what is behind it.
fn faults(browser: &mut Browser, server: &Server, page: &str, axe: Option<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    let url = server.url(page);
    for (width, scheme) in WIDTHS.into_iter().flat_map(|width| [(width, "light"), (width, "dark")]) {
        let mut wrong = Vec::new();
        browser.viewport(width, 844);
        browser.media(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]);
        browser.open(&url);
        browser.scroll_through();
        browser.wait(
            "the islands",
            "[...document.querySelectorAll('layer9-island')].every(e => e.hydrated || \
             e.getAttribute('client') === 'interaction' || !e.firstElementChild.checkVisibility())",
        );
        let seen = browser.eval(
            "({
                scheme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
                wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
                text: document.body.innerText.trim().length,
                styles: [...document.styleSheets].reduce((sum, sheet) => sum + sheet.cssRules.length, 0),
            })",
        );
        assert_eq!(seen["scheme"], scheme, "{page}");
        if seen["wide"].as_i64() > Some(0) || seen["text"].as_u64() < Some(20) || seen["styles"] == 0 {
            wrong.push(seen.to_string());
        }
        let contrast = browser.eval(CONTRAST);
        assert!(contrast["seen"].as_u64() > Some(5), "{page}: {contrast}");
        wrong.extend(contrast["low"].as_array().unwrap().iter().map(|low| low.as_str().unwrap().to_owned()));
        // That the page itself is not there is what an address like that is answered.
        let itself = |line: &String| page.starts_with("/nowhere") && line.contains("404");
        let missing: Vec<String> = browser.failures();
        wrong.extend(missing.iter().filter(|line| **line != format!("{url}: 404")).cloned());
        wrong.extend(browser.console().into_iter().filter(|line| missing.is_empty() || !itself(line)));
        if let Some(axe) = axe {
            browser.eval(axe);
            let found = browser.text(
                "axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']}).then(r => \
                 r.violations.flatMap(v => v.nodes).map(n => n.target + ' ' + (n.any[0]?.message ?? '')).join('; '))",
            );
            wrong.extend(Some(found).filter(|found| !found.is_empty()));
        }
        faults.extend(wrong.into_iter().map(|line| format!("{page} at {width} px, {scheme}: {line}")));
    }
    faults
}

fn look(server: &Server, pages: &[&str]) -> Vec<String> {
    let axe = axe();
    let mut browser = Browser::start();
    pages.iter().flat_map(|page| faults(&mut browser, server, page, axe.as_deref())).collect()
}

#[test]
fn the_example_site_is_in_order_for_whoever_comes_first() {
    let server = Server::preview(example());
    let pages = ["/", "/blog/link-many-times/", "/guide/using-islands/", "/gallery/", "/nowhere/at/all/"];
    let faults = look(&server, &pages);
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A page with everything that Markdown makes.
const ALL_OF_MARKDOWN: &str = "+++\ntitle = \"All of it\"\ndate = 2024-02-01\n[taxonomies]\ntags = [\"rock\"]\n+++\n\
    Text with *emphasis*, **weight**, `code`, [a link](/), ~~a mistake~~ and a note[^n].\n\n<!-- more -->\n\n\
    ## A heading\n\n> A quote.\n\n> [!WARNING]\n> Mind the step.\n\n- [x] done\n- [ ] to do\n\n1. one\n2. two\n\n\
    ## A heading with averyveryveryveryveryveryveryveryverylongwordthatnobodybreaks\n\n```rust\n\
    /// A line that is longer than any phone is wide, so that it has to be moved within its own block of code.\n\
    fn main() {\n    println!(\"{}\", 1 + 2); // three\n}\n```\n\n\
    | a | b | c | d | e | f | g |\n|---|---|---|---|---|---|---|\n\
    | Dolerite | Andesite | Granodiorite | Serpentinite | Carbonatite | Conglomerate | Kimberlite |\n\n\
    ### A smaller heading\n\nhttps://example.org/a/very/long/address/that/does/not/fit/on/the/screen/of/any/telephone/at/all\n\n\
    [^n]: The note.\n";

/// A site that has a theme, and nothing of its own but content.
fn bare(theme: &str) -> std::path::PathBuf {
    let config = format!(
        "base_url = \"https://example.org\"\ntitle = \"Bare\"\ntheme = \"{theme}\"\ngenerate_feeds = true\n\
         taxonomies = [{{ name = \"tags\" }}]\n[search]\n[markdown]\nhighlight = true\nmath = true\n"
    );
    let posts: Vec<(String, String)> = (1..=12)
        .map(|n| {
            let text = format!("+++\ntitle = \"Post {n}\"\ndate = 2024-01-{n:02}\n[taxonomies]\ntags = [\"rock\"]\n+++\nOf rock {n}.\n");
            (format!("content/blog/post-{n}.md"), text)
        })
        .collect();
    let mut files = vec![
        ("layer9.toml", config.as_str()),
        ("content/_index.md", "# Bare\n\nThe home page of a site with nothing of its own.\n"),
        ("content/about.md", "# About\n\nText, and $x^2 + y^2 = z^2$.\n\n<Counter client=\"load\" />\n"),
        ("content/blog/_index.md", "+++\ntitle = \"Blog\"\nsort_by = \"date\"\npaginate_by = 5\n+++\n"),
        ("content/blog/all.md", ALL_OF_MARKDOWN),
    ];
    files.extend(posts.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    shared(&format!("bare-{theme}"), &files)
}

#[test]
fn every_theme_is_in_order_on_a_site_with_nothing_of_its_own() {
    let mut themes: Vec<String> = std::fs::read_dir(repository().join("themes"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    themes.sort();
    assert!(!themes.is_empty());
    for theme in themes {
        let server = Server::preview(&bare(&theme));
        let pages = [
            "/",
            "/about/",
            "/blog/",
            "/blog/page/2/",
            "/blog/all/",
            "/blog/post-3/",
            "/tags/",
            "/tags/rock/",
            "/nowhere/at/all/",
        ];
        let faults = look(&server, &pages);
        assert!(faults.is_empty(), "{theme}: {faults:#?}");
    }
}
