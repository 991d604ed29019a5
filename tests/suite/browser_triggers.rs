//! When an island starts: each value of `client`, and what happens to events that come too early.

use crate::chromium::Browser;
use crate::server::{Files, Server, shared};
use std::path::PathBuf;
use std::sync::OnceLock;

/// A page for each trigger. The switch on them starts at once: when it runs, the loader has seen them all.
const SITE: Files<'_> = &[
    (
        "layer9.toml",
        "base_url = \"https://example.org\"\ntitle = \"Triggers\"\n[markdown]\nraw_html = \"allow\"\n[islands]\ndefault_client = \"interaction\"\n",
    ),
    ("static/favicon.ico", ""),
    ("content/_index.md", "# Triggers\n"),
    ("content/load.md", "<Counter client=\"load\" />\n"),
    ("content/idle.md", "<Counter client=\"idle\" />\n\n<ThemeSwitch client=\"load\" />\n"),
    (
        "content/visible.md",
        "<ThemeSwitch client=\"load\" />\n\n<div style=\"height: 4000px\"></div>\n\n<Counter client=\"visible\" />\n\n<div style=\"height: 4000px\"></div>\n",
    ),
    (
        "content/media.md",
        "<ThemeSwitch client=\"load\" />\n\n<Counter client=\"media\" media=\"(min-width: 60em)\" />\n",
    ),
    ("content/interaction.md", "<ThemeSwitch client=\"load\" />\n\n<Counter client=\"interaction\" />\n"),
    ("content/default.md", "<ThemeSwitch client=\"load\" />\n\n<Counter />\n"),
    (
        "content/only.md",
        "<Counter start={4} client=\"only\"><Slot name=\"fallback\">Please wait.</Slot></Counter>\n",
    ),
    ("content/none.md", "<Counter start={4} client=\"none\" />\n"),
];

fn open(path: &str, prepare: impl FnOnce(&mut Browser)) -> (Browser, Server) {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let server = Server::preview(BUILT.get_or_init(|| shared("triggers", SITE)));
    let mut browser = Browser::start();
    browser.watch_changes();
    prepare(&mut browser);
    browser.open(&server.url(path));
    (browser, server)
}

const COUNTER: &str = "layer9-island[name=Counter]";
const COUNT: &str = "document.querySelector('.l9-counter output').textContent";

/// Whether the counter's module was asked for.
fn fetched(browser: &mut Browser) -> bool {
    browser.requests().iter().any(|url| url.contains("/counter-") && url.ends_with(".wasm"))
}

/// The loader has started what starts at once, and the browser has drawn since; the counter waits.
fn waits(browser: &mut Browser) {
    browser.wait_hydrated("[name=ThemeSwitch]");
    browser.eval("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r))))");
    assert_eq!(browser.eval(&format!("document.querySelector('{COUNTER}').hydrated ?? false")), false);
    assert!(!fetched(browser), "the module was fetched before it was needed");
}

/// The counter runs, and counts.
fn runs(browser: &mut Browser) {
    browser.wait_hydrated(COUNTER);
    assert_eq!(browser.changes(), Vec::<String>::new(), "hydration changed the page");
    let before: i64 = browser.text(COUNT).parse().unwrap();
    browser.click(".l9-counter [aria-label=Increase]");
    browser.wait("the count", &format!("{COUNT} === '{}'", before + 1));
}

/// Keeps modules from starting until `openGate()` is called.
const GATE: &str = "(() => {
    const gate = new Promise(open => globalThis.openGate = open), real = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...all) => { await gate; return real.apply(WebAssembly, all); };
})()";

#[test]
fn load_starts_an_island_at_once() {
    let (mut browser, _server) = open("/load/", |_| {});
    runs(&mut browser);
}

#[test]
fn idle_fetches_at_once_and_starts_when_the_browser_is_idle() {
    let (mut browser, _server) = open("/idle/", |browser| {
        browser.before_each_page("globalThis.idle = []; globalThis.requestIdleCallback = f => idle.push(f);");
    });
    browser.wait_hydrated("[name=ThemeSwitch]");
    browser.wait("the loader to wait for an idle moment", "idle.length === 1");
    assert!(fetched(&mut browser), "the module is fetched ahead of time");
    assert_eq!(browser.eval(&format!("document.querySelector('{COUNTER}').hydrated ?? false")), false);
    browser.eval("idle.forEach(f => f())");
    runs(&mut browser);
}

