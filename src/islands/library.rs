//! The components of one library: those of the gallery, of a theme or of a site.

use super::browser_file::BrowserFile;
use super::compile::{self, Sources};
use super::failure::RenderFailure;
use super::gallery;
use super::host::{Host, RenderContext};
use super::linker::Linker;
use super::manifest::Manifest;
use super::panic::Messages;
use super::product::{IslandFiles, Joint, Modules, Product, Unit};
use super::progress::Progress;
use super::registry::Options;
use super::together::Group;
use super::toolchain::Toolchain;
use super::toolchain::optimize::Optimizer;
use crate::content::component::ComponentKind;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A Rust component, loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// What is known of it.
    pub manifest: Manifest,
    /// Its script that must run before the first paint, if it has one.
    pub blocking_script: Option<BrowserFile>,
    pub(super) files: IslandFiles,
    pub(super) host: usize,
}

impl Component {
    /// Whether it is hydrated in the browser.
    pub fn is_island(&self) -> bool {
        self.manifest.signature.kind == ComponentKind::Island
    }
}

/// A loaded library.
#[derive(Default)]
pub(super) struct Library {
    pub(super) hosts: Vec<Host>,
    /// The package of each host, and what is linked of it already.
    packages: Vec<Package>,
    /// What is on disk; the gallery in the binary is not.
    own: Option<Own>,
    pub(super) components: BTreeMap<String, Component>,
}

/// A package of a library.
struct Package {
    name: String,
    /// The modules of several of its islands each, and of its islands and the gallery's.
    together: Modules,
    joint: Joint,
}

/// What links several islands of one package: alone, and with the gallery's.
pub(super) struct Linkers<'a> {
    pub(super) alone: Linker<'a>,
    pub(super) joint: Linker<'a>,
}

/// The sources of a library.
struct Own {
    sources: Sources,
    /// Where the messages of panics come from.
    messages: Messages,
    /// What has compiled it just now, where that was needed.
    toolchain: Option<Toolchain>,
}

impl Library {
    /// Loads the build modules of a product and reads their manifests. `prefix` stands before the names of
    /// its files in diagnostics.
    pub(super) fn load(product: Product, prefix: &str, diagnostics: &mut Diagnostics) -> Self {
        let mut library = Self::default();
        for unit in product.units {
            let components = manifests_in(&unit.build);
            if components.is_empty() {
                continue;
            }
            let host = match Host::new(&unit.build) {
                Ok(host) => host,
                Err(failure) => {
                    let message =
                        format!("the islands of package `{}` cannot be used: {failure}", unit.package);
                    let diagnostic = Diagnostic::error(Code::IslandAbi, message);
                    diagnostics.push(diagnostic.at(Location::file(prefix)).hint(
                        "name `layer9-islands` in its Cargo.toml by the version of this tool, and build again",
                    ));
                    continue;
                }
            };
            // Every build waits for those of the gallery.
            let manifests = host.manifests(&components);
            for (name, manifest) in components.into_iter().zip(manifests) {
                let json = manifest.map_err(|failure| {
                    let message = format!("the manifest of <{name}> cannot be read: it {failure}");
                    Box::new(Diagnostic::error(Code::IslandManifest, message).at(Location::file(prefix)))
                });
                let folder = format!("{prefix}{}", unit.folder);
                let manifest = json.and_then(|json| Manifest::parse(&name, &json, &folder));
                let Some(manifest) = diagnostics.keep(manifest) else { continue };
                let files = unit.islands.get(&name).cloned().unwrap_or_default();
                library.add(Component::new(manifest, files, library.hosts.len()), diagnostics);
            }
            library.hosts.push(host);
            let Unit { package: name, together, joint, .. } = unit;
            library.packages.push(Package { name, together, joint });
        }
        library
    }

    /// A failed render, with what the component said.
    pub(super) fn explain(
        &self,
        failure: RenderFailure,
        name: &str,
        wire: &str,
        context: &RenderContext,
    ) -> RenderFailure {
        let package = self.components.get(name).and_then(|c| self.packages.get(c.host));
        match self.own.as_ref().zip(package) {
            Some((own, package)) => own.messages.explain(failure, &package.name, name, wire, context),
            None => failure,
        }
    }

