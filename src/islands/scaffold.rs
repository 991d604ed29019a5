//! The sources of the island crates that the binary carries, and where they go.
//!
//! A site's crate names `layer9-islands = "0.1"` as if it came from a registry. The sources are put into
//! `islands/.layer9/crates`, and a patch in `islands/.cargo/config.toml` leads cargo and rust-analyzer there,
//! so that the tool and the runtime never disagree. They lie *inside* the crate's workspace: there, the
//! names of symbols do not depend on the machine's folders, and equal sources give equal bytes.

use super::toolchain::cargo::toml_string;
use super::toolchain::crates::{self, File};
use super::toolchain::interface::Interface;
use crate::source::{self, hash};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

/// The archive, as `build.rs` made it.
const ARCHIVE: &str = include_str!(concat!(env!("OUT_DIR"), "/crates.txt"));

/// Where the sources lie, relative to an islands crate.
pub(super) const FOLDER: &str = ".layer9/crates";

const BEGIN: &str = "# layer9: begin (written by `layer9`; what stands outside of these lines is yours)";
const END: &str = "# layer9: end";

/// The crates that the patch names, and their folders.
const PATCHED: [(&str, &str); 2] = [("layer9-islands", "runtime"), ("layer9-islands-macros", "macros")];

/// The files of the island crates.
pub(super) fn island_crates() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| crates::unpack(ARCHIVE).unwrap_or_default())
}

/// The text of one file of the island crates; empty if there is none of that path.
pub(super) fn island_crate_file(path: &str) -> &'static str {
    island_crates().iter().find(|f| f.path == path).map_or("", |f| &f.text)
}

/// What browser modules and the loader call each other's functions.
pub(super) fn interface() -> &'static Interface {
    static READ: OnceLock<Interface> = OnceLock::new();
    let read = |name: &str| island_crate_file(&format!("runtime/{name}.txt"));
    READ.get_or_init(|| Interface::read(read("exports"), read("imports")))
}

/// The hash of the archive: what changes when the runtime does.
pub(super) fn island_crates_hash() -> String {
    hash(ARCHIVE.as_bytes()).short()
}

/// Puts the sources beside an islands crate and writes the patch into its `.cargo/config.toml`. Both are
/// hidden from git by a `.gitignore` of their own; a configuration that the author wrote is added to.
///
/// # Errors
/// Where a file cannot be written.
pub fn install_crates(crate_folder: &Path) -> io::Result<()> {
    crates::write(island_crates(), &crate_folder.join(FOLDER))?;
    write_new(&crate_folder.join(".layer9/.gitignore"), "*\n")?;
    let path = crate_folder.join(".cargo/config.toml");
    let old = match source::read_text(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if old.is_none() {
        write_new(
            &crate_folder.join(".cargo/.gitignore"),
            "# Written by `layer9` at each build.\n/config.toml\n/.gitignore\n",
        )?;
    }
    let new = patched(old.as_deref().unwrap_or_default());
    if old.as_deref() == Some(new.as_str()) { Ok(()) } else { write_file(&path, &new) }
}

/// The configuration with our block in it, as the last one: a table of TOML goes on to the end of the file.
fn patched(old: &str) -> String {
    let own = match (old.find(BEGIN), old.find(END)) {
        (Some(begin), Some(end)) if begin < end => {
            let after = old.get(end + END.len()..).unwrap_or_default();
            format!("{}{}", old.get(..begin).unwrap_or_default(), after.trim_start())
        }
        _ => old.to_owned(),
    };
    // The author's own patch table cannot be written twice. Cargo is given the patch on the command line as
    // well, so the build works; rust-analyzer needs the author's help then.
    let table = toml::from_str::<toml::Table>(&own).unwrap_or_default();
    if table.get("patch").and_then(|p| p.get("crates-io")).is_some() {
        return own;
    }
    let mut text = own.trim_end().to_owned();
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(BEGIN);
    text.push_str("\n[patch.crates-io]\n");
    for (package, folder) in PATCHED {
        text.push_str(&format!("{package} = {{ path = \"{FOLDER}/{folder}\" }}\n"));
    }
    text.push_str(END);
    text.push('\n');
    text
}

/// The same patch as `--config` arguments. `sources` is where the sources lie, relative to the crate's folder.
pub(super) fn patch_arguments(sources: &str) -> Vec<String> {
    let argument = |(package, folder): (&str, &str)| {
        format!("patch.crates-io.{package}.path={}", toml_string(&format!("{sources}/{folder}")))
    };
    PATCHED.map(argument).to_vec()
}

/// Writes a minimal islands crate with one island: `Cargo.toml`, `src/lib.rs`, `.gitignore`, and the sources
/// it needs. Files that exist are left as they are.
///
/// # Errors
/// Where a file cannot be written.
pub fn new_islands_crate(folder: &Path) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let requirement = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
    let manifest = format!(
        "[package]\nname = \"islands\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nlayer9-islands = \"{requirement}\"\n\n\
         # The crate is a workspace of its own, whatever lies around the site. Islands that need std or\n\
         # wasm-bindgen make every island of their crate heavier: give them a crate of their own, as a member.\n\
         [workspace]\n"
    );
    write_new(&folder.join("Cargo.toml"), &manifest)?;
    write_new(&folder.join("src/lib.rs"), STARTER)?;
    write_new(&folder.join(".gitignore"), "/target/\n")?;
    write_new(&folder.join("Cargo.lock"), &starter_lock())?;
    install_crates(folder)
}

