//! What islands have to do with: each other, what the browser stores, the server, and the site's own scripts.

use super::{open, open_before};

/// What is in the cart, as text.
const CART: &str = "[...document.querySelectorAll('.cart li')].map(l => l.innerText.trim()).join(', ')";

#[test]
fn islands_of_different_modules_share_a_value_that_outlives_the_page() {
    let (mut browser, server) = open_before("/cart/", |_| {});
    browser.wait("the cart", "document.querySelector('layer9-island[name=Cart]').hydrated");
    browser.click(".add");
    browser.wait("one entry", &format!("{CART} === 'Basalt & <x> × 1'"));
    // Its module is fetched and hydrated by this press, and gets what was written before it counts.
    browser.click("layer9-island[client=interaction] .add");
    browser.wait("a second entry", &format!("{CART} === 'Basalt & <x> × 1, Chert × 1'"));
    browser.click(".add");
    browser.wait("two of the first", &format!("{CART} === 'Basalt & <x> × 2, Chert × 1'"));
    browser.open(&server.url("/cart/"));
    browser.wait("what was stored", &format!("{CART} === 'Basalt & <x> × 2, Chert × 1'"));
    // Another tab of the site writes.
    browser.eval("{ const f = document.createElement('iframe'); f.src = '/cart/'; document.body.append(f) }");
    browser.wait("the other tab", "document.querySelector('iframe').contentDocument.querySelector('layer9-island[name=Cart]')?.hydrated");
    browser.wait(
        "its entries",
        "document.querySelector('iframe').contentDocument.querySelectorAll('.cart li').length === 2",
    );
    browser.eval("document.querySelector('iframe').contentDocument.querySelector('.empty').click()");
    browser.wait("nothing to be left", &format!("{CART} === ''"));
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_stored_value_that_makes_no_sense_breaks_nothing() {
    let (mut browser, server) = open_before("/cart/", |_| {});
    browser.wait("the cart", "document.querySelector('layer9-island[name=Cart]').hydrated");
    browser.click(".add");
    browser.wait("one entry", &format!("{CART} === 'Basalt & <x> × 1'"));
    browser.eval("for (const k in localStorage) if (k.startsWith('layer9:cart')) localStorage[k] = '7;9:x'");
    browser.open(&server.url("/cart/"));
    browser.wait(
        "the value to be forgotten",
        "!Object.keys(localStorage).some(k => k.startsWith('layer9:cart'))",
    );
    browser.wait("the cart", "document.querySelector('layer9-island[name=Cart]').hydrated");
    assert_eq!(browser.text(CART), "");
    browser.click(".add");
    browser
        .wait("an entry that is stored", "Object.keys(localStorage).some(k => k.startsWith('layer9:cart'))");
}

#[test]
fn a_resource_is_loaded_and_failures_are_told() {
    let (mut browser, _server) = open("/loaded/");
    let shown = "[...document.querySelectorAll('.loaded')].map(p => p.innerText).join(', ')";
    browser.wait("both answers", &format!("{shown} === 'b <c> of 2, failed: status 404'"));
    browser.click(".other");
    browser.wait("the other answer", &format!("{shown} === 'failed: status 404, failed: status 404'"));
}

#[test]
fn an_island_calls_a_function_of_the_site_and_works_beside_a_custom_element() {
    let (mut browser, _server) = open("/beside/");
    browser.click(".greet");
    browser.wait("the site's answer", "document.querySelector('.said').textContent === 'Hello, Ada!'");
    let inside = "document.querySelector('star-rating').shadowRoot";
    assert_eq!(browser.text(&format!("{inside}.querySelector('span').textContent")), "3");
    browser.eval(&format!("{inside}.querySelector('button').click()"));
    browser.wait(
        "its event in the island, and the island's attribute in it",
        &format!("document.querySelector('.stars').textContent === '4' && {inside}.querySelector('span').textContent === '4'"),
    );
    assert_eq!(
        browser.text("document.querySelector('star-rating').textContent"),
        "stars",
        "it may fill itself"
    );
    browser.eval("delete globalThis.site");
    browser.click(".greet");
    browser
        .wait("what is said without it", "document.querySelector('.said').textContent === 'nobody greets'");
    assert_eq!(browser.console(), Vec::<String>::new());
}
