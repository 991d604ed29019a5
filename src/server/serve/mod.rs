//! `layer9 serve`: a site from memory, with every open page kept up to date.
//!
//! A watching thread collects changes into bursts and has the site rebuilt; the hub tells the pages over their
//! sockets; the script in each page swaps style sheets, patches content, reloads, or shows the errors.

mod hub;
mod inject;
mod poll;
mod socket;
mod source;
mod token;
mod watch;

pub use source::{Change, CssSwap, Lookup, Outcome, Pages, Served, SiteSource};

use super::address::Listener;
use super::answer::{
    answer, bad_request, base_path, other_method, redirect, refuse, refused, standard_headers, with_slash,
};
use super::event::{Ended, Event, Events, Stop};
use super::guard::{Guard, Refusal};
use super::http;
use super::message::{Request, Response};
use super::mime::media_type;
use super::negotiate::Coding;
use super::representation::{Content, Representation, entity_tag};
use super::target::{Named, Target};
use crate::diagnostics::{Code, Diagnostic, Result};
use crate::publish::OutputPath;
use axum::Router;
use axum::body::{Body as AxumBody, Bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use hub::Hub;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use token::Token;

/// A page that asks for HTML without the script in it, as the script itself does, sends this header.
const PLAIN: &str = "x-layer9-plain";

/// How to serve.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServeOptions {
    /// Where the site lies: `/`, or a path such as `/docs/`.
    pub base_path: String,
    /// Read the watched folders now and then instead of asking the system to report changes, which network and
    /// container file systems do not.
    pub poll: bool,
}

/// Serves a site until a signal or `stop`, and rebuilds it when its files change.
///
/// # Errors
/// `ServePort` when the server cannot be started.
pub fn serve(
    listener: Listener,
    source: Arc<dyn SiteSource>,
    options: ServeOptions,
    events: Events,
    stop: &Stop,
) -> Result<Ended> {
    let hub = Arc::new(Hub::new(&source.diagnostics()));
    let base = base_path(&options.base_path);
    let listening = Event::Listening { url: listener.url(&base), instead_of: listener.instead_of() };
    let shared = Arc::new(Shared {
        site: Site { source: source.clone(), hub: hub.clone(), token: Token::new()?, base },
        guard: Guard::new(&listener),
        events: events.clone(),
    });
    let router = Router::new().fallback(handle).with_state(shared);
    let over = Arc::new(AtomicBool::new(false));
    let watcher = watch::start(source, hub, events.clone(), options.poll, over.clone()).map_err(|e| {
        Diagnostic::error(Code::ServeWatch, format!("the watching thread cannot be started: {e}"))
    })?;
    let ended = http::run(listener, router, stop, || events(listening));
    over.store(true, Ordering::Relaxed);
    // A rebuild under way may take long, and nobody waits for it any more.
    if watcher.is_finished() {
        let _ = watcher.join();
    }
    ended
}

struct Shared {
    site: Site,
    guard: Guard,
    events: Events,
}

struct Site {
    source: Arc<dyn SiteSource>,
    hub: Arc<Hub>,
    token: Token,
    base: String,
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    request: axum::extract::Request,
) -> axum::http::Response<AxumBody> {
    let (mut parts, _body) = request.into_parts();
    if parts.uri.path() == inject::SOCKET_PATH {
        return connect(&shared, &mut parts).await;
    }
    let for_thread = shared.clone();
    let told = |request: &Request| !request.path.starts_with(inject::RESERVED);
    let respond = move |request: &Request| for_thread.site.respond(request);
    answer(parts, &shared.guard, &shared.events, told, respond).await
}

/// Opens the socket for a page of ours: its Origin is this server, and it knows the token.
async fn connect(shared: &Shared, parts: &mut Parts) -> axum::http::Response<AxumBody> {
    let checked = shared.guard.check_with_origin(&parts.uri, &parts.headers);
    if let Err(refusal) = checked {
        return refuse(refusal, &shared.events);
    }
    let query = parts.uri.query().unwrap_or_default();
    let mut tokens = query.split('&').filter_map(|pair| pair.strip_prefix("token="));
    let known = matches!((tokens.next(), tokens.next()), (Some(token), None) if shared.site.token.is(token));
    if !known {
        let reason = "a socket without the token of this process".to_owned();
        return refuse(Refusal { status: StatusCode::FORBIDDEN, reason }, &shared.events);
    }
    match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => {
            let hub = shared.site.hub.clone();
            upgrade
                .max_message_size(socket::MAX_MESSAGE_BYTES)
                .max_frame_size(socket::MAX_MESSAGE_BYTES)
                .on_upgrade(move |opened| socket::serve(opened, hub))
        }
        Err(_) => refused(StatusCode::BAD_REQUEST).into_http(),
    }
}

