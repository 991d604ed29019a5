//! All modules of one compiled islands crate: linked once for the build, and once per island.

use super::interface::Interface;
use super::link::{BROWSER_STACK, Link, Purpose};
use super::optimize::Optimizer;
use super::parts::{self, Part};
use super::{Toolchain, archive, module, stack};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;

/// Raised with each change of what linking makes of the same library, so that what an earlier revision made is made anew.
pub const REVISION: u32 = 3;

/// The modules of an islands crate.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    /// Renders every component and holds their manifests.
    pub build: Vec<u8>,
    /// The symbols that the crate defines.
    pub symbols: BTreeSet<String>,
    /// The modules of each island, by its name. Empty where [`Linked::bindgen`].
    pub islands: BTreeMap<String, BrowserModules>,
    /// Whether the crate uses wasm-bindgen, so that its browser modules need its glue.
    pub bindgen: bool,
}

/// What the browser loads of one island.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BrowserModules {
    /// Hydrates the HTML that the build rendered.
    pub hydrate: Vec<u8>,
    /// Creates the island in the browser, where it differs from `hydrate`: what `client="only"` loads.
    pub mount: Option<Vec<u8>>,
    /// What `hydrate` is made of.
    pub hydrate_parts: Vec<Part>,
    /// What `mount` is made of.
    pub mount_parts: Vec<Part>,
}

/// Why linking failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkError {
    /// The island, or `None` for the build module.
    pub island: Option<String>,
    /// What the linker said.
    pub message: String,
}

/// The islands among the symbols: the names `N` for which there is `l9_hydrate__N`.
pub fn islands(symbols: &BTreeSet<String>) -> Vec<String> {
    symbols.iter().filter_map(|s| s.strip_prefix("l9_hydrate__")).map(str::to_owned).collect()
}

/// Whether a module imports what only wasm-bindgen provides.
pub fn uses_bindgen(wasm: &[u8]) -> bool {
    module::imports(wasm).unwrap_or_default().iter().any(|i| i.module.starts_with("__wbindgen"))
}

/// What browser modules are linked from, and how.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The compiler and the linker.
    pub toolchain: &'a Toolchain,
    /// The static library.
    pub library: &'a Path,
    /// What the modules and the loader call each other's functions.
    pub interface: &'a Interface,
    /// What makes the modules smaller, if there is one.
    pub optimizer: Option<&'a Optimizer>,
    /// A folder for what the linker writes.
    pub scratch: &'a Path,
}

/// Links a static library to all its modules.
///
/// # Errors
/// [`LinkError`] for the first module that does not link.
pub fn link_all(source: &Source<'_>) -> Result<Linked, LinkError> {
    let (build, symbols) = link_build(source.toolchain, source.library, source.scratch)?;
    if build.is_empty() {
        return Ok(Linked { symbols, ..Linked::default() });
    }
    let bindgen = uses_bindgen(&build);
    let mut linked = Linked { build, symbols, islands: BTreeMap::new(), bindgen };
    if !bindgen {
        linked.islands = source.islands(&linked.symbols)?;
        // What renders without wasm-bindgen can still hydrate with it.
        linked.bindgen = linked.islands.values().any(|m| uses_bindgen(&m.hydrate));
        if linked.bindgen {
            linked.islands.clear();
        }
    }
    Ok(linked)
}

/// Links the build module alone, which is empty where there are no components; with it, the symbols of the library.
///
/// # Errors
/// [`LinkError`] where it does not link.
pub fn link_build(
    toolchain: &Toolchain,
    library: &Path,
    scratch: &Path,
) -> Result<(Vec<u8>, BTreeSet<String>), LinkError> {
    let broken = |message: String| LinkError { island: None, message };
    std::fs::create_dir_all(scratch).map_err(|e| broken(format!("{}: {e}", scratch.display())))?;
    let bytes = std::fs::read(library).map_err(|e| broken(format!("{}: {e}", library.display())))?;
    let symbols = archive::symbols(&bytes)
        .ok_or_else(|| broken(format!("{} has no symbol table", library.display())))?;
    drop(bytes);
    let components = archive::components(&symbols);
    if components.is_empty() {
        return Ok((Vec::new(), symbols));
    }
    let mut exports = vec!["l9_abi".to_owned(), "l9_alloc".to_owned()];
    for name in components {
        exports.push(format!("l9_manifest__{name}"));
        exports.push(format!("l9_render__{name}"));
    }
    let link = Link { library, purpose: Purpose::Build, exports: &exports, optional: &[] };
    let build = link.run(toolchain, &scratch.join("build.wasm")).map_err(broken)?;
    Ok((build, symbols))
}

