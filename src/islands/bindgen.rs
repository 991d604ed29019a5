//! Islands that use wasm-bindgen (web-sys, js-sys and what is built on them).
//!
//! Their imports have no types in the module: for each there is a function that describes it, and the
//! linker would drop those. So an island is linked once to learn what it imports, and again with the
//! descriptions of just that, and then wasm-bindgen makes its glue. An island of the same crate that reaches
//! nothing of wasm-bindgen is a plain module.

use super::browser_file::BrowserFile;
use super::product::IslandFiles;
use super::toolchain::interface::Interface;
use super::toolchain::link::{Link, Purpose};
use super::toolchain::{Toolchain, linked, module};
use crate::diagnostics::{Code, Diagnostic, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The version of wasm-bindgen whose descriptions this tool reads; the format changes with each.
pub const WASM_BINDGEN_VERSION: &str = "0.2.130";

/// What to make the modules of a crate from.
pub(super) struct Job<'a> {
    pub(super) toolchain: &'a Toolchain,
    /// The static library.
    pub(super) archive: &'a Path,
    /// The symbols it defines.
    pub(super) symbols: &'a BTreeSet<String>,
    /// What the modules and the loader call each other's functions.
    pub(super) interface: &'a Interface,
    /// A folder for what the linker writes.
    pub(super) scratch: &'a Path,
    /// The folder of the lock file.
    pub(super) workspace: &'a Path,
}

/// The files of every island of a crate that uses wasm-bindgen.
///
/// # Errors
/// `IslandBindgen` where the crate's version is not the tool's, `IslandLink` for what cannot be linked.
pub(super) fn islands(job: &Job<'_>) -> Result<BTreeMap<String, IslandFiles>> {
    let lock = crate::source::read_text(&job.workspace.join("Cargo.lock")).unwrap_or_default();
    check_version(&lock)?;
    let mut islands = BTreeMap::new();
    for name in linked::islands(job.symbols) {
        let hydrate = job.files(&name, &format!("l9_hydrate__{name}"))?;
        let creator = format!("l9_mount__{name}");
        let mount = match job.symbols.contains(&creator) {
            true => Some(job.files(&name, &creator)?),
            false => None,
        };
        islands.insert(name, IslandFiles::new(hydrate, mount));
    }
    Ok(islands)
}

fn check_version(lock: &str) -> Result<()> {
    let mut lines = lock.lines().skip_while(|l| *l != "name = \"wasm-bindgen\"").skip(1);
    let version = lines.next().and_then(|l| l.strip_prefix("version = ")).map(|v| v.trim_matches('"'));
    match version {
        None | Some(WASM_BINDGEN_VERSION) => Ok(()),
        Some(other) => {
            let message =
                format!("the islands use wasm-bindgen {other}; this tool works with {WASM_BINDGEN_VERSION}");
            let hint = format!(
                "write `wasm-bindgen = \"={WASM_BINDGEN_VERSION}\"` under [dependencies] of the crate's \
                 Cargo.toml and run `cargo update` there"
            );
            Err(Box::new(Diagnostic::error(Code::IslandBindgen, message).hint(hint)))
        }
    }
}

