//! The cargo command that compiles an islands crate to a static library.

use super::{Toolchain, WASM_TARGET};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The settings of the release profile that keep modules small, as `--config` arguments: an author's
/// `Cargo.toml` needs no profile, and the bytes do not depend on one.
pub const PROFILE: &[&str] = &[
    "profile.release.opt-level=\"z\"",
    "profile.release.lto=true",
    "profile.release.codegen-units=1",
    "profile.release.panic=\"abort\"",
    "profile.release.debug=false",
    "profile.release.strip=\"none\"",
    "profile.release.incremental=false",
    "profile.release.overflow-checks=false",
    "profile.release.debug-assertions=false",
];

/// What makes modules some eight per cent smaller yet: the pass that turns indices of loops into pointers, one for each
/// array, pays in speed alone; a function is inlined up to three times the length that a call takes; and what is longer
/// than a number is moved by one instruction, not word by word.
pub(super) const SMALL: [&str; 3] = ["-disable-lsr", "-inline-threshold=15", "-max-store-memcpy=1"];

/// What a compilation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// What is published: as small as can be.
    Published,
    /// Panics say what they have to say: larger, and compiled as fast as can be.
    Messages,
    /// What `layer9 serve` shows: signals outlive their module, and it is compiled as fast as can be.
    HotSwap,
}

impl Variant {
    /// The features of the runtime that it takes.
    fn features(self) -> Option<&'static str> {
        match self {
            Self::Published => None,
            Self::Messages => Some("layer9-islands/panic-messages"),
            Self::HotSwap => Some("layer9-islands/hot-swap"),
        }
    }
}

/// What is different where neither size nor speed matters.
const QUICK: &[&str] =
    &["profile.release.opt-level=1", "profile.release.lto=false", "profile.release.codegen-units=1"];

/// One compilation.
#[derive(Clone, Debug)]
pub struct Compilation<'a> {
    /// The folder of the crate or workspace.
    pub folder: &'a Path,
    /// The package of the workspace to compile.
    pub package: &'a str,
    /// Where cargo puts what it makes.
    pub target_folder: &'a Path,
    /// Whether cargo reports in JSON, one message per line on standard output.
    pub json: bool,
    /// What it is for.
    pub variant: Variant,
    /// Folders, and what stands for them in the compiled code. Later ones win where several match.
    pub remap: Vec<(PathBuf, String)>,
    /// Further `--config` arguments, such as the patch that names the runtime's sources.
    pub config: Vec<String>,
}

impl Compilation<'_> {
    /// The command that runs it.
    pub fn command(&self, toolchain: &Toolchain) -> Command {
        let mut command = cargo(toolchain, self.folder);
        command.args(["rustc", "--release", "--lib", "--crate-type", "staticlib", "--target", WASM_TARGET]);
        command.arg("--package").arg(self.package);
        command.arg("--target-dir").arg(self.target_folder);
        if self.json {
            command.args(["--message-format", "json"]);
        }
        if let Some(features) = self.variant.features() {
            command.args(["--features", features]);
        }
        let quick = if self.variant == Variant::Published { &[] } else { QUICK };
        for setting in PROFILE.iter().chain(quick).copied().chain(self.config.iter().map(String::as_str)) {
            command.arg("--config").arg(setting);
        }
        command.arg("--config").arg(self.rustflags(toolchain));
        command
    }

    /// The static library that the command makes. `library` is the name of the library target.
    pub fn library(&self, library: &str) -> PathBuf {
        let file = format!("lib{}.a", library.replace('-', "_"));
        self.target_folder.join(WASM_TARGET).join("release").join(file)
    }

    /// The flags for rustc, given as configuration of the target and not by the environment, so that they
    /// add to those of the author's `.cargo/config.toml` (`--cfg` flags that crates ask for) rather than
    /// replace them.
    fn rustflags(&self, toolchain: &Toolchain) -> String {
        // Panic locations hold paths. Where `rust-src` is installed, those of the standard library are
        // local ones, so they are put back to what they are everywhere else.
        let mut remap = Vec::new();
        if let Some(home) = cargo_home() {
            remap.push((home, "/cargo".to_owned()));
        }
        let source = toolchain.sysroot.join("lib/rustlib/src/rust");
        remap.push((source, format!("/rustc/{}", toolchain.commit)));
        remap.extend(self.remap.iter().cloned());
        let mut flags: Vec<String> =
            remap.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect();
        if self.variant == Variant::Published {
            flags.extend(toolchain.small.iter().map(|flag| format!("-Cllvm-args={flag}")));
            if toolchain.links_bitcode() {
                flags.push("-Clinker-plugin-lto".to_owned());
            }
        }
        let flags: Vec<String> = flags.iter().map(|flag| toml_string(flag)).collect();
        format!("target.{WASM_TARGET}.rustflags=[{}]", flags.join(","))
    }
}

/// A cargo command in a folder, free of what an outer cargo or the environment would add to the bytes.
pub fn cargo(toolchain: &Toolchain, folder: &Path) -> Command {
    let mut command = Command::new(&toolchain.cargo);
    command.current_dir(folder);
    for (variable, _) in std::env::vars_os() {
        if leaks(&variable) {
            command.env_remove(variable);
        }
    }
    command
}

/// Whether a variable of the environment would change what cargo compiles. `RUSTC_WORKSPACE_WRAPPER` is how
/// `cargo clippy` runs itself in place of rustc; `CARGO_PROFILE_*` and `CARGO_TARGET_*` override settings.
fn leaks(variable: &OsString) -> bool {
    let Some(name) = variable.to_str() else { return false };
    matches!(
        name,
        "RUSTFLAGS"
            | "CARGO_ENCODED_RUSTFLAGS"
            | "RUSTC_WRAPPER"
            | "RUSTC_WORKSPACE_WRAPPER"
            | "CARGO_TARGET_DIR"
            | "CARGO_BUILD_TARGET"
            | "CARGO_BUILD_TARGET_DIR"
            | "CARGO_BUILD_RUSTFLAGS"
            | "CARGO_INCREMENTAL"
            | "TARGET"
            | "HOST"
            | "OUT_DIR"
            | "NUM_JOBS"
            | "OPT_LEVEL"
            | "DEBUG"
            | "PROFILE"
    ) || [
        "CARGO_PROFILE_",
        "CARGO_TARGET_",
        "CARGO_CFG_",
        "CARGO_FEATURE_",
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "DEP_",
    ]
    .iter()
    .any(|prefix| name.starts_with(prefix))
}

/// Where cargo keeps the sources of dependencies.
fn cargo_home() -> Option<PathBuf> {
    let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(Path::new(&std::env::var_os(home)?).join(".cargo")))
}

/// A TOML basic string (TOML 1.0, "String"): backslashes of Windows paths are escaped.
pub fn toml_string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
