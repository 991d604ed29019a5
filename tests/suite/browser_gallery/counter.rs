//! Counters.

use super::{changes_at_start, holds, open, start_all};
use serde_json::json;

#[test]
fn a_counter_counts_by_mouse() {
    let (mut browser, _server) = open("/gallery/counter/");
    start_all(&mut browser);
    let cups = "document.querySelector('[aria-label=\"Cups of tea\"] output').textContent";
    browser.click("[aria-label='Cups of tea'] [aria-label=Increase]");
    browser.wait("one step up", &format!("{cups} === '110'"));
    browser.click("[aria-label='Cups of tea'] [aria-label=Decrease]");
    browser.click("[aria-label='Cups of tea'] [aria-label=Decrease]");
    browser.wait("two steps down", &format!("{cups} === '90'"));
    holds(
        &mut browser,
        "the others stay",
        "['Counter 0', 'First 1', 'Second -20', 'Third 3000', 'Fixed 7'].every(t => \
         [...document.querySelectorAll('.l9-counter')].some(c => \
         c.getAttribute('aria-label') + ' ' + c.querySelector('output').textContent === t))",
    );
}

#[test]
fn a_counter_counts_by_keyboard() {
    let (mut browser, _server) = open("/gallery/counter/");
    start_all(&mut browser);
    let first = "document.querySelector('[aria-label=First] output').textContent";
    browser.eval("document.querySelector('[aria-label=First] [aria-label=Decrease]').focus()");
    browser.press("Enter");
    browser.wait("Enter to press the button", &format!("{first} === '0'"));
    browser.press("Tab");
    browser.wait(
        "the next button to have the focus",
        "document.activeElement === document.querySelector('[aria-label=First] [aria-label=Increase]')",
    );
    browser.press(" ");
    browser.press(" ");
    browser.wait("Space to press the button", &format!("{first} === '2'"));
    holds(&mut browser, "the focus stays", "document.activeElement.ariaLabel === 'Increase'");
    holds(
        &mut browser,
        "the focus can be seen",
        "getComputedStyle(document.activeElement).outlineStyle !== 'none'",
    );
}

#[test]
fn a_counter_that_is_plain_html_never_moves() {
    let (mut browser, _server) = open("/gallery/counter/");
    start_all(&mut browser);
    holds(
        &mut browser,
        "no island",
        "!document.querySelector('[aria-label=Fixed]').closest('layer9-island')",
    );
    browser.click("[aria-label=Fixed] [aria-label=Increase]");
    // Another counter that has answered a later click proves that this one would have, too.
    browser.click("[aria-label=Second] [aria-label=Increase]");
    browser.wait("the other", "document.querySelector('[aria-label=Second] output').textContent === '-15'");
    holds(
        &mut browser,
        "no count",
        "document.querySelector('[aria-label=Fixed] output').textContent === '7'",
    );
}

#[test]
fn a_counter_says_what_it_is_and_what_it_counts() {
    let (mut browser, _server) = open("/gallery/counter/");
    start_all(&mut browser);
    holds(
        &mut browser,
        "a named group of two named buttons and a live number",
        "[...document.querySelectorAll('.l9-counter')].every(c => c.getAttribute('role') === 'group' && \
         c.getAttribute('aria-label') && c.querySelector('output') && \
         [...c.querySelectorAll('button')].every(b => b.type === 'button' && b.getAttribute('aria-label')))",
    );
    let tree = browser.call("Accessibility.getFullAXTree", json!({}));
    let nodes = tree["nodes"].as_array().unwrap();
    let has = |role: &str, name: &str| {
        nodes.iter().any(|n| n["role"]["value"] == role && n["name"]["value"] == name)
    };
    assert!(has("group", "Cups of tea"), "the group of the counter is not in the accessibility tree");
    assert!(has("button", "Increase") && has("button", "Decrease"), "the buttons are not");
    assert!(nodes.iter().any(|n| n["role"]["value"] == "status"), "the number is not a status");
}

#[test]
fn hydration_of_counters_changes_no_node() {
    assert_eq!(changes_at_start("/gallery/counter/"), Vec::<String>::new());
}
