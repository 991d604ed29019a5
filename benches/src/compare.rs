//! Whether two programs did the same work: their outputs, held against each other.

use crate::failure::Result;
use crate::walk::files;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The number of files may differ by this share: redirects, feeds.
const FILES: f64 = 0.02;
/// Examples of addresses that are kept.
const EXAMPLES: usize = 10;

/// How far the number of bytes may be off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tolerance {
    /// White space, how headings and code are marked up.
    Plain,
    /// Classes for highlighted code differ more than anything else.
    Highlighted,
    /// One of the two has no recent posts on its pages.
    LessNavigation,
}

impl Tolerance {
    fn share(self) -> f64 {
        match self {
            Self::Plain => 0.05,
            Self::Highlighted => 0.15,
            Self::LessNavigation => 0.3,
        }
    }
}

/// What a program wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Output {
    pub(crate) program: String,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    /// Pages of HTML.
    pub(crate) pages: usize,
    /// Against Layer9's output; none for itself.
    pub(crate) difference: Option<Difference>,
}

/// How an output differs from the reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Difference {
    /// Whether the two are the same work, within the tolerances.
    pub(crate) comparable: bool,
    /// How many pages only this program wrote, with some of their addresses.
    pub(crate) only_here: (usize, Vec<String>),
    /// How many pages only the reference has, with some of their addresses.
    pub(crate) missing: (usize, Vec<String>),
}

/// The size of every file below a folder, by its path from there.
pub(crate) fn tree(folder: &Path) -> Result<BTreeMap<String, u64>> {
    Ok(files(folder)?.into_iter().map(|(name, data)| (name, data.len())).collect())
}

/// The address that a file of HTML is served at.
fn address(file: &str) -> Option<String> {
    let name = file.strip_suffix(".html")?;
    Some(match name.strip_suffix("index") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{file}"),
    })
}

/// What lies in `folder`, held against the reference's tree.
pub(crate) fn output(
    program: &str,
    folder: &Path,
    reference: Option<(&BTreeMap<String, u64>, Tolerance)>,
) -> Result<Output> {
    let own = tree(folder)?;
    let bytes = own.values().sum();
    let addresses: BTreeSet<String> = own.keys().filter_map(|file| address(file)).collect();
    let difference = reference.map(|(reference, tolerance)| {
        let theirs: BTreeSet<String> = reference.keys().filter_map(|file| address(file)).collect();
        let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
            (a.difference(b).count(), a.difference(b).take(EXAMPLES).cloned().collect::<Vec<_>>())
        };
        let near = |a: f64, b: f64, share: f64| (a - b).abs() <= share * a.max(b);
        let (only_here, missing) = (only(&addresses, &theirs), only(&theirs, &addresses));
        let comparable = near(own.len() as f64, reference.len() as f64, FILES)
            && near(bytes as f64, reference.values().sum::<u64>() as f64, tolerance.share())
            && only_here.0 + missing.0 == 0;
        Difference { comparable, only_here, missing }
    });
    Ok(Output { program: program.to_owned(), files: own.len(), bytes, pages: addresses.len(), difference })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::PathBuf;

    fn folder(name: &str, files: &[(&str, usize)]) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("layer9-bench-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        for (file, size) in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, vec![b'x'; *size]).unwrap();
        }
        folder
    }

    #[test]
    fn addresses_of_pages_and_of_nothing_else() {
        assert_eq!(address("index.html").unwrap(), "/");
        assert_eq!(address("a/b/index.html").unwrap(), "/a/b/");
        assert_eq!(address("404.html").unwrap(), "/404.html");
        assert_eq!(address("a/myindex.html").unwrap(), "/a/myindex.html");
        assert_eq!(address("rss.xml"), None);
    }

    #[test]
    fn a_missing_page_or_other_bytes_are_no_comparison() {
        let reference = folder("reference", &[("index.html", 1000), ("a/index.html", 1000), ("x.css", 10)]);
        let reference = tree(&reference).unwrap();
        let judge = |name: &str, files: &[(&str, usize)]| {
            let folder = folder(name, files);
            let output = output(name, &folder, Some((&reference, Tolerance::Plain))).unwrap();
            fs::remove_dir_all(folder).unwrap();
            output.difference.unwrap()
        };
        assert!(judge("same", &[("index.html", 1010), ("a/index.html", 1000), ("x.css", 10)]).comparable);
        assert!(!judge("bytes", &[("index.html", 2010), ("a/index.html", 1000), ("x.css", 10)]).comparable);
        let other = judge("pages", &[("index.html", 1000), ("b/index.html", 1000), ("x.css", 10)]);
        assert!(!other.comparable);
        assert_eq!((other.only_here.1, other.missing.1), (vec!["/b/".to_owned()], vec!["/a/".to_owned()]));
    }
}
