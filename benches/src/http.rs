//! As much of an HTTP/1.1 client as it takes to look at a page of a server on this machine.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// A response's status and body.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// The bytes after the head; chunk sizes are left in, since only words are looked for.
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Whether the page holds the word. It must be one that no chunk boundary splits often: a page that is cut
    /// there once is looked at again.
    pub(crate) fn holds(&self, word: &str) -> bool {
        self.body.windows(word.len()).any(|bytes| bytes == word.as_bytes())
    }
}

/// Asks for a page, on a connection of its own.
pub(crate) fn get(port: u16, path: &str) -> io::Result<Response> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    // A page that is being built is waited for.
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    stream.set_nodelay(true)?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::with_capacity(1 << 15);
    stream.read_to_end(&mut bytes)?;
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "no HTTP response");
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(invalid)?;
    let head = std::str::from_utf8(&bytes[..end]).map_err(|_| invalid())?;
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(invalid)?;
    Ok(Response { status, body: bytes.split_off(end + 4) })
}

/// A port that nobody listens on now.
pub(crate) fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_body_are_read() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            for answer in ["HTTP/1.1 404 Not Found\r\nA: b\r\n\r\nno such page", "garbage"] {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1024];
                let count = stream.read(&mut request).unwrap();
                assert!(request[..count].starts_with(b"GET /a/ HTTP/1.1\r\n"));
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let response = get(port, "/a/").unwrap();
        assert_eq!(response.status, 404);
        assert!(response.holds("such") && !response.holds("HTTP"));
        assert!(get(port, "/a/").is_err());
        server.join().unwrap();
    }
}
