//! The data of a site: what the files of `data/` hold, by their names.

use crate::config::data::{Data, Key, Node, Table};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use std::collections::BTreeMap;

/// All data: `data/team/people.toml` is `team.people`.
#[derive(Clone, Debug, Default)]
pub struct DataTree {
    table: Table,
    /// Which file gave which name.
    files: BTreeMap<String, String>,
}

impl DataTree {
    /// Adds a file by its path below the site.
    pub fn insert(&mut self, path: &str, node: Node, out: &mut Diagnostics) {
        let below = path.strip_prefix("data/").unwrap_or(path);
        let (folder, name) = below.rsplit_once('/').unwrap_or(("", below));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let keys: Vec<&str> = folder.split('/').filter(|key| !key.is_empty()).chain([stem]).collect();
        self.insert_at(&keys, path, node, Location::file(path), out);
    }

    /// Adds data by the names that lead to it; `from` says where it is from.
    pub fn insert_at(&mut self, keys: &[&str], from: &str, node: Node, at: Location, out: &mut Diagnostics) {
        let full = keys.join(".");
        // A file that gives a name, and another that gives the same, or something below or above it.
        let same = |other: &str| {
            other == full || other.starts_with(&format!("{full}.")) || full.starts_with(&format!("{other}."))
        };
        if let Some((_, other)) = self.files.iter().find(|(name, _)| same(name)) {
            out.push(
                Diagnostic::error(Code::DataName, format!("two files of data are called `{full}`"))
                    .at(at)
                    .note("the other is here", Some(Location::file(other.clone()))),
            );
            return;
        }
        self.files.insert(full, from.to_owned());
        insert(&mut self.table, keys, node);
    }

    /// The names at the top and their values, in byte order of the files.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.table.iter().map(|(key, node)| (key.name.as_str(), node))
    }

    /// The value of a path of names with dots between them, such as `team.people`.
    pub fn find(&self, path: &str) -> Option<&Node> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        self.table.iter().find(|(key, _)| key.name == first)?.1.find(rest)
    }

    /// The file that a path of names leads to or into.
    pub fn file(&self, path: &str) -> Option<&str> {
        let leads = |name: &str| path == name || path.starts_with(&format!("{name}."));
        self.files.iter().find(|(name, _)| leads(name)).map(|(_, file)| file.as_str())
    }

    /// The names of the files, with dots for folders.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

fn insert(table: &mut Table, keys: &[&str], node: Node) {
    let Some((first, rest)) = keys.split_first() else { return };
    if rest.is_empty() {
        table.push((Key { name: (*first).to_owned(), span: 0..0 }, node));
        return;
    }
    if !table.iter().any(|(key, _)| key.name == *first) {
        table.push((Key { name: (*first).to_owned(), span: 0..0 }, Node::empty_table()));
    }
    if let Some((_, Node { value: Data::Table(below), .. })) =
        table.iter_mut().find(|(key, _)| key.name == *first)
    {
        insert(below, rest, node);
    }
}
