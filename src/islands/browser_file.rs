//! A file that pages with islands load.

use crate::source::hash;
use std::sync::Arc;

/// A file for the folder `_layer9/` of the site, under a name that holds the hash of its content: hosts may
/// let browsers keep it for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserFile {
    /// Its name, such as `counter-0123456789abcdef.wasm`.
    pub file_name: String,
    /// Its content.
    pub bytes: Arc<[u8]>,
    /// Its media type.
    pub content_type: &'static str,
}

impl BrowserFile {
    /// A file whose name is made of `stem` (a component's name or a word), the hash of its content, and an
    /// extension.
    pub(super) fn new(stem: &str, extension: &str, bytes: Vec<u8>) -> Self {
        let name = format!("{}-{}.{extension}", kebab(stem), hash(&bytes).short());
        Self { content_type: media_type(&name), file_name: name, bytes: bytes.into() }
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.file_name
    }

    /// A file that already has its name; `None` where the name could not have been made here.
    pub(super) fn named(file_name: String, bytes: Vec<u8>) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let safe = file_name.chars().all(plain) && !file_name.starts_with('.');
        safe.then(|| Self { content_type: media_type(&file_name), file_name, bytes: bytes.into() })
    }
}

fn media_type(name: &str) -> &'static str {
    if name.ends_with(".wasm") { "application/wasm" } else { "text/javascript" }
}

/// `ThemeSwitch` as `theme-switch`: file systems that ignore case keep such names apart.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    let mut previous = '-';
    for c in name.chars() {
        if c.is_ascii_uppercase() && (previous.is_ascii_lowercase() || previous.is_ascii_digit()) {
            kebab.push('-');
        }
        kebab.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
        previous = c;
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_and_which() {
        let file = BrowserFile::new("ThemeSwitch", "wasm", Vec::new());
        assert!(file.file_name.starts_with("theme-switch-") && file.file_name.ends_with(".wasm"));
        assert_eq!(file.file_name.len(), "theme-switch-.wasm".len() + 16);
        assert_eq!(file.content_type, "application/wasm");
        assert_eq!(kebab("HTMLView2Up"), "htmlview2-up");
        assert_eq!(BrowserFile::named("../x.js".into(), Vec::new()), None);
    }
}
