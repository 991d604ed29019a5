//! The islands of the gallery on the pages of the example site: by mouse, by keyboard, and for those who hear them.

use crate::chromium::Browser;
use crate::server::{Server, example};
use serde_json::json;

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

/// What changes when the islands of a page start.
fn changes_at_start(path: &str) -> Vec<String> {
    let (mut browser, _server) = open(path);
    start_all(&mut browser);
    browser.changes()
}

#[test]
fn hydration_of_counters_changes_no_node() {
    assert_eq!(changes_at_start("/gallery/counter/"), Vec::<String>::new());
}

#[test]
fn hydration_of_copy_buttons_changes_no_node() {
    assert_eq!(changes_at_start("/gallery/copy-button/"), Vec::<String>::new());
}

#[test]
fn hydration_of_theme_switches_changes_no_node() {
    assert_eq!(changes_at_start("/gallery/theme-switch/"), Vec::<String>::new());
}

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

#[test]
fn an_island_of_the_sites_own_crate_works_beside_those_of_the_gallery() {
    let (mut browser, _server) = open("/gallery/own-islands/");
    start_all(&mut browser);
    let state = "document.querySelector('.checklist [role=status]').textContent";
    assert_eq!(browser.text(state), "1 of 3 done");
    browser.click(".checklist li:nth-child(2) input");
    browser.wait("the count", &format!("{state} === '2 of 3 done'"));
    browser.click(".checklist li:nth-child(1) button");
    browser.wait("the row to go", &format!("{state} === '1 of 2 done'"));
    browser.click("[aria-label='New entry']");
    browser.type_text("Sleep");
    browser.press("Enter");
    browser.wait(
        "the new row",
        &format!("{state} === '1 of 3 done' && document.querySelector('.checklist li:last-child').textContent.includes('Sleep')"),
    );
}

#[test]
fn an_island_that_uses_wasm_bindgen_runs_and_reaches_the_browser() {
    let (mut browser, _server) = open("/gallery/own-islands/");
    browser.wait_hydrated("[name=WindowSize]");
    let size = "document.querySelector('.window-size output').textContent";
    browser.wait("the size", &format!("{size} === `${{innerWidth}} × ${{innerHeight}}`"));
    browser.viewport(700, 500);
    browser.wait("the new size", &format!("{size} === '700 × 500'"));
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_bookshelf_searches_sorts_and_takes_away() {
    let (mut browser, _server) = open("/gallery/own-islands/");
    start_all(&mut browser);
    let titles = "[...document.querySelectorAll('.bookshelf li cite')].map(c => c.textContent[0]).join('')";
    let status = "document.querySelector('.bookshelf [role=status]').textContent";
    let is = |browser: &mut Browser, what: &str, order: &str, said: &str| {
        browser.wait(what, &format!("{titles} === '{order}' && {status} === '{said} books'"));
    };
    is(&mut browser, "by title, É beside E, which the build does not know", "AÉIT", "4 of 4");
    browser.eval("document.querySelectorAll('.bookshelf li').forEach(row => row.mark = row.textContent)");
    browser.click(".bookshelf [role=group] button:nth-child(2)");
    is(&mut browser, "by year", "ÉATI", "4 of 4");
    browser.click(".bookshelf [role=group] button:nth-child(3)");
    is(&mut browser, "by price", "ÉIAT", "4 of 4");
    holds(
        &mut browser,
        "rows are moved, not made anew, and the pressed button says so",
        "[...document.querySelectorAll('.bookshelf li')].every(row => row.mark === row.textContent) && \
         document.querySelector('.bookshelf [aria-pressed=true]').textContent === 'Price'",
    );
    browser.eval("document.querySelector('.bookshelf input').focus()");
    browser.type_text("É");
    is(&mut browser, "found by a letter of another case", "É", "1 of 4");
    browser.eval("document.querySelector('.bookshelf input').select()");
    browser.type_text("it");
    is(&mut browser, "rows are made anew", "I", "1 of 4");
    holds(
        &mut browser,
        "a new row is as the build would have written it",
        "(row => row.innerText.includes('1972, 9.00 €') && row.querySelector('button').ariaLabel === 'Remove Invisible Cities')\
         (document.querySelector('.bookshelf li'))",
    );
    browser.click(".bookshelf li button");
    is(&mut browser, "one is taken away", "", "0 of 3");
    browser.eval("document.querySelector('.bookshelf input').select()");
    browser.type_text(" ");
    is(&mut browser, "the others are there", "ÉAT", "3 of 3");
    assert_eq!(browser.console(), Vec::<String>::new());
}

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
        "document.getElementById(document.querySelector('dialog').getAttribute('aria-labelledby')).innerText === 'Terms'",
    );
    browser.click("[aria-label='In the window'] [aria-label=Increase]");
    browser.wait("the island in it", "document.querySelector('dialog output').innerText === '2'");
    browser.press("Escape");
    browser.wait("it to close", &format!("!{is_open}"));
    holds(&mut browser, "the focus back", "document.activeElement.matches('.l9-dialog__open')");
    browser.press("Enter");
    browser.wait("the window", is_open);
    browser.click(".l9-dialog__close");
    browser.wait("it to close", &format!("!{is_open}"));
    browser.click(".l9-dialog__open");
    browser.wait("the window", is_open);
    browser.eval("document.querySelector('dialog').click()");
    browser.wait("a press beside it to close it", &format!("!{is_open}"));
}

