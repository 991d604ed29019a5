//! What `layer9 serve` does to an open page, in a real browser.

use crate::browser_live::CONNECTED;
use crate::chromium::Browser;
use crate::serve::{FakeSite, change, content, errors, start_with};
use crate::wire::{Running, Scratch};
use layer9::server::{Bind, Change, Outcome, ServeOptions, serve};
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A page as the theme might make it: a strict policy, a style sheet, a script of its own, islands.
fn page(head: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'self'\">\
         {head}<script src=\"/theme.js\"></script></head><body>{body}</body></html>"
    )
}

const STYLE: &str = "<title>One</title><link rel=\"stylesheet\" href=\"/a.1.css\">";
/// Sets what a theme switch would, and what an island's loader would.
const THEME_JS: &str = "document.documentElement.dataset.theme = 'dark';\n\
    globalThis.loads = 1; globalThis.scans = 0;\n\
    globalThis.__layer9 = {scan(root) { scans += root.querySelectorAll('layer9-island').length; }};";
const BODY: &str = "<header><h1 id=\"top\">One</h1></header>\
    <main><p class=\"lead\">Lead</p><form><input name=\"q\" value=\"\"><input id=\"b\" type=\"checkbox\"></form>\
    <details><summary>More</summary><p>Hidden</p></details>\
    <layer9-island name=\"Counter\" src=\"/c.1.wasm\" client=\"load\" props=\"1;\" uid=\"l9-1\"><button>0</button>\
    <layer9-slot name=\"default\"><p>Slot text</p></layer9-slot></layer9-island>\
    <layer9-island name=\"Tabs\" src=\"/t.1.wasm\" client=\"load\" props=\"\" uid=\"l9-2\"><b>tab</b><template name=\"two\"><p>Tab two</p></template></layer9-island>\
    <ul><li>a</li><li>b</li><li>c</li></ul></main><footer>Foot</footer>";

struct Case {
    home: Scratch,
    site: Arc<FakeSite>,
    server: Running,
    saves: AtomicUsize,
}

impl Case {
    fn new(name: &str) -> Self {
        let home = Scratch::new(name);
        home.write("content/a.md", "");
        let site = FakeSite::new(
            &[home.join("content")],
            &[
                ("index.html", &page(STYLE, BODY)),
                ("a.1.css", "h1 { color: rgb(1, 0, 0) }"),
                ("a.2.css", "h1 { color: rgb(2, 0, 0) }"),
                ("plain.css", "p { color: rgb(3, 0, 0) }"),
                ("theme.js", THEME_JS),
            ],
        );
        let server = start_with(&site, ServeOptions::default());
        Self { home, site, server, saves: AtomicUsize::new(0) }
    }

    fn url(&self) -> String {
        format!("http://{}/", self.server.address)
    }

    /// Saves a file, with what the rebuild makes of it.
    fn save(&self, outcome: Outcome, files: &[(&str, &str)]) {
        self.site.script(outcome, files);
        let n = self.saves.fetch_add(1, Ordering::SeqCst);
        fs::write(self.home.join("content/a.md"), format!("{n}")).unwrap();
    }

    /// A page that knows it is connected, and a mark on it that a reload would wipe.
    fn open(&self, browser: &mut Browser) {
        browser.open(&self.url());
        browser.wait("the page to be connected", CONNECTED);
        browser.eval("globalThis.mark = 1");
    }
}

#[test]
fn style_sheets_are_swapped_without_a_reload() {
    let case = Case::new("swap");
    let mut browser = Browser::start();
    case.open(&mut browser);
    let colour = "getComputedStyle(document.querySelector('h1')).color";
    assert_eq!(browser.text(colour), "rgb(1, 0, 0)");
    // At no time is the page without a style.
    browser.eval(
        "globalThis.bare = 0; (function look() { if (getComputedStyle(document.querySelector('h1')).color === 'rgb(0, 0, 0)') bare++;\
         requestAnimationFrame(look); })()",
    );
    let second = page(&STYLE.replace("a.1", "a.2"), BODY);
    case.save(content(), &[("index.html", &second)]);
    browser.wait("the new style", &format!("{colour} === 'rgb(2, 0, 0)'"));
    browser.wait("the old one to go", "document.querySelectorAll('link[rel=stylesheet]').length === 1");
    assert_eq!(browser.eval("document.querySelectorAll('link[rel=stylesheet]').length"), 1);
    // The same name with other content.
    let same = change(Change::Files(vec!["/a.2.css".to_owned()]));
    case.save(same, &[("a.2.css", "h1 { color: rgb(9, 0, 0) }")]);
    browser.wait("the newer style", &format!("{colour} === 'rgb(9, 0, 0)'"));
    assert_eq!(browser.eval("mark"), 1, "the page was loaded again");
    assert_eq!(browser.eval("bare"), 0, "the page had no style for a moment");
    // Files that the page has not loaded are nothing to it; one that it has is loaded with it again.
    case.save(change(Change::Files(vec!["/other.js".to_owned()])), &[]);
    std::thread::sleep(std::time::Duration::from_millis(400));
    assert_eq!(browser.eval("mark"), 1, "the page was loaded again");
    case.save(change(Change::Files(vec!["/theme.js".to_owned()])), &[]);
    browser.wait("a reload", "globalThis.mark === undefined && document.readyState === 'complete'");
}

