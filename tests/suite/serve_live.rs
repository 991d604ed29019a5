//! `layer9 serve` of a real site over real sockets: what is told of changes, and that what is kept is right.

use crate::harness::Site;
use crate::serve::{Socket, join_at, next, wait_for};
use crate::server::Server;
use crate::wire::Running;
use layer9::pipeline::LoadOptions;
use layer9::publish::OutputPath;
use layer9::server::{Bind, Change, Event, LiveSite, Lookup, ServeOptions, SiteSource, serve};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PAGE: &str = "<!doctype html><html lang=\"en\"><head><title>{{ page.title }}</title></head><body>\
    <h1>{{ page.title }}</h1>{{ page.content | safe }}</body></html>";
const LIST: &str = "<!doctype html><html lang=\"en\"><head><title>{{ section.title }}</title></head><body>\
    <ul>{% for page in section.pages %}<li>{{ page.title }}</li>{% endfor %}</ul></body></html>";

fn post(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n\n{body}\n")
}

fn site() -> Site {
    let site = Site::new();
    site.write("content/_index.md", "+++\ntitle = \"Home\"\n+++\n")
        .write("content/blog/_index.md", "+++\ntitle = \"Blog\"\n+++\n")
        .write("content/blog/a.md", post("A", "Text of a."))
        .write("content/blog/b.md", post("B", "Text of b."))
        .write("templates/page.html", PAGE)
        .write("templates/index.html", LIST)
        .write("templates/section.html", LIST);
    // What is written while a site is loaded is built once more, and counted.
    std::thread::sleep(Duration::from_millis(40));
    site
}

fn load(site: &Site) -> LiveSite {
    // As `layer9 serve` gives it, but for the port.
    let options = LoadOptions {
        root: site.path().to_path_buf(),
        base_url: Some("http://127.0.0.1:1".to_owned()),
        ..LoadOptions::default()
    };
    LiveSite::new(options, |_| {})
}

fn start(live: LiveSite) -> Running {
    let bind = Bind { port: 0, ..Bind::default() };
    let live = Arc::new(live);
    let server = Running::start(bind, move |listener, events, stop| {
        serve(listener, live, ServeOptions::default(), events, stop)
    });
    wait_for("the watches", || server.events.lock().unwrap().iter().any(|e| matches!(e, Event::Watching)));
    server
}

fn rebuilds(server: &Running) -> usize {
    server.events.lock().unwrap().iter().filter(|event| matches!(event, Event::Rebuilt { .. })).count()
}

/// The message of a kind that comes next.
fn expect(socket: &mut Socket, kind: &str) -> serde_json::Value {
    let message = next(socket);
    assert_eq!(message["type"], kind, "{message}");
    message
}

#[test]
fn only_pages_that_changed_are_told() {
    let site = site();
    let server = start(load(&site));
    let mut a = join_at(&server, "/blog/a/");
    let mut list = join_at(&server, "/blog/");
    // A body that no list shows.
    site.write("content/blog/b.md", post("B", "Other text."));
    wait_for("the text", || server.get("/blog/b/").text().contains("Other text."));
    // A title that a list shows.
    site.write("content/blog/b.md", post("Bee", "Other text."));
    assert!(expect(&mut list, "patch")["edit"].to_string().contains("Bee"));
    // The page itself; the list hears nothing, as the template that comes next shows.
    site.write("content/blog/a.md", post("A", "New text of a."));
    assert!(expect(&mut a, "patch")["edit"].to_string().contains("New text of a."));
    site.write("templates/section.html", LIST.replace("<ul>", "<p>All of them</p><ul>"));
    assert!(expect(&mut list, "patch")["edit"].to_string().contains("All of them"));
    site.write("templates/page.html", PAGE.replace("<h1>", "<p>Now</p><h1>"));
    assert!(expect(&mut a, "patch")["edit"].to_string().contains("Now"));
}

#[test]
fn a_page_that_is_renamed_is_followed_and_one_that_is_removed_is_missed() {
    let site = site();
    let server = start(load(&site));
    let mut a = join_at(&server, "/blog/a/");
    let mut b = join_at(&server, "/blog/b/");
    let content = site.path().join("content/blog");
    fs::rename(content.join("a.md"), content.join("other.md")).unwrap();
    assert_eq!(expect(&mut a, "moved")["to"], "/blog/other/");
    // By what it says of itself.
    let mut other = join_at(&server, "/blog/other/");
    site.write("content/blog/other.md", post("A", "Text of a.").replace("title", "slug = \"third\"\ntitle"));
    assert_eq!(expect(&mut other, "moved")["to"], "/blog/third/");
    fs::remove_file(content.join("b.md")).unwrap();
    expect(&mut b, "reload");
    assert_eq!(server.get("/blog/b/").status, 404);
    // Whoever looks at the page that stands in for it sees it come back.
    let mut missing = join_at(&server, "/blog/b/");
    site.write("content/blog/b.md", post("B", "Text of b."));
    expect(&mut missing, "reload");
    assert_eq!(server.get("/blog/b/").status, 200);
}