impl Job<'_> {
    /// The files that hold one export, the one that the page names first.
    fn files(&self, name: &str, export: &str) -> Result<Vec<BrowserFile>> {
        let exports = [export.to_owned(), "l9_alloc".to_owned()];
        let plain = self.link(name, Purpose::Browser, &exports, &self.interface.exports)?;
        let mut imports = foreign_imports(&plain);
        if imports.is_empty() {
            let broken = || {
                let message = format!("<{name}> is no WebAssembly module");
                Box::new(Diagnostic::error(Code::IslandLink, message))
            };
            let module = module::strip(&plain).and_then(|wasm| self.interface.shorten(&wasm));
            return Ok(vec![BrowserFile::new(name, "wasm", module.ok_or_else(broken)?)]);
        }
        // A description can reach further imports (the arguments of a closure), hence the loop. It ends,
        // since the set only grows and is bounded by the library.
        loop {
            let optional = self.optional(&imports);
            let wasm = self.link(name, Purpose::Bindgen, &exports, &optional)?;
            let further = foreign_imports(&wasm);
            if further.is_subset(&imports) {
                return generate(name, wasm, self.interface);
            }
            imports.extend(further);
        }
    }

    /// The exports that wasm-bindgen looks for, given what is imported.
    fn optional(&self, imports: &BTreeSet<String>) -> Vec<String> {
        let own = |s: &&String| {
            s.starts_with("__externref_")
                || (s.starts_with("__wbindgen_") && !s.starts_with("__wbindgen_describe"))
        };
        let descriptions = imports.iter().map(|i| format!("__wbindgen_describe_{i}"));
        let runtime = self.symbols.iter().filter(own).cloned();
        self.interface.exports.iter().cloned().chain(runtime).chain(descriptions).collect()
    }

    fn link(&self, name: &str, purpose: Purpose, exports: &[String], optional: &[String]) -> Result<Vec<u8>> {
        let link = Link { library: self.archive, purpose, exports, optional };
        link.run(self.toolchain, &self.scratch.join(format!("{name}.wasm"))).map_err(|message| {
            let diagnostic = Diagnostic::error(Code::IslandLink, format!("<{name}> does not link"));
            Box::new(diagnostic.note(message.trim_end().to_owned(), None))
        })
    }
}

/// The names that a module imports from wasm-bindgen's placeholders.
fn foreign_imports(wasm: &[u8]) -> BTreeSet<String> {
    let imports = module::imports(wasm).unwrap_or_default();
    imports.into_iter().filter(|i| i.module.starts_with("__wbindgen")).map(|i| i.name).collect()
}

#[cfg(not(feature = "bindgen"))]
fn generate(name: &str, _wasm: Vec<u8>, _interface: &Interface) -> Result<Vec<BrowserFile>> {
    let message = format!("<{name}> uses wasm-bindgen, which this build of layer9 leaves out");
    let diagnostic = Diagnostic::error(Code::IslandBindgen, message);
    Err(Box::new(diagnostic.hint("install layer9 with its default features, or with the feature `bindgen`")))
}

#[cfg(feature = "bindgen")]
fn generate(name: &str, wasm: Vec<u8>, interface: &Interface) -> Result<Vec<BrowserFile>> {
    let broken = |message: String| {
        let what = format!("wasm-bindgen cannot make the glue of <{name}>");
        Box::new(Diagnostic::error(Code::IslandBindgen, what).note(message, None))
    };
    // It asserts what it believes of its input; a module that it does not understand is not to end the tool.
    let generated = std::panic::catch_unwind(|| run_bindgen(wasm))
        .map_err(|_| broken("it stopped with an internal error".into()))?;
    let Generated { js, wasm, scripts, packages } = generated.map_err(broken)?;
    if let Some(package) = packages.first() {
        let message = format!("<{name}> needs the npm package `{package}`, which a static page cannot load");
        return Err(Box::new(Diagnostic::error(Code::IslandBindgen, message)));
    }
    let wasm = interface.shorten(&wasm).ok_or_else(|| broken("it made no WebAssembly module".into()))?;
    let wasm = BrowserFile::new(name, "wasm", wasm);
    let mut js = adapt(&js).replace(&format!("{STEM}_bg.wasm"), &wasm.file_name);
    let mut files = Vec::new();
    for (path, text) in scripts {
        let script = BrowserFile::new("snippet", "js", text.into_bytes());
        js = js.replace(&format!("./snippets/{path}"), &format!("./{}", script.file_name));
        files.push(script);
    }
    files.insert(0, BrowserFile::new(name, "js", js.into_bytes()));
    files.insert(1, wasm);
    Ok(files)
}

/// What wasm-bindgen calls the module, until its name is known.
#[cfg(feature = "bindgen")]
const STEM: &str = "layer9_island_module";

