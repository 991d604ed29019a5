//! Loads that follow loads in one process, as `serve` has them: whatever was edited, a site that was loaded again is
//! the site that a fresh load gives.

use crate::incremental::{Dice, edit, edit_in_languages, site, site_in_languages, walk};
use layer9::diagnostics::Diagnostics;
use layer9::pipeline::{self, Before, LoadOptions, Loaded, Origin};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every rendered file; `Err` where one cannot be rendered.
fn rendered(loaded: &Loaded) -> Result<BTreeMap<String, String>, String> {
    let mut out = Diagnostics::new();
    let mut files = BTreeMap::new();
    for file in pipeline::plan(loaded, &mut out) {
        if let Origin::Output(output) = &file.origin {
            let bytes = loaded.renderer.render(output).map_err(|problems| format!("{problems:?}"))?.bytes;
            files.insert(file.path.as_str().to_owned(), String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    if out.has_errors() { Err(format!("{out:?}")) } else { Ok(files) }
}

fn said(out: &Diagnostics) -> Vec<String> {
    let mut said: Vec<String> = out.iter().map(|d| format!("{} {}", d.code.as_str(), d.message)).collect();
    said.sort();
    said
}

/// The paths of what came, went or changed since `known`.
fn changes(root: &Path, known: &mut BTreeMap<PathBuf, Vec<u8>>) -> BTreeSet<String> {
    let now: BTreeMap<PathBuf, Vec<u8>> =
        walk(root).into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    let all: BTreeSet<&PathBuf> = now.keys().chain(known.keys()).collect();
    let changed = all.into_iter().filter(|path| now.get(*path) != known.get(*path));
    let below = |path: &PathBuf| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    let changed = changed.map(below).collect();
    *known = now;
    changed
}

#[test]
fn a_site_loaded_again_is_the_site() {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let (mut shared, mut relaid, mut whole) = (0, 0, 0);
    for round in 0..10 {
        let in_languages = round >= 8;
        let site = if in_languages { site_in_languages() } else { site() };
        let edit = if in_languages { edit_in_languages } else { edit };
        let options = LoadOptions { root: site.path().to_path_buf(), ..LoadOptions::default() };
        let mut known = BTreeMap::new();
        changes(site.path(), &mut known);
        let mut out = Diagnostics::new();
        let mut live = pipeline::load(&options, Before::default(), &|_| {}, &mut out).expect("a site");
        let mut waiting = BTreeSet::new();
        for step in 0..40 {
            let told = edit(&site, &mut dice, step);
            waiting.extend(changes(site.path(), &mut known));
            if waiting.is_empty() {
                continue;
            }
            let (mut of_reload, mut of_load) = (Diagnostics::new(), Diagnostics::new());
            let next = pipeline::reload(&live, &options, &waiting, &|_| {}, &mut of_reload);
            let fresh = pipeline::load(&options, Before::default(), &|_| {}, &mut of_load).expect("a site");
            let next = next.expect("a site");
            assert_eq!(said(&of_reload), said(&of_load), "step {step}: {told}");
            if of_load.has_errors() {
                continue;
            }
            assert_eq!(rendered(&next), rendered(&fresh), "step {step}: {told}");
            match waiting.iter().all(|path| path.starts_with("content/")) {
                true if next.is_laid_out_as(&live) => shared += 1,
                true => relaid += 1,
                false => whole += 1,
            }
            waiting.clear();
            live = next;
        }
    }
    // Each of the three ways was taken.
    assert!(shared > 8 && relaid > 30 && whole > 30, "{shared} {relaid} {whole}");
}
