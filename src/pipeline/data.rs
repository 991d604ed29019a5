//! The files of `data/`, read side by side.

use crate::config::data::{loader, loaders};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::site::DataTree;
use crate::source::{Instead, Root};
use rayon::prelude::*;

/// Reads all of `data/`. A file's extension says its format. What `instead` gives another text has other values, too.
pub(super) fn read(root: &Root, instead: Option<&Instead>, out: &mut Diagnostics) -> DataTree {
    let entries = root.walk("data", out);
    let read: Vec<_> = entries
        .par_iter()
        .map(|entry| {
            let mut out = Diagnostics::new();
            let name = entry.path.rsplit('/').next().unwrap_or(&entry.path);
            let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
            let Some(loader) = loader(extension) else {
                let names: Vec<&str> = loaders().iter().map(|loader| loader.name()).collect();
                out.push(
                    Diagnostic::error(Code::DataFormat, format!("no format of data is called `{extension}`"))
                        .at(Location::file(entry.path.clone()))
                        .hint(format!("formats: {}", names.join(", "))),
                );
                return (None, out);
            };
            let source = out.keep(root.read_text(&entry.path));
            (source.and_then(|source| loader.load(&source, &mut out)), out)
        })
        .collect();
    let mut tree = DataTree::default();
    for (entry, (node, problems)) in entries.iter().zip(read) {
        out.extend(problems);
        if let Some(mut node) = node {
            if instead.is_some_and(|(file, _)| **file == *entry.path) {
                node.edit();
            }
            tree.insert(&entry.path, node, out);
        }
    }
    tree
}
