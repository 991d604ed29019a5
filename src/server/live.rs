//! A site in memory for `layer9 serve`: loaded whole, rendered a page at a time when a browser asks for it.

use super::former::Former;
use super::rendered::{Rendered, Shelf};
use super::since::Since;
use super::{Change, Lookup, Outcome, Served, SiteSource};
use crate::diagnostics::Diagnostics;
use crate::pipeline::{self, Before, LoadOptions, Loaded, Origin, PlannedFile, Progress};
use crate::publish::OutputPath;
use crate::render::Output;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

/// Clocks of file systems lag behind the system's by up to this.
const CLOCK_TICK: Duration = Duration::from_millis(20);

/// A site that follows its sources.
pub struct LiveSite {
    options: LoadOptions,
    folder: PathBuf,
    progress: Box<dyn Fn(Progress) + Send + Sync>,
    read_at: SystemTime,
    first: Diagnostics,
    /// The last good site.
    state: RwLock<Option<Arc<State>>>,
    former: Mutex<Former>,
    /// What changed since that site was loaded.
    since: Mutex<Since>,
    /// Something changed that was not reported, or not yet.
    doubt: AtomicBool,
}

/// One loaded site, and what was rendered of it so far.
struct State {
    loaded: Loaded,
    files: Arc<BTreeMap<String, PlannedFile>>,
    rendered: Mutex<Shelf>,
    /// What was rendered of the site before, which may hold still.
    before: Shelf,
}

impl fmt::Debug for LiveSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveSite").field("options", &self.options).finish_non_exhaustive()
    }
}

impl LiveSite {
    /// Loads a site. What is wrong with it shows in its pages, and is mended by the next good rebuild.
    pub fn new(options: LoadOptions, progress: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        let now = SystemTime::now();
        let read_at = now.checked_sub(CLOCK_TICK).unwrap_or(now);
        let folder = options.root.canonicalize().unwrap_or_else(|_| options.root.clone());
        let progress = Box::new(progress);
        let mut first = Diagnostics::new();
        let state = State::load(&options, None, &BTreeSet::new(), &progress, &mut first).map(Arc::new);
        first.sort();
        let since = Mutex::new(Since::new(now));
        let (state, former) = (RwLock::new(state), Mutex::default());
        Self {
            options,
            folder,
            progress,
            read_at,
            first,
            state,
            former,
            since,
            doubt: AtomicBool::new(false),
        }
    }

    fn state(&self) -> Option<Arc<State>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn former(&self) -> MutexGuard<'_, Former> {
        self.former.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What of a state may be asked for when another has taken its place.
    fn remember(&self, state: &State, next: &State) {
        let mut former = self.former();
        for style in state.loaded.styles.iter() {
            let path = style.path.trim_start_matches('/');
            if !next.files.contains_key(path) {
                former.files.insert(path.to_owned(), style.css.as_bytes().into());
            }
        }
        let generated = state.loaded.renderer.generated().files();
        for (path, bytes) in generated {
            if next.loaded.renderer.generated().get(&path).is_none() {
                former.files.insert(path.trim_start_matches('/').to_owned(), bytes);
            }
        }
        for (path, page) in next.before.iter().filter(|(path, _)| !next.files.contains_key(*path)) {
            if let Some(source) = &page.source {
                former.sources.insert(path.to_owned(), source.clone());
            }
        }
    }

    /// The files that changed and are published as they are: their URL paths. Where the changes are not known by
    /// name, those that were touched since the last load.
    fn copied(&self, state: &State, changed: &[PathBuf], loaded: SystemTime) -> Vec<String> {
        let site = state.loaded.renderer.site();
        // Texts that are parsed are in no such file; most edits are of them.
        let parsed = |path: &Path| {
            ["md", "html", "css", "rs", "toml"].iter().any(|e| path.extension().is_some_and(|x| x == *e))
                && path.strip_prefix(&self.folder).is_ok_and(|below| !below.starts_with("static"))
        };
        let unknown = changed.is_empty();
        let changed: BTreeSet<&Path> =
            changed.iter().map(PathBuf::as_path).filter(|path| !parsed(path)).collect();
        if changed.is_empty() && !unknown {
            return Vec::new();
        }
        let loaded = loaded.checked_sub(CLOCK_TICK).unwrap_or(loaded);
        let touched = |path: &Path| path.metadata().and_then(|m| m.modified()).is_ok_and(|at| at > loaded);
        let own = state.loaded.root.folder();
        let base = site.config.base_url.base_path();
        let mut paths = Vec::new();
        for (path, file) in state.files.iter() {
            let Origin::Copy(from) = &file.origin else { continue };
            let real = from.strip_prefix(own).map_or_else(|_| from.clone(), |below| self.folder.join(below));
            // A folder stands for all that is in it.
            if real.ancestors().any(|path| changed.contains(path)) || unknown && touched(&real) {
                paths.push(format!("{base}/{path}"));
            }
        }
        paths
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
        let mut own = Diagnostics::new();
        let mut loaded = match before {
            Some(state) => pipeline::reload(&state.loaded, options, changed, progress, &mut own),
            None => pipeline::load(options, Before::default(), progress, &mut own),
        };
        if let (Some(state), Some(true)) = (before, loaded.as_ref().map(|loaded| loaded.renderer.is_stale()))
        {
            // Something changed that nobody reported: all is looked at.
            own = Diagnostics::new();
            let everything = BTreeSet::from([String::new()]);
            loaded = pipeline::reload(&state.loaded, options, &everything, progress, &mut own);
        }
        out.extend(own);
        let loaded = loaded?;
        let files = match before.filter(|state| state.loaded.is_laid_out_as(&loaded)) {
            Some(state) => state.files.clone(),
            None => {
                let files = pipeline::plan(&loaded, out).into_iter();
                Arc::new(files.map(|file| (file.path.as_str().to_owned(), file)).collect())
            }
        };
        if out.has_errors() {
            return None;
        }
        // What the last state has not been asked for since may still be what the one before it rendered.
        let rendered = before.map_or_else(Shelf::default, |state| {
            let mut all = state.before.clone();
            state.shelf().iter().for_each(|(path, page)| all.insert(path, page.clone()));
            all
        });
        Some(Self { loaded, files, rendered: Mutex::default(), before: rendered })
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
            Origin::Output(output) => match self.page(path, output) {
                // A source is another than the one that was read. What was made of it is worth nothing.
                _ if self.loaded.renderer.is_stale() && !self.is_kept(path) => Lookup::Outdated,
                Ok(page) => {
                    self.shelf().insert(path, page.clone());
                    found(page.bytes.clone())
                }
                Err(diagnostics) => Lookup::Broken(diagnostics),
            },
        }
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.rendered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_kept(&self, path: &str) -> bool {
        self.shelf().get(path).is_some()
    }

