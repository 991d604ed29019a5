//! `layer9 new`: a site that builds as it is, anywhere, and islands that `cargo check` accepts.

use crate::harness::{Folder, layer9, repository};
use std::process::Command;

fn run(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String) {
    let output = layer9().args(arguments).current_dir(folder.path()).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_new_site_builds_and_ships_its_counter() {
    let folder = Folder::new("new");
    assert_eq!(run(&folder, &["new", "site"]).0, Some(0));
    let (code, stderr) = run(&folder, &["--root", "site", "build"]);
    assert_eq!(code, Some(0), "{stderr}");
    let home = std::fs::read_to_string(folder.path().join("site/dist/index.html")).unwrap();
    assert!(home.contains("<layer9-island name=\"Counter\""), "{home}");
    let (code, stderr) = run(&folder, &["new", "site"]);
    assert_eq!(code, Some(1), "a folder that is not empty is left alone\n{stderr}");
}

#[test]
fn a_new_islands_crate_compiles_outside_of_the_repository() {
    let folder = Folder::new("new-islands");
    assert_eq!(run(&folder, &["new", "site", "--islands"]).0, Some(0));
    let islands = folder.path().join("site/islands");
    let check = Command::new("cargo").args(["check", "--quiet"]).current_dir(&islands).output().unwrap();
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stderr));
    std::fs::write(folder.path().join("site/content/like.md"), "<Likes start={3} />\n").unwrap();
    let (code, stderr) = run(&folder, &["--root", "site", "build"]);
    assert_eq!(code, Some(0), "{stderr}");
    let page = std::fs::read_to_string(folder.path().join("site/dist/like/index.html")).unwrap();
    assert!(page.contains("name=\"Likes\""), "{page}");
}

#[test]
fn a_mistake_in_an_island_is_reported_with_what_rustc_says() {
    let folder = Folder::new("broken-islands");
    assert_eq!(run(&folder, &["new", "site", "--islands"]).0, Some(0));
    let source = folder.path().join("site/islands/src/lib.rs");
    let text = std::fs::read_to_string(&source).unwrap();
    std::fs::write(&source, format!("{text}\nfn broken() -> u32 {{ \"text\" }}\n")).unwrap();
    let (code, stderr) = run(&folder, &["--root", "site", "build"]);
    assert_eq!(code, Some(1));
    for part in ["L9-0701", "islands/src/lib.rs", "mismatched types", "E0308"] {
        assert!(stderr.contains(part), "{part} is missing\n{stderr}");
    }
    assert!(!folder.path().join("site/dist").exists(), "something was published");
}

#[test]
fn the_package_carries_the_island_crates() {
    let list = Command::new("cargo")
        .args(["package", "--list", "--allow-dirty", "--package", "layer9"])
        .current_dir(repository())
        .output()
        .unwrap();
    let files = String::from_utf8_lossy(&list.stdout).into_owned();
    assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
    for file in ["build.rs", "islands/crates.txt", "themes/strata/theme.toml"] {
        assert!(files.lines().any(|line| line.replace('\\', "/") == file), "{file} is missing\n{files}");
    }
}
