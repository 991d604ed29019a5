//! From the sources of an islands crate to its modules, unless nothing has changed.

use super::bindgen;
use super::browser_file::BrowserFile;
use super::fingerprint::{self, Fingerprint};
use super::messages::{self, Files, SITE};
use super::product::{Inputs, IslandFiles, Product, Unit};
use super::progress::Progress;
use super::scaffold::{install_crates, island_crate_file, patch_arguments};
use super::toolchain::Toolchain;
use super::toolchain::cargo::{Compilation, Variant, cargo};
use super::toolchain::linked::{self, LinkError, Linked};
use super::toolchain::locate::ToolchainError;
use super::toolchain::optimize::{OLDEST, Optimizer};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Result};
use crate::source::{self, hash};
use serde::Deserialize;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An islands crate, or a workspace of several.
pub(super) struct Library<'a> {
    /// Its folder, absolute.
    pub(super) folder: &'a Path,
    /// What diagnostics put before the names of its files, such as `islands/`.
    pub(super) prefix: &'a str,
    /// The site's folder, absolute.
    pub(super) site: &'a Path,
    /// Where cargo and the linker may write.
    pub(super) work: &'a Path,
    /// The cache file of its product.
    pub(super) cache: &'a Path,
    /// The one package to compile, with its dependencies beside it: the gallery. Otherwise the packages that
    /// depend on `layer9-islands` are, against the sources that the binary carries.
    pub(super) package: Option<&'a str>,
    /// Whether its modules are for `layer9 serve`, where the values of signals outlive them.
    pub(super) hot_swap: bool,
    /// What makes its browser modules smaller after they are linked.
    pub(super) optimizer: Option<Optimizer>,
}

/// The product of a library: from the cache where nothing has changed, compiled otherwise. `None` where it
/// does not compile, which `diagnostics` then says.
pub(super) fn product(
    library: &Library<'_>,
    diagnostics: &mut Diagnostics,
    progress: &dyn Fn(Progress<'_>),
) -> Option<Product> {
    if library.package.is_none()
        && let Err(error) = install_crates(library.folder)
    {
        let message = format!("the sources of the islands runtime cannot be written: {error}");
        diagnostics.push(library.error(Code::IslandToolchain, message));
        return None;
    }
    let mark = fingerprint::take(library.folder, library.optimizer.as_ref());
    if let Some((inputs, product)) = Product::read(library.cache)
        && inputs.hold(&mark.key)
    {
        return Some(product);
    }
    progress(Progress::Compile(library.prefix.trim_end_matches('/')));
    // Each process links in a folder of its own: cargo locks its folder, the linker does not.
    let scratch = library.work.join(format!("modules-{}", std::process::id()));
    let compiled = compile(library, &mark, &scratch, progress);
    let _ = std::fs::remove_dir_all(&scratch);
    match compiled {
        Ok((mut inputs, product)) => {
            // The first compilation writes the lock file. A source that was edited meanwhile is another thing.
            let after = fingerprint::take(library.folder, library.optimizer.as_ref());
            if after.sources == mark.sources {
                inputs.key = after.key;
            }
            // Without a cache the next build compiles again; that is no reason to fail this one.
            let _ = product.write(&inputs, library.cache);
            Some(product)
        }
        Err(errors) => {
            diagnostics.extend(errors);
            None
        }
    }
}

impl Library<'_> {
    fn error(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(Location::file(self.prefix.trim_end_matches('/')))
    }

    fn toolchain_error(&self, error: &ToolchainError) -> Diagnostic {
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
                if let Err(why) = wasmi::Module::validate(&wasmi::Engine::default(), wasm) {
                    let message = format!("`wasm-opt` made a module of <{name}> that is not valid: {why}");
                    return Err(Box::new(self.error(Code::IslandLink, message).hint(NEWER_OPTIMIZER)));
                }
            }
        }
        Ok(())
    }

    fn link_error(&self, package: &str, error: LinkError) -> Diagnostic {
        let what = error.island.map_or_else(|| format!("package `{package}`"), |name| format!("<{name}>"));
        let message = format!("{what} does not link");
        self.error(Code::IslandLink, message).note(error.message.trim_end().to_owned(), None)
    }
}

const NEWER_OPTIMIZER: &str =
    "install a newer one (`npm install -g binaryen`), or take `wasm_opt` out of [islands] in layer9.toml";

/// A package of the workspace.
#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
}

