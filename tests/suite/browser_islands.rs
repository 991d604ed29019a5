//! What islands are made of, in a browser: bindings, conditions, lists, slots, components; and islands that fail.

use crate::chromium::Browser;
use crate::server::{Files, Server, example, islands};

/// The site around the crate in `tests/islands`.
pub(crate) const SITE: Files<'_> = &[
    (
        "layer9.toml",
        "base_url = \"https://example.org\"\ntitle = \"Islands\"\n[islands]\ndefault_client = \"load\"\n",
    ),
    ("static/favicon.ico", ""),
    ("content/_index.md", "# Islands\n"),
    ("content/form.md", "<Form />\n\n<Form name=\"Second\" size={3} />\n"),
    (
        "content/todo.md",
        "<Todo items={[{\"id\": 1, \"title\": \"Basalt\"}, {\"id\": 2, \"title\": \"Andesite\", \"done\": true}, {\"id\": 3, \"title\": \"Chert & <flint>\"}]} />\n",
    ),
    ("content/choices.md", "<Choices name=\"Zoë & <Ada>\" words={[\"one\", \"two\"]} />\n"),
    (
        "content/nested.md",
        "<Panel title=\"Outer\">\n\nText of **the page**.\n\n<Panel title=\"Inner\">\n<Counter start={1} />\n</Panel>\n\n<Disclosure>\n\
         <Slot name=\"label\">More of it</Slot>\n<Counter start={10} />\n\nHidden text.\n</Disclosure>\n\n</Panel>\n",
    ),
    (
        "content/two.md",
        "<Counter start={1} />\n\n<Counter start={2} />\n\n<Disclosure>One</Disclosure>\n\n<Disclosure open>Two</Disclosure>\n",
    ),
    ("content/cards.md", "<Gallery />\n"),
    ("content/fresh.md", "<Fresh />\n"),
    ("content/failing.md", "# Failing\n\n<Counter start={1} />\n\n<Failing />\n\n<Counter start={2} />\n"),
    ("content/trapping.md", "<Trapping />\n\n<Trapping />\n\n<Counter start={1} />\n"),
    (
        "content/joint.md",
        "<Fragile />\n\n<Dialog label=\"Open\" title=\"Beside\">\n\nText in the window.\n\n</Dialog>\n\n<Fragile />\n",
    ),
    ("static/items.json", "{\"items\": [{\"name\": \"a\"}, {\"name\": \"b <c>\"}]}"),
    (
        "content/cart.md",
        "<Cart />\n\n<Add name=\"Basalt & <x>\" />\n\n<Add name=\"Chert\" client=\"interaction\" />\n",
    ),
    ("content/loaded.md", "<Loaded url=\"/items.json\" />\n\n<Loaded url=\"/nowhere.json\" />\n"),
    ("content/around.md", "<Around />\n"),
    ("content/beside.md", "+++\ntemplate = \"beside.html\"\n+++\n\n<Beside />\n"),
    (
        "templates/beside.html",
        "<!doctype html>\n<html lang=\"en\">\n<head><title>Beside</title><script type=\"module\" src=\"/site.js\"></script></head>\n\
         <body>{{ page.content | safe }}</body>\n</html>\n",
    ),
    ("static/site.js", SITE_SCRIPT),
    ("content/rows.md", "<Rows />\n"),
    ("content/scoped.md", crate::browser_styles::PAGE),
    ("content/late.md", "<Form />\n\n<Todo items={[]} />\n"),
];

/// What a site may have beside its islands: a function, and a custom element as packages of npm define them.
const SITE_SCRIPT: &str = r#"
globalThis.site = {greet: name => `Hello, ${name}!`};
customElements.define("star-rating", class extends HTMLElement {
    static observedAttributes = ["value"];
    connectedCallback() {
        this.attachShadow({mode: "open"}).innerHTML = "<button type=button>★</button><span></span>";
        this.shadowRoot.firstChild.onclick = () =>
            this.dispatchEvent(new CustomEvent("rate", {detail: {value: Number(this.getAttribute("value")) + 1}}));
        this.textContent = "stars";
        this.attributeChangedCallback();
    }
    attributeChangedCallback() {
        const shown = this.shadowRoot?.querySelector("span");
        if (shown) shown.textContent = this.getAttribute("value");
    }
});
"#;

/// A page of the test islands, with all of them running.
fn open(path: &str) -> (Browser, Server) {
    let (mut browser, server) = open_before(path, |_| {});
    browser.wait_hydrated("layer9-island:not(template *)");
    (browser, server)
}

