//! The search of a site: what its index holds, and what finds in it in a browser.

use crate::chromium::Browser;
use crate::harness::{Site, tree};
use crate::server::Server;
use std::collections::{BTreeMap, BTreeSet};

const CONFIG: &str = "base_url = \"https://example.org/sub\"\ntitle = \"Stones\"\ntheme = \"strata\"\n\
    taxonomies = [{ name = \"tags\" }]\n[markdown]\ncopy_button = false\n[search]\n[languages.fr]\n[languages.ar]\n[languages.ja]\n";

fn site() -> Site {
    let site = Site::empty();
    site.write("layer9.toml", CONFIG);
    site.write("content/_index.md", "+++\ntitle = \"Home\"\n+++\nAll about stones.\n");
    site.write("content/_index.ja.md", "+++\ntitle = \"石\"\n+++\n石のすべて。\n");
    site.write("content/_index.fr.md", "+++\ntitle = \"Pierres\"\n+++\nTout.\n");
    site.write("content/_index.ar.md", "+++\ntitle = \"أحجار\"\n+++\nكل شيء.\n");
    site.write("content/guide/_index.md", "+++\ntitle = \"Guide\"\n+++\n");
    site.write(
        "content/guide/malachite.md",
        "+++\ntitle = \"Malachite\"\n[taxonomies]\ntags = [\"copper\"]\n+++\nGreen in *b*ands, a *carbo*nate.\n\n\
         ## Where it is found\n\nIn Zambia, beside azurite.\n\n| a | b |\n|---|---|\n| one | azuritic two |\n\n```rust\nlet secretive = 1;\n```\n",
    );
    site.write(
        "content/guide/azurite.md",
        "+++\ntitle = \"Azurite\"\n+++\nBlue. It turns into malachite in time.\n",
    );
    site.write(
        "content/guide/azurite.fr.md",
        "+++\ntitle = \"Azurite\"\n+++\nBleue, liée à l’île d’Oléron.\n",
    );
    site.write(
        "content/guide/azurite.ja.md",
        "+++\ntitle = \"藍銅鉱\"\n+++\n青い鉱物で、やがて孔雀石になる。\n",
    );
    site.write("content/guide/azurite.ar.md", "+++\ntitle = \"الأزوريت\"\n+++\nحجر أزرق من النُّحاس.\n");
    site
}

/// The words of a language's index with the addresses of their pages.
fn index(site: &Site, language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let files = tree(&site.dist().join("_layer9/search").join(language));
    let json = |name: &str| -> serde_json::Value { serde_json::from_slice(&files[name]).unwrap() };
    let known = json("index.json");
    let list = |kind: &str| -> Vec<serde_json::Value> {
        let count = known[kind].as_array().unwrap().len();
        (0..count).map(|number| json(&format!("{kind}-{number}.json"))).collect()
    };
    assert_eq!(files.len(), 1 + list("words").len() + list("pages").len(), "{:?}", files.keys());
    let pages: Vec<_> = list("pages").iter().flat_map(|pages| pages.as_array().unwrap().clone()).collect();
    assert_eq!(pages.len() as u64, known["count"].as_u64().unwrap());
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in list("words") {
        for (word, postings) in part.as_object().unwrap() {
            let mut at = 0;
            for pair in postings.as_array().unwrap().chunks(2) {
                at += pair[0].as_u64().unwrap() as usize;
                assert!((1..100).contains(&pair[1].as_u64().unwrap()));
                found.entry(word.clone()).or_default().insert(pages[at][1].as_str().unwrap().to_owned());
            }
        }
    }
    found
}

fn of(index: &BTreeMap<String, BTreeSet<String>>, word: &str) -> Vec<String> {
    index.get(word).map(|pages| pages.iter().cloned().collect()).unwrap_or_default()
}

