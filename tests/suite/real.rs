//! Real sites' content, where it lies beside the checkout (`../shared/real/`); it is no part of the
//! repository. Every page must come out, or be reported with a reason that its author would accept.

use crate::harness::{Site, copy, repository, tree};
use std::path::PathBuf;

fn content(name: &str) -> Option<PathBuf> {
    let folder = repository().parent()?.join("shared/real").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

/// What another generator's content needs: its raw HTML, its own keys, and links that dangle because some
/// pages were left out.
const CONFIG: &str = "base_url = \"https://example.org\"\ntitle = \"Real\"\ntheme = \"strata\"\n\
    unknown_front_matter = \"extra\"\ngenerate_feeds = true\n[markdown]\nraw_html = \"allow\"\nbroken_links = \"warn\"\n";

/// Builds a site and says how many pages of Markdown went in, how many pages came out, and what was reported.
fn build(site: &Site) -> (usize, usize, String) {
    let run = site.run(&["--message-format", "json", "build"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let markdown = tree(&site.path().join("content"));
    let pages = markdown.keys().filter(|p| p.ends_with(".md") && !p.ends_with("_index.md")).count();
    let dist = tree(&site.dist());
    let html = dist.keys().filter(|p| p.ends_with(".html")).count();
    (pages, html, run.stderr)
}

fn reported(stderr: &str, code: &str) -> usize {
    stderr.lines().filter(|line| line.contains(&format!("\"code\":\"{code}\""))).count()
}

#[test]
fn rust_blog() {
    let Some(folder) = content("rust-blog") else { return };
    let site = Site::empty();
    copy(&folder.join("content"), &site.path().join("content"));
    site.write("layer9.toml", CONFIG);
    // Two pages name templates of the blog's own theme, which is not part of the material.
    site.write("templates/releases.html", "{% extends \"section.html\" %}");
    site.write("templates/latest.html", "{% extends \"page.html\" %}");
    let (pages, html, stderr) = build(&site);
    assert!(pages > 500 && html >= pages, "{pages} pages, {html} files");
    // Images over 120 KB were left out of the material; nothing else may be reported.
    let all = stderr.lines().filter(|line| line.starts_with('{')).count();
    assert_eq!(reported(&stderr, "L9-0313"), all, "{stderr}");
    // A page at the path that its front matter gives, and the page at its old address.
    let post = site.page("/2014/12/12/Core-Team/");
    assert!(post.contains("<title>"), "{post}");
    let old = site.read("dist/2014/12/12/Core-Team.html");
    assert!(old.contains("url=/2014/12/12/Core-Team/"), "{old}");
}

#[test]
fn etcd() {
    let Some(folder) = content("etcd") else { return };
    let site = Site::empty();
    copy(&folder.join("content/en"), &site.path().join("content"));
    site.write("layer9.toml", CONFIG);
    let (pages, html, stderr) = build(&site);
    assert!(pages > 500 && html >= pages, "{pages} pages, {html} files");
    let all = stderr.lines().filter(|line| line.starts_with('{')).count();
    let accepted = reported(&stderr, "L9-0313") + reported(&stderr, "L9-0503");
    assert_eq!(accepted, all, "{stderr}");
}

#[test]
fn tldr_in_five_languages() {
    let Some(folder) = content("tldr") else { return };
    let site = Site::empty();
    for language in ["pages", "pages.ar", "pages.fr", "pages.ja", "pages.zh"] {
        copy(&folder.join(language), &site.path().join("content").join(language));
    }
    site.write("layer9.toml", CONFIG.replace("generate_feeds = true\n", ""));
    let (pages, html, stderr) = build(&site);
    assert!(pages > 6000 && html >= pages, "{pages} pages, {html} files");
    assert!(!stderr.contains("\"severity\""), "{stderr}");
    // The title comes from the first heading, once, in any script.
    let page = site.page("/pages-ja/common/tar/");
    assert!(page.contains("<title>tar"), "{page}");
}
