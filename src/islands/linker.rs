//! Linking several islands into one module, after their package was compiled and each was linked alone: islands of one
//! package, or of one package and of the gallery.

use super::browser_file::BrowserFile;
use super::compile::Sources;
use super::fingerprint;
use super::joint;
use super::product::{Joint, Modules, Product, Together};
use super::progress::Progress;
use super::scaffold::{self, interface};
use super::together::Group;
use super::toolchain::Toolchain;
use super::toolchain::cargo::Variant;
use super::toolchain::{archive, linked};
use super::workspace::Workspace;
use crate::diagnostics::{Code, Diagnostic, Result};
use crate::source;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Links islands of one package, or of one and of the gallery.
pub(super) struct Linker<'a> {
    sources: &'a Sources,
    package: &'a str,
    /// What compiled the package a moment ago, where it was.
    toolchain: Option<&'a Toolchain>,
    /// The modules of the gallery to compile the package with; `None` for the package alone.
    gallery: Option<BTreeSet<String>>,
    progress: &'a dyn Fn(Progress<'_>),
    /// What was linked, by an earlier build or by this one.
    modules: Modules,
    /// The package, compiled; not before there is something to link.
    compiled: Option<Compiled>,
    failed: Option<Box<Diagnostic>>,
}

/// A static library, and what links it.
struct Compiled {
    toolchain: Toolchain,
    /// A copy of what cargo made, which compiles to that place again with other modules of the gallery, and without.
    library: PathBuf,
    symbols: BTreeSet<String>,
    scratch: Scratch,
}

/// A folder of this process, which goes when it has done its work.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl<'a> Linker<'a> {
    /// For a package of which an earlier build has linked these.
    pub(super) fn new(
        sources: &'a Sources,
        package: &'a str,
        toolchain: Option<&'a Toolchain>,
        modules: Modules,
        progress: &'a dyn Fn(Progress<'_>),
    ) -> Self {
        let (gallery, compiled, failed) = (None, None, None);
        Self { sources, package, toolchain, gallery, progress, modules, compiled, failed }
    }

    /// For a package with these modules of the gallery, with which an earlier build has linked `known`.
    pub(super) fn with_gallery(self, gallery: BTreeSet<String>, known: &Joint) -> Self {
        let modules = if known.gallery == gallery { known.modules.clone() } else { Modules::new() };
        Self { gallery: Some(gallery), modules, ..self }
    }

    /// The module of these islands, where an earlier build has linked it.
    pub(super) fn known(&self, names: &BTreeSet<String>) -> Option<&Together> {
        self.modules.get(names)
    }

    /// The islands in one module; `None` where it cannot be linked. After an error nothing more is.
    pub(super) fn group(&mut self, names: &BTreeSet<String>) -> Option<Group> {
        if !self.modules.contains_key(names) && self.failed.is_none() {
            match self.link(names) {
                Ok(module) => self.modules.extend(module.map(|module| (names.clone(), module))),
                Err(failed) => self.failed = Some(failed),
            }
        }
        let module = self.modules.get(names)?;
        Some(Group::new(names.clone(), &module.file.bytes, &module.parts))
    }

    /// All modules, of which the next build finds those that this one linked.
    ///
    /// # Errors
    /// Why one could not be linked.
    pub(super) fn finish(self) -> Result<Modules> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        if self.compiled.is_some() {
            self.remember();
        }
        Ok(self.modules)
    }

    /// Links these islands, compiling before the first time; `None` where the library has not all of them.
    fn link(&mut self, names: &BTreeSet<String>) -> Result<Option<Together>> {
        let compiled = match self.compiled.take() {
            Some(compiled) => compiled,
            None => self.compile()?,
        };
        let compiled = self.compiled.insert(compiled);
        // A crate that names a runtime of its own, by a path, is not compiled with the gallery.
        if !names.iter().all(|name| compiled.symbols.contains(&linked::hydrates(name))) {
            return Ok(None);
        }
        let source = linked::Source {
            toolchain: &compiled.toolchain,
            library: &compiled.library,
            interface: interface(),
            optimizer: self.sources.optimizer.as_ref(),
            scratch: &compiled.scratch.0,
        };
        let made = source.together(names);
        let (wasm, mut parts) = made.map_err(|e| Box::new(self.sources.link_error(self.package, e)))?;
        joint::rename(&mut parts);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.sources.check_module(&names.join("> and <"), &wasm)?;
        Ok(Some(Together { file: BrowserFile::new(&names.join("-"), "wasm", wasm), parts }))
    }

    /// Adds the modules to the cached product of the library.
    fn remember(&self) {
        // Another process may have written a product of other sources meanwhile; then these are none of it.
        let Some((inputs, mut product)) = Product::read(&self.sources.cache) else { return };
        let now = fingerprint::take(&self.sources.folder, self.sources.optimizer.as_ref());
        if inputs.hold(&now.key)
            && let Some(unit) = product.units.iter_mut().find(|unit| unit.package == self.package)
        {
            match &self.gallery {
                None => unit.together.clone_from(&self.modules),
                Some(gallery) => {
                    unit.joint = Joint { gallery: gallery.clone(), modules: self.modules.clone() };
                }
            }
            // Without it the next build links again; that is no reason to fail this one.
            let _ = product.write(&inputs, &self.sources.cache);
        }
    }

    /// Compiles the package, which takes a moment where cargo finds that done.
    fn compile(&self) -> Result<Compiled> {
        let Self { sources, package, progress, .. } = self;
        let broken =
            || sources.error(Code::IslandCompile, format!("package `{package}` does not compile once more"));
        let workspace = Workspace::open(sources, self.toolchain, progress)?;
        let package =
            workspace.packages().find(|p| p.name() == *package).ok_or_else(|| Box::new(broken()))?;
        let runtime = match &self.gallery {
            None => scaffold::FOLDER,
            Some(gallery) => {
                joint::install(&sources.folder, gallery).map_err(|error| {
                    let message = format!("the gallery's sources cannot be written: {error}");
                    Box::new(sources.error(Code::IslandToolchain, message))
                })?;
                joint::FOLDER
            }
        };
        let (done, library) = workspace.compile(package, Variant::Published, runtime, &|_| {})?;
        if !done.success {
            return Err(Box::new(broken().note(done.stderr.trim().to_owned(), None)));
        }
        progress(Progress::Link(package.name()));
        let with = if self.gallery.is_some() { "joint" } else { "together" };
        let scratch = Scratch(sources.work.join(format!("{with}-{}-{}", package.name(), std::process::id())));
        let copy = scratch.0.join("library.a");
        let copied = source::read(&library).and_then(|bytes| {
            std::fs::create_dir_all(&scratch.0)?;
            std::fs::write(&copy, &bytes)?;
            archive::symbols(&bytes).ok_or_else(|| std::io::Error::other("it has no table of symbols"))
        });
        let symbols = copied.map_err(|error| {
            let message = format!("{} cannot be read and copied: {error}", library.display());
            Box::new(sources.error(Code::IslandLink, message))
        })?;
        Ok(Compiled { toolchain: workspace.toolchain, library: copy, symbols, scratch })
    }
}
