//! What a view binds, chooses and repeats, and what changes of it when a signal does.

use super::{ROWS, holds, open};
use crate::chromium::Browser;

#[test]
fn bindings_go_both_ways() {
    let (mut browser, _server) = open("/form/");
    let out = "document.querySelector('.out').innerText.trim()";
    holds(&mut browser, "as built", &format!("{out} === 'Zoë & <Ada> / 12 / true / ZOË & <ADA>'"));
    browser.eval("document.querySelector('.name').select()");
    browser.type_text("Bo <b>");
    browser.wait("the text", &format!("{out} === 'Bo <b> / 12 / true / BO <B>'"));
    browser.eval("document.querySelector('.size').select()");
    browser.type_text("0");
    browser.wait("the attribute", "document.querySelector('.out').hidden");
    browser.eval("document.querySelector('.size').select()");
    browser.type_text("25");
    browser.wait(
        "the number, the attribute and the style",
        "(o => !o.hidden && o.style.width === '100px' && o.style.color === 'red' && o.dataset.half === '12.5')\
         (document.querySelector('.out'))",
    );
    browser.click(".bold");
    browser.wait(
        "the class",
        "(o => !o.classList.contains('bold') && o.classList.contains('out') && o.ariaPressed === 'false' && \
         o.title === 'Bo <b>')(document.querySelector('.out'))",
    );
    browser.eval("document.querySelector('textarea').focus()");
    browser.type_text("more\n");
    browser.wait("the text area", "document.querySelector('pre').textContent.includes('more\\n')");
    holds(
        &mut browser,
        "the second form is untouched",
        "document.querySelectorAll('.name')[1].value === 'Second'",
    );
}

#[test]
fn rows_are_added_and_removed() {
    let (mut browser, _server) = open("/todo/");
    assert_eq!(browser.text(ROWS), "1Basalt, 2Andesite, 3Chert & <flint>");
    browser.click("[name=title]");
    browser.type_text("Dolerite <i>");
    browser.press("Enter");
    browser.wait("the row", &format!("{ROWS} === '1Basalt, 2Andesite, 3Chert & <flint>, 4Dolerite <i>'"));
    holds(&mut browser, "the field is empty again", "document.querySelector('[name=title]').value === ''");
    browser.wait("the count", "document.querySelector('.left').innerText === '3 left of 4'");
    browser.click("[data-id='2'] .remove");
    browser.wait("the row to go", &format!("{ROWS} === '1Basalt, 3Chert & <flint>, 4Dolerite <i>'"));
    browser.click("[data-id='4'] [type=checkbox]");
    browser.wait("the row to be done", "document.querySelector('[data-id=\"4\"]').matches('.done')");
    browser.wait("the count", "document.querySelector('.left').innerText === '2 left of 3'");
    for id in [1, 3, 4] {
        browser.click(&format!("[data-id='{id}'] .remove"));
    }
    browser.wait("no row to be left", "document.querySelectorAll('li').length === 0");
    browser.click("[name=title]");
    browser.type_text("Gabbro");
    browser.press("Enter");
    browser.wait("a first row again", &format!("{ROWS} === '5Gabbro'"));
}

#[test]
fn rows_that_are_reordered_keep_their_elements_and_the_focus() {
    let (mut browser, _server) = open("/todo/");
    browser.eval(
        "globalThis.rows = Object.fromEntries([...document.querySelectorAll('li')].map(l => [l.dataset.id, l])); \
         document.querySelector('[data-id=\"3\"] [type=checkbox]').focus()",
    );
    // A press of the mouse would move the focus.
    browser.eval("document.querySelector('.reverse').click()");
    browser.wait("the order", &format!("{ROWS} === '3Chert & <flint>, 2Andesite, 1Basalt'"));
    holds(&mut browser, "the focus", "document.activeElement === rows[3].querySelector('input')");
    browser.eval("document.querySelector('.sort').click()");
    browser.wait("the order", &format!("{ROWS} === '2Andesite, 1Basalt, 3Chert & <flint>'"));
    holds(&mut browser, "the focus", "document.activeElement === rows[3].querySelector('input')");
    holds(
        &mut browser,
        "the elements",
        "[...document.querySelectorAll('li')].every(l => rows[l.dataset.id] === l)",
    );
    browser.press(" ");
    browser.wait("the row under the focus", "rows[3].matches('.done')");
}

#[test]
fn conditions_show_one_branch_at_a_time() {
    let (mut browser, _server) = open("/choices/");
    let text = "document.querySelector('layer9-island').innerText.replace(/\\s+/g, ' ').trim()";
    let shown = |browser: &mut Browser, expected: &str| {
        let expected = format!("Mode Count Name before {expected} after").replace(" ", "");
        browser.wait(&expected, &format!("{text}.replaceAll(' ', '') === {}", serde_json::json!(expected)));
    };
    browser.wait("the first state", &format!("{text}.includes('Zoë & <Ada>!')"));
    shown(&mut browser, "off between Zoë & <Ada>!");
    browser.click(".name");
    shown(&mut browser, "off between");
    browser.click(".mode");
    shown(&mut browser, "one, 0 two, 0 even number between");
    browser.click(".count");
    shown(&mut browser, "one, 1 two, 1 odd between");
    browser.wait("the cleanup", "document.title === 'cleaned'");
    browser.click(".mode");
    shown(&mut browser, "half way 1 between");
    browser.click(".name");
    browser.click(".count");
    shown(&mut browser, "half way 2 between Ada!");
    browser.click(".mode");
    shown(&mut browser, "off between Ada!");
}

#[test]
fn context_portals_timers_boundaries_spreads_and_markup() {
    let (mut browser, _server) = open("/around/");
    holds(
        &mut browser,
        "what the build wrote",
        "document.querySelector('.themed').innerText === 'dark' && document.querySelector('.markup i').innerText === 'first' && document.querySelector('.open').title === 'spread'",
    );
    browser.wait("the ticks", "document.querySelector('.ticks').innerText === '3'");
    browser.click(".open");
    browser.wait("the portal", "document.querySelector('body > .far .themed')?.innerText === 'dark' && document.querySelector('.open').ariaExpanded === 'true'");
    browser.click(".close");
    browser.wait(
        "it to go",
        "!document.querySelector('.far') && document.querySelector('.open').ariaExpanded === 'false'",
    );
    browser.click(".change");
    browser.wait("the markup", "document.querySelector('.markup').innerHTML === '<u>new</u>'");
    browser.click(".break");
    browser.wait(
        "the failure",
        "document.querySelector('.broken')?.innerText === 'it broke' && !document.querySelector('.break')",
    );
    browser.click(".retry");
    browser.wait(
        "the content again",
        "!!document.querySelector('.break') && !document.querySelector('.broken')",
    );
    assert_eq!(browser.console(), Vec::<String>::new());
}