#[test]
fn every_language_has_an_index_of_its_own_pages() {
    let site = site();
    site.build();
    let en = index(&site, "en");
    assert_eq!(of(&en, "malachite"), ["/guide/azurite/", "/guide/malachite/"]);
    assert_eq!(of(&en, "bands"), ["/guide/malachite/"], "emphasis does not end a word");
    assert_eq!(of(&en, "zambia"), ["/guide/malachite/"]);
    assert_eq!(of(&en, "copper"), ["/guide/malachite/"], "terms are found");
    assert_eq!(of(&en, "stones"), ["/"], "sections are found");
    assert!(of(&en, "secretive").is_empty(), "code is not");
    assert!(of(&en, "oleron").is_empty());
    assert_eq!(of(&index(&site, "fr"), "oleron"), ["/fr/guide/azurite/"]);
    assert_eq!(of(&index(&site, "ja"), "孔雀"), ["/ja/guide/azurite/"]);
    assert_eq!(of(&index(&site, "ar"), "نحاس"), ["/ar/guide/azurite/"]);
    // The words of the theme are on no page's index.
    assert!(of(&en, "skip").is_empty());

    site.write("layer9.toml", CONFIG.replace("[search]", "[search]\ncode = true"));
    site.build();
    assert_eq!(of(&index(&site, "en"), "secretive"), ["/guide/malachite/"]);
    site.write("layer9.toml", CONFIG.replace("[search]", "[search]\nenabled = false"));
    site.build();
    assert!(!site.dist().join("_layer9/search").exists());
    assert!(!site.page("/guide/azurite/").contains("l9-search"));
}

#[test]
fn what_is_not_to_be_found_is_in_no_index() {
    let site = site();
    for (name, key) in [
        ("a", "search = false"),
        ("b", "in_search_index = false"),
        ("c", "draft = true"),
        ("d", "render = false"),
        ("e", "in_lists = false"),
        ("f", "publish_date = 2999-01-01"),
    ] {
        site.write(
            &format!("content/{name}.md"),
            format!("+++\ntitle = \"{name}\"\n{key}\n+++\nunfindable\n"),
        );
    }
    site.write("content/g.md", "+++\ntitle = \"G\"\nin_lists = false\nsearch = true\n+++\nunfindable\n");
    site.write("content/notes/_index.md", "+++\ntitle = \"Notes\"\n[cascade]\nsearch = false\n+++\n");
    site.write("content/notes/one.md", "# One\n\nunfindable\n");
    site.write("content/notes/two.md", "+++\nsearch = true\n+++\n# Two\n\nunfindable\n");
    site.write("content/h.md", "+++\ntitle = \"H\"\n+++\nShown.\n");
    site.build();
    let en = index(&site, "en");
    assert_eq!(of(&en, "unfindable"), ["/g/", "/notes/two/"]);
    assert_eq!(of(&en, "shown"), ["/h/"]);
}

#[test]
fn an_edit_writes_the_parts_that_have_its_words() {
    let site = site();
    for n in 0..60 {
        let body: String =
            (0..30).map(|word| format!("{}{} ", ["ab", "cd", "ef", "gh"][n % 4], n * word)).collect();
        site.write(&format!("content/guide/n{n:02}.md"), format!("# Number {n}\n\n{body}\n"));
    }
    site.build();
    let before = tree(&site.dist().join("_layer9/search"));
    site.write(
        "content/guide/azurite.md",
        "+++\ntitle = \"Azurite\"\n+++\nBlue. It turns into malachite in time, xylophone.\n",
    );
    site.build();
    let after = tree(&site.dist().join("_layer9/search"));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<&String> =
        after.iter().filter(|(path, bytes)| before[*path] != **bytes).map(|(p, _)| p).collect();
    // The index with the versions, and the part that begins with `xy`; where the page is as long as before for the
    // formula, no other part.
    assert!(changed.iter().all(|path| path.starts_with("en/")), "{changed:?}");
    assert!((2..8).contains(&changed.len()), "{changed:?} of {}", after.len());
    assert!(!changed.iter().any(|path| path.contains("pages-")), "{changed:?}");
    let beside = site.path().join("clean");
    site.run(&["build", "--clean", "--output", beside.to_str().unwrap()]);
    assert_eq!(tree(&beside.join("_layer9/search")), after);
}

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/// Types a query, and gives the text of what was found once it says so.
fn query(browser: &mut Browser, text: &str, wanted: &str) -> String {
    browser.eval(
        "(() => { const i = document.querySelector('.l9-search input'); i.value = ''; i.focus(); \
         document.querySelector('.l9-search__results').replaceChildren(); })()",
    );
    browser.type_text(text);
    let found = format!(
        "document.querySelector('.l9-search__results')?.textContent.includes({})",
        serde_json::Value::from(wanted)
    );
    browser.wait(&format!("what {text} finds"), &found);
    browser.text("document.querySelector('.l9-search__status').textContent")
}

