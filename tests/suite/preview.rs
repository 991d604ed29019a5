//! `layer9 preview` over real sockets: what it serves, what it refuses, what it says about it.

use crate::wire::{Answer, Running, Scratch, read_answer};
use layer9::server::{Bind, Ended, Event, Listener, PreviewOptions, preview};
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

const SECRET: &str = "root:x:0:0 must never be served";

fn bind() -> Bind {
    Bind { port: 0, ..Bind::default() }
}

fn start(home: &Scratch, base: &str) -> Running {
    start_on(home, base, bind())
}

fn start_on(home: &Scratch, base: &str, bind: Bind) -> Running {
    let options = PreviewOptions { dist: home.join("dist"), base_path: base.to_owned() };
    Running::start(bind, move |listener, events, stop| preview(listener, options, events, stop))
}

/// An output folder with one of everything, and secrets around it.
fn site(name: &str) -> Scratch {
    let home = Scratch::new(name);
    home.write("secret.txt", SECRET);
    home.write("dist-secret/index.html", SECRET);
    home.write("dist/index.html", "<h1>Home</h1>");
    home.write("dist/404.html", "<h1>Not here</h1>");
    home.write("dist/fr/404.html", "<h1>Pas ici</h1>");
    home.write("dist/fr/index.html", "<h1>Accueil</h1>");
    home.write("dist/guide/index.html", "<h1>Guide</h1>");
    home.write("dist/empty/file.txt", "");
    home.write("dist/digits.txt", "0123456789");
    home.write("dist/app.js", "let plain = 'plain plain plain';");
    home.write("dist/app.js.br", "BROTLI");
    home.write("dist/app.js.gz", "GZIPPED");
    home.write("dist/only-gzip.css", "body{}");
    home.write("dist/only-gzip.css.gz", "GZ");
    home.write("dist/m.wasm", "\0asm");
    home.write("dist/caf\u{e9}/index.html", "<h1>Caf\u{e9}</h1>");
    home.write("dist/a b.txt", "space");
    home.write("dist/100%.txt", "percent");
    home.write("dist/large.bin", vec![7u8; 700_000]);
    home.write("dist/.well-known/security.txt", "Contact: mailto:a@example.org");
    home.write(
        "dist/_redirects",
        "# moved\n/old /guide/\n/old-temporary  /guide/ 302\n/away https://example.org/x 308\n/blog/* /guide/:splat\n\
         /app/* /guide/ 200\n/gone /404.html 410\n/guide /never/\n/bad\n/bad-status / 999\n/bad-to //evil.example\n",
    );
    home.write(
        "dist/_headers",
        "/*\n  X-Frame-Options: DENY\n  Content-Length: 3\n/digits.txt\n  Cache-Control: max-age=60\nnot a path\n  X-No: 1\n",
    );
    home
}

