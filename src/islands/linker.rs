//! Linking several islands of one package into one module, after the package was compiled and each was linked alone.

use super::browser_file::BrowserFile;
use super::compile::Sources;
use super::fingerprint;
use super::product::{Product, Together};
use super::progress::Progress;
use super::scaffold::island_crate_file;
use super::together::Group;
use super::toolchain::Toolchain;
use super::toolchain::cargo::Variant;
use super::toolchain::linked;
use super::workspace::Workspace;
use crate::diagnostics::{Code, Diagnostic, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The modules of several islands each, by their names.
pub(super) type Modules = BTreeMap<BTreeSet<String>, Together>;

/// Links islands of one package.
pub(super) struct Linker<'a> {
    sources: &'a Sources,
    package: &'a str,
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
    library: PathBuf,
}

impl<'a> Linker<'a> {
    /// For a package of which an earlier build has linked these.
    pub(super) fn new(
        sources: &'a Sources,
        package: &'a str,
        modules: Modules,
        progress: &'a dyn Fn(Progress<'_>),
    ) -> Self {
        Self { sources, package, progress, modules, compiled: None, failed: None }
    }

    /// The islands in one module; `None` where it cannot be linked, after which nothing more is.
    pub(super) fn group(&mut self, names: &BTreeSet<String>) -> Option<Group> {
        if !self.modules.contains_key(names) && self.failed.is_none() {
            match self.link(names) {
                Ok(module) => drop(self.modules.insert(names.clone(), module)),
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

    fn link(&mut self, names: &BTreeSet<String>) -> Result<Together> {
        let compiled = match &mut self.compiled {
            Some(compiled) => compiled,
            none => none.insert(compile(self.sources, self.package, self.progress)?),
        };
        let scratch = self.sources.work.join(format!("together-{}", std::process::id()));
        let source = linked::Source {
            toolchain: &compiled.toolchain,
            library: &compiled.library,
            exports: &linked::export_list(island_crate_file("runtime/exports.txt")),
            optimizer: self.sources.optimizer.as_ref(),
            scratch: &scratch,
        };
        let made = source.together(names);
        let _ = std::fs::remove_dir_all(&scratch);
        let (wasm, parts) = made.map_err(|e| Box::new(self.sources.link_error(self.package, e)))?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.sources.check_module(&names.join("> and <"), &wasm)?;
        Ok(Together { file: BrowserFile::new(&names.join("-"), "wasm", wasm), parts })
    }

    /// Adds the modules to the cached product of the library.
    fn remember(&self) {
        // Another process may have written a product of other sources meanwhile; then these are none of it.
        let Some((inputs, mut product)) = Product::read(&self.sources.cache) else { return };
        let now = fingerprint::take(&self.sources.folder, self.sources.optimizer.as_ref());
        if inputs.hold(&now.key)
            && let Some(unit) = product.units.iter_mut().find(|unit| unit.package == self.package)
        {
            unit.together.clone_from(&self.modules);
            // Without it the next build links again; that is no reason to fail this one.
            let _ = product.write(&inputs, &self.sources.cache);
        }
    }
}

/// Compiles a package, which takes a moment where cargo finds that done.
fn compile(sources: &Sources, package: &str, progress: &dyn Fn(Progress<'_>)) -> Result<Compiled> {
    let broken =
        || sources.error(Code::IslandCompile, format!("package `{package}` does not compile once more"));
    let workspace = Workspace::open(sources, progress)?;
    let package = workspace.packages().find(|p| p.name() == package).ok_or_else(|| Box::new(broken()))?;
    let (done, library) = workspace.compile(package, Variant::Published, &|_| {})?;
    if !done.success {
        return Err(Box::new(broken().note(done.stderr.trim().to_owned(), None)));
    }
    progress(Progress::Link(package.name()));
    Ok(Compiled { toolchain: workspace.toolchain, library })
}
