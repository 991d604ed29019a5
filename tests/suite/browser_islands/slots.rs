//! What stands in an island: other islands in its slots, and the content of its components.

use super::{holds, open};

#[test]
fn islands_in_slots_of_islands_run_on_their_own() {
    let (mut browser, _server) = open("/nested/");
    let clicks = "[...document.querySelectorAll('.clicks')].map(c => c.textContent).join()";
    // The inner panel ends first.
    assert_eq!(browser.text(clicks), "0 clicks,0 clicks");
    holds(
        &mut browser,
        "the page's own text is in the slot",
        "document.querySelector('layer9-island[name=Panel] > section > layer9-slot strong').textContent === 'the page'",
    );
    browser.click("[name=Counter] button:last-child");
    browser.wait("the counter", "document.querySelector('[name=Counter] output').textContent === '2'");
    browser.wait("both panels to hear the click", &format!("{clicks} === '1 clicks,1 clicks'"));
    browser.click("h3");
    browser.wait("the outer panel alone", &format!("{clicks} === '1 clicks,2 clicks'"));
}

#[test]
fn an_island_in_a_slot_that_is_hidden_at_first_starts_when_it_is_shown_and_keeps_its_state() {
    let (mut browser, _server) = open("/nested/");
    let count = "document.querySelector('[name=Disclosure] [name=Counter] output').textContent";
    holds(
        &mut browser,
        "hidden",
        "!document.querySelector('[name=Disclosure] [name=Counter]') && !document.body.innerText.includes('Hidden text')",
    );
    assert_eq!(browser.text("document.querySelector('.toggle').innerText.trim()"), "More of it");
    browser.click(".toggle");
    browser.wait("the text", "document.body.innerText.includes('Hidden text')");
    browser.wait_hydrated("[name=Disclosure] [name=Counter]");
    browser.click("[name=Disclosure] [name=Counter] button:last-child");
    browser.wait("the counter", &format!("{count} === '11'"));
    browser.click(".toggle");
    browser.wait("it to be hidden again", "!document.body.innerText.includes('Hidden text')");
    browser.click(".toggle");
    browser.wait("the text", "document.body.innerText.includes('Hidden text')");
    assert_eq!(browser.text(count), "11", "its state is kept");
    browser.click("[name=Disclosure] [name=Counter] button:last-child");
    browser.wait("the counter to run on", &format!("{count} === '12'"));
}

#[test]
fn components_in_an_island_take_content_that_is_alive() {
    let (mut browser, _server) = open("/cards/");
    browser.click(".add");
    browser.click(".add");
    browser.wait(
        "both tallies",
        "[...document.querySelectorAll('.tally')].map(t => t.textContent).join() === '2,2'",
    );
    browser.click(".hide");
    browser.wait("the second card to go", "document.querySelectorAll('.card').length === 1");
    browser.click(".add");
    browser.click(".hide");
    browser.wait(
        "the second card to come back up to date",
        "[...document.querySelectorAll('.tally')].map(t => t.textContent).join() === '3,3'",
    );
}