/// Request lines that try to leave the folder, or to confuse. None may be answered with the secret, none with a
/// server error; those that are marked `true` name something harmless and are answered as such.
const TRAVERSAL: &[(&[u8], bool)] = &[
    (b"GET /../secret.txt HTTP/1.1", false),
    (b"GET /../../etc/passwd HTTP/1.1", false),
    (b"GET /guide/../../secret.txt HTTP/1.1", false),
    (b"GET /guide/../index.html HTTP/1.1", false),
    (b"GET /./index.html HTTP/1.1", false),
    (b"GET /.. HTTP/1.1", false),
    (b"GET /. HTTP/1.1", false),
    (b"GET /guide/.. HTTP/1.1", false),
    (b"GET /.../secret.txt HTTP/1.1", false),
    (b"GET /%2e%2e/secret.txt HTTP/1.1", false),
    (b"GET /%2E%2E/secret.txt HTTP/1.1", false),
    (b"GET /.%2e/secret.txt HTTP/1.1", false),
    (b"GET /%2e./secret.txt HTTP/1.1", false),
    (b"GET /%2e HTTP/1.1", false),
    (b"GET /%252e%252e/secret.txt HTTP/1.1", false),
    (b"GET /%25252e%25252e/secret.txt HTTP/1.1", false),
    (b"GET /%%32%65%%32%65/secret.txt HTTP/1.1", false),
    (b"GET /..%2fsecret.txt HTTP/1.1", false),
    (b"GET /..%2Fsecret.txt HTTP/1.1", false),
    (b"GET /..%252fsecret.txt HTTP/1.1", false),
    (b"GET /%2e%2e%2fsecret.txt HTTP/1.1", false),
    (b"GET /guide%2f..%2f..%2fsecret.txt HTTP/1.1", false),
    (b"GET /guide%2findex.html HTTP/1.1", false),
    (b"GET /..\\secret.txt HTTP/1.1", false),
    (b"GET /..%5csecret.txt HTTP/1.1", false),
    (b"GET /..%5Csecret.txt HTTP/1.1", false),
    (b"GET /..%255csecret.txt HTTP/1.1", false),
    (b"GET /guide\\index.html HTTP/1.1", false),
    (b"GET \\..\\secret.txt HTTP/1.1", false),
    (b"GET /%5c%5cserver%5cshare HTTP/1.1", false),
    (b"GET /%c0%ae%c0%ae/secret.txt HTTP/1.1", false),
    (b"GET /%c0%ae%c0%ae%c0%afsecret.txt HTTP/1.1", false),
    (b"GET /%e0%80%ae%e0%80%ae/secret.txt HTTP/1.1", false),
    (b"GET /%uff0e%uff0e/secret.txt HTTP/1.1", false),
    (b"GET /%ff HTTP/1.1", false),
    (b"GET /\xc0\xae\xc0\xae/secret.txt HTTP/1.1", false),
    (b"GET /index.html%00.txt HTTP/1.1", false),
    (b"GET /%00 HTTP/1.1", false),
    (b"GET /index.html\0 HTTP/1.1", false),
    (b"GET /index.html%0d%0aX-Injected:1 HTTP/1.1", false),
    (b"GET /guide%0d%0aX-Injected:1 HTTP/1.1", false),
    (b"GET /index.html%7f HTTP/1.1", false),
    (b"GET /% HTTP/1.1", false),
    (b"GET /%2 HTTP/1.1", false),
    (b"GET /%zz HTTP/1.1", false),
    (b"GET // HTTP/1.1", false),
    (b"GET //index.html HTTP/1.1", false),
    (b"GET //evil.example/guide HTTP/1.1", false),
    (b"GET //etc/passwd HTTP/1.1", false),
    (b"GET ///etc/passwd HTTP/1.1", false),
    (b"GET /guide//index.html HTTP/1.1", false),
    (b"GET /guide/// HTTP/1.1", false),
    (b"GET /blog//evil.example HTTP/1.1", false),
    (b"GET /C:/Windows/win.ini HTTP/1.1", false),
    (b"GET /c%3a/windows/win.ini HTTP/1.1", false),
    (b"GET /index.html::$DATA HTTP/1.1", false),
    (b"GET /index.html: HTTP/1.1", false),
    (b"GET /INDEX~1.HTM HTTP/1.1", false),
    (b"GET /CON HTTP/1.1", false),
    (b"GET /nul.txt HTTP/1.1", false),
    (b"GET /index.html. HTTP/1.1", false),
    (b"GET /index.html%20 HTTP/1.1", false),
    (b"GET /INDEX.HTML HTTP/1.1", false),
    (b"GET /Guide/ HTTP/1.1", false),
    (b"GET /index.html/ HTTP/1.1", false),
    (b"GET /index.html/.. HTTP/1.1", false),
    (b"GET /digits.txt/index.html HTTP/1.1", false),
    (b"GET /empty/ HTTP/1.1", false),
    (b"GET /empty HTTP/1.1", false),
    (b"GET /_redirects HTTP/1.1", false),
    (b"GET /_headers HTTP/1.1", false),
    (b"GET /~root/ HTTP/1.1", false),
    (b"GET /@fs/etc/passwd HTTP/1.1", false),
    (b"GET /dist-secret/ HTTP/1.1", false),
    (b"GET /%E2%80%AEgnp.html HTTP/1.1", false),
    (b"GET index.html HTTP/1.1", false),
    (b"GET * HTTP/1.1", false),
    (b"GET file:///etc/passwd HTTP/1.1", false),
    (b"GET http://127.0.0.1/../secret.txt HTTP/1.1", false),
    (b"GET http://127.0.0.1/%2e%2e/secret.txt HTTP/1.1", false),
    (b"GET http://evil.example/index.html HTTP/1.1", false),
    (b"GET http://a@127.0.0.1/index.html HTTP/1.1", false),
    (b"GET /index.html?../../secret.txt HTTP/1.1", true),
    (b"GET /index.html?raw??import&url HTTP/1.1", true),
    (b"GET /?file=../secret.txt HTTP/1.1", true),
    // The HTTP library cuts the fragment off: what is before it is served, what is after it is not looked at.
    (b"GET /#/../secret.txt HTTP/1.1", true),
    (b"GET /index.html#/../../secret.txt HTTP/1.1", true),
    (b"GET http://127.0.0.1/index.html HTTP/1.1", true),
];

