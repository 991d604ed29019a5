//! The two rule files that static hosts share: `_redirects` and `_headers`.
//!
//! Both are read as Netlify and Cloudflare Pages document them, as far as a static site needs: paths with one
//! `*` at the end, `:splat` in a redirect's target, status codes, header lines. What is beyond that (query and
//! country conditions, placeholders) is passed over, and the number of lines passed over is known.

use axum::http::{HeaderName, HeaderValue};

/// A path, or a path and all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pattern {
    /// Decoded, without a trailing slash.
    path: String,
    below: bool,
}

impl Pattern {
    fn parse(text: &str) -> Option<Self> {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8().ok()?;
        let (path, below) = match decoded.strip_suffix('*') {
            Some(path) => (path, true),
            None => (&*decoded, false),
        };
        let usable = path.starts_with('/') && !path.contains('*') && !path.contains("/:");
        usable.then(|| Self { path: path.trim_end_matches('/').to_owned(), below })
    }

    /// What stands in the place of `*`, without its leading slash, where it matches.
    fn matches<'a>(&self, path: &'a str) -> Option<&'a str> {
        let rest = path.strip_prefix(&*self.path)?;
        match (self.below, rest.strip_prefix('/')) {
            (_, None) if rest.is_empty() => Some(""),
            (true, Some(rest)) => Some(rest),
            _ => None,
        }
    }
}

/// What a redirect does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Another address, with one of the 3xx codes.
    Redirect { to: String, status: u16 },
    /// The content of another path under this address, with this status.
    Rewrite { to: String, status: u16 },
}

/// The rules of a `_redirects` file: one a line, `from to [status]`. The first that matches counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Redirects {
    rules: Vec<(Pattern, Action)>,
    /// How many lines could not be used.
    pub(super) skipped: usize,
}

impl Redirects {
    pub(super) fn parse(text: &str) -> Self {
        let mut redirects = Self::default();
        for line in text.lines() {
            let line = line.split(" #").next().unwrap_or_default().trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match redirect(line) {
                Some(rule) => redirects.rules.push(rule),
                None => redirects.skipped += 1,
            }
        }
        redirects
    }

    /// The action for a decoded path without a trailing slash. A query is passed on where the target has none.
    pub(super) fn find(&self, path: &str, query: Option<&str>) -> Option<Action> {
        // Two slashes in what is put behind a single one would name another host.
        if path.contains("//") {
            return None;
        }
        let (splat, action) = self.rules.iter().find_map(|(p, a)| Some((p.matches(path)?, a)))?;
        Some(match action {
            Action::Rewrite { to, status } => {
                Action::Rewrite { to: to.replace(":splat", splat), status: *status }
            }
            Action::Redirect { to, status } => {
                let mut to = to.replace(":splat", &encode(splat));
                if let Some(query) = query.filter(|_| !to.contains('?')) {
                    let at = to.find('#').unwrap_or(to.len());
                    to.insert_str(at, &format!("?{query}"));
                }
                Action::Redirect { to, status: *status }
            }
        })
    }
}

fn redirect(line: &str) -> Option<(Pattern, Action)> {
    let mut words = line.split_whitespace();
    let from = Pattern::parse(words.next()?)?;
    let to = words.next()?;
    let status = match words.next() {
        Some(word) => word.trim_end_matches('!').parse().ok()?,
        None => 301,
    };
    let away = to.starts_with("https://") || to.starts_with("http://");
    if words.next().is_some() || !(away || to.starts_with('/') && !to.starts_with("//")) {
        return None;
    }
    match status {
        301 | 302 | 303 | 307 | 308 => Some((from, Action::Redirect { to: encode_text(to), status })),
        200 | 404 | 410 if !away => Some((from, Action::Rewrite { to: to.to_owned(), status })),
        _ => None,
    }
}

/// Encodes what stood decoded in a path.
fn encode(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const SET: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'?').add(b'%').add(b'\\');
    utf8_percent_encode(path, SET).to_string()
}

/// Encodes what may not stand in a header, and leaves what is encoded alone.
pub(super) fn encode_text(url: &str) -> String {
    percent_encoding::utf8_percent_encode(url, percent_encoding::CONTROLS).to_string()
}

/// The rules of a `_headers` file: a path on a line of its own, indented `Name: value` lines below it.
#[derive(Clone, Debug, Default)]
pub(super) struct HeaderRules {
    rules: Vec<(Pattern, Vec<(HeaderName, HeaderValue)>)>,
    /// How many lines could not be used.
    pub(super) skipped: usize,
}

/// Headers that describe the message rather than the page: a rule may not set them.
const FRAMING: [&str; 5] =
    ["content-length", "transfer-encoding", "connection", "content-encoding", "content-range"];

impl HeaderRules {
    pub(super) fn parse(text: &str) -> Self {
        let mut rules = Self::default();
        // False below a path that cannot be used: its lines belong to nothing.
        let mut open = false;
        for line in text.lines() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            if !line.starts_with([' ', '\t']) {
                let pattern = Pattern::parse(trimmed);
                open = pattern.is_some();
                match pattern {
                    Some(pattern) => rules.rules.push((pattern, Vec::new())),
                    None => rules.skipped += 1,
                }
                continue;
            }
            match (rules.rules.last_mut().filter(|_| open), header_line(trimmed)) {
                (Some((_, headers)), Some(header)) => headers.push(header),
                _ => rules.skipped += 1,
            }
        }
        rules
    }

    /// The headers for a decoded path without a trailing slash, of all rules that match, in their order.
    pub(super) fn find<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a (HeaderName, HeaderValue)> {
        self.rules.iter().filter(move |(p, _)| p.matches(path).is_some()).flat_map(|(_, headers)| headers)
    }
}

fn header_line(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    let name: HeaderName = name.trim().parse().ok()?;
    let value: HeaderValue = value.trim().parse().ok()?;
    (!FRAMING.contains(&name.as_str())).then_some((name, value))
}
