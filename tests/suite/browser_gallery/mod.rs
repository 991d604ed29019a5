//! The islands of the gallery on the pages of the example site: by mouse, by keyboard, and for those who hear them.

mod chart;
mod comments;
mod contents;
mod copy_button;
mod counter;
mod data;
mod disclosure;
mod messages;
mod own_islands;
mod pictures;
mod playground;
mod preferences;
mod props;
mod right_to_left;
mod rules;
mod tabs;
mod theme_switch;
mod touch;

use crate::chromium::Browser;
use crate::server::{Server, example, pages};

/// A page of the example site with all its islands running.
fn open(path: &str) -> (Browser, Server) {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.watch_changes();
    browser.open(&server.url(path));
    (browser, server)
}

/// The addresses of the gallery's pages.
fn gallery() -> Vec<String> {
    let all = pages(&example().join("dist/gallery"));
    assert!(all.len() >= 18, "{all:?}");
    all.into_iter().map(|page| format!("/gallery{page}")).collect()
}

/// Starts the islands that wait to be seen or touched, but for those in a panel that is not shown.
fn start_all(browser: &mut Browser) {
    browser.scroll_through();
    browser.eval(
        "document.querySelectorAll('layer9-island > *').forEach(e =>
            e.dispatchEvent(new Event('pointerover', {bubbles: true})))",
    );
    browser.wait(
        "all islands to be hydrated",
        "[...document.querySelectorAll('layer9-island')].every(e => e.hydrated || !e.firstElementChild.checkVisibility())",
    );
}

/// An expression must hold at once.
fn holds(browser: &mut Browser, what: &str, expression: &str) {
    assert_eq!(browser.eval(&format!("!!({expression})")), true, "{what}: {expression}");
}

/// What changes when the islands of a page start.
fn changes_at_start(path: &str) -> Vec<String> {
    let (mut browser, _server) = open(path);
    start_all(&mut browser);
    browser.changes()
}

/// Opens what a page's islands show only when they are asked: windows, messages, lists.
fn reveal(browser: &mut Browser) {
    browser.eval(
        "for (const what of ['.l9-dialog__open', '.l9-lightbox a', '.l9-toast__open', '.l9-comments__ask button'])
            document.querySelector(what)?.click();
         document.querySelectorAll('.l9-menu').forEach(menu => menu.open = true)",
    );
    browser.wait(
        "what was asked for",
        "!document.querySelector('.l9-dialog, .l9-lightbox, .l9-toast__open') || document.querySelector('dialog:modal, :popover-open')",
    );
}
