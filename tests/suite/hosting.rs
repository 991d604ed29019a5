//! `_redirects` and `_headers`: what the host is told, and that `preview` and `serve` do it.

use crate::harness::Site;
use crate::server::Server;
use crate::wire::{Answer, read_answer};
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

fn site() -> Site {
    let site = Site::new();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org/sub\"\nredirects_file = true\n\
         [[redirects]]\nfrom = \"/shop/*\"\nto = \"https://shop.example.org/:splat\"\nstatus = 302\n\
         [[redirects]]\nfrom = \"/feed\"\nto = \"/a/\"\nstatus = 307\n\
         [[redirects]]\nfrom = \"/gone/*\"\nstatus = 410\n\
         [headers.\"/*\"]\nX-Frame-Options = \"DENY\"\nLink = [\"</a>; rel=preload\", \"</b>; rel=preload\"]\n\
         [headers.\"/a/*\"]\nCache-Control = \"max-age=60\"\n",
    );
    site.write(
        "content/a.md",
        "+++\ntitle = \"A\"\naliases = [\"old/ä b\", { path = \"/tmp/\", status = 302 }]\n+++\nText.\n",
    );
    site
}

fn ask(server: &Server, path: &str) -> Answer {
    let url = server.url("");
    let host = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    read_answer(&mut stream, false).expect("an answer")
}

#[test]
fn hosts_are_told_of_redirects_and_headers() {
    let site = site();
    site.build();
    assert_eq!(
        site.read("dist/_redirects"),
        "/sub/feed /sub/a/ 307\n/sub/feed/ /sub/a/ 307\n/sub/old/%C3%A4%20b /sub/a/ 301\n/sub/old/%C3%A4%20b/ /sub/a/ 301\n\
         /sub/tmp /sub/a/ 302\n/sub/tmp/ /sub/a/ 302\n/sub/shop/* https://shop.example.org/:splat 302\n/sub/gone/* /sub/404.html 410\n"
    );
    assert_eq!(
        site.read("dist/_headers"),
        "/sub/*\n  X-Frame-Options: DENY\n  Link: </a>; rel=preload\n  Link: </b>; rel=preload\n/sub/a/*\n  Cache-Control: max-age=60\n"
    );
    // A page in the way of a rule would be served in its place.
    assert!(!site.dist().join("old").exists() && !site.dist().join("tmp").exists());
    let preview = Server::preview(site.path());
    let serve = Server::serve(site.path());
    for server in [&preview, &serve] {
        for (path, status, to) in [
            ("/sub/tmp/", 302, "/sub/a/"),
            ("/sub/tmp?x=1", 302, "/sub/a/?x=1"),
            ("/sub/old/%C3%A4%20b/", 301, "/sub/a/"),
            ("/sub/feed", 307, "/sub/a/"),
            ("/sub/shop/one/two", 302, "https://shop.example.org/one/two"),
            ("/sub/gone/x", 410, ""),
            ("/sub/nothing/", 404, ""),
        ] {
            let answer = ask(server, path);
            let location = answer.header("location");
            assert_eq!((answer.status, location.as_str()), (status, to), "{path}");
            assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        }
        assert_eq!(ask(server, "/sub/a/").status, 200);
    }
    assert_eq!(ask(&preview, "/sub/a/").header("cache-control"), "max-age=60");
    // An old address that is a rule and no file is served all the same.
    site.write("old.txt", "/tmp/\n/a/\n");
    let run = site.run(&["check", "--against", "old.txt"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn without_a_file_redirects_are_pages() {
    let site = site();
    site.write(
        "layer9.toml",
        "base_url = \"https://example.org\"\n[[redirects]]\nfrom = \"/feed\"\nto = \"/a/\"\n",
    );
    site.build();
    assert!(site.read("dist/feed/index.html").contains("0; url=/a/"));
    assert!(site.read("dist/tmp/index.html").contains("0; url=/a/"));
    assert!(!site.dist().join("_redirects").exists() && !site.dist().join("_headers").exists());
}