#[test]
fn a_visitor_finds_pages_by_keyboard_in_each_language() {
    let site = site();
    site.build();
    site.write("dist/_headers", format!("/*\n  Content-Security-Policy: {POLICY}\n"));
    let server = Server::preview(site.path());
    let mut browser = Browser::start();
    browser.open(&server.url("/guide/"));
    let of_search = |browser: &mut Browser| -> Vec<String> {
        browser.requests().into_iter().filter(|url| url.contains("/search/")).collect()
    };
    assert_eq!(of_search(&mut browser).len(), 1, "only what opens it is loaded before it is opened");

    browser.press("/");
    browser.wait("the window", "document.querySelector('.l9-search dialog').open");
    assert_eq!(query(&mut browser, "Malachíte", "In Zambia").as_str(), "Pages found: 2");
    assert_eq!(browser.text("document.querySelector('.l9-search__title').textContent"), "Malachite");
    let marked = "[...document.querySelectorAll('.l9-search__results mark')].map(m => m.textContent).join()";
    browser.wait("a mark in the text", &format!("/malachite/.test({marked})"));
    // The start of a word, a letter that is wrong, two words of one page, none.
    query(&mut browser, "zamb", "Malachite");
    query(&mut browser, "malachote", "Malachite");
    query(&mut browser, "azuritic", "Malachite");
    let cells = "document.querySelector('.l9-search__text').textContent.includes('one azuritic two')";
    browser.wait("the cells of a table, apart", cells);
    assert_eq!(query(&mut browser, "azurite zambia", "Malachite"), "Pages found: 1");
    browser.eval("document.querySelector('.l9-search input').value = ''");
    browser.type_text("quartz");
    browser.wait(
        "that there is none",
        "document.querySelector('.l9-search__status').textContent.startsWith('No page')",
    );

    query(&mut browser, "azurite", "Malachite");
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    assert_eq!(
        browser.text("document.activeElement.querySelector('.l9-search__title').textContent"),
        "Malachite"
    );
    browser.press("ArrowUp");
    browser.press("ArrowUp");
    assert_eq!(browser.text("document.activeElement.localName"), "input");
    browser.press("Escape");
    browser.wait("the end of it", "!document.querySelector('.l9-search dialog').open");
    browser.eval("dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))");
    query(&mut browser, "malachite", "Azurite");
    browser.press("Enter");
    browser.wait(
        "the page",
        "location.pathname == '/sub/guide/malachite/' && document.querySelector('main h1')",
    );

    let table = include_str!("../../src/render/search/words.json");
    let same = format!(
        "import('/sub/_layer9/search/search.js').then(m => {table}.filter(([t, w]) => m.words(t).join() != w.join())\
         .map(([t]) => t + ': ' + m.words(t).join(' ')).join('\\n'))"
    );
    assert_eq!(browser.text(&same), "", "the browser tells words as the build does");

    browser.open(&server.url("/ja/"));
    browser.click(".l9-search__open");
    assert_eq!(query(&mut browser, "孔雀石", "藍銅鉱"), "見つかったページ: 1");
    let one = "[...document.querySelectorAll('.l9-search__text mark')].some(m => m.textContent === '孔雀石')";
    browser.wait("a mark of the whole word", one);
    query(&mut browser, "石", "藍銅鉱");
    browser.press("ArrowDown");
    browser.press("Enter");
    browser.wait("the page in Japanese", "location.pathname.startsWith('/sub/ja/')");
    browser.open(&server.url("/ar/"));
    browser.click(".l9-search__open");
    query(&mut browser, "نحاس", "الأزوريت");
    assert_eq!(browser.failures(), Vec::<String>::new());
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn serve_searches_what_is_edited() {
    let site = site();
    let server = Server::serve(site.path());
    let mut browser = Browser::start();
    browser.open(&server.url("/guide/"));
    browser.press("/");
    browser.wait("the window", "document.querySelector('.l9-search dialog').open");
    query(&mut browser, "zambia", "Malachite");
    site.write("content/guide/azurite.md", "+++\ntitle = \"Azurite\"\n+++\nNow it has a xylophone.\n");
    let fresh = "fetch('/sub/_layer9/search/en/index.json').then(r => r.json()).then(i => Promise.all(i.words.map((v, n) => \
        fetch(`/sub/_layer9/search/en/words-${n}.json?v=${v}`).then(r => r.text())))).then(all => all.join().includes('xylophone'))";
    browser.wait("the word that was written", fresh);
}
