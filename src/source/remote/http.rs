//! One question to a server: with limits on time, size and redirects, asked again where that can help.

use super::Answer;
use super::lock::Locked;
use crate::config::RemoteConfig;
use std::fmt;
use std::time::Duration;
use ureq::http::{HeaderMap, StatusCode, header};

/// How often a server may send on to another address.
const REDIRECTS: u32 = 5;

/// The pause before the second attempt; it doubles with each one after that.
const PAUSE: Duration = Duration::from_millis(200);

/// The longest pause, also where a server asks for more in `Retry-After`.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Why a server gave no data.
#[derive(Debug)]
pub(super) enum Failure {
    /// An answer that is no data.
    Status(StatusCode),
    /// More than this.
    TooLarge(u64),
    /// No answer within this many seconds.
    Timeout(u64),
    /// Sent on too often.
    Redirects,
    /// Everything else, in the client's words.
    Other(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "the server answered {status}"),
            Self::TooLarge(bytes) => write!(f, "it has more than {bytes} bytes"),
            Self::Timeout(seconds) => write!(f, "no answer within {seconds} s"),
            Self::Redirects => write!(f, "it is redirected more than {REDIRECTS} times"),
            Self::Other(why) => f.write_str(why),
        }
    }
}

impl Failure {
    /// What its author can do about it.
    pub(super) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::TooLarge(_) => Some("set `max_bytes` in `[data]` higher if it is meant to be that large"),
            Self::Timeout(_) => Some("set `timeout` in `[data]` higher if the server is that slow"),
            _ => None,
        }
    }

    /// Whether the same question may be answered a moment later.
    fn passes(&self) -> bool {
        match self {
            Self::Status(status) => matches!(status.as_u16(), 408 | 425 | 429 | 500 | 502 | 503 | 504),
            Self::Timeout(_) | Self::Other(_) => true,
            Self::TooLarge(_) | Self::Redirects => false,
        }
    }
}

/// Asks for an address. With something known of it the server may answer that it is the same.
pub(super) fn ask(url: &str, known: Option<&Locked>, limits: &RemoteConfig) -> Result<Answer, Failure> {
    let mut pause = PAUSE;
    let mut left = limits.retries;
    loop {
        let (failure, wanted) = match ask_once(url, known, limits) {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        if left == 0 || !failure.passes() {
            return Err(failure);
        }
        left -= 1;
        std::thread::sleep(wanted.unwrap_or(pause).min(LONGEST_PAUSE));
        pause *= 2;
    }
}

/// One attempt; a failure comes with the pause that the server asks for.
fn ask_once(
    url: &str,
    known: Option<&Locked>,
    limits: &RemoteConfig,
) -> Result<Answer, (Failure, Option<Duration>)> {
    let failed = |error: ureq::Error| (failure(error, limits), None);
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(limits.timeout)))
        .max_redirects(REDIRECTS)
        // A page that is fetched safely must not be taken from an unsafe place.
        .https_only(url.starts_with("https://"))
        .http_status_as_error(false)
        .user_agent(concat!("layer9/", env!("CARGO_PKG_VERSION")))
        .build();
    let mut request = ureq::Agent::new_with_config(config).get(url);
    if let Some(known) = known {
        let conditions =
            [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)];
        for (name, value) in conditions {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
    }
    let mut response = request.call().map_err(failed)?;
    let status = response.status();
    if status == StatusCode::NOT_MODIFIED && known.is_some() {
        return Ok(Answer::Same);
    }
    let text = |headers: &HeaderMap, name| headers.get(name)?.to_str().ok().map(str::to_owned);
    if status != StatusCode::OK {
        let wanted = text(response.headers(), header::RETRY_AFTER).and_then(|after| after.parse().ok());
        return Err((Failure::Status(status), wanted.map(Duration::from_secs)));
    }
    let etag = text(response.headers(), header::ETAG);
    let last_modified = text(response.headers(), header::LAST_MODIFIED);
    let bytes = response.body_mut().with_config().limit(limits.max_bytes).read_to_vec().map_err(failed)?;
    Ok(Answer::Body { bytes, etag, last_modified })
}

fn failure(error: ureq::Error, limits: &RemoteConfig) -> Failure {
    match error {
        ureq::Error::BodyExceedsLimit(_) => Failure::TooLarge(limits.max_bytes),
        ureq::Error::Timeout(_) => Failure::Timeout(limits.timeout),
        ureq::Error::TooManyRedirects => Failure::Redirects,
        error => Failure::Other(error.to_string()),
    }
}