#[test]
fn nothing_outside_the_folder_is_served() {
    let home = site("traversal");
    let server = start(&home, "/");
    let mut wrong = Vec::new();
    for (line, harmless) in TRAVERSAL {
        let shown = String::from_utf8_lossy(line).into_owned();
        let mut request = line.to_vec();
        request.extend_from_slice(b"\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let Some(answer) = server.raw(&request) else {
            wrong.push(format!("{shown}: closed without an answer"));
            continue;
        };
        let fine = if *harmless { answer.status == 200 } else { matches!(answer.status, 400 | 403 | 404) };
        if !fine || answer.text().contains(SECRET) || answer.text().contains("root:") {
            wrong.push(format!("{shown}: {}", answer.status));
        }
        if !answer.header("x-injected").is_empty() || answer.header("location").starts_with("//") {
            wrong.push(format!("{shown}: {:?}", answer.headers));
        }
    }
    assert!(TRAVERSAL.len() >= 60);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The same with a site below a base path.
#[test]
fn nothing_outside_the_base_path_is_served() {
    let home = site("traversal-base");
    let server = start(&home, "/sub/");
    for (target, status) in [
        ("/sub/", 200),
        ("/sub/guide/", 200),
        ("/sub/digits.txt", 200),
        ("/empty/file.txt", 404),
        ("/digits.txt", 404),
        ("/subguide/", 404),
        ("/sub../secret.txt", 404),
        ("/sub/../digits.txt", 400),
        ("/sub/%2e%2e/digits.txt", 400),
        ("/sub//digits.txt", 404),
        ("/sub%2fdigits.txt", 400),
        ("/Sub/", 404),
    ] {
        assert_eq!(server.get(target).status, status, "{target}");
    }
    for (target, to) in
        [("/sub", "/sub/"), ("/sub?x=1", "/sub/?x=1"), ("/sub/guide", "/sub/guide/"), ("/", "/sub/")]
    {
        let answer = server.get(target);
        assert!(matches!(answer.status, 302 | 308), "{target}: {}", answer.status);
        assert_eq!(answer.header("location"), to, "{target}");
    }
    let nowhere = server.get("/elsewhere/x");
    assert_eq!((nowhere.status, nowhere.text().as_str()), (404, "<h1>Not here</h1>"));
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_inside() {
    use std::os::unix::fs::symlink;
    let home = site("links");
    let dist = home.join("dist");
    symlink("/etc/passwd", dist.join("passwd.txt")).unwrap();
    symlink(home.join("secret.txt"), dist.join("secret.txt")).unwrap();
    symlink("../secret.txt", dist.join("relative.txt")).unwrap();
    symlink(home.join("dist-secret"), dist.join("folder")).unwrap();
    symlink("/", dist.join("root")).unwrap();
    symlink("loop", dist.join("loop")).unwrap();
    symlink("nowhere", dist.join("dangling")).unwrap();
    symlink("digits.txt", dist.join("inside.txt")).unwrap();
    symlink("guide", dist.join("inside")).unwrap();
    symlink("/dev/zero", dist.join("zero")).unwrap();
    symlink(home.join("secret.txt"), dist.join("guide/index.html.br")).unwrap();
    named_pipe(&dist.join("pipe"));
    let server = start(&home, "/");
    for target in [
        "/passwd.txt",
        "/secret.txt",
        "/relative.txt",
        "/folder/",
        "/folder",
        "/folder/index.html",
        "/root/etc/passwd",
        "/loop",
        "/loop/",
        "/dangling",
        "/zero",
        "/pipe",
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, 404, "{target}");
        assert_eq!(answer.text(), "<h1>Not here</h1>", "{target}");
    }
    assert_eq!(server.get("/inside.txt").text(), "0123456789");
    assert_eq!(server.get("/inside/").text(), "<h1>Guide</h1>");
    let compressed = server.send("GET", "/guide/", &[("Accept-Encoding", "br")]);
    assert_eq!(
        (compressed.text().as_str(), compressed.header("content-encoding").as_str()),
        ("<h1>Guide</h1>", "")
    );
}

/// A named pipe, on which a careless server waits for ever.
#[cfg(unix)]
fn named_pipe(path: &std::path::Path) {
    let status = std::process::Command::new("mkfifo").arg(path).status();
    assert!(status.is_ok_and(|s| s.success()));
}

const HOSTS: &[(&[&str], u16)] = &[
    (&["localhost"], 200),
    (&["LOCALHOST"], 200),
    (&["localhost:1"], 200),
    (&["localhost:65535"], 200),
    (&["docs.localhost"], 200),
    (&["a.b.localhost:8080"], 200),
    (&["127.0.0.1"], 200),
    (&["127.0.0.1:80"], 200),
    (&["127.8.9.10"], 200),
    (&["[::1]"], 200),
    (&["[::1]:8080"], 200),
    (&["[0:0:0:0:0:0:0:1]"], 200),
    (&["tunnel.example"], 200),
    (&["evil.test"], 403),
    (&["localhost.evil"], 403),
    (&["localhost.evil.test:1111"], 403),
    (&["evillocalhost"], 403),
    (&["evil.test:localhost"], 403),
    (&["localhost."], 403),
    (&[".localhost"], 403),
    (&["127.0.0.1.evil.test"], 403),
    (&["127.0.0.1.nip.io"], 403),
    (&["127.1"], 403),
    (&["2130706433"], 403),
    (&["0x7f000001"], 403),
    (&["0177.0.0.1"], 403),
    (&["0.0.0.0"], 403),
    (&["192.168.0.1"], 403),
    (&["10.0.0.1:80"], 403),
    (&["[::]"], 403),
    (&["[::ffff:8.8.8.8]"], 403),
    (&["[fe80::1]"], 403),
    (&["::1"], 403),
    (&["[::1"], 403),
    (&["localhost:"], 403),
    (&["localhost:port"], 403),
    (&["localhost:99999"], 403),
    (&["localhost:+80"], 403),
    (&["user@localhost"], 403),
    (&["localhost@evil.test"], 403),
    (&["localhost/evil"], 403),
    (&["localhost evil.test"], 403),
    (&["localhost,evil.test"], 403),
    (&["localhost#"], 403),
    (&[""], 403),
    (&["\u{ff4c}ocalhost"], 400),
    (&[], 400),
    (&["localhost", "localhost"], 400),
    (&["localhost", "evil.test"], 400),
    (&["evil.test", "localhost"], 400),
];

#[test]
fn only_our_own_names_are_answered() {
    let home = site("hosts");
    let bind = Bind { allowed_hosts: vec!["tunnel.example".to_owned()], ..bind() };
    let server = start_on(&home, "/", bind);
    let mut wrong = Vec::new();
    for (hosts, expect) in HOSTS {
        let mut request = "GET / HTTP/1.1\r\n".to_owned();
        for host in *hosts {
            request.push_str(&format!("Host: {host}\r\n"));
        }
        request.push_str("Connection: close\r\n\r\n");
        let status = server.raw(request.as_bytes()).map(|a| a.status);
        if status != Some(*expect) {
            wrong.push(format!("{hosts:?}: {status:?} instead of {expect}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let old = server.raw(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    assert_eq!(old.status, 400);
    assert!(
        server
            .events
            .lock()
            .unwrap()
            .iter()
            .any(|e| matches!(e, Event::Refused(why) if why.contains("evil.test")))
    );
}

#[test]
fn other_origins_are_refused_and_nothing_is_shared() {
    let home = site("origins");
    let server = start(&home, "/");
    let own = format!("http://{}", server.address);
    let other_name = format!("http://localhost:{}", server.address.port());
    let other_port = "http://127.0.0.1:1".to_owned();
    for (origin, expect) in [
        (own.as_str(), 200),
        (&other_name, 403),
        (&other_port, 403),
        ("http://evil.test", 403),
        ("null", 403),
        ("", 403),
        ("http://127.0.0.1", 403),
        ("http://192.168.0.1", 403),
        ("file://", 403),
        ("chrome-extension://abc", 403),
    ] {
        let answer = server.send("GET", "/digits.txt", &[("Origin", origin)]);
        assert_eq!(answer.status, expect, "{origin}");
        let preflight = [("Origin", origin), ("Access-Control-Request-Method", "PUT")];
        let preflight = server.send("OPTIONS", "/digits.txt", &preflight);
        for answer in [answer, preflight] {
            let shared: Vec<_> = answer
                .headers
                .iter()
                .filter(|(n, _)| n.to_ascii_lowercase().starts_with("access-control"))
                .collect();
            assert!(shared.is_empty(), "{origin}: {shared:?}");
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        }
    }
    let two = server.send("GET", "/", &[("Origin", &own), ("Origin", "http://evil.test")]);
    assert_eq!(two.status, 403);
}

type Row<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)], u16, &'a [(&'a str, &'a str)], Option<&'a str>);

fn check_rows(server: &Running, rows: &[Row<'_>]) {
    let mut wrong = Vec::new();
    for (method, target, send, status, expect, body) in rows {
        let answer = server.send(method, target, send);
        let mut faults = Vec::new();
        if answer.status != *status {
            faults.push(format!("status {}", answer.status));
        }
        for (name, value) in *expect {
            if answer.header(name) != *value {
                faults.push(format!("{name}: `{}`", answer.header(name)));
            }
        }
        if body.is_some_and(|b| answer.text() != b) {
            faults.push(format!("body `{}`", answer.text()));
        }
        if !faults.is_empty() {
            wrong.push(format!("{method} {target} {send:?}: {}", faults.join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

const HTML: &str = "text/html; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

#[test]
fn conforms_to_http() {
    let home = site("conformance");
    let server = start(&home, "/");
    let tag = |target: &str, accept: &str| {
        server.send("GET", target, &[("Accept-Encoding", accept)]).header("etag")
    };
    let etag = tag("/digits.txt", "");
    assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 20, "strong: {etag}");
    let (plain, brotli, gzip) = (tag("/app.js", ""), tag("/app.js", "br"), tag("/app.js", "gzip"));
    assert!(plain != brotli && brotli != gzip && plain != gzip);
    let weak = format!("W/{etag}");
    let list = format!("\"x\", {etag}");
    let weak_list = format!("W/\"x\" , {weak},\"y\"");
    let comma = format!("\"a,b\",{etag}");
    let unquoted = etag.trim_matches('"').to_owned();
    let d = "/digits.txt";
    let all = Some("0123456789");
    let none = Some("");
    let part = |of: &'static str| of;
    #[rustfmt::skip]
    let rows: &[Row<'_>] = &[
        // Methods.
        ("GET", "/", &[], 200, &[("content-type", HTML), ("content-length", "13"), ("accept-ranges", "bytes"), ("x-content-type-options", "nosniff"), ("cache-control", "no-cache"), ("last-modified", "")], Some("<h1>Home</h1>")),
        ("HEAD", "/", &[], 200, &[("content-type", HTML), ("content-length", "13")], none),
        ("HEAD", d, &[], 200, &[("etag", &etag), ("content-length", "10")], none),
        ("HEAD", "/nowhere", &[], 404, &[("content-type", HTML), ("content-length", "17")], none),
        ("OPTIONS", d, &[], 204, &[("allow", "GET, HEAD, OPTIONS"), ("content-length", "")], none),
        ("OPTIONS", "*", &[], 204, &[("allow", "GET, HEAD, OPTIONS")], none),
        ("POST", d, &[("Content-Length", "0")], 405, &[("allow", "GET, HEAD, OPTIONS")], none),
        ("PUT", d, &[("Content-Length", "0")], 405, &[("allow", "GET, HEAD, OPTIONS")], none),
        ("DELETE", d, &[], 405, &[("allow", "GET, HEAD, OPTIONS")], none),
        ("PATCH", d, &[("Content-Length", "0")], 405, &[("allow", "GET, HEAD, OPTIONS")], none),
        ("TRACE", d, &[], 405, &[("allow", "GET, HEAD, OPTIONS")], none),
        ("PROPFIND", d, &[], 405, &[("allow", "GET, HEAD, OPTIONS")], none),
        // Conditions.
        ("GET", d, &[("If-None-Match", &etag)], 304, &[("etag", &etag), ("content-length", ""), ("content-type", "")], none),
        ("HEAD", d, &[("If-None-Match", &etag)], 304, &[("etag", &etag)], none),
        ("GET", d, &[("If-None-Match", &weak)], 304, &[("etag", &etag)], none),
        ("GET", d, &[("If-None-Match", "*")], 304, &[], none),
        ("GET", d, &[("If-None-Match", &list)], 304, &[], none),
        ("GET", d, &[("If-None-Match", &weak_list)], 304, &[], none),
        ("GET", d, &[("If-None-Match", &comma)], 304, &[], none),
        ("GET", d, &[("If-None-Match", "\"x\""), ("If-None-Match", &etag)], 304, &[], none),
        ("GET", d, &[("If-None-Match", "\"x\"")], 200, &[], all),
        ("GET", d, &[("If-None-Match", &unquoted)], 200, &[], all),
        ("GET", d, &[("If-None-Match", "\"unclosed")], 200, &[], all),
        ("GET", d, &[("If-None-Match", ",,,")], 200, &[], all),
        ("GET", d, &[("If-Match", &etag)], 200, &[], all),
        ("GET", d, &[("If-Match", "*")], 200, &[], all),
        ("GET", d, &[("If-Match", &list)], 200, &[], all),
        ("GET", d, &[("If-Match", "\"x\"")], 412, &[("content-length", "0")], none),
        ("GET", d, &[("If-Match", &weak)], 412, &[], none),
        ("GET", d, &[("If-Match", "\"x\""), ("If-None-Match", &etag)], 412, &[], none),
        ("GET", d, &[("If-Match", &etag), ("If-None-Match", &etag)], 304, &[], none),
        ("GET", "/nowhere", &[("If-Match", "\"x\"")], 404, &[], None),
        ("GET", "/nowhere", &[("If-None-Match", "*")], 404, &[], None),
        // Without a Last-Modified, dates have nothing to be compared with.
        ("GET", d, &[("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")], 200, &[], all),
        ("GET", d, &[("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")], 200, &[], all),
        ("GET", d, &[("If-None-Match", "\"x\""), ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")], 200, &[], all),
        // Ranges.
        ("GET", d, &[("Range", "bytes=0-3")], 206, &[("content-range", "bytes 0-3/10"), ("content-length", "4"), ("etag", &etag)], Some(part("0123"))),
        ("GET", d, &[("Range", "bytes=0-0")], 206, &[("content-range", "bytes 0-0/10")], Some("0")),
        ("GET", d, &[("Range", "bytes=9-9")], 206, &[("content-range", "bytes 9-9/10")], Some("9")),
        ("GET", d, &[("Range", "bytes=4-")], 206, &[("content-range", "bytes 4-9/10")], Some("456789")),
        ("GET", d, &[("Range", "bytes=4-99999999999999999999999")], 206, &[("content-range", "bytes 4-9/10")], Some("456789")),
        ("GET", d, &[("Range", "bytes=-3")], 206, &[("content-range", "bytes 7-9/10")], Some("789")),
        ("GET", d, &[("Range", "bytes=-99")], 206, &[("content-range", "bytes 0-9/10")], all),
        ("GET", d, &[("Range", "BYTES=0-1")], 206, &[("content-range", "bytes 0-1/10")], Some("01")),
        ("GET", d, &[("Range", "bytes=10-")], 416, &[("content-range", "bytes */10"), ("content-length", "0")], none),
        ("GET", d, &[("Range", "bytes=99999999999999999999999-")], 416, &[("content-range", "bytes */10")], none),
        ("GET", d, &[("Range", "bytes=-0")], 416, &[("content-range", "bytes */10")], none),
        ("GET", "/empty/file.txt", &[("Range", "bytes=0-")], 416, &[("content-range", "bytes */0")], none),
        ("GET", "/empty/file.txt", &[("Range", "bytes=-1")], 416, &[("content-range", "bytes */0")], none),
        ("GET", "/empty/file.txt", &[], 200, &[("content-length", "0")], none),
        ("GET", d, &[("Range", "bytes=3-1")], 200, &[], all),
        ("GET", d, &[("Range", "bytes=-")], 200, &[], all),
        ("GET", d, &[("Range", "bytes=")], 200, &[], all),
        ("GET", d, &[("Range", "bytes=a-b")], 200, &[], all),
        ("GET", d, &[("Range", "bytes=+1-2")], 200, &[], all),
        ("GET", d, &[("Range", "bytes=1--2")], 200, &[], all),
        ("GET", d, &[("Range", "items=0-1")], 200, &[], all),
        ("GET", d, &[("Range", "0-1")], 200, &[], all),
        ("GET", d, &[("Range", "bytes=0-1,4-5")], 200, &[("content-range", "")], all),
        ("GET", d, &[("Range", "bytes=0-1"), ("Range", "bytes=4-5")], 200, &[], all),
        ("HEAD", d, &[("Range", "bytes=0-3")], 200, &[("content-length", "10"), ("content-range", "")], none),
        ("GET", d, &[("Range", "bytes=0-3"), ("If-Range", &etag)], 206, &[], Some("0123")),
        ("GET", d, &[("Range", "bytes=0-3"), ("If-Range", "\"x\"")], 200, &[], all),
        ("GET", d, &[("Range", "bytes=0-3"), ("If-Range", &weak)], 200, &[], all),
        ("GET", d, &[("Range", "bytes=0-3"), ("If-Range", "Fri, 01 Jan 2100 00:00:00 GMT")], 200, &[], all),
        ("GET", d, &[("Range", "bytes=0-3"), ("If-None-Match", &etag)], 304, &[("content-range", "")], none),
        ("GET", d, &[("Range", "bytes=50-"), ("If-Match", "\"x\"")], 412, &[], none),
        ("GET", "/large.bin", &[("Range", "bytes=699998-")], 206, &[("content-range", "bytes 699998-699999/700000")], Some("\u{7}\u{7}")),
        ("GET", "/nowhere", &[("Range", "bytes=0-3")], 404, &[("content-range", "")], Some("<h1>Not here</h1>")),
        // Content codings.
        ("GET", "/app.js", &[], 200, &[("content-type", JS), ("vary", "Accept-Encoding"), ("content-encoding", ""), ("etag", &plain)], None),
        ("GET", "/app.js", &[("Accept-Encoding", "br, gzip")], 200, &[("content-encoding", "br"), ("content-type", JS), ("vary", "Accept-Encoding"), ("content-length", "6")], Some("BROTLI")),
        ("GET", "/app.js", &[("Accept-Encoding", "gzip, br")], 200, &[("content-encoding", "br")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "GZip")], 200, &[("content-encoding", "gzip")], Some("GZIPPED")),
        ("GET", "/app.js", &[("Accept-Encoding", "x-gzip")], 200, &[("content-encoding", "gzip")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "br;q=0.5, gzip;q=0.8")], 200, &[("content-encoding", "gzip")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "br;q=0, gzip")], 200, &[("content-encoding", "gzip")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "br;q=0.0, gzip;q=0.000")], 200, &[("content-encoding", "")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "*")], 200, &[("content-encoding", "br")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "*;q=0.1, gzip;q=0.9")], 200, &[("content-encoding", "gzip")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "identity, br;q=0.5")], 200, &[("content-encoding", "")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "br;q=0.001")], 200, &[("content-encoding", "br")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "")], 200, &[("content-encoding", "")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "zstd, compress")], 200, &[("content-encoding", "")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "br;q=2, gzip")], 200, &[("content-encoding", "gzip")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "identity;q=0, br")], 200, &[("content-encoding", "br")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "identity;q=0, zstd")], 406, &[("vary", "Accept-Encoding")], None),
        ("GET", "/app.js", &[("Accept-Encoding", "*;q=0")], 406, &[], None),
        ("GET", "/app.js", &[("Accept-Encoding", "*;q=0, identity")], 200, &[("content-encoding", "")], None),
        ("GET", d, &[("Accept-Encoding", "br, gzip")], 200, &[("content-encoding", ""), ("vary", "")], all),
        ("GET", d, &[("Accept-Encoding", "identity;q=0, br")], 406, &[], None),
        ("GET", "/only-gzip.css", &[("Accept-Encoding", "br, gzip;q=0.1")], 200, &[("content-encoding", "gzip"), ("content-type", "text/css; charset=utf-8")], Some("GZ")),
        ("GET", "/app.js", &[("Accept-Encoding", "br"), ("Range", "bytes=0-1")], 206, &[("content-encoding", "br"), ("content-range", "bytes 0-1/6"), ("vary", "Accept-Encoding")], Some("BR")),
        ("GET", "/app.js", &[("Accept-Encoding", "br"), ("If-None-Match", &brotli)], 304, &[("etag", &brotli), ("vary", "Accept-Encoding")], none),
        ("GET", "/app.js", &[("Accept-Encoding", "gzip"), ("If-None-Match", &brotli)], 200, &[("etag", &gzip)], None),
        ("GET", "/app.js", &[("Accept-Encoding", "gzip"), ("Range", "bytes=0-1"), ("If-Range", &brotli)], 200, &[("etag", &gzip)], None),
        ("GET", "/app.js.br", &[], 200, &[("content-type", "application/x-brotli"), ("content-encoding", "")], Some("BROTLI")),
        // Types and names.
        ("GET", "/m.wasm", &[], 200, &[("content-type", "application/wasm")], None),
        ("GET", d, &[], 200, &[("content-type", "text/plain; charset=utf-8")], all),
        ("GET", "/.well-known/security.txt", &[], 200, &[], None),
        ("GET", "/caf%C3%A9/", &[], 200, &[("content-type", HTML)], None),
        ("GET", "/caf%c3%a9/", &[], 200, &[], None),
        ("GET", "/cafe%CC%81/", &[], 200, &[], None),
        ("GET", "/caf%C3%A9", &[], 308, &[("location", "/caf%C3%A9/")], none),
        ("GET", "/a%20b.txt", &[], 200, &[], Some("space")),
        ("GET", "/100%25.txt", &[], 200, &[], Some("percent")),
        ("GET", "/100%2525.txt", &[], 404, &[], None),
        ("GET", "/%64igits.txt", &[], 200, &[], all),
        // Folders, redirects, missing pages.
        ("GET", "/guide/", &[], 200, &[], Some("<h1>Guide</h1>")),
        ("GET", "/guide/?q=1", &[], 200, &[], Some("<h1>Guide</h1>")),
        ("GET", "/guide", &[], 308, &[("location", "/guide/"), ("cache-control", "no-cache"), ("content-length", "0")], none),
        ("HEAD", "/guide?a=b&c", &[], 308, &[("location", "/guide/?a=b&c")], none),
        ("GET", "/old", &[], 301, &[("location", "/guide/"), ("cache-control", "no-cache")], none),
        ("GET", "/old/", &[], 301, &[("location", "/guide/")], none),
        ("GET", "/old?x=1", &[], 301, &[("location", "/guide/?x=1")], none),
        ("GET", "/old-temporary", &[], 302, &[("location", "/guide/")], none),
        ("GET", "/away", &[], 308, &[("location", "https://example.org/x")], none),
        ("GET", "/blog/2024/a%20b", &[], 301, &[("location", "/guide/2024/a%20b")], none),
        ("GET", "/blog", &[], 301, &[("location", "/guide/")], none),
        ("GET", "/app/any/thing", &[], 200, &[("content-type", HTML)], Some("<h1>Guide</h1>")),
        ("GET", "/gone", &[], 410, &[("content-type", HTML)], Some("<h1>Not here</h1>")),
        ("GET", "/bad-to", &[], 404, &[("location", "")], None),
        ("GET", "/nowhere", &[], 404, &[("content-type", HTML), ("etag", ""), ("accept-ranges", "")], Some("<h1>Not here</h1>")),
        ("GET", "/nowhere/", &[], 404, &[], Some("<h1>Not here</h1>")),
        ("GET", "/fr/nulle/part", &[], 404, &[], Some("<h1>Pas ici</h1>")),
        ("GET", "/fr", &[], 308, &[("location", "/fr/")], none),
        // Header rules.
        ("GET", "/guide/", &[], 200, &[("x-frame-options", "DENY"), ("x-no", "")], None),
        ("GET", d, &[], 200, &[("cache-control", "max-age=60"), ("content-length", "10")], all),
    ];
    assert!(rows.len() >= 80, "{}", rows.len());
    check_rows(&server, rows);
    let large = server.get("/large.bin");
    assert_eq!((large.status, large.body.len()), (200, 700_000));
    assert_eq!(large.header("content-type"), "application/octet-stream");
}

