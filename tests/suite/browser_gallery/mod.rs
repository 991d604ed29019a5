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
mod props;
mod rules;
mod tabs;
mod theme_switch;
mod touch;

use crate::chromium::Browser;
use crate::server::{Server, example};

/// A page of the example site with all its islands running.
fn open(path: &str) -> (Browser, Server) {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.watch_changes();
    browser.open(&server.url(path));
    (browser, server)
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
