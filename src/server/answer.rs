//! What both servers do with a request besides finding what it asks for: the way through the guard, and the answers
//! that do not depend on the site.

use super::event::{Event, Events};
use super::guard::{Guard, Refusal};
use super::message::{Body, Request, Response};
use super::rules::encode_text;
use axum::body::Body as AxumBody;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};

/// Checks who asks, and has the request answered on a thread where reading and rendering may block. `told` says
/// whether the answer is worth an event.
pub(super) async fn answer(
    parts: Parts,
    guard: &Guard,
    events: &Events,
    told: impl FnOnce(&Request) -> bool,
    respond: impl FnOnce(&Request) -> Response + Send + 'static,
) -> axum::http::Response<AxumBody> {
    if let Err(refusal) = guard.check(&parts.uri, &parts.headers) {
        return refuse(refusal, events);
    }
    let target = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let method = parts.method.to_string();
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
    };
    let told = told(&request);
    let response = match tokio::task::spawn_blocking(move || respond(&request)).await {
        Ok(response) => response,
        // The server is ending.
        Err(_) => Response::empty(StatusCode::SERVICE_UNAVAILABLE),
    };
    if told {
        events(Event::Answered { method, target, status: response.status.as_u16() });
    }
    response.into_http()
}

/// Says why a request is refused, to the terminal alone.
pub(super) fn refuse(refusal: Refusal, events: &Events) -> axum::http::Response<AxumBody> {
    events(Event::Refused(refusal.reason));
    refused(refusal.status).into_http()
}

/// The answer to a request that the guard refused. It repeats nothing of the request.
pub(super) fn refused(status: StatusCode) -> Response {
    let text: &[u8] = b"Refused: this server answers only to its own names, and to pages of its own.\n";
    let mut response = Response::empty(status);
    response.body = Body::Bytes(text.into());
    response.headers.insert(header::CONTENT_LENGTH, text.len().into());
    response.set(header::CONTENT_TYPE, "text/plain; charset=utf-8");
    standard_headers(&mut response);
    response
}

/// What every answer carries.
pub(super) fn standard_headers(response: &mut Response) {
    response.set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response.set(header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if !response.headers.contains_key(header::CACHE_CONTROL) {
        response.set(header::CACHE_CONTROL, "no-cache");
    }
}

/// Answers OPTIONS, and every method that a static site does not have. `None` for GET and HEAD.
pub(super) fn other_method(request: &Request) -> Option<Response> {
    let status = match request.method {
        Method::GET | Method::HEAD => return None,
        Method::OPTIONS => StatusCode::NO_CONTENT,
        _ => StatusCode::METHOD_NOT_ALLOWED,
    };
    let mut response = Response::empty(status);
    response.set(header::ALLOW, "GET, HEAD, OPTIONS");
    Some(response)
}

/// A redirect that is asked for again each time, since the port may be another site's tomorrow.
pub(super) fn redirect(status: StatusCode, to: &str) -> Response {
    let mut response = Response::empty(status);
    response.set(header::LOCATION, to);
    response
}

pub(super) fn bad_request(request: &Request) -> Response {
    Response::text(request, StatusCode::BAD_REQUEST, "Bad request.\n")
}

pub(super) fn not_acceptable(request: &Request) -> Response {
    let mut response = Response::text(request, StatusCode::NOT_ACCEPTABLE, "No acceptable content coding.\n");
    response.set(header::VARY, "Accept-Encoding");
    response
}

/// `/guide` to `/guide/`, the query kept. The path names a folder, so it starts with one slash, not two.
pub(super) fn with_slash(request: &Request) -> Response {
    let query = request.query.as_ref().map(|q| format!("?{q}")).unwrap_or_default();
    redirect(StatusCode::PERMANENT_REDIRECT, &encode_text(&format!("{}/{query}", request.path)))
}

/// The redirect to the same address without the slash at its end.
pub(super) fn without_slash(request: &Request) -> Response {
    let query = request.query.as_ref().map(|q| format!("?{q}")).unwrap_or_default();
    redirect(
        StatusCode::PERMANENT_REDIRECT,
        &encode_text(&format!("{}{query}", request.path.trim_end_matches('/'))),
    )
}

/// A base path without its trailing slash: empty for the root, otherwise `/a/b`.
pub(super) fn base_path(text: &str) -> String {
    let path = text.trim_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}
