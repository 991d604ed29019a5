//! `exports.txt` and `imports.txt`, by which the tool links, say what the sources do.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file is there")
}

#[test]
fn imports_are_listed_and_implemented() {
    let source = read("src/dom/imports.rs");
    let (mut module, mut renamed) = (String::new(), None);
    let mut found = BTreeSet::new();
    for line in source.lines() {
        let quoted = line.split('"').nth(1).map(str::to_owned);
        if line.contains("wasm_import_module") {
            module = quoted.expect("a name");
        } else if line.contains("link_name") {
            renamed = quoted;
        } else if let Some((_, rest)) = line.split_once("fn ") {
            let name = rest.split('(').next().expect("a name").to_owned();
            found.insert(format!("{module} {}", renamed.take().unwrap_or(name)));
        }
    }
    let listed = read("imports.txt");
    assert_eq!(found, listed.lines().map(str::to_owned).collect());
    let loader = read("js/loader.js");
    for line in listed.lines() {
        let (module, name) = line.split_once(' ').expect("a module and a name");
        let start = loader.find(&format!("const {module} = {{")).expect("the module is there");
        let body = &loader[start..start + loader[start..].find("\n  };").expect("it ends")];
        let is = |form: String| body.contains(&format!("\n    {form}"));
        assert!(
            is(format!("{name}(")) || is(format!("{name}: ")) || is(format!("{name},")),
            "{line} in loader.js"
        );
    }
}

#[test]
fn exports_are_listed() {
    let source = read("src/export.rs");
    let mut found: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| line.trim().strip_prefix("extern \"C\" fn "))
        .filter_map(|rest| rest.split('(').next())
        .collect();
    // The build's own.
    assert!(found.remove("l9_abi"));
    let listed = read("exports.txt");
    assert_eq!(found, listed.lines().collect());
    let loader = read("js/loader.js");
    for name in listed.lines() {
        assert!(loader.contains(name), "{name} is called");
    }
}

#[test]
fn the_loader_keeps_to_a_strict_policy() {
    let triggers = ["idle", "visible", "media", "interaction"].map(|name| format!("triggers/{name}"));
    for file in ["loader", "start"].into_iter().chain(triggers.iter().map(String::as_str)) {
        let text = read(&format!("js/{file}.js"));
        assert!(!text.lines().any(|line| line.trim().starts_with("import ")), "{file}: imports");
        for word in ["eval(", "new Function", "document.write"] {
            assert!(!text.contains(word), "{file}: {word}");
        }
    }
}
