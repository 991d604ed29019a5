//! How links to other sites are written: what `[markdown]` says for all, and `[[markdown.external_links]]` for some hosts.

use super::BaseUrl;
use super::CODES;
use super::data::{Data, Node, Table, TableReader};
use crate::diagnostics::Diagnostics;

/// What a link to another site carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkPolicy {
    /// Whether it opens a new tab.
    pub target_blank: bool,
    /// Its `rel`; empty for none.
    pub rel: String,
    /// Its `class`; empty for none.
    pub class: String,
}

/// What a link with a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostOf<'c> {
    /// The site itself, or one that counts as a part of it.
    Internal,
    /// Another site.
    External(&'c LinkPolicy),
    /// A site that content must not link to; with the host.
    Refused(&'c str),
}

/// The policies of links to other sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExternalLinks {
    all: LinkPolicy,
    /// The host of the site itself.
    own: String,
    /// In the order of the file: the first that names a host holds.
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    hosts: Vec<HostPattern>,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Internal,
    Policy(LinkPolicy),
    Refused,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum HostPattern {
    /// `*`
    Any,
    /// `example.org`
    Host(String),
    /// `*.example.org`: what ends in this, dot included.
    Below(String),
}

impl ExternalLinks {
    /// Reads the keys of `[markdown]` that speak of links; `base_url` tells which host is the site's own.
    pub(super) fn read(t: &mut TableReader<'_>, base_url: &BaseUrl) -> Self {
        let all = LinkPolicy {
            target_blank: t.bool("external_links_target_blank").unwrap_or(false),
            rel: t.string("external_links_rel").unwrap_or_default(),
            class: t.string("external_links_class").unwrap_or_default(),
        };
        let mut found = Diagnostics::new();
        let rules = t.node("external_links").map(|node| rules(node, &all, t, &mut found)).unwrap_or_default();
        found.into_iter().for_each(|diagnostic| t.report(diagnostic));
        Self { own: host(base_url.as_str()).unwrap_or_default(), all, rules }
    }

    /// What an address is; `None` for one without a host, which is a path of the site or a scheme such as `mailto:`.
    pub fn of(&self, url: &str) -> Option<HostOf<'_>> {
        let host = host(url)?;
        if !host.is_empty() && host == self.own {
            return Some(HostOf::Internal);
        }
        let rule = self.rules.iter().find_map(|rule| {
            let pattern = rule.hosts.iter().find(|pattern| pattern.fits(&host))?;
            Some((pattern, &rule.outcome))
        });
        Some(match rule {
            None => HostOf::External(&self.all),
            Some((_, Outcome::Policy(policy))) => HostOf::External(policy),
            Some((_, Outcome::Internal)) => HostOf::Internal,
            Some((pattern, Outcome::Refused)) => HostOf::Refused(pattern.as_str()),
        })
    }
}

impl HostPattern {
    fn read(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        if text == "*" {
            return Some(Self::Any);
        }
        let (is_below, name) = text.strip_prefix("*.").map_or((false, text.as_str()), |name| (true, name));
        let is_host = !name.is_empty()
            && !name.starts_with('.')
            && !name.ends_with('.')
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '[' | ']'));
        is_host.then(|| if is_below { Self::Below(format!(".{name}")) } else { Self::Host(name.to_owned()) })
    }

    fn fits(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Host(name) => host == name,
            Self::Below(end) => host.len() > end.len() && host.ends_with(end.as_str()),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Any => "*",
            Self::Host(name) => name,
            Self::Below(end) => end.trim_start_matches('.'),
        }
    }
}

