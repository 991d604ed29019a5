//! What HTTP asks of an answer: status, validators, ranges, codings, redirects.

use super::{site, start};
use crate::wire::Running;

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
