//! `layer9 serve` over real sockets, with a site that a test scripts.

use crate::wire::{Answer, Running, Scratch};
use layer9::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use layer9::publish::OutputPath;
use layer9::server::{Bind, Change, Event, Lookup, Outcome, ServeOptions, Served, SiteSource, serve};
use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;
use tungstenite::{Message, WebSocket};

/// Files by their path.
type FakeFiles = BTreeMap<String, Vec<u8>>;

/// A site of a few files. Each rebuild takes the next scripted outcome; without one, it reads the folder anew and
/// reports whether it changed.
pub(crate) struct FakeSite {
    roots: Vec<PathBuf>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    next: Mutex<VecDeque<(Outcome, FakeFiles)>>,
    first: Diagnostics,
    /// How long a rebuild takes, in milliseconds.
    slow: AtomicU64,
    pub(crate) rebuilds: AtomicUsize,
    pub(crate) changed: Mutex<Vec<Vec<PathBuf>>>,
}

impl FakeSite {
    pub(crate) fn new(roots: &[PathBuf], files: &[(&str, &str)]) -> Arc<Self> {
        Arc::new(Self::with_diagnostics(roots, files, Diagnostics::new()))
    }

    fn with_diagnostics(roots: &[PathBuf], files: &[(&str, &str)], first: Diagnostics) -> Self {
        Self {
            roots: roots.to_vec(),
            files: Mutex::new(owned(files)),
            next: Mutex::default(),
            first,
            slow: AtomicU64::new(0),
            rebuilds: AtomicUsize::new(0),
            changed: Mutex::default(),
        }
    }

    /// What the next rebuild comes to, and the files from then on (none: as before).
    pub(crate) fn script(&self, outcome: Outcome, files: &[(&str, &str)]) {
        self.next.lock().unwrap().push_back((outcome, owned(files)));
    }
}