/// A lock file with the versions that the runtime was tested with. With one, cargo asks no registry what
/// there is, and the new crate builds offline wherever those versions have been downloaded before.
fn starter_lock() -> String {
    let lock = island_crate_file("Cargo.lock");
    let gallery = |package: &&str| !package.contains("name = \"layer9-gallery\"");
    let mut packages: Vec<&str> = lock.split("[[package]]").filter(gallery).collect();
    // Packages stand in order of their names, and the new one is `islands`.
    let own = "\nname = \"islands\"\nversion = \"0.0.0\"\ndependencies = [\n \"layer9-islands\",\n]\n\n";
    packages.insert(packages.len().min(1), own);
    packages.join("[[package]]")
}

const STARTER: &str = r#"//! The islands of this site.
#![no_std]

extern crate alloc;
use layer9_islands::prelude::*;

/// A button that counts: `<Likes start={3} client="visible" />`.
#[island]
pub fn Likes(
    /// The number it starts at.
    #[prop(default = 0)]
    start: i32,
) -> impl View {
    let count = signal(start);
    view! {
        <button type="button" on:click={move || count.update(|n| *n += 1)}>
            "Liked " {count} " times"
        </button>
    }
}
"#;

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() { Ok(()) } else { write_file(path, text) }
}

fn write_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patch_is_added_once_and_keeps_what_is_there() {
        let fresh = patched("");
        assert_eq!(patched(&fresh), fresh);
        let own = "[net]\noffline = true\n";
        let both = patched(own);
        assert!(both.starts_with(own) && both.contains("[patch.crates-io]"));
        assert_eq!(patched(&both), both);
        toml::from_str::<toml::Table>(&both).expect("valid TOML");
        let taken = "[patch.crates-io]\nx = { path = \"x\" }\n";
        assert_eq!(patched(taken), taken);
    }

    #[test]
    fn a_new_crate_is_complete_and_its_lock_file_settled() {
        let folder = std::env::temp_dir().join(format!("layer9-scaffold-{}", std::process::id()));
        new_islands_crate(&folder).expect("written");
        let read = |path: &str| std::fs::read_to_string(folder.join(path)).expect("there");
        let lock = read("Cargo.lock");
        assert!(lock.starts_with("# This file is automatically @generated by Cargo."), "{lock}");
        toml::from_str::<toml::Table>(&lock).expect("valid TOML");
        assert!(read(".layer9/crates/runtime/src/lib.rs").contains("pub mod prelude"));
        // What an author has changed stays.
        std::fs::write(folder.join("src/lib.rs"), "//! mine").expect("written");
        new_islands_crate(&folder).expect("written again");
        assert_eq!((read("src/lib.rs"), read("Cargo.lock")), ("//! mine".to_owned(), lock));
        std::fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn the_committed_archive_is_not_stale() {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
        let Ok(committed) = std::fs::read_to_string(repository.join("islands/crates.txt")) else {
            eprintln!("skipped: there is no islands/crates.txt here");
            return;
        };
        let Ok(files) = crates::collect(repository) else {
            eprintln!("skipped: the island crates are not here");
            return;
        };
        let live = crates::pack(&files);
        if std::env::var_os("LAYER9_UPDATE_CRATES").is_some() {
            std::fs::write(repository.join("islands/crates.txt"), live)
                .expect("islands/crates.txt is written");
            return;
        }
        assert!(
            committed.replace("\r\n", "\n") == live,
            "islands/crates.txt is stale: run `LAYER9_UPDATE_CRATES=1 cargo test the_committed_archive`"
        );
    }
}
