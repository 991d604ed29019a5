//! The theme switch: what it sets, keeps and shares.

use super::{changes_at_start, holds, open, start_all};
use crate::chromium::Browser;

#[test]
fn hydration_of_theme_switches_changes_no_node() {
    assert_eq!(changes_at_start("/gallery/theme-switch/"), Vec::<String>::new());
}

/// What the theme switch in the header says, and what holds: `checked / data-theme / stored`.
const THEME: &str = "[document.querySelector('header .l9-theme input:checked').value, \
    document.documentElement.dataset.theme ?? 'none', localStorage.getItem('l9-theme') ?? 'none'].join(' / ')";

fn theme(browser: &mut Browser, state: &str) {
    browser.wait(&format!("the theme {state}"), &format!("{THEME} === '{state}'"));
}

#[test]
fn a_theme_switch_sets_and_stores_the_theme_by_mouse() {
    let (mut browser, server) = open("/gallery/counter/");
    browser.media(&[("prefers-color-scheme", "light")]);
    browser.wait_hydrated("header layer9-island");
    theme(&mut browser, "system / none / none");
    let background = "getComputedStyle(document.body).backgroundColor";
    let light = browser.text(background);
    browser.click("header .l9-theme__choice:has([value=dark])");
    theme(&mut browser, "dark / dark / dark");
    let dark = browser.text(background);
    assert_ne!(light, dark, "the page looks the same");
    browser.media(&[("prefers-color-scheme", "dark")]);
    browser.click("header .l9-theme__choice:has([value=light])");
    theme(&mut browser, "light / light / light");
    assert_eq!(browser.text(background), light, "the choice wins over the system");
    // Another page knows.
    browser.open(&server.url("/guide/"));
    browser.wait_hydrated("header layer9-island");
    theme(&mut browser, "light / light / light");
    browser.click("header .l9-theme__choice:has([value=system])");
    theme(&mut browser, "system / none / none");
    assert_eq!(browser.text(background), dark, "the system decides again");
}

#[test]
fn a_theme_switch_is_a_group_of_radio_buttons_for_the_keyboard() {
    let (mut browser, _server) = open("/gallery/counter/");
    browser.wait_hydrated("header layer9-island");
    holds(
        &mut browser,
        "a fieldset with a legend, and three radio buttons of one name with a text",
        "(f => f.matches('fieldset') && f.querySelector('legend').textContent === 'Theme' && \
         [...f.querySelectorAll('label')].map(l => l.textContent).join() === 'Light,System,Dark' && \
         new Set([...f.querySelectorAll('input[type=radio]')].map(i => i.name)).size === 1)\
         (document.querySelector('header .l9-theme'))",
    );
    browser.eval("document.querySelector('header .l9-theme input:checked').focus()");
    browser.press("ArrowRight");
    theme(&mut browser, "dark / dark / dark");
    browser.press("ArrowLeft");
    theme(&mut browser, "system / none / none");
    browser.press("ArrowLeft");
    theme(&mut browser, "light / light / light");
}

#[test]
fn a_stored_theme_is_there_before_the_page_has_a_body() {
    let (mut browser, server) = open("/gallery/counter/");
    browser.wait_hydrated("header layer9-island");
    browser.click("header .l9-theme__choice:has([value=dark])");
    theme(&mut browser, "dark / dark / dark");
    // Nothing is painted before there is a body.
    browser.before_each_page(
        "new MutationObserver((_, self) => {
            if (!document.body) return;
            globalThis.early = document.documentElement.dataset.theme ?? 'none';
            self.disconnect();
        }).observe(document, {childList: true, subtree: true})",
    );
    for page in ["/gallery/counter/", "/", "/guide/markdown/", "/blog/", "/404.html"] {
        browser.open(&server.url(page));
        assert_eq!(browser.text("early"), "dark", "{page}");
    }
    browser.eval("localStorage.setItem('l9-theme', '\"><script>')");
    browser.open(&server.url("/"));
    assert_eq!(browser.text("early"), "none", "what is no theme is not taken for one");
}

#[test]
fn open_pages_follow_a_theme_that_is_chosen_in_another() {
    let (mut browser, _server) = open("/gallery/theme-switch/");
    start_all(&mut browser);
    // The browser tells other pages of what one has stored.
    browser.eval(
        "localStorage.setItem('l9-theme', 'dark'); dispatchEvent(new StorageEvent('storage', {key: 'l9-theme'}))",
    );
    theme(&mut browser, "dark / dark / dark");
    holds(
        &mut browser,
        "every switch on the page follows",
        "[...document.querySelectorAll('.l9-theme')].every(s => s.querySelector(':checked').value === 'dark')",
    );
}
