//! Who may ask: the checks on Host and Origin that keep other web pages out.
//!
//! A page from elsewhere can make the author's browser talk to 127.0.0.1: by a name of its own that it points
//! there (DNS rebinding), which the Host header gives away; or straight from its own origin, which the Origin
//! header gives away.

use super::address::Listener;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The names that a server answers to.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    names: Vec<String>,
    /// Bound to every address of the machine: then any of them may be in Host. An address is not a name that
    /// someone else could point here.
    any_address: bool,
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// For a terminal; made of header values, so untrusted.
    pub(super) reason: String,
}

impl Guard {
    pub(super) fn new(listener: &Listener) -> Self {
        let bind = &listener.bind;
        let mut names: Vec<String> = std::iter::once(&bind.host)
            .chain(&bind.allowed_hosts)
            .map(|name| name.trim_matches(['[', ']']).to_ascii_lowercase())
            .collect();
        names.push(listener.address().ip().to_string());
        Self { names, any_address: listener.address().ip().is_unspecified() }
    }

    /// Checks the Host of a request, that of an absolute target too, and its Origin.
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = single_host(headers)?;
        if !self.knows(host) {
            return Err(self.foreign("Host", host));
        }
        // `GET http://other/ HTTP/1.1`: what the target says counts, so both have to be ours.
        if let Some(authority) = uri.authority()
            && !self.knows(authority.as_str())
        {
            return Err(self.foreign("request target", authority.as_str()));
        }
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => Ok(()),
            (Some(origin), None) if is_own_origin(origin.as_bytes(), host) => Ok(()),
            (Some(origin), _) => Err(self.foreign("Origin", &String::from_utf8_lossy(origin.as_bytes()))),
        }
    }

    /// The same, for a request that only a page of ours can have a reason to make: it must have an Origin.
    pub(super) fn check_with_origin(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
        self.check(uri, headers)?;
        if headers.contains_key(header::ORIGIN) {
            return Ok(());
        }
        Err(Refusal { status: StatusCode::FORBIDDEN, reason: "no Origin".to_owned() })
    }

    fn foreign(&self, what: &str, value: &str) -> Refusal {
        let value: String = value.chars().filter(|c| !c.is_control()).take(200).collect();
        Refusal { status: StatusCode::FORBIDDEN, reason: format!("{what} `{value}` is not this server's") }
    }

    /// Whether `name[:port]` is one of ours. The port does not matter: it differs behind a tunnel, and nobody
    /// gains by it.
    fn knows(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        if let Ok(ip) = name.parse::<Ipv4Addr>() {
            return ip.is_loopback() || self.any_address || self.names.contains(&name);
        }
        if let Some(literal) = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')) {
            return literal.parse::<Ipv6Addr>().is_ok_and(|ip| {
                ip.is_loopback()
                    || self.any_address
                    || self.names.iter().any(|n| n.parse::<IpAddr>() == Ok(IpAddr::V6(ip)))
            });
        }
        name == "localhost"
            || name.ends_with(".localhost") && !name.starts_with('.')
            || self.names.contains(&name)
    }
}

/// The one Host header.
fn single_host(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut hosts = headers.get_all(header::HOST).iter();
    match (hosts.next().map(|h| h.to_str()), hosts.next()) {
        (Some(Ok(host)), None) => Ok(host),
        (None, _) => Err(Refusal { status: StatusCode::BAD_REQUEST, reason: "no Host".to_owned() }),
        _ => Err(Refusal { status: StatusCode::BAD_REQUEST, reason: "not one readable Host".to_owned() }),
    }
}

/// The name of `name[:port]` in lower case, where that is what it is.
fn name_of(host: &str) -> Option<String> {
    if host.contains('@') {
        return None;
    }
    let authority: Authority = host.parse().ok()?;
    let name = authority.host();
    let port = host.strip_prefix(name)?;
    let port_is_fine = match port.strip_prefix(':') {
        None => port.is_empty(),
        Some(digits) => {
            !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && digits.parse::<u16>().is_ok()
        }
    };
    (port_is_fine && !name.is_empty()).then(|| name.to_ascii_lowercase())
}

/// Whether an Origin is the very place that the request went to. `https` as well as `http`: a tunnel may stand
/// in front, and the name is what was checked.
fn is_own_origin(origin: &[u8], host: &str) -> bool {
    let Ok(origin) = std::str::from_utf8(origin) else { return false };
    let own = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    own.is_some_and(|own| own.eq_ignore_ascii_case(host))
}