fn open_before(path: &str, prepare: impl FnOnce(&mut Browser)) -> (Browser, Server) {
    let server = Server::preview(islands());
    let mut browser = Browser::start();
    browser.watch_changes();
    prepare(&mut browser);
    browser.open(&server.url(path));
    (browser, server)
}

/// An expression must hold at once.
fn holds(browser: &mut Browser, what: &str, expression: &str) {
    assert_eq!(browser.eval(&format!("!!({expression})")), true, "{what}: {expression}");
}

#[test]
fn hydration_changes_no_node_of_forms_lists_conditions_and_slots() {
    for path in ["/form/", "/todo/", "/choices/", "/nested/", "/two/", "/cards/"] {
        let (mut browser, _server) = open(path);
        assert_eq!(browser.changes(), Vec::<String>::new(), "{path}");
        assert_eq!(browser.console(), Vec::<String>::new(), "{path}");
    }
}

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

const ROWS: &str = "[...document.querySelectorAll('li')].map(l => l.dataset.id + l.querySelector('span').textContent).join(', ')";

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
fn islands_in_slots_of_islands_run_on_their_own() {
    let (mut browser, _server) = open("/nested/");
    let clicks = "[...document.querySelectorAll('.clicks')].map(c => c.textContent).join()";
    // The inner panel ends first.
    assert_eq!(browser.text(clicks), "0 clicks,0 clicks");
    holds(
        &mut browser,
        "the page's own text is in the slot",
        "document.querySelector('layer9-island[name=Panel] > section > layer9-slot strong').textContent === 'the page'",
    );
    browser.click("[name=Counter] button:last-child");
    browser.wait("the counter", "document.querySelector('[name=Counter] output').textContent === '2'");
    browser.wait("both panels to hear the click", &format!("{clicks} === '1 clicks,1 clicks'"));
    browser.click("h3");
    browser.wait("the outer panel alone", &format!("{clicks} === '1 clicks,2 clicks'"));
}

#[test]
fn an_island_in_a_slot_that_is_hidden_at_first_starts_when_it_is_shown_and_keeps_its_state() {
    let (mut browser, _server) = open("/nested/");
    let count = "document.querySelector('[name=Disclosure] [name=Counter] output').textContent";
    holds(
        &mut browser,
        "hidden",
        "!document.querySelector('[name=Disclosure] [name=Counter]') && !document.body.innerText.includes('Hidden text')",
    );
    assert_eq!(browser.text("document.querySelector('.toggle').innerText.trim()"), "More of it");
    browser.click(".toggle");
    browser.wait("the text", "document.body.innerText.includes('Hidden text')");
    browser.wait_hydrated("[name=Disclosure] [name=Counter]");
    browser.click("[name=Disclosure] [name=Counter] button:last-child");
    browser.wait("the counter", &format!("{count} === '11'"));
    browser.click(".toggle");
    browser.wait("it to be hidden again", "!document.body.innerText.includes('Hidden text')");
    browser.click(".toggle");
    browser.wait("the text", "document.body.innerText.includes('Hidden text')");
    assert_eq!(browser.text(count), "11", "its state is kept");
    browser.click("[name=Disclosure] [name=Counter] button:last-child");
    browser.wait("the counter to run on", &format!("{count} === '12'"));
}

#[test]
fn two_modules_on_a_page_and_two_instances_of_each_are_independent() {
    let (mut browser, _server) = open("/two/");
    let modules = browser.requests();
    let modules: std::collections::BTreeSet<_> =
        modules.iter().filter(|url| url.ends_with(".wasm")).collect();
    assert_eq!(modules.len(), 2, "{modules:?}");
    let state = "[...document.querySelectorAll('output')].map(o => o.textContent).join() + ' ' + \
        [...document.querySelectorAll('.toggle')].map(t => t.ariaExpanded).join()";
    assert_eq!(browser.text(state), "1,2 false,true");
    browser.eval("document.querySelectorAll('output')[1].id = 'second'");
    browser.click("button:has(+ #second)");
    browser.wait("the second counter", &format!("{state} === '1,1 false,true'"));
    browser.click(".toggle");
    browser.wait("the first disclosure", &format!("{state} === '1,1 true,true'"));
    browser.click("[name=Counter] button:last-child");
    browser.wait("the first counter", &format!("{state} === '2,1 true,true'"));
}

