//! A site in memory for `layer9 serve`: loaded whole, rendered a page at a time when a browser asks for it.

use super::{Change, CssSwap, Lookup, Outcome, Pages, Served, SiteSource};
use crate::diagnostics::Diagnostics;
use crate::pipeline::{self, Before, LoadOptions, Loaded, Origin, PlannedFile, Progress};
use crate::publish::OutputPath;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// A site that follows its sources.
pub struct LiveSite {
    options: LoadOptions,
    folder: PathBuf,
    progress: Box<dyn Fn(Progress) + Send + Sync>,
    first: Diagnostics,
    state: RwLock<States>,
    /// What changed since the last good load, by paths below the site.
    waiting: Mutex<BTreeSet<String>>,
}

/// The last good site, and the one before it, whose hashed files open pages may still ask for.
#[derive(Default)]
struct States {
    now: Option<Arc<State>>,
    before: Option<Arc<State>>,
}

/// One loaded site, and what was rendered of it so far.
struct State {
    loaded: Loaded,
    files: Arc<BTreeMap<String, PlannedFile>>,
    rendered: Mutex<BTreeMap<String, Arc<[u8]>>>,
}

impl fmt::Debug for LiveSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveSite").field("options", &self.options).finish_non_exhaustive()
    }
}

impl LiveSite {
    /// Loads a site. What is wrong with it shows in its pages, and is mended by the next good rebuild.
    pub fn new(options: LoadOptions, progress: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        let folder = options.root.canonicalize().unwrap_or_else(|_| options.root.clone());
        let progress = Box::new(progress);
        let mut first = Diagnostics::new();
        let now = State::load(&options, None, &BTreeSet::new(), &progress, &mut first).map(Arc::new);
        first.sort();
        let state = RwLock::new(States { now, before: None });
        Self { options, folder, progress, first, state, waiting: Mutex::default() }
    }

    fn states(&self) -> (Option<Arc<State>>, Option<Arc<State>>) {
        let states = self.state.read().unwrap_or_else(PoisonError::into_inner);
        (states.now.clone(), states.before.clone())
    }
}

impl State {
    fn load(
        options: &LoadOptions,
        before: Option<&State>,
        changed: &BTreeSet<String>,
        progress: &(dyn Fn(Progress) + Sync),
        out: &mut Diagnostics,
    ) -> Option<Self> {
        let loaded = match before {
            Some(state) => pipeline::reload(&state.loaded, options, changed, progress, out)?,
            None => pipeline::load(options, Before::default(), progress, out)?,
        };
        if let Some(before) = before.filter(|state| state.loaded.is_laid_out_as(&loaded)) {
            return Some(Self { loaded, files: before.files.clone(), rendered: Mutex::default() });
        }
        let files = pipeline::plan(&loaded, out);
        if out.has_errors() {
            return None;
        }
        let files = files.into_iter().map(|file| (file.path.as_str().to_owned(), file)).collect();
        Some(Self { loaded, files: Arc::new(files), rendered: Mutex::default() })
    }

    fn get(&self, path: &str) -> Lookup {
        if let Some(bytes) = self.loaded.renderer.generated().get(&format!("/{path}")) {
            return found(bytes);
        }
        let Some(file) = self.files.get(path) else { return Lookup::Missing };
        match &file.origin {
            Origin::Bytes(bytes) => found(bytes.clone()),
            Origin::Static(bytes) => found((*bytes).into()),
            Origin::Copy(from) => match pipeline::read_copied(from) {
                Ok(bytes) => found(bytes.into()),
                Err(diagnostic) => Lookup::Broken(diagnostic.into()),
            },
            Origin::Output(output) => {
                let rendered = || self.rendered.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(bytes) = rendered().get(path) {
                    return found(bytes.clone());
                }
                match self.loaded.renderer.render(output) {
                    Ok(output) => {
                        let bytes: Arc<[u8]> = output.bytes.into();
                        rendered().insert(path.to_owned(), bytes.clone());
                        found(bytes)
                    }
                    Err(diagnostics) => Lookup::Broken(diagnostics),
                }
            }
        }
    }

