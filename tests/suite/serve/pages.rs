//! What is answered: pages with the script that keeps them up to date, all else as it is, and why a page cannot be shown.

use super::session::{next, open, start, token, version};
use super::site::{FakeSite, PAGE, problem};
use crate::wire::Answer;
use layer9::server::Event;
use std::sync::Arc;

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