fn owned(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

impl SiteSource for FakeSite {
    fn get(&self, file: &OutputPath) -> Lookup {
        if file.as_str() == "broken/index.html" {
            return Lookup::Broken(problem("template failed: <img src=x onerror=alert(1)>"));
        }
        match self.files.lock().unwrap().get(file.as_str()) {
            Some(bytes) if bytes == BROKEN.as_bytes() => Lookup::Broken(problem("template failed")),
            Some(bytes) => Lookup::Found(Served { bytes: bytes.clone().into(), media_type: None }),
            None => Lookup::Missing,
        }
    }

    fn rebuild(&self, changed: &[PathBuf]) -> Outcome {
        self.rebuilds.fetch_add(1, Ordering::SeqCst);
        self.changed.lock().unwrap().push(changed.to_vec());
        std::thread::sleep(Duration::from_millis(self.slow.load(Ordering::SeqCst)));
        let Some((outcome, files)) = self.next.lock().unwrap().pop_front() else { return Outcome::default() };
        assert!(outcome.diagnostics.iter().all(|d| d.message != "panic"), "a build that panics");
        self.files.lock().unwrap().extend(files);
        outcome
    }

    fn watch_roots(&self) -> Vec<PathBuf> {
        self.roots.clone()
    }

    fn diagnostics(&self) -> Diagnostics {
        self.first.clone()
    }
}

pub(crate) fn problem(message: &str) -> Diagnostics {
    let location = Location::new("content/<b>a</b>.md", "# Title\n\n<Nope />\n", 9..17);
    Diagnostic::error(Code::ComponentUnknown, message).at(location).hint("did you mean `Note`?").into()
}

pub(crate) fn change(change: Change) -> Outcome {
    Outcome { change, ..Outcome::default() }
}

/// Pages may have changed.
pub(crate) fn content() -> Outcome {
    change(Change::Files(Vec::new()))
}

pub(crate) fn errors(message: &str) -> Outcome {
    Outcome { diagnostics: problem(message), ..Outcome::default() }
}

/// What a page holds that cannot be rendered.
const BROKEN: &str = "broken";

pub(crate) const PAGE: &str =
    "<!doctype html><html><head><title>Home</title></head><body><h1>Home</h1></body></html>";

fn start(site: &Arc<FakeSite>, base: &str) -> Running {
    start_with(site, ServeOptions { base_path: base.to_owned(), poll: false })
}

pub(crate) fn start_with(site: &Arc<FakeSite>, options: ServeOptions) -> Running {
    let site = site.clone();
    let bind = Bind { port: 0, ..Bind::default() };
    let server =
        Running::start(bind, move |listener, events, stop| serve(listener, site, options, events, stop));
    // Pages are answered before the watches are set.
    wait_for("the watches", || server.events.lock().unwrap().iter().any(|e| matches!(e, Event::Watching)));
    server
}

/// The token as a page carries it.
fn token(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("client.js?token=").unwrap_or_else(|| panic!("no script in {text}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// The version of a page as it carries it.
fn version(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) =
        text.split_once("data-layer9-client=\"").unwrap_or_else(|| panic!("no version in {text}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

pub(crate) type Socket = WebSocket<TcpStream>;

/// Opens the socket with a Host, maybe an Origin, and a query; the status code where it is refused.
fn open(server: &Running, host: &str, origin: Option<&str>, query: &str) -> Result<Socket, u16> {
    let stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut request = format!("ws://{}/__layer9/ws{query}", server.address).into_client_request().unwrap();
    request.headers_mut().insert("host", HeaderValue::from_str(host).unwrap());
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", HeaderValue::from_str(origin).unwrap());
    }
    match tungstenite::client(request, stream) {
        Ok((socket, _)) => Ok(socket),
        Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(response))) => {
            Err(response.status().as_u16())
        }
        Err(error) => panic!("{error}"),
    }
}

/// Opens a page, and its socket.
fn join(server: &Running) -> Socket {
    join_at(server, "/")
}

pub(crate) fn join_at(server: &Running, path: &str) -> Socket {
    let page = server.get(path);
    join_with(server, &token(&page), path, &version(&page))
}

fn join_with(server: &Running, token: &str, path: &str, at: &str) -> Socket {
    let host = server.address.to_string();
    let query = format!("?token={token}&path={}&at={at}", path.replace('/', "%2F"));
    let mut socket = open(server, &host, Some(&format!("http://{host}")), &query).unwrap();
    assert_eq!(next(&mut socket)["type"], "hello");
    socket
}

pub(crate) fn next(socket: &mut Socket) -> serde_json::Value {
    loop {
        match socket.read().expect("a message in time") {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn wait_for(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(15), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn pages_carry_the_script_and_nothing_else_does() {
    let files = [
        ("index.html", PAGE),
        ("no-body/index.html", "<p>fragment"),
        ("upper/index.html", "<BODY>x</BODY></HTML>"),
        ("two/index.html", "<body><pre>&lt;/body></pre></body>"),
        ("app.js", "document.body"),
        ("page.txt", "</body>"),
        ("m.wasm", "\0asm"),
        ("404.html", "<body>missing</body>"),
        ("fr/404.html", "<body>manque</body>"),
    ];
    let site = FakeSite::new(&[], &files);
    let server = start(&site, "/");
    let page = server.get("/");
    let token = token(&page);
    assert_eq!(token.len(), 32);
    let tag = format!(
        "<script type=\"module\" src=\"/__layer9/client.js?token={token}\" data-layer9-client=\"VERSION\"></script>"
    );
    let plain = |page: &Answer| page.text().replace(&version(page), "VERSION");
    assert_eq!(plain(&page), PAGE.replace("</body>", &format!("{tag}</body>")));
    assert_eq!(plain(&server.get("/no-body/")), format!("<p>fragment{tag}"));
    assert_eq!(plain(&server.get("/upper/")), format!("<BODY>x{tag}</BODY></HTML>"));
    assert_eq!(plain(&server.get("/two/")), format!("<body><pre>&lt;/body></pre>{tag}</body>"));
    assert_ne!(version(&page), version(&server.get("/two/")));
    let missing = server.get("/nowhere");
    assert_eq!((missing.status, plain(&missing)), (404, format!("<body>missing{tag}</body>")));
    assert!(server.get("/fr/x/y").text().contains("manque"));
    for (name, text) in [("/app.js", "document.body"), ("/page.txt", "</body>"), ("/m.wasm", "\0asm")] {
        assert_eq!(server.get(name).text(), text);
    }
    assert_eq!(server.get("/m.wasm").header("content-type"), "application/wasm");
    assert_eq!(server.send("GET", "/", &[("X-Layer9-Plain", "1")]).text(), PAGE);
    let script = server.get("/__layer9/client.js?token=x");
    assert_eq!(
        (script.status, script.header("content-type").as_str()),
        (200, "text/javascript; charset=utf-8")
    );
    assert_eq!(server.get("/__layer9/other").status, 404);
    assert_eq!(server.get("/__layer9/").status, 404);
    // The rest is what preview does.
    assert_eq!(server.get("/two").header("location"), "/two/");
    assert_eq!(server.send("POST", "/", &[("Content-Length", "0")]).status, 405);
    let etag = page.header("etag");
    assert_eq!(server.send("GET", "/", &[("If-None-Match", &etag)]).status, 304);
    assert_eq!(server.send("GET", "/app.js", &[("Range", "bytes=0-3")]).text(), "docu");
    assert_eq!(page.header("cache-control"), "no-cache");
    for target in ["/../x", "/%2e%2e/x", "/a%2fb", "/a\\b", "/%00", "/%"] {
        assert_eq!(server.get(target).status, 400, "{target}");
    }
}

#[test]
fn a_base_path_is_kept() {
    let site = FakeSite::new(&[], &[("index.html", PAGE), ("guide/index.html", PAGE)]);
    let server = start(&site, "docs");
    assert_eq!(server.get("/docs/").status, 200);
    assert_eq!(server.get("/docs/guide").header("location"), "/docs/guide/");
    assert_eq!(server.get("/").header("location"), "/docs/");
    assert_eq!(server.get("/guide/").status, 404);
    assert_eq!(server.get("/__layer9/client.js").status, 200);
    let url = server.events.lock().unwrap().iter().find_map(|e| match e {
        Event::Listening { url, .. } => Some(url.clone()),
        _ => None,
    });
    assert_eq!(url, Some(format!("http://{}/docs/", server.address)));
}

#[test]
fn the_socket_opens_for_our_own_pages_only() {
    let site = FakeSite::new(&[], &[("index.html", PAGE)]);
    let server = start(&site, "/");
    let host = server.address.to_string();
    let port = server.address.port();
    let own = format!("http://{host}");
    let good = format!("?token={}", token(&server.get("/")));
    let mut almost = good.clone();
    let last = almost.pop().unwrap();
    almost.push(if last == '0' { '1' } else { '0' });
    let localhost = format!("localhost:{port}");
    let own_localhost = format!("http://{localhost}");
    let other_port = format!("http://127.0.0.1:{}", port ^ 1);
    let elsewhere = format!("http://evil.test:{port}");
    let upper = good.to_uppercase().replace("TOKEN", "token");
    let longer = format!("{good}0");
    let two = format!("{good}&{}", good.trim_start_matches('?'));
    let rows: &[(&str, Option<&str>, &str, Option<u16>)] = &[
        (&host, Some(&own), &good, None),
        (&localhost, Some(&own_localhost), &good, None),
        (&host, None, &good, Some(403)),
        (&host, Some("null"), &good, Some(403)),
        (&host, Some("http://evil.test"), &good, Some(403)),
        (&host, Some(&elsewhere), &good, Some(403)),
        (&host, Some(&own_localhost), &good, Some(403)),
        (&host, Some(&other_port), &good, Some(403)),
        (&host, Some("http://127.0.0.1"), &good, Some(403)),
        (&host, Some("http://192.168.1.2"), &good, Some(403)),
        (&host, Some("file://"), &good, Some(403)),
        ("evil.test", Some("http://evil.test"), &good, Some(403)),
        ("localhost.evil.test", Some("http://localhost.evil.test"), &good, Some(403)),
        (&host, Some(&own), "", Some(403)),
        (&host, Some(&own), "?token=", Some(403)),
        (&host, Some(&own), "?token=00000000000000000000000000000000", Some(403)),
        (&host, Some(&own), &almost, Some(403)),
        (&host, Some(&own), &longer, Some(403)),
        (&host, Some(&own), &two, Some(403)),
        (&host, None, "", Some(403)),
    ];
    for (host, origin, query, expect) in rows {
        let refused = open(&server, host, *origin, query).err();
        assert_eq!(refused, *expect, "{host} {origin:?} {query}");
    }
    if upper != good {
        assert_eq!(open(&server, &host, Some(&own), &upper).err(), Some(403));
    }
    // Without an upgrade the address is nothing.
    let plain = server.send("GET", &format!("/__layer9/ws{good}"), &[("Origin", &own)]);
    assert_eq!(plain.status, 400);
    assert_eq!(server.send("GET", "/", &[("Origin", "http://evil.test")]).status, 403);
    assert!(server.get("/").headers.iter().all(|(n, _)| !n.to_lowercase().starts_with("access-control")));
    // Another process has another token.
    let other = start(&site, "/");
    assert_ne!(token(&other.get("/")), good[7..]);
}

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
fn what_cannot_be_rendered_says_why() {
    let site =
        Arc::new(FakeSite::with_diagnostics(&[], &[], problem("first build <script>alert(1)</script>")));
    let server = start(&site, "/");
    for (target, text) in [("/broken/", "template failed"), ("/", "first build")] {
        let page = server.get(target);
        assert_eq!(page.status, 503, "{target}");
        assert!(page.text().contains(text) && page.text().contains("client.js?token="), "{}", page.text());
        assert!(!page.text().contains("<img") && !page.text().contains("<script>"), "{}", page.text());
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    }
    let host = server.address.to_string();
    let query = format!("?token={}", token(&server.get("/")));
    let mut socket = open(&server, &host, Some(&format!("http://{host}")), &query).unwrap();
    assert_eq!(next(&mut socket)["type"], "hello");
    assert_eq!(next(&mut socket)["type"], "error");
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

#[test]
fn abusive_sockets_are_closed() {
    let site = FakeSite::new(&[], &[("index.html", PAGE)]);
    let server = start(&site, "/");
    let mut socket = join(&server);
    socket.send(Message::text("hello")).unwrap();
    let _ = socket.send(Message::text("x".repeat(100_000)));
    let closed =
        (0..3).any(|_| socket.read().is_err_and(|_| true) || socket.read().is_ok_and(|m| m.is_close()));
    assert!(closed);
    let start = Instant::now();
    let _still = join(&server);
    server.stop();
    assert!(start.elapsed() < Duration::from_secs(3));
}
