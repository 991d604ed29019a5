//! The page's one script: the loader and the triggers that the site's pages use.

use super::browser_file::BrowserFile;
use super::client::Client;
use super::scaffold::island_crate_file;
use std::collections::BTreeSet;

/// The triggers, in the order in which they are joined.
const ORDER: [&str; 6] = ["load", "idle", "visible", "media", "interaction", "only"];

/// Assembles `loader-<hash>.js` for the triggers that are used; [`Client::None`] needs nothing.
///
/// The parts are joined as the top of `islands/runtime/js/loader.js` says: the loader, then the triggers in
/// their order. Comment lines, blank lines and indentation are left out.
pub fn loader(clients: &BTreeSet<Client>) -> BrowserFile {
    let mut text = String::new();
    add(&mut text, "loader.js");
    for name in ORDER {
        if clients.iter().any(|c| c.name() == name) {
            add(&mut text, &format!("triggers/{name}.js"));
        }
    }
    BrowserFile::new("loader", "js", text.into_bytes())
}

fn add(text: &mut String, file: &str) {
    let source = island_crate_file(&format!("runtime/js/{file}"));
    for line in source.lines().map(str::trim) {
        if !line.is_empty() && !line.starts_with("//") {
            text.push_str(line);
            text.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_used_triggers_are_in_it() {
        let none = loader(&BTreeSet::new());
        let visible = loader(&BTreeSet::from([Client::Visible]));
        let query = |q: &str| Client::Media(q.into());
        let media = loader(&BTreeSet::from([query("a"), query("b"), Client::None]));
        assert!(visible.bytes.starts_with(&none.bytes) && media.bytes.starts_with(&none.bytes));
        if !none.bytes.is_empty() {
            assert_ne!(none.file_name, visible.file_name);
            let text = String::from_utf8_lossy(&media.bytes).into_owned();
            assert_eq!(text.matches("T.media =").count(), 1, "two queries are one trigger");
            assert!(text.lines().all(|l| !l.starts_with("//") && !l.starts_with(' ')));
        }
    }
}
