//! Who is answered: by which name, and for pages of which origin.

use super::{bind, site, start, start_on};
use layer9::server::{Bind, Event};

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
