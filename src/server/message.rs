//! A request and a response without a connection, so that answering is a pure function.

use axum::body::{Body as AxumBody, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use futures_util::stream;
use std::fs::File;
use std::io::Read;

/// Large enough to be few, small enough to be cheap to hold for a slow client.
const CHUNK_BYTES: u64 = 64 * 1024;

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: Method,
    /// The path as it came, percent-encoded.
    pub(super) path: String,
    /// What follows the question mark. No answer depends on it; redirects pass it on.
    pub(super) query: Option<String>,
    pub(super) headers: HeaderMap,
}

impl Request {
    /// Whether the answer has no body for the client.
    pub(super) fn is_head(&self) -> bool {
        self.method == Method::HEAD
    }

    /// All lines of a list header as one.
    pub(super) fn list(&self, name: &HeaderName) -> Option<String> {
        let lines: Vec<_> =
            self.headers.get_all(name).iter().map(|v| String::from_utf8_lossy(v.as_bytes())).collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }
}

/// The answer.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
}

/// The bytes of an answer.
#[derive(Debug)]
pub(super) enum Body {
    Empty,
    Bytes(Bytes),
    /// What the file holds from where it stands, `length` bytes of it.
    File {
        file: File,
        length: u64,
    },
}

impl Response {
    /// An answer without a body.
    pub(super) fn empty(status: StatusCode) -> Self {
        let mut response = Self { status, headers: HeaderMap::new(), body: Body::Empty };
        if status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED {
            response.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(0));
        }
        response
    }

    /// An answer of plain text, for a person.
    pub(super) fn text(request: &Request, status: StatusCode, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut response = Self::empty(status);
        response.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(text.len()));
        response.set(header::CONTENT_TYPE, "text/plain; charset=utf-8");
        if !request.is_head() {
            response.body = Body::Bytes(text.into());
        }
        response
    }

    /// Sets a header. A value that cannot be one is left out, which the callers' values never are.
    pub(super) fn set(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
    }

    /// Hands it to the connection. A large file is read while it is sent.
    pub(super) fn into_http(self) -> axum::http::Response<AxumBody> {
        let body = match self.body {
            Body::Empty => AxumBody::empty(),
            Body::Bytes(bytes) => AxumBody::from(bytes),
            Body::File { file, length } => {
                AxumBody::from_stream(stream::unfold(Some((file, length)), next_chunk))
            }
        };
        let mut response = axum::http::Response::new(body);
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

type Reading = Option<(File, u64)>;

/// The next piece of a file. One that became shorter ends in an error, which closes the connection: the client
/// sees that it did not get all.
async fn next_chunk(reading: Reading) -> Option<(std::io::Result<Bytes>, Reading)> {
    let (mut file, left) = reading.filter(|(_, left)| *left > 0)?;
    let read = tokio::task::spawn_blocking(move || {
        let want = left.min(CHUNK_BYTES);
        let mut chunk = vec![0; usize::try_from(want).unwrap_or(usize::MAX)];
        file.read_exact(&mut chunk).map(|()| (Bytes::from(chunk), file, left - want))
    });
    Some(match read.await {
        Ok(Ok((chunk, file, left))) => (Ok(chunk), Some((file, left))),
        Ok(Err(error)) => (Err(error), None),
        Err(error) => (Err(std::io::Error::other(error)), None),
    })
}