#[test]
fn content_is_patched_around_what_is_alive() {
    let case = Case::new("patch");
    let mut browser = Browser::start();
    case.open(&mut browser);
    browser.eval(
        "(() => { const island = document.querySelector('[name=Counter]'); island.hydrated = true; island.state = 7;\
         island.querySelector('button').textContent = '7'; globalThis.island = island;\
         globalThis.tabs = document.querySelector('[name=Tabs]'); tabs.querySelector('b').textContent = 'chosen';\
         document.querySelector('[name=q]').value = 'typed'; document.querySelector('#b').checked = true;\
         document.querySelector('details').open = true; document.querySelector('[name=q]').focus();\
         document.body.style.minHeight = '5000px'; globalThis.foot = document.querySelector('footer');\
         globalThis.second = document.querySelectorAll('li')[1]; scrollTo(0, 300); })()",
    );
    let edited = BODY
        .replace("<h1 id=\"top\">One</h1>", "<h1 id=\"top\">Two <em>&amp; more</em></h1>")
        .replace("<p class=\"lead\">Lead</p>", "<p>New paragraph</p><p class=\"lead big\">Lead</p>")
        .replace("Slot text", "New slot text")
        .replace("Tab two", "New tab two")
        .replace("<li>a</li>", "<li>new</li>");
    let head = STYLE.replace("One", "Two");
    case.save(content(), &[("index.html", &page(&head, &edited))]);
    browser.wait("the new text", "document.querySelector('h1').textContent === 'Two & more'");
    for (what, expression) in [
        ("no reload", "mark === 1"),
        ("title", "document.title === 'Two'"),
        ("new paragraph", "document.querySelector('main > p').textContent === 'New paragraph'"),
        ("attribute", "document.querySelector('.lead').className === 'lead big'"),
        (
            "same island",
            "document.querySelector('[name=Counter]') === island && island.state === 7 && island.isConnected",
        ),
        ("island state", "island.querySelector('button').textContent === '7'"),
        ("slot content", "island.querySelector('layer9-slot p').textContent === 'New slot text'"),
        (
            "hidden slot",
            "tabs.isConnected && tabs.querySelector('b').textContent === 'chosen' && tabs.querySelector('template').innerHTML === '<p>New tab two</p>'",
        ),
        ("typed text", "document.querySelector('[name=q]').value === 'typed'"),
        ("checked box", "document.querySelector('#b').checked"),
        ("open details", "document.querySelector('details').open"),
        ("focus", "document.activeElement === document.querySelector('[name=q]')"),
        // The browser keeps what is in view in its place, so the number may differ a little.
        ("scroll", "Math.abs(scrollY - 300) < 100"),
        ("theme", "document.documentElement.dataset.theme === 'dark'"),
        (
            "untouched nodes",
            "document.querySelector('footer') === foot && document.querySelectorAll('li')[1] === second",
        ),
        ("list", "[...document.querySelectorAll('li')].map(e => e.textContent).join() === 'new,b,c'"),
        ("islands are looked for", "scans === 2"),
    ] {
        assert_eq!(browser.eval(&format!("!!({expression})")), true, "{what}");
    }
    // Another prop: that island starts anew, the other stays.
    let edited = edited.replace("props=\"1;\"", "props=\"2;\"");
    case.save(content(), &[("index.html", &page(&head, &edited))]);
    browser.wait("the new island", "document.querySelector('[name=Counter]') !== island");
    assert_eq!(browser.eval("tabs.isConnected && mark === 1 && document.querySelector('[name=Counter]').hydrated === undefined"), true);
    // Moved and removed parts, by their ids.
    let moved = "<main><h2 id=\"b\">B</h2><h2 id=\"a\">A</h2></main>";
    case.save(
        content(),
        &[("index.html", &page(&head, "<main><h2 id=\"a\">A</h2><p>x</p><h2 id=\"b\">B</h2></main>"))],
    );
    browser.wait("other content", "document.querySelector('main > h2')");
    browser.eval("globalThis.a = document.querySelector('#a')");
    case.save(content(), &[("index.html", &page(&head, moved))]);
    browser.wait("moved headings", "document.querySelector('main').firstChild.id === 'b'");
    assert_eq!(
        browser.eval("document.querySelector('#a') === a && document.querySelector('main').innerHTML"),
        moved[6..moved.len() - 7]
    );
    let refused: Vec<String> =
        browser.console().into_iter().filter(|l| l.contains("Content Security Policy")).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn what_is_selected_stays_selected() {
    let case = Case::new("selection");
    let mut browser = Browser::start();
    case.open(&mut browser);
    browser.eval(
        "(() => { const text = document.querySelector('.lead').firstChild; getSelection().setBaseAndExtent(text, 1, text, 3); })()",
    );
    let edited = BODY.replace(">Lead<", ">Lead, and more<").replace("<main>", "<main><p>Above</p>");
    case.save(content(), &[("index.html", &page(STYLE, &edited))]);
    browser.wait("the patch", "document.querySelector('.lead').textContent === 'Lead, and more'");
    assert_eq!(browser.text("getSelection().toString()"), "ea");
    assert_eq!(browser.eval("mark"), 1);
}

/// Extensions, and scripts that nobody told us of, put things into pages.
#[test]
fn a_page_that_something_else_changed_is_changed_where_it_differs() {
    let case = Case::new("foreign");
    let mut browser = Browser::start();
    browser.before_each_page(
        "globalThis.whole = 0; const send = WebSocket.prototype.send;\
         WebSocket.prototype.send = function(text) { whole++; return send.call(this, text); }",
    );
    case.open(&mut browser);
    // At the end of <body> and <head>, where they mostly do, it is in nobody's way.
    browser.eval(
        "document.body.append(document.createElement('aside')); document.head.append(document.createElement('style'))",
    );
    let first = BODY.replace("<header>", "<p>First</p><header>");
    case.save(content(), &[("index.html", &page(&STYLE.replace("One", "First"), &first))]);
    browser
        .wait("the patch", "document.title === 'First' && document.body.firstChild.textContent === 'First'");
    assert_eq!(
        browser.eval(
            "whole === 0 && !!document.querySelector('aside') && !!document.head.querySelector('style')"
        ),
        true
    );
    // In the middle it is: the patch does not fit, and nothing of it is applied.
    browser.eval("document.querySelector('ul').prepend(document.createElement('li')); globalThis.foot = document.querySelector('footer')");
    let second = first.replace("<li>b</li>", "<li>new</li>").replace("First", "Second");
    case.save(content(), &[("index.html", &page(&STYLE.replace("One", "Second"), &second))]);
    browser.wait("the page", "document.body.firstChild.textContent === 'Second'");
    assert_eq!(
        browser.text("[...document.querySelectorAll('li')].map(e => e.textContent).join()"),
        "a,new,c"
    );
    assert_eq!(browser.eval("whole === 1 && mark === 1 && document.title === 'Second' && document.querySelector('footer') === foot"), true);
    // From here on patches fit again.
    case.save(content(), &[("index.html", &page(STYLE, &second.replace("Second", "Third")))]);
    browser.wait("the patch", "document.body.firstChild.textContent === 'Third'");
    assert_eq!(browser.eval("whole"), 1);
}

#[test]
fn what_cannot_be_patched_is_loaded_again() {
    let case = Case::new("reload");
    let mut browser = Browser::start();
    case.open(&mut browser);
    let body = BODY.replace("One", "Reloaded");
    let with_script = page(&format!("{STYLE}<script src=\"/plain.js\"></script>"), &body);
    case.save(content(), &[("index.html", &with_script), ("plain.js", "globalThis.plain = 1")]);
    browser.wait("the script to run", "globalThis.plain === 1 && globalThis.mark === undefined");
    case.open(&mut browser);
    case.save(change(Change::Full), &[]);
    browser.wait("a reload", "globalThis.mark === undefined && document.readyState === 'complete'");
    // A page that is missing, and then appears.
    browser.open(&format!("{}late/", case.url()));
    browser.wait("the missing page", "document.body.textContent.includes('Not found')");
    browser.wait("the page to be connected", CONNECTED);
    case.save(content(), &[("late/index.html", &page(STYLE, "<h1>Late</h1>"))]);
    browser.wait("the new page", "document.querySelector('h1')?.textContent === 'Late'");
}

#[test]
fn errors_are_shown_as_text_until_they_are_mended() {
    let case = Case::new("overlay");
    let mut browser = Browser::start();
    browser.before_each_page("globalThis.alert = () => globalThis.alerted = 1");
    case.open(&mut browser);
    let overlay = "document.querySelector('layer9-errors')?.shadowRoot";
    let hostile = "no such component <img src=x onerror=alert(1)><script>alert(2)</script>";
    case.save(errors(hostile), &[]);
    browser.wait(
        "the errors",
        &format!("{overlay}?.querySelector('pre').textContent.includes('<img src=x onerror')"),
    );
    for (what, expression) in [
        ("as text", format!("{overlay}.querySelectorAll('img, script').length === 0 && !globalThis.alerted")),
        (
            "with its place",
            format!("{overlay}.querySelector('pre').textContent.includes('content/<b>a</b>.md:3:1')"),
        ),
        (
            "named",
            format!(
                "{overlay}.querySelector('[role=alertdialog]').getAttribute('aria-labelledby') === 'title'"
            ),
        ),
        ("visible", "document.querySelector('layer9-errors').getBoundingClientRect().height > 60".to_owned()),
        (
            "styled",
            format!(
                "getComputedStyle({overlay}.querySelector('section')).backgroundColor === 'rgb(36, 27, 29)'"
            ),
        ),
        ("focused", "document.activeElement === document.querySelector('layer9-errors')".to_owned()),
        (
            "over the last good page",
            "document.querySelector('h1').textContent === 'One' && mark === 1".to_owned(),
        ),
    ] {
        assert_eq!(browser.eval(&format!("!!({expression})")), true, "{what}");
    }
    // Another error takes its place.
    case.save(errors("something else"), &[]);
    browser.wait(
        "the other error",
        &format!("{overlay}?.querySelector('pre').textContent.includes('something else')"),
    );
    // It can be put away, by key and by button.
    browser.press("Escape");
    browser.wait("it to be gone", "!document.querySelector('layer9-errors')");
    case.save(errors("third"), &[]);
    browser.wait("the third", overlay);
    browser.eval(&format!("{overlay}.querySelector('button').click()"));
    browser.wait("it to be gone", "!document.querySelector('layer9-errors')");
    // A visitor who comes now sees it at once; the next good build takes it away.
    case.open(&mut browser);
    browser.wait("the errors", overlay);
    case.save(content(), &[("index.html", &page(STYLE, &BODY.replace("One", "Mended")))]);
    browser.wait(
        "the mended page",
        "!document.querySelector('layer9-errors') && document.querySelector('h1').textContent === 'Mended'",
    );
    assert_eq!(browser.eval("mark"), 1);
    case.save(errors("again"), &[]);
    browser.wait("the errors", overlay);
    case.save(Outcome::default(), &[]);
    browser.wait("it to be gone", "!document.querySelector('layer9-errors')");
    assert_eq!(browser.eval("mark === 1 && !globalThis.alerted"), true);
    let refused: Vec<String> =
        browser.console().into_iter().filter(|l| l.contains("Content Security Policy")).collect();
    assert!(refused.is_empty(), "{refused:?}");
}

#[test]
fn pages_come_back_after_the_server_was_started_anew() {
    let case = Case::new("restart");
    let mut browser = Browser::start();
    case.open(&mut browser);
    let Case { home, site, server, .. } = case;
    let port = server.address.port();
    server.stop();
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(browser.eval("mark"), 1, "the page stays while nobody answers");
    let files = [("index.html", page(STYLE, "<h1>After</h1>")), ("theme.js", THEME_JS.to_owned())];
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (*a, b.as_str())).collect();
    let next = FakeSite::new(&[home.join("content")], &files);
    drop(site);
    let bind = Bind { port, strict_port: true, ..Bind::default() };
    let _server = Running::start(bind, move |listener, events, stop| {
        serve(listener, next, ServeOptions::default(), events, stop)
    });
    browser.wait("the page of the new server", "document.querySelector('h1')?.textContent === 'After'");
}
