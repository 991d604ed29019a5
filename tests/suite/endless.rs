//! A component that never ends while it is rendered: the build does, and says which calls it was.

use crate::harness::{Run, layer9, tree};
use crate::server::islands_to_change;
use std::fs;
use std::path::Path;

/// Builds the site of the test islands with these files beside its own, and says what fuel had to do with it.
fn stopped(site: &Path, files: &[(&str, &str)]) -> Vec<String> {
    for (path, text) in files {
        fs::create_dir_all(site.join(path).parent().unwrap()).unwrap();
        fs::write(site.join(path), text).unwrap();
    }
    let output = layer9().args(["build", "--message-format", "json"]).current_dir(site).output().unwrap();
    for (path, _) in files {
        fs::remove_file(site.join(path)).unwrap();
    }
    let run = Run::of(&output);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let said = run.stderr.lines().chain(run.stdout.lines());
    let said = said.filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    said.map(|d| {
        let text = |key: &str| d[key].as_str().unwrap_or("?").to_owned();
        format!("{} {}:{}:{} {}", text("code"), text("file"), d["line"], d["column"], text("message"))
    })
    .collect()
}

#[test]
fn a_render_without_end_is_stopped_and_its_call_is_named() {
    let (site, _lock) = islands_to_change();
    let before = tree(&site.join("dist"));
    let told = "<Endless> ran for more than 500000000 instructions";
    let page = "# Endless\n\nText, and then\n\n<Endless turns={-1} />\n";
    assert_eq!(
        stopped(&site, &[("content/endless.md", page)]),
        [format!("L9-0706 content/endless.md:5:2 {told}")]
    );
    let page = "+++\ntemplate = \"endless.html\"\n+++\n";
    let template = "<!doctype html>\n<title>x</title>\n<main>{{<Endless turns={-3} />}}</main>\n";
    assert_eq!(
        stopped(&site, &[("content/endless.md", page), ("templates/endless.html", template)]),
        [format!("L9-0706 templates/endless.html:3:9 {told}")]
    );
    assert!(tree(&site.join("dist")) == before, "something was published");
}
