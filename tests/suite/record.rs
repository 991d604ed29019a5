//! The record of a build and the folder that it published: both are the same build's, or the next build makes everything.

use crate::harness::{Site, tree};
use std::collections::BTreeMap;

fn site() -> Site {
    let site = Site::new();
    site.write("templates/page.html", "{{ page.content | safe }}");
    for page in ["a", "b", "old"] {
        site.write(
            &format!("content/{page}.md"),
            format!("+++\ntitle = \"{page}\"\n+++\n{page}, the first.\n"),
        );
    }
    site
}

/// What builds keep for the next one.
fn kept(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let mut kept = tree(&site.path().join(".layer9/cache"));
    // Bodies are trusted in nothing, and their file only grows.
    kept.retain(|name, _| !name.ends_with(".bodies"));
    kept
}

/// What a clean build makes of the same sources.
fn clean(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let beside = Site::copy_of(site.path());
    beside.build();
    tree(&beside.dist())
}

#[test]
fn the_record_of_a_build_that_published_is_used_by_the_next() {
    let site = site();
    assert!(!site.build().stderr.contains("written"));
    assert_eq!(kept(&site).len(), 1);
    assert!(site.build().stderr.contains("(nothing changed)"));
    site.write("content/a.md", "+++\ntitle = \"a\"\n+++\nThe second.\n");
    std::fs::remove_file(site.path().join("content/old.md")).unwrap();
    let before = kept(&site);
    let run = site.build();
    assert!(run.stderr.contains("removed)"), "{}", run.stderr);
    assert_ne!(kept(&site), before);
    assert_eq!(tree(&site.dist()), clean(&site));
    // Both were told of each other when the files had been moved.
    let run = site.build();
    assert!(run.stderr.contains("(nothing changed)"), "{}", run.stderr);
}

#[test]
fn a_build_that_cannot_publish_leaves_the_record_as_it_was() {
    let site = site();
    site.build();
    let before = kept(&site);
    // A file that is to be removed is a folder by now, which is noticed after others were moved.
    site.write("content/a.md", "+++\ntitle = \"a\"\n+++\nThe second.\n");
    std::fs::remove_file(site.path().join("content/old.md")).unwrap();
    std::fs::remove_file(site.dist().join("old/index.html")).unwrap();
    site.write("dist/old/index.html/precious", "x");
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("cannot be replaced by the new build"), "{}", run.stderr);
    assert_eq!(
        kept(&site).keys().collect::<Vec<_>>(),
        before.keys().collect::<Vec<_>>(),
        "nothing lies around"
    );
    assert_eq!(kept(&site), before);
    // It is not believed of the folder that is half another.
    std::fs::remove_dir_all(site.dist().join("old/index.html")).unwrap();
    site.build();
    assert_eq!(tree(&site.dist()), clean(&site));
    assert!(site.build().stderr.contains("(nothing changed)"));
}

#[test]
fn a_build_whose_record_cannot_be_kept_is_a_good_build() {
    let site = site();
    site.build();
    std::fs::remove_dir_all(site.path().join(".layer9/cache")).unwrap();
    site.write(".layer9/cache", "in the way");
    site.write("content/a.md", "+++\ntitle = \"a\"\n+++\nThe second.\n");
    let run = site.build();
    assert!(run.stderr.contains("the record of this build cannot be kept"), "{}", run.stderr);
    let expected = clean(&site);
    assert_eq!(tree(&site.dist()), expected);
    std::fs::remove_file(site.path().join(".layer9/cache")).unwrap();
    let run = site.build();
    assert!(!run.stderr.contains("(nothing changed)"), "{}", run.stderr);
    assert_eq!(tree(&site.dist()), expected);
    assert!(site.build().stderr.contains("(nothing changed)"));
}

#[test]
fn a_build_after_a_build_says_why_it_cannot_publish() {
    let site = site();
    site.build();
    site.write("content/a.md", "+++\ntitle = \"a\"\n+++\nThe second.\n");
    site.write("dist/CNAME", "example.org");
    let published = tree(&site.dist());
    let run = site.run(&["build"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("L9-0905") && run.stderr.contains("CNAME"), "{}", run.stderr);
    assert!(!run.stderr.contains("interrupted"), "{}", run.stderr);
    assert_eq!(tree(&site.dist()), published);
}
