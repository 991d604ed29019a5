//! Islands in a crate of their own that uses the standard library and serde, beside one that does without.

use crate::chromium::Browser;
use crate::harness::layer9;
use crate::server::{Files, Server, shared};

const SITE: Files<'_> = &[
    (
        "layer9.toml",
        "base_url = \"https://example.org\"\ntitle = \"Std\"\n[islands]\ndefault_client = \"load\"\n",
    ),
    ("static/favicon.ico", ""),
    (
        "content/_index.md",
        "# Std\n\n<Books json='[{\"title\": \"Basalt & <x>\", \"year\": 1969, \"tags\": [\"a\"]}]' url=\"/books.json\" />\n\n\
         <Books json=\"[{\" url=\"/broken.json\" />\n\n<Count />\n",
    ),
    ("content/plain.md", "<Count />\n"),
    (
        "static/books.json",
        "[{\"title\": \"Andesite\", \"year\": 1972, \"tags\": [\"b\", \"c\\u00e9\"]}, {\"title\": \"Chert\", \"year\": -3}]",
    ),
    ("static/broken.json", "[{\"title\": 1}]"),
    ("islands/Cargo.toml", "[workspace]\nmembers = [\"small\", \"data\"]\nresolver = \"3\"\n"),
    (
        "islands/small/Cargo.toml",
        "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"staticlib\", \"rlib\"]\n\
         [dependencies]\nlayer9-islands = \"0.1\"\n",
    ),
    (
        "islands/small/src/lib.rs",
        "#![no_std]\nextern crate alloc;\nuse layer9_islands::prelude::*;\n\
         #[island]\npub fn Count() -> impl View {\n    let n = signal(0);\n    \
         view! { <button type=\"button\" class=\"count\" on:click={move || n.update(|n| *n += 1)}>{n}</button> }\n}\n",
    ),
    (
        "islands/data/Cargo.toml",
        "[package]\nname = \"data\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"staticlib\", \"rlib\"]\n\
         [dependencies]\nlayer9-islands = { version = \"0.1\", default-features = false }\n\
         serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n",
    ),
    ("islands/data/src/lib.rs", BOOKS),
];

/// As one writes it without a thought for the browser: `HashMap`, `format!`, derived `Deserialize`.
const BOOKS: &str = r#"use layer9_islands::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Clone, Deserialize, PartialEq)]
struct Book {
    title: String,
    year: i32,
    #[serde(default)]
    tags: Vec<String>,
}

fn read(json: &str) -> Result<Vec<Book>, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// Books from JSON: some known to the build, the others asked of a server.
#[island]
pub fn Books(json: String, url: String) -> impl View {
    let books = signal(read(&json));
    let asked = signal(false);
    let answer = resource(
        move || asked.get().then(|| Request::get(url.clone())),
        |answer| read(&answer.text()),
    );
    effect(move || match answer.get() {
        Load::Loading => {}
        Load::Ready(read) => books.set(Ok(read)),
        Load::Failed(why) => books.set(Err(why)),
    });
    let tags = derived(move || {
        let mut tags: HashMap<String, u32> = HashMap::new();
        for tag in books.get().iter().flatten().flat_map(|book| book.tags.clone()) {
            *tags.entry(tag).or_default() += 1;
        }
        let mut tags: Vec<String> = tags.into_keys().collect();
        tags.sort();
        tags.join("+")
    });
    view! {
        <button type="button" class="ask" on:click={move || asked.set(true)}>"Ask"</button>
        {match books.get() {
            Ok(books) => {
                <ul>{for book in books.clone() { <li>{format!("{:04} {}", book.year, book.title)}</li> }}</ul>
                <p class="tags">{tags}</p>
            }
            Err(why) => { <p class="wrong">{why.clone()}</p> }
        }}
    }
}
"#;

#[test]
fn an_island_with_std_and_serde_is_built_and_hydrates() {
    let folder = shared("std", SITE);
    let page = std::fs::read_to_string(folder.join("dist/index.html")).unwrap();
    assert!(page.contains("<li>1969 Basalt &amp; &lt;x&gt;</li>"), "{page}");
    assert!(page.contains("EOF while parsing an object at line 1 column 2"), "{page}");

    let server = Server::preview(&folder);
    let mut browser = Browser::start();
    browser.watch_changes();
    browser.open(&server.url("/"));
    browser.wait_hydrated("layer9-island");
    assert_eq!(browser.changes(), Vec::<String>::new());
    browser.eval("document.querySelectorAll('.ask').forEach(button => button.click())");
    browser.wait(
        "the answer",
        "document.querySelector('layer9-island').innerText.replace(/\\s+/g, ' ').trim() === \
         'Ask 1972 Andesite -003 Chert b+cé'",
    );
    browser.wait(
        "serde's own words",
        "document.querySelector('.wrong')?.textContent === \
         'invalid type: integer `1`, expected a string at line 1 column 12'",
    );
    browser.click(".count");
    browser.wait("the other crate's island", "document.querySelector('.count').textContent === '1'");
    assert_eq!(browser.console(), Vec::<String>::new());
}

/// What the crate costs is paid where its island is, and nowhere else.
#[test]
fn an_island_beside_a_crate_with_std_stays_small() {
    let folder = shared("std", SITE);
    let output = layer9().args(["sizes", "--json", "Books", "Count"]).current_dir(&folder).output().unwrap();
    let sizes: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let brotli = |island: &str| sizes[island]["module"]["brotli"].as_u64().unwrap();
    assert!(brotli("Count") < 1_500, "{sizes:#}");
    assert!((10_000..35_000).contains(&brotli("Books")), "{sizes:#}");
    let page = std::fs::read_to_string(folder.join("dist/plain/index.html")).unwrap();
    assert!(!page.contains("books-"), "{page}");
}
