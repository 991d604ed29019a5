//! Islands that pages start together, in one module: those of one crate, and those of the gallery with them.

use crate::chromium::Browser;
use crate::harness::{Run, Site, layer9, tree};
use crate::server::{Server, islands, islands_to_change};
use std::collections::BTreeMap;
use std::path::Path;

fn build(site: &Path, output: &Site) -> Run {
    let dist = output.dist();
    let run = layer9().arg("build").arg("--output").arg(dist).current_dir(site).output().unwrap();
    let run = Run::of(&run);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run
}

/// The names of the modules in a built site, without their hashes.
fn modules(dist: &Path) -> Vec<String> {
    let files = tree(&dist.join("_layer9")).into_keys().filter(|name| name.ends_with(".wasm"));
    files.map(|name| name.rsplit_once('-').unwrap().0.to_owned()).collect()
}

/// The module of each island of a page, by the island's name.
fn sources(dist: &Path, page: &str) -> BTreeMap<String, String> {
    let html = std::fs::read_to_string(dist.join(page).join("index.html")).unwrap();
    let islands = html.split("<layer9-island name=\"").skip(1);
    let value = |text: &str| text.split('"').next().unwrap().to_owned();
    islands.map(|island| (value(island), value(island.split("src=\"").nth(1).unwrap()))).collect()
}

#[test]
fn islands_that_pages_start_together_are_one_module() {
    let dist = islands().join("dist");
    let modules = modules(&dist);
    // On /nested/ and /two/; on /trapping/, where the one that traps adds next to nothing to a counter.
    for joined in ["disclosure-panel", "counter-trapping"] {
        assert!(modules.contains(&joined.to_owned()), "{modules:?}");
    }
    // What is in one of those is in no other; what starts alone, or with what is of no use elsewhere, stays alone.
    for alone in ["todo", "form", "rows"] {
        assert!(modules.contains(&alone.to_owned()), "{modules:?}");
    }
    for island in ["disclosure", "panel", "counter", "trapping"] {
        assert!(!modules.contains(&island.to_owned()), "{modules:?}");
    }
    let nested = sources(&dist, "nested");
    assert_eq!(nested["Panel"], nested["Disclosure"]);
    assert_ne!(nested["Panel"], nested["Counter"]);
    assert_eq!(sources(&dist, "two")["Counter"], nested["Counter"]);
    let html = std::fs::read_to_string(dist.join("nested/index.html")).unwrap();
    let preload = format!("crossorigin href=\"{}\">", nested["Panel"]);
    assert_eq!(html.matches(&preload).count(), 1, "{html}");
}

