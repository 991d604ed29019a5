//! Pages that know their last commit.

use crate::harness::Site;
use std::process::Command;

pub(crate) fn git(site: &Site, date: &str, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]);
    command.env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", date);
    let output = command.args(arguments).current_dir(site.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The last commit of each page, and its date where front matter gives none; a commit alone rebuilds what shows it.
#[test]
fn pages_know_their_last_commit() {
    let site = Site::new();
    site.write("layer9.toml", "base_url = \"https://example.org\"\ngit_info = true\n");
    site.write(
        "templates/page.html",
        "{% if page.git %}{{ page.git.author }} {{ page.git.subject }} {{ page.git.short_hash | length > 3 }}{% endif %} {{ page.updated }}",
    );
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\nText.\n");
    site.write("content/ä b.md", "+++\ntitle = \"B\"\nupdated = 2001-01-01\nslug = \"b\"\n+++\nText.\n");
    let run = site.run(&["build"]);
    assert!(run.code == Some(0) && run.stderr.contains("L9-0206"), "{}", run.stderr);
    git(&site, "2024-01-01T10:00:00+01:00", &["init", "-q"]);
    git(&site, "2024-01-01T10:00:00+01:00", &["add", "content"]);
    git(&site, "2024-01-01T10:00:00+01:00", &["commit", "-q", "-m", "First"]);
    let run = site.build();
    assert!(!run.stderr.contains("L9-0206"), "{}", run.stderr);
    assert_eq!(site.page("/a/"), "Ada First true 2024-01-01T10:00:00+01:00");
    assert_eq!(site.page("/b/"), "Ada First true 2001-01-01");
    assert!(site.read("dist/sitemap.xml").contains("2024-01-01"));
    // What is not committed changes the text alone.
    site.write("content/a.md", "+++\ntitle = \"A\"\n+++\nText, edited.\n");
    site.build();
    assert_eq!(site.page("/a/"), "Ada First true 2024-01-01T10:00:00+01:00");
    let before = std::fs::metadata(site.dist().join("b/index.html")).unwrap().modified().unwrap();
    git(&site, "2024-02-02T10:00:00Z", &["commit", "-q", "-a", "-m", "Second"]);
    site.build();
    assert_eq!(site.page("/a/"), "Ada Second true 2024-02-02T10:00:00Z");
    assert_eq!(std::fs::metadata(site.dist().join("b/index.html")).unwrap().modified().unwrap(), before);
    assert_eq!(site.run(&["build", "--verify"]).code, Some(0));
}