impl Site {
    /// The answer to a request whose sender was checked.
    fn respond(&self, request: &Request) -> Response {
        let mut response = match (other_method(request), Target::parse(&request.path)) {
            (Some(response), _) => response,
            (None, Some(target)) => self.answer(request, &target),
            (None, None) => bad_request(request),
        };
        standard_headers(&mut response);
        response
    }

    fn answer(&self, request: &Request, target: &Target) -> Response {
        if request.path == inject::CLIENT_PATH {
            let script = Bytes::from_static(inject::CLIENT.as_bytes());
            return representation(script, media_type(inject::CLIENT_PATH).into()).answer(request);
        }
        if request.path.starts_with(inject::RESERVED) {
            return Response::text(request, StatusCode::NOT_FOUND, "Not found.\n");
        }
        let path = match target.named(&self.base) {
            Named::Path(path) => path.as_str().to_owned(),
            Named::Root if target.folder => String::new(),
            Named::Root => return with_slash(request),
            // Whoever opens the bare address means the site.
            Named::Nothing if target.decoded.is_empty() => {
                return redirect(StatusCode::FOUND, &format!("{}/", self.base));
            }
            Named::Nothing => return self.not_found(request, ""),
        };
        let index = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
        let file = OutputPath::new(if target.folder { &index } else { &path });
        match file.map(|file| (self.source.get(&file), file)) {
            Ok((Lookup::Found(served), file)) => self.found(request, served, &file).answer(request),
            Ok((Lookup::Broken(diagnostics), _)) => self.broken(request, &hub::error_text(&diagnostics)),
            _ if !target.folder && OutputPath::new(&index).is_ok_and(|index| self.source.has(&index)) => {
                with_slash(request)
            }
            _ => self.not_found(request, &path),
        }
    }

    /// A file, with the script in it where it is a page.
    fn found(&self, request: &Request, served: Served, file: &OutputPath) -> Representation {
        let media_type = served.media_type.map_or_else(|| media_type(file.as_str()).into(), Cow::Owned);
        let page = media_type.starts_with("text/html") && !request.headers.contains_key(PLAIN);
        let bytes = if page {
            inject::with_client(&served.bytes, self.token.as_str(), self.hub.build()).into()
        } else {
            Bytes::from_owner(served.bytes)
        };
        representation(bytes, media_type)
    }

    /// The nearest `404.html`; while the site has never been built, its errors.
    fn not_found(&self, request: &Request, path: &str) -> Response {
        let mut folder = path;
        loop {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            let page = if folder.is_empty() { "404.html".to_owned() } else { format!("{folder}/404.html") };
            if let Ok(page) = OutputPath::new(&page)
                && let Lookup::Found(served) = self.source.get(&page)
            {
                return self.found(request, served, &page).instead(request, StatusCode::NOT_FOUND);
            }
            if folder.is_empty() {
                break;
            }
        }
        // A site that was never built has no page at all; then its errors are what there is to see.
        if let Some(text) = self.hub.error() {
            return self.broken(request, &text);
        }
        // A page of some kind, so that the script is there when the file appears.
        let page = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Not found</title></head>\
                    <body><h1>Not found</h1></body></html>";
        self.own_page(request, page, StatusCode::NOT_FOUND)
    }

    fn broken(&self, request: &Request, text: &str) -> Response {
        self.own_page(request, &inject::error_page(text), StatusCode::SERVICE_UNAVAILABLE)
    }

    /// A page of the server's own.
    fn own_page(&self, request: &Request, html: &str, status: StatusCode) -> Response {
        let bytes = inject::with_client(html.as_bytes(), self.token.as_str(), self.hub.build());
        let mut response =
            representation(bytes.into(), media_type("index.html").into()).instead(request, status);
        response.set(header::CONTENT_SECURITY_POLICY, inject::ERROR_PAGE_POLICY);
        response
    }
}

fn representation(bytes: Bytes, media_type: Cow<'static, str>) -> Representation {
    Representation {
        length: bytes.len() as u64,
        etag: entity_tag(&crate::source::hash(&bytes).to_string()),
        content: Content::Memory(bytes),
        media_type,
        coding: Coding::Identity,
        varies: false,
    }
}
