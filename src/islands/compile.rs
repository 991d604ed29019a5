//! From the sources of an islands crate to its modules, unless nothing has changed.

use super::bindgen;
use super::browser_file::BrowserFile;
use super::fingerprint::{self, Fingerprint};
use super::messages::{self, Files};
use super::product::{Inputs, IslandFiles, Joint, Product, Unit};
use super::progress::Progress;
use super::scaffold::{self, install_crates, interface};
use super::toolchain::Toolchain;
use super::toolchain::cargo::Variant;
use super::toolchain::linked::{self, LinkError, Linked};
use super::toolchain::locate::ToolchainError;
use super::toolchain::optimize::{OLDEST, Optimizer};
use super::workspace::Workspace;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Result};
use crate::source::{self, hash};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An islands crate, or a workspace of several.
#[derive(Clone)]
pub(super) struct Sources {
    /// Its folder, absolute.
    pub(super) folder: PathBuf,
    /// What diagnostics put before the names of its files, such as `islands/`.
    pub(super) prefix: String,
    /// The site's folder, absolute.
    pub(super) site: PathBuf,
    /// Where cargo and the linker may write.
    pub(super) work: PathBuf,
    /// The cache file of its product.
    pub(super) cache: PathBuf,
    /// The one package to compile, with its dependencies beside it: the gallery. Otherwise the packages that
    /// depend on `layer9-islands` are, against the sources that the binary carries.
    pub(super) package: Option<&'static str>,
    /// Whether its modules are for `layer9 serve`, where the values of signals outlive them.
    pub(super) hot_swap: bool,
    /// What makes its browser modules smaller after they are linked.
    pub(super) optimizer: Option<Optimizer>,
}

/// The product of a library: from the cache where nothing has changed; compiled otherwise, and then with what compiled
/// it. `None` where it does not compile, which `diagnostics` then says.
pub(super) fn product(
    sources: &Sources,
    diagnostics: &mut Diagnostics,
    progress: &dyn Fn(Progress<'_>),
) -> Option<(Product, Option<Toolchain>)> {
    if sources.package.is_none()
        && let Err(error) = install_crates(&sources.folder)
    {
        let message = format!("the sources of the islands runtime cannot be written: {error}");
        diagnostics.push(sources.error(Code::IslandToolchain, message));
        return None;
    }
    let mark = fingerprint::take(&sources.folder, sources.optimizer.as_ref());
    if let Some((inputs, product)) = Product::read(&sources.cache)
        && inputs.hold(&mark.key)
    {
        return Some((product, None));
    }
    progress(Progress::Compile(sources.prefix.trim_end_matches('/')));
    // Each process links in a folder of its own: cargo locks its folder, the linker does not.
    let scratch = sources.work.join(format!("modules-{}", std::process::id()));
    let compiled = compile(sources, &mark, &scratch, progress);
    let _ = std::fs::remove_dir_all(&scratch);
    match compiled {
        Ok((mut inputs, product, toolchain)) => {
            // The first compilation writes the lock file. A source that was edited meanwhile is another thing.
            let after = fingerprint::take(&sources.folder, sources.optimizer.as_ref());
            if after.sources == mark.sources {
                inputs.key = after.key;
            }
            // Without a cache the next build compiles again; that is no reason to fail this one.
            let _ = product.write(&inputs, &sources.cache);
            Some((product, Some(toolchain)))
        }
        Err(errors) => {
            diagnostics.extend(errors);
            None
        }
    }
}

impl Sources {
    pub(super) fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(Location::file(self.prefix.trim_end_matches('/')))
    }

    pub(super) fn toolchain_error(&self, error: &ToolchainError) -> Diagnostic {
        self.error(Code::IslandToolchain, error.to_string()).hint(error.hint())
    }

    /// Says so where the optimiser is too old.
    fn check_optimizer(&self) -> Result<()> {
        let Some(optimizer) = &self.optimizer else { return Ok(()) };
        let what = match optimizer.version() {
            Some(version) if version >= OLDEST => return Ok(()),
            Some(version) => format!("the `wasm-opt` in PATH is version {version}"),
            None => "the `wasm-opt` in PATH does not say its version".to_owned(),
        };
        let message = format!("{what}; `islands.wasm_opt` wants {OLDEST} or later");
        Err(Box::new(self.error(Code::IslandToolchain, message).hint(NEWER_OPTIMIZER)))
    }

    /// Says so where the optimiser made what no browser takes.
    fn check_modules(&self, linked: &Linked) -> Result<()> {
        for (name, modules) in &linked.islands {
            for wasm in std::iter::once(&modules.hydrate).chain(&modules.mount) {
                self.check_module(name, wasm)?;
            }
        }
        Ok(())
    }

    pub(super) fn check_module(&self, name: &str, wasm: &[u8]) -> Result<()> {
        if self.optimizer.is_none() {
            return Ok(());
        }
        wasmi::Module::validate(&wasmi::Engine::default(), wasm).map_err(|why| {
            let message = format!("`wasm-opt` made a module of <{name}> that is not valid: {why}");
            Box::new(self.error(Code::IslandLink, message).hint(NEWER_OPTIMIZER))
        })
    }

    pub(super) fn link_error(&self, package: &str, error: LinkError) -> Diagnostic {
        let what = error.island.map_or_else(|| format!("package `{package}`"), |name| format!("<{name}>"));
        let message = format!("{what} does not link");
        self.error(Code::IslandLink, message).note(error.message.trim_end().to_owned(), None)
    }
}

