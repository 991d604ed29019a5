//! What a visitor's browser may do to a page without breaking its islands: translate it, add to it, take away from it,
//! speak another language, live in another time, and remember nonsense.

use crate::browser_triggers::GATE;
use crate::chromium::Browser;
use crate::server::{Server, example, islands, pages};
use serde_json::json;

/// What a page's translator does: each text becomes an element around another text.
const TRANSLATE: &str = "(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];
    while (walker.nextNode()) if (walker.currentNode.data.trim() && !walker.currentNode.parentNode.closest('script, style')) texts.push(walker.currentNode);
    for (const text of texts) {
        const font = () => Object.assign(document.createElement('font'), {style: 'vertical-align: inherit;'});
        const outer = font(), inner = font();
        inner.textContent = text.data;
        outer.append(inner);
        text.replaceWith(outer);
    }
    return texts.length;
})()";

/// A page of the test islands whose islands start when `openGate()` is called.
fn open_gated(path: &str) -> (Browser, Server) {
    let server = Server::preview(islands());
    let mut browser = Browser::start();
    browser.before_each_page(GATE);
    browser.open(&server.url(path));
    browser.wait("the loader", "[...document.querySelectorAll('layer9-island')].some(e => 'hydrated' in e)");
    (browser, server)
}

fn start(browser: &mut Browser) {
    browser.eval("openGate()");
    browser.wait_hydrated("layer9-island:not(template *)");
}

const ROWS: &str =
    "[...document.querySelectorAll('li')].map(l => l.innerText.replace('Remove', '').trim()).join()";

/// The list works: a row is ticked, one goes, one comes.
fn todo_works(browser: &mut Browser) {
    browser.click("[data-id='1'] [type=checkbox]");
    browser.wait("the count", "document.querySelector('.left').innerText === '1 left of 3'");
    browser.click("[data-id='2'] .remove");
    browser.wait("the row to go", &format!("{ROWS} === 'Basalt,Chert & <flint>'"));
    browser.click("[name=title]");
    browser.type_text("Dolerite");
    browser.press("Enter");
    browser.wait("the new row", &format!("{ROWS} === 'Basalt,Chert & <flint>,Dolerite'"));
    browser.wait("the count", "document.querySelector('.left').innerText === '2 left of 3'");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn an_island_starts_in_a_page_that_was_translated() {
    let (mut browser, _server) = open_gated("/todo/");
    assert!(browser.eval(TRANSLATE).as_u64() > Some(8));
    start(&mut browser);
    todo_works(&mut browser);
}

#[test]
fn an_island_that_runs_goes_on_when_the_page_is_translated() {
    let (mut browser, _server) = open_gated("/todo/");
    start(&mut browser);
    assert!(browser.eval(TRANSLATE).as_u64() > Some(8));
    todo_works(&mut browser);
    // A text that was split is one text for the island.
    browser.eval("(p => { p.normalize(); for (const n of [...p.childNodes]) if (n.data?.length > 1) n.splitText(1) })(document.querySelector('.left'))");
    browser.click("[data-id='1'] [type=checkbox]");
    browser.wait("the count", "document.querySelector('.left').innerText === '3 left of 3'");
}

#[test]
fn an_island_starts_among_elements_that_an_extension_inserted() {
    let (mut browser, _server) = open_gated("/todo/");
    browser.eval(
        "document.querySelectorAll('layer9-island, layer9-island form, layer9-island li').forEach(e => {
            e.prepend(Object.assign(document.createElement('span'), {textContent: 'inserted'}));
            e.children[1]?.after(Object.assign(document.createElement('div'), {hidden: true}));
            e.setAttribute('data-extension', '');
        })",
    );
    start(&mut browser);
    todo_works(&mut browser);
}

#[test]
fn an_island_starts_where_an_extension_has_removed_a_node() {
    let (mut browser, _server) = open_gated("/todo/");
    browser.eval(
        "document.querySelectorAll('.reverse, [data-id=\"1\"] input, [data-id=\"2\"], .left').forEach(e => e.remove());
         document.querySelectorAll('[data-id=\"3\"] span').forEach(e => e.replaceChildren())",
    );
    start(&mut browser);
    todo_works(&mut browser);
}

