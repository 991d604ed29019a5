//! HTTP by hand: bytes to a socket and back, so that nothing tidies up what is sent.

use layer9::server::{Bind, Ended, Event, Events, Listener, Stop};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A folder of its own below the system's temporary one, removed at the end.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("layer9-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder.canonicalize().unwrap())
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.0.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, bytes).unwrap();
        file
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server in a thread of its own, ended when dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) events: Arc<Mutex<Vec<Event>>>,
    stop: Stop,
    thread: Option<JoinHandle<Ended>>,
}

impl Running {
    pub(crate) fn start(
        bind: Bind,
        serve: impl FnOnce(Listener, Events, &Stop) -> layer9::diagnostics::Result<Ended> + Send + 'static,
    ) -> Self {
        let listener = Listener::bind(bind).unwrap();
        let address = listener.address();
        let events = Arc::new(Mutex::new(Vec::new()));
        let sink = events.clone();
        let stop = Stop::new();
        let for_thread = stop.clone();
        let thread = std::thread::spawn(move || {
            let events: Events = Arc::new(move |event| sink.lock().unwrap().push(event));
            serve(listener, events, &for_thread).unwrap()
        });
        let running = Self { address, events, stop, thread: Some(thread) };
        for _ in 0..500 {
            if running.events.lock().unwrap().iter().any(|e| matches!(e, Event::Listening { .. })) {
                return running;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server never listened: {:?}", running.events.lock().unwrap());
    }

    pub(crate) fn stop(mut self) -> Ended {
        self.stop.stop();
        self.thread.take().unwrap().join().unwrap()
    }

    /// Sends bytes as they are, reads until the server closes or the answer is complete.
    pub(crate) fn raw(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream.write_all(bytes).unwrap();
        let head = bytes.starts_with(b"HEAD ");
        read_answer(&mut stream, head)
    }

    /// A request with the right Host, and further header lines.
    pub(crate) fn send(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {target} HTTP/1.1\r\nHost: {}\r\n", self.address).into_bytes();
        for (name, value) in headers {
            request.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        request.extend_from_slice(b"\r\n");
        self.raw(&request).unwrap_or_else(|| panic!("no answer to {method} {target}"))
    }

    pub(crate) fn get(&self, target: &str) -> Answer {
        self.send("GET", target, &[])
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// A header's value; empty where it is missing, joined where it stands several times.
    pub(crate) fn header(&self, name: &str) -> String {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
            .collect();
        values.join(", ")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Reads one answer; `None` where the server closed without one.
pub(crate) fn read_answer(stream: &mut TcpStream, head: bool) -> Option<Answer> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    let (end, status, headers) = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let mut lines = text.split("\r\n");
            let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
            let headers: Vec<_> = lines
                .filter_map(|l| l.split_once(':'))
                .map(|(n, v)| (n.to_owned(), v.trim().to_owned()))
                .collect();
            break (end + 4, status, headers);
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(n) => bytes.extend_from_slice(&chunk[..n]),
        }
    };
    let mut answer = Answer { status, headers, body: bytes.split_off(end) };
    if head || status == 304 || status == 204 || status < 200 {
        return Some(answer);
    }
    let length: Option<usize> = answer.header("content-length").parse().ok();
    while length.is_none_or(|length| answer.body.len() < length) {
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => break,
            Ok(n) => answer.body.extend_from_slice(&chunk[..n]),
        }
    }
    Some(answer)
}
