//! A folder on disk, as something to answer from.

use super::message::Request;
use super::mime::media_type;
use super::negotiate::{self, Coding};
use super::representation::{Content, Representation, entity_tag};
use super::rules::{HeaderRules, Redirects};
use crate::source::hash_reader;
use axum::http::header;
use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Files up to this size are read whole, so that the tag is that of the very bytes that are sent.
const SMALL_BYTES: u64 = 256 * 1024;
/// A file that was written this recently may be written again without its time or length telling.
const SETTLED: Duration = Duration::from_secs(2);
/// Hashes that are kept; beyond that all are forgotten.
const CACHE_ENTRIES: usize = 4096;

/// A folder that is served. It may change, or be replaced, at any time: it is looked at for every request.
#[derive(Debug)]
pub(super) struct Files {
    root: PathBuf,
    hashes: Mutex<HashMap<PathBuf, (Stamp, String)>>,
    redirects: Mutex<Option<(Stamp, Arc<Redirects>)>>,
    headers: Mutex<Option<(Stamp, Arc<HeaderRules>)>>,
}

/// What a path leads to.
#[derive(Debug)]
pub(super) enum Found {
    /// A file, in the form that the client likes best.
    File(Representation),
    /// A file, in no form that the client takes.
    NotAcceptable,
    /// A folder with an index page, asked for without its slash.
    Folder,
    /// A page that is a file, asked for with a slash behind its name.
    Page,
    Nothing,
}

/// What changes when a file does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: SystemTime,
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> io::Result<Self> {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Ok(Self { length: metadata.len(), modified: metadata.modified()?, inode })
    }

    fn settled(&self) -> bool {
        SystemTime::now().duration_since(self.modified).is_ok_and(|age| age > SETTLED)
    }
}

impl Files {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, hashes: Mutex::default(), redirects: Mutex::default(), headers: Mutex::default() }
    }

    /// Looks up a path relative to the root: a file, or with `folder` the index page of a folder. As static hosts do,
    /// `a.html` is also the page of `a`.
    pub(super) fn find(&self, request: &Request, path: &str, folder: bool) -> Found {
        let page = format!("{path}.html");
        if folder {
            let index = if path.is_empty() { "index.html".to_owned() } else { format!("{path}/index.html") };
            return match self.negotiated(request, &index) {
                Found::Nothing if !path.is_empty() && self.metadata(&page).is_some() => Found::Page,
                found => found,
            };
        }
        match self.negotiated(request, path) {
            Found::Nothing if self.metadata(&format!("{path}/index.html")).is_some() => Found::Folder,
            Found::Nothing => self.negotiated(request, &page),
            found => found,
        }
    }

    /// The `404.html` nearest to a path, so that each language of a site can have its own.
    pub(super) fn not_found_page(&self, request: &Request, path: &str) -> Option<Representation> {
        let mut folder = path;
        loop {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
            let page = if folder.is_empty() { "404.html".to_owned() } else { format!("{folder}/404.html") };
            match self.negotiated(request, &page) {
                Found::File(found) => return Some(found),
                _ if folder.is_empty() => return None,
                _ => {}
            }
        }
    }

    /// The rules of `_redirects`; none where there is no such file.
    pub(super) fn redirects(&self) -> Arc<Redirects> {
        self.rules("_redirects", &self.redirects, Redirects::parse)
    }

    /// The rules of `_headers`; none where there is no such file.
    pub(super) fn headers(&self) -> Arc<HeaderRules> {
        self.rules("_headers", &self.headers, HeaderRules::parse)
    }

    fn rules<T: Default>(
        &self,
        name: &str,
        cache: &Mutex<Option<(Stamp, Arc<T>)>>,
        parse: impl Fn(&str) -> T,
    ) -> Arc<T> {
        let Some((real, metadata)) = self.metadata(name) else { return Arc::default() };
        let Ok(stamp) = Stamp::of(&metadata) else { return Arc::default() };
        let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, rules)) = &*cache
            && *known == stamp
            && stamp.settled()
        {
            return rules.clone();
        }
        let text = fs::read(real).unwrap_or_default();
        let rules = Arc::new(parse(&String::from_utf8_lossy(&text)));
        *cache = Some((stamp, rules.clone()));
        rules
    }

    fn negotiated(&self, request: &Request, path: &str) -> Found {
        if matches!(path, "_redirects" | "_headers") || self.metadata(path).is_none() {
            return Found::Nothing;
        }
        let available: Vec<Coding> = Coding::ALL
            .into_iter()
            .filter(|c| *c == Coding::Identity || self.metadata(&format!("{path}{}", c.suffix())).is_some())
            .collect();
        let accept = request.list(&header::ACCEPT_ENCODING);
        let Some(coding) = negotiate::choose(accept.as_deref(), &available) else {
            return Found::NotAcceptable;
        };
        let opened = self.open(&format!("{path}{}", coding.suffix()));
        match opened {
            Ok((content, length, etag)) => Found::File(Representation {
                content,
                length,
                etag,
                media_type: media_type(path).into(),
                coding,
                varies: available.len() > 1,
            }),
            // It went away since it was looked at, or may not be read.
            Err(_) => Found::Nothing,
        }
    }

    /// The real path and the metadata of a regular file that lies, all links followed, below the root.
    fn metadata(&self, path: &str) -> Option<(PathBuf, Metadata)> {
        let root = self.root.canonicalize().ok()?;
        // Part by part: a real path on Windows takes no forward slash for a separator.
        let real = path.split('/').fold(root.clone(), |all, part| all.join(part)).canonicalize().ok()?;
        let metadata = fs::metadata(&real).ok()?;
        // Opening what is not a regular file may wait for ever.
        (real.starts_with(&root) && metadata.is_file()).then_some((real, metadata))
    }

    fn open(&self, path: &str) -> io::Result<(Content, u64, String)> {
        let (real, _) = self.metadata(path).ok_or(io::ErrorKind::NotFound)?;
        let mut file = File::open(&real)?;
        let metadata = file.metadata()?;
        if metadata.len() <= SMALL_BYTES {
            let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
            file.read_to_end(&mut bytes)?;
            let etag = entity_tag(&crate::source::hash(&bytes).to_string());
            let length = bytes.len() as u64;
            return Ok((Content::Memory(bytes.into()), length, etag));
        }
        let etag = self.hash_of(&real, &mut file, Stamp::of(&metadata)?)?;
        file.rewind()?;
        Ok((Content::File(file), metadata.len(), etag))
    }

    fn hash_of(&self, real: &Path, file: &mut File, stamp: Stamp) -> io::Result<String> {
        {
            let hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((known, etag)) = hashes.get(real)
                && *known == stamp
            {
                return Ok(etag.clone());
            }
        }
        let etag = entity_tag(&hash_reader(file)?.to_string());
        if stamp.settled() {
            let mut hashes = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
            if hashes.len() >= CACHE_ENTRIES {
                hashes.clear();
            }
            hashes.insert(real.to_owned(), (stamp, etag.clone()));
        }
        Ok(etag)
    }
}
