//! `layer9 build --timings FILE.json`.

use crate::harness::Site;

#[test]
fn timings_are_written_beside_the_site() {
    let site = Site::new();
    site.write("content/a.md", "A page.\n");
    let file = site.path().join("t/build.json");
    std::fs::create_dir(site.path().join("t")).unwrap();
    let run = site.run(&["build", "--timings", file.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let report: serde_json::Value = serde_json::from_str(&site.read("t/build.json")).unwrap();
    assert_eq!(report["format"], 1);
    assert_eq!(report["pages"], 1);
    let stages: Vec<&str> =
        report["stages"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert!(stages.contains(&"read configuration"), "{stages:?}");
    assert_eq!(stages.last(), Some(&"publish"), "{stages:?}");
    let wall = report["wall"].as_f64().unwrap();
    // The record is laid out while the site is published; nothing else is side by side in a first build.
    let alone = report["stages"].as_array().unwrap().iter().filter(|s| s["name"] != "lay the record out");
    let sum: f64 = alone.map(|s| s["wall"].as_f64().unwrap()).sum();
    assert!(sum <= wall, "{sum} > {wall}: stages overlap");
    let rendered =
        report["tasks"].as_array().unwrap().iter().find(|t| t["name"] == "render templates").unwrap();
    assert!(rendered["items"].as_u64().unwrap() >= 2);
    assert!(site.read("t/build.svg").starts_with("<svg "));
}

#[test]
fn a_name_that_cannot_be_written_is_said_before_the_build() {
    let site = Site::new();
    for name in ["missing/build.json", "build.svg"] {
        let run = site.run(&["build", "--timings", site.path().join(name).to_str().unwrap()]);
        assert_eq!(run.code, Some(2), "{}", run.stderr);
        assert!(!site.dist().exists());
    }
}
