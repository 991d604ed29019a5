//! An island takes over what the build wrote: no node changes, nothing that was typed or pressed before is lost, and each
//! instance is on its own.

use super::{ROWS, holds, open, open_before};

#[test]
fn hydration_changes_no_node_of_forms_lists_conditions_and_slots() {
    for path in ["/form/", "/todo/", "/choices/", "/nested/", "/two/", "/cards/"] {
        let (mut browser, _server) = open(path);
        assert_eq!(browser.changes(), Vec::<String>::new(), "{path}");
        assert_eq!(browser.console(), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn what_only_the_browser_knows_comes_after_hydration() {
    let (mut browser, server) = open("/fresh/");
    assert_eq!(browser.text("document.querySelector('.page').textContent"), "en ltr  /fresh/");
    assert_eq!(browser.text("document.querySelector('.number').textContent"), "1,234,567.5 2.35 0.3");
    browser.wait("the width", "document.querySelector('.width').textContent === String(innerWidth)");
    browser.click(".tick");
    browser.wait("the timer", "document.querySelector('.tick').textContent === '1'");
    browser.eval("dispatchEvent(new Event('layer9-test'))");
    browser.wait("the event of the window", "document.querySelector('.tick').textContent === '101'");
    // A range says 50 of its own where nobody says otherwise.
    browser.click(".more");
    let controls = "[...document.querySelectorAll('form input')].map(i => `${i.value} ${i.defaultValue} ${i.checked}`).join()";
    browser.wait("the controls", &format!("{controls} === '7 7 false,on  true'"));
    assert_eq!(browser.text("document.querySelector('.controls').textContent"), "7 true");
    browser.click(".save");
    browser.open(&server.url("/fresh/"));
    browser.wait("what was stored", "document.querySelector('.stored').textContent === 'kept'");
}

#[test]
fn what_is_typed_and_sent_before_an_island_runs_is_not_lost() {
    let (mut browser, _server) = open_before("/late/", |browser| {
        browser.before_each_page(
            "(() => {
                const gate = new Promise(open => globalThis.openGate = open), real = WebAssembly.instantiateStreaming;
                WebAssembly.instantiateStreaming = async (...all) => { await gate; return real.apply(WebAssembly, all); };
            })()",
        );
    });
    browser.wait("the loader", "'hydrated' in document.querySelector('[name=Todo]')");
    browser.eval("document.querySelector('.name').select()");
    browser.type_text("Early");
    browser.click("[name=Form] .bold");
    browser.click("[name=title]");
    browser.type_text("Early row");
    browser.press("Enter");
    browser.eval("openGate()");
    browser.wait_hydrated("layer9-island");
    browser.wait("the text", "document.querySelector('.out').innerText.startsWith('Early / 12 / false')");
    browser.wait("the row", &format!("{ROWS} === '1Early row'"));
    holds(
        &mut browser,
        "the form was not sent to the server",
        "location.pathname === '/late/' && !location.search",
    );
}

#[test]
fn two_modules_on_a_page_and_two_instances_of_each_are_independent() {
    let (mut browser, _server) = open("/two/");
    let modules = browser.requests();
    let modules: std::collections::BTreeSet<_> =
        modules.iter().filter(|url| url.ends_with(".wasm")).collect();
    assert_eq!(modules.len(), 2, "{modules:?}");
    let state = "[...document.querySelectorAll('output')].map(o => o.textContent).join() + ' ' + \
        [...document.querySelectorAll('.toggle')].map(t => t.ariaExpanded).join()";
    assert_eq!(browser.text(state), "1,2 false,true");
    browser.eval("document.querySelectorAll('output')[1].id = 'second'");
    browser.click("button:has(+ #second)");
    browser.wait("the second counter", &format!("{state} === '1,1 false,true'"));
    browser.click(".toggle");
    browser.wait("the first disclosure", &format!("{state} === '1,1 true,true'"));
    browser.click("[name=Counter] button:last-child");
    browser.wait("the first counter", &format!("{state} === '2,1 true,true'"));
}

#[test]
fn instances_have_ids_of_their_own() {
    for path in ["/two/", "/form/"] {
        let (mut browser, _server) = open(path);
        holds(
            &mut browser,
            "ids are unique",
            "(ids => ids.length >= 2 && new Set(ids).size === ids.length)([...document.querySelectorAll('layer9-island [id]')].map(e => e.id))",
        );
        holds(
            &mut browser,
            "what refers to them finds them",
            "[...document.querySelectorAll('[aria-controls], label[for]')].every(e => e.closest('layer9-island') === \
             document.getElementById(e.getAttribute('aria-controls') ?? e.htmlFor).closest('layer9-island'))",
        );
    }
}
