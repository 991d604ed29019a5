//! Finding cargo, rustc, the linker and the WASM target; installing the target where it is missing.

use super::WASM_TARGET;
use super::cargo::SMALL;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A toolchain that can compile and link islands.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// The cargo program.
    pub cargo: PathBuf,
    /// The rustc program.
    pub rustc: PathBuf,
    /// Where the toolchain is installed.
    pub sysroot: PathBuf,
    /// The host's target triple.
    pub host: String,
    /// The release, such as `1.95.0`.
    pub release: String,
    /// The commit rustc was built from; `/rustc/<commit>` stands for the standard library's sources in
    /// what it compiles.
    pub commit: String,
    /// A linker for WebAssembly.
    pub linker: PathBuf,
    /// Whether the linker is LLD under a generic name, to be told its flavour.
    pub generic_lld: bool,
    /// Of what LLVM is told to keep modules small, what this one knows.
    pub small: Vec<&'static str>,
}

/// Why islands cannot be compiled on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolchainError {
    /// Neither in `PATH` nor in cargo's own folder.
    NoCargo,
    /// A program of the toolchain failed.
    Failed {
        /// The program.
        program: String,
        /// What it said.
        message: String,
    },
    /// No WebAssembly linker in the toolchain nor in `PATH`.
    NoLinker,
    /// The standard library for the WASM target is not installed, and cannot be by `rustup`.
    NoTarget {
        /// Where it was looked for.
        sysroot: PathBuf,
    },
    /// `rustup target add` failed.
    Install {
        /// The command, as one would type it.
        command: String,
        /// What it said.
        message: String,
    },
}

impl fmt::Display for ToolchainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCargo => f.write_str("islands need Rust, and no `cargo` was found"),
            Self::Failed { program, message } => write!(f, "`{program}` failed: {}", message.trim()),
            Self::NoLinker => f.write_str("the Rust toolchain has no WebAssembly linker (`rust-lld`)"),
            Self::NoTarget { sysroot } => {
                write!(f, "the Rust toolchain in {} lacks the target {WASM_TARGET}", sysroot.display())
            }
            Self::Install { command, message } => write!(f, "`{command}` failed: {}", message.trim()),
        }
    }
}

impl std::error::Error for ToolchainError {}

impl ToolchainError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoCargo => "install Rust from https://rustup.rs, then build again".into(),
            Self::Failed { .. } => "run it by hand to see what is wrong with the toolchain".into(),
            Self::NoLinker => "run `rustup component add llvm-tools`, use a toolchain from \
                               https://rustup.rs, or install LLD so that `wasm-ld` is in PATH"
                .into(),
            Self::NoTarget { .. } => format!(
                "install the target with your package manager (for example `rust-std-static-{WASM_TARGET}` \
                 on Fedora, `libstd-rust-dev-wasm32` on Debian), or use a toolchain from https://rustup.rs"
            ),
            Self::Install { command, .. } => format!("run `{command}` where there is a network connection"),
        }
    }
}

impl Toolchain {
    /// Finds the toolchain that cargo would use in `folder` (a `rust-toolchain.toml` there counts).
    ///
    /// # Errors
    /// [`ToolchainError`] for whatever is missing, except for the WASM target: see
    /// [`Toolchain::has_wasm_target`].
    pub fn find(folder: &Path) -> Result<Self, ToolchainError> {
        let cargo = program_from("CARGO", "cargo").ok_or(ToolchainError::NoCargo)?;
        let rustc = program_from("RUSTC", "rustc").ok_or(ToolchainError::NoCargo)?;
        let version = output(Command::new(&rustc).arg("-vV").current_dir(folder))?;
        let field = |name: &str| {
            let line = version.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": "));
            line.unwrap_or_default().trim().to_owned()
        };
        let sysroot = output(Command::new(&rustc).args(["--print", "sysroot"]).current_dir(folder))?;
        let sysroot = PathBuf::from(sysroot.trim());
        let host = field("host");
        let (linker, generic_lld) = find_linker(&sysroot, &host).ok_or(ToolchainError::NoLinker)?;
        Ok(Self {
            cargo,
            sysroot,
            host,
            release: field("release"),
            commit: field("commit-hash"),
            linker,
            generic_lld,
            small: known(&rustc, folder, &SMALL),
            rustc,
        })
    }

    /// Whether the linker reads LLVM's bitcode as rustc writes it, and optimises each module as a whole, knowing all that
    /// calls a function. The one that comes with rustc does, since both are of one LLVM.
    pub fn links_bitcode(&self) -> bool {
        self.linker.starts_with(&self.sysroot)
    }

    /// Whether the standard library for the WASM target is installed.
    pub fn has_wasm_target(&self) -> bool {
        let folder = self.sysroot.join("lib/rustlib").join(WASM_TARGET).join("lib");
        let Ok(files) = std::fs::read_dir(folder) else { return false };
        files.flatten().any(|f| f.file_name().to_string_lossy().starts_with("libcore-"))
    }

    /// The `rustup` command that installs the WASM target, where the toolchain is one of rustup's.
    pub fn install_command(&self) -> Option<Command> {
        let rustup = find_program("rustup")?;
        let toolchains = self.sysroot.parent()?;
        if toolchains.file_name()? != "toolchains" {
            return None;
        }
        let mut command = Command::new(rustup);
        command.args(["target", "add", WASM_TARGET, "--toolchain"]).arg(self.sysroot.file_name()?);
        Some(command)
    }

    /// Makes sure that the WASM target is there; installs it after calling `announce` with the command that
    /// is about to run.
    ///
    /// # Errors
    /// [`ToolchainError::NoTarget`] without rustup, [`ToolchainError::Install`] where rustup fails.
    pub fn ensure_wasm_target(&self, announce: impl FnOnce(&str)) -> Result<(), ToolchainError> {
        if self.has_wasm_target() {
            return Ok(());
        }
        let missing = || ToolchainError::NoTarget { sysroot: self.sysroot.clone() };
        let mut command = self.install_command().ok_or_else(missing)?;
        let mut typed = String::from("rustup");
        for argument in command.get_args() {
            typed.push(' ');
            typed.push_str(&argument.to_string_lossy());
        }
        announce(&typed);
        let failed = |message: String| ToolchainError::Install { command: typed.clone(), message };
        let done = command.output().map_err(|e| failed(e.to_string()))?;
        if !done.status.success() {
            return Err(failed(String::from_utf8_lossy(&done.stderr).into_owned()));
        }
        if self.has_wasm_target() { Ok(()) } else { Err(missing()) }
    }
}

