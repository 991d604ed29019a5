//! From page to page: what `[navigation]` asks for ahead of time, and how one page becomes the next.

use crate::chromium::Browser;
use crate::harness::tree;
use crate::server::{Server, shared};
use std::path::PathBuf;

const POLICY: &str =
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'self'";

/// A site with this in its configuration, below a path of its own, whose pages may hold nothing inline.
fn site(name: &str, navigation: &str) -> PathBuf {
    let config = format!(
        "base_url = \"https://example.org/sub\"\ntitle = \"Navigation\"\n[markdown]\nraw_html = \"allow\"\n\
         [headers]\n\"/*\" = {{ Content-Security-Policy = \"{POLICY}\" }}\n{navigation}"
    );
    shared(
        name,
        &[
            ("layer9.toml", config.as_str()),
            ("static/favicon.ico", ""),
            ("static/file.pdf", "x"),
            ("content/_index.md", "# Home\n"),
            ("content/plain.md", "# Plain\n\n[b](@/b.md)\n"),
            (
                "content/a.md",
                "# A\n\n[b](@/b.md) [c](@/c.md) [file](/sub/file.pdf) [other](https://example.invalid/)\n\n\
                 <p data-prefetch=\"none\"><a id=\"not\" href=\"/sub/d/\">d</a></p>\n\n\
                 <a id=\"now\" data-prefetch=\"load\" href=\"/sub/e/\">e</a>\n",
            ),
            ("content/b.md", "# B\n"),
            ("content/c.md", "# C\n"),
            ("content/d.md", "# D\n"),
            ("content/e.md", "# E\n"),
        ],
    )
}

fn open(site: &std::path::Path, path: &str, prepare: impl FnOnce(&mut Browser)) -> (Browser, Server) {
    let server = Server::preview(site);
    let mut browser = Browser::start();
    browser.before_each_page(
        "globalThis.violations = []; document.addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + e.blockedURI))",
    );
    prepare(&mut browser);
    browser.open(&server.url(path));
    (browser, server)
}

/// The pages that were asked for ahead of time.
fn asked(browser: &mut Browser) -> Vec<String> {
    browser.eval("new Promise(done => setTimeout(done, 300))");
    let all = browser
        .eval("[...document.querySelectorAll('link[rel=prefetch]')].map(l => new URL(l.href).pathname)");
    all.as_array().unwrap().iter().map(|l| l.as_str().unwrap().to_owned()).collect()
}

#[test]
fn links_that_are_pointed_at_are_asked_for_and_no_others() {
    let site = site("navigation-hover", "[navigation]\nprefetch = \"hover\"\n");
    let (mut browser, server) = open(&site, "/a/", |_| {});
    assert_eq!(asked(&mut browser), ["/sub/e/"], "what says `load`, and nothing else");
    for link in ["[href$='file.pdf']", "[href^='https://example.invalid']", "#not"] {
        browser.point(link);
        assert_eq!(asked(&mut browser), ["/sub/e/"], "{link}");
    }
    browser.point("[href$='/b/']");
    assert_eq!(asked(&mut browser), ["/sub/e/", "/sub/b/"]);
    let fetched = browser.requests().iter().filter(|url| url.ends_with("/sub/b/")).count();
    assert_eq!(fetched, 1, "the page itself was not asked for");
    browser.eval("document.querySelector(\"[href$='/c/']\").focus()");
    assert_eq!(asked(&mut browser), ["/sub/e/", "/sub/b/", "/sub/c/"]);
    browser.point("h1");
    browser.point("[href$='/b/']");
    assert_eq!(asked(&mut browser).len(), 3, "once is enough");
    assert_eq!(browser.eval("violations"), serde_json::json!([]));
    // Who saves data is asked for nothing.
    browser.before_each_page("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})");
    browser.open(&server.url("/a/"));
    browser.point("[href$='/b/']");
    assert_eq!(asked(&mut browser), Vec::<String>::new());
}

#[test]
fn links_that_are_seen_or_marked_are_asked_for() {
    let visible = site("navigation-visible", "[navigation]\nprefetch = \"visible\"\n");
    let (mut browser, _server) = open(&visible, "/a/", |browser| browser.viewport(900, 900));
    let mut found = asked(&mut browser);
    found.retain(|path| path != "/sub/");
    found.sort();
    assert_eq!(found, ["/sub/b/", "/sub/c/", "/sub/e/"]);
    let marked = site("navigation-marked", "[navigation]\nprefetch = \"marked\"\n");
    let (mut browser, server) = open(&marked, "/a/", |_| {});
    browser.point("[href$='/b/']");
    assert_eq!(asked(&mut browser), ["/sub/e/"]);
    browser.open(&server.url("/plain/"));
    assert_eq!(browser.eval("document.scripts.length"), 0, "a page without such a link has no script");
}

#[test]
fn one_page_fades_into_the_next_unless_less_motion_is_asked_for() {
    let site = site("navigation-transitions", "[navigation]\nview_transitions = true\n");
    for (motion, fades) in [("no-preference", true), ("reduce", false)] {
        let (mut browser, _server) = open(&site, "/a/", |browser| {
            browser.media(&[("prefers-reduced-motion", motion)]);
            browser.before_each_page(
                "addEventListener('pagereveal', e => globalThis.fades = !!e.viewTransition)",
            );
        });
        assert_eq!(browser.eval("document.scripts.length"), 0, "a style sheet is enough");
        browser.click("[href$='/b/']");
        browser.wait("the page", "document.querySelector('h1').textContent === 'B' && 'fades' in globalThis");
        assert_eq!(browser.eval("fades"), fades, "{motion}");
        assert_eq!(browser.eval("violations"), serde_json::json!([]));
    }
}

#[test]
fn speculation_rules_come_by_a_header_and_hold_under_a_strict_policy() {
    let site = site("navigation-speculation", "[navigation]\nspeculation_rules = \"prefetch\"\n");
    let (mut browser, _server) =
        open(&site, "/a/", |browser| _ = browser.call("Preload.enable", serde_json::json!({})));
    let sets = browser.wait_reported("Preload.ruleSetUpdated");
    let set = &sets[0]["ruleSet"];
    assert!(set["errorType"].is_null(), "{set}");
    assert!(set["url"].as_str().unwrap().contains("/sub/_layer9/speculation-"), "{set}");
    browser.point("[href$='/b/']");
    let all = browser.wait_reported("Preload.prefetchStatusUpdated");
    assert!(all.iter().all(|p| p["prefetchUrl"].as_str().unwrap().ends_with("/sub/b/")), "{all:?}");
    assert_eq!(browser.eval("document.scripts.length"), 0);
    assert_eq!(browser.eval("violations"), serde_json::json!([]));
}

#[test]
fn what_is_off_ships_nothing() {
    let site = site("navigation-off", "");
    let files = tree(&site.join("dist"));
    assert!(
        files.keys().all(|path| !["prefetch-", "transitions-", "speculation-"]
            .iter()
            .any(|name| path.contains(name)))
    );
    let headers = String::from_utf8(files["_headers"].clone()).unwrap();
    assert!(!headers.contains("Speculation"), "{headers}");
    let pages: Vec<&String> = files.keys().filter(|path| path.ends_with(".html")).collect();
    assert!(pages.len() >= 7, "{pages:?}");
    // The page with a link that says `data-prefetch` itself among them.
    for path in pages {
        let page = String::from_utf8(files[path].clone()).unwrap();
        assert!(!page.contains("<script") && !page.contains("_layer9"), "{path}: {page}");
    }
}
