//! What islands cost a visitor.

use crate::harness::Site;

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
