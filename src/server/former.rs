//! What is left of a site's former states: hashed files that open pages may still ask for, and where pages that are
//! gone came from.

use crate::source::Hash;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many of each are remembered.
const MOST: usize = 256;

/// Remembers the latest of something by path.
#[derive(Debug)]
pub(super) struct Latest<T> {
    by_path: BTreeMap<String, (u64, T)>,
    count: u64,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self { by_path: BTreeMap::new(), count: 0 }
    }
}

impl<T> Latest<T> {
    pub(super) fn insert(&mut self, path: String, what: T) {
        self.count += 1;
        self.by_path.insert(path, (self.count, what));
        if self.by_path.len() > MOST {
            let oldest =
                self.by_path.iter().min_by_key(|(_, (count, _))| *count).map(|(path, _)| path.clone());
            oldest.and_then(|path| self.by_path.remove(&path));
        }
    }

    pub(super) fn get(&self, path: &str) -> Option<&T> {
        self.by_path.get(path).map(|(_, what)| what)
    }
}

/// What is left of former states.
#[derive(Debug, Default)]
pub(super) struct Former {
    /// Files whose names hold their hashes, by their path below the output folder.
    pub(super) files: Latest<Arc<[u8]>>,
    /// The source of a page that was shown, below `content/`, and the hash of its text, by the path of its file.
    pub(super) sources: Latest<(Arc<str>, Hash)>,
}

#[cfg(test)]
mod tests {
    use super::{Latest, MOST};

    #[test]
    fn the_oldest_is_forgotten() {
        let mut latest = Latest::default();
        for n in 0..MOST + 3 {
            latest.insert(n.to_string(), n);
            latest.insert("0".to_owned(), 0);
        }
        assert_eq!(latest.by_path.len(), MOST);
        assert!(latest.get("1").is_none() && latest.get("0").is_some());
        assert_eq!(latest.get(&(MOST + 2).to_string()), Some(&(MOST + 2)));
    }
}
