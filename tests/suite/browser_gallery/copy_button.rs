//! Copy buttons.

use super::{changes_at_start, holds, open, start_all};

#[test]
fn hydration_of_copy_buttons_changes_no_node() {
    assert_eq!(changes_at_start("/gallery/copy-button/"), Vec::<String>::new());
}

/// The status of the copy button around the code of a selector.
const STATUS: &str = "document.querySelector('.l9-copy [role=status]')";

#[test]
fn a_copy_button_copies_the_code_and_announces_it() {
    let (mut browser, server) = open("/gallery/copy-button/");
    browser.allow_clipboard(server.url("").as_str());
    start_all(&mut browser);
    holds(
        &mut browser,
        "silent at first",
        &format!("{STATUS}.textContent === '' && {STATUS}.ariaLive === 'polite'"),
    );
    browser.click(".l9-copy__button");
    browser.wait("the announcement", &format!("{STATUS}.textContent === 'Copied'"));
    assert_eq!(browser.text("navigator.clipboard.readText()"), "layer9 build --root content-example");
    holds(&mut browser, "it looks done", "document.querySelector('.l9-copy__button--done')");
    // By keyboard, the one with words of its own.
    browser.eval("document.querySelector('[aria-label=\"Copy the address\"]').focus()");
    browser.press("Enter");
    browser.wait(
        "the other announcement",
        "document.querySelector('.l9-copy:has([aria-label=\"Copy the address\"]) [role=status]').textContent === 'It is yours'",
    );
    assert_eq!(browser.text("navigator.clipboard.readText()"), "https://layer9.example/gallery/");
    browser.wait("the announcement to go", &format!("{STATUS}.textContent === ''"));
}

#[test]
fn a_copy_button_that_may_not_copy_says_what_to_do() {
    let (mut browser, _server) = open("/gallery/copy-button/");
    browser.eval("Object.defineProperty(navigator.clipboard, 'writeText', {value: () => Promise.reject(new Error('no'))})");
    start_all(&mut browser);
    browser.eval("document.querySelector('.l9-copy__button').focus()");
    browser.press(" ");
    browser.wait("the announcement", &format!("{STATUS}.textContent === 'Press Ctrl+C to copy'"));
    // A page that is not served over HTTPS has no clipboard at all.
    browser.eval("Object.defineProperty(navigator, 'clipboard', {value: undefined})");
    browser.press(" ");
    browser.wait("the announcement", &format!("{STATUS}.textContent === 'Press Ctrl+C to copy'"));
}
