//! What islands cost a visitor.

use crate::harness::{Run, Site, layer9};
use crate::server;

/// Loader and module of the counter together, each compressed alone.
const COUNTER_BROTLI_BYTES: u64 = 2_500;

#[test]
fn the_counter_is_small() {
    let run = Site::new().run(&["sizes", "Counter", "--json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let sizes: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let brotli = |part: &str| sizes["Counter"][part]["brotli"].as_u64().unwrap();
    assert_eq!(brotli("loader") + brotli("module"), brotli("total"), "{sizes:#}");
    assert!(brotli("total") < COUNTER_BROTLI_BYTES, "{sizes:#}");
}

/// The module of the example's `Bookshelf`, uncompressed and compressed: a list by key, a text to search by, three orders, and
/// what the runtime has for them. An island grows with what the compiler makes of its own source, so this is held closely.
const BOOKSHELF_BYTES: u64 = 10_000;
const BOOKSHELF_BROTLI_BYTES: u64 = 4_660;

/// A page with it and the gallery's counter: the loader, and both in one module.
const BOTH_BROTLI_BYTES: u64 = 6_400;

#[test]
fn the_bookshelf_stays_as_small_as_it_is() {
    let mut command = layer9();
    let command = command.current_dir(server::example()).args(["sizes", "Bookshelf", "Counter", "--json"]);
    let run = Run::of(&command.output().unwrap());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let sizes: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let module = &sizes["Bookshelf"]["module"];
    assert!(module["raw"].as_u64().unwrap() < BOOKSHELF_BYTES, "{sizes:#}");
    assert!(module["brotli"].as_u64().unwrap() < BOOKSHELF_BROTLI_BYTES, "{sizes:#}");
    assert!(sizes["together"]["total"]["brotli"].as_u64().unwrap() < BOTH_BROTLI_BYTES, "{sizes:#}");
}

#[test]
fn every_gallery_island_is_listed() {
    let run = Site::new().run(&["sizes"]);
    for name in [
        "ContactForm",
        "CopyButton",
        "Countdown",
        "Counter",
        "DataTable",
        "Dialog",
        "Menu",
        "Tabs",
        "ThemeSwitch",
    ] {
        assert!(run.stdout.contains(name), "{}", run.stdout);
    }
}

#[test]
fn an_unknown_island_is_named() {
    let run = Site::new().run(&["sizes", "Conter"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("did you mean `Counter`?"), "{}", run.stderr);
}
