//! Linking a static library to a WebAssembly module, once per set of exports.
//!
//! Before linking, every function, vtable and datum is a section of its own; with `--gc-sections` the
//! linker keeps what the exports reach. Pruning a linked module cannot do that, since its function table
//! keeps everything alive. Where the library holds bitcode, the linker does not only drop what is not reached: it
//! optimises what is left as one program.

use super::Toolchain;
use std::path::Path;
use std::process::Command;

/// The stack of the build module, in bytes. Only what is touched of it costs anything.
const BUILD_STACK: u32 = 256 * 1024;

/// The stack of a browser module, in bytes. It is memory, not download.
pub(super) const BROWSER_STACK: u32 = 64 * 1024;

/// The stack of a module for wasm-bindgen: what rustc gives every WASM program.
const BINDGEN_STACK: u32 = 1024 * 1024;

/// What a module is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Renders components while the site is built.
    Build,
    /// Hydrates one island in the browser. Keeps its names, which the ledger reads before they are stripped.
    Browser,
    /// Is handed to wasm-bindgen: keeps its names and custom sections.
    Bindgen,
}

/// One link.
#[derive(Clone, Debug)]
pub struct Link<'a> {
    /// The static library.
    pub library: &'a Path,
    /// What the module is for.
    pub purpose: Purpose,
    /// Symbols to export; a missing one is an error.
    pub exports: &'a [String],
    /// Symbols to export where they exist.
    pub optional: &'a [String],
}

impl Link<'_> {
    /// Links, through a file at `output`, and returns the module.
    ///
    /// Undefined symbols are errors: only those that the source declares as imports of a module
    /// (`#[link(wasm_import_module = ...)]`) become imports. With a blanket `--allow-undefined` a mistyped
    /// name would pass and fail in the visitor's browser.
    ///
    /// # Errors
    /// What the linker said, or why it could not be run.
    pub fn run(&self, toolchain: &Toolchain, output: &Path) -> Result<Vec<u8>, String> {
        let mut command = Command::new(&toolchain.linker);
        if toolchain.generic_lld {
            command.args(["-flavor", "wasm"]);
        }
        // The stack lies below the data, so that an overflow traps instead of overwriting them.
        command.args(["--no-entry", "--gc-sections", "-O2", "--stack-first"]);
        let stack = match self.purpose {
            Purpose::Build => {
                // What is optimised already need not be once more.
                command.args(["--strip-debug", "--lto-O0"]);
                BUILD_STACK
            }
            Purpose::Browser => {
                // Without it, every address in the code is padded to five bytes: about a tenth of a module.
                command.args(["--strip-debug", "--compress-relocations"]);
                // Where the library holds bitcode, the linker makes the code.
                if toolchain.links_bitcode() {
                    command.args(toolchain.small.iter().flat_map(|flag| ["-mllvm", flag]));
                }
                BROWSER_STACK
            }
            Purpose::Bindgen => {
                command.args(["--strip-debug", "--compress-relocations"]);
                BINDGEN_STACK
            }
        };
        command.arg("-z").arg(format!("stack-size={stack}"));
        command.args(self.exports.iter().map(|e| format!("--export={e}")));
        command.args(self.optional.iter().map(|e| format!("--export-if-defined={e}")));
        command.arg(self.library).arg("-o").arg(output);
        let done = command.output().map_err(|e| format!("{}: {e}", toolchain.linker.display()))?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into_owned());
        }
        std::fs::read(output).map_err(|e| format!("{}: {e}", output.display()))
    }
}
