//! What opens and closes: accordion, dialog, menu.

use super::{holds, open, start_all};

#[test]
fn an_accordion_opens_and_closes_without_any_script_of_its_own() {
    let (mut browser, _server) = open("/gallery/accordion/");
    let open = "[...document.querySelectorAll('.l9-accordion details')].map(d => +d.open).join('')";
    assert_eq!(browser.text(open), "100");
    holds(&mut browser, "no island", "!document.querySelector('layer9-island[name=Accordion]')");
    browser.click(".l9-accordion details:nth-child(2) summary");
    browser.wait("one at a time", &format!("{open} === '010'"));
    browser.eval("document.querySelector('.l9-accordion details:nth-child(3) summary').focus()");
    browser.press("Enter");
    browser.wait("the keyboard", &format!("{open} === '001'"));
}

#[test]
fn a_dialog_takes_the_focus_and_gives_it_back() {
    let (mut browser, _server) = open("/gallery/dialog/");
    start_all(&mut browser);
    let is_open = "document.querySelector('.l9-dialog__window').matches(':modal')";
    browser.click(".l9-dialog__open");
    browser.wait("the window", is_open);
    holds(&mut browser, "the focus inside", "document.activeElement.closest('.l9-dialog__window')");
    holds(
        &mut browser,
        "its name",
        "document.getElementById(document.querySelector('.l9-dialog__window').getAttribute('aria-labelledby')).innerText === 'Terms'",
    );
    browser.click("[aria-label='In the window'] [aria-label=Increase]");
    browser.wait("the island in it", "document.querySelector('.l9-dialog output').innerText === '2'");
    browser.press("Escape");
    browser.wait("it to close", &format!("!{is_open}"));
    holds(&mut browser, "the focus back", "document.activeElement.matches('.l9-dialog__open')");
    browser.press("Enter");
    browser.wait("the window", is_open);
    browser.click(".l9-dialog__close");
    browser.wait("it to close", &format!("!{is_open}"));
    browser.click(".l9-dialog__open");
    browser.wait("the window", is_open);
    browser.eval("document.querySelector('.l9-dialog__window').click()");
    browser.wait("a press beside it to close it", &format!("!{is_open}"));
}

#[test]
fn a_menu_is_opened_and_walked_through() {
    let (mut browser, _server) = open("/gallery/menu/");
    start_all(&mut browser);
    let is_open = "document.querySelector('.l9-menu').open";
    let at = |text: &str| format!("document.activeElement.innerText === '{text}'");
    browser.click(".l9-menu summary");
    browser.wait("the list", is_open);
    // The island hears of it by an event that comes after that.
    browser.eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    browser.click("h1");
    browser.wait("a press elsewhere to close it", &format!("!{is_open}"));
    browser.eval("document.querySelector('.l9-menu summary').focus()");
    browser.press("ArrowDown");
    browser.wait("the first link", &at("Using islands"));
    browser.press("ArrowDown");
    browser.wait("the second", &at("Writing islands"));
    browser.press("End");
    browser.wait("the last", &at("Without scripts"));
    browser.press("ArrowDown");
    browser.wait("around the end", &at("Using islands"));
    browser.press("ArrowUp");
    browser.wait("around the start", &at("Without scripts"));
    browser.press("Escape");
    browser.wait("the button", &format!("!{is_open} && document.activeElement.matches('.l9-menu summary')"));
    browser.press("ArrowUp");
    browser.press("Enter");
    browser.wait("the link to be followed", "location.hash === '#without-scripts'");
}
