//! Data from other servers, held to a lock file that is committed with the site.
//!
//! The lock (`layer9.lock`) says the SHA-256 of what each address gave. A body is kept by that hash below
//! `.layer9/cache/remote`, so a build that finds it there asks nobody; one that does not asks again, and refuses
//! anything but the same bytes. Only [`Remote::update`] lets an answer change.

#[cfg(feature = "remote")]
mod http;
mod lock;
mod store;
mod url;

pub use lock::LOCK_FILE;
pub use url::{extension, refused};

use super::{Hash, Root, SourceText, hash};
use crate::config::RemoteConfig;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Result};
use lock::{Lock, Locked};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use store::Store;

/// What lets the lock file change.
const UPDATE: &str = "run `layer9 data update` to take it as it is now";

/// The remote data of a site.
#[derive(Debug)]
pub struct Remote {
    limits: RemoteConfig,
    offline: bool,
    store: Store,
    lock: Mutex<Lock>,
    /// What was asked for in this run, each once.
    asked: Mutex<BTreeMap<String, Asked>>,
}

type Asked = Arc<OnceLock<Result<SourceText>>>;

/// What a server answered.
#[cfg_attr(not(feature = "remote"), expect(dead_code, reason = "there is nobody to ask"))]
enum Answer {
    /// What was known is still so.
    Same,
    /// A body, with what tells it from a later one.
    Body { bytes: Vec<u8>, etag: Option<String>, last_modified: Option<String> },
}

/// What an update did to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// The server gave what the lock says.
    Unchanged,
    /// It gave something else, which the lock says now.
    Changed,
    /// The lock did not have it.
    Added,
}

impl Remote {
    /// The remote data of a site, as its lock file says. Offline, no server is ever asked.
    pub fn open(root: &Root, limits: &RemoteConfig, offline: bool, out: &mut Diagnostics) -> Self {
        let source = match root.exists(LOCK_FILE) {
            true => out.keep(root.read_text(LOCK_FILE)),
            false => None,
        };
        let lock = source.map(|source| Lock::read(&source, out)).unwrap_or_default();
        Self {
            limits: limits.clone(),
            offline,
            store: Store::new(root.folder()),
            lock: Mutex::new(lock),
            asked: Mutex::default(),
        }
    }

