//! What open pages are told when files change: patches, errors, and no more than they need.

use super::session::{join, join_at, join_with, next, start, token, version, wait_for};
use super::site::{BROKEN, FakeSite, PAGE, change, content, errors};
use crate::wire::Scratch;
use layer9::server::{Change, Event, Outcome};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tungstenite::Message;

#[test]
fn pages_hear_of_what_changed_in_them() {
    let home = Scratch::new("changes");
    let file = home.write("content/a.md", "0");
    let two = "<body><p>one</p><p>two</p></body>";
    let site = FakeSite::new(&[home.join("content")], &[("index.html", PAGE), ("two/index.html", two)]);
    let server = start(&site, "/");
    let mut home_page = join(&server);
    let mut other = join_at(&server, "/two/");
    let mut other_too = join_at(&server, "/two/");
    let mut missing = join_at(&server, "/late/");
    let before = version(&server.get("/two/"));
    let mut saves = 0;
    let mut save = |outcome: Outcome, files: &[(&str, &str)]| {
        site.script(outcome, files);
        saves += 1;
        fs::write(&file, format!("{saves}")).unwrap();
        saves
    };
    // One word of one page: those that show it are sent that word.
    save(content(), &[("two/index.html", "<body><p>one</p><p>2</p></body>")]);
    let told = [next(&mut other), next(&mut other_too)];
    let now = version(&server.get("/two/"));
    for told in told {
        let expect = serde_json::json!({"type": "patch", "build": 2, "from": before, "to": now});
        for (key, value) in expect.as_object().unwrap() {
            assert_eq!(told[key], *value, "{told}");
        }
        let text = &told["edit"]["k"][0][1]["k"][0][1]["k"][0][1]["t"][1];
        assert_eq!(text, "2", "{told}");
        assert!(told.to_string().len() < 400, "{told}");
    }
    // Whoever cannot use it gets both versions.
    other.send(Message::text(format!("{{\"type\":\"whole\",\"at\":\"{before}\"}}"))).unwrap();
    let whole = next(&mut other);
    assert_eq!(
        (&whole["type"], &whole["from"], &whole["to"]),
        (&"whole".into(), &before.into(), &now.into())
    );
    assert_eq!(
        (whole["old"].as_str(), whole["new"].as_str()),
        (Some(two), Some("<body><p>one</p><p>2</p></body>"))
    );
    other.send(Message::text("{\"type\":\"whole\",\"at\":\"never\"}")).unwrap();
    assert_eq!(next(&mut other)["type"], "reload");
    // The others have heard nothing so far: the next is the first.
    save(change(Change::Files(vec!["/a b.css".to_owned()])), &[]);
    for socket in [&mut home_page, &mut other, &mut other_too, &mut missing] {
        let told = next(socket);
        assert_eq!(
            (&told["type"], &told["build"], &told["paths"][0]),
            (&"files".into(), &3.into(), &"/a b.css".into())
        );
    }
    // Other scripts, or a page where none was, mean another page.
    save(content(), &[("index.html", "<body><script>1</script></body>"), ("late/index.html", PAGE)]);
    for socket in [&mut home_page, &mut missing] {
        assert_eq!(next(socket)["type"], "reload");
    }
    save(change(Change::Full), &[]);
    for socket in [&mut home_page, &mut other, &mut other_too, &mut missing] {
        let told = next(socket);
        assert_eq!((&told["type"], &told["build"]), (&"reload".into(), &5.into()));
    }
    assert_eq!(site.rebuilds.load(Ordering::SeqCst), 4);
    assert!(site.changed.lock().unwrap().iter().all(|paths| paths == std::slice::from_ref(&file)));
    // A page that was sent before a change, and opens its socket after it.
    let token = token(&server.get("/"));
    let mut late = join_with(&server, &token, "/two/", "0123456789abcdef");
    let told = next(&mut late);
    assert_eq!((&told["type"], &told["to"]), (&"reload".into(), &version(&server.get("/two/")).into()));
}

/// A page that cannot be rendered says why, the others go on.
#[test]
fn an_error_of_one_page_shows_in_that_page() {
    let home = Scratch::new("one-error");
    let file = home.write("content/a.md", "0");
    let site = FakeSite::new(&[home.join("content")], &[("index.html", PAGE), ("a/index.html", PAGE)]);
    let server = start(&site, "/");
    let mut page = join_at(&server, "/a/");
    let mut other = join(&server);
    site.script(content(), &[("a/index.html", BROKEN), ("index.html", &PAGE.replace("Home", "New"))]);
    fs::write(&file, "1").unwrap();
    let told = next(&mut page);
    assert!(told["type"] == "error" && told["text"].as_str().unwrap().contains("template failed"), "{told}");
    assert_eq!(next(&mut other)["type"], "patch");
    wait_for("the terminal to hear of it", || {
        server
            .events
            .lock()
            .unwrap()
            .iter()
            .any(|event| matches!(event, Event::Rebuilt { diagnostics, .. } if diagnostics.has_errors()))
    });
    // The mended page is as it was.
    site.script(content(), &[("a/index.html", PAGE)]);
    fs::write(&file, "2").unwrap();
    assert_eq!(next(&mut page)["type"], "ok");
}

