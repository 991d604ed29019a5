//! One door to the disk: only `source` reads files, but for a few places that read no site's input.

use crate::harness::repository;
use std::collections::BTreeSet;
use std::path::Path;
use syn::visit::Visit;

/// Where files may be read besides `source`, each with its reason. A folder ends with a slash.
const ELSEWHERE: [(&str, &str); 8] = [
    ("source/", "the door itself"),
    ("publish/", "copies into the output folder, and reads its own records beside it"),
    ("islands/toolchain/", "reads what the compiler and the linker wrote; the build script uses it too"),
    ("pipeline/bodies.rs", "reads what earlier builds rendered, at the places that they noted"),
    ("pipeline/inputs.rs", "looks at times and lengths, to tell whether anything has to be read"),
    ("pipeline/verify.rs", "lists what two builds have written"),
    ("server/files.rs", "preview reads the output folder, as a host does"),
    ("server/serve/poll.rs", "looks at times and lengths, for a watcher; reads no file"),
];

/// What opens a file or a folder for reading: a type or module, and its functions.
const READS: [(&str, &[&str]); 4] = [
    ("fs", &["read", "read_to_string", "read_dir", "read_link", "copy"]),
    ("File", &["open", "open_buffered", "options"]),
    ("OpenOptions", &["new"]),
    ("WalkDir", &["new"]),
];

/// The reads of a file, tests within it left out.
#[derive(Default)]
struct Reads(Vec<String>);

impl Reads {
    fn note(&mut self, owner: &str, name: &str) {
        if READS.iter().any(|(o, names)| *o == owner && names.contains(&name)) {
            self.0.push(format!("{owner}::{name}"));
        }
    }

    /// Functions of `fs` that are imported, whatever they are called here.
    fn imports(&mut self, owner: &str, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => self.imports(&path.ident.to_string(), &path.tree),
            syn::UseTree::Name(name) => self.note(owner, &name.ident.to_string()),
            syn::UseTree::Rename(rename) => {
                let name = rename.ident.to_string();
                self.note(owner, &name);
                // Under another name its functions would not be found.
                if READS.iter().any(|(o, _)| *o == name) {
                    self.0.push(format!("{name} as {}", rename.rename));
                }
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.imports(owner, tree)),
            syn::UseTree::Glob(_) if owner == "fs" => self.0.push("fs::*".to_owned()),
            syn::UseTree::Glob(_) => {}
        }
    }
}

impl<'ast> Visit<'ast> for Reads {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Fn(item) => &item.attrs,
            _ => return syn::visit::visit_item(self, item),
        };
        let only_in_tests = attributes.iter().any(|a| {
            a.path().is_ident("cfg") && a.parse_args::<syn::Path>().is_ok_and(|p| p.is_ident("test"))
        });
        if !only_in_tests {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        for pair in names.windows(2) {
            self.note(&pair[0], &pair[1]);
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        // `Path::read_dir` and `Path::read_link`.
        if call.method == "read_dir" || call.method == "read_link" {
            self.0.push(format!(".{}()", call.method));
        }
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.imports("", &item.tree);
    }
}

fn reads(text: &str) -> Vec<String> {
    let mut reads = Reads::default();
    reads.visit_file(&syn::parse_file(text).unwrap());
    reads.0
}

fn check(src: &Path, folder: &Path, found: &mut Vec<String>, used: &mut BTreeSet<&str>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            check(src, &path, found, used);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            let name = path.strip_prefix(src).unwrap().to_str().unwrap().replace('\\', "/");
            let allowed = ELSEWHERE
                .iter()
                .find(|(place, _)| name == *place || place.ends_with('/') && name.starts_with(place));
            for read in reads(&std::fs::read_to_string(&path).unwrap()) {
                match allowed {
                    Some((place, _)) => drop(used.insert(place)),
                    None => found.push(format!("src/{name} reads by itself: {read}")),
                }
            }
        }
    }
}

#[test]
fn only_source_reads() {
    let src = repository().join("src");
    let (mut found, mut used) = (Vec::new(), BTreeSet::new());
    check(&src, &src, &mut found, &mut used);
    assert!(found.is_empty(), "{}\nuse `source::Root`, or `source::read`", found.join("\n"));
    assert_eq!(used.len(), ELSEWHERE.len(), "an exception is not needed any more: {used:?} are");
}

#[test]
fn a_read_elsewhere_is_found() {
    for (text, expected) in [
        ("fn f() { std::fs::read(p); }", 1),
        ("use std::fs; fn f() { fs::read_to_string(p); fs::write(p, t); }", 1),
        ("use std::fs::{read, write};", 1),
        ("use std::fs::read as slurp;", 1),
        ("use std::fs as disk;", 1),
        ("use std::fs::*;", 1),
        ("use std::{fs::{File, read_dir}, io};", 1),
        ("use std::fs::File; fn f() { File::open(p); File::create(p); }", 1),
        ("fn f(p: &Path) { p.read_dir(); }", 1),
        ("fn f() { walkdir::WalkDir::new(p); }", 1),
        ("#[cfg(test)] mod tests { fn f() { std::fs::read(p); } }", 0),
        ("#[cfg(unix)] mod other { fn f() { std::fs::read(p); } }", 1),
        ("fn f() { crate::source::read(p); }", 0),
    ] {
        assert_eq!(reads(text).len(), expected, "{text}");
    }
}
