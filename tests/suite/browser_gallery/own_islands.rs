//! Islands that the example site brings itself, beside those of the gallery.

use super::{holds, open, start_all};
use crate::chromium::Browser;

#[test]
fn an_island_of_the_sites_own_crate_works_beside_those_of_the_gallery() {
    let (mut browser, _server) = open("/gallery/own-islands/");
    start_all(&mut browser);
    let state = "document.querySelector('.checklist [role=status]').textContent";
    assert_eq!(browser.text(state), "1 of 3 done");
    browser.click(".checklist li:nth-child(2) input");
    browser.wait("the count", &format!("{state} === '2 of 3 done'"));
    browser.click(".checklist li:nth-child(1) button");
    browser.wait("the row to go", &format!("{state} === '1 of 2 done'"));
    browser.click("[aria-label='New entry']");
    browser.type_text("Sleep");
    browser.press("Enter");
    browser.wait(
        "the new row",
        &format!("{state} === '1 of 3 done' && document.querySelector('.checklist li:last-child').textContent.includes('Sleep')"),
    );
}

#[test]
fn an_island_that_uses_wasm_bindgen_runs_and_reaches_the_browser() {
    let (mut browser, _server) = open("/gallery/own-islands/");
    browser.wait_hydrated("[name=WindowSize]");
    let size = "document.querySelector('.window-size output').textContent";
    browser.wait("the size", &format!("{size} === `${{innerWidth}} × ${{innerHeight}}`"));
    browser.viewport(700, 500);
    browser.wait("the new size", &format!("{size} === '700 × 500'"));
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_bookshelf_searches_sorts_and_takes_away() {
    let (mut browser, _server) = open("/gallery/own-islands/");
    start_all(&mut browser);
    let titles = "[...document.querySelectorAll('.bookshelf li cite')].map(c => c.textContent[0]).join('')";
    let status = "document.querySelector('.bookshelf [role=status]').textContent";
    let is = |browser: &mut Browser, what: &str, order: &str, said: &str| {
        browser.wait(what, &format!("{titles} === '{order}' && {status} === '{said} books'"));
    };
    is(&mut browser, "by title, É beside E, which the build does not know", "AÉIT", "4 of 4");
    browser.eval("document.querySelectorAll('.bookshelf li').forEach(row => row.mark = row.textContent)");
    browser.click(".bookshelf [role=group] button:nth-child(2)");
    is(&mut browser, "by year", "ÉATI", "4 of 4");
    browser.click(".bookshelf [role=group] button:nth-child(3)");
    is(&mut browser, "by price", "ÉIAT", "4 of 4");
    holds(
        &mut browser,
        "rows are moved, not made anew, and the pressed button says so",
        "[...document.querySelectorAll('.bookshelf li')].every(row => row.mark === row.textContent) && \
         document.querySelector('.bookshelf [aria-pressed=true]').textContent === 'Price'",
    );
    browser.eval("document.querySelector('.bookshelf input').focus()");
    browser.type_text("É");
    is(&mut browser, "found by a letter of another case", "É", "1 of 4");
    browser.eval("document.querySelector('.bookshelf input').select()");
    browser.type_text("it");
    is(&mut browser, "rows are made anew", "I", "1 of 4");
    holds(
        &mut browser,
        "a new row is as the build would have written it",
        "(row => row.innerText.includes('1972, 9.00 €') && row.querySelector('button').ariaLabel === 'Remove Invisible Cities')\
         (document.querySelector('.bookshelf li'))",
    );
    browser.click(".bookshelf li button");
    is(&mut browser, "one is taken away", "", "0 of 3");
    browser.eval("document.querySelector('.bookshelf input').select()");
    browser.type_text(" ");
    is(&mut browser, "the others are there", "ÉAT", "3 of 3");
    assert_eq!(browser.console(), Vec::<String>::new());
}