/// Pages are told of what a rebuild made of a state that is already over only when nothing newer follows at once.
#[test]
fn what_is_superseded_is_not_told() {
    let home = Scratch::new("superseded");
    let file = home.write("content/a.md", "0");
    let site = FakeSite::new(&[home.join("content")], &[("index.html", PAGE)]);
    let server = start(&site, "/");
    let mut page = join(&server);
    site.slow.store(300, Ordering::SeqCst);
    site.script(errors("half a checkout"), &[]);
    site.script(content(), &[("index.html", &PAGE.replace("Home", "Whole"))]);
    fs::write(&file, "1").unwrap();
    wait_for("the first rebuild", || site.rebuilds.load(Ordering::SeqCst) == 1);
    fs::write(home.join("content/b.md"), "2").unwrap();
    assert_eq!(next(&mut page)["type"], "patch");
    assert_eq!(site.rebuilds.load(Ordering::SeqCst), 2);
    // What was found out by the first is told with the second, though that one changed nothing.
    site.script(content(), &[("index.html", &PAGE.replace("Home", "More"))]);
    site.script(Outcome::default(), &[]);
    fs::write(&file, "3").unwrap();
    wait_for("the third rebuild", || site.rebuilds.load(Ordering::SeqCst) == 3);
    fs::write(&file, "4").unwrap();
    assert_eq!(next(&mut page)["type"], "patch");
    assert_eq!(site.rebuilds.load(Ordering::SeqCst), 4);
}

#[test]
fn errors_are_shown_and_the_last_good_page_stays() {
    let home = Scratch::new("errors");
    let file = home.write("content/a.md", "0");
    let site = FakeSite::new(&[home.join("content")], &[("index.html", PAGE)]);
    let server = start(&site, "/");
    let mut socket = join(&server);
    let hostile = "unknown component `<img src=x onerror=alert(1)>`";
    site.script(errors(hostile), &[]);
    fs::write(&file, "1").unwrap();
    let message = next(&mut socket);
    assert_eq!((message["type"].as_str(), message["build"].as_u64()), (Some("error"), Some(1)));
    let text = message["text"].as_str().unwrap();
    assert!(
        text.contains(hostile) && text.contains("content/<b>a</b>.md:3:1") && text.contains("did you mean"),
        "{text}"
    );
    assert_eq!(message["diagnostics"][0]["line"], 3);
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("<h1>Home</h1>") && !page.text().contains("onerror"));
    // Who comes now is told at once.
    let mut late = join(&server);
    assert_eq!(next(&mut late), message);
    // A change that makes everything as it was says that the errors are gone.
    site.script(Outcome::default(), &[]);
    fs::write(&file, "0").unwrap();
    for socket in [&mut socket, &mut late] {
        assert_eq!(next(socket)["type"], "ok");
    }
    // A rebuild without any change says nothing.
    site.script(Outcome::default(), &[]);
    fs::write(&file, "0 ").unwrap();
    wait_for("third rebuild", || site.rebuilds.load(Ordering::SeqCst) == 3);
    // A build that panics is reported and survived.
    site.script(errors("panic"), &[]);
    fs::write(&file, "2").unwrap();
    let message = next(&mut socket);
    assert!(message["text"].as_str().unwrap().contains("inside Layer9"), "{message}");
    site.script(change(Change::Full), &[("index.html", "<body>mended</body>")]);
    fs::write(&file, "3").unwrap();
    assert_eq!(next(&mut socket)["type"], "reload");
    assert!(server.get("/").text().contains("mended"));
}

#[test]
fn a_burst_is_one_rebuild() {
    let home = Scratch::new("burst");
    let file = home.write("content/a.md", "0");
    let site = FakeSite::new(&[home.join("content")], &[("index.html", PAGE)]);
    let server = start(&site, "/");
    fs::write(&file, "warm").unwrap();
    wait_for("first rebuild", || site.rebuilds.load(Ordering::SeqCst) == 1);
    for i in 0..10_000 {
        fs::write(home.join(&format!("content/{i}.md")), "x").unwrap();
    }
    wait_for("burst", || site.rebuilds.load(Ordering::SeqCst) > 1);
    std::thread::sleep(Duration::from_millis(800));
    let rebuilds = site.rebuilds.load(Ordering::SeqCst) - 1;
    assert!(rebuilds <= 3, "{rebuilds} rebuilds");
    let seen: std::collections::BTreeSet<PathBuf> =
        site.changed.lock().unwrap().iter().flatten().cloned().collect();
    let everything = site.changed.lock().unwrap().iter().any(Vec::is_empty);
    assert!(everything || seen.len() == 10_001, "{}", seen.len());
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_change_is_told_fast() {
    let home = Scratch::new("fast");
    let file = home.write("content/a.md", "0");
    let site = FakeSite::new(&[home.join("content")], &[("index.html", PAGE)]);
    let server = start(&site, "/");
    let mut socket = join(&server);
    let mut slowest = Duration::ZERO;
    for i in 0..20 {
        site.script(change(Change::Full), &[]);
        let start = Instant::now();
        fs::write(&file, format!("{i}")).unwrap();
        assert_eq!(next(&mut socket)["type"], "reload");
        slowest = slowest.max(start.elapsed());
        std::thread::sleep(Duration::from_millis(60));
    }
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}
