//! `layer9.lock`: what the addresses of a site's remote data gave.

use crate::config::data::{Codes, Data, Node, TableReader, parse_toml};
use crate::diagnostics::{Code, Diagnostics, SourceText};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The lock file's name at the root of a site.
pub const LOCK_FILE: &str = "layer9.lock";

/// The codes of the lock file.
const CODES: Codes = Codes {
    syntax: Code::SourceLock,
    unknown_key: Code::SourceLock,
    wrong_type: Code::SourceLock,
    value: Code::SourceLock,
    limit: Code::SourceLock,
};

/// What the lock file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lock {
    entries: BTreeMap<String, Locked>,
}

/// What one address gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Locked {
    /// Of the body, in lower-case hexadecimal.
    pub(super) sha256: String,
    /// The `ETag` header, RFC 9110 section 8.8.3.
    pub(super) etag: Option<String>,
    /// The `Last-Modified` header, RFC 9110 section 8.8.2.
    pub(super) last_modified: Option<String>,
}

impl Lock {
    /// Reads a lock file. What is wrong with it is in `out`.
    pub(super) fn read(source: &SourceText, out: &mut Diagnostics) -> Self {
        let table = parse_toml(source, 0..source.text.len(), CODES, out);
        let mut t = TableReader::new(&table, source, "", CODES, out);
        if let Some(node) = t.node("version")
            && node.value != Data::Int(1)
        {
            t.bad_value(node, "the lock file is of another version; this tool knows version 1");
        }
        let nodes: Vec<Node> = match t.node("data").map(|node| (node, &node.value)) {
            Some((_, Data::List(nodes))) => nodes.clone(),
            Some((node, _)) => t.wrong("data", node, "a list of tables").unwrap_or_default(),
            None => Vec::new(),
        };
        t.finish();
        let mut entries = BTreeMap::new();
        for node in &nodes {
            let empty = Vec::new();
            let mut t = TableReader::new(node.as_table().unwrap_or(&empty), source, "data", CODES, out);
            let url = t.string("url");
            let sha256 = t.string("sha256").unwrap_or_default();
            let locked = Locked { sha256, etag: t.string("etag"), last_modified: t.string("last_modified") };
            let is_hash = |text: &str| {
                text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            };
            if url.is_none() || !is_hash(&locked.sha256) {
                t.bad_value(node, "an entry needs a `url` and a `sha256` of 64 hexadecimal digits");
            } else if url.as_ref().is_some_and(|url| entries.contains_key(url)) {
                t.bad_value(node, "the same `url` is locked twice");
            } else if let Some(url) = url {
                entries.insert(url, locked);
            }
            t.finish();
        }
        Self { entries }
    }

    /// The text of the file; the same for the same content.
    pub(super) fn to_text(&self) -> String {
        let mut text = "# What remote data of this site is. Written by layer9; commit it, and change it with `layer9 data`.\nversion = 1\n".to_owned();
        let quote = |value: &str| toml::Value::String(value.to_owned()).to_string();
        for (url, locked) in &self.entries {
            let _ = write!(text, "\n[[data]]\nurl = {}\nsha256 = \"{}\"\n", quote(url), locked.sha256);
            let more = [("etag", &locked.etag), ("last_modified", &locked.last_modified)];
            for (key, value) in more {
                if let Some(value) = value {
                    let _ = writeln!(text, "{key} = {}", quote(value));
                }
            }
        }
        text
    }

    pub(super) fn get(&self, url: &str) -> Option<&Locked> {
        self.entries.get(url)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&String, &Locked)> {
        self.entries.iter()
    }

    /// Sets what an address gave; whether that changes anything.
    pub(super) fn insert(&mut self, url: &str, locked: Locked) -> bool {
        self.entries.insert(url.to_owned(), locked.clone()) != Some(locked)
    }

    /// Whether it was there.
    pub(super) fn remove(&mut self, url: &str) -> bool {
        self.entries.remove(url).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut lock = Lock::default();
        let locked = Locked {
            sha256: "0".repeat(64),
            etag: Some("W/\"a\\b\"".to_owned()),
            last_modified: Some("Mon, 23 Nov 2026 05:00:00 GMT".to_owned()),
        };
        assert!(lock.insert("https://a.example/\"x\".json", locked.clone()));
        assert!(!lock.insert("https://a.example/\"x\".json", locked));
        let mut out = Diagnostics::new();
        let read = Lock::read(&SourceText::new(LOCK_FILE, lock.to_text()), &mut out);
        assert!(out.is_empty(), "{:?}", out.iter().collect::<Vec<_>>());
        assert_eq!(read, lock);
    }

    #[test]
    fn damage_is_said() {
        let hash = "0".repeat(64);
        for text in [
            "version = 2".to_owned(),
            "data = 1".to_owned(),
            "[[data]]\nurl = \"https://a.example/\"".to_owned(),
            "[[data]]\nurl = \"https://a.example/\"\nsha256 = \"00\"".to_owned(),
            format!("[[data]]\nurl = \"u\"\nsha256 = \"{hash}\"\n[[data]]\nurl = \"u\"\nsha256 = \"{hash}\""),
            "<<<<<<< HEAD".to_owned(),
        ] {
            let mut out = Diagnostics::new();
            Lock::read(&SourceText::new(LOCK_FILE, text.as_str()), &mut out);
            assert!(out.iter().all(|d| d.code == Code::SourceLock) && out.has_errors(), "{text}");
        }
    }
}