fn compile(
    library: &Library<'_>,
    mark: &Fingerprint,
    scratch: &Path,
    progress: &dyn Fn(Progress<'_>),
) -> std::result::Result<(Inputs, Product), Diagnostics> {
    let toolchain = Toolchain::find(library.folder).map_err(|e| library.toolchain_error(&e))?;
    toolchain
        .ensure_wasm_target(|command| progress(Progress::InstallTarget(command)))
        .map_err(|e| library.toolchain_error(&e))?;
    let metadata = metadata(library, &toolchain)?;
    let exports = linked::export_list(island_crate_file("runtime/exports.txt"));
    library.check_optimizer()?;
    let mut product = Product::default();
    let mut diagnostics = Diagnostics::new();
    let mut inputs = Inputs { key: mark.key.clone(), ..Inputs::default() };
    for (package, target) in chosen(library, &metadata) {
        let folder = package_folder(library, &metadata, package);
        let package = &*package.name;
        let compilation = Compilation {
            folder: library.folder,
            package,
            // In a folder of its own, or each build after a serve would compile everything again.
            target_folder: &library.work.join(if library.hot_swap { "serve" } else { "target" }),
            json: true,
            variant: if library.hot_swap { Variant::HotSwap } else { Variant::Published },
            remap: remap(library, &metadata),
            config: if library.package.is_none() { patch_arguments() } else { Vec::new() },
        };
        let files = Files { workspace: &metadata.workspace_root, prefix: library.prefix, site: library.site };
        let done = match run(compilation.command(&toolchain), progress) {
            Ok(done) => done,
            Err(error) => {
                let failed =
                    ToolchainError::Failed { program: toolchain.cargo.display().to_string(), message: error };
                diagnostics.push(library.toolchain_error(&failed));
                break;
            }
        };
        if !done.success {
            diagnostics.extend(messages::errors(&done.stdout, &done.stderr, &files));
            continue;
        }
        let archive = compilation.library(target);
        remember_outside(&archive, library, &mut inputs);
        progress(Progress::Link(package));
        let scratch = scratch.join(package);
        match unit(&toolchain, &archive, package, &exports, &scratch, library, &metadata.workspace_root) {
            Ok(unit) => product.units.push(Unit { folder, ..unit }),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    if diagnostics.is_empty() { Ok((inputs, product)) } else { Err(diagnostics) }
}

/// The build module of one package with the messages of its panics. `None` where there is none to be had: the crate is
/// there and compiles without them, and that a component has failed is known.
pub(super) fn with_messages(library: &Library<'_>, package: &str) -> Option<Vec<u8>> {
    let toolchain = Toolchain::find(library.folder).ok()?;
    let metadata = metadata(library, &toolchain).ok()?;
    let (package, target) = chosen(library, &metadata).into_iter().find(|(p, _)| p.name == package)?;
    let compilation = Compilation {
        folder: library.folder,
        package: &package.name,
        // In a folder of its own, or the next build would compile everything again.
        target_folder: &library.work.join("messages"),
        json: false,
        variant: Variant::Messages,
        remap: remap(library, &metadata),
        config: patch_arguments(),
    };
    let done = run(compilation.command(&toolchain), &|_| {}).ok()?;
    let scratch = library.work.join(format!("messages-{}", std::process::id()));
    let linked = done.success.then(|| linked::link_build(&toolchain, &compilation.library(target), &scratch));
    let _ = std::fs::remove_dir_all(&scratch);
    Some(linked?.ok()?.0)
}

/// Links one compiled crate, and runs wasm-bindgen where it needs it.
fn unit(
    toolchain: &Toolchain,
    archive: &Path,
    package: &str,
    exports: &[String],
    scratch: &Path,
    library: &Library<'_>,
    workspace: &Path,
) -> Result<Unit> {
    let linked = linked::link_all(toolchain, archive, exports, library.optimizer.as_ref(), scratch);
    let linked = linked.map_err(|e| Box::new(library.link_error(package, e)))?;
    if library.optimizer.is_some() {
        library.check_modules(&linked)?;
    }
    if !linked.bindgen {
        return Ok(Unit::new(package, linked));
    }
    let job = bindgen::Job { toolchain, archive, symbols: &linked.symbols, exports, scratch, workspace };
    let at = Location::file(library.prefix.trim_end_matches('/'));
    let islands = bindgen::islands(&job).map_err(|d| Box::new((*d).at(at)))?;
    Ok(Unit { package: package.to_owned(), folder: String::new(), build: linked.build, islands })
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
        }
    }
}

fn metadata(library: &Library<'_>, toolchain: &Toolchain) -> Result<Metadata> {
    let mut command = cargo(toolchain, library.folder);
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let failed = |message: String| {
        let first =
            message.lines().find_map(|l| l.strip_prefix("error: ")).unwrap_or("cargo metadata failed");
        let diagnostic = library.error(Code::IslandCompile, first.to_owned());
        Box::new(diagnostic.note(message.trim().to_owned(), None))
    };
    let done = command.output().map_err(|e| failed(e.to_string()))?;
    if !done.status.success() {
        return Err(failed(String::from_utf8_lossy(&done.stderr).into_owned()));
    }
    serde_json::from_slice(&done.stdout).map_err(|e| failed(format!("cargo metadata: {e}")))
}

/// The packages to compile, in order of their names, each with the name of its library target: those that
/// depend on the runtime, or, where none does, every library.
fn chosen<'a>(library: &Library<'_>, metadata: &'a Metadata) -> Vec<(&'a Package, &'a str)> {
    let target = |p: &'a Package| {
        let is_library =
            |t: &&Target| t.kind.iter().any(|k| matches!(&**k, "lib" | "rlib" | "cdylib" | "staticlib"));
        p.targets.iter().find(is_library).map(|t| (p, &*t.name))
    };
    let on_runtime = |p: &Package| p.dependencies.iter().any(|d| d.name == "layer9-islands");
    let any = metadata.packages.iter().any(on_runtime);
    let wanted = |p: &&Package| match library.package {
        Some(name) => p.name == name,
        None => on_runtime(p) || !any,
    };
    let mut chosen: Vec<_> = metadata.packages.iter().filter(wanted).filter_map(target).collect();
    chosen.sort_unstable_by_key(|(package, _)| &package.name);
    chosen
}

