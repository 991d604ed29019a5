//! Data in templates: `data`, and files that `load_data` reads while a page is rendered.

use crate::config::data::{loader, loaders};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::site::DataTree;
use crate::source::SourceText;
use crate::source::remote::{Remote, extension};
use crate::source::{Hash, Root, hash};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tera::{Error, Value};

/// The folders that `load_data` reads from: those whose changes a build after a build looks at.
const FOLDERS: [&str; 3] = ["data/", "content/", "static/"];

/// `data`, with everything in it.
pub(super) fn data_value(data: &DataTree) -> Value {
    let mut map = super::value::Entries::default();
    for (name, node) in data.entries() {
        map.insert(name.to_owned(), super::value::node(node));
    }
    Value::from(map)
}

/// The hash of each name at the top of `data`.
pub(super) fn digests(data: &DataTree) -> BTreeMap<String, Hash> {
    data.entries().map(|(name, node)| (name.to_owned(), super::versions::of_node(node))).collect()
}

type Loaded = Arc<OnceLock<Result<Value, String>>>;

/// Files that templates load, each read once.
#[derive(Debug)]
pub(super) struct DataFiles {
    root: Root,
    remote: Arc<Remote>,
    loaded: Mutex<BTreeMap<(String, String), Loaded>>,
    digests: Mutex<BTreeMap<String, Option<Hash>>>,
}

impl DataFiles {
    /// The files of a site.
    pub(super) fn new(root: Root, remote: Arc<Remote>) -> Self {
        Self { root, remote, loaded: Mutex::default(), digests: Mutex::default() }
    }

    /// What `load_data` gives for a file. `format` is the file's extension unless it is named.
    pub(super) fn load(&self, path: &str, format: Option<&str>) -> Result<Value, Error> {
        let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, e)| e);
        let format = format.unwrap_or(extension);
        self.once(path, format, || self.read(path, format))
    }

    /// What `load_data` gives for an address.
    pub(super) fn fetch(&self, url: &str, format: Option<&str>) -> Result<Value, Error> {
        let format = format.unwrap_or_else(|| extension(url));
        self.once(url, format, || {
            if format.is_empty() {
                return Err(format!("`{url}` does not say its format; add `format=\"json\"`"));
            }
            parse(url, format, || self.remote.text(url))
        })
    }

    /// Whoever asks first loads it; others who ask for the same wait, and nobody else does.
    fn once(
        &self,
        name: &str,
        format: &str,
        load: impl FnOnce() -> Result<Value, String>,
    ) -> Result<Value, Error> {
        let loaded = {
            let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            loaded.entry((name.to_owned(), format.to_owned())).or_default().clone()
        };
        let value = loaded.get_or_init(load);
        value.clone().map_err(|why| Error::message(format!("load_data: {why}")))
    }

    /// The hash of what the lock file says of an address.
    pub(super) fn remote_digest(&self, url: &str) -> Option<Hash> {
        self.remote.digest(url)
    }

    /// Whether the site has the file.
    pub(super) fn exists(&self, path: &str) -> bool {
        allowed(path) && self.root.exists(path)
    }

    /// The hash of a file's bytes; `None` where there is none.
    pub(super) fn digest(&self, path: &str) -> Option<Hash> {
        let mut digests = self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        let read = || allowed(path).then(|| self.root.read_bytes(path).ok().map(|bytes| hash(&bytes)))?;
        *digests.entry(path.to_owned()).or_insert_with(read)
    }

    fn read(&self, path: &str, format: &str) -> Result<Value, String> {
        if !allowed(path) {
            return Err(format!("`{path}` does not lie in data/, content/ or static/"));
        }
        parse(path, format, || self.root.read_text(path))
    }
}

/// The value of a text in a format.
fn parse(
    name: &str,
    format: &str,
    read: impl FnOnce() -> crate::diagnostics::Result<SourceText>,
) -> Result<Value, String> {
    let Some(loader) = loader(format) else {
        let names: Vec<&str> = loaders().iter().map(|loader| loader.name()).collect();
        let near = nearest(format, names.iter().copied());
        let hint =
            near.map_or_else(|| format!("formats: {}", names.join(", ")), |n| format!("did you mean `{n}`?"));
        return Err(format!("`{name}`: no format of data is called `{format}`; {hint}"));
    };
    let mut out = Diagnostics::new();
    let source = read().map_err(|diagnostic| said(name, &diagnostic))?;
    match loader.load(&source, &mut out) {
        Some(node) => Ok(super::value::node(&node)),
        None => Err(out.iter().next().map_or_else(|| name.to_owned(), |diagnostic| said(name, diagnostic))),
    }
}

fn allowed(path: &str) -> bool {
    FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.split('/').any(|part| part == "..")
}

fn said(path: &str, diagnostic: &Diagnostic) -> String {
    match &diagnostic.location {
        Some(at) if diagnostic.code == Code::DataSyntax => {
            let position = at.position();
            format!("{path}:{}:{}: {}", position.line, position.column, diagnostic.message)
        }
        _ => {
            let mut words = match diagnostic.code {
                // They name the address.
                Code::SourceRemote | Code::SourceLock => diagnostic.message.clone(),
                _ => format!("`{path}`: {}", diagnostic.message),
            };
            if let Some(hint) = &diagnostic.hint {
                words = format!("{words}; {hint}");
            }
            words
        }
    }
}
