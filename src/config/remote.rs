//! `[data]`: data from other servers, and how patiently it is asked for.

use super::data::{Data, Node, TableReader};
use crate::diagnostics::Location;

/// How remote data is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteConfig {
    /// Seconds that one attempt may take, from the name's look-up to the last byte.
    pub timeout: u64,
    /// Attempts after the first that failed.
    pub retries: usize,
    /// The most bytes of a body.
    pub max_bytes: u64,
    /// `[data.remote]`, in the order of the file.
    pub sources: Vec<RemoteSource>,
}

/// Remote data that is a name of `data` in templates.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteSource {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its format, where the address does not end in one.
    pub format: Option<String>,
    /// Where the address is written.
    pub at: Location,
}

impl Default for RemoteConfig {
    fn default() -> Self {
        Self { timeout: 10, retries: 3, max_bytes: 16 << 20, sources: Vec::new() }
    }
}

impl RemoteConfig {
    pub(super) fn read(mut t: TableReader<'_>) -> Self {
        let default = Self::default();
        let timeout = t.integer("timeout", 1).map_or(default.timeout, i64::unsigned_abs);
        let retries = t.count("retries").unwrap_or(default.retries).min(10);
        let max_bytes = t.integer("max_bytes", 1).map_or(default.max_bytes, i64::unsigned_abs);
        let remote = t.table("remote").cloned().unwrap_or_default();
        let sources = remote.iter().filter_map(|(key, node)| source(&mut t, &key.name, node)).collect();
        t.finish();
        Self { timeout, retries, max_bytes, sources }
    }
}

/// `name = "https://..."`, or a table with `url` and `format`.
fn source(t: &mut TableReader<'_>, name: &str, node: &Node) -> Option<RemoteSource> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if name.is_empty() || !name.chars().all(is_word) {
        t.bad_value(
            node,
            format!("`{name}` cannot be the name of data: it takes letters, digits, `_` and `-`"),
        );
        return None;
    }
    let (url, format) = match &node.value {
        Data::String(_) => (node, None),
        Data::Table(table) => {
            for (key, _) in table.iter().filter(|(key, _)| !matches!(key.name.as_str(), "url" | "format")) {
                t.bad_value(
                    node,
                    format!("`data.remote.{name}` has no key `{}`: it takes `url` and `format`", key.name),
                );
            }
            let Some(url) = node.get("url") else {
                t.bad_value(node, format!("`data.remote.{name}` needs a `url`"));
                return None;
            };
            (url, node.get("format"))
        }
        _ => {
            return t.wrong(
                &format!("remote.{name}"),
                node,
                "an address, or a table with `url` and `format`",
            );
        }
    };
    let at = t.source().at(url.span.clone());
    let text = |t: &mut TableReader<'_>, node: &Node| match &node.value {
        Data::String(text) => Some(text.clone()),
        _ => t.wrong(&format!("remote.{name}"), node, "a string"),
    };
    let url = text(t, url)?;
    let format = match format {
        Some(format) => Some(text(t, format)?),
        None => None,
    };
    Some(RemoteSource { name: name.to_owned(), url, format, at })
}