#[test]
fn instances_have_ids_of_their_own() {
    for path in ["/two/", "/form/"] {
        let (mut browser, _server) = open(path);
        holds(
            &mut browser,
            "ids are unique",
            "(ids => ids.length >= 2 && new Set(ids).size === ids.length)([...document.querySelectorAll('layer9-island [id]')].map(e => e.id))",
        );
        holds(
            &mut browser,
            "what refers to them finds them",
            "[...document.querySelectorAll('[aria-controls], label[for]')].every(e => e.closest('layer9-island') === \
             document.getElementById(e.getAttribute('aria-controls') ?? e.htmlFor).closest('layer9-island'))",
        );
    }
}

#[test]
fn components_in_an_island_take_content_that_is_alive() {
    let (mut browser, _server) = open("/cards/");
    browser.click(".add");
    browser.click(".add");
    browser.wait(
        "both tallies",
        "[...document.querySelectorAll('.tally')].map(t => t.textContent).join() === '2,2'",
    );
    browser.click(".hide");
    browser.wait("the second card to go", "document.querySelectorAll('.card').length === 1");
    browser.click(".add");
    browser.click(".hide");
    browser.wait(
        "the second card to come back up to date",
        "[...document.querySelectorAll('.tally')].map(t => t.textContent).join() === '3,3'",
    );
}

#[test]
fn what_only_the_browser_knows_comes_after_hydration() {
    let (mut browser, server) = open("/fresh/");
    assert_eq!(browser.text("document.querySelector('.page').textContent"), "en ltr  /fresh/");
    assert_eq!(browser.text("document.querySelector('.number').textContent"), "1,234,567.5 2.35 0.3");
    browser.wait("the width", "document.querySelector('.width').textContent === String(innerWidth)");
    browser.click(".tick");
    browser.wait("the timer", "document.querySelector('.tick').textContent === '1'");
    browser.eval("dispatchEvent(new Event('layer9-test'))");
    browser.wait("the event of the window", "document.querySelector('.tick').textContent === '101'");
    // A range says 50 of its own where nobody says otherwise.
    browser.click(".more");
    let controls = "[...document.querySelectorAll('form input')].map(i => `${i.value} ${i.defaultValue} ${i.checked}`).join()";
    browser.wait("the controls", &format!("{controls} === '7 7 false,on  true'"));
    assert_eq!(browser.text("document.querySelector('.controls').textContent"), "7 true");
    browser.click(".save");
    browser.open(&server.url("/fresh/"));
    browser.wait("what was stored", "document.querySelector('.stored').textContent === 'kept'");
}

#[test]
fn what_is_typed_and_sent_before_an_island_runs_is_not_lost() {
    let (mut browser, _server) = open_before("/late/", |browser| {
        browser.before_each_page(
            "(() => {
                const gate = new Promise(open => globalThis.openGate = open), real = WebAssembly.instantiateStreaming;
                WebAssembly.instantiateStreaming = async (...all) => { await gate; return real.apply(WebAssembly, all); };
            })()",
        );
    });
    browser.wait("the loader", "'hydrated' in document.querySelector('[name=Todo]')");
    browser.eval("document.querySelector('.name').select()");
    browser.type_text("Early");
    browser.click("[name=Form] .bold");
    browser.click("[name=title]");
    browser.type_text("Early row");
    browser.press("Enter");
    browser.eval("openGate()");
    browser.wait_hydrated("layer9-island");
    browser.wait("the text", "document.querySelector('.out').innerText.startsWith('Early / 12 / false')");
    browser.wait("the row", &format!("{ROWS} === '1Early row'"));
    holds(
        &mut browser,
        "the form was not sent to the server",
        "location.pathname === '/late/' && !location.search",
    );
}

/// The lines on the console that the loader wrote.
fn said(browser: &mut Browser) -> Vec<String> {
    browser.console().into_iter().filter(|line| line.contains("layer9:")).collect()
}

#[test]
fn an_island_that_traps_while_it_starts_leaves_the_others_alive() {
    let (mut browser, _server) = open_before("/failing/", |_| {});
    browser.wait("the island to fail", "document.querySelector('[name=Failing]').hydrated === false");
    browser.wait_hydrated("[name=Counter]");
    holds(
        &mut browser,
        "readable",
        "document.querySelector('.failing').textContent === 'Readable all the same: 0'",
    );
    for (nth, count) in [(0, "2"), (1, "3")] {
        browser.eval(&format!("document.querySelectorAll('[name=Counter]')[{nth}].id = 'counter'"));
        browser.click("#counter button:last-child");
        browser.wait(
            "the counter",
            &format!("document.querySelector('#counter output').textContent === '{count}'"),
        );
        browser.eval("document.querySelector('#counter').id = ''");
    }
    let said = said(&mut browser);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("<Failing>"), "{said:?}");
}