    /// The style sheets whose address differs in `next`; `None` where sheets came or went.
    fn swaps(&self, next: &State) -> Option<Vec<CssSwap>> {
        let (old, new) = (&self.loaded.styles, &next.loaded.styles);
        if old.len() != new.len() {
            return None;
        }
        let base = next.loaded.renderer.site().config.base_url.base_path();
        let mut swaps = Vec::new();
        for (old, new) in old.iter().zip(new.iter()) {
            if old.name != new.name {
                return None;
            }
            if old.path != new.path {
                let (old, new) = (format!("{base}{}", old.path), format!("{base}{}", new.path));
                swaps.push(CssSwap { old, new });
            }
        }
        Some(swaps)
    }
}

fn found(bytes: Arc<[u8]>) -> Lookup {
    Lookup::Found(Served { bytes, media_type: None })
}

impl SiteSource for LiveSite {
    fn get(&self, file: &OutputPath) -> Lookup {
        let (now, before) = self.states();
        match now.map_or(Lookup::Missing, |state| state.get(file.as_str())) {
            Lookup::Missing => match before {
                // A page that was open before the last rebuild may ask for a file whose hash has changed.
                Some(before) if !file.as_str().ends_with(".html") => before.get(file.as_str()),
                _ => Lookup::Missing,
            },
            other => other,
        }
    }

    fn has(&self, file: &OutputPath) -> bool {
        let (now, _) = self.states();
        now.is_some_and(|state| state.files.contains_key(file.as_str()))
    }

    fn rebuild(&self, changed: &[PathBuf]) -> Outcome {
        let mut diagnostics = Diagnostics::new();
        let (now, _) = self.states();
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // Where the files lie outside the site, or nobody knows which they are, all are looked at.
        let below = |path: &PathBuf| Some(path.strip_prefix(&self.folder).ok()?.to_str()?.replace('\\', "/"));
        let paths: Option<Vec<String>> = changed.iter().map(below).collect();
        match paths.filter(|paths| !paths.is_empty()) {
            Some(paths) => waiting.extend(paths),
            None => waiting.extend([String::new()]),
        }
        let next = State::load(&self.options, now.as_deref(), &waiting, &self.progress, &mut diagnostics);
        let next = next.map(Arc::new);
        if next.is_some() {
            waiting.clear();
        }
        drop(waiting);
        diagnostics.sort();
        let Some(next) = next else { return Outcome { change: Change::Nothing, diagnostics } };
        let change = match &now {
            Some(now) => change(now, &next, changed, &self.folder),
            None => Change::Full,
        };
        let mut states = self.state.write().unwrap_or_else(PoisonError::into_inner);
        states.before = states.now.replace(next);
        Outcome { change, diagnostics }
    }

    fn watch_roots(&self) -> Vec<PathBuf> {
        let mut roots: Vec<PathBuf> =
            ["layer9.toml", "content", "templates", "styles", "static", "themes", "islands"]
                .iter()
                .map(|name| self.folder.join(name))
                .collect();
        roots.sort();
        roots
    }

    fn diagnostics(&self) -> Diagnostics {
        self.first.clone()
    }
}

/// What open pages have to do when these files changed.
fn change(now: &State, next: &State, changed: &[PathBuf], folder: &Path) -> Change {
    let below = |path: &PathBuf, top: &str| path.strip_prefix(folder).is_ok_and(|p| p.starts_with(top));
    let any = |top: &str| changed.iter().any(|path| below(path, top));
    if changed.is_empty() || any("islands") || any("static") || any("layer9.toml") {
        return Change::Full;
    }
    let styles = changed.iter().all(|path| {
        path.extension().is_some_and(|e| e == "css") && path.components().any(|c| c.as_os_str() == "styles")
    });
    if styles && let Some(swaps) = now.swaps(next) {
        return if swaps.is_empty() { Change::Nothing } else { Change::Css(swaps) };
    }
    Change::Content(Pages::All)
}
