//! Rendered bodies beside the record of a build: what a later build shows again, it reads instead of parsing it, and a
//! build that is short of memory keeps them there.
//!
//! One file that only grows, so that the places which an older record names stay what they are; once less than half of
//! it is named by the record, the next build starts a new one. Each body is held against its hash when it is read: a
//! file that is damaged, or another's, costs time and nothing else.

use crate::render::Shelf;
use crate::source::{Hash, hash};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A new file is started when so many bytes and half of the whole are named no more.
const MOST_LOST: u64 = 1 << 20;

/// The places of bodies by the key of their contents.
pub(super) type Places = BTreeMap<Hash, Place>;

/// Where a body stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    /// The first byte.
    at: u64,
    /// Bytes.
    length: u32,
    /// Of the body.
    hash: Hash,
}

/// The bodies of one output folder's builds.
#[derive(Debug)]
pub(super) struct Bodies {
    path: PathBuf,
    /// Opened when it is first needed; `None` where it cannot be.
    file: OnceLock<Option<File>>,
    before: Places,
    added: Mutex<Places>,
    end: AtomicU64,
}

impl Bodies {
    /// Those of this file, of which a record names `places`.
    pub(super) fn open(path: PathBuf, places: &Places) -> Self {
        let end = fs::metadata(&path).map_or(0, |file| file.len());
        let live: u64 = places.values().map(|place| u64::from(place.length)).sum();
        let fits = places.values().all(|place| place.at + u64::from(place.length) <= end);
        let keep = !places.is_empty() && fits && end.saturating_sub(live) <= live.max(MOST_LOST);
        let (before, end) = if keep { (places.clone(), end) } else { (Places::new(), 0) };
        Self { path, file: OnceLock::new(), before, added: Mutex::default(), end: AtomicU64::new(end) }
    }

    /// The places of these bodies, for the record.
    pub(super) fn places(&self, keys: impl Iterator<Item = Hash>) -> Places {
        let keys: BTreeSet<Hash> = keys.collect();
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner);
        let all = self.before.iter().chain(added.iter()).filter(|(key, _)| keys.contains(*key));
        all.map(|(key, place)| (*key, *place)).collect()
    }

    fn file(&self) -> Option<&File> {
        let open = || {
            if self.before.is_empty() {
                // What an older record names in it is gone; nothing is written over what another build may read.
                let _ = fs::remove_file(&self.path);
                fs::create_dir_all(self.path.parent()?).ok()?;
            }
            File::options().read(true).write(true).create(true).truncate(false).open(&self.path).ok()
        };
        self.file.get_or_init(open).as_ref()
    }

    fn place(&self, key: &Hash) -> Option<Place> {
        let added = || self.added.lock().unwrap_or_else(PoisonError::into_inner).get(key).copied();
        self.before.get(key).copied().or_else(added)
    }
}

impl Shelf for Bodies {
    fn take(&self, key: &Hash) -> Option<Arc<str>> {
        let place = self.place(key)?;
        let mut bytes = vec![0; usize::try_from(place.length).ok()?];
        read_at(self.file()?, &mut bytes, place.at).ok()?;
        let text = (hash(&bytes) == place.hash).then(|| String::from_utf8(bytes).ok())??;
        Some(Arc::from(text))
    }

    fn put(&self, key: &Hash, html: &str) {
        if self.place(key).is_some() {
            return;
        }
        let (Some(file), Ok(length)) = (self.file(), u32::try_from(html.len())) else { return };
        let at = self.end.fetch_add(u64::from(length), Ordering::Relaxed);
        // A full disk is no reason to fail: the body is made again.
        if write_at(file, html.as_bytes(), at).is_ok() {
            let place = Place { at, length, hash: hash(html.as_bytes()) };
            self.added.lock().unwrap_or_else(PoisonError::into_inner).insert(*key, place);
        }
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        bytes = &mut bytes[read..];
        at += read as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        if written == 0 {
            return Err(io::Error::from(io::ErrorKind::WriteZero));
        }
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}

#[cfg(not(any(unix, windows)))]
fn read_at(_: &File, _: &mut [u8], _: u64) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(not(any(unix, windows)))]
fn write_at(_: &File, _: &[u8], _: u64) -> io::Result<()> {
    Err(io::Error::from(io::ErrorKind::Unsupported))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_found_again_and_damage_is_noticed() {
        let folder = std::env::temp_dir().join(format!("layer9-bodies-{}", std::process::id()));
        let path = folder.join("cache/bodies.bin");
        let key = |name: &str| hash(name.as_bytes());
        let first = Bodies::open(path.clone(), &Places::new());
        assert_eq!(first.take(&key("a")), None);
        assert!(!path.exists(), "nothing is written before something is put");
        for name in ["a", "b", "c"] {
            first.put(&key(name), &name.repeat(10));
            first.put(&key(name), "another text of the same key is the same text");
        }
        assert_eq!(first.take(&key("b")).as_deref(), Some("bbbbbbbbbb"));
        let places = first.places([key("a"), key("c"), key("d")].into_iter());
        assert_eq!(places.len(), 2);

        let second = Bodies::open(path.clone(), &places);
        assert_eq!((second.take(&key("b")), second.take(&key("c")).as_deref()), (None, Some("cccccccccc")));
        second.put(&key("e"), "eee");
        assert_eq!(second.take(&key("e")).as_deref(), Some("eee"));
        // What the first knows still stands where it was.
        assert_eq!(first.take(&key("b")).as_deref(), Some("bbbbbbbbbb"));

        let mut bytes = fs::read(&path).expect("the file");
        bytes[0] ^= 1;
        fs::write(&path, bytes).expect("written");
        let damaged = Bodies::open(path.clone(), &places);
        assert_eq!((damaged.take(&key("a")), damaged.take(&key("c")).as_deref()), (None, Some("cccccccccc")));
        fs::write(&path, "short").expect("written");
        let cut = Bodies::open(path, &places);
        assert_eq!(cut.take(&key("c")), None);
        cut.put(&key("c"), "cccccccccc");
        assert_eq!(cut.take(&key("c")).as_deref(), Some("cccccccccc"));
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_file_that_is_mostly_lost_is_started_anew() {
        let folder = std::env::temp_dir().join(format!("layer9-lost-{}", std::process::id()));
        let path = folder.join("bodies.bin");
        let first = Bodies::open(path.clone(), &Places::new());
        first.put(&hash(b"old"), &"x".repeat(2 << 20));
        first.put(&hash(b"kept"), "kept");
        let places = first.places([hash(b"kept")].into_iter());
        let second = Bodies::open(path.clone(), &places);
        assert_eq!(second.take(&hash(b"kept")), None);
        second.put(&hash(b"kept"), "kept");
        assert_eq!(fs::metadata(&path).expect("the file").len(), 4);
        fs::remove_dir_all(folder).expect("removed");
    }
}
