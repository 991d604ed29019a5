//! Something to send, and the answer that carries it: conditions, ranges, headers.

use super::message::{Body, Request, Response};
use super::negotiate::Coding;
use super::precondition::{self, Verdict};
use super::range::{self, Range};
use axum::body::Bytes;
use axum::http::{HeaderValue, Method, StatusCode, header};
use std::borrow::Cow;
use std::fs::File;
use std::io::{Seek, SeekFrom};

/// One form of one resource.
#[derive(Debug)]
pub(super) struct Representation {
    pub(super) content: Content,
    /// Bytes.
    pub(super) length: u64,
    /// The strong tag, with its quotes. Two forms of one resource have different ones.
    pub(super) etag: String,
    pub(super) media_type: Cow<'static, str>,
    pub(super) coding: Coding,
    /// Whether there are other forms, so that caches must keep them apart.
    pub(super) varies: bool,
}

#[derive(Debug)]
pub(super) enum Content {
    Memory(Bytes),
    File(File),
}

/// Quotes a content hash, in hexadecimal, as a strong entity tag. 128 bits of it are plenty.
pub(super) fn entity_tag(hash: &str) -> String {
    format!("\"{}\"", hash.get(..32).unwrap_or(hash))
}

impl Representation {
    /// Answers a GET or a HEAD with it.
    pub(super) fn answer(self, request: &Request) -> Response {
        match precondition::evaluate(request, &self.etag) {
            Verdict::NotModified => return self.described(Response::empty(StatusCode::NOT_MODIFIED)),
            Verdict::Failed => return self.described(Response::empty(StatusCode::PRECONDITION_FAILED)),
            Verdict::Proceed => {}
        }
        let mut asked = Range::Whole;
        // Only GET has ranges; of several Range lines none is right.
        if request.method == Method::GET && request.headers.get_all(header::RANGE).iter().count() == 1 {
            let value = request.list(&header::RANGE);
            if precondition::range_allowed(request, &self.etag) {
                asked = range::parse(value.as_deref(), self.length);
            }
        }
        match asked {
            Range::Whole => {
                let length = self.length;
                self.send(request, StatusCode::OK, 0, length)
            }
            Range::Part(start, end) => {
                let all = self.length;
                let mut response = self.send(request, StatusCode::PARTIAL_CONTENT, start, end);
                response.set(header::CONTENT_RANGE, &format!("bytes {start}-{}/{all}", end - 1));
                response
            }
            Range::Unsatisfiable => {
                let all = self.length;
                let mut response = self.described(Response::empty(StatusCode::RANGE_NOT_SATISFIABLE));
                response.set(header::CONTENT_RANGE, &format!("bytes */{all}"));
                response
            }
        }
    }

    /// Sends it whole with a status of its own, such as the page for 404: conditions and ranges are about
    /// what was asked for, which this is not.
    pub(super) fn instead(self, request: &Request, status: StatusCode) -> Response {
        let length = self.length;
        let mut response = self.send(request, status, 0, length);
        response.headers.remove(header::ETAG);
        response.headers.remove(header::ACCEPT_RANGES);
        response
    }

    fn send(self, request: &Request, status: StatusCode, start: u64, end: u64) -> Response {
        let mut response = self.described(Response::empty(status));
        let length = end - start;
        response.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        response.set(header::CONTENT_TYPE, &self.media_type);
        if let Some(coding) = self.coding.name() {
            response.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        if request.is_head() {
            return response;
        }
        response.body = match self.content {
            Content::Memory(bytes) => {
                let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(bytes.len());
                Body::Bytes(bytes.slice(at(start)..at(end)))
            }
            Content::File(mut file) => match file.seek(SeekFrom::Start(start)) {
                Ok(_) => Body::File { file, length },
                Err(_) => return Response::text(request, StatusCode::NOT_FOUND, "Not found.\n"),
            },
        };
        response
    }

    /// What belongs to it whatever of it is sent.
    fn described(&self, mut response: Response) -> Response {
        response.set(header::ETAG, &self.etag);
        response.headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if self.varies {
            response.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        response
    }
}
