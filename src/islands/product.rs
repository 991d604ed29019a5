//! What compiling an islands crate makes, and its cache file.

use super::browser_file::BrowserFile;
use super::toolchain::parts::{self, Part};
use crate::source::{self, hash};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

/// The modules of a library: one unit per crate.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Product {
    pub(super) units: Vec<Unit>,
}

/// The modules of one crate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    /// The package.
    pub(super) package: String,
    /// Its folder relative to the library's, with a slash at the end; empty for the library itself.
    pub(super) folder: String,
    /// The build module.
    pub(super) build: Vec<u8>,
    /// The files of each island.
    pub(super) islands: BTreeMap<String, IslandFiles>,
    /// Modules that hydrate several islands each, as far as they have been linked.
    pub(super) together: Modules,
    /// The same with islands of the gallery beside the crate's own.
    pub(super) joint: Joint,
}

/// The modules of several islands each, by their names.
pub(super) type Modules = BTreeMap<BTreeSet<String>, Together>;

/// Modules that hydrate islands of a crate and of the gallery.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Joint {
    /// The modules of the gallery that the crate was compiled with. What is compiled with others has other bytes.
    pub(super) gallery: BTreeSet<String>,
    pub(super) modules: Modules,
}

/// A module that hydrates several islands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Together {
    pub(super) file: BrowserFile,
    pub(super) parts: Vec<Part>,
}

/// What a page loads for an island. The first file is the one that the page names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct IslandFiles {
    pub(super) hydrate: Vec<BrowserFile>,
    pub(super) mount: Option<Vec<BrowserFile>>,
    /// What its modules are made of, by the names of their files.
    pub(super) parts: BTreeMap<String, Vec<Part>>,
}

impl IslandFiles {
    /// Files of which nothing more is known.
    pub(super) fn new(hydrate: Vec<BrowserFile>, mount: Option<Vec<BrowserFile>>) -> Self {
        Self { hydrate, mount, parts: BTreeMap::new() }
    }

    /// Says what its two modules are made of, where each is one file.
    pub(super) fn explain(&mut self, hydrate: Vec<Part>, mount: Vec<Part>) {
        for (file, parts) in [(self.hydrate.first(), hydrate), (self.mount.iter().flatten().next(), mount)] {
            if let Some(file) = file.filter(|_| !parts.is_empty()) {
                self.parts.insert(file.file_name.clone(), parts);
            }
        }
    }
}

/// What a product was made from: a hash of what is known beforehand, and the files that the compiler read
/// outside of the crate's folder, with their hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Inputs {
    pub(super) key: String,
    pub(super) outside: BTreeMap<String, String>,
}

impl Inputs {
    /// Whether nothing has changed since.
    pub(super) fn hold(&self, key: &str) -> bool {
        let same = |(path, old): (&String, &String)| {
            source::read(Path::new(path)).is_ok_and(|bytes| hash(&bytes).to_string() == *old)
        };
        self.key == key && self.outside.iter().all(same)
    }
}

/// The table of contents of a cache file; lengths are those of the blobs that follow, in order.
#[derive(Serialize, Deserialize)]
struct Index {
    inputs: Inputs,
    units: Vec<UnitIndex>,
}

#[derive(Serialize, Deserialize)]
struct UnitIndex {
    package: String,
    folder: String,
    build: usize,
    islands: Vec<IslandIndex>,
    together: Vec<TogetherIndex>,
    gallery: BTreeSet<String>,
    joint: Vec<TogetherIndex>,
}

/// The islands of a module, its file, and its parts as text.
type TogetherIndex = (BTreeSet<String>, FileIndex, String);

/// A name, the files that hydrate and those that mount, and the parts of modules as text.
type IslandIndex = (String, Vec<FileIndex>, Option<Vec<FileIndex>>, BTreeMap<String, String>);

#[derive(Serialize, Deserialize)]
struct FileIndex {
    name: String,
    length: usize,
}

impl Product {
    /// Reads a cache file: a line with the hash of the rest, a line of JSON, the blobs. A file that is
    /// missing, damaged or of another version is none.
    pub(super) fn read(path: &Path) -> Option<(Inputs, Self)> {
        let bytes = source::read(path).ok()?;
        let (checksum, rest) = split_line(&bytes)?;
        if hash(rest).to_string().as_bytes() != checksum {
            return None;
        }
        let (index, mut blobs) = split_line(rest)?;
        let index: Index = serde_json::from_slice(index).ok()?;
        let mut take = |length: usize| {
            let (blob, rest) = blobs.split_at_checked(length)?;
            blobs = rest;
            Some(blob.to_vec())
        };
        let mut units = Vec::new();
        for unit in index.units {
            let build = take(unit.build)?;
            let mut islands = BTreeMap::new();
            for (name, hydrate, mount, parts) in unit.islands {
                let mut files = |list: Vec<FileIndex>| {
                    list.into_iter()
                        .map(|f| BrowserFile::named(f.name, take(f.length)?))
                        .collect::<Option<Vec<_>>>()
                };
                let hydrate = files(hydrate)?;
                let mount = match mount {
                    Some(list) => Some(files(list)?),
                    None => None,
                };
                let parts = parts.into_iter().map(|(file, text)| (file, parts::from_text(&text))).collect();
                islands.insert(name, IslandFiles { hydrate, mount, parts });
            }
            let mut modules = |list: Vec<TogetherIndex>| {
                let module = |(names, file, parts): TogetherIndex| {
                    let file = BrowserFile::named(file.name, take(file.length)?)?;
                    Some((names, Together { file, parts: parts::from_text(&parts) }))
                };
                list.into_iter().map(module).collect::<Option<Modules>>()
            };
            let together = modules(unit.together)?;
            let joint = Joint { gallery: unit.gallery, modules: modules(unit.joint)? };
            let UnitIndex { package, folder, .. } = unit;
            units.push(Unit { package, folder, build, islands, together, joint });
        }
        Some((index.inputs, Self { units }))
    }

