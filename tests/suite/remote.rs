//! Data of other servers: asked for over real sockets, held to the lock file.

use crate::harness::{Run, Site};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

type Answers = dyn Fn(usize, &str) -> Vec<u8> + Send + Sync;

/// A server of HTTP/1.1 that answers what a test says; one request a connection.
struct Server {
    address: std::net::SocketAddr,
    /// What it was asked: whole heads.
    asked: Arc<Mutex<Vec<String>>>,
    ends: Arc<AtomicBool>,
}

impl Server {
    /// `answer` is given how many requests came before, and the head of this one.
    fn start(answer: impl Fn(usize, &str) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let ends: Arc<AtomicBool> = Arc::default();
        let answer: Arc<Answers> = Arc::new(answer);
        let (heads, end) = (asked.clone(), ends.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let (answer, heads) = (answer.clone(), heads.clone());
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    let mut head = String::new();
                    while reader.read_line(&mut head).unwrap_or(0) > 2 && !head.ends_with("\r\n\r\n") {}
                    let before = {
                        let mut heads = heads.lock().unwrap();
                        heads.push(head.clone());
                        heads.len() - 1
                    };
                    let mut stream = stream;
                    let _ = stream.write_all(&answer(before, &head));
                });
            }
        });
        Self { address, asked, ends }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    fn last(&self) -> String {
        self.asked.lock().unwrap().last().cloned().unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn response(status: &str, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}", body.len())
        .into_bytes()
}

fn ok(body: &str) -> Vec<u8> {
    response("200 OK", "", body)
}

/// A site whose front page shows what an address gives.
fn site(url: &str) -> Site {
    let site = Site::new();
    site.write(
        "templates/index.html",
        format!("{{% set got = load_data(url=\"{url}\") %}}{{{{ got.name }}}}"),
    );
    site
}

fn fails(site: &Site, arguments: &[&str], messages: &[&str]) -> Run {
    let run = site.run(arguments);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    // Lines are broken where the terminal ends.
    let said: String =
        run.stderr.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    for message in messages {
        assert!(said.contains(message), "{message} is missing\n{}", run.stderr);
    }
    run
}

#[test]
fn remote_data_is_locked_and_asked_for_once() {
    let server = Server::start(|_, _| response("200 OK", "ETag: \"one\"\r\n", "{\"name\": \"Ada\"}"));
    let url = server.url("/a.json");
    let site = site(&url);
    site.build();
    assert_eq!((site.page("/"), server.asked()), ("Ada".to_owned(), 1));
    let lock = site.read("layer9.lock");
    assert!(lock.contains(&url) && lock.contains("etag"), "{lock}");
    // Neither a build that does nothing, nor one that makes the page again, nor a clean one asks for it.
    site.build();
    site.write("templates/index.html", format!("{}!", site.read("templates/index.html")));
    site.build();
    assert_eq!(site.page("/"), "Ada!");
    assert_eq!(site.run(&["build", "--clean", "--verify"]).code, Some(0));
    assert_eq!(server.asked(), 1);
    assert_eq!(site.run(&["build", "--clean", "--offline"]).code, Some(0));
    // A body that was damaged is fetched again, and must be what it was.
    let bodies = site.path().join(".layer9/cache/remote");
    for body in std::fs::read_dir(&bodies).unwrap() {
        std::fs::write(body.unwrap().path(), "{}").unwrap();
    }
    assert_eq!(site.run(&["build", "--clean"]).code, Some(0));
    assert_eq!((site.page("/"), server.asked()), ("Ada!".to_owned(), 2));
    assert_eq!(site.read("layer9.lock"), lock);
}

#[test]
fn offline_nobody_is_asked() {
    let server = Server::start(|_, _| ok("{\"name\": \"Ada\"}"));
    let site = site(&server.url("/a.json"));
    let places = ["templates/index.html:1:", "is not in the cache", &server.url("/a.json")];
    fails(&site, &["build", "--offline"], &places);
    site.write(
        "layer9.toml",
        format!("base_url = \"https://example.org\"\n[data.remote]\nteam = \"{}\"\n", server.url("/a.json")),
    );
    for command in ["build", "check"] {
        fails(
            &site,
            &[command, "--offline"],
            &["layer9.toml:3:8", "is not in the cache", &server.url("/a.json")],
        );
    }
    assert_eq!(server.asked(), 0);
    assert!(!site.path().join("layer9.lock").exists());
}

