//! Tabs.

use super::{changes_at_start, holds, open, start_all};
use crate::chromium::Browser;

/// Tabs say that they are ready, for the style sheet; nothing else changes.
#[test]
fn hydration_of_tabs_changes_no_node_but_a_mark() {
    let changes = changes_at_start("/gallery/tabs/");
    let marks: Vec<&String> =
        changes.iter().filter(|c| *c != "attributes data-ready of l9-tabs, +0 -0").collect();
    assert!(marks.is_empty(), "{marks:?}");
    assert_eq!(changes.len(), 3, "one for each: {changes:?}");
}

/// Which tab of the first tabs is selected, as `selected tabs / tabs in the tab order / panels shown`.
const ROCKS: &str = "(t => [
        [...t.querySelectorAll('[role=tab]')].filter(e => e.ariaSelected === 'true'),
        [...t.querySelectorAll('[role=tab]')].filter(e => e.tabIndex === 0),
        [...t.querySelectorAll('[role=tabpanel]')].filter(e => e.checkVisibility()).map(e =>
            document.getElementById(e.getAttribute('aria-labelledby'))),
    ].map(all => all.map(e => e.textContent).join()).join(' / '))(document.querySelector('.l9-tabs'))";

fn rock(browser: &mut Browser, name: &str) {
    browser.wait(&format!("the tab {name}"), &format!("{ROCKS} === '{name} / {name} / {name}'"));
}

#[test]
fn tabs_show_one_panel_and_change_it_by_mouse() {
    let (mut browser, _server) = open("/gallery/tabs/");
    // From the first paint on, not only when they have started.
    rock(&mut browser, "Limestone");
    start_all(&mut browser);
    rock(&mut browser, "Limestone");
    browser.click(".l9-tabs [role=tab]:nth-of-type(2)");
    rock(&mut browser, "Sandstone");
    browser.click(".l9-tabs [role=tab]:nth-of-type(3)");
    rock(&mut browser, "Slate");
    browser.click(".l9-tabs [role=tab]:nth-of-type(1)");
    rock(&mut browser, "Limestone");
    // The prop `selected` counts from 1.
    holds(
        &mut browser,
        "the second of the next is selected",
        "document.querySelectorAll('.l9-tabs')[1].querySelector('[aria-selected=true]').textContent === 'macOS'",
    );
}

#[test]
fn tabs_are_changed_by_arrow_keys_home_and_end() {
    let (mut browser, _server) = open("/gallery/tabs/");
    start_all(&mut browser);
    browser.eval("document.querySelector('.l9-tabs [role=tab]').focus()");
    for (key, name) in [
        ("ArrowRight", "Sandstone"),
        ("ArrowRight", "Slate"),
        ("ArrowRight", "Limestone"),
        ("ArrowLeft", "Slate"),
        ("ArrowLeft", "Sandstone"),
        ("Home", "Limestone"),
        ("End", "Slate"),
    ] {
        browser.press(key);
        rock(&mut browser, name);
        holds(&mut browser, "the focus follows", &format!("document.activeElement.textContent === '{name}'"));
    }
    holds(&mut browser, "the page does not scroll by Home and End", "scrollY < 400");
    // One stop for all tabs, then the panel that is shown.
    browser.press("Tab");
    browser.wait(
        "the panel to have the focus",
        "document.activeElement.getAttribute('role') === 'tabpanel' && \
         document.activeElement.textContent.includes('thin sheets')",
    );
}

#[test]
fn tabs_turn_around_from_right_to_left() {
    let (mut browser, _server) = open("/gallery/tabs/");
    start_all(&mut browser);
    browser
        .eval("document.documentElement.dir = 'rtl'; document.querySelector('.l9-tabs [role=tab]').focus()");
    browser.press("ArrowLeft");
    rock(&mut browser, "Sandstone");
    browser.press("ArrowRight");
    rock(&mut browser, "Limestone");
}

#[test]
fn tabs_are_marked_up_as_the_aria_practices_say() {
    let (mut browser, _server) = open("/gallery/tabs/");
    start_all(&mut browser);
    for (what, expression) in [
        (
            "a named list of tabs",
            "all.every(t => t.querySelector('[role=tablist]').getAttribute('aria-label'))",
        ),
        (
            "a panel for each tab",
            "all.every(t => [...t.querySelector('[role=tablist]').querySelectorAll('[role=tab]')].every(tab => \
             document.getElementById(tab.getAttribute('aria-controls')).getAttribute('aria-labelledby') === tab.id))",
        ),
        (
            "nothing but tabs in the list",
            "all.every(t => [...t.querySelector('[role=tablist]').children].every(e => e.getAttribute('role') === 'tab'))",
        ),
        (
            "ids that are unique",
            "(ids => ids.length === new Set(ids).size)([...document.querySelectorAll('[id]')].map(e => e.id))",
        ),
    ] {
        holds(
            &mut browser,
            what,
            &format!("(all => {expression})([...document.querySelectorAll('.l9-tabs')])"),
        );
    }
}

#[test]
fn islands_in_panels_keep_their_state_while_hidden() {
    let (mut browser, _server) = open("/gallery/tabs/");
    let count = "document.querySelector('[aria-label=\"In the first panel\"] output').textContent";
    browser.click("[aria-label='In the first panel'] [aria-label=Increase]");
    browser.wait("the counter in the panel", &format!("{count} === '2'"));
    browser.eval("document.querySelectorAll('.l9-tabs')[2].id = 'counters'");
    browser.wait_hydrated("#counters");
    browser.click("#counters [role=tab]:nth-of-type(2)");
    browser.wait(
        "the other panel",
        "!document.querySelector('[aria-label=\"In the first panel\"]').checkVisibility()",
    );
    browser.click("[aria-label='In the second panel'] [aria-label=Increase]");
    browser.wait(
        "the counter in the other panel",
        "document.querySelector('[aria-label=\"In the second panel\"] output').textContent === '3'",
    );
    browser.click("#counters [role=tab]:nth-of-type(1)");
    browser
        .wait("the first", "document.querySelector('[aria-label=\"In the first panel\"]').checkVisibility()");
    holds(&mut browser, "the count is kept", &format!("{count} === '2'"));
}
