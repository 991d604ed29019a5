//! What an output, or a body with component calls, read beside its own source: the record by which a later
//! build decides whether it must be made again.

use super::closure::Fields;
use crate::source::{Hash, Hasher};
use serde::{Deserialize, Serialize};
use tera::Value;

/// One thing that was read. Pages and sections are named by their source below `content/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Read {
    /// A template with all that it leads to.
    Template(String),
    /// A component of any kind, with all that it leads to.
    Component(String),
    /// The page that an output shows, whole.
    OwnPage(String),
    /// The section that an output shows; its list as far as these fields go.
    OwnSection(String, Fields),
    /// A page, as others see it.
    Page(String, Fields),
    /// A section, as others see it.
    Section(String, Fields),
    /// A taxonomy with its terms.
    Taxonomy(String, Fields),
    /// One term of a taxonomy, by its slug.
    Term(String, String, Fields),
    /// The pages that one page of a list, or a feed, shows, by the output's path.
    List(String),
    /// The address of a term: what it was asked for by.
    TermUrl(String, String),
    /// The address of a source or a fingerprinted file, as `get_url` was asked for it.
    Url(String),
    /// A fingerprinted file, as `get_asset` was asked for it.
    Asset(String),
    /// A source or file beside content that Markdown links to.
    Link(String),
}

impl std::fmt::Display for Read {
    /// As `layer9 why` shows it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let with = |fields: &Fields| match fields.names() {
            names if names.is_empty() => String::new(),
            names => format!(" (with {})", names.join(", ")),
        };
        match self {
            Self::Template(name) => write!(f, "template {name} and what it leads to"),
            Self::Component(name) => write!(f, "component {name}"),
            Self::OwnPage(path) => write!(f, "content/{path}, whole"),
            Self::OwnSection(path, fields) => write!(f, "content/{path}, whole{}", with(fields)),
            Self::Page(path, fields) => write!(f, "page content/{path}{}", with(fields)),
            Self::Section(path, fields) => write!(f, "section content/{path}{}", with(fields)),
            Self::Taxonomy(name, fields) => write!(f, "taxonomy {name}{}", with(fields)),
            Self::Term(taxonomy, slug, fields) => write!(f, "term {slug} of {taxonomy}{}", with(fields)),
            Self::List(path) => write!(f, "the pages listed at {path}"),
            Self::TermUrl(taxonomy, name) => write!(f, "address of the term {name} of {taxonomy}"),
            Self::Url(path) => write!(f, "address of {path}"),
            Self::Asset(path) => write!(f, "asset {path}"),
            Self::Link(path) => write!(f, "link to content/{path}"),
        }
    }
}

/// Reads with a hash of what each one gave.
pub type Reads = Vec<(Read, Hash)>;

/// Hashes a template value with all that is in it.
pub(super) fn digest(value: &Value) -> Hash {
    let mut hasher = Hasher::new();
    add(&mut hasher, value);
    hasher.finish()
}

/// Each kind starts with a number of its own, so that `1`, `"1"` and `[1]` differ.
pub(super) fn add(hasher: &mut Hasher, value: &Value) {
    if let Some(text) = value.as_str() {
        hasher.number(1 + u64::from(value.is_safe())).text(text);
    } else if let Some(map) = value.as_map() {
        hasher.number(3).number(map.len() as u64);
        for (key, value) in map {
            match key.as_str() {
                Some(key) => hasher.text(key),
                None => hasher.text(&key.to_string()),
            };
            add(hasher, value);
        }
    } else if let Some(items) = value.as_array() {
        hasher.number(4).number(items.len() as u64);
        items.iter().for_each(|item| add(hasher, item));
    } else if value.is_none() || value.is_undefined() {
        hasher.number(5 + u64::from(value.is_undefined()));
    } else if let Some(b) = value.as_bool() {
        hasher.number(7 + u64::from(b));
    } else if let Some(n) = value.as_i64() {
        hasher.number(9).number(n.cast_unsigned());
    } else if let Some(n) = value.as_f64() {
        hasher.number(10).number(n.to_bits());
    } else if let Some(bytes) = value.as_bytes() {
        hasher.number(11).bytes(bytes);
    } else {
        hasher.number(12).text(&value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_differ_hash_differently() {
        let values = [
            Value::from(1),
            Value::from(2),
            Value::from(1.0),
            Value::from("1"),
            Value::safe_string("1"),
            Value::from(vec![Value::from(1)]),
            Value::from(Vec::<Value>::new()),
            Value::from(vec![Value::from("a"), Value::from("b")]),
            Value::from(vec![Value::from("ab"), Value::from("")]),
            Value::from(vec![Value::from(vec![Value::from("a")]), Value::from("b")]),
            Value::from(true),
            Value::from(false),
            Value::none(),
            Value::from(u64::MAX),
        ];
        let digests: std::collections::BTreeSet<Hash> = values.iter().map(digest).collect();
        assert_eq!(digests.len(), values.len());
    }
}
