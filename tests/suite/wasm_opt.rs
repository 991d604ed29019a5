//! Modules that `wasm-opt` has made smaller. Where the program is not installed, the tests that need it say so and pass.

use crate::chromium::Browser;
use crate::harness::{Run, Site, layer9, tree};
use crate::server::{Server, islands_to_change};
use std::path::{Path, PathBuf};

/// The program, if there is one.
fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join("wasm-opt")).find(|p| p.is_file());
    if found.is_none() {
        eprintln!("skipping wasm-opt: it is not in PATH");
    }
    found
}

fn build(site: &Path, output: &Site) -> Run {
    let dist = output.dist();
    let run = layer9().arg("build").arg("--output").arg(dist).current_dir(site).output().unwrap();
    Run::of(&run)
}

/// The bytes of all modules of a built site.
fn modules(output: &Site) -> usize {
    let files = tree(&output.dist().join("_layer9"));
    files.iter().filter(|(name, _)| name.ends_with(".wasm")).map(|(_, bytes)| bytes.len()).sum()
}

#[test]
fn optimised_islands_are_smaller_and_do_in_a_browser_what_they_did() {
    if installed().is_none() {
        return;
    }
    let (site, _lock) = islands_to_change();
    let config = std::fs::read_to_string(site.join("layer9.toml")).unwrap();
    let (linked, optimized) = (Site::empty(), Site::empty());
    assert_eq!(build(&site, &linked).code, Some(0));
    std::fs::write(site.join("layer9.toml"), config.replace("[islands]\n", "[islands]\nwasm_opt = true\n"))
        .unwrap();
    let run = build(&site, &optimized);
    std::fs::write(site.join("layer9.toml"), &config).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let (before, after) = (modules(&linked), modules(&optimized));
    assert!(after * 100 < before * 97, "{before} bytes became {after}");

    optimized.write("layer9.toml", config);
    let server = Server::preview(optimized.path());
    let mut browser = Browser::start();
    browser.open(&server.url("/todo/"));
    browser.wait_hydrated("layer9-island");
    let rows = "[...document.querySelectorAll('li')].map(li => li.dataset.id).join('')";
    browser.click("[data-id='2'] .remove");
    browser.wait("the row to go", &format!("{rows} === '13'"));
    browser.click("[name=title]");
    browser.type_text("Dolerite");
    browser.press("Enter");
    browser.wait("the new row", &format!("{rows} === '134'"));
    assert_eq!(browser.console(), Vec::<String>::new());

    // A trap is still one, and gives back the stack that it left taken.
    browser.open(&server.url("/trapping/"));
    browser.wait_hydrated("layer9-island");
    browser.eval(
        "for (let i = 0; i < 1000; i++) document.querySelector('.deep').dispatchEvent(new Event('click', {bubbles: true}))",
    );
    browser.wait(
        "the other instance",
        "[...document.querySelectorAll('.roomy')].every(b => !b.dispatchEvent(new Event('click', {cancelable: true, bubbles: true})))",
    );
    browser.click("[name=Counter] button:last-child");
    browser.wait("the counter", "document.querySelector('output').textContent === '2'");
}

#[cfg(unix)]
#[test]
fn one_that_is_too_old_or_fails_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let (site, _lock) = islands_to_change();
    let config = std::fs::read_to_string(site.join("layer9.toml")).unwrap();
    let programs = Site::empty();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(programs.path().to_owned()).chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).unwrap();
    std::fs::write(site.join("layer9.toml"), config.replace("[islands]\n", "[islands]\nwasm_opt = true\n"))
        .unwrap();
    let said = |script: &str| {
        programs.write("wasm-opt", format!("#!/bin/sh\n{script}\n"));
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(programs.path().join("wasm-opt"), mode).unwrap();
        let run = layer9().arg("build").env("PATH", &path).current_dir(&site).output().unwrap();
        Run::of(&run)
    };
    let old = said("echo wasm-opt version 91");
    let broken =
        said("[ \"$1\" = --version ] && echo wasm-opt version 132 || { echo 'no memory' >&2; exit 3; }");
    std::fs::write(site.join("layer9.toml"), &config).unwrap();
    assert_eq!((old.code, broken.code), (Some(1), Some(1)), "{}\n{}", old.stderr, broken.stderr);
    assert!(old.stderr.contains("version 91") && old.stderr.contains("108 or later"), "{}", old.stderr);
    assert!(old.stderr.contains("npm install -g binaryen"), "{}", old.stderr);
    assert!(
        broken.stderr.contains("does not link") && broken.stderr.contains("no memory"),
        "{}",
        broken.stderr
    );
}
