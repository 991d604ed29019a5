//! `layer9 preview`: an output folder, served as a production host would.

use super::address::Listener;
use super::answer::{
    answer, bad_request, base_path, not_acceptable, other_method, redirect, standard_headers, with_slash,
    without_slash,
};
use super::event::{Ended, Event, Events, Stop};
use super::files::{Files, Found};
use super::guard::Guard;
use super::http;
use super::message::{Request, Response};
use super::rules::Action;
use super::target::{Named, Target};
use crate::diagnostics::{Code, Diagnostic, Location, Result};
use axum::Router;
use axum::body::Body as AxumBody;
use axum::extract::State;
use axum::http::{StatusCode, header};
use std::path::PathBuf;
use std::sync::Arc;

/// What to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewOptions {
    /// The output folder. It may be built anew while it is served.
    pub dist: PathBuf,
    /// Where the site lies on its host: `/`, or a path such as `/docs/`.
    pub base_path: String,
}

/// Serves an output folder until a signal or `stop`.
///
/// Answers have a strong entity tag from their content, conditions and ranges, the precompressed `.br` or `.gz`
/// beside a file where the client takes it, the rules of `_redirects` and `_headers`, a redirect from `/guide`
/// to `/guide/`, and the nearest `404.html` for what does not exist. All of it is revalidated at every request
/// (`Cache-Control: no-cache`), because the next build may change it and the next project may use the port.
///
/// # Errors
/// `CommandUsage` when there is no such folder, `ServePort` when the server cannot be started.
pub fn preview(listener: Listener, options: PreviewOptions, events: Events, stop: &Stop) -> Result<Ended> {
    if !options.dist.is_dir() {
        return Err(Box::new(
            Diagnostic::error(Code::CommandUsage, "there is no such folder to serve")
                .at(Location::file(options.dist.display().to_string()))
                .hint("run `layer9 build` first"),
        ));
    }
    let base = base_path(&options.base_path);
    let preview = Arc::new(Preview { files: Files::new(options.dist), base });
    for warning in preview.rule_warnings() {
        events(Event::Warning(warning));
    }
    let listening = Event::Listening { url: listener.url(&preview.base), instead_of: listener.instead_of() };
    let shared = Shared { preview, guard: Guard::new(&listener), events: events.clone() };
    let router = Router::new().fallback(handle).with_state(Arc::new(shared));
    http::run(listener, router, stop, || events(listening))
}

/// Headers that may stand several times, so that a rule adds to them.
const LISTS: [header::HeaderName; 3] = [header::LINK, header::SET_COOKIE, header::VARY];

struct Shared {
    preview: Arc<Preview>,
    guard: Guard,
    events: Events,
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    request: axum::extract::Request,
) -> axum::http::Response<AxumBody> {
    let preview = shared.preview.clone();
    let respond = move |request: &Request| preview.respond(request);
    answer(request.into_parts().0, &shared.guard, &shared.events, |_| true, respond).await
}

#[derive(Debug)]
struct Preview {
    files: Files,
    base: String,
}

impl Preview {
    /// The answer to a request whose sender was checked. Depends on the request and the folder alone.
    fn respond(&self, request: &Request) -> Response {
        let target = Target::parse(&request.path);
        let mut response = match (other_method(request), &target) {
            (Some(response), _) => response,
            (None, Some(target)) => self.answer(request, target),
            (None, None) => bad_request(request),
        };
        standard_headers(&mut response);
        if let Some(target) = &target
            && response.status != StatusCode::NOT_MODIFIED
        {
            for (name, value) in self.files.headers().find(&target.decoded) {
                if LISTS.contains(name) {
                    response.headers.append(name, value.clone());
                } else {
                    response.headers.insert(name, value.clone());
                }
            }
        }
        response
    }

    fn answer(&self, request: &Request, target: &Target) -> Response {
        let path = match target.named(&self.base) {
            Named::Path(path) => path.as_str().to_owned(),
            Named::Root if target.folder => String::new(),
            Named::Root => return with_slash(request),
            Named::Nothing => {
                return match self.by_rule(request, target) {
                    Some(response) => response,
                    // Whoever opens the bare address means the site.
                    None if target.decoded.is_empty() => {
                        redirect(StatusCode::FOUND, &format!("{}/", self.base))
                    }
                    None => self.not_found(request, ""),
                };
            }
        };
        match self.files.find(request, &path, target.folder) {
            Found::File(file) => file.answer(request),
            Found::NotAcceptable => not_acceptable(request),
            Found::Folder => with_slash(request),
            Found::Page => without_slash(request),
            Found::Nothing => match self.by_rule(request, target) {
                Some(response) => response,
                None => self.not_found(request, &path),
            },
        }
    }

    /// What `_redirects` says.
    fn by_rule(&self, request: &Request, target: &Target) -> Option<Response> {
        match self.files.redirects().find(&target.decoded, request.query.as_deref())? {
            Action::Redirect { to, status } => {
                Some(redirect(StatusCode::from_u16(status).unwrap_or(StatusCode::FOUND), &to))
            }
            Action::Rewrite { to, status } => {
                let target = Target::parse(&to)?;
                let path = match target.named(&self.base) {
                    Named::Path(path) => path.as_str().to_owned(),
                    Named::Root => String::new(),
                    Named::Nothing => return None,
                };
                match self.files.find(request, &path, target.folder) {
                    Found::File(file) if status == 200 => Some(file.answer(request)),
                    Found::File(file) => Some(
                        file.instead(request, StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND)),
                    ),
                    _ => None,
                }
            }
        }
    }

    fn not_found(&self, request: &Request, path: &str) -> Response {
        match self.files.not_found_page(request, path) {
            Some(page) => page.instead(request, StatusCode::NOT_FOUND),
            None => Response::text(request, StatusCode::NOT_FOUND, "Not found.\n"),
        }
    }

    fn rule_warnings(&self) -> Vec<Diagnostic> {
        let warn = |file: &str, skipped: usize| {
            (skipped > 0).then(|| {
                Diagnostic::warning(
                    Code::CommandUsage,
                    format!("lines that preview cannot follow, passed over: {skipped}"),
                )
                .at(Location::file(file))
            })
        };
        let redirects = warn("_redirects", self.files.redirects().skipped);
        redirects.into_iter().chain(warn("_headers", self.files.headers().skipped)).collect()
    }
}
