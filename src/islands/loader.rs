//! The page's one script: as much of the loader as its islands use.

use super::Client;
use super::browser_file::BrowserFile;
use super::scaffold::{interface, island_crate_file};
use super::shorten::{prune, shorten};
use super::toolchain::interface::is_loader;
use super::toolchain::module;
use crate::content::component::Trigger;
use std::collections::BTreeSet;

/// The triggers that have code of their own, in the order in which they are joined.
const TRIGGERS: [&str; 4] = ["idle", "visible", "media", "interaction"];

/// What a page's islands need of the loader: names of triggers and of imports, `slot` and `bindgen`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Needs {
    names: BTreeSet<String>,
}

impl Needs {
    /// Everything that an island may need: where one is swapped for another in an open page, its loader stays.
    pub(super) fn all() -> Self {
        let imports = interface().imports.iter().map(String::as_str);
        let names = imports
            .chain(TRIGGERS)
            .chain(["only", "slot", "bindgen", "and", "timeout", "margin"])
            .map(str::to_owned);
        Self { names: names.collect() }
    }

    /// Adds what an island needs that is started in some way, by these files, and has slots or none.
    pub(super) fn add(&mut self, client: &Client, files: &[BrowserFile], slots: bool) {
        let triggers = client.triggers();
        self.names.extend(client.names().split(' ').map(str::to_owned));
        self.names.extend(triggers.iter().filter_map(Trigger::attribute).map(|(name, _)| name.to_owned()));
        if triggers.len() > 1 {
            self.names.insert("and".to_owned());
        }
        if slots {
            self.names.insert("slot".to_owned());
        }
        for file in files {
            if file.file_name.ends_with(".js") {
                self.names.insert("bindgen".to_owned());
            }
            let imports = module::imports(&file.bytes).unwrap_or_default();
            let own = imports.iter().filter(|import| is_loader(&import.module));
            self.names.extend(own.filter_map(|import| interface().long(&import.name)).map(str::to_owned));
        }
    }

    /// Assembles `loader-<hash>.js` as the top of `islands/runtime/js/loader.js` says.
    pub(super) fn loader(&self) -> BrowserFile {
        let used: BTreeSet<&str> = self.names.iter().map(String::as_str).collect();
        let mut text = prune(island_crate_file("runtime/js/loader.js"), &used);
        for name in TRIGGERS.into_iter().filter(|name| used.contains(name)) {
            text.push_str(&prune(island_crate_file(&format!("runtime/js/triggers/{name}.js")), &used));
        }
        text.push_str(island_crate_file("runtime/js/start.js"));
        BrowserFile::new("loader", "js", shorten(&text, |name| interface().short(name)).into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loader(names: &[&str]) -> String {
        let needs = Needs { names: names.iter().map(|n| (*n).to_owned()).collect() };
        let file = needs.loader();
        assert_eq!(file, needs.loader());
        String::from_utf8(file.bytes.to_vec()).expect("text")
    }

    #[test]
    fn only_what_is_used_is_in_it() {
        let counter = loader(&["load", "go", "keep", "drop", "text", "on"]);
        for absent in ["IntersectionObserver", "toLowerCase", "moveBefore", "createElement", "import("] {
            assert!(!counter.contains(absent), "{absent} in {counter}");
        }
        for (name, present) in [
            ("visible", "IntersectionObserver"),
            ("media", "matchMedia"),
            ("idle", "requestIdleCallback"),
            ("interaction", "pointerover"),
            ("only", "l9_mount__"),
            ("lower", "toLowerCase"),
            ("move", "moveBefore"),
            ("make", "createElement"),
            ("bindgen", "import("),
        ] {
            assert!(loader(&[name]).contains(present), "{present} for {name}");
        }
    }

    #[test]
    fn imports_have_short_names() {
        let all = Needs::all().loader();
        let text = String::from_utf8(all.bytes.to_vec()).expect("text");
        for name in &interface().imports {
            let short = interface().short(name).expect("an import");
            assert!(
                text.matches(&format!("{short}(")).count() + text.matches(&format!("{short}:")).count() > 0,
                "{name}"
            );
            for long in [format!(",{name}("), format!("l9.{name}(")] {
                assert!(!text.contains(&long), "{long} in {text}");
            }
        }
    }

    #[test]
    fn all_of_it_is_the_whole_source() {
        let all = Needs::all();
        let used: BTreeSet<&str> = all.names.iter().map(String::as_str).collect();
        let source = island_crate_file("runtime/js/loader.js");
        let lines = source.lines().filter(|l| !l.trim().starts_with("// ["));
        assert!(
            prune(source, &used).lines().eq(lines),
            "a part of the loader has a name that nothing asks for"
        );
    }

    #[test]
    fn the_promises_of_the_source_hold() {
        let read = |name: &str| island_crate_file(&format!("runtime/js/{name}.js"));
        let triggers = TRIGGERS.map(|name| format!("triggers/{name}"));
        let files = ["loader", "start"].into_iter().chain(triggers.iter().map(String::as_str));
        for (name, text) in files.map(|name| (name, read(name))) {
            assert!(!text.is_empty(), "{name}");
            let code = text.lines().map(str::trim).filter(|l| !l.starts_with("//"));
            for line in code {
                assert!(
                    !line.contains('`') && !line.contains("//") && !line.contains("/*"),
                    "{name}: {line}"
                );
            }
            let (opened, closed) = (text.matches("// [").count(), text.matches("// []").count());
            assert_eq!(opened, 2 * closed, "blocks of {name}");
        }
    }
}
