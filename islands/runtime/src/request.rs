//! Requests: what a [`resource`](crate::resource) asks a server for.

use alloc::string::String;

use crate::buffer::push;
use crate::event::Event;
use crate::text;

/// One request, and how long and how often it is tried.
#[derive(Clone)]
pub struct Request {
    pub(crate) url: String,
    /// The second argument of the browser's `fetch`, as JSON without its closing brace; empty where there is none.
    init: String,
    headers: String,
    pub(crate) timeout: u32,
    pub(crate) retries: u32,
}

impl Request {
    /// Gets what is at `url`, which may be relative to the page; within ten seconds, and without a second try.
    pub fn get(url: impl Into<String>) -> Self {
        Request { url: url.into(), init: String::new(), headers: String::new(), timeout: 10_000, retries: 0 }
    }

    /// Sends `body` to `url` by the method POST.
    pub fn post(url: impl Into<String>, body: &str) -> Self {
        Self::get(url).method("POST").field("body", body)
    }

    /// Another method: `PUT`, `DELETE`.
    #[must_use]
    pub fn method(self, method: &str) -> Self {
        self.field("method", method)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        pair(&mut self.headers, name, value);
        self
    }

    /// How long one try may take, in milliseconds.
    #[must_use]
    pub fn timeout(mut self, milliseconds: u32) -> Self {
        self.timeout = milliseconds;
        self
    }

    /// How often it is tried again after a failure of the network, a timeout, or an answer of 429 or of 500 and above: after
    /// half a second, then one, then two, and so on.
    #[must_use]
    pub fn retries(mut self, times: u32) -> Self {
        self.retries = times;
        self
    }

    fn field(mut self, name: &str, value: &str) -> Self {
        pair(&mut self.init, name, value);
        self
    }

    /// The second argument of the browser's `fetch`, as JSON.
    pub(crate) fn init(&self) -> String {
        let comma = if self.init.is_empty() || self.headers.is_empty() { "" } else { "," };
        match (self.init.is_empty(), self.headers.is_empty()) {
            (true, true) => String::new(),
            (_, true) => text!("{", self.init, "}"),
            (_, false) => text!("{", self.init, comma, "\"headers\":{", self.headers, "}}"),
        }
    }
}

/// Appends a member of a JSON object.
fn pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        push(out, ",");
    }
    quoted(name, out);
    push(out, ":");
    quoted(value, out);
}

/// A JSON string (RFC 8259, section 7), in less code than the one that a build has.
fn quoted(text: &str, out: &mut String) {
    push(out, "\"");
    for c in text.chars() {
        match c {
            '"' => push(out, "\\\""),
            '\\' => push(out, "\\\\"),
            '\0'..='\x1f' => {
                push(out, "\\u00");
                for nibble in [c as u8 >> 4, c as u8 & 15] {
                    let at = usize::from(nibble);
                    push(out, "0123456789abcdef".get(at..=at).unwrap_or_default());
                }
            }
            _ => push(out, c.encode_utf8(&mut [0; 4])),
        }
    }
    push(out, "\"");
}

/// What a server answered. The browser keeps it: only what is asked for is copied into the module, so that no JSON parser
/// ships. It is there while the reader of the resource runs.
#[derive(Clone, Copy)]
pub struct Response {
    pub(crate) event: Event,
}

impl Response {
    /// The status: 200, 404.
    pub fn status(self) -> u16 {
        self.event.get("status").and_then(|status| status.parse().ok()).unwrap_or_default()
    }

    /// The body.
    pub fn text(self) -> String {
        self.event.get("text").unwrap_or_default()
    }

    /// A value in a body of JSON, by its path: `items.0.title`. `None` where it is missing or null.
    pub fn json(self, path: &str) -> Option<String> {
        self.event.get(&text!("json.", path))
    }

    /// How many entries a list in a body of JSON has; the path `""` is the body itself.
    pub fn count(self, path: &str) -> usize {
        let dot = if path.is_empty() { "" } else { "." };
        self.event.get(&text!("json.", path, dot, "length")).and_then(|n| n.parse().ok()).unwrap_or_default()
    }
}