/// Reads the tables of `external_links`; what one does not say is as it is for all.
fn rules(node: &Node, all: &LinkPolicy, t: &mut TableReader<'_>, out: &mut Diagnostics) -> Vec<Rule> {
    let Data::List(items) = &node.value else {
        t.wrong::<()>("external_links", node, "a list of tables");
        return Vec::new();
    };
    let source = t.source();
    let empty = Table::new();
    let mut rules = Vec::with_capacity(items.len());
    for item in items {
        let Data::Table(table) = &item.value else {
            TableReader::new(&empty, source, "markdown", CODES, out).wrong::<()>(
                "external_links",
                item,
                "a table",
            );
            continue;
        };
        let mut t = TableReader::new(table, source, "markdown.external_links", CODES, out);
        let mut hosts = Vec::new();
        for (text, node) in t.strings("hosts").unwrap_or_default() {
            match HostPattern::read(&text) {
                Some(pattern) => hosts.push(pattern),
                None => t.bad_value(
                    node,
                    format!("`{text}` is no host: write `example.org`, `*.example.org` or `*`, without scheme and path"),
                ),
            }
        }
        if t.node("hosts").is_none() {
            t.bad_value(item, "a rule for links needs `hosts`");
        }
        let policy = LinkPolicy {
            target_blank: t.bool("target_blank").unwrap_or(all.target_blank),
            rel: t.string("rel").unwrap_or_else(|| all.rel.clone()),
            class: t.string("class").unwrap_or_else(|| all.class.clone()),
        };
        let (internal, refuse) = (t.bool("internal").unwrap_or(false), t.bool("refuse").unwrap_or(false));
        let says_how = ["target_blank", "rel", "class"].iter().any(|key| t.node(key).is_some());
        let outcome = match (internal, refuse) {
            (true, true) => {
                t.bad_value(item, "a rule for links says `internal` or `refuse`, not both");
                Outcome::Refused
            }
            (true, false) | (false, true) if says_how => {
                t.bad_value(
                    item,
                    "a rule with `internal` or `refuse` has no use for `rel`, `class` and `target_blank`",
                );
                Outcome::Internal
            }
            (true, false) => Outcome::Internal,
            (false, true) => Outcome::Refused,
            (false, false) => Outcome::Policy(policy),
        };
        t.finish();
        rules.push(Rule { hosts, outcome });
    }
    rules
}

/// The host of an address, in lower case, without user and port; `None` where it has none.
fn host(url: &str) -> Option<String> {
    let rest = match url.find("//")? {
        0 => url.get(2..)?,
        at => {
            let scheme = url.get(..at)?.strip_suffix(':')?;
            if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
                return None;
            }
            url.get(at + 2..)?
        }
    };
    // Browsers take a backslash for a slash.
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    let end = match host.strip_prefix('[').and_then(|inner| inner.find(']')) {
        Some(close) => close + 2,
        None => host.find(':').unwrap_or(host.len()),
    };
    Some(host.get(..end)?.trim_end_matches('.').to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_addresses() {
        for (url, expected) in [
            ("https://Example.org/x?a#b", Some("example.org")),
            ("http://user:word@example.org:8080", Some("example.org")),
            ("//cdn.example/x", Some("cdn.example")),
            ("HTTPS://a.b.", Some("a.b")),
            ("https://a.b\\@c.d/", Some("a.b")),
            ("https://[::1]:80/", Some("[::1]")),
            ("https://", Some("")),
            ("https://a?u=//b", Some("a")),
            ("mailto:a@b.c", None),
            ("/a//b", None),
            ("ftp://a.b/", None),
            ("#x", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn patterns_of_hosts() {
        for (pattern, host, fits) in [
            ("example.org", "example.org", true),
            ("Example.org", "example.org", true),
            ("example.org", "www.example.org", false),
            ("*.example.org", "a.b.example.org", true),
            ("*.example.org", "example.org", false),
            ("*.example.org", "badexample.org", false),
            ("*", "x", true),
        ] {
            assert_eq!(HostPattern::read(pattern).unwrap().fits(host), fits, "{pattern} {host}");
        }
        for text in ["", "https://a.b", "a.b/c", "*.", "a.*", ".a", "a b"] {
            assert_eq!(HostPattern::read(text), None, "{text}");
        }
    }
}
