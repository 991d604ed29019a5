//! Drafts, dates of publication and expiry, the clock that decides.

use crate::harness::{Run, Site, layer9, tree};

fn site() -> Site {
    let site = Site::new();
    site.write("content/now.md", "+++\ntitle = \"Now\"\n+++\n");
    site.write("content/draft.md", "+++\ntitle = \"Draft\"\ndraft = true\n+++\n");
    site.write("content/later.md", "+++\ntitle = \"Later\"\npublish_date = 2030-05-01\n+++\n");
    site.write("content/gone.md", "+++\ntitle = \"Gone\"\nexpiry_date = 2030-06-01T12:00:00Z\n+++\n");
    site.write("content/news/_index.md", "+++\ntitle = \"News\"\npublish_date = 2030-07-01\n+++\n");
    site.write("content/news/a.md", "+++\ntitle = \"A\"\n+++\n");
    site
}

/// The pages below the root that a build with these options publishes.
fn published(site: &Site, arguments: &[&str]) -> String {
    let run = site.run(&[&["build"], arguments].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let files = tree(&site.dist());
    let pages = files.keys().filter_map(|path| path.strip_suffix("/index.html"));
    pages.collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_come_and_go_with_the_clock() {
    let site = site();
    for (arguments, expected) in [
        (&["--at", "2030-01-01"][..], "gone now"),
        (&["--at", "2030-05-01"], "gone later now"),
        (&["--at", "2030-06-01T12:00:00Z"], "later now"),
        (&["--at", "2030-07-01"], "later news/a news now"),
        (&["--at", "2030-01-01", "--future"], "gone later news/a news now"),
        (&["--at", "2031-01-01", "--expired"], "gone later news/a news now"),
        (&["--at", "2030-01-01", "--drafts"], "draft gone now"),
    ] {
        assert_eq!(published(&site, arguments), expected, "{arguments:?}");
    }
}

#[test]
fn the_clock_is_also_source_date_epoch_and_shows_nowhere() {
    let site = site();
    let build = |epoch: &str| {
        let output = layer9()
            .args(["build", "--clean"])
            .env("SOURCE_DATE_EPOCH", epoch)
            .current_dir(site.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        tree(&site.dist())
    };
    // 2030-01-01 and a day later, then 2030-05-02.
    let (first, second, third) = (build("1893456000"), build("1893542400"), build("1903910400"));
    assert!(first == second, "a clock shows in the output");
    assert!(!first.contains_key("later/index.html") && third.contains_key("later/index.html"));
}

#[test]
fn a_build_after_a_build_asks_who_is_due_and_not_what_time_it_is() {
    let site = site();
    let said = |at: &str| site.run(&["build", "--at", at]).stderr;
    // What was written just now is not trusted by its time; wait until it is.
    std::thread::sleep(std::time::Duration::from_millis(250));
    said("2030-01-01");
    assert!(said("2030-04-30T23:59:59Z").contains("nothing changed"));
    let changed = said("2030-05-01");
    assert!(
        !changed.contains("nothing changed") && site.dist().join("later/index.html").exists(),
        "{changed}"
    );
    assert!(said("2030-05-31").contains("nothing changed"));
    said("2030-01-01");
    assert!(!site.dist().join("later").exists(), "a page that is not due any more stays");
}

#[test]
fn next_change_prints_the_next_date() {
    let site = site();
    let next = |at: &str, more: &[&str]| -> Run { site.run(&[&["next-change", "--at", at], more].concat()) };
    for (at, more, expected) in [
        ("2030-01-01", &[][..], "2030-05-01T00:00:00Z\n"),
        ("2030-05-01", &[], "2030-06-01T12:00:00Z\n"),
        ("2030-06-02", &[], "2030-07-01T00:00:00Z\n"),
        ("2030-07-01", &[], ""),
        ("2030-01-01", &["--future"], "2030-06-01T12:00:00Z\n"),
        ("2030-01-01", &["--future", "--expired"], ""),
    ] {
        let run = next(at, more);
        assert_eq!((run.code, run.stdout.as_str()), (Some(0), expected), "{at} {more:?}\n{}", run.stderr);
    }
    assert!(next("2030-01-01", &[]).stderr.contains("content/later.md is published"));
    assert_eq!(next("tomorrow", &[]).code, Some(2));
}

#[test]
fn a_site_may_publish_by_date() {
    let site = Site::empty();
    site.write("layer9.toml", "title = \"T\"\npublish_by_date = true\n");
    site.write("content/a.md", "+++\ntitle = \"A\"\ndate = 2030-05-01\n+++\n");
    site.write("content/2030-06-01-b.md", "+++\ntitle = \"B\"\n+++\n");
    site.write("content/c.md", "+++\ntitle = \"C\"\ndate = 2030-05-01\npublish_date = 2029-01-01\n+++\n");
    assert_eq!(published(&site, &["--at", "2030-01-01"]), "c");
    assert_eq!(published(&site, &["--at", "2030-05-01"]), "a c");
    assert_eq!(published(&site, &["--at", "2030-06-01"]), "a b c");
}