#[test]
fn a_browser_loads_it_once_and_all_its_islands_run() {
    let server = Server::preview(islands());
    let mut browser = Browser::start();
    browser.open(&server.url("/nested/"));
    browser.wait_hydrated("layer9-island");
    let loaded = browser.eval(
        "performance.getEntriesByType('resource').map(e => e.name).filter(n => n.endsWith('.wasm')).length",
    );
    assert_eq!(loaded.as_u64(), Some(2));
    browser.click("layer9-island[name=Disclosure] button");
    browser.wait("the text", "document.body.innerText.includes('Hidden text.')");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn the_sizes_of_islands_on_one_page_are_those_of_their_module() {
    let (site, _lock) = islands_to_change();
    let run = layer9().args(["sizes", "Panel", "Disclosure", "--json"]).current_dir(&site).output().unwrap();
    let sizes: serde_json::Value = serde_json::from_str(&Run::of(&run).stdout).unwrap();
    let module = |name: &str| sizes[name]["module"]["brotli"].as_u64().unwrap();
    let (together, apart) = (module("together"), module("Panel") + module("Disclosure"));
    assert!(together * 100 < apart * 75, "{sizes:#}");
    assert!(together > module("Disclosure"), "{sizes:#}");
}

#[test]
fn an_island_of_the_gallery_is_in_one_module_with_the_site_s_own() {
    let dist = islands().join("dist");
    let modules = modules(&dist);
    assert!(modules.contains(&"dialog-fragile".to_owned()), "{modules:?}");
    assert!(!modules.iter().any(|name| name == "dialog" || name == "fragile"), "{modules:?}");
    let joint = sources(&dist, "joint");
    assert_eq!(joint["Dialog"], joint["Fragile"]);

    let server = Server::preview(islands());
    let mut browser = Browser::start();
    browser.watch_changes();
    browser.open(&server.url("/joint/"));
    browser.wait_hydrated("layer9-island");
    assert_eq!(browser.changes(), Vec::<String>::new());
    let loaded = "performance.getEntriesByType('resource').map(e => e.name).filter(n => n.endsWith('.wasm'))";
    assert_eq!(browser.eval(&format!("{loaded}.length")).as_u64(), Some(1));
    assert_eq!(browser.console(), Vec::<String>::new());
    // A trap is said to be of the island that it is in, and the others of the module go on.
    browser.click(".trap");
    browser.click(".l9-dialog__open");
    browser.wait("the window", "document.querySelector('dialog').open");
    browser.click(".l9-dialog__close");
    browser.wait("no window", "!document.querySelector('dialog').open");
    browser.eval("document.querySelectorAll('.count').forEach(b => b.click())");
    browser.wait(
        "both counts",
        "[...document.querySelectorAll('.count')].map(b => b.innerText).join() === '1,1'",
    );
    let said = browser.console();
    assert!(said.len() == 1 && said[0].contains("<Fragile>"), "{said:?}");
}

#[test]
fn the_ledger_tells_the_gallery_s_code_from_the_runtime_s() {
    let (site, _lock) = islands_to_change();
    let output = Site::empty();
    let file = output.path().join("ledger.json");
    let mut command = layer9();
    let command = command.arg("build").arg("--output").arg(output.dist()).arg("--ledger").arg(&file);
    let run = Run::of(&command.current_dir(&site).output().unwrap());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let ledger: serde_json::Value = serde_json::from_str(&output.read("ledger.json")).unwrap();
    let files = ledger["files"].as_object().unwrap();
    let (_, module) = files.iter().find(|(path, _)| path.contains("dialog-fragile")).unwrap();
    let crates: Vec<&str> =
        module["crates"].as_array().unwrap().iter().map(|part| part["name"].as_str().unwrap()).collect();
    assert!(crates.contains(&"layer9_gallery") && crates.contains(&"layer9_islands"), "{module:#}");
}

#[test]
fn the_gallery_is_compiled_only_for_pages_that_start_both() {
    let (site, _lock) = islands_to_change();
    let (page, joint) = (site.join("content/joint.md"), site.join("islands/.layer9/joint"));
    assert!(joint.join("runtime/src/gallery/dialog.rs").exists());
    assert!(!joint.join("runtime/src/gallery/counter.rs").exists());
    let text = std::fs::read_to_string(&page).unwrap();
    let output = Site::empty();
    let build = |text: &str| {
        std::fs::remove_dir_all(&joint).unwrap();
        std::fs::remove_file(site.join(".layer9/islands-target/site.modules")).unwrap();
        std::fs::write(&page, text).unwrap();
        build(&site, &output);
        modules(&output.dist())
    };
    let waiting = build(&text.replace("<Dialog", "<Dialog client=\"visible\""));
    let compiled = joint.exists();
    std::fs::create_dir_all(&joint).unwrap();
    let again = build(&text);
    assert!(!compiled);
    for alone in ["dialog", "fragile"] {
        assert!(waiting.contains(&alone.to_owned()), "{waiting:?}");
    }
    assert!(again.contains(&"dialog-fragile".to_owned()), "{again:?}");
}

#[test]
fn the_sizes_of_an_island_with_one_of_the_gallery_are_those_of_their_module() {
    let (site, _lock) = islands_to_change();
    let run = layer9().args(["sizes", "Dialog", "Fragile", "--json"]).current_dir(&site).output().unwrap();
    let sizes: serde_json::Value = serde_json::from_str(&Run::of(&run).stdout).unwrap();
    let module = |name: &str| sizes[name]["module"]["brotli"].as_u64().unwrap();
    let (together, apart) = (module("together"), module("Dialog") + module("Fragile"));
    assert!(together * 100 < apart * 75 && together > module("Dialog"), "{sizes:#}");
}

#[test]
fn an_island_that_may_wait_stays_alone_and_what_is_linked_is_kept() {
    let (site, _lock) = islands_to_change();
    let page = site.join("content/nested.md");
    let text = std::fs::read_to_string(&page).unwrap();
    let output = Site::empty();
    // What an earlier run of this test has left.
    std::fs::remove_file(site.join(".layer9/islands-target/site.modules")).unwrap();
    build(&site, &output);
    let first = tree(&output.dist());

    std::fs::write(
        &page,
        text.replace("<Panel title=\"Inner\">", "<Panel title=\"Inner\" client=\"visible\">"),
    )
    .unwrap();
    let run = build(&site, &output);
    let waiting = (modules(&output.dist()), sources(&output.dist(), "nested"));
    let clean = Site::empty();
    build(&site, &clean);
    let same = tree(&clean.dist()) == tree(&output.dist());

    // With nothing left of the compiler's own files, what was linked before is found.
    std::fs::write(&page, text).unwrap();
    let (compiled, away) = (site.join(".layer9/islands-target/target"), site.join(".layer9/away"));
    std::fs::rename(&compiled, &away).unwrap();
    let again = build(&site, &output);
    let compiles = compiled.exists();
    let _ = std::fs::remove_dir_all(&compiled);
    std::fs::rename(&away, &compiled).unwrap();

    let (names, nested) = waiting;
    assert!(
        names.contains(&"panel".to_owned()) && !names.contains(&"disclosure-panel".to_owned()),
        "{names:?}"
    );
    assert!(nested["Panel"].contains("/panel-"), "{nested:?}");
    assert!(same, "another output than a clean build's: {}", run.stderr);
    assert!(!compiles, "{}", again.stderr);
    assert!(tree(&output.dist()) == first);
}