/// The folder of a package in the workspace, which the manifests of its components do not name.
fn package_folder(library: &Library<'_>, metadata: &Metadata, package: &Package) -> String {
    let folder = package.manifest_path.parent().and_then(|f| f.strip_prefix(&metadata.workspace_root).ok());
    match folder {
        Some(folder) if library.package.is_none() && !folder.as_os_str().is_empty() => {
            format!("{}/", folder.to_string_lossy().replace('\\', "/"))
        }
        _ => String::new(),
    }
}

fn remap(library: &Library<'_>, metadata: &Metadata) -> Vec<(PathBuf, String)> {
    if library.package.is_some() {
        return vec![(metadata.workspace_root.clone(), "/layer9".to_owned())];
    }
    let crates = metadata.workspace_root.join(".layer9").join("crates");
    vec![(library.site.to_owned(), SITE.to_owned()), (crates, "/layer9".to_owned())]
}

struct Done {
    success: bool,
    stdout: String,
    stderr: String,
}

/// Runs cargo, and tells what it says on standard error while it runs.
fn run(mut command: Command, progress: &dyn Fn(Progress<'_>)) -> std::result::Result<Done, String> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| e.to_string())?;
    let mut stdout = child.stdout.take();
    // Read side by side, or one pipe fills up while the other is waited for.
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = &mut stdout {
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let mut stderr = String::new();
    if let Some(pipe) = child.stderr.take() {
        for line in BufReader::new(pipe).split(b'\n').map_while(std::result::Result::ok) {
            let line = String::from_utf8_lossy(&line);
            progress(Progress::Cargo(line.trim()));
            stderr.push_str(line.trim_end());
            stderr.push('\n');
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    let stdout = reader.join().unwrap_or_default();
    Ok(Done { success: status.success(), stdout, stderr })
}

/// Records the files outside of the crate's folder that the compiler read (path dependencies): cargo lists
/// them in a makefile rule beside the library.
fn remember_outside(archive: &Path, library: &Library<'_>, inputs: &mut Inputs) {
    let Ok(rule) = source::read_text(&archive.with_extension("d")) else { return };
    // Spaces in names are escaped by a backslash.
    let files = rule.replace("\\ ", "\u{0}");
    for file in files.split_whitespace().skip(1) {
        let path = file.replace('\u{0}', " ");
        if Path::new(&path).starts_with(library.folder) {
            continue;
        }
        if let Ok(bytes) = source::read(Path::new(&path)) {
            inputs.outside.insert(path, hash(&bytes).to_string());
        }
    }
}
