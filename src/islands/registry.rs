//! All Rust components of a site, in one namespace.

use super::Client;
use super::browser_file::BrowserFile;
use super::failure::RenderFailure;
use super::host::RenderContext;
use super::joining;
use super::library::{self, Component, Library};
use super::loader::Needs;
use super::manifest::ComponentCss;
use super::progress::Progress;
use super::rendered::Rendered;
use super::sizes::{Payload, Sizes};
use super::together::Starts;
use super::toolchain::optimize::Optimizer;
use super::toolchain::parts::Part;
use crate::content::component::Signature;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::source::{Root, hash};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// What to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether the ready-made islands are among the components.
    pub gallery: bool,
    /// Whether the site's own islands are compiled for `layer9 serve`: their signals outlive an edit of their Rust.
    pub hot_swap: bool,
    /// Whether `wasm-opt` makes the browser modules of the site's own islands smaller, where it is in `PATH`.
    pub wasm_opt: bool,
}

impl Options {
    /// What is to make modules smaller. `layer9 serve` shows them as they were linked: it is to be fast.
    pub(super) fn optimizer(&self, progress: &dyn Fn(Progress<'_>)) -> Option<Optimizer> {
        if !self.wasm_opt || self.hot_swap {
            return None;
        }
        let found = Optimizer::find();
        if found.is_none() {
            progress(Progress::NoOptimizer);
        }
        found
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { gallery: true, hot_swap: false, wasm_opt: false }
    }
}

/// The Rust components of a site: the gallery's, the theme's over those, the site's over all.
#[derive(Default)]
pub struct Islands {
    libraries: Vec<Library>,
    /// The highest library that has a component of that name.
    index: BTreeMap<String, usize>,
    incomplete: bool,
    /// Whether modules may be swapped for others in an open page, which loads one loader once.
    hot_swap: bool,
    /// The modules of several islands, and which of them each island is in.
    joined: OnceLock<Joined>,
    /// The loaders made so far, by what pages use.
    loaders: Mutex<BTreeMap<BTreeSet<(String, Client)>, BrowserFile>>,
}

/// Modules of several islands.
#[derive(Default)]
struct Joined {
    modules: Vec<([BrowserFile; 1], Vec<Part>)>,
    /// By the island's name, an index into them.
    of: BTreeMap<String, usize>,
}

impl Islands {
    /// Loads the components, compiling what has changed. Problems are added to `diagnostics`; what could be
    /// loaded is there nevertheless.
    ///
    /// `theme` is the folder of a theme on disk that may have islands of its own.
    pub fn load(
        site: &Root,
        theme: Option<&Root>,
        options: &Options,
        diagnostics: &mut Diagnostics,
        progress: &dyn Fn(Progress<'_>),
    ) -> Self {
        let folder = real(site);
        let mut islands = Self { hot_swap: options.hot_swap, ..Self::default() };
        if options.gallery {
            let gallery = library::gallery(diagnostics, progress);
            islands.push(gallery, true);
        }
        if let Some(theme) = theme {
            let (loaded, exists) = library::of_folder(
                &real(theme),
                &theme.name(""),
                "theme",
                &folder,
                options,
                diagnostics,
                progress,
            );
            islands.push(loaded, exists);
        }
        let (loaded, exists) =
            library::of_folder(&folder, &site.name(""), "site", &folder, options, diagnostics, progress);
        islands.push(loaded, exists);
        islands
    }

    /// The islands that may be linked together with others: those of the site's and the theme's own crates, and those of
    /// the gallery where there are any of those. They are plain modules.
    pub fn joinable(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        let islands_of = |own: bool| {
            let libraries =
                self.libraries.iter().enumerate().filter(move |(_, library)| library.is_own() == own);
            libraries.flat_map(|(at, library)| {
                library.joinable().filter(move |name| self.index.get(*name) == Some(&at))
            })
        };
        if !self.hot_swap {
            names.extend(islands_of(true));
        }
        if !names.is_empty() {
            names.extend(islands_of(false));
        }
        names
    }

    /// Puts islands that pages start together into one module, where that makes the pages of the site lighter. It
    /// is done once, before anything is rendered; `starts` names none but [`Islands::joinable`] ones.
    pub fn join(&self, starts: &Starts, diagnostics: &mut Diagnostics, progress: &dyn Fn(Progress<'_>)) {
        let mut joined = Joined::default();
        let chosen = diagnostics.keep(joining::chosen(&self.libraries, &self.index, starts, progress));
        for (names, module) in chosen.into_iter().flatten() {
            joined.of.extend(names.into_iter().map(|name| (name, joined.modules.len())));
            joined.modules.push(([module.file], module.parts));
        }
        let _ = self.joined.set(joined);
    }

    /// The module of several islands that an island is in, with what it is made of.
    fn joined(&self, name: &str) -> Option<&([BrowserFile; 1], Vec<Part>)> {
        let joined = self.joined.get()?;
        joined.modules.get(*joined.of.get(name)?)
    }

    fn push(&mut self, library: Option<Library>, exists: bool) {
        self.incomplete |= exists && library.is_none();
        let Some(library) = library else { return };
        for name in library.components.keys() {
            self.index.insert(name.clone(), self.libraries.len());
        }
        self.libraries.push(library);
    }

    /// Whether a library could not be loaded, so that an unknown component may be one of its own.
    pub fn incomplete(&self) -> bool {
        self.incomplete
    }

    /// The component of that name.
    pub fn get(&self, name: &str) -> Option<&Component> {
        self.library(name)?.components.get(name)
    }

    fn library(&self, name: &str) -> Option<&Library> {
        self.libraries.get(*self.index.get(name)?)
    }

    /// What each component can be called with, in order of their names.
    pub fn signatures(&self) -> Vec<&Signature> {
        self.index.keys().filter_map(|name| Some(&self.get(name)?.manifest.signature)).collect()
    }

    /// Whether there is an island of that name.
    pub fn is_island(&self, name: &str) -> bool {
        self.get(name).is_some_and(Component::is_island)
    }

    /// Renders a component. `wire` holds its props, from [`encode`](super::encode). The result is the same
    /// for the same component, props and answers that it got from the context, and remembered.
    ///
    /// # Errors
    /// A diagnostic without a place, since the caller knows the call: `IslandTrap` (with the message and the Rust
    /// line of a panic, for which the library may be compiled once more), `IslandFuel`,
    /// `IslandBrowserApi` or `IslandAbi`.
    pub fn render(
        &self,
        name: &str,
        wire: &str,
        context: &RenderContext,
    ) -> Result<Arc<Rendered>, Box<Diagnostic>> {
        let missing = || RenderFailure::Abi("there is no Rust component of that name".into());
        let rendered = match self.library(name).zip(self.get(name)) {
            Some((library, component)) => match library.hosts.get(component.host) {
                Some(host) => host
                    .render(name, wire, context)
                    .map_err(|failure| library.explain(failure, name, wire, context)),
                None => Err(missing()),
            },
            None => Err(missing()),
        };
        rendered.map_err(|failure| Box::new(failure.diagnostic(name)))
    }

    /// The files that a page loads for an island started this way, the one that its `src` names first. Empty
    /// for what is no island, and for [`Client::None`].
    pub fn browser_files(&self, name: &str, client: &Client) -> &[BrowserFile] {
        let Some(component) = self.get(name).filter(|c| c.is_island()) else { return &[] };
        match client {
            Client::None => &[],
            Client::Only => component.files.mount.as_ref().unwrap_or(&component.files.hydrate),
            client => match self.joined(name).filter(|_| client.is_unasked()) {
                Some((file, _)) => file,
                None => &component.files.hydrate,
            },
        }
    }

    /// What the module in a file of that name is made of, the heaviest first. Empty for what is no module of an island,
    /// and for one that wasm-bindgen has rewritten.
    pub fn parts(&self, file_name: &str) -> &[Part] {
        let components = self.libraries.iter().flat_map(|library| library.components.values());
        let alone = components.filter_map(|c| c.files.parts.get(file_name)).next();
        let joined = || self.joined.get()?.modules.iter().find(|([file], _)| file.file_name == file_name);
        alone.or_else(|| joined().map(|(_, parts)| parts)).map_or(&[], Vec::as_slice)
    }

    /// The component's style sheet, if it has one.
    pub fn css(&self, name: &str) -> Option<&ComponentCss> {
        self.get(name).map(|c| &c.manifest.css).filter(|css| !css.text.trim().is_empty())
    }

    /// The script that a page with this component must load before its first paint, if there is one.
    pub fn blocking_script(&self, name: &str) -> Option<&BrowserFile> {
        self.get(name)?.blocking_script.as_ref()
    }

    /// The one script of a page that uses these islands, each started in these ways: it holds what their
    /// modules import and their triggers, and nothing else.
    pub fn loader(&self, used: &BTreeSet<(String, Client)>) -> BrowserFile {
        // A poisoned lock guards a map whose entries are each put in whole.
        let lock = || self.loaders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = lock().get(used) {
            return made.clone();
        }
        let made = match self.hot_swap {
            true => Needs::all().loader(),
            false => self.needs(used).loader(),
        };
        lock().insert(used.clone(), made.clone());
        made
    }

    fn needs(&self, used: &BTreeSet<(String, Client)>) -> Needs {
        let mut needs = Needs::default();
        for (name, client) in used {
            let slots = self
                .get(name)
                .is_some_and(|c| c.manifest.signature.slots.as_ref().is_none_or(|s| !s.is_empty()));
            needs.add(client, self.browser_files(name, client), slots);
        }
        needs
    }

    /// A hash of all that a page with this component takes from it: it changes when the component does.
    pub fn fingerprint(&self, name: &str) -> Option<String> {
        let component = self.get(name)?;
        let module = self.library(name)?.hosts.get(component.host)?.hash();
        let css = &component.manifest.css;
        let mut text = format!("{module}\n{}\n{}\n", hash(css.text.as_bytes()), css.scope);
        let mount = component.files.mount.iter().flatten();
        let joined = self.joined(name).into_iter().flat_map(|(file, _)| file);
        for file in
            component.files.hydrate.iter().chain(mount).chain(joined).chain(&component.blocking_script)
        {
            text.push_str(&file.file_name);
            text.push('\n');
        }
        Some(hash(text.as_bytes()).to_string())
    }

    /// What a page with these islands and nothing else makes a visitor load. Each file is counted once, and the loader
    /// as a build makes it, also in `layer9 serve`.
    pub fn payload(&self, used: &BTreeSet<(String, Client)>) -> Payload {
        let of = |file: &BrowserFile| Sizes::of(&file.bytes);
        let sum = |files: BTreeMap<&str, &BrowserFile>| {
            files.into_values().map(of).fold(Sizes::default(), |a, b| a + b)
        };
        let named = |file| (BrowserFile::name(file), file);
        let modules = used.iter().flat_map(|(name, client)| self.browser_files(name, client));
        let modules: BTreeMap<&str, &BrowserFile> = modules.map(named).collect();
        let scripts = used.iter().filter_map(|(name, _)| self.blocking_script(name));
        Payload {
            loader: if modules.is_empty() { Sizes::default() } else { of(&self.needs(used).loader()) },
            module: sum(modules),
            blocking_script: sum(scripts.map(named).collect()),
        }
    }
}

/// The folder of a root as the operating system names it, which is how cargo and rustc name it: links
/// followed, except on Windows, whose verbatim paths many programs refuse.
fn real(root: &Root) -> PathBuf {
    let folder = root.folder();
    let real = if cfg!(windows) { std::path::absolute(folder) } else { folder.canonicalize() };
    real.unwrap_or_else(|_| folder.to_owned())
}
