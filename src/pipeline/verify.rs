//! Whether what builds kept is what a clean build makes.

use super::Progress;
use super::build::{BuildOptions, build};
use super::load::locate;
use super::record::Store;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Builds clean into a folder of the site's `.layer9/`, and compares it with the output folder byte for byte. Every
/// file that differs is an error. Gives the number of files that were compared.
pub fn verify(
    options: &BuildOptions,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Option<usize> {
    let output = locate(&options.load)?;
    let beside = options.load.root.join(".layer9").join(format!("verify-{}", std::process::id()));
    let clean = beside.join("dist");
    let mut clean_options = BuildOptions { clean: true, force: false, ..options.clone() };
    clean_options.load.output = Some(clean.clone());
    // What is wrong with the site was said by the build that is verified.
    let mut said = Diagnostics::new();
    let built = build(&clean_options, progress, &mut said);
    let compared = match built {
        Some(_) => Some(compare(&output, &clean, out)),
        None => {
            out.extend(said);
            None
        }
    };
    let _ = Store::new(&options.load.root, &clean, &clean_options.load).clear();
    let _ = fs::remove_dir_all(&beside);
    compared
}

fn compare(output: &Path, clean: &Path, out: &mut Diagnostics) -> usize {
    let (there, wanted) = rayon::join(|| files(output), || files(clean));
    let all: Vec<&String> = there.union(&wanted).collect();
    let found: Vec<Diagnostic> = all
        .par_iter()
        .filter_map(|path| {
            let what = match (there.contains(*path), wanted.contains(*path)) {
                (true, true) if same(&output.join(path), &clean.join(path)) => return None,
                (true, true) => "differs from what a clean build makes",
                (true, false) => "is not made by a clean build",
                _ => "is missing; a clean build makes it",
            };
            let at = Location::file(output.join(path).display().to_string());
            Some(Diagnostic::error(Code::PublishVerify, format!("`{path}` {what}")).at(at))
        })
        .collect();
    for diagnostic in found {
        out.push(diagnostic.hint("build once with --clean, and report this: it is a bug of Layer9"));
    }
    all.len()
}

fn files(folder: &Path) -> BTreeSet<String> {
    WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| Some(entry.path().strip_prefix(folder).ok()?.to_string_lossy().into_owned()))
        .collect()
}

fn same(a: &Path, b: &Path) -> bool {
    matches!((crate::source::read(a), crate::source::read(b)), (Ok(a), Ok(b)) if a == b)
}
