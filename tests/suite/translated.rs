//! What is left to translate.

use crate::git::git;
use crate::harness::Site;

fn site() -> Site {
    let site = Site::empty();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\n[languages.en]\n[languages.fr]\nfallback = \"en\"\n[languages.ja]\n",
    );
    site.write("content/_index.md", "# Home\n");
    site.write("content/_index.fr.md", "# Accueil\n");
    site.write("content/about.md", "# About\n");
    site.write("content/about.fr.md", "# À propos\n");
    site.write("content/ja/about.md", "# 概要\n");
    site.write("content/post.md", "# Post\n");
    site.write("content/lettre.fr.md", "+++\ntranslation_key = \"post\"\n+++\n# Lettre\n");
    site.write("content/seul.fr.md", "# Seul\n");
    site.write("content/draft.md", "+++\ndraft = true\n+++\n# Draft\n");
    site
}

/// What is missing is told without a history; a text that stands in for a translation is none.
#[test]
fn what_is_missing_is_told_by_language() {
    let site = site();
    let run = site.run(&["translations", "--missing"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        run.stdout,
        "en: 0 of 1 translated, 0 stale\n  missing  content/seul.fr.md\n\
         fr: 3 of 3 translated, 0 stale\n\
         ja: 1 of 4 translated, 0 stale\n  missing  content/_index.md\n  missing  content/post.md\n  \
         missing  content/seul.fr.md\n"
    );
    let french = |more: &[&str]| site.run(&[&["translations", "--missing", "--lang", "fr"], more].concat());
    assert_eq!(french(&["--check"]).code, Some(0));
    assert_eq!(french(&["--check", "--drafts"]).code, Some(1));
    assert_eq!(site.run(&["translations", "--missing", "--check"]).code, Some(1));
    let unknown = site.run(&["translations", "--missing", "--lang", "fe"]);
    assert!(unknown.code == Some(2) && unknown.stderr.contains("en, fr, ja"), "{}", unknown.stderr);
    // Which are stale cannot be said without a history, and is not guessed.
    let run = site.run(&["translations"]);
    assert!(run.code == Some(1) && run.stderr.contains("L9-0206"), "{}", run.stderr);
}

/// An original that changed after its translation makes that stale, whatever the dates of commits are.
#[test]
fn a_translation_is_stale_where_its_original_changed_since() {
    let site = site();
    let stale = || -> Vec<(String, String)> {
        let run = site.run(&["translations", "--stale", "--json"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let all: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let languages = all["languages"].as_array().unwrap();
        let of = |language: &serde_json::Value| language["stale"].as_array().unwrap().clone();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let pairs = languages.iter().flat_map(of);
        pairs.map(|stale| (text(&stale["original"]), text(&stale["translation"]))).collect()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let commit = |date: &str| {
        git(&site, date, &["add", "content"]);
        git(&site, date, &["commit", "-q", "-m", "Change"]);
    };
    git(&site, "2024-01-01T00:00:00Z", &["init", "-q"]);
    commit("2024-01-01T00:00:00Z");
    assert_eq!(stale(), []);
    // A later commit with an earlier date.
    site.write("content/about.md", "# About us\n");
    commit("2023-01-01T00:00:00Z");
    let both = [pair("about.md", "about.fr.md"), pair("about.md", "ja/about.md")];
    assert_eq!(stale(), both);
    assert_eq!(site.run(&["translations", "--stale", "--check"]).code, Some(1));
    // Work in progress counts, on either side.
    site.write("content/about.fr.md", "# À propos de nous\n");
    site.write("content/post.md", "# Posted\n");
    assert_eq!(stale(), [pair("post.md", "lettre.fr.md"), both[1].clone()]);
    commit("2024-01-02T00:00:00Z");
    assert_eq!(stale(), [pair("post.md", "lettre.fr.md"), both[1].clone()]);
    site.write("content/lettre.fr.md", "+++\ntranslation_key = \"post\"\n+++\n# Lettre.\n");
    site.write("content/ja/about.md", "# 私たち\n");
    commit("2024-01-03T00:00:00Z");
    assert_eq!(stale(), []);
    assert_eq!(site.run(&["translations", "--stale", "--check"]).code, Some(0));
}
