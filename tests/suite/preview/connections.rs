//! Connections: kept open, abused, cut off at the end.

use super::{site, start};
use crate::wire::{Answer, read_answer};
use layer9::server::Ended;
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

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