/// The program an environment variable names, or the one of that name in `PATH` or in cargo's folder.
fn program_from(variable: &str, name: &str) -> Option<PathBuf> {
    match std::env::var_os(variable) {
        Some(program) if !program.is_empty() => Some(PathBuf::from(program)),
        _ => find_program(name),
    }
}

/// A program in `PATH`, or in the folder where rustup puts its programs: a desktop session that was open
/// when Rust was installed does not have it in `PATH` yet.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(Path::new(&std::env::var_os(home)?).join(".cargo")))
        .map(|folder| folder.join("bin"));
    std::env::split_paths(&path).chain(cargo_home).map(|folder| folder.join(&file)).find(|p| p.is_file())
}

/// A linker for WebAssembly, and whether it must be told its flavour. Toolchains of rustup carry one;
/// those of Linux distributions use the system's LLD.
fn find_linker(sysroot: &Path, host: &str) -> Option<(PathBuf, bool)> {
    let suffix = std::env::consts::EXE_SUFFIX;
    let bin = sysroot.join("lib/rustlib").join(host).join("bin");
    let own = bin.join(format!("rust-lld{suffix}"));
    if own.is_file() {
        return Some((own, true));
    }
    let wrapped = bin.join(format!("gcc-ld/wasm-ld{suffix}"));
    if wrapped.is_file() {
        return Some((wrapped, false));
    }
    if let Some(program) = find_program("wasm-ld") {
        return Some((program, false));
    }
    find_program("rust-lld").or_else(|| find_program("lld")).map(|program| (program, true))
}

/// Those of the arguments that LLVM takes: such flags come and go with its versions.
fn known(rustc: &Path, folder: &Path, flags: &[&'static str]) -> Vec<&'static str> {
    let takes = |flags: &[&str]| {
        let mut command = Command::new(rustc);
        command.args(["--print", "cfg"]).args(flags.iter().map(|flag| format!("-Cllvm-args={flag}")));
        output(command.current_dir(folder)).is_ok()
    };
    // Mostly it takes them all, and each question costs a process.
    match takes(flags) {
        true => flags.to_vec(),
        false => flags.iter().copied().filter(|flag| takes(&[flag])).collect(),
    }
}

/// What a command prints on standard output.
fn output(command: &mut Command) -> Result<String, ToolchainError> {
    let program = command_line(command);
    let failed = |message: String| ToolchainError::Failed { program, message };
    match command.output() {
        Ok(done) if done.status.success() => Ok(String::from_utf8_lossy(&done.stdout).into_owned()),
        Ok(done) => Err(failed(String::from_utf8_lossy(&done.stderr).into_owned())),
        Err(error) => Err(failed(error.to_string())),
    }
}

fn command_line(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_toolchain_without_the_target_says_what_to_do() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut toolchain = Toolchain::find(here).expect("the toolchain that compiles this");
        assert!(!toolchain.host.is_empty() && toolchain.linker.is_file(), "{toolchain:?}");
        // A folder that rustup did not make: there is no command to run, only advice.
        toolchain.sysroot = std::env::temp_dir();
        assert!(!toolchain.has_wasm_target() && toolchain.install_command().is_none());
        let announced = std::cell::Cell::new(false);
        let error = toolchain.ensure_wasm_target(|_| announced.set(true)).expect_err("no target");
        assert!(matches!(&error, ToolchainError::NoTarget { .. }) && !announced.get());
        assert!(error.hint().contains(WASM_TARGET) && error.to_string().contains(WASM_TARGET));
        // One of rustup's names itself, so that the target goes where cargo looks for it.
        toolchain.sysroot = PathBuf::from("/x/toolchains/1.95.0-host");
        if let Some(command) = toolchain.install_command() {
            let line = command_line(&command);
            assert!(line.ends_with("target add wasm32-unknown-unknown --toolchain 1.95.0-host"), "{line}");
        }
    }

    #[test]
    fn llvm_is_told_only_what_it_knows() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let toolchain = Toolchain::find(here).expect("the toolchain that compiles this");
        // The repository names its toolchain, whose LLVM knows all of them.
        assert_eq!(toolchain.small, SMALL);
        let flags = ["-layer9-no-such-flag", "-inline-threshold=15", "-inline-threshold=many"];
        assert_eq!(known(&toolchain.rustc, here, &flags), ["-inline-threshold=15"]);
    }
}
