//! `wasm-opt` of Binaryen, where a site asks for it and the machine has it: what LLVM leaves in a module that goes
//! through memory and locals for nothing, some six per cent of it compressed.

use super::locate::find_program;
use super::module;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

/// The oldest version whose output was seen to run in a browser.
pub const OLDEST: u32 = 108;

/// What it may use, which is what rustc's target does. With `--all-features` it writes encodings that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Locals and control flow are taken apart and put together anew before the usual passes for size, which run twice. Nothing
/// here assumes that code does not trap: an island stops by a trap.
const PASSES: [&str; 4] = ["--flatten", "--rereloop", "-Oz", "-Oz"];

/// The program on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Optimizer {
    program: PathBuf,
}

impl Optimizer {
    /// The program in `PATH`, of whatever version.
    pub fn find() -> Option<Self> {
        find_program("wasm-opt").map(|program| Self { program })
    }

    /// A mark of the installed program that changes with its version, without running it.
    pub fn mark(&self) -> String {
        let Ok(meta) = self.program.metadata() else { return String::new() };
        let time = meta.modified().ok().and_then(|t| t.duration_since(UNIX_EPOCH).ok());
        format!("{} {}", meta.len(), time.unwrap_or_default().as_nanos())
    }

    /// Its version, or `None` where it says none.
    pub fn version(&self) -> Option<u32> {
        let done = Command::new(&self.program).arg("--version").output().ok()?;
        version_in(&String::from_utf8_lossy(&done.stdout))
    }

    /// The module, smaller, with its names. `beside` is a file in a folder that may be written to.
    ///
    /// # Errors
    /// What the program said, or in which way the module that it made is another.
    pub fn run(&self, wasm: &[u8], beside: &Path) -> Result<Vec<u8>, String> {
        let (before, after) = (beside.with_extension("linked"), beside.with_extension("optimized"));
        let name = self.program.display();
        std::fs::write(&before, wasm).map_err(|e| format!("{}: {e}", before.display()))?;
        let mut command = Command::new(&self.program);
        command.arg("--debuginfo").args(FEATURES).args(PASSES).arg(&before).arg("-o").arg(&after);
        let done = command.output().map_err(|e| format!("{name}: {e}"))?;
        if !done.status.success() {
            return Err(format!("`{name}` failed: {}", String::from_utf8_lossy(&done.stderr).trim()));
        }
        let made = std::fs::read(&after).map_err(|e| format!("{}: {e}", after.display()))?;
        match interface(wasm).zip(interface(&made)) {
            Some((mut before, after)) => {
                // An import that is used no more may go; nothing may come.
                before.1.retain(|import| after.1.contains(import));
                if before == after { Ok(made) } else { Err(format!("`{name}` changed what is exported")) }
            }
            None => Err(format!("`{name}` made no WebAssembly module")),
        }
    }
}

type Interface = (Vec<String>, Vec<module::Import>);

/// The names of the exports and the imports, sorted.
fn interface(wasm: &[u8]) -> Option<Interface> {
    let (mut exports, mut imports) = (module::exports(wasm)?, module::imports(wasm)?);
    exports.sort_unstable();
    imports.sort_unstable();
    Some((exports, imports))
}

/// The number in `wasm-opt version 132 (version_132)`.
fn version_in(text: &str) -> Option<u32> {
    let number = text.trim().strip_prefix("wasm-opt version ")?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(version_in("wasm-opt version 108\n"), Some(108));
        assert_eq!(version_in("wasm-opt version 132 (version_132)\n"), Some(132));
        assert_eq!(version_in("wasm-opt version 116-3-g0ff2a1e\n"), Some(116));
        assert_eq!(version_in("clang version 19"), None);
    }

    /// A program that is called like it, and copies what `output` names to where the module is to be.
    #[cfg(unix)]
    fn pretender(folder: &Path, output: &[u8]) -> Optimizer {
        use std::os::unix::fs::PermissionsExt;
        std::fs::create_dir_all(folder).expect("a folder");
        let (program, made) = (folder.join("wasm-opt"), folder.join("made"));
        std::fs::write(&made, output).expect("written");
        let script = format!("#!/bin/sh\nfor last; do :; done\ncp '{}' \"$last\"\n", made.display());
        std::fs::write(&program, script).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("a program");
        Optimizer { program }
    }

    #[cfg(unix)]
    #[test]
    fn a_module_that_is_another_is_refused() {
        // A type, and a function of it that is exported as `a`.
        let module = |name: u8| {
            let mut wasm = module::PREAMBLE.to_vec();
            wasm.extend([1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, name, 0, 0, 10, 4, 1, 2, 0, 0x0b]);
            wasm
        };
        let folder = std::env::temp_dir().join(format!("layer9-wasm-opt-{}", std::process::id()));
        let run = |made: &[u8]| pretender(&folder, made).run(&module(b'a'), &folder.join("x.wasm"));
        assert_eq!(run(&module(b'a')), Ok(module(b'a')));
        assert!(run(&module(b'b')).is_err_and(|e| e.contains("changed what is exported")));
        assert!(run(b"what?").is_err_and(|e| e.contains("no WebAssembly module")));
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
