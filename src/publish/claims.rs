//! Who writes which output file.

use super::OutputPath;
use super::output_path::collision_key;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What an output file is made from: a few words for messages, and the place in a source where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Such as "page", "alias of a page", "static file".
    pub what: String,
    /// The source, if it has one.
    pub location: Option<Location>,
}

impl Origin {
    /// An origin without a place in a source, such as "sitemap".
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), location: None }
    }

    /// Puts it at a place.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    fn describe(&self) -> String {
        match &self.location {
            Some(location) => format!("{} `{}`", self.what, location.file),
            None => self.what.clone(),
        }
    }

    fn order(&self) -> (Option<(&str, usize)>, &str) {
        (self.location.as_ref().map(|l| (&*l.file, l.span.start)), &self.what)
    }
}

/// The register of output files: who writes which.
///
/// One output file has one source. Two that differ only in case or in Unicode normal form count as one, since
/// some file systems and hosts take them for one; so do a file and a folder of one name.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    list: Vec<Claim>,
}

#[derive(Clone, Debug)]
struct Claim {
    key: String,
    path: OutputPath,
    origin: Origin,
}

impl Claims {
    /// An empty register.
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers that `origin` writes `path`.
    pub fn claim(&mut self, path: OutputPath, origin: Origin) {
        self.list.push(Claim { key: path.collision_key(), path, origin });
    }

    /// Takes over what another register holds, such as that of another thread.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// How many files are claimed.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// One `PublishCollision` per collision, naming every source of it; the same whatever the order in which
    /// the claims came. Folders that differ only in case are a warning: they merge on one system and are two
    /// on another.
    pub fn finish(mut self) -> Diagnostics {
        if self.are_sound() {
            return Diagnostics::new();
        }
        self.list.sort_by(|a, b| {
            (&a.key, a.origin.order(), a.path.as_str(), a.path.spelling()).cmp(&(
                &b.key,
                b.origin.order(),
                b.path.as_str(),
                b.path.spelling(),
            ))
        });
        let mut diagnostics = Diagnostics::new();
        for group in self.list.chunk_by(|a, b| a.key == b.key) {
            if let [first, rest @ ..] = group
                && !rest.is_empty()
            {
                diagnostics.push(same_file(first, rest));
            }
        }
        self.folders(&mut diagnostics);
        diagnostics.sort();
        diagnostics
    }

    /// Whether there is nothing to say, as of most sites; found out without putting the claims in order.
    fn are_sound(&self) -> bool {
        let mut files: HashSet<&str> = HashSet::with_capacity(self.list.len());
        let mut folders: HashMap<Cow<'_, str>, &str> = HashMap::new();
        for claim in &self.list {
            if !files.insert(&claim.key) {
                return false;
            }
            let mut folder = claim.path.as_str();
            while let Some((above, _)) = folder.rsplit_once('/') {
                folder = above;
                // The key of an ASCII path is as long as the path, so that no other has to be made.
                let key = match claim.path.as_str().is_ascii() {
                    true => claim.key.get(..folder.len()).map(Cow::Borrowed),
                    false => None,
                };
                let key = key.unwrap_or_else(|| collision_key(folder).into());
                match folders.get(&key) {
                    // Where a folder is known, those above it are.
                    Some(spelling) if *spelling == folder => break,
                    Some(_) => return false,
                    None => drop(folders.insert(key, folder)),
                }
            }
        }
        folders.keys().all(|folder| !files.contains(&**folder))
    }

    /// Files where others need a folder, and folders in two spellings.
    fn folders(&self, diagnostics: &mut Diagnostics) {
        // Per folder the spellings of it and the first claim below each, in the order of the sorted claims.
        let mut folders: BTreeMap<String, BTreeMap<&str, &Claim>> = BTreeMap::new();
        let mut last = "";
        for claim in &self.list {
            // Sorted neighbours mostly share their folder.
            let folder = claim.path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
            if folder == last {
                continue;
            }
            last = folder;
            for folder in claim.path.folders() {
                folders.entry(collision_key(folder)).or_default().entry(folder).or_insert(claim);
            }
        }
        for file in &self.list {
            if let Some((folder, below)) = folders.get(&file.key).and_then(BTreeMap::first_key_value) {
                diagnostics.push(file_and_folder(file, folder, below));
            }
        }
        for spellings in folders.values() {
            let mut spellings = spellings.iter();
            if let (Some((first, a)), Some((second, b))) = (spellings.next(), spellings.next())
                // A folder inside such a folder follows from it: once is enough.
                && first.rsplit('/').next() != second.rsplit('/').next()
            {
                diagnostics.push(two_folders(first, a, second, b));
            }
        }
    }
}

fn same_file(first: &Claim, rest: &[Claim]) -> Diagnostic {
    let all_equal = rest.iter().all(|c| c.path == first.path);
    let (message, hint) = if all_equal {
        let spelt_alike = rest.iter().all(|c| c.path.spelling() == first.path.spelling());
        let how = if spelt_alike { "" } else { ", in different Unicode forms," };
        (
            format!("two sources for one output file{how} `{}`: {}", first.path, names(first, rest)),
            "give one of them another path, or remove it",
        )
    } else {
        let mut paths: Vec<&str> = std::iter::once(first).chain(rest).map(|c| c.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        let paths: Vec<String> = paths.iter().map(|p| format!("`{p}`")).collect();
        (
            format!(
                "output files that differ only in case: {} (from {})",
                paths.join(" and "),
                names(first, rest)
            ),
            "Windows, macOS and some hosts take them for one file: rename one of them",
        )
    };
    let mut diagnostic = placed(Diagnostic::error(Code::PublishCollision, message).hint(hint), first);
    for other in rest {
        diagnostic = noted(diagnostic, other);
    }
    diagnostic
}

fn file_and_folder(file: &Claim, folder: &str, below: &Claim) -> Diagnostic {
    let message = format!(
        "`{}` is to be a file (from {}), and `{folder}/` a folder (for `{}` from {})",
        file.path,
        file.origin.describe(),
        below.path,
        below.origin.describe()
    );
    let diagnostic =
        Diagnostic::error(Code::PublishCollision, message).hint("give the file an extension or another path");
    noted(placed(diagnostic, file), below)
}

fn two_folders(first: &str, a: &Claim, second: &str, b: &Claim) -> Diagnostic {
    let message = format!(
        "output folders that differ only in case: `{first}/` (for `{}` from {}) and `{second}/` (for `{}` from {})",
        a.path,
        a.origin.describe(),
        b.path,
        b.origin.describe()
    );
    let diagnostic = Diagnostic::warning(Code::PublishCollision, message)
        .hint("they are one folder on Windows and macOS and two elsewhere: spell them alike");
    noted(placed(diagnostic, a), b)
}

fn names(first: &Claim, rest: &[Claim]) -> String {
    let all: Vec<String> = std::iter::once(first).chain(rest).map(|c| c.origin.describe()).collect();
    all.join(" and ")
}

fn placed(diagnostic: Diagnostic, claim: &Claim) -> Diagnostic {
    match &claim.origin.location {
        Some(location) => diagnostic.at(location.clone()),
        None => diagnostic,
    }
}

fn noted(diagnostic: Diagnostic, other: &Claim) -> Diagnostic {
    let message = format!("`{}` also comes from {}", other.path, other.origin.describe());
    diagnostic.note(message, other.origin.location.clone())
}
