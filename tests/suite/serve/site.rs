//! A site that a test scripts.

use layer9::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use layer9::publish::OutputPath;
use layer9::server::{Change, Lookup, Outcome, Served, SiteSource};
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Files by their path.
type FakeFiles = BTreeMap<String, Vec<u8>>;

/// A site of a few files. Each rebuild takes the next scripted outcome; without one, it reads the folder anew and
/// reports whether it changed.
pub(crate) struct FakeSite {
    roots: Vec<PathBuf>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    next: Mutex<VecDeque<(Outcome, FakeFiles)>>,
    first: Diagnostics,
    /// How long a rebuild takes, in milliseconds.
    pub(super) slow: AtomicU64,
    pub(crate) rebuilds: AtomicUsize,
    pub(crate) changed: Mutex<Vec<Vec<PathBuf>>>,
}

impl FakeSite {
    pub(crate) fn new(roots: &[PathBuf], files: &[(&str, &str)]) -> Arc<Self> {
        Arc::new(Self::with_diagnostics(roots, files, Diagnostics::new()))
    }

    pub(super) fn with_diagnostics(roots: &[PathBuf], files: &[(&str, &str)], first: Diagnostics) -> Self {
        Self {
            roots: roots.to_vec(),
            files: Mutex::new(owned(files)),
            next: Mutex::default(),
            first,
            slow: AtomicU64::new(0),
            rebuilds: AtomicUsize::new(0),
            changed: Mutex::default(),
        }
    }

    /// What the next rebuild comes to, and the files from then on (none: as before).
    pub(crate) fn script(&self, outcome: Outcome, files: &[(&str, &str)]) {
        self.next.lock().unwrap().push_back((outcome, owned(files)));
    }
}

fn owned(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

impl SiteSource for FakeSite {
    fn get(&self, file: &OutputPath) -> Lookup {
        if file.as_str() == "broken/index.html" {
            return Lookup::Broken(problem("template failed: <img src=x onerror=alert(1)>"));
        }
        match self.files.lock().unwrap().get(file.as_str()) {
            Some(bytes) if bytes == BROKEN.as_bytes() => Lookup::Broken(problem("template failed")),
            Some(bytes) => Lookup::Found(Served { bytes: bytes.clone().into(), media_type: None }),
            None => Lookup::Missing,
        }
    }

    fn rebuild(&self, changed: &[PathBuf]) -> Outcome {
        self.rebuilds.fetch_add(1, Ordering::SeqCst);
        self.changed.lock().unwrap().push(changed.to_vec());
        std::thread::sleep(Duration::from_millis(self.slow.load(Ordering::SeqCst)));
        let Some((outcome, files)) = self.next.lock().unwrap().pop_front() else { return Outcome::default() };
        assert!(outcome.diagnostics.iter().all(|d| d.message != "panic"), "a build that panics");
        self.files.lock().unwrap().extend(files);
        outcome
    }

    fn watch_roots(&self) -> Vec<PathBuf> {
        self.roots.clone()
    }

    fn diagnostics(&self) -> Diagnostics {
        self.first.clone()
    }
}

pub(crate) fn problem(message: &str) -> Diagnostics {
    let location = Location::new("content/<b>a</b>.md", "# Title\n\n<Nope />\n", 9..17);
    Diagnostic::error(Code::ComponentUnknown, message).at(location).hint("did you mean `Note`?").into()
}

pub(crate) fn change(change: Change) -> Outcome {
    Outcome { change, ..Outcome::default() }
}

/// Pages may have changed.
pub(crate) fn content() -> Outcome {
    change(Change::Files(Vec::new()))
}

pub(crate) fn errors(message: &str) -> Outcome {
    Outcome { diagnostics: problem(message), ..Outcome::default() }
}

/// What a page holds that cannot be rendered.
pub(super) const BROKEN: &str = "broken";

pub(crate) const PAGE: &str =
    "<!doctype html><html><head><title>Home</title></head><body><h1>Home</h1></body></html>";
