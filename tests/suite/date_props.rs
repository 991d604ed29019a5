//! Dates as props: from a call, from front matter by a template, and as text again.

use crate::harness::Site;

#[test]
fn an_island_takes_the_date_of_a_page() {
    let site = Site::new();
    site.write("content/day.md", "+++\ndate = 2026-11-23\n+++\n");
    site.write("content/moment.md", "+++\ndate = 2026-11-23T10:30:00+01:00\n+++\n");
    site.write(
        "content/call.md",
        "+++\ntemplate = \"plain.html\"\n+++\n<Countdown until=\"2026-11-23 10:30\" label=\"x\" />\n",
    );
    site.write("templates/page.html", "{{ <Countdown until={page.date} label=\"x\" /> }}\n");
    site.write("templates/plain.html", "{{ page.content | safe }}\n");
    let run = site.build();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    // Seconds since 1970, and where there is a time the offset in minutes.
    for (page, props, shown) in [
        ("/day/", "1795392000;0", "2026-11-23"),
        ("/moment/", "1795426200;160;", "2026-11-23T10:30:00+01:00"),
        ("/call/", "1795429800;10;", "2026-11-23T10:30:00Z"),
    ] {
        let html = site.page(page);
        assert!(html.contains(&format!("props=\"{props}1:x")), "{page}: {html}");
        assert!(html.contains(&format!("datetime=\"{shown}\"")), "{page}: {html}");
    }
}