/// What changed while the site had errors is not lost with them.
#[test]
fn an_error_that_another_file_mends_takes_no_change_with_it() {
    let site = site();
    let server = start(load(&site));
    let mut a = join_at(&server, "/blog/a/");
    site.write("content/blog/a.md", post("A", "See [it](@/blog/late.md)."));
    let told = expect(&mut a, "error");
    assert!(told["text"].as_str().unwrap().contains("late.md"), "{told}");
    assert!(server.get("/blog/a/").text().contains("Text of a."), "the last good page stays");
    site.write("content/blog/b.md", post("Changed meanwhile", "Text of b."));
    expect(&mut a, "error");
    site.write("content/blog/late.md", post("Late", "Here."));
    assert!(expect(&mut a, "patch")["edit"].to_string().contains("/blog/late/"));
    assert!(server.get("/blog/").text().contains("Changed meanwhile"));
    // And the same with what can only be found when a page is rendered.
    site.write("templates/page.html", PAGE.replace("page.content", "page.nothing.at.all"));
    expect(&mut a, "error");
    site.write("templates/page.html", PAGE);
    expect(&mut a, "ok");
}

#[test]
fn what_changes_before_the_watches_are_set_is_built() {
    let site = site();
    let live = load(&site);
    std::thread::sleep(Duration::from_millis(30));
    site.write("content/blog/a.md", post("A", "Between reading and watching."));
    let server = start(live);
    wait_for("the text", || server.get("/blog/a/").text().contains("Between reading"));
}

#[test]
fn a_storm_of_files_is_one_rebuild() {
    const FILES: usize = 3000;
    let site = site();
    let server = start(load(&site));
    let mut list = join_at(&server, "/blog/");
    let before = rebuilds(&server);
    for n in 0..FILES {
        fs::write(site.path().join(format!("content/blog/n{n}.md")), post(&format!("Number {n}."), "x"))
            .unwrap();
    }
    let told = expect(&mut list, "patch");
    assert!(told.to_string().matches("Number ").count() == FILES, "not all at once");
    let count = rebuilds(&server) - before;
    assert!(count <= 3, "{count} rebuilds");
    assert!(server.get(&format!("/blog/n{}/", FILES - 1)).text().contains("Number 2999."));
    // They go as they came.
    for n in 0..FILES {
        fs::remove_file(site.path().join(format!("content/blog/n{n}.md"))).unwrap();
    }
    let told = expect(&mut list, "patch");
    assert!(!told.to_string().contains("Number"), "not all at once");
    wait_for("the rebuild", || rebuilds(&server) > before + count);
    assert!(rebuilds(&server) - before - count <= 3);
}

