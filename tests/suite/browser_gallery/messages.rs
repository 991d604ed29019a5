//! Tooltip and toast.

use super::{holds, open, start_all};

#[test]
fn a_tooltip_shows_by_pointer_and_focus_and_goes_by_escape() {
    let (mut browser, server) = open("/gallery/tooltip/");
    start_all(&mut browser);
    let shown = "[...document.querySelectorAll('[role=tooltip]')].map(t => +(getComputedStyle(t).visibility === 'visible')).join('')";
    assert_eq!(browser.text(shown), "00");
    browser.point(".l9-tooltip button");
    browser.wait("the explanation", &format!("{shown} === '10'"));
    holds(
        &mut browser,
        "it describes the word, and is within the window",
        "(t => t === document.getElementById(document.querySelector('.l9-tooltip button').getAttribute('aria-describedby')) && \
         (r => r.left >= 0 && r.right <= innerWidth && r.top >= 0)(t.getBoundingClientRect()))(document.querySelector('[role=tooltip]'))",
    );
    browser.press("Escape");
    browser.wait("Escape without the focus", &format!("{shown} === '00'"));
    browser.point("h1");
    browser.point(".l9-tooltip button");
    browser.wait("it once more", &format!("{shown} === '10'"));
    browser.point("[role=tooltip]");
    holds(&mut browser, "it stays while it is pointed at", &format!("{shown} === '10'"));
    browser.point("h1");
    browser.wait("it to go", &format!("{shown} === '00'"));
    browser.eval("document.querySelectorAll('.l9-tooltip button')[1].focus()");
    browser.wait("the focus to show the other", &format!("{shown} === '01'"));
    browser.press("Escape");
    browser.wait("Escape", &format!("{shown} === '00'"));
    // Style sheets alone show it.
    browser.scripts(false);
    browser.open(&server.url("/gallery/tooltip/"));
    browser.point(".l9-tooltip button");
    browser.wait("it without scripts", &format!("{shown} === '10'"));
}

#[test]
fn a_toast_comes_is_said_and_goes() {
    let (mut browser, server) = open("/gallery/toast/");
    start_all(&mut browser);
    let state = "[...document.querySelectorAll('.l9-toast')].map(t => +t.querySelector('[popover]').matches(':popover-open') + \
        t.querySelector('[role=status]').textContent).join('|')";
    assert_eq!(browser.text(state), "0|0");
    browser.click(".l9-toast__open");
    browser.wait("the message", &format!("{state} === '1Your changes are saved.|0'"));
    browser.click(".l9-toast__message button");
    browser.wait("it to be closed", &format!("{state} === '0|0'"));
    browser.eval("document.querySelector('.l9-toast__open').focus()");
    browser.press("Enter");
    browser.wait("the message", &format!("{state} === '1Your changes are saved.|0'"));
    browser.press("Tab");
    holds(
        &mut browser,
        "the closing button comes next",
        "document.activeElement.matches('.l9-toast__close')",
    );
    browser.press("Escape");
    browser.wait("Escape", &format!("{state} === '0|0'"));
    // It goes by itself, but not while it is pointed at. Eight seconds pass at once.
    browser.eval("globalThis.later = []; globalThis.setTimeout = (f, ms) => later.push([f, ms]); globalThis.clearTimeout = id => later[id - 1] = 0");
    browser.point("h1");
    browser.eval("document.querySelector('.l9-toast__open').click()");
    browser.wait("the message", &format!("{state} === '1Your changes are saved.|0'"));
    browser.point(".l9-toast__message");
    browser.wait("no time to run while it is pointed at", "later.every(l => !l)");
    browser.point("h1");
    browser.wait("the time to run", "later.some(l => l && l[1] == 8000)");
    browser.eval("later.forEach(l => l && l[0]())");
    browser.wait("it to go by itself", &format!("{state} === '0|0'"));
    // The popover of the browser, without scripts.
    browser.scripts(false);
    browser.open(&server.url("/gallery/toast/"));
    browser.click(".l9-toast__open");
    browser.wait("it without scripts", "document.querySelector('[popover]').matches(':popover-open')");
    browser.click(".l9-toast__message button");
    browser.wait("it to be closed without scripts", "!document.querySelector(':popover-open')");
}
