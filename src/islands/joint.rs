//! The runtime with islands of the gallery inside of it, so that a site's crate and they are linked as one program.
//!
//! Two compiled crates bring two runtimes, and no linker tells that they are the same. So the site's crate is compiled
//! against a copy of the runtime that has source files of the gallery as modules. Cargo knows it by the name and the
//! dependencies of the runtime: neither the author's `Cargo.toml` nor the lock file says anything else.

use super::scaffold::island_crates;
use super::toolchain::crates::{self, File};
use super::toolchain::parts::Part;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Where it lies, relative to an islands crate.
pub(super) const FOLDER: &str = ".layer9/joint";

/// What the gallery's functions are called in it.
const PATH: &str = "layer9_islands::gallery::";

/// Puts the runtime with these modules of the gallery beside an islands crate.
///
/// # Errors
/// Where a file cannot be written.
pub(super) fn install(crate_folder: &Path, modules: &BTreeSet<String>) -> io::Result<()> {
    crates::write(&files(island_crates(), modules), &crate_folder.join(FOLDER))
}

fn files(all: &[File], modules: &BTreeSet<String>) -> Vec<File> {
    let mut files = Vec::new();
    for File { path, text } in all {
        let (path, text) = match path.split_once('/') {
            // What is said of a file of the gallery is said where it stands.
            Some(("runtime", "src/lib.rs")) => {
                (path.clone(), format!("{text}\n#[allow(warnings)]\nmod gallery;\n"))
            }
            Some(("runtime" | "macros", _)) => (path.clone(), text.clone()),
            Some(("gallery", file)) => match file.strip_prefix("src/") {
                Some(file) if file.split('.').next().is_some_and(|stem| modules.contains(stem)) => {
                    (format!("runtime/src/gallery/{file}"), text.clone())
                }
                _ => continue,
            },
            _ => continue,
        };
        files.push(File { path, text });
    }
    let text = modules.iter().map(|module| format!("mod {module};\n")).collect();
    files.push(File { path: "runtime/src/gallery.rs".into(), text });
    files
}

/// Calls the parts of a module what they are called in the gallery's own.
pub(super) fn rename(parts: &mut [Part]) {
    for part in parts.iter_mut().filter(|part| part.name.contains(PATH)) {
        *part = Part::new(part.name.replace(PATH, "layer9_gallery::"), part.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_of_the_gallery_can_stand_in_the_runtime() {
        let paths = |modules: &BTreeSet<String>| -> BTreeSet<String> {
            files(island_crates(), modules).into_iter().map(|file| file.path).collect()
        };
        let none = paths(&BTreeSet::new());
        assert!(none.contains("macros/Cargo.toml") && none.contains("runtime/src/graph/node.rs"), "{none:?}");
        assert!(
            !none.iter().any(|path| path.starts_with("gallery/") || path.contains("/gallery/")),
            "{none:?}"
        );
        let one = paths(&BTreeSet::from(["theme_switch".to_owned()]));
        let added: Vec<&str> = one.difference(&none).map(|path| &**path).collect();
        let expected = ["theme_switch.css", "theme_switch.js", "theme_switch.rs"];
        assert_eq!(added, expected.map(|name| format!("runtime/src/gallery/{name}")));
        // A file that named another by its place in the crate would not compile in another crate.
        for file in island_crates().iter().filter(|f| f.path.starts_with("gallery/src/")) {
            assert!(!file.text.contains("crate::"), "{}", file.path);
        }
    }

    #[test]
    fn parts_have_the_gallery_s_names() {
        let mut parts = vec![
            Part::new("layer9_islands::gallery::counter::Counter::__view".into(), 7),
            Part::new("layer9_islands::graph::flush".into(), 8),
        ];
        rename(&mut parts);
        let seen: Vec<_> = parts.iter().map(|part| (&*part.group, &*part.name)).collect();
        let counter = ("layer9_gallery", "layer9_gallery::counter::Counter::__view");
        assert_eq!(seen, [counter, ("layer9_islands", "layer9_islands::graph::flush")]);
    }
}
