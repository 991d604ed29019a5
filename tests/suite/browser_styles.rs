//! Styles of a component that are its own: in a browser, beside another component and the page's own markup.

use crate::chromium::Browser;
use crate::harness::Site;
use crate::server::{Server, islands};

/// The page has the names that the components have, in and around them.
pub(crate) const PAGE: &str = "Page text.\n\n<Sheet names={[\"one\"]}>\n\nContent **strong**.\n\n- item\n{.item}\n\n\
     <Tags>Inner text</Tags>\n\n</Sheet>\n\nText **strong** after.\n";

/// What a property of the element is.
fn style(browser: &mut Browser, selector: &str, property: &str) -> String {
    browser.text(&format!(
        "getComputedStyle(document.querySelector({}))[{}]",
        serde_json::json!(selector),
        serde_json::json!(property)
    ))
}

#[test]
fn scoped_styles_stay_in_their_component() {
    let server = Server::preview(islands());
    let mut browser = Browser::start();
    browser.watch_changes();
    browser.open(&server.url("/scoped/"));
    browser.wait_hydrated("layer9-island");
    assert_eq!(browser.changes(), Vec::<String>::new());
    let mut is = |selector: &str, property: &str, wanted: &str| {
        assert_eq!(style(&mut browser, selector, property), wanted, "{selector} {property}");
    };
    // Each has its own, for one name.
    is("ul .item", "color", "rgb(1, 2, 3)");
    is(".body .tags .item", "color", "rgb(11, 12, 13)");
    is("layer9-island > .tags .item", "color", "rgb(11, 12, 13)");
    is(".tags .item", "marginLeft", "22px");
    is(".tags .item b", "fontWeight", "300");
    // What a slot holds and the page are untouched; what a component passes to another is its own.
    is(".body layer9-slot > p", "marginLeft", "0px");
    is("article > p", "marginLeft", "0px");
    is(".given", "marginLeft", "11px");
    // What is meant for others reaches them, there alone.
    is(".body strong", "color", "rgb(4, 5, 6)");
    assert_ne!(
        browser.text("getComputedStyle([...document.querySelectorAll('strong')].at(-1)).color"),
        "rgb(4, 5, 6)"
    );
    // Animations of one name are two.
    let animation = "e => document.querySelector(e).getAnimations()[0]";
    let shown = |browser: &mut Browser, selector: &str| {
        browser.text(&format!(
            "(a => a.effect.getTiming().duration + ' ' + a.effect.getKeyframes().at(-1).outlineColor)(({animation})({}))",
            serde_json::json!(selector)
        ))
    };
    assert_eq!(shown(&mut browser, "ul .item"), "1000 rgb(1, 2, 3)");
    assert_eq!(shown(&mut browser, ".tags .item"), "2000 rgb(11, 12, 13)");

    // What is made in the browser has the same.
    browser.click(".more");
    browser.wait(
        "the row and the branch",
        "document.querySelectorAll('ul .item').length === 2 && document.querySelector('.many')",
    );
    assert_eq!(style(&mut browser, "ul .item:last-of-type", "color"), "rgb(1, 2, 3)");
    assert_eq!(style(&mut browser, ".many", "marginLeft"), "11px");
    browser.point("ul .item");
    browser.wait(
        "the pseudo-element",
        "getComputedStyle(document.querySelector('ul .item'), '::before').content === '\"hovered\"'",
    );
    browser.eval("document.documentElement.className = 'night'");
    assert_eq!(style(&mut browser, "ul .item", "color"), "rgb(7, 8, 9)");
    assert_eq!(style(&mut browser, ".tags .item", "color"), "rgb(11, 12, 13)");
    assert_eq!(browser.console(), Vec::<String>::new());
}

const MANIFEST: &str = "[package]\nname = \"mine\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"staticlib\", \"rlib\"]\n\
     [dependencies]\nlayer9-islands = \"0.1\"\n[workspace]\n";

/// A site with one source file of components.
pub(crate) fn site(source: &str) -> Site {
    let site = Site::new();
    site.write("islands/Cargo.toml", MANIFEST);
    site.write(
        "islands/src/lib.rs",
        format!("#![no_std]\nextern crate alloc;\nuse layer9_islands::prelude::*;\n{source}"),
    );
    site
}

#[test]
fn mistakes_in_the_styles_of_a_component_have_places() {
    let site = site(
        "#[component(css = \"a.css\", scoped)]\npub fn A() -> impl View { view! { <p>\"a\"</p> } }\n\
         #[component(style = r#\"p { top: 0 }\n  body { top: 0 }\"#)]\npub fn B() -> impl View { view! { <p>\"b\"</p> } }\n\
         #[component(style = \"p { color: red;; }}\")]\npub fn C() -> impl View { view! { <p>\"c\"</p> } }\n",
    );
    site.write("islands/src/a.css", "p { top: 0 }\n\n.a :deep(b) { top: 0 }\n");
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    for said in [
        "islands/src/a.css:3:1",
        "there is no `:deep(…)` in scoped styles",
        ".own :global(.theirs)",
        "islands/src/lib.rs:7:3",
        "`body` is the page's, and no part of this component",
        "`:global(body)`",
        "islands/src/lib.rs:9:41",
    ] {
        assert!(run.stderr.contains(said), "{said}:\n{}", run.stderr);
    }
}

#[test]
fn what_cannot_be_the_style_of_a_component_is_a_compiler_error() {
    let view = "-> impl View { view! { <p>\"a\"</p> } }";
    let run = site(&format!(
        "#[component(scoped)]\npub fn A() {view}\n\
         #[component(css = \"a.css\", style = \"p {{}}\")]\npub fn B() {view}\n\
         #[component(style = \"p::before {{ content: '\\\\2014' }}\")]\npub fn C() {view}\n\
         #[component]\npub fn D() {view}\n\
         #[styles_of(D)]\nfn d() {view}\n"
    ))
    .run(&["build"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    for said in [
        "`scoped` is about a style sheet: css = \"file.css\", scoped",
        "a component has one style sheet: `css` or `style`",
        "CSS with a `\\` is a raw string",
        "__scoped_styles",
        "islands/src/lib.rs:4:13",
        "islands/src/lib.rs:12:13",
    ] {
        assert!(run.stderr.contains(said), "{said}:\n{}", run.stderr);
    }
}