    /// The text at an address: from the cache, or else from its server.
    ///
    /// # Errors
    /// `SourceRemote` where it cannot be had, `SourceLock` where it is not what the lock says, `SourceUtf8` where it
    /// is no text. They name the address; where it was asked for, the caller knows.
    pub fn text(&self, url: &str) -> Result<SourceText> {
        let asked = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.entry(url.to_owned()).or_default().clone()
        };
        asked.get_or_init(|| self.find(url)).clone()
    }

    /// The hash of what the lock says of an address, whether the cache has it or not; `None` where it says nothing.
    pub fn digest(&self, url: &str) -> Option<Hash> {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.get(url).map(|locked| hash(locked.sha256.as_bytes()))
    }

    /// The addresses of the lock file, in byte order, each with the SHA-256 of its body.
    pub fn locked(&self) -> Vec<(String, String)> {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.iter().map(|(url, locked)| (url.clone(), locked.sha256.clone())).collect()
    }

    /// Asks a server whether its answer is another now, and writes the lock file where it is.
    ///
    /// # Errors
    /// As [`Remote::text`]; what the lock says then stays.
    pub fn update(&self, url: &str) -> Result<Updated> {
        if let Some(why) = refused(url) {
            return Err(problem(Code::SourceRemote, format!("{url}: {why}")));
        }
        let known = {
            let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
            lock.get(url).cloned()
        };
        // Without the body, "not modified" would be of no use.
        let kept = known.as_ref().filter(|locked| self.store.read(&locked.sha256).is_some());
        let Answer::Body { bytes, etag, last_modified } = self.ask(url, kept)? else {
            return Ok(Updated::Unchanged);
        };
        text(url, bytes.clone())?;
        let locked = Locked { sha256: store::sha256(&bytes), etag, last_modified };
        let updated = match &known {
            None => Updated::Added,
            Some(known) if known.sha256 == locked.sha256 => Updated::Unchanged,
            Some(_) => Updated::Changed,
        };
        self.keep(url, &bytes, locked)?;
        Ok(updated)
    }

    /// Takes addresses out of the lock file, and gives those that it did not have.
    ///
    /// # Errors
    /// `SourceLock` where it cannot be written.
    pub fn forget<'a>(&self, urls: &[&'a str]) -> Result<Vec<&'a str>> {
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown = urls.iter().filter(|url| !lock.remove(url)).copied().collect();
        self.store.write_lock(&lock)?;
        Ok(unknown)
    }

    fn find(&self, url: &str) -> Result<SourceText> {
        if let Some(why) = refused(url) {
            return Err(problem(Code::SourceRemote, format!("{url}: {why}")));
        }
        let locked = {
            let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
            lock.get(url).cloned()
        };
        if let Some(bytes) = locked.as_ref().and_then(|locked| self.store.read(&locked.sha256)) {
            return text(url, bytes);
        }
        let Answer::Body { bytes, etag, last_modified } = self.ask(url, None)? else {
            // Nothing was known, so nothing can be the same.
            return Err(problem(Code::SourceRemote, format!("{url}: the server answered nothing")));
        };
        let sha256 = store::sha256(&bytes);
        match locked {
            Some(locked) if locked.sha256 != sha256 => {
                let message = format!("{url} is not what {LOCK_FILE} says: it has changed");
                let diagnostic = Diagnostic::error(Code::SourceLock, message).hint(UPDATE);
                let (short, now) = (locked.sha256.get(..12).unwrap_or(""), sha256.get(..12).unwrap_or(""));
                let note = format!("its SHA-256 was {short}… and is {now}…");
                Err(Box::new(diagnostic.note(note, None)))
            }
            Some(_) => {
                self.store.write(&sha256, &bytes)?;
                text(url, bytes)
            }
            None => {
                let found = text(url, bytes.clone())?;
                self.keep(url, &bytes, Locked { sha256, etag, last_modified })?;
                Ok(found)
            }
        }
    }

    /// Keeps a body, and what the lock file is to say of it.
    fn keep(&self, url: &str, bytes: &[u8], locked: Locked) -> Result<()> {
        self.store.write(&locked.sha256, bytes)?;
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        match lock.insert(url, locked) {
            true => self.store.write_lock(&lock),
            false => Ok(()),
        }
    }

    #[cfg(feature = "remote")]
    fn ask(&self, url: &str, known: Option<&Locked>) -> Result<Answer> {
        if self.offline {
            return Err(self.unreachable(url));
        }
        http::ask(url, known, &self.limits).map_err(|why| {
            let diagnostic = Diagnostic::error(Code::SourceRemote, format!("{url} cannot be fetched: {why}"));
            Box::new(match why.hint() {
                Some(hint) => diagnostic.hint(hint),
                None => diagnostic,
            })
        })
    }

    #[cfg(not(feature = "remote"))]
    fn ask(&self, url: &str, _: Option<&Locked>) -> Result<Answer> {
        let _ = &self.limits;
        if self.offline {
            return Err(self.unreachable(url));
        }
        let message = format!("{url} cannot be fetched: this layer9 was built without its feature `remote`");
        Err(problem(Code::SourceRemote, message))
    }

    fn unreachable(&self, url: &str) -> Box<Diagnostic> {
        let message = format!("{url} is not in the cache, and the site is built offline");
        Box::new(
            Diagnostic::error(Code::SourceRemote, message)
                .hint("build once without `--offline`, or keep `.layer9/cache/remote` with the site"),
        )
    }
}

fn problem(code: Code, message: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, message))
}

/// A body as text, with its address for a name. A leading byte-order mark is dropped.
fn text(url: &str, bytes: Vec<u8>) -> Result<SourceText> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceText::new(url, text.strip_prefix('\u{feff}').unwrap_or(&text))),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let message = format!("{url} is not valid UTF-8 from byte {offset} on");
            Err(Box::new(Diagnostic::error(Code::SourceUtf8, message).at(Location::file(url))))
        }
    }
}
