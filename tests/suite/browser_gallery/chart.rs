//! Charts.

use super::{holds, open, start_all};

#[test]
fn a_chart_is_read_by_pointer_and_keys_and_taken_apart() {
    let (mut browser, server) = open("/gallery/chart/");
    start_all(&mut browser);
    let says = "document.querySelector('.l9-chart__says').textContent";
    let value = "document.querySelector('.l9-chart__plot').getAttribute('aria-valuetext')";
    let is = |browser: &mut crate::chromium::Browser, text: &str| {
        browser.wait(text, &format!("{says} === '{text}' && {value} === '{text}'"));
    };
    is(&mut browser, "");
    browser.point(".l9-chart__column:nth-child(3)");
    is(&mut browser, "Mar: Bergen 221 mm, Lisbon 62 mm");
    browser.eval("document.querySelector('.l9-chart__plot').focus()");
    for (key, text) in [
        ("ArrowRight", "Apr: Bergen 150 mm, Lisbon 67 mm"),
        ("Home", "Jan: Bergen 255 mm, Lisbon 111 mm"),
        ("ArrowLeft", "Jan: Bergen 255 mm, Lisbon 111 mm"),
        ("End", "Jun: Bergen 134 mm, Lisbon 15 mm"),
        ("ArrowRight", "Jun: Bergen 134 mm, Lisbon 15 mm"),
        ("Escape", ""),
        ("ArrowRight", "Jan: Bergen 255 mm, Lisbon 111 mm"),
    ] {
        browser.press(key);
        is(&mut browser, text);
    }
    holds(
        &mut browser,
        "a slider over the places",
        "(p => [p.role, p.ariaValueMin, p.ariaValueNow, p.ariaValueMax, p.ariaLabel].join() === 'slider,1,1,6,Rain in two towns')\
         (document.querySelector('.l9-chart__plot'))",
    );
    browser.click(".l9-chart__legend button");
    is(&mut browser, "Jan: Lisbon 111 mm");
    holds(
        &mut browser,
        "the series is hidden and its button says so",
        "getComputedStyle(document.querySelector('.l9-chart__series')).visibility === 'hidden' && \
         document.querySelector('.l9-chart__legend button').ariaPressed === 'false'",
    );
    browser.press("Enter");
    is(&mut browser, "Jan: Bergen 255 mm, Lisbon 111 mm");
    // Bars reach as far as their numbers say: 255 of an axis to 300 that is 252 high.
    let height = browser.text(
        "(d => (d.match(/V([0-9.]+)/g) || []).slice(0, 2).map(v => +v.slice(1)).join())\
         (document.querySelector('.l9-chart__series').getAttribute('d'))",
    );
    assert_eq!(height, "49.8,264");
    browser.scripts(false);
    browser.open(&server.url("/gallery/chart/"));
    holds(
        &mut browser,
        "without scripts it is a picture with a name",
        "(p => p.role === 'img' && p.ariaLabel && !p.hasAttribute('tabindex') && !p.hasAttribute('aria-valuenow'))\
         (document.querySelector('.l9-chart__plot'))",
    );
    browser.click(".l9-chart summary");
    browser.wait(
        "the numbers without scripts",
        "document.querySelector('.l9-chart table tbody').innerText.replace(/\\s+/g, ' ').startsWith('Jan 255 mm 111 mm Feb')",
    );
}
