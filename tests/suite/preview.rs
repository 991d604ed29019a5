//! `layer9 preview` over real sockets: what it serves, what it refuses, what it says about it.

mod connections;
mod messages;
mod origins;
mod traversal;

use crate::wire::{Running, Scratch};
use layer9::server::{Bind, Listener, PreviewOptions, preview};

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