    /// Whether it can be compiled: one of a site or theme, and not the gallery, which nobody changes.
    pub(super) fn is_own(&self) -> bool {
        self.own.is_some()
    }

    /// Where what is made of its sources is kept, and by what its modules are made smaller.
    pub(super) fn made(&self) -> Option<(&Path, String)> {
        let Own { sources, .. } = self.own.as_ref()?;
        Some((&sources.work, sources.optimizer.as_ref().map(Optimizer::mark).unwrap_or_default()))
    }

    /// The islands that can be linked with others: those that are plain modules.
    pub(super) fn joinable(&self) -> impl Iterator<Item = &str> {
        let plain = |c: &&Component| {
            c.is_island() && c.files.hydrate.iter().all(|f| c.files.parts.contains_key(f.name()))
        };
        self.components.values().filter(plain).map(|c| &*c.manifest.signature.name)
    }

    /// The module of the gallery's source that has an island, where the crate of another library can be compiled with
    /// it. It cannot with a component that the other library defines as well, nor where the name of its package is in
    /// its templates, as it is for scoped styles.
    pub(super) fn module_for(&self, island: &str, other: &Self) -> Option<&str> {
        let module = self.components.get(island)?.module()?;
        let mut beside = self.components.iter().filter(|(_, c)| c.module() == Some(module));
        let fits = |(name, c): (&String, &Component)| {
            !other.components.contains_key(name) && c.manifest.css.scope.is_empty()
        };
        beside.all(fits).then_some(module)
    }

    /// What links islands of each host, alone and with these modules of the gallery.
    pub(super) fn linkers<'a>(
        &'a self,
        gallery: &BTreeSet<String>,
        progress: &'a dyn Fn(Progress<'_>),
    ) -> Vec<Linkers<'a>> {
        let linkers = |own: &'a Own, package: &'a Package| {
            let linker = || {
                Linker::new(
                    &own.sources,
                    &package.name,
                    own.toolchain.as_ref(),
                    package.together.clone(),
                    progress,
                )
            };
            Linkers { alone: linker(), joint: linker().with_gallery(gallery.clone(), &package.joint) }
        };
        let packages =
            self.own.iter().flat_map(|own| self.packages.iter().map(move |package| (own, package)));
        packages.map(|(own, package)| linkers(own, package)).collect()
    }

    fn add(&mut self, component: Component, diagnostics: &mut Diagnostics) {
        let signature = &component.manifest.signature;
        if let Some(other) = self.components.get(&signature.name) {
            let message = format!("two components are called <{}>", signature.name);
            let place = |c: &Component| Location::file(c.manifest.signature.origin.clone());
            let note = format!(
                "the other one, in package `{}`, line {}",
                other.manifest.package, other.manifest.line
            );
            diagnostics.push(
                Diagnostic::error(Code::ComponentDuplicate, message)
                    .at(place(&component))
                    .hint("rename one of them")
                    .note(note, Some(place(other))),
            );
            return;
        }
        if component.is_island() && component.files.hydrate.is_empty() {
            let message =
                format!("<{}> says it is an island, but does not export l9_hydrate__{0}", signature.name);
            let at = Location::file(signature.origin.clone());
            diagnostics.push(Diagnostic::error(Code::IslandManifest, message).at(at));
            return;
        }
        self.components.insert(signature.name.clone(), component);
    }
}

impl Component {
    /// The island alone, as what may be linked with others.
    pub(super) fn group(&self) -> Option<Group> {
        let file = self.files.hydrate.first()?;
        let name = self.manifest.signature.name.clone();
        Some(Group::new(BTreeSet::from([name]), &file.bytes, self.files.parts.get(file.name())?))
    }

    /// The module that defines it, where it stands in a file of its crate's root.
    fn module(&self) -> Option<&str> {
        let (_, file) = self.manifest.signature.origin.rsplit_once("/src/")?;
        file.strip_suffix(".rs").filter(|module| !module.contains('/') && *module != "lib")
    }

