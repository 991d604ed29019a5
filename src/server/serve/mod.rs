//! `layer9 serve`: a site from memory, with every open page kept up to date.
//!
//! A watching thread collects changes into bursts and has the site rebuilt. The hub knows the pages that are open and
//! what each of them shows; those that show something else now are sent what turns the one into the other. The script
//! in each page applies it around what the visitor and islands did to the page.

mod burst;
mod dom;
mod hub;
mod inject;
mod page;
mod patch;
mod poll;
mod socket;
mod source;
mod token;
mod watch;
mod watching;

pub(super) use poll::has_links;
pub use source::{Change, Lookup, Outcome, Served, SiteSource};

use super::address::Listener;
use super::answer::{
    answer, bad_request, base_path, other_method, redirect, refuse, refused, standard_headers, with_slash,
    without_slash,
};
use super::event::{Ended, Event, Events, Stop};
use super::guard::{Guard, Refusal};
use super::http;
use super::message::{Request, Response};
use super::mime::media_type;
use super::negotiate::Coding;
use super::representation::{Content, Representation, entity_tag};
use super::rules::{Action, HeaderRules, Redirects};
use super::target::{Named, Target};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Result};
use crate::publish::OutputPath;
use crate::site::address::page_file;
use axum::Router;
use axum::body::{Body as AxumBody, Bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use hub::Hub;
use page::{Kind, Shown};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use token::Token;

/// A page that asks for HTML without the script in it, as the script itself does, sends this header.
const PLAIN: &str = "x-layer9-plain";

/// A request waits this long for the rebuild that knows what it asks for,
const OUTDATED: Duration = Duration::from_secs(2);
/// and looks whether it is over this often.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

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
    let site = Arc::new(Site { source, hub, token: Token::new()?, base });
    let shared =
        Arc::new(Shared { site: site.clone(), guard: Guard::new(&listener), events: events.clone() });
    let router = Router::new().fallback(handle).with_state(shared);
    let over = Arc::new(AtomicBool::new(false));
    let watcher = watch::start(site, events.clone(), options.poll, over.clone()).map_err(|e| {
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
    site: Arc<Site>,
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
async fn connect(shared: &Arc<Shared>, parts: &mut Parts) -> axum::http::Response<AxumBody> {
    let checked = shared.guard.check_with_origin(&parts.uri, &parts.headers);
    if let Err(refusal) = checked {
        return refuse(refusal, &shared.events);
    }
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let said = |name: &str| {
        let mut values = query.split('&').filter_map(move |pair| pair.strip_prefix(name)?.strip_prefix('='));
        // Whoever says it twice has not read our script.
        match (values.next(), values.next()) {
            (Some(value), None) => Some(percent_decode_str(value).decode_utf8_lossy().into_owned()),
            _ => None,
        }
    };
    let known = said("token").is_some_and(|token| shared.site.token.is(&token));
    if !known {
        let reason = "a socket without the token of this process".to_owned();
        return refuse(Refusal { status: StatusCode::FORBIDDEN, reason }, &shared.events);
    }
    match WebSocketUpgrade::from_request_parts(parts, &()).await {
        Ok(upgrade) => {
            let (path, version) = (said("path").unwrap_or_default(), said("at").unwrap_or_default());
            let shared = shared.clone();
            upgrade
                .max_message_size(socket::MAX_MESSAGE_BYTES)
                .max_frame_size(socket::MAX_MESSAGE_BYTES)
                .on_upgrade(move |opened| socket::serve(opened, shared, path, version))
        }
        Err(_) => refused(StatusCode::BAD_REQUEST).into_http(),
    }
}

impl Site {
    /// The answer to a request whose sender was checked.
    fn respond(&self, request: &Request) -> Response {
        let target = Target::parse(&request.path);
        let mut response = match (other_method(request), &target) {
            (Some(response), _) => response,
            (None, Some(target)) => self.answer(request, target),
            (None, None) => bad_request(request),
        };
        standard_headers(&mut response);
        if let Some(target) = target.filter(|_| response.status != StatusCode::NOT_MODIFIED) {
            self.add_headers(&target, &mut response);
        }
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
        // Whoever opens the bare address means the site.
        if target.decoded.is_empty() && target.named(&self.base) == Named::Nothing {
            return redirect(StatusCode::FOUND, &format!("{}/", self.base));
        }
        let mut found = self.find(target);
        let start = Instant::now();
        while matches!(found, Found::Later) && start.elapsed() < OUTDATED {
            std::thread::sleep(LOOK_AGAIN);
            found = self.find(target);
        }
        match found {
            Found::Later => self.page(request, &broken(Diagnostics::new())),
            Found::File(bytes, media_type) => {
                representation(Bytes::from_owner(bytes), media_type).answer(request)
            }
            Found::Page(shown) if matches!(shown.kind, Kind::Missing) => {
                match self.by_rule(request, target) {
                    Some(response) => response,
                    None => self.page(request, &shown),
                }
            }
            Found::Page(shown) => self.page(request, &shown),
            Found::Folder => with_slash(request),
            Found::Bare => without_slash(request),
        }
    }

    /// A rule file of the site, where it has one.
    fn rules(&self, name: &str) -> Option<String> {
        match self.source.get(&OutputPath::new(name).ok()?) {
            Lookup::Found(served) => Some(String::from_utf8_lossy(&served.bytes).into_owned()),
            _ => None,
        }
    }

    /// What `_redirects` says of an address that has no file.
    fn by_rule(&self, request: &Request, target: &Target) -> Option<Response> {
        let rules = Redirects::parse(&self.rules("_redirects")?);
        match rules.find(&target.decoded, request.query.as_deref())? {
            Action::Redirect { to, status } => {
                Some(redirect(StatusCode::from_u16(status).unwrap_or(StatusCode::FOUND), &to))
            }
            Action::Rewrite { to, status } => {
                let Found::Page(shown) = self.find(&Target::parse(&to)?) else { return None };
                let page = representation(shown.html.to_vec().into(), media_type("index.html").into());
                Some(page.instead(request, StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND)))
            }
        }
    }

    /// Adds what `_headers` says, but for what the page of a site that is worked on needs otherwise.
    fn add_headers(&self, target: &Target, response: &mut Response) {
        let Some(text) = self.rules("_headers") else { return };
        let own = [header::CACHE_CONTROL, header::CONTENT_SECURITY_POLICY];
        for (name, value) in HeaderRules::parse(&text).find(&target.decoded) {
            if !own.contains(name) {
                response.headers.append(name, value.clone());
            }
        }
    }

    /// What the site has for an address.
    fn find(&self, target: &Target) -> Found {
        let path = match target.named(&self.base) {
            Named::Path(path) => path.as_str().to_owned(),
            Named::Root if target.folder => String::new(),
            Named::Root => return Found::Folder,
            Named::Nothing => return Found::Page(self.missing("")),
        };
        let index = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
        let page = format!("{path}.html");
        let has = |file: &str| OutputPath::new(file).is_ok_and(|file| self.source.has(&file));
        // As static hosts do, `a.html` is also the page of `a`.
        let name = match target.folder {
            true => &index,
            false if !has(&path) && !has(&index) && has(&page) => &page,
            false => &path,
        };
        let file = OutputPath::new(name);
        match file.map(|file| (self.source.get(&file), file)) {
            Ok((Lookup::Found(served), file)) => {
                let media_type =
                    served.media_type.map_or_else(|| media_type(file.as_str()).into(), Cow::Owned);
                match media_type.starts_with("text/html") {
                    true => Found::Page(Shown::new(Kind::Page, served.bytes)),
                    false => Found::File(served.bytes, media_type),
                }
            }
            Ok((Lookup::Outdated, _)) => Found::Later,
            Ok((Lookup::Broken(diagnostics), _)) => Found::Page(broken(diagnostics)),
            _ if !target.folder && has(&index) => Found::Folder,
            _ if target.folder && !path.is_empty() && has(&page) => Found::Bare,
            _ => Found::Page(self.missing(&path)),
        }
    }

    /// The page that an address shows now; `None` where it is no page.
    fn shown(&self, path: &str) -> Option<Shown> {
        match self.find(&Target::parse(path)?) {
            Found::Page(shown) => Some(shown),
            Found::File(..) | Found::Folder | Found::Bare | Found::Later => None,
        }
    }

    /// Where the page of an address went.
    fn moved(&self, path: &str) -> Option<String> {
        let target = Target::parse(path)?;
        let Named::Path(path) = target.named(&self.base) else { return None };
        let file = match target.folder {
            true => format!("{}/index.html", path.as_str()),
            false => page_file(path.as_str()),
        };
        self.source.moved(&OutputPath::new(&file).ok()?)
    }

    /// The nearest `404.html`; while the site has never been built, its errors.
    fn missing(&self, path: &str) -> Shown {
        let mut folder = path;
        loop {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            let page = if folder.is_empty() { "404.html".to_owned() } else { format!("{folder}/404.html") };
            if let Ok(page) = OutputPath::new(&page)
                && let Lookup::Found(served) = self.source.get(&page)
            {
                return Shown::new(Kind::Missing, served.bytes);
            }
            if folder.is_empty() {
                break;
            }
        }
        // A site that was never built has no page at all; then its errors are what there is to see.
        if let Some(text) = self.hub.error() {
            let page = inject::error_page(&text).into_bytes();
            return Shown::new(Kind::Broken(Diagnostics::new()), page.into());
        }
        // A page of some kind, so that the script is there when the file appears.
        Shown::new(Kind::Missing, inject::NOT_FOUND_PAGE.as_bytes().into())
    }

    /// A page with the script in it.
    fn page(&self, request: &Request, shown: &Shown) -> Response {
        // For whoever wants to see what is published.
        let bytes = match request.headers.contains_key(PLAIN) {
            true => shown.html.to_vec(),
            false => shown.with_client(self.token.as_str()),
        };
        let page = representation(bytes.into(), media_type("index.html").into());
        let own = matches!(shown.kind, Kind::Broken(_)) || *shown.html == *inject::NOT_FOUND_PAGE.as_bytes();
        let mut response = match shown.kind {
            Kind::Page => page.answer(request),
            Kind::Missing => page.instead(request, StatusCode::NOT_FOUND),
            Kind::Broken(_) => page.instead(request, StatusCode::SERVICE_UNAVAILABLE),
        };
        if own {
            response.set(header::CONTENT_SECURITY_POLICY, inject::ERROR_PAGE_POLICY);
        }
        response
    }
}

/// What an address leads to.
enum Found {
    /// A file, and its media type.
    File(Arc<[u8]>, Cow<'static, str>),
    /// A page, or what stands in for it.
    Page(Shown),
    /// A folder without its slash.
    Folder,
    /// A page that is a file, with a slash behind its name.
    Bare,
    /// What will be known after the next rebuild.
    Later,
}

/// What stands in for a page that cannot be rendered.
fn broken(diagnostics: Diagnostics) -> Shown {
    let page = inject::error_page(&hub::error_text(&diagnostics)).into_bytes();
    Shown::new(Kind::Broken(diagnostics), page.into())
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
