//! Which islands go into one module, and what links each: the crate that they are of, or the one crate that they are of
//! beside the gallery.

use super::library::{Library, Linkers};
use super::product::Together;
use super::progress::Progress;
use super::together::{self, Starts};
use crate::diagnostics::Result;
use std::collections::{BTreeMap, BTreeSet};

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
    let alone = starts.names().filter_map(|name| component(name)?.group()).collect();
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
    Ok(groups.into_iter().filter_map(of).collect())
}
