//! `benches/live.mjs`, which `./dev live-bench` runs, on a small blog: what it writes, and what it fails of. Where Node.js is
//! not installed, the tests say so and pass.

use crate::chromium::PATIENCE;
use crate::harness::{Run, Site, copy, repository, tree};
use serde_json::Value;
use std::process::Command;
use std::time::Duration;

const POSTS: usize = 40;
const EDITS: usize = 2;

/// A corpus as `layer9-bench corpus` lays it out, of short posts, the last one the newest; `None` without Node.js.
fn corpus() -> Option<Site> {
    let node = Command::new("node").arg("--version").output();
    if !node.is_ok_and(|answer| answer.status.success()) {
        eprintln!("skipped: Node.js is not installed");
        return None;
    }
    let corpus = Site::empty();
    corpus.write("content/_index.md", "+++\ntitle = \"Home\"\nsort_by = \"date\"\n+++\n");
    corpus.write(
        "content/sec-00/_index.md",
        "+++\ntitle = \"Section\"\nsort_by = \"date\"\npaginate_by = 20\ntransparent = true\ngenerate_feeds = true\n+++\n",
    );
    for n in 0..POSTS {
        corpus.write(
            &format!("content/sec-00/post-{n}.md"),
            format!(
                "+++\ntitle = \"Post {n}\"\ndate = 2024-01-01T00:{n:02}:00Z\ndescription = \"Of rocks.\"\n\
                 [taxonomies]\ntags = [\"rock\"]\ncategories = [\"stone\"]\n+++\nAbout rock {n}.\n"
            ),
        );
    }
    std::fs::create_dir_all(corpus.path().join("static")).unwrap();
    Some(corpus)
}

/// Runs the benchmark on a corpus, where it waits this long for a page; it writes into the corpus's folder `results`.
fn run(corpus: &Site, patience: Duration) -> Run {
    let results = corpus.path().join("results");
    std::fs::create_dir_all(&results).unwrap();
    let output = Command::new("node")
        .args(["--no-warnings", "--experimental-websocket", "benches/live.mjs"])
        .arg("--results")
        .arg(results)
        .args(["--patience", &patience.as_millis().to_string()])
        .arg(env!("CARGO_BIN_EXE_layer9"))
        .arg(corpus.path())
        .args([POSTS, EDITS].map(|number| number.to_string()))
        .current_dir(repository())
        .output()
        .unwrap();
    Run::of(&output)
}

/// The benchmark's templates with one of them changed, where the benchmark finds them in place of its own.
fn with_template(corpus: &Site, name: &str, change: impl FnOnce(&str) -> String) {
    copy(&repository().join("benches/tpl/layer9"), &corpus.path().join("site"));
    copy(&corpus.path().join("content"), &corpus.path().join("site/content"));
    let template = format!("site/templates/{name}");
    let (before, after) = (corpus.read(&template), change(&corpus.read(&template)));
    assert_ne!(before, after, "{name} is another one by now");
    corpus.write(&template, after);
}

#[test]
fn edits_of_a_body_and_of_a_title_are_timed_and_undone() {
    let Some(corpus) = corpus() else { return };
    let newest = format!("post-{}.md", POSTS - 1);
    let run = run(&corpus, PATIENCE);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);

    let results: Value = serde_json::from_str(&corpus.read("results/live-40.json")).unwrap();
    assert_eq!(results["posts"], POSTS);
    let rows = results["rows"].as_array().unwrap();
    let told = |row: &Value| format!("{} {}", row["what"].as_str().unwrap(), row["path"].as_str().unwrap());
    assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), ["body /sec-00/post-39/", "title /"]);
    for row in rows {
        let times: Vec<f64> =
            row["times"].as_array().unwrap().iter().map(|time| time.as_f64().unwrap()).collect();
        assert_eq!(times.len(), EDITS, "{row}");
        let (least, median, most) = (&row["least"], &row["median"], &row["most"]);
        let [least, median, most] = [least, median, most].map(|time| time.as_f64().unwrap());
        assert!(0.0 < least && least <= median && median <= most, "{row}");
        assert!(times.contains(&least) && times.contains(&most), "{row}");
    }
    let table = corpus.read("results/live-40.md");
    for row in ["body", "title"] {
        let line = table.lines().find(|line| line.starts_with(&format!("| {row} | "))).unwrap();
        assert_eq!(line.matches('|').count(), 5, "{line}");
    }
    assert!(table.contains("`./dev live-bench 40 2`") && run.stdout == table, "{table}");
    // The post is as it was, and nothing is left beside it.
    let path = format!("content/sec-00/{newest}");
    assert_eq!(corpus.read(&format!("site/{path}")), corpus.read(&path));
    assert_eq!(tree(&corpus.path().join("results")).len(), 2);
}

#[test]
fn a_page_that_does_not_show_an_edited_body_is_a_failure() {
    let Some(corpus) = corpus() else { return };
    with_template(&corpus, "page.html", |text| text.replace("{{ page.content | safe }}", ""));
    let run = run(&corpus, Duration::from_secs(2));
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("no page shows \"Edit body 0\""), "{}", run.stderr);
    assert!(tree(&corpus.path().join("results")).is_empty());
    assert_eq!(corpus.read("site/content/sec-00/post-39.md"), corpus.read("content/sec-00/post-39.md"));
}

#[test]
fn a_home_page_that_does_not_show_an_edited_title_is_a_failure() {
    let Some(corpus) = corpus() else { return };
    // The recent posts are shown by what their files are called.
    with_template(&corpus, "base.html", |text| {
        text.replace(
            "{{ p.title }}</a></li>",
            "{{ p.slug | replace(from=\"post-\", to=\"Post \") }}</a></li>",
        )
    });
    corpus
        .write("site/templates/index.html", "{% extends \"base.html\" %}{% block main %}{% endblock main %}");
    let run = run(&corpus, Duration::from_secs(8));
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains("no page shows \"Edit title 0\""), "{}", run.stderr);
    assert!(tree(&corpus.path().join("results")).is_empty());
}