#[test]
fn visible_starts_an_island_near_the_viewport_and_not_before() {
    let (mut browser, _server) = open("/visible/", |_| {});
    waits(&mut browser);
    let scroll_to = |browser: &mut Browser, below: i32| {
        browser.eval(&format!(
            "scrollTo(0, document.querySelector('.l9-counter').getBoundingClientRect().top + scrollY - innerHeight - {below})"
        ));
    };
    scroll_to(&mut browser, 400);
    waits(&mut browser);
    scroll_to(&mut browser, 100);
    runs(&mut browser);
}

#[test]
fn media_starts_an_island_when_its_query_matches_and_not_before() {
    let (mut browser, _server) = open("/media/", |browser| browser.viewport(500, 800));
    waits(&mut browser);
    browser.viewport(1200, 800);
    runs(&mut browser);
}

#[test]
fn media_starts_an_island_at_once_where_its_query_matches() {
    let (mut browser, _server) = open("/media/", |browser| browser.viewport(1200, 800));
    runs(&mut browser);
}

#[test]
fn interaction_starts_an_island_that_the_mouse_points_at() {
    let (mut browser, _server) = open("/interaction/", |_| {});
    waits(&mut browser);
    browser.point(".l9-counter output");
    runs(&mut browser);
}

#[test]
fn clicks_before_an_island_runs_are_kept_and_replayed_once() {
    let (mut browser, _server) = open("/interaction/", |browser| browser.before_each_page(GATE));
    browser.wait("the loader", &format!("'hydrated' in document.querySelector('{COUNTER}')"));
    browser.eval("globalThis.heard = 0; document.addEventListener('click', () => heard++)");
    browser.click(".l9-counter [aria-label=Increase]");
    browser.click(".l9-counter [aria-label=Increase]");
    browser.click(".l9-counter [aria-label=Decrease]");
    assert_eq!(browser.text(COUNT), "0", "nothing runs yet");
    browser.eval("openGate()");
    browser.wait_hydrated(COUNTER);
    browser.wait("the clicks", &format!("{COUNT} === '1'"));
    assert_eq!(browser.eval("heard"), 3, "the rest of the page hears each click once");
    browser.click(".l9-counter [aria-label=Increase]");
    browser.wait("the next click", &format!("{COUNT} === '2'"));
}

#[test]
fn interaction_starts_an_island_that_the_keyboard_reaches() {
    let (mut browser, _server) = open("/interaction/", |browser| browser.before_each_page(GATE));
    browser.wait("the loader", &format!("'hydrated' in document.querySelector('{COUNTER}')"));
    // From the link in the header over the one radio button that is in the tab order to the button `Decrease`.
    for _ in 0..3 {
        browser.press("Tab");
    }
    assert_eq!(browser.text("document.activeElement.ariaLabel"), "Decrease");
    browser.press("Enter");
    browser.eval("openGate()");
    browser.wait("the key press to be replayed", &format!("{COUNT} === '-1'"));
    assert_eq!(browser.text("document.activeElement.ariaLabel"), "Decrease", "the focus stays");
}

#[test]
fn an_island_without_a_trigger_has_that_of_the_configuration() {
    let (mut browser, _server) = open("/default/", |_| {});
    waits(&mut browser);
    browser.point(".l9-counter output");
    runs(&mut browser);
}

#[test]
fn only_shows_its_fallback_until_the_island_is_made() {
    let (mut browser, _server) = open("/only/", |browser| browser.before_each_page(GATE));
    assert_eq!(
        browser.text(&format!("document.querySelector('{COUNTER}').innerText.trim()")),
        "Please wait."
    );
    assert_eq!(
        browser.eval("document.querySelectorAll('.l9-counter').length"),
        0,
        "nothing was rendered at build time"
    );
    browser.eval("openGate()");
    browser.wait_hydrated(COUNTER);
    assert_eq!(browser.eval("document.querySelectorAll('.l9-counter').length"), 1);
    assert_eq!(browser.eval("document.body.innerText.includes('Please wait.')"), false);
    browser.changes();
    assert_eq!(browser.text(COUNT), "4");
    runs(&mut browser);
}

#[test]
fn none_is_plain_html_and_loads_no_script() {
    let (mut browser, _server) = open("/none/", |_| {});
    assert_eq!(browser.text(COUNT), "4");
    assert_eq!(browser.eval("document.querySelectorAll('layer9-island, script').length"), 0);
    let scripts: Vec<String> =
        browser.requests().into_iter().filter(|url| url.ends_with(".js") || url.ends_with(".wasm")).collect();
    assert!(scripts.is_empty(), "{scripts:?}");
}
