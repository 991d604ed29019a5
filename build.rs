//! What the binary carries: the gallery's islands, compiled; the sources of the island crates; the themes.
//!
//! Without the WASM target the gallery is left out, with a warning, and the tool compiles it on first use.
//! `LAYER9_SKIP_GALLERY=1` leaves it out on purpose (checks and lints need none of it),
//! `LAYER9_REQUIRE_GALLERY=1` makes it an error not to have it (releases). `LAYER9_WASM_OPT=1` has `wasm-opt` make the gallery's modules smaller.

// The build script uses a part of what the crate does, under the same lints.
#[expect(dead_code, unreachable_pub, reason = "the crate uses the rest, and is where `pub` is public")]
#[path = "src/islands/toolchain/mod.rs"]
mod toolchain;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use toolchain::cargo::{Compilation, Variant};
use toolchain::crates::{self, File};
use toolchain::interface::Interface;
use toolchain::optimize::{self, Optimizer};
use toolchain::{Toolchain, linked, parts};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let repository = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").ok_or("no CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    for path in ["build.rs", "src/islands/toolchain", "islands", "themes", "Cargo.toml", "Cargo.lock"] {
        if repository.join(path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    for variable in ["LAYER9_SKIP_GALLERY", "LAYER9_REQUIRE_GALLERY", "LAYER9_WASM_OPT"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let files = island_crates(&repository)?;
    write(&out.join("crates.txt"), crates::pack(&files).as_bytes())?;
    themes(&repository, &out)?;
    let gallery = match set("LAYER9_SKIP_GALLERY") {
        true => Err("LAYER9_SKIP_GALLERY is set".into()),
        false => gallery(&files, &out),
    };
    let generated = match gallery {
        Ok(generated) => generated,
        Err(error) if set("LAYER9_REQUIRE_GALLERY") => return Err(error),
        Err(error) => {
            if !set("LAYER9_SKIP_GALLERY") {
                for line in error.to_string().lines() {
                    println!("cargo::warning={line}");
                }
                println!(
                    "cargo::warning=the gallery's islands were left out; they are compiled on first use"
                );
            }
            "None".to_owned()
        }
    };
    write(&out.join("gallery.rs"), generated.as_bytes())
}

/// What makes the gallery's modules smaller, on purpose: by default every machine makes the same bytes.
fn optimizer() -> Result<Option<Optimizer>> {
    if !set("LAYER9_WASM_OPT") {
        return Ok(None);
    }
    let found = Optimizer::find().ok_or("LAYER9_WASM_OPT is set, and there is no `wasm-opt` in PATH")?;
    match found.version() {
        Some(version) if version >= optimize::OLDEST => Ok(Some(found)),
        _ => Err(format!("LAYER9_WASM_OPT wants `wasm-opt` of version {} or later", optimize::OLDEST).into()),
    }
}

fn set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|v| !v.is_empty() && v != "0")
}

/// The sources of the island crates: the live folders, or in a package the archive.
fn island_crates(repository: &Path) -> Result<Vec<File>> {
    if repository.join("islands/runtime/Cargo.toml").is_file() {
        return Ok(crates::collect(repository)?);
    }
    let archive = std::fs::read_to_string(repository.join("islands/crates.txt"))?;
    Ok(crates::unpack(&archive).ok_or("islands/crates.txt is damaged")?)
}

/// Compiles and links the gallery; returns the Rust expression that embeds it.
///
/// It is compiled from a copy, as a workspace of its own, in the same way as the tool compiles it on first
/// use: what a crate's symbols are called depends on where it lies in its workspace.
fn gallery(files: &[File], out: &Path) -> Result<String> {
    let folder = out.join("crates");
    crates::write(files, &folder)?;
    let toolchain = Toolchain::find(&folder)?;
    if !toolchain.has_wasm_target() {
        let command = "rustup target add wasm32-unknown-unknown";
        return Err(format!("the target wasm32-unknown-unknown is not installed (`{command}`)").into());
    }
    let compilation = Compilation {
        folder: &folder,
        package: "layer9-gallery",
        target_folder: &out.join("islands-target"),
        json: false,
        variant: Variant::Published,
        remap: vec![(folder.clone(), "/layer9".to_owned())],
        config: Vec::new(),
    };
    let done = compilation.command(&toolchain).output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into_owned().into());
    }
    let list = |path: &str| files.iter().find(|f| f.path == path).map_or("", |f| &*f.text);
    let interface = Interface::read(list("runtime/exports.txt"), list("runtime/imports.txt"));
    let linked = linked::link_all(&linked::Source {
        toolchain: &toolchain,
        library: &compilation.library("layer9-gallery"),
        interface: &interface,
        optimizer: optimizer()?.as_ref(),
        scratch: &out.join("gallery"),
    })
    .map_err(|e| format!("{} does not link: {}", e.island.as_deref().unwrap_or("the gallery"), e.message))?;
    let mut text = String::from("Some(Gallery { build: ");
    embed(&mut text, &out.join("gallery-build.wasm"), &linked.build)?;
    text.push_str(", islands: &[");
    for (name, modules) in &linked.islands {
        let _ = write!(text, "({name:?}, ");
        embed(&mut text, &out.join(format!("gallery-{name}.wasm")), &modules.hydrate)?;
        match &modules.mount {
            Some(mount) => {
                text.push_str(", Some(");
                embed(&mut text, &out.join(format!("gallery-{name}.mount.wasm")), mount)?;
                text.push(')');
            }
            None => text.push_str(", None"),
        }
        let [hydrate, mount] = [&modules.hydrate_parts, &modules.mount_parts].map(|p| parts::to_text(p));
        let _ = write!(text, ", {hydrate:?}, {mount:?}), ");
    }
    text.push_str("] })");
    Ok(text)
}

fn embed(text: &mut String, path: &Path, bytes: &[u8]) -> Result<()> {
    write(path, bytes)?;
    let _ = write!(text, "include_bytes!({:?})", path.to_str().ok_or("OUT_DIR is not Unicode")?);
    Ok(())
}

/// The themes: every file below `themes/`, in byte order of its path.
fn themes(repository: &Path, out: &Path) -> Result<()> {
    let folder = repository.join("themes");
    let mut paths = Vec::new();
    walk(&folder, "", &mut paths)?;
    paths.sort();
    let mut text = String::from("&[\n");
    for path in paths {
        let file = folder.join(&path);
        let _ =
            writeln!(text, "({path:?}, include_bytes!({:?})),", file.to_str().ok_or("path is not Unicode")?);
    }
    text.push(']');
    write(&out.join("themes.rs"), text.as_bytes())
}

fn walk(folder: &Path, name: &str, paths: &mut Vec<String>) -> Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let file = entry.file_name().into_string().map_err(|_| "file name in themes/ is not Unicode")?;
        if file.starts_with('.') {
            continue;
        }
        let path = if name.is_empty() { file } else { format!("{name}/{file}") };
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}

/// Writes a file unless it is already as it should be, so that what includes it is not compiled again.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    Ok(std::fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))?)
}
