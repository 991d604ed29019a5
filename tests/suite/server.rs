//! `layer9 preview` and `layer9 serve` as processes of their own, and sites that are built once for all tests.

use crate::harness::{Run, layer9, repository, tree};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::Duration;

/// How long a server may take until it answers: the first build of a site may compile Rust.
const PATIENCE: Duration = Duration::from_secs(400);

/// A running server, ended when it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    url: String,
    log: Arc<Log>,
}

/// What a server has said so far.
#[derive(Debug, Default)]
struct Log {
    lines: Mutex<(Vec<String>, bool)>,
    grown: Condvar,
}

impl Server {
    /// `layer9 preview` of a folder that holds `layer9.toml` and the built site.
    pub(crate) fn preview(site: &Path) -> Self {
        Self::start(site, "preview")
    }

    /// `layer9 serve` of a site.
    pub(crate) fn serve(site: &Path) -> Self {
        Self::start(site, "serve")
    }

    fn start(site: &Path, command: &str) -> Self {
        let mut layer9 = layer9();
        layer9.args([command, "--port", "0"]).current_dir(site);
        Self::run(layer9)
    }

    /// A command that ends up as a server.
    pub(crate) fn run(mut command: Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Log::default());
        let (stderr, sink) = (child.stderr.take().unwrap(), log.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines() {
                let Ok(line) = line else { break };
                sink.lines.lock().unwrap().0.push(line);
                sink.grown.notify_all();
            }
            sink.lines.lock().unwrap().1 = true;
            sink.grown.notify_all();
        });
        // Made before the wait, so that a server that says nothing is ended, too.
        let mut server = Self { child, url: String::new(), log };
        server.url = server.said("listening on ", |line| {
            Some(line.split_once("listening on ")?.1.split(' ').next()?.trim_end_matches('/').to_owned())
        });
        server
    }

    /// The address of a path, such as `/guide/`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has said something.
    pub(crate) fn said<T>(&self, what: &str, pick: impl Fn(&str) -> Option<T>) -> T {
        let lines = self.log.lines.lock().unwrap();
        let waited = self
            .log
            .grown
            .wait_timeout_while(lines, PATIENCE, |(lines, ended)| {
                !*ended && !lines.iter().any(|line| pick(line).is_some())
            })
            .unwrap();
        waited
            .0
            .0
            .iter()
            .find_map(|line| pick(line))
            .unwrap_or_else(|| panic!("the server never said `{what}`:\n{}", waited.0.0.join("\n")))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder among Cargo's own, so that what was compiled there is not compiled again by the next run. Whoever
/// writes to it holds the lock: another run of the tests may use the same one.
fn kept(name: &str) -> (PathBuf, std::fs::File) {
    let top = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::create_dir_all(top).unwrap();
    let lock = std::fs::File::create(top.join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    (top.join(name), lock)
}

/// A site's files by their path, without what the tool made.
type Sources = BTreeMap<String, Vec<u8>>;

/// What builds leave in a site.
const MADE: [&str; 5] = ["dist/", ".layer9/", "islands/.layer9/", "islands/.cargo/", "islands/Cargo.lock"];

/// Makes a folder hold these sources. A file that is right already is left alone, because Cargo goes by the
/// time of the last change.
fn write(folder: &Path, sources: &Sources) {
    std::fs::create_dir_all(folder).unwrap();
    for path in tree(folder).into_keys() {
        if !sources.contains_key(&path) && !MADE.iter().any(|made| path.starts_with(made)) {
            std::fs::remove_file(folder.join(path)).unwrap();
        }
    }
    for (path, bytes) in sources {
        let path = folder.join(path);
        if std::fs::read(&path).is_ok_and(|old| old == *bytes) {
            continue;
        }
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// Builds a site in a folder that is kept.
fn built(name: &str, sources: &Sources) -> PathBuf {
    let (folder, _lock) = kept(name);
    write(&folder, sources);
    let output = layer9().arg("build").current_dir(&folder).output().unwrap();
    let run = Run::of(&output);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    folder
}

/// A site of these files, built in a folder that is kept. A name belongs to one set of files.
pub(crate) fn shared(name: &str, files: Files<'_>) -> PathBuf {
    built(name, &files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
}

/// The example site, built. It is only looked at.
pub(crate) fn example() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut sources = tree(&repository().join("content-example"));
        sources
            .retain(|path, _| !MADE.iter().any(|made| path.starts_with(made)) && !path.contains("/target/"));
        built("example", &sources)
    })
}

/// The site of the crate in `tests/islands`: a page for each thing that islands do. It is only looked at.
pub(crate) fn islands() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| built("islands", &islands_sources()))
}

/// The same site, to be changed by a test. What is compiled is shared, what is built stays as it was; nobody
/// else changes the folder until the lock is dropped.
pub(crate) fn islands_to_change() -> (PathBuf, std::fs::File) {
    islands();
    kept("islands")
}

fn islands_sources() -> Sources {
    let mut sources = Sources::new();
    for (path, bytes) in tree(&repository().join("tests/islands/src")) {
        sources.insert(format!("islands/src/{path}"), bytes);
    }
    let manifest = std::fs::read_to_string(repository().join("tests/islands/Cargo.toml")).unwrap();
    // As a site names it: the tool brings the sources.
    let manifest = manifest.replace("{ path = \"../../islands/runtime\" }", "\"0.1\"");
    sources.insert("islands/Cargo.toml".to_owned(), manifest.into_bytes());
    for (path, text) in crate::browser_islands::SITE {
        sources.insert((*path).to_owned(), text.as_bytes().to_vec());
    }
    sources
}

/// The pages of a folder of HTML files, as addresses, in order.
pub(crate) fn pages(dist: &Path) -> Vec<String> {
    tree(dist).into_keys().filter_map(|name| Some(format!("/{}", name.strip_suffix("index.html")?))).collect()
}

/// What a test puts into a site: files by their path.
pub(crate) type Files<'a> = &'a [(&'a str, &'a str)];
