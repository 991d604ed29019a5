//! The feature page: nothing is a "yes" without its section of the guide and its test.

use crate::harness::repository;
use std::collections::BTreeSet;
use std::path::Path;

/// Names of functions in Rust files below a folder.
fn functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, names);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            for (at, _) in text.match_indices("fn ") {
                let rest = &text[at + 3..];
                let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
                names.insert(rest[..end].to_owned());
            }
        }
    }
}

/// The ids of a page's headings.
fn anchors(page: &str) -> BTreeSet<String> {
    let text =
        std::fs::read_to_string(repository().join("content-example/content").join(page)).unwrap_or_default();
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let heading = line.trim_start_matches('#').trim();
            match heading.rsplit_once("{#") {
                Some((_, id)) => id.split(['}', ' ']).next().unwrap_or("").to_owned(),
                None => slug::slugify(heading),
            }
        })
        .collect()
}

/// What is wrong with the rows of a feature table.
fn wrong(text: &str) -> Vec<String> {
    let table: toml::Table = text.parse().unwrap();
    let mut known = BTreeSet::new();
    for folder in ["tests", "src", "islands"] {
        functions(&repository().join(folder), &mut known);
    }
    let mut wrong = Vec::new();
    for row in table["rows"].as_array().unwrap() {
        let get = |key: &str| row.get(key).and_then(|v| v.as_str()).unwrap_or("");
        let name = get("name");
        if !matches!(get("answer"), "yes" | "part" | "no")
            || !matches!(get("priority"), "M" | "S" | "D" | "X")
        {
            wrong.push(format!("{name}: the answer is yes, part or no, the priority M, S, D or X"));
        }
        if get("answer") == "yes" {
            if !anchors(get("page")).contains(get("id")) {
                wrong.push(format!("{name}: {} has no heading `{}`", get("page"), get("id")));
            }
            if !known.contains(get("test")) {
                wrong.push(format!("{name}: there is no test `{}`", get("test")));
            }
        }
    }
    wrong
}

#[test]
fn every_yes_has_its_section_and_its_test() {
    let text = std::fs::read_to_string(repository().join("content-example/data/features.toml")).unwrap();
    assert!(text.matches("[[rows]]").count() > 100);
    let wrong = wrong(&text);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A row whose section no table of the page asks for would be seen by nobody.
#[test]
fn every_section_has_its_table_on_the_page() {
    let read = |path: &str| std::fs::read_to_string(repository().join("content-example").join(path)).unwrap();
    let table: toml::Table = read("data/features.toml").parse().unwrap();
    let sections: BTreeSet<&str> =
        table["rows"].as_array().unwrap().iter().filter_map(|row| row.get("section")?.as_str()).collect();
    let page = read("content/guide/features.md");
    let tables: BTreeSet<&str> =
        page.split("<FeatureTable section=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(tables, sections);
}

#[test]
fn a_yes_without_either_is_found() {
    let row = |page: &str, id: &str, test: &str| {
        format!(
            "[[rows]]\nsection = \"content\"\nname = \"x\"\npriority = \"M\"\nanswer = \"yes\"\npage = \"{page}\"\nid = \"{id}\"\ntest = \"{test}\"\n"
        )
    };
    let here = "a_yes_without_either_is_found";
    assert!(wrong(&row("guide/features.md", "content", here)).is_empty());
    // A name in pieces, so that this file does not hold it.
    for text in [
        row("guide/features.md", "no-such", here),
        row("guide/none.md", "content", here),
        row("guide/features.md", "content", &["no", "such"].join("_")),
    ] {
        assert_eq!(wrong(&text).len(), 1, "{text}");
    }
}
