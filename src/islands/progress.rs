//! What the tool is doing while it prepares islands, for whoever shows it.

use std::fmt;

/// A step that can take long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// The WASM target is about to be installed, by this command.
    InstallTarget(&'a str),
    /// The gallery's islands are about to be compiled, since this binary was built without the WASM target.
    CompileGallery,
    /// An islands crate is about to be compiled: the folder, as diagnostics name it.
    Compile(&'a str),
    /// What cargo says meanwhile, a line at a time.
    Cargo(&'a str),
    /// A compiled crate is about to be linked: the package.
    Link(&'a str),
    /// The site wants modules optimised, and there is no `wasm-opt`.
    NoOptimizer,
}

impl fmt::Display for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InstallTarget(command) => {
                write!(f, "islands need the Rust target wasm32-unknown-unknown; running `{command}`")
            }
            Self::CompileGallery => {
                f.write_str("compiling the ready-made islands, once: this layer9 was built without them")
            }
            Self::Compile(folder) => write!(f, "compiling islands in {folder}"),
            Self::Cargo(line) => f.write_str(line),
            Self::Link(package) => write!(f, "linking the islands of {package}"),
            Self::NoOptimizer => f.write_str(
                "islands stay as they were linked: there is no `wasm-opt` in PATH (`npm install -g binaryen`)",
            ),
        }
    }
}
