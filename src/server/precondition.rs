//! Entity tags and the conditions a request puts on them (RFC 9110, section 13).
//!
//! There is no Last-Modified: the time at which a file was written says nothing about its content (a build
//! writes them all), and the content's hash says all. So If-Modified-Since and If-Unmodified-Since have nothing
//! to be compared with and are ignored, as section 13.1.3 asks for.

use super::message::Request;
use axum::http::{Method, header};

/// What the conditions come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Answer as if there were none.
    Proceed,
    /// 304: the client has it.
    NotModified,
    /// 412.
    Failed,
}

/// Evaluates If-Match, then If-None-Match, in the order of section 13.2.2. `etag` is the strong tag of the
/// representation that would be sent, with its quotes.
pub(super) fn evaluate(request: &Request, etag: &str) -> Verdict {
    if let Some(list) = request.list(&header::IF_MATCH)
        && !matches(&list, etag, false)
    {
        return Verdict::Failed;
    }
    match request.list(&header::IF_NONE_MATCH) {
        Some(list) if matches(&list, etag, true) => {
            if request.method == Method::GET || request.is_head() {
                Verdict::NotModified
            } else {
                Verdict::Failed
            }
        }
        _ => Verdict::Proceed,
    }
}

/// Whether If-Range lets a range be answered: always without the header, and with it only for the same strong
/// tag. A date never does, for there is none to compare it with.
pub(super) fn range_allowed(request: &Request, etag: &str) -> bool {
    match request.list(&header::IF_RANGE) {
        None => true,
        Some(value) => value.trim() == etag,
    }
}

/// Whether a list of tags, or `*`, has the tag. A weak tag in the list counts only in weak comparison; what
/// is not a tag is passed over.
fn matches(list: &str, etag: &str, weak: bool) -> bool {
    let mut rest = list.trim();
    if rest == "*" {
        return true;
    }
    while !rest.is_empty() {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let (is_weak, tagged) = match rest.strip_prefix("W/") {
            Some(tagged) => (true, tagged),
            None => (false, rest),
        };
        // A tag may hold a comma, so the quotes are what ends it.
        let length = tagged.strip_prefix('"').and_then(|inner| inner.find('"')).map(|end| end + 2);
        match length.and_then(|length| tagged.split_at_checked(length)) {
            Some((tag, after)) => {
                if tag == etag && (weak || !is_weak) {
                    return true;
                }
                rest = after;
            }
            None => rest = rest.split_once(',').map_or("", |(_, after)| after),
        }
    }
    false
}
