//! The layers are a fact: no module imports one above it.

use crate::harness::repository;
use std::path::Path;
use syn::visit::Visit;

/// From the ground up.
const LAYERS: [&str; 13] = [
    "diagnostics",
    "config",
    "source",
    "content",
    "site",
    "assets",
    "islands",
    "render",
    "publish",
    "pipeline",
    "server",
    "import",
    "cli",
];

/// Every `crate::x` of a file, in `use` and in paths.
struct Paths(Vec<String>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        if let [first, second, ..] = names.as_slice()
            && first == "crate"
        {
            self.0.push(second.clone());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if let syn::UseTree::Path(path) = &item.tree
            && path.ident == "crate"
        {
            collect(&path.tree, &mut self.0);
        }
    }
}

fn collect(tree: &syn::UseTree, names: &mut Vec<String>) {
    match tree {
        syn::UseTree::Path(path) => names.push(path.ident.to_string()),
        syn::UseTree::Name(name) => names.push(name.ident.to_string()),
        syn::UseTree::Rename(name) => names.push(name.ident.to_string()),
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, names)),
        syn::UseTree::Glob(_) => {}
    }
}

/// What a file of `layer` imports from above.
fn violations(layer: &str, text: &str) -> Vec<String> {
    let rank = |name: &str| LAYERS.iter().position(|l| *l == name);
    let own = rank(layer).unwrap_or_else(|| panic!("`{layer}` is no layer: add it to the order"));
    let mut paths = Paths(Vec::new());
    paths.visit_file(&syn::parse_file(text).unwrap());
    paths.0.into_iter().filter(|name| rank(name).is_some_and(|r| r > own)).collect()
}

fn check(folder: &Path, layer: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            check(&path, layer, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            for above in violations(layer, &std::fs::read_to_string(&path).unwrap()) {
                found.push(format!("{} imports {above}", path.display()));
            }
        }
    }
}

#[test]
fn no_module_imports_one_above_it() {
    let src = repository().join("src");
    let mut found = Vec::new();
    let mut layers = 0;
    for entry in std::fs::read_dir(&src).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            layers += 1;
            check(&path, path.file_name().unwrap().to_str().unwrap(), &mut found);
        }
    }
    assert_eq!(layers, LAYERS.len(), "a layer was added or removed");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_upward_import_is_found() {
    for (text, expected) in [
        ("use crate::render::Renderer;", 1),
        ("use crate::{config::Config, publish::Stage};", 1),
        ("fn f() { crate::cli::run(); }", 1),
        ("type A = crate::pipeline::Summary;", 1),
        ("use crate::diagnostics::Code; use crate::content::date::Date;", 0),
    ] {
        assert_eq!(violations("content", text).len(), expected, "{text}");
    }
}