#[cfg(feature = "bindgen")]
struct Generated {
    js: String,
    wasm: Vec<u8>,
    /// Scripts that crates bring along, by the path that the glue imports them by.
    scripts: BTreeMap<String, String>,
    /// npm packages that they ask for.
    packages: Vec<String>,
}

#[cfg(feature = "bindgen")]
fn run_bindgen(wasm: Vec<u8>) -> std::result::Result<Generated, String> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.web(true).map_err(|e| format!("{e:#}"))?;
    bindgen
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .input_bytes(STEM, wasm);
    let mut output = bindgen.generate_output().map_err(|e| format!("{e:#}"))?;
    let mut scripts = BTreeMap::new();
    for (identifier, list) in output.snippets() {
        for (i, text) in list.iter().enumerate() {
            scripts.insert(format!("{identifier}/inline{i}.js"), text.clone());
        }
    }
    scripts.extend(output.local_modules().iter().map(|(path, text)| (path.clone(), text.clone())));
    let mut packages: Vec<String> = output.npm_dependencies().keys().cloned().collect();
    packages.sort();
    let js = output.js().to_owned();
    Ok(Generated { js, wasm: output.wasm_mut().emit_wasm(), scripts, packages })
}

/// The glue with its imports of `l9` and `l9x` taken from the loader: one set of imports per module, which the
/// module exports as `l9` for the loader to connect. The contract stands at the top of the loader.
#[cfg(feature = "bindgen")]
fn adapt(js: &str) -> String {
    let mut adapted = String::from("export const l9 = globalThis.__layer9.glue();\n");
    let mut comment = false;
    for line in js.lines().map(str::trim) {
        // Comments and indentation are for readers of the source, not of the page.
        comment |= line.starts_with("/*");
        let skip = comment || line.is_empty() || line.starts_with("//");
        comment &= !line.ends_with("*/");
        if skip {
            continue;
        }
        match own_import(line) {
            Some((name, module)) => adapted.push_str(&format!("const {name} = l9.{module};\n")),
            None => {
                adapted.push_str(line);
                adapted.push('\n');
            }
        }
    }
    adapted
}

/// The name and the module of a line such as `import * as import1 from "l9"`.
#[cfg(feature = "bindgen")]
fn own_import(line: &str) -> Option<(&str, &str)> {
    let (name, module) = line.strip_prefix("import * as ")?.split_once(" from ")?;
    let module = module.trim_end_matches(';').trim_matches(['"', '\'']);
    matches!(module, "l9" | "l9x").then_some((name, module))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_that_is_pinned() {
        let pinned = format!("wasm-bindgen-cli-support = {{ version = \"={WASM_BINDGEN_VERSION}\"");
        assert!(include_str!("../../Cargo.toml").contains(&pinned));
        let lock = |v: &str| format!("[[package]]\nname = \"wasm-bindgen\"\nversion = \"{v}\"\n");
        assert_eq!(check_version(&lock(WASM_BINDGEN_VERSION)), Ok(()));
        assert_eq!(
            check_version("[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n"),
            Ok(())
        );
        let error = check_version(&lock("0.2.99")).expect_err("another version");
        assert!(error.code == Code::IslandBindgen && error.message.contains("0.2.99"), "{error:?}");
    }

    #[cfg(feature = "bindgen")]
    #[test]
    fn imports_of_the_loader_are_replaced() {
        let js = "/* @ts-self */\nimport * as import1 from \"l9\"\nimport * as import2 from \"l9x\";\n\n\
            // note\nimport * as other from \"./x.js\";\n/**\n * doc\n */\n    let wasm;\n";
        assert_eq!(
            adapt(js),
            "export const l9 = globalThis.__layer9.glue();\nconst import1 = l9.l9;\nconst import2 = l9.l9x;\n\
             import * as other from \"./x.js\";\nlet wasm;\n"
        );
    }
}
