//! What a page's components need in its `<head>`: one style sheet, scripts that must run before the first
//! paint, and the loader of its islands. A page that uses none of it is left as it is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Files that rendering makes, by their path on the site. Their names hold their hashes, so that two pages
/// that need the same file make it once.
#[derive(Debug, Default)]
pub struct Generated {
    files: Mutex<BTreeMap<String, Arc<[u8]>>>,
}

impl Generated {
    /// Adds a file.
    pub(super) fn add(&self, path: &str, bytes: impl FnOnce() -> Arc<[u8]>) {
        // A thread that panicked while it held the lock left the map whole: entries are only added.
        let mut files = self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !files.contains_key(path) {
            files.insert(path.to_owned(), bytes());
        }
    }

    /// All files, in byte order of their paths.
    pub fn files(&self) -> Vec<(String, Arc<[u8]>)> {
        let files = self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        files.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
    }

    /// One file.
    pub fn get(&self, path: &str) -> Option<Arc<[u8]>> {
        self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(path).cloned()
    }
}

/// Puts `head` before `</head>`; before `</body>` or at the end of a page that has no head.
pub(super) fn inject(html: &mut Vec<u8>, head: &str) {
    let at = find(html, b"</head>").or_else(|| find(html, b"<body")).unwrap_or(html.len());
    html.splice(at..at, head.bytes());
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w.eq_ignore_ascii_case(needle))
}

#[cfg(test)]
mod tests {
    use super::inject;

    #[test]
    fn goes_before_the_end_of_the_head() {
        for (html, expected) in [
            ("<head><title>x</title></head><body>", "<head><title>x</title>!</head><body>"),
            ("<HEAD></HEAD>", "<HEAD>!</HEAD>"),
            ("<p>", "<p>!"),
            ("a<body>", "a!<body>"),
        ] {
            let mut bytes = html.as_bytes().to_vec();
            inject(&mut bytes, "!");
            assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        }
    }
}
