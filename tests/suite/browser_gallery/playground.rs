//! The code playground: what is typed is run, in a frame that reaches nothing, under the policies of pages.

use super::{holds, open, start_all};
use crate::chromium::Browser;
use crate::harness::{Site, repository};
use crate::server::{Files, Server, shared};

const PAGE: &str = "/gallery/code-playground/";

/// The text of the first console.
const CONSOLE: &str = "[...document.querySelectorAll('.l9-playground')][0].querySelector('.l9-playground__console').innerText.trim()";

fn says(browser: &mut Browser, text: &str) {
    let said = browser.text(&format!(
        "(async () => {{
            for (let n = 0; n < 100 && {CONSOLE} !== {expected}; n++) await new Promise(done => setTimeout(done, 50));
            return {CONSOLE};
        }})()",
        expected = serde_json::json!(text)
    ));
    assert_eq!(said, text);
}

/// Puts the focus into an editor of the first playground, in place of its text.
fn write(browser: &mut Browser, editor: &str, text: &str) {
    browser.eval(&format!(
        "(e => {{ e.focus(); e.select() }})(document.querySelector('.l9-playground [id$=-{editor}]'))"
    ));
    browser.type_text(text);
}

#[test]
fn code_is_changed_run_and_taken_back() {
    let (mut browser, _server) = open(PAGE);
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    start_all(&mut browser);
    holds(
        &mut browser,
        "the editors have the text of the blocks, which are gone",
        "(p => p.querySelectorAll('textarea').length === 3 && p.querySelector('[id$=-html]').value === \
         '<button type=\"button\">Lay a stratum</button>\\n<ol></ol>' && !p.querySelector('pre').checkVisibility())\
         (document.querySelector('.l9-playground'))",
    );
    write(
        &mut browser,
        "js",
        "console.log('two', 2, {a: [1]}, null);\nconsole.warn('careful');\n\nmissing();",
    );
    browser.click(".l9-playground__run");
    says(
        &mut browser,
        "two 2 {\"a\":[1]} null\ncareful\nUncaught ReferenceError: missing is not defined (4)",
    );
    holds(
        &mut browser,
        "what it is, and that it was run",
        "(p => p.querySelector('.l9-playground__status').textContent === 'The code was run.' && \
         [...p.querySelectorAll('[role=log] div')].map(m => m.dataset.kind).join('') === 'lwe')(document.querySelector('.l9-playground'))",
    );
    // What the HTML and the CSS say is there, and an end of the element in a text is none.
    write(&mut browser, "html", "<p>one</p>");
    write(&mut browser, "css", "p { width: 123px }");
    write(
        &mut browser,
        "js",
        "console.log('</script>', getComputedStyle(document.querySelector('p')).width, document.scripts.length)",
    );
    browser.click(".l9-playground__run");
    says(&mut browser, "</script> 123px 1");
    // A promise that nobody catches, and more messages than anyone reads.
    write(&mut browser, "js", "Promise.reject(new Error('no'))");
    browser.click(".l9-playground__run");
    says(&mut browser, "Uncaught (in promise) Error: no");
    write(&mut browser, "js", "for (let n = 0; n < 1e4; n++) console.log(n)");
    browser.click(".l9-playground__run");
    browser.wait("the last of many", &format!("{CONSOLE}.endsWith('\\n…')"));
    assert_eq!(
        browser
            .eval("document.querySelectorAll('.l9-playground')[0].querySelectorAll('[role=log] div').length"),
        100
    );
    browser.click(".l9-playground__bar button:nth-of-type(2)");
    says(&mut browser, "");
    holds(
        &mut browser,
        "the first text",
        "document.querySelector('.l9-playground [id$=-css]').value.startsWith('li {')",
    );
    assert_eq!(browser.eval("history.length"), 2, "runs are no pages of the history");
}

