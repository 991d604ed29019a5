//! The packages of an islands crate or workspace, as cargo knows them, and their compilation.

use super::compile::Sources;
use super::joint;
use super::messages::SITE;
use super::progress::Progress;
use super::scaffold::{self, patch_arguments};
use super::toolchain::Toolchain;
use super::toolchain::cargo::{Compilation, Variant, cargo};
use super::toolchain::locate::ToolchainError;
use crate::diagnostics::{Code, Result};
use serde::Deserialize;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An islands crate, or a workspace of several, with what compiles it.
pub(super) struct Workspace<'a> {
    pub(super) sources: &'a Sources,
    pub(super) toolchain: Toolchain,
    metadata: Metadata,
}

/// A package of the workspace.
#[derive(Debug, Deserialize)]
pub(super) struct Package {
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

impl Package {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The name of its library target, where it has one.
    fn library(&self) -> Option<&str> {
        let is_library =
            |t: &&Target| t.kind.iter().any(|k| matches!(&**k, "lib" | "rlib" | "cdylib" | "staticlib"));
        self.targets.iter().find(is_library).map(|t| &*t.name)
    }

    fn is_on_runtime(&self) -> bool {
        self.dependencies.iter().any(|d| d.name == "layer9-islands")
    }
}

impl<'a> Workspace<'a> {
    /// Looks for the toolchain unless it is known, installs the target where it is missing, and asks cargo for the packages.
    ///
    /// # Errors
    /// `IslandToolchain` where something is missing, `IslandCompile` where cargo takes the workspace for none.
    pub(super) fn open(
        sources: &'a Sources,
        known: Option<&Toolchain>,
        progress: &dyn Fn(Progress<'_>),
    ) -> Result<Self> {
        let toolchain = match known {
            Some(known) => known.clone(),
            None => Toolchain::find(&sources.folder).map_err(|e| sources.toolchain_error(&e))?,
        };
        toolchain
            .ensure_wasm_target(|command| progress(Progress::InstallTarget(command)))
            .map_err(|e| sources.toolchain_error(&e))?;
        let metadata = metadata(sources, &toolchain)?;
        Ok(Self { sources, toolchain, metadata })
    }

    /// The folder of the lock file, from which the compiler names files.
    pub(super) fn root(&self) -> &Path {
        &self.metadata.workspace_root
    }

    /// The packages to compile, in order of their names: those that depend on the runtime, or, where none does, every
    /// library.
    pub(super) fn packages(&self) -> impl Iterator<Item = &Package> {
        let packages = &self.metadata.packages;
        let any = packages.iter().any(Package::is_on_runtime);
        let wanted = |p: &&Package| match self.sources.package {
            Some(name) => p.name == name,
            None => p.is_on_runtime() || !any,
        };
        let mut chosen: Vec<_> = packages.iter().filter(wanted).filter(|p| p.library().is_some()).collect();
        chosen.sort_unstable_by_key(|package| &package.name);
        chosen.into_iter()
    }

    /// The folder of a package in the workspace, which the manifests of its components do not name.
    pub(super) fn folder(&self, package: &Package) -> String {
        let folder = package.manifest_path.parent().and_then(|f| f.strip_prefix(self.root()).ok());
        match folder {
            Some(folder) if self.sources.package.is_none() && !folder.as_os_str().is_empty() => {
                format!("{}/", folder.to_string_lossy().replace('\\', "/"))
            }
            _ => String::new(),
        }
    }

    /// Compiles a package against the runtime in a folder relative to the crate's, which takes a moment where it is
    /// compiled already; what cargo said, and where the static library is if it succeeded: there it lies until the
    /// package is compiled again, against whichever runtime.
    ///
    /// # Errors
    /// `IslandToolchain` where cargo cannot be run.
    pub(super) fn compile(
        &self,
        package: &Package,
        variant: Variant,
        runtime: &str,
        progress: &dyn Fn(Progress<'_>),
    ) -> Result<(Done, PathBuf)> {
        let Self { sources, toolchain, .. } = self;
        // Each variant in a folder of its own, or the next build of another would compile everything again.
        let target_folder = sources.work.join(match variant {
            Variant::Published => "target",
            Variant::HotSwap => "serve",
            Variant::Messages => "messages",
        });
        let compilation = Compilation {
            folder: &sources.folder,
            package: &package.name,
            target_folder: &target_folder,
            json: variant != Variant::Messages,
            variant,
            remap: self.remap(),
            config: if sources.package.is_none() { patch_arguments(runtime) } else { Vec::new() },
        };
        let done = run(compilation.command(toolchain), progress).map_err(|message| {
            let program = toolchain.cargo.display().to_string();
            sources.toolchain_error(&ToolchainError::Failed { program, message })
        })?;
        Ok((done, compilation.library(package.library().unwrap_or(&package.name))))
    }

    fn remap(&self) -> Vec<(PathBuf, String)> {
        if self.sources.package.is_some() {
            return vec![(self.root().to_owned(), "/layer9".to_owned())];
        }
        let runtime = |folder: &str| (self.root().join(folder), "/layer9".to_owned());
        // The same for each runtime: other flags would compile everything again.
        let site = (self.sources.site.clone(), SITE.to_owned());
        vec![site, runtime(scaffold::FOLDER), runtime(joint::FOLDER)]
    }
}

fn metadata(sources: &Sources, toolchain: &Toolchain) -> Result<Metadata> {
    let mut command = cargo(toolchain, &sources.folder);
    command.args(["metadata", "--no-deps", "--format-version", "1"]);
    let failed = |message: String| {
        let first =
            message.lines().find_map(|l| l.strip_prefix("error: ")).unwrap_or("cargo metadata failed");
        let diagnostic = sources.error(Code::IslandCompile, first.to_owned());
        Box::new(diagnostic.note(message.trim().to_owned(), None))
    };
    let done = command.output().map_err(|e| failed(e.to_string()))?;
    if !done.status.success() {
        return Err(failed(String::from_utf8_lossy(&done.stderr).into_owned()));
    }
    serde_json::from_slice(&done.stdout).map_err(|e| failed(format!("cargo metadata: {e}")))
}

/// What became of a run of cargo.
pub(super) struct Done {
    pub(super) success: bool,
    pub(super) stdout: String,
    pub(super) stderr: String,
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
