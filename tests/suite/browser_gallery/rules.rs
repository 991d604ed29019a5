//! The rules of axe-core on pages of the example site. Without the package the test says so and
//! passes.

use super::{gallery, start_all};
use crate::chromium::{Browser, axe};
use crate::server::{Server, example};

/// The other pages that are looked at: the home page, a post, pages of the guide, and what is not there.
const OTHERS: [&str; 5] =
    ["/", "/blog/link-many-times/", "/guide/using-islands/", "/guide/markdown/", "/404.html"];

#[test]
fn no_page_breaks_a_rule_of_axe() {
    let Some(axe) = axe() else { return };
    let mut pages = gallery();
    pages.extend(OTHERS.map(str::to_owned));
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let mut wrong = Vec::new();
    for page in &pages {
        // Forced colours are not among them: the rules reckon with what the style sheets say, not with what is painted then.
        for (width, scheme, direction) in
            [(1280, "light", "ltr"), (1280, "dark", "ltr"), (390, "dark", "ltr"), (390, "light", "rtl")]
        {
            browser.viewport(width, 900);
            browser.media(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]);
            if (width, scheme) == (1280, "light") {
                browser.open(&server.url(page));
                start_all(&mut browser);
                browser.eval(&axe);
            }
            browser.eval(&format!("document.documentElement.dir = '{direction}'"));
            let found = browser.text(
                "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => \
                 v.id + ': ' + v.nodes.map(n => n.target + ' ' + (n.any[0]?.message ?? '')).join('; ')).join('\\n'))",
            );
            if !found.is_empty() {
                wrong.push(format!("{page} at {width} px, {scheme}, {direction}\n{found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