#[test]
fn a_countdown_counts_and_knows_its_end() {
    let (mut browser, _server) = open("/gallery/countdown/");
    let parts = "[...document.querySelectorAll('.l9-countdown')].map(c => [...c.querySelectorAll('b')].map(b => +b.innerText))";
    browser.wait(
        "the numbers",
        &format!("(([a, b]) => a.length === 4 && b.length === 4 && a[0] > 20000)({parts})"),
    );
    browser.wait(
        "the end",
        "document.querySelectorAll('.l9-countdown')[2].innerText.trim() === 'The millennium has begun.'",
    );
    browser.eval(&format!("globalThis.first = JSON.stringify({parts}[0])"));
    browser.wait("a second to pass", &format!("JSON.stringify({parts}[0]) !== first"));
}

#[test]
fn a_data_table_sorts_and_searches() {
    let (mut browser, _server) = open("/gallery/data-table/");
    start_all(&mut browser);
    let names =
        "[...document.querySelectorAll('.l9-table tbody tr')].map(r => r.cells[0].innerText).join(' ')";
    let sorts = "[...document.querySelectorAll('.l9-table th')].map(h => h.ariaSort || '-').join(' ')";
    let heading = |at: usize| format!(".l9-table th:nth-child({at}) button");
    assert_eq!(browser.text(names), "Mont Blanc Matterhorn Großglockner Zugspitze Äbeniflue");
    browser.click(&heading(1));
    browser.wait(
        "names in order",
        &format!("{names} === 'Äbeniflue Großglockner Matterhorn Mont Blanc Zugspitze'"),
    );
    assert_eq!(browser.text(sorts), "ascending - -");
    browser.eval(&format!("document.querySelector('{}').focus()", heading(2)));
    browser.press("Enter");
    browser.press("Enter");
    browser.wait(
        "heights, the highest first",
        &format!("{names} === 'Mont Blanc Matterhorn Äbeniflue Großglockner Zugspitze'"),
    );
    assert_eq!(browser.text(sorts), "- descending -");
    browser.eval("document.querySelector('.l9-table [type=search]').focus()");
    browser.type_text("GROSS");
    browser.wait("none, for ß is no ss", &format!("{names} === ''"));
    browser.eval("document.querySelector('.l9-table [type=search]').select()");
    browser.type_text("18");
    browser
        .wait("those of the century", "document.querySelector('.l9-table__count').innerText === 'Rows: 4'");
    holds(&mut browser, "the focus stays", "document.activeElement.type === 'search'");
}

#[test]
fn a_contact_form_says_what_is_wrong_and_sends() {
    let (mut browser, _server) = open("/gallery/contact-form/");
    start_all(&mut browser);
    browser.eval(
        "globalThis.asked = []; globalThis.answer = 500; globalThis.fetch = (url, init) => { asked.push([url, init.method, init.body]); \
         return Promise.resolve(new Response(null, {status: answer})) }",
    );
    let errors = "[...document.querySelectorAll('.l9-contact__error')].map(e => e.innerText).join('|')";
    let status = "document.querySelector('.l9-contact__status').innerText";
    browser.click(".l9-contact button");
    browser.wait(
        "what is missing",
        &format!("{errors} === 'This is missing.|This is missing.|This is missing.'"),
    );
    browser.click(".l9-contact [name=name]");
    browser.type_text("Ada & co");
    browser.press("Tab");
    browser.type_text("ada");
    browser.wait(
        "what is wrong",
        &format!("{errors} === '|An address has the form name@example.org.|This is missing.'"),
    );
    holds(
        &mut browser,
        "it is said of the field",
        "document.querySelector('[name=email]').ariaInvalid === 'true'",
    );
    browser.type_text("@example.org");
    browser.click(".l9-contact [name=message]");
    browser.type_text("Hello");
    browser.click(".l9-contact button");
    browser.wait("the failure", &format!("{status}.startsWith('That did not work')"));
    browser.eval("answer = 204");
    browser.click(".l9-contact button");
    browser.wait("the thanks", &format!("{status}.startsWith('Thank you')"));
    let asked = browser.text("JSON.stringify(asked[1])");
    assert_eq!(
        asked,
        r#"["https://example.org/contact","POST","name=Ada%20%26%20co&email=ada%40example.org&message=Hello"]"#
    );
    browser.wait(
        "the fields to be empty",
        &format!("{errors} === '||' && document.querySelector('[name=name]').value === ''"),
    );
}

#[test]
fn a_menu_is_opened_and_walked_through() {
    let (mut browser, _server) = open("/gallery/menu/");
    start_all(&mut browser);
    let is_open = "document.querySelector('.l9-menu').open";
    let at = |text: &str| format!("document.activeElement.innerText === '{text}'");
    browser.click(".l9-menu summary");
    browser.wait("the list", is_open);
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