#[test]
fn a_handler_that_traps_leaves_the_others_alive() {
    let (mut browser, _server) = open("/trapping/");
    browser.click(".trap");
    browser.click("[name=Counter] button:last-child");
    browser.wait("the counter", "document.querySelector('output').textContent === '2'");
    browser.eval("globalThis.prevented = !document.querySelector('.other').dispatchEvent(new Event('click', {cancelable: true, bubbles: true}))");
    holds(&mut browser, "the other handler of the same island", "prevented");
    let said = said(&mut browser);
    assert!(said.len() == 1 && said[0].contains("<Trapping>"), "{said:?}");
}

/// A thousand traps, each with a kilobyte of a stack of 64, through events and through what they start.
#[test]
fn what_a_trap_leaves_on_the_stack_is_given_back() {
    let (mut browser, _server) = open("/trapping/");
    browser.eval(
        "for (let i = 0; i < 1000; i++) document.querySelector('.deep').dispatchEvent(new Event('click', {bubbles: true}))",
    );
    holds(
        &mut browser,
        "the second instance and the same one",
        "[...document.querySelectorAll('.roomy')].every(b => !b.dispatchEvent(new Event('click', {cancelable: true, bubbles: true})))",
    );
    browser.eval(
        "const late = document.querySelector('[name=Trapping]').cloneNode(true); late.id = 'late'; document.body.append(late); __layer9.scan(document.body)",
    );
    browser.wait("an instance that starts afterwards", "document.querySelector('#late').hydrated");
    browser.click("[name=Counter] button:last-child");
    browser.wait("the counter", "document.querySelector('output').textContent === '2'");
}

#[test]
fn an_island_whose_module_does_not_arrive_leaves_the_page_readable_and_the_others_alive() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.block(&["*/tabs-*.wasm"]);
    browser.open(&server.url("/gallery/tabs/"));
    let tabs = "[...document.querySelectorAll('[name=Tabs]')]";
    browser.wait("the tabs to fail", &format!("{tabs}.every(t => t.hydrated === false)"));
    browser.scroll_through();
    holds(
        &mut browser,
        "every panel is shown, and no tab that does nothing",
        "[...document.querySelectorAll('[role=tabpanel]')].every(p => p.checkVisibility()) && \
         [...document.querySelectorAll('[role=tablist]')].every(l => !l.checkVisibility())",
    );
    browser.wait_hydrated("[name=Counter], [name=ThemeSwitch], [name=CopyButton]");
    for (panel, count) in [("first", "2"), ("second", "3")] {
        let counter = format!("[aria-label='In the {panel} panel']");
        browser.click(&format!("{counter} [aria-label=Increase]"));
        browser.wait(
            "the counter in the panel",
            &format!("document.querySelector(\"{counter} output\").textContent === '{count}'"),
        );
    }
    browser.click("header .l9-theme__choice:has([value=dark])");
    browser.wait("the theme", "document.documentElement.dataset.theme === 'dark'");
    let said = said(&mut browser);
    assert!(said.len() == 1 && said[0].contains("<Tabs>"), "{said:?}");
}

#[test]
fn a_module_that_the_network_lost_is_asked_for_again_and_no_click_is_lost() {
    let (mut browser, _server) = open_before("/two/", |browser| {
        browser.before_each_page(
            "(real => globalThis.fetch = (...all) => (globalThis.asked = (globalThis.asked ?? 0) + 1) < 3 \
                ? Promise.reject(new TypeError('the network is gone')) : real(...all))(globalThis.fetch)",
        );
    });
    browser.wait("the first attempt", "globalThis.asked > 0");
    browser.click("[name=Counter] button:last-child");
    browser.wait_hydrated("[name=Counter]");
    browser.wait("the click", "document.querySelector('[name=Counter] output').textContent === '2'");
    assert_eq!(said(&mut browser), Vec::<String>::new());
}

#[test]
fn a_module_that_is_damaged_is_reported_once_and_harms_no_other() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.before_each_page(
        "(real => WebAssembly.instantiateStreaming = async (response, imports) => {
            const r = await response;
            return real.call(WebAssembly, r.url.includes('counter') ? new Response('no module', r) : r, imports);
        })(WebAssembly.instantiateStreaming)",
    );
    browser.open(&server.url("/gallery/counter/"));
    browser.wait("the counter to fail", "document.querySelector('[name=Counter]').hydrated === false");
    browser.wait_hydrated("header layer9-island");
    holds(&mut browser, "readable", "document.querySelector('.l9-counter output').textContent === '0'");
    let said = said(&mut browser);
    assert!(said.len() == 1 && said[0].contains("<Counter>"), "{said:?}");
}