    /// Writes a cache file, through a second name: a build beside this one never sees half of it.
    pub(super) fn write(&self, inputs: &Inputs, path: &Path) -> io::Result<()> {
        let mut blobs: Vec<&[u8]> = Vec::new();
        let mut units = Vec::new();
        for unit in &self.units {
            blobs.push(&unit.build);
            let mut islands = Vec::new();
            let index = |f: &BrowserFile| FileIndex { name: f.file_name.clone(), length: f.bytes.len() };
            for (name, files) in &unit.islands {
                let list = |files: &'_ [BrowserFile]| -> Vec<FileIndex> { files.iter().map(index).collect() };
                let (hydrate, mount) = (list(&files.hydrate), files.mount.as_deref().map(list));
                let parts = files.parts.iter().map(|(file, parts)| (file.clone(), parts::to_text(parts)));
                islands.push((name.clone(), hydrate, mount, parts.collect()));
                let all = files.hydrate.iter().chain(files.mount.iter().flatten());
                blobs.extend(all.map(|f| &*f.bytes));
            }
            let list = |modules: &Modules| -> Vec<TogetherIndex> {
                let entry = |(names, module): (&BTreeSet<String>, &Together)| {
                    (names.clone(), index(&module.file), parts::to_text(&module.parts))
                };
                modules.iter().map(entry).collect()
            };
            let linked = unit.together.values().chain(unit.joint.modules.values());
            blobs.extend(linked.map(|module| &*module.file.bytes));
            units.push(UnitIndex {
                package: unit.package.clone(),
                folder: unit.folder.clone(),
                build: unit.build.len(),
                islands,
                together: list(&unit.together),
                gallery: unit.joint.gallery.clone(),
                joint: list(&unit.joint.modules),
            });
        }
        let index = Index { inputs: inputs.clone(), units };
        let mut rest = serde_json::to_vec(&index)?;
        rest.push(b'\n');
        for blob in blobs {
            rest.extend_from_slice(blob);
        }
        let mut bytes = hash(&rest).to_string().into_bytes();
        bytes.push(b'\n');
        bytes.extend_from_slice(&rest);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let fresh = path.with_extension(format!("{}.new", std::process::id()));
        std::fs::write(&fresh, bytes)?;
        std::fs::rename(&fresh, path)
    }
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|b| *b == b'\n')?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_file_is_read_back_and_damage_is_noticed() {
        let folder = std::env::temp_dir().join(format!("layer9-product-{}", std::process::id()));
        let path = folder.join("x.cache");
        let file = |bytes: &[u8]| BrowserFile::new("counter", "wasm", bytes.to_vec());
        let mut files = IslandFiles::new(vec![file(b"a\nb"), file(b"")], Some(vec![file(b"m")]));
        let part = Part { group: "x".into(), name: "x::<\"é\">".into(), bytes: 7 };
        files.explain(vec![part.clone()], Vec::new());
        let names = BTreeSet::from(["Counter".to_owned(), "List".to_owned()]);
        let unit = Unit {
            package: "x".into(),
            folder: "x/".into(),
            build: b"\0asm\n".to_vec(),
            islands: BTreeMap::from([("Counter".to_owned(), files)]),
            together: BTreeMap::from([(
                names.clone(),
                Together { file: file(b"both"), parts: vec![part.clone()] },
            )]),
            joint: Joint {
                gallery: BTreeSet::from(["counter".to_owned()]),
                modules: BTreeMap::from([(names, Together { file: file(b"joint"), parts: vec![part] })]),
            },
        };
        let product = Product { units: vec![unit] };
        let inputs = Inputs { key: "k".into(), outside: BTreeMap::new() };
        product.write(&inputs, &path).expect("written");
        let (read_inputs, read) = Product::read(&path).expect("read back");
        assert_eq!((read, read_inputs.hold("k"), read_inputs.hold("other")), (product, true, false));
        let mut bytes = std::fs::read(&path).expect("there");
        if let Some(last) = bytes.last_mut() {
            *last ^= 1;
        }
        std::fs::write(&path, bytes).expect("written");
        assert_eq!(Product::read(&path), None);
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