/// The kibibytes that a process holds.
#[cfg(target_os = "linux")]
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn edits_do_not_add_up() {
    let site = site();
    site.write("styles/main.css", "h1 { color: red }\n");
    // A large page, so that a copy that is kept shows.
    let large = "A paragraph that is here many times.\n\n".repeat(3000);
    let server = Server::serve(site.path());
    let address = server.url("").trim_start_matches("http://").to_owned();
    let shows = |word: &str| {
        let start = Instant::now();
        loop {
            let mut stream = std::net::TcpStream::connect(&address).unwrap();
            use std::io::{Read, Write};
            write!(stream, "GET /blog/a/ HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            if text.contains(word) {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(30), "waited in vain for {word}");
            std::thread::sleep(Duration::from_millis(3));
        }
    };
    let mut settled = 0;
    for n in 0..300 {
        let word = format!("word{n}.");
        match n % 10 {
            3 => {
                site.write("styles/main.css", format!("h1 {{ color: rgb({n}, 0, 0) }}\n"));
            }
            7 => {
                site.write("templates/page.html", PAGE.replace("<h1>", &format!("<h1 title=\"{n}\">")));
            }
            _ => {}
        }
        site.write("content/blog/a.md", post(&format!("A {}", n / 20), &format!("{large}{word}")));
        shows(&word);
        if n == 100 {
            settled = resident(server.id());
        }
    }
    let grown = resident(server.id()).saturating_sub(settled);
    // Two hundred copies of the page would be 40 MiB of HTML alone.
    assert!(grown < 24 << 10, "{settled} KiB after 100 edits, {grown} KiB more after 300");
}

fn shown(live: &LiveSite, file: &str) -> String {
    match live.get(&OutputPath::new(file).unwrap()) {
        Lookup::Found(served) => String::from_utf8_lossy(&served.bytes).into_owned(),
        other => format!("{other:?}"),
    }
}

/// A body is read when it is shown. One that changed since its front matter was read belongs to no page.
#[test]
fn a_page_is_never_made_of_two_versions() {
    let site = site();
    let live = load(&site);
    let changed = |path: &str| vec![site.path().join(path)];
    // From here on bodies are read when they are needed.
    site.write("content/blog/b.md", post("B", "Second text."));
    live.rebuild(&changed("content/blog/b.md"));
    site.write("templates/page.html", PAGE.replace("<h1>", "<h1 id=t>"));
    live.rebuild(&changed("templates/page.html"));
    site.write("content/blog/a.md", post("Another", "Half of it."));
    let page = shown(&live, "blog/a/index.html");
    let whole = page.contains("Text of a.") && !page.contains("Another");
    assert!(page == "Outdated" || whole, "{page}");
    // Even where nobody reports it.
    if page == "Outdated" {
        let unreported = live.unreported();
        assert!(!unreported.is_empty());
        live.rebuild(&unreported);
    } else {
        live.rebuild(&changed("content/blog/a.md"));
    }
    let page = shown(&live, "blog/a/index.html");
    assert!(page.contains("Half of it.") && page.contains("Another"), "{page}");
    assert!(live.unreported().is_empty());
}

const OUTPUTS: [&str; 8] = [
    "index.html",
    "blog/index.html",
    "blog/a/index.html",
    "blog/b/index.html",
    "blog/c/index.html",
    "blog/d/index.html",
    "sitemap.xml",
    "404.html",
];

/// Whatever is kept from before an edit is what a fresh start gives.
#[test]
fn what_is_kept_is_what_a_fresh_start_gives() {
    let site = site();
    site.write("templates/page.html", PAGE.replace("</body>", "{% include \"foot.html\" %}</body>")).write(
        "templates/foot.html",
        "<footer>{% set blog = get_section(path=\"blog/_index.md\") %}{{ blog.pages | length }}</footer>",
    );
    let live = load(&site);
    let mut number = 12_345_u64;
    let mut chance = |end: u64| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) % end
    };
    for step in 0..60 {
        let name = ["a", "b", "c", "d"][usize::try_from(chance(4)).unwrap()];
        let path = format!("content/blog/{name}.md");
        let mut changed: Vec<PathBuf> = vec![site.path().join(&path)];
        match chance(7) {
            0..=2 => _ = site.write(&path, post(name, &format!("Body {step}."))),
            3 => _ = site.write(&path, post(&format!("Title {step}"), "Body.")),
            4 => drop(fs::remove_file(&changed[0])),
            5 => {
                changed = vec![site.path().join("templates/foot.html")];
                let foot =
                    "<footer>{% set blog = get_section(path=\"blog/_index.md\") %}{{ blog.pages | length }}";
                site.write("templates/foot.html", format!("{foot} {step}</footer>"));
            }
            _ => {
                changed = vec![site.path().join("content/blog/_index.md")];
                site.write("content/blog/_index.md", format!("+++\ntitle = \"Blog {step}\"\n+++\n"));
            }
        }
        let outcome = live.rebuild(&changed);
        assert!(!outcome.diagnostics.has_errors(), "{:?}", outcome.diagnostics);
        assert_eq!(outcome.change, Change::Files(Vec::new()));
        // Some are shown between edits, so that there is something to keep.
        let fresh = load(&site);
        for file in OUTPUTS.iter().filter(|_| step % 3 != 1) {
            assert_eq!(shown(&live, file), shown(&fresh, file), "step {step}: {file} after {changed:?}");
        }
    }
}

#[test]
fn files_that_are_copied_are_named() {
    let site = site();
    site.write("static/pic.png", "1")
        .write("content/blog/one/index.md", post("One", "x"))
        .write("content/blog/one/photo.jpg", "1");
    let live = load(&site);
    let change = |path: &str| live.rebuild(&[site.path().join(path)]).change;
    assert_eq!(change("static/pic.png"), Change::Files(vec!["/pic.png".to_owned()]));
    assert_eq!(change("content/blog/one/photo.jpg"), Change::Files(vec!["/blog/one/photo.jpg".to_owned()]));
    assert_eq!(change("content/blog/one/index.md"), Change::Files(Vec::new()));
    assert_eq!(change("static"), Change::Files(vec!["/pic.png".to_owned()]));
    // Not known by name: by its time.
    std::thread::sleep(Duration::from_millis(60));
    live.rebuild(&[]);
    std::thread::sleep(Duration::from_millis(60));
    site.write("static/pic.png", "2");
    assert_eq!(live.rebuild(&[]).change, Change::Files(vec!["/pic.png".to_owned()]));
}
