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
    ("content/timed.md", "<Counter client=\"idle 50ms\" />\n\n<ThemeSwitch client=\"idle\" />\n"),
    (
        "content/near.md",
        "<ThemeSwitch client=\"load\" />\n\n<div style=\"height: 4000px\"></div>\n\n<Counter client=\"visible 600px\" />\n\n<div style=\"height: 4000px\"></div>\n",
    ),
    (
        "content/joined.md",
        "<ThemeSwitch client=\"load\" />\n\n<div style=\"height: 4000px\"></div>\n\n<Counter client=\"media (min-width: 60em) + visible 0px\" />\n\n<div style=\"height: 4000px\"></div>\n",
    ),
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
pub(crate) const GATE: &str = "(() => {
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

#[test]
fn idle_waits_no_longer_than_the_call_says() {
    let (mut browser, _server) = open("/timed/", |browser| {
        browser.before_each_page(
            "globalThis.waits = []; globalThis.requestIdleCallback = (f, {timeout}) => { waits.push(+timeout); setTimeout(f, +timeout) };",
        );
    });
    runs(&mut browser);
    assert_eq!(browser.text("waits.join()"), "50,2000", "the call's own, and the one of `idle` alone");
}

#[test]
fn visible_starts_as_near_as_the_call_says() {
    let (mut browser, _server) = open("/near/", |_| {});
    waits(&mut browser);
    let scroll_to = |browser: &mut Browser, below: i32| {
        browser.eval(&format!(
            "scrollTo(0, document.querySelector('.l9-counter').getBoundingClientRect().top + scrollY - innerHeight - {below})"
        ));
    };
    scroll_to(&mut browser, 700);
    waits(&mut browser);
    scroll_to(&mut browser, 500);
    runs(&mut browser);
}

#[test]
fn triggers_that_are_joined_wait_for_each_other() {
    let (mut browser, _server) = open("/joined/", |browser| browser.viewport(500, 800));
    waits(&mut browser);
    // In view, but the query does not match.
    browser.eval("document.querySelector('.l9-counter').scrollIntoView()");
    waits(&mut browser);
    // It matches, and the island is far away again.
    browser.eval("scrollTo(0, 0)");
    browser.viewport(1200, 800);
    waits(&mut browser);
    browser.eval("document.querySelector('.l9-counter').scrollIntoView()");
    runs(&mut browser);
}

/// 20 kB a second, and half a second until the first of them: what is done meanwhile is done once the island runs.
#[test]
fn clicks_text_and_forms_under_a_slow_network_are_not_lost() {
    let server = Server::preview(crate::server::islands());
    let mut browser = Browser::start();
    browser.call(
        "Network.emulateNetworkConditions",
        serde_json::json!({ "offline": false, "latency": 500, "downloadThroughput": 20_000, "uploadThroughput": 20_000 }),
    );
    browser.open(&server.url("/late/"));
    browser.wait("the loader", "'hydrated' in document.querySelector('[name=Todo]')");
    // What the browser itself does with a press, a box shows anyway; a button shows what the island heard.
    browser.click("[name=Form] .larger");
    browser.click("[name=Form] .larger");
    browser.eval("document.querySelector('.name').select()");
    browser.type_text("Early");
    browser.click("[name=Form] .bold");
    browser.click("[name=title]");
    browser.type_text("Early row");
    browser.press("Enter");
    let running = browser.eval("[...document.querySelectorAll('layer9-island')].some(e => e.hydrated)");
    assert_eq!(running, false, "all of this was too late to be early");
    browser.wait_hydrated("layer9-island");
    browser
        .wait("text and click", "document.querySelector('.out').innerText.startsWith('Early / 14 / false')");
    browser.wait("the form", "document.querySelector('li span')?.textContent === 'Early row'");
    assert_eq!(browser.text("location.pathname + location.search"), "/late/");
}

/// A server in front of another that cuts answers off in the middle: the first for each address with this in it.
fn cutting(server: &Server, part: &'static str) -> String {
    use std::io::{Read, Write};
    use std::net::{Shutdown, TcpListener, TcpStream};
    let target = server.url("").trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().to_string();
    let host = own.clone();
    let cut = std::sync::Arc::new(std::sync::Mutex::new(std::collections::BTreeSet::new()));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (Ok(mut stream), target, host, cut) = (stream, target.clone(), host.clone(), cut.clone())
            else {
                return;
            };
            std::thread::spawn(move || {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                    head.push(byte[0]);
                }
                let head = String::from_utf8_lossy(&head).replace(&host, &target);
                let Some(path) = head.split(' ').nth(1) else { return };
                let first = path.contains(part) && cut.lock().unwrap().insert(path.to_owned());
                let head = head.replace("Connection: keep-alive", "Connection: close");
                let mut to = TcpStream::connect(&target).unwrap();
                to.write_all(head.as_bytes()).unwrap();
                let mut answer = Vec::new();
                let _ = to.read_to_end(&mut answer);
                let body = answer.windows(4).position(|w| w == b"\r\n\r\n").map_or(0, |at| at + 4);
                let end = if first { body + (answer.len() - body) / 2 } else { answer.len() };
                let _ = stream.write_all(&answer[..end]);
                let _ = stream.shutdown(Shutdown::Both);
            });
        }
    });
    format!("http://{own}")
}

#[test]
fn a_module_that_is_cut_off_is_asked_for_again_and_no_click_is_lost() {
    let server = Server::preview(crate::server::islands());
    let mut browser = Browser::start();
    browser.open(&format!("{}/two/", cutting(&server, ".wasm")));
    browser.wait("the loader", "'hydrated' in document.querySelector('[name=Counter]')");
    browser.click("[name=Counter] button:last-child");
    browser.wait_hydrated("[name=Counter]");
    browser.wait("the click", "document.querySelector('[name=Counter] output').textContent === '2'");
    let asked = browser.requests().iter().filter(|url| url.contains("/counter-")).count();
    assert!(asked >= 2, "nothing was cut off");
    assert_eq!(browser.console().iter().filter(|line| line.contains("layer9:")).count(), 0);
}

#[test]
fn a_script_of_wasm_bindgen_that_is_cut_off_is_asked_for_again() {
    let server = Server::preview(crate::server::example());
    let mut browser = Browser::start();
    let front = cutting(&server, "/window-size-");
    browser.open(&format!("{front}/gallery/own-islands/"));
    browser.scroll_through();
    browser.wait_hydrated("[name=WindowSize]");
    browser.wait(
        "the size",
        "document.querySelector('.window-size output').textContent === `${innerWidth} × ${innerHeight}`",
    );
    let asked = browser.requests().iter().filter(|url| url.contains("/window-size-")).count();
    assert!(asked > 2, "nothing was cut off");
}
