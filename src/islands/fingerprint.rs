//! Whether an islands crate has to be compiled again, without asking cargo.

use super::host::ABI;
use super::scaffold::island_crates_hash;
use super::toolchain::linked::REVISION;
use super::toolchain::locate::find_program;
use super::toolchain::optimize::Optimizer;
use crate::source::{self, hash};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// All that is known, before compiling, of what a library is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint {
    /// All of it.
    pub(super) key: String,
    /// All but the lock file, which cargo may write while it compiles.
    pub(super) sources: String,
}

/// Takes the fingerprint of the crate in a folder: its files, the configuration that cargo and rustup read
/// around it, the toolchain, this tool; and, where modules are optimised, by what.
pub(super) fn take(folder: &Path, optimizer: Option<&Optimizer>) -> Fingerprint {
    let mut files = BTreeMap::new();
    walk(folder, folder, &mut files);
    let mut text = format!(
        "{} {ABI} {REVISION} {} {}\n",
        env!("CARGO_PKG_VERSION"),
        cfg!(feature = "bindgen"),
        island_crates_hash()
    );
    let lock = files.remove("Cargo.lock").unwrap_or_default();
    for (path, hash) in files {
        let _ = writeln!(text, "{hash} {path}");
    }
    for path in settings(folder) {
        if let Ok(bytes) = source::read(&path) {
            let _ = writeln!(text, "{} {}", hash(&bytes), path.file_name().unwrap_or_default().display());
        }
    }
    toolchain(&mut text);
    if let Some(optimizer) = optimizer {
        let _ = writeln!(text, "wasm-opt {}", optimizer.mark());
    }
    let sources = hash(text.as_bytes()).to_string();
    Fingerprint { key: hash(format!("{sources} {lock}").as_bytes()).to_string(), sources }
}

/// The files of a crate, by their relative paths. What cargo makes and what is hidden is no source.
fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    let Ok(entries) = source::list(folder) else { return };
    for path in entries {
        let name = path.file_name().unwrap_or_default();
        let hidden = name.as_encoded_bytes().first() == Some(&b'.');
        if path.is_dir() {
            // A link to a folder may lead in a circle; cargo's own list of files read covers what is there.
            if !hidden && name != "target" && name != "node_modules" && !path.is_symlink() {
                walk(root, &path, files);
            }
        } else if !hidden && let Ok(bytes) = source::read(&path) {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            files.insert(relative.to_string_lossy().replace('\\', "/"), hash(&bytes).to_string());
        }
    }
}

/// The configuration files that cargo and rustup look for from a folder upwards, and the user's own.
fn settings(folder: &Path) -> Vec<PathBuf> {
    const NAMES: [&str; 4] = [".cargo/config.toml", ".cargo/config", "rust-toolchain.toml", "rust-toolchain"];
    let mut paths: Vec<PathBuf> =
        folder.ancestors().flat_map(|f| NAMES.iter().map(move |n| f.join(n))).collect();
    paths.extend(home("CARGO_HOME", ".cargo").map(|f| f.join("config.toml")));
    paths
}

/// A mark of the installed toolchain that changes with it. Asking rustc would take longer than a whole build
/// that has nothing to do.
fn toolchain(text: &mut String) {
    for variable in ["RUSTC", "RUSTUP_TOOLCHAIN"] {
        let _ = writeln!(text, "{variable}={:?}", std::env::var_os(variable));
    }
    let Some(rustup) = home("RUSTUP_HOME", ".rustup").filter(|f| f.join("settings.toml").is_file()) else {
        if let Some(meta) = find_program("rustc").and_then(|p| p.metadata().ok()) {
            let _ = writeln!(text, "{} {:?}", meta.len(), meta.modified().ok());
        }
        return;
    };
    let mut files = BTreeMap::new();
    walk(&rustup, &rustup.join("update-hashes"), &mut files);
    if let Ok(settings) = source::read(&rustup.join("settings.toml")) {
        files.insert("settings.toml".to_owned(), hash(&settings).to_string());
    }
    for (path, hash) in files {
        let _ = writeln!(text, "{hash} {path}");
    }
}

fn home(variable: &str, folder: &str) -> Option<PathBuf> {
    let user = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    std::env::var_os(variable)
        .map(PathBuf::from)
        .or_else(|| Some(Path::new(&std::env::var_os(user)?).join(folder)))
}