/// Content of the page inside an island is not the island's: it stays as it was changed, and islands in it start for themselves.
#[test]
fn what_happened_to_the_content_of_a_slot_stays() {
    let (mut browser, _server) = open_gated("/nested/");
    browser.eval(
        "(p => { p.querySelector('strong').before('changed '); p.querySelector('h3').prepend(document.createElement('i')) })
            (document.querySelector('[name=Panel]'))",
    );
    assert!(browser.eval(TRANSLATE).as_u64() > Some(8));
    start(&mut browser);
    assert_eq!(
        browser.eval("document.querySelectorAll('[name=Panel] h3 i, [name=Panel] h3 font').length"),
        0
    );
    assert_eq!(
        browser.text("document.querySelector('[name=Panel] strong').closest('p').innerText"),
        "Text of changed the page."
    );
    browser.click("[name=Panel] [name=Counter] button:last-child");
    browser.wait("the counter", "document.querySelector('[name=Counter] output').textContent === '2'");
    assert_eq!(browser.console(), Vec::<String>::new());
}

/// Starts the islands of a page; what the page says then, and what failed.
fn started(browser: &mut Browser, url: &str) -> (String, String) {
    browser.open(url);
    browser.scroll_through();
    browser.eval(
        "document.querySelectorAll('layer9-island > *').forEach(e => e.dispatchEvent(new Event('pointerover', {bubbles: true})))",
    );
    browser.wait(
        "the islands",
        "[...document.querySelectorAll('layer9-island')].every(e => e.hydrated !== undefined || !e.firstElementChild.checkVisibility())",
    );
    let failed = browser.text(
        "[...document.querySelectorAll('layer9-island')].filter(e => e.hydrated === false).map(e => e.getAttribute('name')).join()",
    );
    (browser.text("document.querySelector('main').innerText"), failed)
}

/// The visitor has another locale and time zone than the build had, and the site's storage holds what nothing of it wrote: no island
/// fails, and each says what it says elsewhere, since a page speaks its own language.
#[test]
fn another_locale_time_zone_and_stored_nonsense_break_no_island_of_the_gallery() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let folder = example().join("dist/gallery");
    let gallery: Vec<String> = pages(&folder).into_iter().map(|page| format!("/gallery{page}")).collect();
    assert!(gallery.len() > 16, "{gallery:?}");
    let elsewhere: Vec<String> =
        gallery.iter().map(|page| started(&mut browser, &server.url(page)).0).collect();
    browser.call("Emulation.setLocaleOverride", json!({ "locale": "ar-EG" }));
    browser.call("Emulation.setTimezoneOverride", json!({ "timezoneId": "Pacific/Kiritimati" }));
    browser.open(&server.url("/gallery/"));
    assert_eq!(browser.text("new Intl.NumberFormat().resolvedOptions().locale"), "ar-EG");
    assert_eq!(
        browser.text("new Date(1767225600000).getDate() + ' ' + new Date(1767225600000).getHours()"),
        "1 14"
    );
    let mut wrong = Vec::new();
    for stored in ["\u{0}{\"", "18446744073709551616;-1;99:x"] {
        let all = format!(
            "for (const key of ['l9-theme', ...Object.keys(localStorage)]) localStorage[key] = {}",
            json!(stored)
        );
        for (page, elsewhere) in gallery.iter().zip(&elsewhere) {
            browser.eval(&all);
            let (said, failed) = started(&mut browser, &server.url(page));
            if !failed.is_empty() {
                wrong.push(format!("{page}: {failed} failed"));
            }
            // Time goes by.
            if said != *elsewhere && !page.ends_with("/countdown/") {
                wrong.push(format!("{page} says\n{said}\nand elsewhere\n{elsewhere}"));
            }
            wrong.extend(browser.console().into_iter().map(|line| format!("{page}: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the build wrote in the page's language stays so; what only the browser knows comes after.
#[test]
fn numbers_stay_in_the_pages_language_and_what_is_stored_comes_after() {
    let server = Server::preview(islands());
    let mut browser = Browser::start();
    browser.call("Emulation.setLocaleOverride", json!({ "locale": "ar-EG" }));
    browser.open(&server.url("/fresh/"));
    browser.eval("localStorage.fresh = '٤٢ <b>'");
    browser.watch_changes();
    browser.open(&server.url("/fresh/"));
    browser.wait_hydrated("layer9-island");
    browser.wait("what was stored", "document.querySelector('.stored').textContent === '٤٢ <b>'");
    assert_eq!(browser.text("document.querySelector('.number').textContent"), "1,234,567.5 2.35 0.3");
    let changes = browser.changes();
    assert!(
        changes.iter().all(|c| c.contains("of stored,") || c.contains("of width,")),
        "hydration changed more than that: {changes:?}"
    );
    // A number that the browser writes is as the build wrote it.
    assert_eq!(browser.text("document.querySelector('.grown').textContent"), "1,234.5");
    browser.click(".tick");
    browser.wait("the next", "document.querySelector('.grown').textContent === '1,235.5'");
    assert_eq!(browser.console(), Vec::<String>::new());
}
