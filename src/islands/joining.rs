//! Which islands go into one module, and what links each: the crate that they are of, or the one crate that they are of
//! beside the gallery.

use super::browser_file::BrowserFile;
use super::library::{Library, Linkers};
use super::product::Together;
use super::progress::Progress;
use super::scaffold::island_crates_hash;
use super::together::{self, Starts};
use super::toolchain::linked::REVISION;
use crate::diagnostics::Result;
use crate::source::{self, hash};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The modules of several islands each that make the pages of a site lighter than one for each island. `index` says
/// which of the libraries has an island of a name.
///
/// # Errors
/// What a build says that cannot compile or link a crate once more.
pub(super) fn chosen(
    libraries: &[Library],
    index: &BTreeMap<String, usize>,
    starts: &Starts,
    progress: &dyn Fn(Progress<'_>),
) -> Result<Vec<(BTreeSet<String>, Together)>> {
    let library = |name: &str| libraries.get(*index.get(name)?);
    let component = |name: &str| library(name)?.components.get(name);
    let is_own = |name: &str| library(name).is_some_and(Library::is_own);
    let mut crates: BTreeMap<(usize, usize), (BTreeSet<&str>, Linkers<'_>)> = BTreeMap::new();
    for (at, own) in libraries.iter().enumerate().filter(|(_, library)| library.is_own()) {
        let beside =
            starts.beside(|name| index.get(name) == Some(&at)).into_iter().filter(|name| !is_own(name));
        let fitting: BTreeMap<&str, &str> =
            beside.filter_map(|name| Some((name, library(name)?.module_for(name, own)?))).collect();
        let modules = fitting.values().map(|module| (*module).to_owned()).collect();
        for (host, linkers) in own.linkers(&modules, progress).into_iter().enumerate() {
            crates.insert((at, host), (fitting.keys().copied().collect(), linkers));
        }
    }
    let made: Vec<_> = libraries.iter().filter_map(Library::made).collect();
    let inputs = (starts, made.iter().map(|(_, by)| by).collect::<Vec<_>>());
    let files = |name| component(name)?.files.hydrate.first().map(BrowserFile::name);
    let files: Vec<_> = starts.names().map(files).collect();
    let beside: Vec<_> = crates.iter().map(|(of, (fitting, _))| (of, fitting)).collect();
    let choice = Choice {
        key: format!("{REVISION} {} {inputs:?} {files:?} {beside:?}", island_crates_hash()),
        file: made.first().map(|(work, _)| work.join("together.json")),
    };
    let known = |names: &BTreeSet<String>| {
        let module =
            |linkers: &Linkers<'_>| linkers.alone.known(names).or(linkers.joint.known(names)).cloned();
        Some((names.clone(), crates.values().find_map(|(_, linkers)| module(linkers))?))
    };
    if let Some(modules) = choice.read().and_then(|groups| groups.iter().map(known).collect()) {
        return Ok(modules);
    }
    // Of the gallery only what can go with something: to weigh a module takes some milliseconds.
    let fits = |name: &str| is_own(name) || crates.values().any(|(fitting, _)| fitting.contains(name));
    let alone =
        starts.names().filter(|name| fits(name)).filter_map(|name| component(name)?.group()).collect();
    let groups = together::choose(alone, starts, &mut |names| {
        let (own, gallery): (Vec<&str>, Vec<&str>) =
            names.iter().map(String::as_str).partition(|name| is_own(name));
        let of: BTreeSet<(usize, usize)> =
            own.iter().filter_map(|name| Some((*index.get(*name)?, component(name)?.host))).collect();
        // Islands of two crates, and those of the gallery alone, stay apart.
        let (Some(of), 1) = (of.first(), of.len()) else { return None };
        let (fitting, linkers) = crates.get_mut(of)?;
        match gallery.is_empty() {
            true => linkers.alone.group(names),
            false if gallery.iter().all(|name| fitting.contains(name)) => linkers.joint.group(names),
            false => None,
        }
    });
    let mut modules = BTreeMap::new();
    for (_, linkers) in crates.into_values() {
        modules.extend(linkers.alone.finish()?);
        modules.extend(linkers.joint.finish()?);
    }
    let of = |group: together::Group| Some((group.names.clone(), modules.remove(&group.names)?));
    let chosen: Vec<(BTreeSet<String>, Together)> = groups.into_iter().filter_map(of).collect();
    choice.write(chosen.iter().map(|(names, _)| names).collect());
    Ok(chosen)
}

/// What was chosen by an earlier build: to weigh modules anew takes longer than all else in a build after an edit of a text.
struct Choice {
    /// All that a choice depends on: what pages start, and the modules of islands alone, which say what others are made of.
    key: String,
    file: Option<PathBuf>,
}

impl Choice {
    fn key(&self) -> String {
        hash(self.key.as_bytes()).to_string()
    }

    /// The islands of each module that was chosen from the same.
    fn read(&self) -> Option<Vec<BTreeSet<String>>> {
        let text = source::read(self.file.as_ref()?).ok()?;
        let (key, groups): (String, Vec<BTreeSet<String>>) = serde_json::from_slice(&text).ok()?;
        (key == self.key()).then_some(groups)
    }

    /// Keeps a choice. Without it the next build chooses again; that is no reason to fail this one.
    fn write(&self, groups: Vec<&BTreeSet<String>>) {
        let Some(file) = &self.file else { return };
        let fresh = file.with_extension(format!("{}.new", std::process::id()));
        let text = serde_json::to_vec(&(self.key(), groups)).unwrap_or_default();
        let _ = std::fs::write(&fresh, text).and_then(|()| std::fs::rename(&fresh, file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_kept_for_the_same_inputs_alone() {
        let file = std::env::temp_dir().join(format!("layer9-together-{}.json", std::process::id()));
        let choice = |key: &str| Choice { key: key.to_owned(), file: Some(file.clone()) };
        let names = BTreeSet::from(["Counter".to_owned(), "List".to_owned()]);
        assert_eq!(choice("a").read(), None);
        choice("a").write(vec![&names]);
        assert_eq!((choice("a").read(), choice("b").read()), (Some(vec![names]), None));
        choice("b").write(Vec::new());
        assert_eq!((choice("a").read(), choice("b").read()), (None, Some(Vec::new())));
        std::fs::write(&file, "?").expect("written");
        assert_eq!(choice("b").read(), None);
        std::fs::remove_file(&file).expect("removed");
    }
}
