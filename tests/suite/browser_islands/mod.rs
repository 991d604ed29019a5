//! What islands are made of, in a browser: bindings, conditions, lists, slots, components; and islands that fail.

mod failures;
mod hydration;
mod slots;
mod surroundings;
mod views;

use crate::chromium::Browser;
use crate::server::{Files, Server, islands};

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

/// The lines on the console that the loader wrote.
fn said(browser: &mut Browser) -> Vec<String> {
    browser.console().into_iter().filter(|line| line.contains("layer9:")).collect()
}

/// The rows of the page `/todo/`, as text.
const ROWS: &str = "[...document.querySelectorAll('li')].map(l => l.dataset.id + l.querySelector('span').textContent).join(', ')";