const NEWER_OPTIMIZER: &str =
    "install a newer one (`npm install -g binaryen`), or take `wasm_opt` out of [islands] in layer9.toml";

fn compile(
    sources: &Sources,
    mark: &Fingerprint,
    scratch: &Path,
    progress: &dyn Fn(Progress<'_>),
) -> std::result::Result<(Inputs, Product, Toolchain), Diagnostics> {
    let workspace = Workspace::open(sources, None, progress)?;
    sources.check_optimizer()?;
    let mut product = Product::default();
    let mut diagnostics = Diagnostics::new();
    let mut inputs = Inputs { key: mark.key.clone(), ..Inputs::default() };
    let variant = if sources.hot_swap { Variant::HotSwap } else { Variant::Published };
    for package in workspace.packages() {
        let name = package.name();
        let (done, archive) = match workspace.compile(package, variant, scaffold::FOLDER, progress) {
            Ok(done) => done,
            Err(error) => {
                diagnostics.push(*error);
                break;
            }
        };
        if !done.success {
            let (prefix, site) = (&*sources.prefix, &*sources.site);
            let files = Files { workspace: workspace.root(), prefix, site };
            diagnostics.extend(messages::errors(&done.stdout, &done.stderr, &files));
            continue;
        }
        remember_outside(&archive, sources, &mut inputs);
        progress(Progress::Link(name));
        match unit(&workspace, &archive, name, &scratch.join(name)) {
            Ok(unit) => product.units.push(Unit { folder: workspace.folder(package), ..unit }),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok((inputs, product, workspace.toolchain)) } else { Err(diagnostics) }
}

/// The build module of one package with the messages of its panics. `None` where there is none to be had: the crate is
/// there and compiles without them, and that a component has failed is known.
pub(super) fn with_messages(sources: &Sources, package: &str) -> Option<Vec<u8>> {
    let workspace = Workspace::open(sources, None, &|_| {}).ok()?;
    let package = workspace.packages().find(|p| p.name() == package)?;
    let (done, archive) = workspace.compile(package, Variant::Messages, scaffold::FOLDER, &|_| {}).ok()?;
    let scratch = sources.work.join(format!("messages-{}", std::process::id()));
    let linked = done.success.then(|| linked::link_build(&workspace.toolchain, &archive, &scratch));
    let _ = std::fs::remove_dir_all(&scratch);
    Some(linked?.ok()?.0)
}

/// Links one compiled crate, and runs wasm-bindgen where it needs it.
fn unit(workspace: &Workspace<'_>, archive: &Path, package: &str, scratch: &Path) -> Result<Unit> {
    let Workspace { sources, toolchain, .. } = workspace;
    let optimizer = sources.optimizer.as_ref();
    let interface = interface();
    let source = linked::Source { toolchain, library: archive, interface, optimizer, scratch };
    let linked = linked::link_all(&source);
    let linked = linked.map_err(|e| Box::new(sources.link_error(package, e)))?;
    sources.check_modules(&linked)?;
    if !linked.bindgen {
        return Ok(Unit::new(package, linked));
    }
    let workspace = workspace.root();
    let job = bindgen::Job { toolchain, archive, symbols: &linked.symbols, interface, scratch, workspace };
    let at = Location::file(sources.prefix.trim_end_matches('/'));
    let islands = bindgen::islands(&job).map_err(|d| Box::new((*d).at(at)))?;
    let unit = Unit::new(package, linked);
    Ok(Unit { islands, ..unit })
}

impl Unit {
    /// A crate whose islands are plain modules.
    pub(super) fn new(package: &str, linked: Linked) -> Self {
        let file = |name: &str, wasm| vec![BrowserFile::new(name, "wasm", wasm)];
        let islands = linked.islands.into_iter().map(|(name, modules)| {
            let hydrate = file(&name, modules.hydrate);
            let mount = modules.mount.map(|wasm| file(&name, wasm));
            let mut files = IslandFiles::new(hydrate, mount);
            files.explain(modules.hydrate_parts, modules.mount_parts);
            (name, files)
        });
        Self {
            package: package.to_owned(),
            folder: String::new(),
            build: linked.build,
            islands: islands.collect(),
            together: BTreeMap::new(),
            joint: Joint::default(),
        }
    }
}

/// Records the files outside of the crate's folder that the compiler read (path dependencies): cargo lists
/// them in a makefile rule beside the library.
fn remember_outside(archive: &Path, sources: &Sources, inputs: &mut Inputs) {
    let Ok(rule) = source::read_text(&archive.with_extension("d")) else { return };
    // Spaces in names are escaped by a backslash.
    let files = rule.replace("\\ ", "\u{0}");
    for file in files.split_whitespace().skip(1) {
        let path = file.replace('\u{0}', " ");
        if Path::new(&path).starts_with(&sources.folder) {
            continue;
        }
        if let Ok(bytes) = source::read(Path::new(&path)) {
            inputs.outside.insert(path, hash(&bytes).to_string());
        }
    }
}