#[test]
fn tags_follow_the_content() {
    let home = site("tags");
    let server = start(&home, "/");
    let tag = |target: &str| server.get(target).header("etag");
    let (small, large) = (tag("/digits.txt"), tag("/large.bin"));
    assert_eq!(large, tag("/large.bin"));
    home.write("dist/digits.txt", "9876543210");
    home.write("dist/large.bin", vec![8u8; 700_000]);
    assert_ne!(small, tag("/digits.txt"));
    assert_ne!(large, tag("/large.bin"));
    home.write("dist/digits.txt", "0123456789");
    assert_eq!(small, tag("/digits.txt"), "the same content has the same tag, whenever it was written");
    // The folder may be replaced whole under the server.
    std::fs::rename(home.join("dist"), home.join("gone")).unwrap();
    assert_eq!(server.get("/").status, 404);
    home.write("dist/index.html", "<h1>New</h1>");
    assert_eq!(server.get("/").text(), "<h1>New</h1>");
}

#[test]
fn a_connection_takes_many_requests() {
    let home = site("pipeline");
    let server = start(&home, "/");
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    for i in 0..50 {
        let target = ["/", "/digits.txt", "/nowhere", "/guide"][i % 4];
        stream.write_all(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
        let answer = read_answer(&mut stream, false).unwrap();
        assert_eq!(answer.status, [200, 200, 404, 308][i % 4]);
    }
}

#[test]
fn abusive_clients_are_turned_away() {
    let home = site("abuse");
    let server = start(&home, "/");
    let status = |request: &[u8]| server.raw(request).map(|a: Answer| a.status);
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    // The server may close before all was sent, which the client then sees as an error instead.
    let mut stream = TcpStream::connect(server.address).unwrap();
    let sent = stream.write_all(long.as_bytes());
    let answer = read_answer(&mut stream, false);
    assert!(answer.as_ref().is_none_or(|a| a.status == 431), "{answer:?} {sent:?}");
    let many: String = (0..500).map(|i| format!("X-{i}: 1\r\n")).collect();
    assert_eq!(status(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n").as_bytes()), Some(431));
    let path = "a".repeat(30_000);
    assert_eq!(status(format!("GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()), Some(404));
    assert_eq!(status(b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"), Some(400));
    assert_eq!(status(b"nonsense\r\n\r\n"), Some(400));
    assert_eq!(status(b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n"), Some(400));
    let both = b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert!(matches!(status(both), Some(200 | 400)));
    // A body that is announced and never sent does not hold the answer up.
    let body = b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
    assert_eq!(status(body), Some(200));
    // Idle connections cost others nothing.
    let idle: Vec<_> = (0..300).filter_map(|_| TcpStream::connect(server.address).ok()).collect();
    for stream in &idle {
        let mut stream = stream;
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHo");
    }
    let start = Instant::now();
    assert_eq!(server.get("/").status, 200);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn the_server_ends_when_told() {
    let home = site("ends");
    let server = start(&home, "/");
    let _idle = TcpStream::connect(server.address).unwrap();
    let mut half = TcpStream::connect(server.address).unwrap();
    half.write_all(b"GET / HT").unwrap();
    let address = server.address;
    let start = Instant::now();
    assert_eq!(server.stop(), Ended::Stopped);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_taken_port_is_stepped_over() {
    let first = Listener::bind(bind()).unwrap();
    let port = first.address().port();
    let wanted = Bind { port, ..Bind::default() };
    let second = Listener::bind(wanted.clone()).unwrap();
    assert!(second.address().port() > port);
    assert_eq!(second.instead_of(), Some(port));
    assert_eq!(first.instead_of(), None);
    let strict = Listener::bind(Bind { strict_port: true, ..wanted }).unwrap_err();
    assert_eq!(strict.code.as_str(), "L9-1001");
    let elsewhere = Listener::bind(Bind { host: "192.0.2.1".to_owned(), ..bind() }).unwrap_err();
    assert_eq!(elsewhere.code.as_str(), "L9-1001");
    assert!(Listener::bind(Bind { host: "no such host".to_owned(), ..bind() }).is_err());
    assert_eq!(second.url("/docs/"), format!("http://127.0.0.1:{}/docs/", second.address().port()));
    let v6 = Listener::bind(Bind { host: "[::1]".to_owned(), ..bind() });
    if let Ok(v6) = v6 {
        assert!(v6.url("/").starts_with("http://[::1]:"));
    }
}

#[test]
fn a_missing_folder_is_said() {
    let listener = Listener::bind(bind()).unwrap();
    let options = PreviewOptions { dist: "/no/such/folder".into(), base_path: "/".to_owned() };
    let error =
        preview(listener, options, std::sync::Arc::new(|_| {}), &layer9::server::Stop::new()).unwrap_err();
    assert_eq!(error.hint.as_deref(), Some("run `layer9 build` first"));
}
