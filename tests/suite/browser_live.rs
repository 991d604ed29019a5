//! `layer9 serve` as an author sees it: a change shows in the open page, and what is alive there stays.

use crate::chromium::Browser;
use crate::harness::Site;
use crate::server::{Server, islands_to_change};
use std::time::Duration;

const PAGE: &str = "+++\ntitle = \"Live\"\n+++\n\nFirst words.\n\n<Counter start={3} client=\"load\" />\n\n";
const TEMPLATE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{{ page.title }}</title>\
    {% set sheet = get_asset(path=\"styles/main.css\") %}<link rel=\"stylesheet\" href=\"{{ sheet.url }}\"></head>\
    <body><h1>{{ page.title }}</h1>{{ page.content | safe }}<footer>Old footer</footer></body></html>";

/// A long page with a counter in it.
fn page(first: &str) -> String {
    PAGE.replace("First words.", first) + &"Text to scroll by.\n\n".repeat(150)
}

fn site() -> Site {
    let site = Site::new();
    site.write("content/_index.md", "# Home\n")
        .write("content/live.md", page("First words."))
        .write("templates/page.html", TEMPLATE)
        .write("static/favicon.ico", "")
        .write("styles/main.css", "h1 { color: rgb(1, 0, 0) }\n");
    site
}

/// The script has been greeted over its socket.
pub(crate) const CONNECTED: &str = "globalThis[Symbol.for('layer9.serve')]";

/// An open page that is connected to the server, with a mark on it that loading it again would wipe away.
fn open(server: &Server, path: &str) -> Browser {
    let mut browser = Browser::start();
    browser.open(&server.url(path));
    browser.wait("the page to be connected", CONNECTED);
    browser.eval("globalThis.mark = 1");
    browser
}

/// Counts to 5 and scrolls down.
fn use_page(browser: &mut Browser) {
    browser.wait_hydrated("[name=Counter]");
    browser.click("[name=Counter] [aria-label=Increase]");
    browser.click("[name=Counter] [aria-label=Increase]");
    browser.wait("the count", "document.querySelector('output').textContent === '5'");
    browser.eval("scrollTo(0, 700)");
}

/// The page was not loaded again, and what the visitor did is still there.
fn unharmed(browser: &mut Browser) {
    assert_eq!(browser.eval("globalThis.mark"), 1, "the page was loaded again");
    assert_eq!(browser.text("document.querySelector('output').textContent"), "5", "the count is lost");
    assert_eq!(browser.eval("scrollY"), 700, "the page jumped");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn an_edit_of_markdown_shows_and_keeps_the_count_and_the_scroll_position() {
    let site = site();
    let server = Server::serve(site.path());
    let mut browser = open(&server, "/live/");
    use_page(&mut browser);
    // Of the same length, so that nothing above the scroll position changes its height.
    site.write("content/live.md", page("Other words."));
    browser.wait("the new text", "document.querySelector('p').textContent === 'Other words.'");
    unharmed(&mut browser);
    browser.click("[name=Counter] [aria-label=Increase]");
    browser.wait("the counter to run on", "document.querySelector('output').textContent === '6'");
    // A counter that is new on the page starts.
    site.write("content/live.md", page("<Counter start={40} label=\"New\" client=\"load\" />"));
    browser.wait(
        "the new counter",
        "document.querySelector('[aria-label=New]')?.closest('layer9-island').hydrated",
    );
    browser.click("[aria-label=New] [aria-label=Increase]");
    browser.wait("it to count", "document.querySelector('[aria-label=New] output').textContent === '41'");
    assert_eq!(browser.eval("globalThis.mark"), 1, "the page was loaded again");
}

#[test]
fn an_edit_of_front_matter_shows() {
    let site = site();
    let server = Server::serve(site.path());
    let mut browser = open(&server, "/live/");
    site.write(
        "content/live.md",
        page("First words.").replace("title = \"Live\"", "title = \"Alive & <well>\""),
    );
    browser.wait(
        "the new title",
        "document.title === 'Alive & <well>' && document.querySelector('h1').textContent === 'Alive & <well>'",
    );
    assert_eq!(browser.eval("globalThis.mark"), 1, "the page was loaded again");
}

#[test]
fn an_edit_of_a_template_shows_and_keeps_the_count_and_the_scroll_position() {
    let site = site();
    let server = Server::serve(site.path());
    let mut browser = open(&server, "/live/");
    use_page(&mut browser);
    site.write("templates/page.html", TEMPLATE.replace("Old footer", "New footer"));
    browser.wait("the new footer", "document.querySelector('footer').textContent === 'New footer'");
    unharmed(&mut browser);
}

#[test]
fn an_edit_of_a_style_sheet_is_swapped_in_without_loading_the_page_again() {
    let site = site();
    let server = Server::serve(site.path());
    let mut browser = open(&server, "/live/");
    use_page(&mut browser);
    let colour = "getComputedStyle(document.querySelector('h1')).color";
    assert_eq!(browser.text(colour), "rgb(1, 0, 0)");
    for n in 2..5 {
        site.write("styles/main.css", format!("h1 {{ color: rgb({n}, 0, 0) }}\n"));
        browser.wait("the new colour", &format!("{colour} === 'rgb({n}, 0, 0)'"));
    }
    // The theme's one, and that of the counter.
    browser.wait("the old sheets to go", "document.querySelectorAll('link[rel=stylesheet]').length === 2");
    unharmed(&mut browser);
}

const OVERLAY: &str =
    "document.querySelector('layer9-errors')?.shadowRoot?.querySelector('pre')?.textContent";

#[test]
fn a_mistake_is_shown_over_the_page_until_it_is_mended() {
    let site = site();
    let server = Server::serve(site.path());
    let mut browser = open(&server, "/live/");
    use_page(&mut browser);
    site.write("content/live.md", page("<Countr start={3} />"));
    browser.wait(
        "the diagnostic with its code, its place and its hint",
        &format!(
            "(t => /L9-\\d{{4}}/.test(t) && t.includes('content/live.md') && t.includes('Countr') && t.includes('Counter'))({OVERLAY} ?? '')"
        ),
    );
    assert_eq!(
        browser.text("document.querySelector('p').textContent"),
        "First words.",
        "the last good page stays"
    );
    site.write("content/live.md", page("Mended now."));
    browser.wait(
        "the mended page",
        "!document.querySelector('layer9-errors') && document.querySelector('p').textContent === 'Mended now.'",
    );
    assert_eq!(browser.eval("globalThis.mark"), 1, "the page was loaded again");
    assert_eq!(browser.text("document.querySelector('output').textContent"), "5", "the count is lost");
    // A template that does not parse, and then the same as before.
    site.write("templates/page.html", TEMPLATE.replace("{{ page.title }}", "{{ page.title "));
    browser.wait("the other diagnostic", &format!("({OVERLAY} ?? '').includes('templates/page.html')"));
    site.write("templates/page.html", TEMPLATE);
    browser.wait("it to go", "!document.querySelector('layer9-errors')");
}

#[test]
fn a_page_that_is_new_can_be_opened_and_one_that_is_gone_cannot() {
    let site = site();
    let server = Server::serve(site.path());
    let mut browser = open(&server, "/live/");
    browser.open(&server.url("/late/"));
    browser.wait("the page to be missing", "document.body.textContent.includes('Not found')");
    site.write("content/late.md", "+++\ntitle = \"Late\"\n+++\n\nHere.\n");
    browser.wait("the new page", "document.querySelector('h1')?.textContent === 'Late'");
    std::fs::remove_file(site.path().join("content/late.md")).unwrap();
    browser.wait("the page to be missing again", "document.body.textContent.includes('Not found')");
}

/// Compiling an island may take this long on a machine with other things to do.
const COMPILED: Duration = Duration::from_secs(300);

#[test]
fn an_edit_of_an_islands_rust_shows_and_a_mistake_in_it_is_explained() {
    let (folder, _lock) = islands_to_change();
    let source = folder.join("islands/src/counter.rs");
    let rust = std::fs::read_to_string(&source).unwrap();
    let server = Server::serve(&folder);
    let mut browser = open(&server, "/two/");
    browser.wait_hydrated("[name=Counter]");
    assert_eq!(browser.text("document.querySelector('[name=Counter] button').textContent"), "-");
    // The count is kept over the edit, from the value that the page was built with.
    let count = "document.querySelector('[name=Counter] output').textContent";
    let first: i32 = browser.text(count).parse().unwrap();
    browser.click("[name=Counter] button");
    browser.wait("the count", &format!("{count} === '{}'", first - 1));
    browser.eval("globalThis.former = document.querySelector('[name=Counter]')");
    let edited = rust.replace("*n -= 1", "*n -= 10").replace("\"-\"", "\"minus ten\"");
    assert_ne!(edited, rust);
    std::fs::write(&source, &edited).unwrap();
    browser.wait_longer(
        "the new button",
        "document.querySelector('[name=Counter] button')?.textContent === 'minus ten'",
        COMPILED,
    );
    browser.wait_hydrated("[name=Counter]");
    browser.click("[name=Counter] button");
    browser.wait("the new code, which goes on with the count", &format!("{count} === '{}'", first - 11));
    assert_eq!(browser.eval("former.isConnected"), false, "it is another instance");
    assert_eq!(browser.eval("mark"), 1, "the page was loaded again");
    std::fs::write(&source, edited.replace("signal(start)", "signal(strat)")).unwrap();
    browser.wait_longer(
        "the compiler's message",
        &format!(
            "(t => /L9-\\d{{4}}/.test(t) && t.includes('strat') && t.includes('counter.rs'))({OVERLAY} ?? '')"
        ),
        COMPILED,
    );
    assert_eq!(browser.text(count), (first - 11).to_string(), "what works goes on below the message");
    // Another signal before the one that holds the count: which is which is not known any more.
    let shifted = rust.replacen("signal(start)", "{ signal(true); signal(start) }", 1);
    assert_ne!(shifted, rust);
    std::fs::write(&source, &shifted).unwrap();
    browser.wait_longer(
        "a count that began anew",
        &format!("!document.querySelector('layer9-errors') && {count} === '{first}'"),
        COMPILED,
    );
    std::fs::write(&source, &rust).unwrap();
    browser.wait_longer(
        "the page as it was",
        "!document.querySelector('layer9-errors') && document.querySelector('[name=Counter] button')?.textContent === '-'",
        COMPILED,
    );
}