    fn new(manifest: Manifest, files: IslandFiles, host: usize) -> Self {
        let script = manifest.blocking_script.trim();
        let blocking_script = (!script.is_empty()).then(|| {
            let stem = format!("{}-first", manifest.signature.name);
            BrowserFile::new(&stem, "js", script.as_bytes().to_vec())
        });
        Self { manifest, blocking_script, files, host }
    }
}

fn manifests_in(wasm: &[u8]) -> Vec<String> {
    let exports = super::toolchain::module::exports(wasm).unwrap_or_default();
    exports.iter().filter_map(|e| e.strip_prefix("l9_manifest__")).map(str::to_owned).collect()
}

/// The library of the crate in `islands/` below a folder, or `None` where there is none or it does not
/// compile; the second result tells whether there is one.
pub(super) fn of_folder(
    folder: &Path,
    prefix: &str,
    name: &str,
    site: &Path,
    options: &Options,
    diagnostics: &mut Diagnostics,
    progress: &dyn Fn(Progress<'_>),
) -> (Option<Library>, bool) {
    let crate_folder = folder.join("islands");
    if !crate_folder.join("Cargo.toml").is_file() {
        return (None, false);
    }
    let work = site.join(".layer9/islands-target");
    let prefix = format!("{prefix}islands/");
    let sources = Sources {
        folder: crate_folder,
        prefix: prefix.clone(),
        site: site.to_owned(),
        cache: work.join(format!("{name}{}.modules", if options.hot_swap { "-serve" } else { "" })),
        work,
        package: None,
        hot_swap: options.hot_swap,
        optimizer: options.optimizer(progress),
    };
    let product = compile::product(&sources, diagnostics, progress);
    let (product, toolchain) = product.map_or((None, None), |(p, toolchain)| (Some(p), toolchain));
    let library = product.map(|p| Library::load(p, &prefix, diagnostics));
    let own = Own { messages: Messages::of(&sources), sources, toolchain };
    (library.map(|library| Library { own: Some(own), ..library }), true)
}

/// The gallery: embedded, or compiled on first use where the binary was built without the WASM target.
pub(super) fn gallery(diagnostics: &mut Diagnostics, progress: &dyn Fn(Progress<'_>)) -> Option<Library> {
    const PREFIX: &str = "<gallery>/";
    if let Some(product) = gallery::embedded() {
        return Some(Library::load(product, PREFIX, diagnostics));
    }
    let Some(cache) = cache_folder() else {
        let message = "there is no folder to compile the ready-made islands in";
        diagnostics.push(Diagnostic::error(Code::IslandToolchain, message).hint("set LAYER9_CACHE_DIR"));
        return None;
    };
    let work = cache.join(format!("gallery-{}", super::scaffold::island_crates_hash()));
    let folder = work.join("crates");
    let written = super::toolchain::crates::write(super::scaffold::island_crates(), &folder);
    if let Err(error) = written {
        let message = format!("{} cannot be written: {error}", folder.display());
        diagnostics.push(Diagnostic::error(Code::IslandToolchain, message).hint("set LAYER9_CACHE_DIR"));
        return None;
    }
    let sources = Sources {
        site: folder.clone(),
        folder,
        prefix: PREFIX.to_owned(),
        cache: work.join("gallery.modules"),
        work,
        package: Some("layer9-gallery"),
        hot_swap: false,
        optimizer: None,
    };
    let announce = |step: Progress<'_>| match step {
        Progress::Compile(_) => progress(Progress::CompileGallery),
        other => progress(other),
    };
    let (product, _) = compile::product(&sources, diagnostics, &announce)?;
    Some(Library::load(product, PREFIX, diagnostics))
}

/// The user's cache folder for this tool: `LAYER9_CACHE_DIR`, or the platform's.
fn cache_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let base = || {
        if cfg!(windows) {
            set("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            set("HOME").map(|h| h.join("Library/Caches"))
        } else {
            set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|h| h.join(".cache")))
        }
    };
    set("LAYER9_CACHE_DIR").or_else(|| Some(base()?.join("layer9")))
}
