//! A server that runs, and the socket of a page that is open in it.

use super::site::FakeSite;
use crate::wire::{Answer, Running};
use layer9::server::{Bind, Event, ServeOptions, serve};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;
use tungstenite::{Message, WebSocket};

pub(super) fn start(site: &Arc<FakeSite>, base: &str) -> Running {
    start_with(site, ServeOptions { base_path: base.to_owned(), poll: false })
}

pub(crate) fn start_with(site: &Arc<FakeSite>, options: ServeOptions) -> Running {
    let site = site.clone();
    let bind = Bind { port: 0, ..Bind::default() };
    let server =
        Running::start(bind, move |listener, events, stop| serve(listener, site, options, events, stop));
    // Pages are answered before the watches are set.
    wait_for("the watches", || server.events.lock().unwrap().iter().any(|e| matches!(e, Event::Watching)));
    server
}

/// The token as a page carries it.
pub(super) fn token(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("client.js?token=").unwrap_or_else(|| panic!("no script in {text}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

/// The version of a page as it carries it.
pub(super) fn version(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) =
        text.split_once("data-layer9-client=\"").unwrap_or_else(|| panic!("no version in {text}"));
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}

pub(crate) type Socket = WebSocket<TcpStream>;

/// Opens the socket with a Host, maybe an Origin, and a query; the status code where it is refused.
pub(super) fn open(server: &Running, host: &str, origin: Option<&str>, query: &str) -> Result<Socket, u16> {
    let stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut request = format!("ws://{}/__layer9/ws{query}", server.address).into_client_request().unwrap();
    request.headers_mut().insert("host", HeaderValue::from_str(host).unwrap());
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", HeaderValue::from_str(origin).unwrap());
    }
    match tungstenite::client(request, stream) {
        Ok((socket, _)) => Ok(socket),
        Err(tungstenite::HandshakeError::Failure(tungstenite::Error::Http(response))) => {
            Err(response.status().as_u16())
        }
        Err(error) => panic!("{error}"),
    }
}

/// Opens a page, and its socket.
pub(super) fn join(server: &Running) -> Socket {
    join_at(server, "/")
}

pub(crate) fn join_at(server: &Running, path: &str) -> Socket {
    let page = server.get(path);
    join_with(server, &token(&page), path, &version(&page))
}

pub(super) fn join_with(server: &Running, token: &str, path: &str, at: &str) -> Socket {
    let host = server.address.to_string();
    let query = format!("?token={token}&path={}&at={at}", path.replace('/', "%2F"));
    let mut socket = open(server, &host, Some(&format!("http://{host}")), &query).unwrap();
    assert_eq!(next(&mut socket)["type"], "hello");
    socket
}

pub(crate) fn next(socket: &mut Socket) -> serde_json::Value {
    loop {
        match socket.read().expect("a message in time") {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Ping(_) | Message::Pong(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) fn wait_for(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(15), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