#[test]
fn nobody_is_kept_in_an_editor_by_the_keyboard() {
    let (mut browser, _server) = open(PAGE);
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    start_all(&mut browser);
    let focus =
        "document.activeElement.id.split('-').pop() + ' ' + document.activeElement.textContent.slice(0, 3)";
    write(&mut browser, "html", "a");
    browser.press("Tab");
    browser.type_text("b");
    assert_eq!(browser.text("document.activeElement.value"), "a  b");
    browser.press("Escape");
    browser.press("Tab");
    assert_eq!(browser.text(focus), "css ", "after Escape the key is the browser's");
    // In the next editor it indents again, and any other key takes Escape back.
    write(&mut browser, "css", "c");
    browser.press("Escape");
    browser.press("d");
    browser.press("Tab");
    assert_eq!(browser.text("document.activeElement.value"), "cd  ");
    browser.call("Input.dispatchKeyEvent", serde_json::json!({ "type": "keyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9, "modifiers": 8 }));
    assert_eq!(browser.text(focus), "html ", "Shift+Tab goes back at once");
    write(&mut browser, "js", "console.log('by key')");
    browser.call("Input.dispatchKeyEvent", serde_json::json!({ "type": "keyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "modifiers": 2 }));
    says(&mut browser, "by key");
    assert_eq!(browser.text("document.activeElement.value"), "console.log('by key')", "and no line is added");
    browser.press("Escape");
    browser.press("Tab");
    assert_eq!(browser.text("document.activeElement.textContent"), "Run");
    // Each editor has its name, and says its keys.
    holds(
        &mut browser,
        "labels and descriptions",
        "[...document.querySelectorAll('.l9-playground textarea')].every(t => t.labels.length === 1 && \
         document.getElementById(t.getAttribute('aria-describedby')).textContent)",
    );
}

#[test]
fn code_runs_while_one_types_where_that_is_asked_for() {
    let (mut browser, _server) = open(PAGE);
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    start_all(&mut browser);
    let run = "[...document.querySelectorAll('.l9-playground iframe')].map(f => f.srcdoc.length).join()";
    write(&mut browser, "js", "console.log('quiet')");
    browser.eval("new Promise(done => setTimeout(done, 1200))");
    assert_eq!(browser.text(CONSOLE), "", "it runs when it is told to");
    browser.click(".l9-playground__bar input");
    write(&mut browser, "js", "console.log('live')");
    says(&mut browser, "live");
    assert_eq!(
        browser.text("document.querySelector('.l9-playground .l9-playground__status').textContent"),
        "",
        "and is not said at each key"
    );
    // Several keys, one run: only after the last of them is there a pause.
    let before = browser.text(run);
    for key in ["a", "b", "c"] {
        browser.press(key);
    }
    assert_eq!(browser.text(run), before);
    browser.wait("the run", &format!("{run} !== '{before}'"));
}

#[test]
fn the_frame_reaches_nothing_and_is_heard_by_its_word_alone() {
    let (mut browser, server) = open(PAGE);
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    start_all(&mut browser);
    browser.eval("document.cookie = 'a=b'");
    write(
        &mut browser,
        "js",
        "for (const what of [() => parent.document.title, () => localStorage.length, () => document.cookie, () => top.location.href])\n  \
         try { console.log(what()) } catch (e) { console.log(e.name) }\nconsole.log(origin);\nparent.postMessage('lforged', '*')",
    );
    browser.click(".l9-playground__run");
    says(&mut browser, "SecurityError\nSecurityError\nSecurityError\nSecurityError\nnull");
    for forged in ["'lforged'", "'layer9-playground'", "{a: 1}", "null", "''"] {
        browser.eval(&format!("postMessage({forged}, '*')"));
    }
    // A run that is over is not heard any more.
    write(&mut browser, "js", "setTimeout(() => console.log('late'), 400); console.log('first')");
    browser.click(".l9-playground__run");
    says(&mut browser, "first");
    write(&mut browser, "js", "console.log('second')");
    browser.click(".l9-playground__run");
    says(&mut browser, "second");
    browser.eval("new Promise(done => setTimeout(done, 600))");
    says(&mut browser, "second");
    assert_eq!(
        browser.eval("document.querySelector('.l9-playground iframe').getAttribute('sandbox')"),
        "allow-scripts"
    );
    // The document that runs code runs none outside of a sandbox, in whatever page it is framed.
    browser.open(&server.url("/humans.txt"));
    browser.eval(
        "new Promise(done => {
            globalThis.said = [];
            addEventListener('message', e => said.push(e.data));
            const frame = document.body.appendChild(document.createElement('iframe'));
            frame.onload = () => { frame.contentWindow.postMessage('<script>parent.stolen = 1</script>', '*'); setTimeout(done, 300); };
            frame.src = '/playground.html';
        })",
    );
    assert_eq!(browser.eval("[globalThis.stolen ?? 0, said.length]"), serde_json::json!([0, 0]));
}

const STRICT: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

const CODE: &str = "<Slot name=\"html\">\n\n```html\n<p>bare</p>\n```\n\n</Slot>\n<Slot name=\"css\">\n\n```css\np { width: 77px }\n```\n\n</Slot>\n<Slot name=\"js\">\n\n```js\nconsole.log(getComputedStyle(document.querySelector('p')).width)\n```\n\n</Slot>\n</CodePlayground>\n";

/// Three pages: code in the page's own frame, in a document of its own, and in one of its own under a policy in a `<meta>`.
fn policies() -> std::path::PathBuf {
    let document =
        std::fs::read_to_string(repository().join("content-example/static/playground.html")).unwrap();
    let config = format!(
        "base_url = \"https://example.org\"\ntitle = \"Policies\"\n\
         [headers.\"/inline/\"]\nContent-Security-Policy = \"{STRICT}\"\n\
         [headers.\"/framed/\"]\nContent-Security-Policy = \"{STRICT}\"\n\
         [headers.\"/playground.html\"]\nContent-Security-Policy = \"sandbox allow-scripts\"\n"
    );
    let inline = format!("<CodePlayground label=\"x\" client=\"load\">\n{CODE}");
    let framed = format!("<CodePlayground label=\"x\" frame=\"/playground.html\" client=\"load\">\n{CODE}");
    let meta = format!("+++\ntemplate = \"meta.html\"\n+++\n{framed}");
    let template = format!(
        "<!doctype html><html lang=\"en\"><head><title>x</title><meta http-equiv=\"Content-Security-Policy\" content=\"{STRICT}\">\
         </head><body>{{{{ page.content | safe }}}}</body></html>"
    );
    let files: Files<'_> = &[
        ("layer9.toml", &config),
        ("static/favicon.ico", ""),
        ("static/playground.html", &document),
        ("templates/meta.html", &template),
        ("content/_index.md", "# Home\n"),
        ("content/inline.md", &inline),
        ("content/framed.md", &framed),
        ("content/meta.md", &meta),
    ];
    shared("gallery-policies", files)
}

#[test]
fn under_a_strict_policy_code_runs_in_a_document_of_its_own_or_says_that_it_cannot() {
    let server = Server::preview(&policies());
    let mut browser = Browser::start();
    for (page, console, status) in [
        (
            "/inline/",
            "",
            "The security policy of this page lets no code run here: the result is the HTML alone.",
        ),
        ("/framed/", "77px", ""),
        ("/meta/", "77px", ""),
    ] {
        browser.open(&server.url(page));
        browser.wait_hydrated("[name=CodePlayground]");
        says(&mut browser, console);
        let said = "document.querySelector('.l9-playground .l9-playground__status').textContent";
        browser.wait(&format!("{page}: {status}"), &format!("{said} === {}", serde_json::json!(status)));
        browser.eval("new Promise(done => setTimeout(done, 2000))");
        assert_eq!(browser.text(said), status, "{page}");
        // Another run starts afresh.
        write(&mut browser, "js", "console.log(typeof globalThis.once); globalThis.once = 1");
        browser.click(".l9-playground__run");
        says(&mut browser, if console.is_empty() { "" } else { "undefined" });
        browser.click(".l9-playground__run");
        says(&mut browser, if console.is_empty() { "" } else { "undefined" });
    }
    assert_eq!(
        browser.eval("document.querySelector('meta[http-equiv=Content-Security-Policy]').content"),
        STRICT,
        "the last page has its policy"
    );
}

#[test]
fn without_scripts_a_playground_is_its_code() {
    let (mut browser, server) = open(PAGE);
    browser.scripts(false);
    browser.open(&server.url(PAGE));
    holds(
        &mut browser,
        "blocks under their labels, and nothing that does nothing",
        "(p => [...p.querySelectorAll('pre')].every(b => b.checkVisibility()) && p.querySelectorAll('pre').length === 3 && \
         [...p.querySelectorAll('label')].map(l => l.checkVisibility() ? l.textContent : '').join() === 'HTML,CSS,JavaScript,' && \
         ![...p.querySelectorAll('button:not(.l9-copy__button), textarea, input, [role=log]')].some(e => e.checkVisibility()))\
         (document.querySelector('.l9-playground'))",
    );
    let site = Site::new();
    site.write("content/a.md", "<CodePlayground label=\"x\" client=\"none\">\n<Slot name=\"js\">\n\n```js\nf()\n```\n\n</Slot>\n</CodePlayground>\n");
    site.build();
    let html = site.page("/a/");
    assert!(
        html.matches("<textarea").count() == 1 && html.contains("language-js"),
        "only what is filled has an editor: {html}"
    );
}
