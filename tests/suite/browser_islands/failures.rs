//! Islands that trap, and modules that do not arrive: the page stays readable, and the others run.

use super::{holds, open, open_before, said};
use crate::chromium::Browser;
use crate::server::{Server, example};

#[test]
fn an_island_that_traps_while_it_starts_leaves_the_others_alive() {
    let (mut browser, _server) = open_before("/failing/", |_| {});
    browser.wait("the island to fail", "document.querySelector('[name=Failing]').hydrated === false");
    browser.wait_hydrated("[name=Counter]");
    holds(
        &mut browser,
        "readable",
        "document.querySelector('.failing').textContent === 'Readable all the same: 0'",
    );
    for (nth, count) in [(0, "2"), (1, "3")] {
        browser.eval(&format!("document.querySelectorAll('[name=Counter]')[{nth}].id = 'counter'"));
        browser.click("#counter button:last-child");
        browser.wait(
            "the counter",
            &format!("document.querySelector('#counter output').textContent === '{count}'"),
        );
        browser.eval("document.querySelector('#counter').id = ''");
    }
    let said = said(&mut browser);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("<Failing>"), "{said:?}");
}

#[test]
fn a_handler_that_traps_leaves_the_others_alive() {
    let (mut browser, _server) = open("/trapping/");
    browser.click(".trap");
    browser.click("[name=Counter] button:last-child");
    browser.wait("the counter", "document.querySelector('output').textContent === '2'");
    browser.eval("globalThis.prevented = !document.querySelector('.other').dispatchEvent(new Event('click', {cancelable: true, bubbles: true}))");
    holds(&mut browser, "the other handler of the same island", "prevented");
    let said = said(&mut browser);
    assert!(said.len() == 1 && said[0].contains("<Trapping>"), "{said:?}");
}

/// A thousand traps, each with a kilobyte of a stack of 64, through events and through what they start.
#[test]
fn what_a_trap_leaves_on_the_stack_is_given_back() {
    let (mut browser, _server) = open("/trapping/");
    browser.eval(
        "for (let i = 0; i < 1000; i++) document.querySelector('.deep').dispatchEvent(new Event('click', {bubbles: true}))",
    );
    holds(
        &mut browser,
        "the second instance and the same one",
        "[...document.querySelectorAll('.roomy')].every(b => !b.dispatchEvent(new Event('click', {cancelable: true, bubbles: true})))",
    );
    browser.eval(
        "const late = document.querySelector('[name=Trapping]').cloneNode(true); late.id = 'late'; document.body.append(late); __layer9.scan(document.body)",
    );
    browser.wait("an instance that starts afterwards", "document.querySelector('#late').hydrated");
    browser.click("[name=Counter] button:last-child");
    browser.wait("the counter", "document.querySelector('output').textContent === '2'");
}

#[test]
fn an_island_whose_module_does_not_arrive_leaves_the_page_readable_and_the_others_alive() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.block(&["*/tabs-*.wasm"]);
    browser.open(&server.url("/gallery/tabs/"));
    let tabs = "[...document.querySelectorAll('[name=Tabs]')]";
    browser.wait("the tabs to fail", &format!("{tabs}.every(t => t.hydrated === false)"));
    browser.scroll_through();
    holds(
        &mut browser,
        "every panel is shown, and no tab that does nothing",
        "[...document.querySelectorAll('[role=tabpanel]')].every(p => p.checkVisibility()) && \
         [...document.querySelectorAll('[role=tablist]')].every(l => !l.checkVisibility())",
    );
    browser.wait_hydrated("[name=Counter], [name=ThemeSwitch], [name=CopyButton]");
    for (panel, count) in [("first", "2"), ("second", "3")] {
        let counter = format!("[aria-label='In the {panel} panel']");
        browser.click(&format!("{counter} [aria-label=Increase]"));
        browser.wait(
            "the counter in the panel",
            &format!("document.querySelector(\"{counter} output\").textContent === '{count}'"),
        );
    }
    browser.click("header .l9-theme__choice:has([value=dark])");
    browser.wait("the theme", "document.documentElement.dataset.theme === 'dark'");
    let said = said(&mut browser);
    assert!(said.len() == 1 && said[0].contains("<Tabs>"), "{said:?}");
}

#[test]
fn a_module_that_the_network_lost_is_asked_for_again_and_no_click_is_lost() {
    let (mut browser, _server) = open_before("/two/", |browser| {
        browser.before_each_page(
            "(real => globalThis.fetch = (...all) => (globalThis.asked = (globalThis.asked ?? 0) + 1) < 3 \
                ? Promise.reject(new TypeError('the network is gone')) : real(...all))(globalThis.fetch)",
        );
    });
    browser.wait("the first attempt", "globalThis.asked > 0");
    browser.click("[name=Counter] button:last-child");
    browser.wait_hydrated("[name=Counter]");
    browser.wait("the click", "document.querySelector('[name=Counter] output').textContent === '2'");
    assert_eq!(said(&mut browser), Vec::<String>::new());
}

#[test]
fn a_module_that_is_damaged_is_reported_once_and_harms_no_other() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.before_each_page(
        "(real => WebAssembly.instantiateStreaming = async (response, imports) => {
            const r = await response;
            return real.call(WebAssembly, r.url.includes('counter') ? new Response('no module', r) : r, imports);
        })(WebAssembly.instantiateStreaming)",
    );
    browser.open(&server.url("/gallery/counter/"));
    browser.wait("the counter to fail", "document.querySelector('[name=Counter]').hydrated === false");
    browser.wait_hydrated("header layer9-island");
    holds(&mut browser, "readable", "document.querySelector('.l9-counter output').textContent === '0'");
    let said = said(&mut browser);
    assert!(said.len() == 1 && said[0].contains("<Counter>"), "{said:?}");
}