    fn page(&self, path: &str, output: &Output) -> Result<Arc<Rendered>, Diagnostics> {
        let known = self.shelf().get(path).cloned();
        if let Some(page) = known {
            return Ok(page);
        }
        let (renderer, key) = (&self.loaded.renderer, self.loaded.key);
        match self.before.get(path) {
            Some(page) if page.holds(renderer, key, output) => Ok(page.clone()),
            _ => Rendered::new(renderer, key, output).map(Arc::new),
        }
    }
}

fn found(bytes: Arc<[u8]>) -> Lookup {
    Lookup::Found(Served { bytes, media_type: None })
}

impl SiteSource for LiveSite {
    fn get(&self, file: &OutputPath) -> Lookup {
        match self.state().map_or(Lookup::Missing, |state| state.get(file.as_str())) {
            Lookup::Outdated => {
                self.doubt.store(true, Ordering::Relaxed);
                Lookup::Outdated
            }
            // A page that was open before the last rebuild may ask for a file whose hash has changed.
            Lookup::Missing => self.former().files.get(file.as_str()).cloned().map_or(Lookup::Missing, found),
            other => other,
        }
    }

    fn has(&self, file: &OutputPath) -> bool {
        self.state().is_some_and(|state| state.files.contains_key(file.as_str()))
    }

    fn rebuild(&self, changed: &[PathBuf]) -> Outcome {
        let start = SystemTime::now();
        let mut diagnostics = Diagnostics::new();
        let now = self.state();
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.add(&self.folder, changed);
        if self.doubt.swap(false, Ordering::Relaxed) {
            since.add(&self.folder, &[]);
        }
        let next =
            State::load(&self.options, now.as_deref(), since.files(), &self.progress, &mut diagnostics);
        diagnostics.sort();
        let Some(next) = next.map(Arc::new) else { return Outcome { change: Change::Nothing, diagnostics } };
        // A site with errors is none: what changed for the worse has changed all the same.
        let loaded = since.clear(start);
        drop(since);
        if let Some(now) = &now {
            self.remember(now, &next);
        }
        let change = match &now {
            Some(_) => Change::Files(self.copied(&next, changed, loaded)),
            None => Change::Full,
        };
        let former = self.state.write().unwrap_or_else(PoisonError::into_inner).replace(next);
        // Taking a large site apart is not worth waiting for.
        drop(now);
        if let Some(former) = former {
            std::thread::spawn(move || drop(former));
        }
        Outcome { change, diagnostics }
    }

    fn watch_roots(&self) -> Vec<PathBuf> {
        let names = [
            "content",
            "data",
            "highlight",
            "i18n",
            "islands",
            "layer9.lock",
            "layer9.toml",
            "snippets",
            "static",
            "styles",
            "templates",
            "themes",
        ];
        names.iter().map(|name| self.folder.join(name)).collect()
    }

    fn read_at(&self) -> Option<SystemTime> {
        Some(self.read_at)
    }

    fn unreported(&self) -> Vec<PathBuf> {
        match self.doubt.load(Ordering::Relaxed) {
            true => vec![self.folder.join("layer9.toml")],
            false => Vec::new(),
        }
    }

    fn moved(&self, file: &OutputPath) -> Option<String> {
        let (source, hash) = self.former().sources.get(file.as_str()).cloned()?;
        let state = self.state()?;
        let site = state.loaded.renderer.site();
        // The same source at another address, or the same text in another source.
        let same = site.pages.iter().find(|page| page.entry.file.path == source);
        let path = same.or_else(|| {
            let mut equal = site.pages.iter().filter(|page| page.entry.file.hash == hash);
            equal.next().filter(|_| equal.next().is_none())
        });
        Some(format!("{}{}", site.config.base_url.base_path(), path?.entry.path))
    }

    fn diagnostics(&self) -> Diagnostics {
        self.first.clone()
    }
}
