//! Where the dates of pages come from, in the order that the configuration says.

use crate::git::git;
use crate::harness::Site;
use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

fn touch(site: &Site, path: &str, seconds: u64) {
    let file = File::options().write(true).open(site.path().join(path)).unwrap();
    file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
}

#[test]
fn dates_come_from_where_the_configuration_says() {
    let site = Site::new();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\n[dates]\ndate = [\"front_matter\", \"file_name\", \"git\"]\n\
         updated = [\"front_matter\", \"git\"]\n[dates.sections.notes]\ndate = [\"git\"]\nupdated = [\"file_time\"]\n\
         [dates.sections.\"notes/strict\"]\ndate = [\"front_matter\"]\n",
    );
    site.write("templates/page.html", "{{ page.date }}|{{ page.updated }}");
    site.write("content/written.md", "+++\ndate = 2001-01-01\nupdated = 2001-02-02\n+++\n");
    site.write("content/2002-02-02-named.md", "Text.\n");
    site.write("content/plain.md", "Text.\n");
    site.write("content/notes/2003-03-03-a.md", "+++\ndate = 2001-01-01\n+++\n");
    site.write("content/notes/strict/2004-04-04-b.md", "Text.\n");
    git(&site, "2024-01-01T10:00:00Z", &["init", "-q"]);
    git(&site, "2024-01-01T10:00:00Z", &["add", "content"]);
    git(&site, "2024-01-01T10:00:00Z", &["commit", "-q", "-m", "First"]);
    site.write("content/plain.md", "Text, edited.\n");
    git(&site, "2024-02-02T10:00:00Z", &["commit", "-q", "-a", "-m", "Second"]);
    touch(&site, "content/notes/2003-03-03-a.md", 1_000_000_000);
    touch(&site, "content/notes/strict/2004-04-04-b.md", 1_100_000_000);
    site.build();
    for (page, dates) in [
        ("/written/", "2001-01-01|2001-02-02"),
        ("/named/", "2002-02-02|2024-01-01T10:00:00Z"),
        ("/plain/", "2024-01-01T10:00:00Z|2024-02-02T10:00:00Z"),
        ("/notes/a/", "2024-01-01T10:00:00Z|2001-09-09T01:46:40Z"),
        // The date in its name is part of its name no more, and no date either.
        ("/notes/strict/b/", "|2024-01-01T10:00:00Z"),
    ] {
        assert_eq!(site.page(page), dates, "{page}");
    }
    // A file that is written again without another word in it has another date where that is asked for.
    touch(&site, "content/notes/2003-03-03-a.md", 1_000_000_060);
    touch(&site, "content/written.md", 1_000_000_060);
    let run = site.build();
    assert!(
        run.stderr.contains("(1 file written)") || run.stderr.contains("(2 files written)"),
        "{}",
        run.stderr
    );
    assert_eq!(site.page("/notes/a/"), "2024-01-01T10:00:00Z|2001-09-09T01:47:40Z");
    assert_eq!(site.run(&["build", "--verify"]).code, Some(0));
}
