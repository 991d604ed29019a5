//! Who may open the socket, and what closes it.

use super::session::{join, open, start, token};
use super::site::{FakeSite, PAGE};
use std::time::{Duration, Instant};
use tungstenite::Message;

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
