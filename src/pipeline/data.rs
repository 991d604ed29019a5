//! The files of `data/`, read side by side, and what the configuration takes from other servers.

use super::load::LoadOptions;
use crate::config::data::{Node, loader, loaders};
use crate::config::{Config, RemoteConfig, RemoteSource};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::site::DataTree;
use crate::source::remote::{Remote, extension};
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

/// Adds what `[data.remote]` names.
pub(super) fn fetch_all(tree: &mut DataTree, remote: &Remote, config: &RemoteConfig, out: &mut Diagnostics) {
    // A thread for each, since they wait and do not work: the slowest server is the time that it takes.
    let fetched: Vec<_> = std::thread::scope(|scope| {
        let fetch = |source| scope.spawn(move || fetch(remote, source));
        let threads: Vec<_> = config.sources.iter().map(fetch).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_default()).collect()
    });
    for (source, (node, problems)) in config.sources.iter().zip(fetched) {
        out.extend(problems);
        if let Some(node) = node {
            tree.insert_at(&[&source.name], &source.url, node, source.at.clone(), out);
        }
    }
}

/// What one address of `[data.remote]` gives.
fn fetch(remote: &Remote, source: &RemoteSource) -> (Option<Node>, Diagnostics) {
    let mut out = Diagnostics::new();
    let format = source.format.as_deref().unwrap_or_else(|| extension(&source.url));
    let Some(loader) = loader(format) else {
        let names: Vec<&str> = loaders().iter().map(|loader| loader.name()).collect();
        let message = match format {
            "" => format!("`{}` does not say its format", source.url),
            format => format!("no format of data is called `{format}`"),
        };
        let hint = format!(
            "write `{} = {{ url = \"...\", format = \"json\" }}`; formats: {}",
            source.name,
            names.join(", ")
        );
        out.push(Diagnostic::error(Code::DataFormat, message).at(source.at.clone()).hint(hint));
        return (None, out);
    };
    let text = remote.text(&source.url).map_err(|mut diagnostic| {
        // What is wrong with the answer is shown at the answer; what is wrong with asking, where it is asked for.
        diagnostic.location.get_or_insert_with(|| source.at.clone());
        diagnostic
    });
    (out.keep(text).and_then(|text| loader.load(&text, &mut out)), out)
}

/// The remote data of a site without anything else of it, and what `[data.remote]` names. `None` where it is no site.
pub fn remote(options: &LoadOptions, out: &mut Diagnostics) -> Option<(Remote, Vec<RemoteSource>)> {
    let (root, source) = super::load::open(options, out)?;
    let config = Config::read(&source, out).remote;
    let remote = Remote::open(&root, &config, options.offline, out);
    Some((remote, config.sources))
}
