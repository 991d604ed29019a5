//! The rules of axe-core on pages of the example site. The package comes by npm into `target/`, as `./dev test` fetches it;
//! without it the test says so and passes.

use super::start_all;
use crate::chromium::Browser;
use crate::harness::repository;
use crate::server::{Server, example};

/// The other pages that are looked at: the home page, a post, pages of the guide.
const OTHERS: [&str; 4] = ["/", "/blog/link-many-times/", "/guide/using-islands/", "/guide/markdown/"];

#[test]
fn no_page_breaks_a_rule_of_axe() {
    let path = repository().join("target/axe/package/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there; `./dev test` fetches it", path.display());
        return;
    };
    let folder = example().join("dist/gallery");
    let mut pages: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("index.html").is_file())
        .map(|entry| format!("/gallery/{}/", entry.file_name().to_string_lossy()))
        .collect();
    pages.sort();
    assert!(pages.len() >= 18, "{pages:?}");
    pages.push("/gallery/".into());
    pages.extend(OTHERS.map(str::to_owned));
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let mut wrong = Vec::new();
    for page in &pages {
        for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "dark")] {
            browser.viewport(width, 900);
            browser.media(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]);
            if (width, scheme) == (1280, "light") {
                browser.open(&server.url(page));
                start_all(&mut browser);
                browser.eval(&axe);
            }
            let found = browser.text(
                "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => \
                 v.id + ': ' + v.nodes.map(n => n.target + ' ' + (n.any[0]?.message ?? '')).join('; ')).join('\\n'))",
            );
            if !found.is_empty() {
                wrong.push(format!("{page} at {width} px, {scheme}\n{found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
