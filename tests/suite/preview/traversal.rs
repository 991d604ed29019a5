//! Requests that try to leave the folder, by their path or by links in it.

use super::{SECRET, site, start};

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