const CART: &str = "[...document.querySelectorAll('.cart li')].map(l => l.innerText.trim()).join(', ')";

#[test]
fn islands_of_different_modules_share_a_value_that_outlives_the_page() {
    let (mut browser, server) = open_before("/cart/", |_| {});
    browser.wait("the cart", "document.querySelector('layer9-island[name=Cart]').hydrated");
    browser.click(".add");
    browser.wait("one entry", &format!("{CART} === 'Basalt & <x> × 1'"));
    // Its module is fetched and hydrated by this press, and gets what was written before it counts.
    browser.click("layer9-island[client=interaction] .add");
    browser.wait("a second entry", &format!("{CART} === 'Basalt & <x> × 1, Chert × 1'"));
    browser.click(".add");
    browser.wait("two of the first", &format!("{CART} === 'Basalt & <x> × 2, Chert × 1'"));
    browser.open(&server.url("/cart/"));
    browser.wait("what was stored", &format!("{CART} === 'Basalt & <x> × 2, Chert × 1'"));
    // Another tab of the site writes.
    browser.eval("{ const f = document.createElement('iframe'); f.src = '/cart/'; document.body.append(f) }");
    browser.wait("the other tab", "document.querySelector('iframe').contentDocument.querySelector('layer9-island[name=Cart]')?.hydrated");
    browser.wait(
        "its entries",
        "document.querySelector('iframe').contentDocument.querySelectorAll('.cart li').length === 2",
    );
    browser.eval("document.querySelector('iframe').contentDocument.querySelector('.empty').click()");
    browser.wait("nothing to be left", &format!("{CART} === ''"));
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn a_stored_value_that_makes_no_sense_breaks_nothing() {
    let (mut browser, server) = open_before("/cart/", |_| {});
    browser.wait("the cart", "document.querySelector('layer9-island[name=Cart]').hydrated");
    browser.click(".add");
    browser.wait("one entry", &format!("{CART} === 'Basalt & <x> × 1'"));
    browser.eval("for (const k in localStorage) if (k.startsWith('layer9:cart')) localStorage[k] = '7;9:x'");
    browser.open(&server.url("/cart/"));
    browser.wait(
        "the value to be forgotten",
        "!Object.keys(localStorage).some(k => k.startsWith('layer9:cart'))",
    );
    browser.wait("the cart", "document.querySelector('layer9-island[name=Cart]').hydrated");
    assert_eq!(browser.text(CART), "");
    browser.click(".add");
    browser
        .wait("an entry that is stored", "Object.keys(localStorage).some(k => k.startsWith('layer9:cart'))");
}

#[test]
fn a_resource_is_loaded_and_failures_are_told() {
    let (mut browser, _server) = open("/loaded/");
    let shown = "[...document.querySelectorAll('.loaded')].map(p => p.innerText).join(', ')";
    browser.wait("both answers", &format!("{shown} === 'b <c> of 2, failed: status 404'"));
    browser.click(".other");
    browser.wait("the other answer", &format!("{shown} === 'failed: status 404, failed: status 404'"));
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

#[test]
fn an_island_calls_a_function_of_the_site_and_works_beside_a_custom_element() {
    let (mut browser, _server) = open("/beside/");
    browser.click(".greet");
    browser.wait("the site's answer", "document.querySelector('.said').textContent === 'Hello, Ada!'");
    let inside = "document.querySelector('star-rating').shadowRoot";
    assert_eq!(browser.text(&format!("{inside}.querySelector('span').textContent")), "3");
    browser.eval(&format!("{inside}.querySelector('button').click()"));
    browser.wait(
        "its event in the island, and the island's attribute in it",
        &format!("document.querySelector('.stars').textContent === '4' && {inside}.querySelector('span').textContent === '4'"),
    );
    assert_eq!(
        browser.text("document.querySelector('star-rating').textContent"),
        "stars",
        "it may fill itself"
    );
    browser.eval("delete globalThis.site");
    browser.click(".greet");
    browser
        .wait("what is said without it", "document.querySelector('.said').textContent === 'nobody greets'");
    assert_eq!(browser.console(), Vec::<String>::new());
}