impl Source<'_> {
    /// One browser module per island, several links at a time.
    fn islands(&self, symbols: &BTreeSet<String>) -> Result<BTreeMap<String, BrowserModules>, LinkError> {
        let names = islands(symbols);
        let waiting = Mutex::new(names.iter());
        let done = Mutex::new(BTreeMap::new());
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(names.len());
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    loop {
                        let next = waiting.lock().ok().and_then(|mut names| names.next());
                        let Some(name) = next else { return };
                        let modules = self.island(symbols, name);
                        if let Ok(mut done) = done.lock() {
                            done.insert(name.clone(), modules);
                        }
                    }
                });
            }
        });
        let done = done.into_inner().unwrap_or_default();
        done.into_iter().map(|(name, modules)| Ok((name, modules?))).collect()
    }

    fn island(&self, symbols: &BTreeSet<String>, name: &str) -> Result<BrowserModules, LinkError> {
        // Types whose values outlive the module; only what `layer9 serve` compiles has any.
        let types = symbols.iter().filter(|s| s.starts_with("l9_type__")).cloned();
        let mut exports = vec![hydrates(name), "l9_alloc".to_owned()];
        exports.extend(types);
        let (hydrate, hydrate_parts) = self.module(&exports, name, name)?;
        let creator = format!("l9_mount__{name}");
        if !symbols.contains(&creator) {
            return Ok(BrowserModules { hydrate, hydrate_parts, ..BrowserModules::default() });
        }
        if let Some(first) = exports.first_mut() {
            *first = creator;
        }
        let (mount, mount_parts) = self.module(&exports, &format!("{name}.mount"), name)?;
        Ok(BrowserModules { hydrate, mount: Some(mount), hydrate_parts, mount_parts })
    }

    /// One browser module that hydrates several islands, and what it is made of.
    ///
    /// # Errors
    /// [`LinkError`] where it does not link.
    pub fn together(&self, names: &BTreeSet<String>) -> Result<(Vec<u8>, Vec<Part>), LinkError> {
        let all = names.iter().map(String::as_str).collect::<Vec<_>>().join(" and ");
        let broken = |message: String| LinkError { island: Some(all.clone()), message };
        std::fs::create_dir_all(self.scratch)
            .map_err(|e| broken(format!("{}: {e}", self.scratch.display())))?;
        let mut exports: Vec<String> = names.iter().map(|name| hydrates(name)).collect();
        exports.push("l9_alloc".to_owned());
        self.module(&exports, "together", &all)
    }

    /// Links a module that goes to browsers, through a file of this name; `island` is what an error calls it.
    fn module(
        &self,
        exports: &[String],
        file: &str,
        island: &str,
    ) -> Result<(Vec<u8>, Vec<Part>), LinkError> {
        let broken = |message: String| LinkError { island: Some(island.to_owned()), message };
        let nothing = || broken("the linker made no WebAssembly module".into());
        let output = self.scratch.join(format!("{file}.wasm"));
        let purpose = Purpose::Browser;
        let link = Link { library: self.library, purpose, exports, optional: &self.interface.exports };
        let wasm = link.run(self.toolchain, &output).map_err(broken)?;
        // Nothing that was taken for a module by its name is to reach a visitor with custom sections.
        if uses_bindgen(&wasm) {
            return Ok((wasm, Vec::new()));
        }
        let wasm = self.interface.shorten(&wasm).ok_or_else(nothing)?;
        let mut wasm = stack::restored(&wasm, BROWSER_STACK).ok_or_else(nothing)?;
        if let Some(optimizer) = self.optimizer {
            wasm = optimizer.run(&wasm, &output).map_err(broken)?;
        }
        module::strip(&wasm).zip(parts::parts(&wasm)).ok_or_else(nothing)
    }
}

/// The symbol that hydrates an island.
pub fn hydrates(name: &str) -> String {
    format!("l9_hydrate__{name}")
}
