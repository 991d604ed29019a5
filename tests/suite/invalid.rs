//! Bad input: every folder of `tests/invalid/` is a site with a mistake in it, and beside it stands what must
//! be said. `LAYER9_BLESS=1` writes what is said now.

use crate::harness::{Site, repository};
use std::path::Path;

/// The case's own files; `expected.txt` is not one of them.
fn site(case: &Path) -> Site {
    let site = Site::copy_of(case);
    std::fs::remove_file(site.path().join("expected.txt")).ok();
    if !case.join("layer9.toml").exists() && !case.join("no-config").exists() {
        site.write("layer9.toml", "base_url = \"https://example.org\"\ntitle = \"Test\"\n");
    }
    // Bytes that a text file cannot hold are written as \xNN in files that end in `.bytes`.
    for (path, bytes) in crate::harness::tree(site.path()) {
        if let Some(target) = path.strip_suffix(".bytes") {
            site.write(target, unescape(&String::from_utf8(bytes).unwrap()));
            std::fs::remove_file(site.path().join(&path)).unwrap();
        }
    }
    site
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\x") {
        bytes.extend(&rest.as_bytes()[..at]);
        bytes.push(u8::from_str_radix(&rest[at + 2..at + 4], 16).unwrap());
        rest = &rest[at + 4..];
    }
    bytes.extend(rest.as_bytes());
    bytes
}

#[test]
fn every_mistake_is_reported_as_written() {
    let folder = repository().join("tests/invalid");
    let mut cases: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    let bless = std::env::var_os("LAYER9_BLESS").is_some();
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let site = site(case);
        let run = site.run(&["build"]);
        let said = run.stderr.replace(&site.path().display().to_string(), "SITE");
        if run.code != Some(1) {
            wrong.push(format!("{name}: exit code {:?}\n{said}", run.code));
            continue;
        }
        if site.dist().exists() {
            wrong.push(format!("{name}: something was published"));
        }
        let file = case.join("expected.txt");
        if bless {
            std::fs::write(&file, &said).unwrap();
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        if said != expected {
            wrong.push(format!("{name}:\n--- expected\n{expected}--- said\n{said}"));
        }
    }
    assert!(cases.len() >= 175, "only {} cases", cases.len());
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
