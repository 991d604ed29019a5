//! HTML of code that was highlighted lately, found by what it was made from.

use crate::source::{Hash, Hasher};
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of HTML after which the older half is forgotten: a build's memory may not grow with the site.
const GENERATION_BYTES: usize = 8 << 20;

/// Two generations: what is asked for moves to the young one; when that is full, the old one goes.
#[derive(Default)]
pub(super) struct Cache {
    young: HashMap<Key, Arc<str>>,
    young_bytes: usize,
    old: HashMap<Key, Arc<str>>,
}

/// A digest of language and text.
pub(super) type Key = Hash;

impl Cache {
    pub(super) fn key(language: &str, text: &str) -> Key {
        Hasher::new().text(language).text(text).finish()
    }

    pub(super) fn get(&mut self, key: &Key) -> Option<Arc<str>> {
        if let Some(html) = self.young.get(key) {
            return Some(html.clone());
        }
        let html = self.old.remove(key)?;
        self.put(*key, &html);
        Some(html)
    }

    pub(super) fn put(&mut self, key: Key, html: &Arc<str>) {
        if self.young_bytes + html.len() > GENERATION_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(key, html.clone()).is_none() {
            self.young_bytes += html.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_and_text_make_the_key() {
        assert_ne!(Cache::key("a", "bc"), Cache::key("ab", "c"));
        assert_eq!(Cache::key("a", "b"), Cache::key("a", "b"));
    }

    #[test]
    fn what_is_asked_for_stays_and_memory_is_bounded() {
        let mut cache = Cache::default();
        let html: Arc<str> = "x".repeat(GENERATION_BYTES / 8).into();
        let hot = Cache::key("hot", "");
        cache.put(hot, &html);
        for i in 0..100 {
            cache.put(Cache::key("cold", &i.to_string()), &html);
            assert!(cache.get(&hot).is_some(), "{i}");
            assert!(cache.young.len() + cache.old.len() <= 18);
        }
        assert!(cache.get(&Cache::key("cold", "0")).is_none());
    }
}
