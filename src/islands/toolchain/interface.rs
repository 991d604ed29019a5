//! The names by which browser modules and the page's loader know each other.
//!
//! What a module imports from the loader has a name of one letter in what visitors get, told from its place in the list
//! of all imports: the loader that is put together for a page says the same letters. Names of exports stay, since
//! islands are found by them.

use super::module;

/// The exports that any browser module may have besides its island's own, for a runtime without a list.
const DEFAULT_EXPORTS: &str = "l9_event";

/// What the runtime exports and imports in browsers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interface {
    /// What it exports besides an island's own.
    pub exports: Vec<String>,
    /// What the loader gives, by the names in the sources.
    pub imports: Vec<String>,
}

impl Interface {
    /// The interface in the texts of `exports.txt` and `imports.txt`: an export or an import a line, of which the last
    /// word is the name; `#` starts a comment.
    pub fn read(exports: &str, imports: &str) -> Self {
        let exports = if exports.trim().is_empty() { DEFAULT_EXPORTS } else { exports };
        let lines = |text: &str| -> Vec<String> {
            let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default());
            lines.filter_map(|line| line.split_whitespace().next_back()).map(str::to_owned).collect()
        };
        Self { exports: lines(exports), imports: lines(imports) }
    }

    /// What an import is called in a module that visitors get; `None` for what is no import of the runtime.
    pub fn short(&self, import: &str) -> Option<String> {
        let mut at = self.imports.iter().position(|name| name == import)?;
        let letters: Vec<char> = ('a'..='z').chain('A'..='Z').collect();
        let mut short = String::new();
        loop {
            short.extend(letters.get(at % letters.len()));
            at /= letters.len();
            if at == 0 {
                return Some(short);
            }
            at -= 1;
        }
    }

    /// The name in the sources of what is called so in a module.
    pub fn long(&self, short: &str) -> Option<&str> {
        self.imports.iter().find(|name| self.short(name).as_deref() == Some(short)).map(String::as_str)
    }

    /// The module with short names, or `None` where the bytes are no module. Only a module that has long ones may be given.
    pub fn shorten(&self, wasm: &[u8]) -> Option<Vec<u8>> {
        module::rename_imports(
            wasm,
            |import| {
                if is_loader(&import.module) { self.short(&import.name) } else { None }
            },
        )
    }
}

/// Whether an import's module is what the loader gives.
pub fn is_loader(module: &str) -> bool {
    matches!(module, "l9" | "l9x")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_import_has_a_letter_of_its_own() {
        let imports: String = (0..200).map(|n| format!("l9 import{n}\n")).collect();
        let interface = Interface::read("", &imports);
        assert_eq!(interface.exports, ["l9_event"]);
        let short: Vec<String> = interface.imports.iter().filter_map(|name| interface.short(name)).collect();
        assert_eq!((&*short[0], &*short[51], &*short[52], &*short[104]), ("a", "Z", "aa", "ab"));
        for (name, short) in interface.imports.iter().zip(&short) {
            assert_eq!(interface.long(short), Some(&**name));
        }
        assert_eq!((interface.short("other"), interface.long("?")), (None, None));
    }
}