#[test]
fn a_changed_answer_needs_an_update() {
    let changed: Arc<AtomicBool> = Arc::default();
    let now = changed.clone();
    let server = Server::start(move |_, head| {
        let tag = if now.load(Ordering::SeqCst) { "\"two\"" } else { "\"one\"" };
        let head = head.to_ascii_lowercase();
        if head.contains(&format!("if-none-match: {tag}")) {
            return b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_vec();
        }
        response("200 OK", &format!("ETag: {tag}\r\n"), &format!("{{\"name\": {tag}}}"))
    });
    let url = server.url("/a.json");
    let site = site(&url);
    site.build();
    let run = site.run(&["data", "update"]);
    assert!(run.code == Some(0) && run.stderr.contains("unchanged"), "{}", run.stderr);
    assert!(server.last().to_ascii_lowercase().contains("if-none-match: \"one\""), "{}", server.last());
    let lock = site.read("layer9.lock");
    changed.store(true, Ordering::SeqCst);
    // With the cache, nobody notices; without it, the answer is not what the lock says.
    assert_eq!(site.run(&["build", "--clean"]).code, Some(0));
    std::fs::remove_dir_all(site.path().join(".layer9/cache/remote")).unwrap();
    fails(&site, &["build", "--clean"], &[&url, "is not what layer9.lock says", "layer9 data update"]);
    assert_eq!(site.read("layer9.lock"), lock);
    let run = site.run(&["data", "update", &url]);
    assert!(run.code == Some(0) && run.stderr.contains("changed"), "{}", run.stderr);
    // The page reads what the lock says, so a build after it makes it again.
    site.build();
    assert_eq!(site.page("/"), "two");
    let list = site.run(&["data", "list"]).stdout;
    assert!(list.contains(&url), "{list}");
    fails(&site, &["data", "forget", &format!("{url}x")], &["layer9.lock has no", "did you mean"]);
    assert_eq!(site.run(&["data", "forget", &url]).code, Some(0));
    assert!(!site.read("layer9.lock").contains("url"));
}

#[test]
fn servers_that_fail_are_asked_again() {
    let server = Server::start(|before, _| match before {
        0 => response("500 Internal Server Error", "", "no"),
        1 => b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\nConnection: close\r\n\r\n{\"name\"".to_vec(),
        _ => ok("{\"name\": \"Ada\"}"),
    });
    let site = site(&server.url("/a.json"));
    site.build();
    assert_eq!((site.page("/"), server.asked()), ("Ada".to_owned(), 3));
    // What will not get better is asked for once.
    let server = Server::start(|_, _| response("404 Not Found", "", "no"));
    let site = self::site(&server.url("/a.json"));
    fails(&site, &["build"], &["the server answered 404 Not Found", "templates/index.html:1:"]);
    assert_eq!(server.asked(), 1);
}

#[test]
fn limits_hold_for_remote_data() {
    let server = Server::start(|_, head| {
        let path = head.split(' ').nth(1).unwrap_or("");
        match path {
            "/slow.json" => {
                std::thread::sleep(Duration::from_secs(3));
                ok("{}")
            }
            "/large.json" => ok(&format!("\"{}\"", "x".repeat(200))),
            "/text.json" => [b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\"\xff\"".as_slice()].concat(),
            "/wrong.json" => ok("{\n \"a\" 1}"),
            "/turn.json" => response("302 Found", "Location: /turn.json\r\n", ""),
            "/once.json" => response("302 Found", "Location: /end\r\n", ""),
            _ => ok("{\"name\": \"end\"}"),
        }
    });
    let try_it = |path: &str| {
        let site = site(&server.url(path));
        site.write(
            "layer9.toml",
            "base_url = \"https://example.org\"\n[data]\ntimeout = 1\nretries = 0\nmax_bytes = 100\n",
        );
        site
    };
    for (path, message) in [
        ("/slow.json", "no answer within 1 s; set `timeout`"),
        ("/large.json", "it has more than 100 bytes; set `max_bytes`"),
        ("/text.json", "is not valid UTF-8 from byte 1 on"),
        ("/wrong.json", "/wrong.json:2:6: expected"),
        ("/turn.json", "redirected more than 5 times"),
        ("/noformat", "does not say its format"),
    ] {
        let site = try_it(path);
        fails(&site, &["build"], &[message, "templates/index.html:1:"]);
        let locked = std::fs::read_to_string(site.path().join("layer9.lock")).unwrap_or_default();
        // An answer that came, whatever is in it, is what the lock holds; none that did not.
        assert_eq!(locked.contains("sha256"), path == "/wrong.json", "{path}: {locked}");
    }
    let site = try_it("/once.json");
    site.build();
    assert_eq!(site.page("/"), "end");
    for (url, message) in [
        ("ftp://127.0.0.1/a.json", "by `https` or `http` alone"),
        ("https://a:b@127.0.0.1/a.json", "name and password"),
    ] {
        fails(&self::site(url), &["build"], &[message, "templates/index.html:1:"]);
    }
}

#[test]
fn configured_addresses_are_data() {
    let server = Server::start(|_, head| match head.contains("/rows") {
        true => ok("id,name\none,One\ntwo,Two\n"),
        false => ok("{\"list\": [1, 2]}"),
    });
    let site = Site::new();
    site.write(
        "layer9.toml",
        format!(
            "base_url = \"https://example.org\"\n[data.remote]\nnumbers = \"{}\"\nrows = {{ url = \"{}\", format = \"csv\" }}\n",
            server.url("/n.json"),
            server.url("/rows?all")
        ),
    );
    site.write("templates/index.html", "{{ data.numbers.list[1] }} {{ data.rows[0].name }}");
    site.write(
        "content/rows/_index.md",
        "+++\ntitle = \"Rows\"\n[[pages_from]]\ndata = \"rows\"\ntitle = \"{name}\"\n+++\n",
    );
    site.build();
    assert_eq!(site.page("/"), "2 One");
    assert!(site.dist().join("rows/two/index.html").exists());
    site.write("data/numbers.json", "1");
    fails(&site, &["build"], &["two files of data are called `numbers`", "layer9.toml:3:"]);
}
