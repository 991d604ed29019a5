//! Builds that follow builds: whatever was edited, the output folder is what a clean build makes.

mod edits;
mod islands;
mod site;

pub(crate) use edits::{edit, edit_in_languages};
pub(crate) use site::{site, site_in_languages};

use crate::harness::{Site, layer9, tree};
use layer9::diagnostics::Diagnostics;
use layer9::pipeline::{self, BuildOptions, LoadOptions, Summary};
use site::post;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// A small generator of numbers: the same seed gives the same edits everywhere.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

pub(crate) fn options(site: &Path) -> BuildOptions {
    let load = LoadOptions { root: site.to_path_buf(), ..LoadOptions::default() };
    BuildOptions { load, ..BuildOptions::default() }
}

pub(crate) fn build(options: &BuildOptions) -> (Option<Summary>, Diagnostics) {
    let mut out = Diagnostics::new();
    let summary = pipeline::build(options, &|_| {}, &mut out);
    (summary, out)
}

fn good(site: &Site) -> Summary {
    let (summary, problems) = build(&options(site.path()));
    summary.unwrap_or_else(|| panic!("{:#?}", problems.iter().collect::<Vec<_>>()))
}

/// What a clean build of the site makes, in a folder of its own.
fn clean(site: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    let beside = Site::empty();
    let mut options = options(site);
    options.clean = true;
    options.load.output = Some(beside.dist());
    build(&options).0.map(|_| tree(&beside.dist()))
}

/// Gives everything that changed a time of its own, long ago: files that changed just now are read again anyway,
/// which would hide a time that is trusted wrongly.
fn age(folder: &Path, step: usize, known: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in walk(folder) {
        let Ok(bytes) = fs::read(&entry) else { continue };
        if known.get(&entry) != Some(&bytes) {
            let time = UNIX_EPOCH + Duration::from_secs(1_000_000_000 + step as u64);
            File::options().write(true).open(&entry).unwrap().set_modified(time).unwrap();
            known.insert(entry, bytes);
        }
    }
}

pub(crate) fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let name = entry.file_name();
            if name == "dist" || name == ".layer9" {
                continue;
            }
            if entry.path().is_dir() { open.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files
}

/// 500 scripts of one to three random edits, each followed by a build: the output folder equals a clean one's,
/// and a build that fails leaves it as it was.
#[test]
fn any_edit_ends_in_what_a_clean_build_makes() {
    let kept = scripts(10, 0x9e37_79b9_7f4a_7c15, &site, &edit);
    // A record that never held would pass all of the above.
    assert!(kept > 150, "only {kept} of 500 builds kept anything");
}

/// The same for a site in three languages, of which many edits are of translations: 50 scripts.
#[test]
fn any_edit_of_a_translation_ends_in_what_a_clean_build_makes() {
    let kept = scripts(1, 0x0bad_5eed_1234_5678, &site_in_languages, &edit_in_languages);
    assert!(kept > 10, "only {kept} of 50 builds kept anything");
}

/// Runs 50 scripts of edits a round, and counts the builds that kept something.
fn scripts(
    rounds: usize,
    seed: u64,
    site: &dyn Fn() -> Site,
    edit: &dyn Fn(&Site, &mut Dice, usize) -> String,
) -> usize {
    let mut dice = Dice(seed);
    let mut kept = 0;
    for round in 0..rounds {
        let site = site();
        let mut known = BTreeMap::new();
        age(site.path(), 0, &mut known);
        good(&site);
        let mut last = tree(&site.dist());
        for script in 0..50 {
            let step = round * 50 + script + 1;
            let edits: Vec<String> = (0..=dice.roll(3)).map(|_| edit(&site, &mut dice, step)).collect();
            age(site.path(), step, &mut known);
            let told = || format!("script {step}: {edits:?}");
            let spoilt = tree(&site.dist());
            let (summary, problems) = build(&options(site.path()));
            let Some(wanted) = clean(site.path()) else {
                assert!(summary.is_none(), "{}: published a broken site", told());
                assert_eq!(tree(&site.dist()), spoilt, "{}: changed the output of a broken site", told());
                continue;
            };
            let summary = summary.unwrap_or_else(|| panic!("{}: {problems:?}", told()));
            let made = tree(&site.dist());
            for (path, bytes) in &wanted {
                let text = |bytes: Option<&Vec<u8>>| bytes.map(|b| String::from_utf8_lossy(b).into_owned());
                assert_eq!(text(made.get(path)), text(Some(bytes)), "{}: {path}", told());
            }
            assert_eq!(made.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "{}", told());
            kept += usize::from(summary.written < summary.files);
            last = made;
        }
        assert!(!last.is_empty());
    }
    kept
}

/// 200 damages of the record: each is noticed, or harmless.
#[test]
fn a_damaged_record_is_never_trusted() {
    let site = site();
    age(site.path(), 0, &mut BTreeMap::new());
    good(&site);
    let wanted = tree(&site.dist());
    let folder = site.path().join(".layer9/cache");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|file| file.path()).collect();
    files.sort();
    assert_eq!(files.len(), 2, "the record, and the bodies beside it: {files:?}");
    let template = fs::read_to_string(site.path().join("templates/page.html")).unwrap();
    let mut dice = Dice(0x0123_4567_89ab_cdef);
    for n in 0..200 {
        let record = &files[n / 4 % 2];
        let mut bytes = fs::read(record).unwrap();
        let at = dice.roll(bytes.len());
        match n % 4 {
            0 => bytes[at] ^= 1 << dice.roll(8),
            1 => bytes.truncate(at),
            2 => bytes.extend_from_slice(&[7; 5]),
            _ => {
                let end = bytes.len().min(at + 64);
                bytes[at..end].reverse();
                bytes[at] = bytes[at].wrapping_add(1);
            }
        }
        fs::write(record, &bytes).unwrap();
        // Every page is rendered again, with the body that is kept.
        site.write("templates/page.html", format!("{template}{{# {n} #}}"));
        let file = site.path().join("content/posts/p0.md");
        let body = fs::read_to_string(&file).unwrap();
        fs::write(&file, &body).unwrap();
        let (summary, problems) = build(&options(site.path()));
        assert!(summary.is_some(), "damage {n} at {at}: {problems:?}");
        assert!(tree(&site.dist()) == wanted, "damage {n} at {at}");
    }
}

/// Written for one edit: nothing but what shows it.
#[test]
fn only_what_changed_is_written() {
    let site = site();
    type Case<'c> = (&'c str, &'c dyn Fn(), &'c [&'c str]);
    let cases: [Case<'_>; 4] = [
        ("nothing", &|| {}, &[]),
        (
            "a body, beyond its summary",
            &|| post(&site, 2, "Post 2", "a", "Some *text* here.\n\nA third paragraph."),
            &["posts/p2/index.html", "atom.xml", "tags/a/atom.xml", "tags/all/atom.xml"],
        ),
        (
            "a static file",
            &|| {
                site.write("static/robots-extra.txt", "x");
            },
            &["robots-extra.txt"],
        ),
        (
            "the sheet of a component",
            &|| {
                site.write("templates/components/Note.css", "aside { color: blue }");
            },
            &["docs/p0/index.html", "docs/p1/index.html", "docs/p2/index.html"],
        ),
    ];
    good(&site);
    for (what, edit, expected) in cases {
        let before = times(&site.dist());
        edit();
        good(&site);
        let after = times(&site.dist());
        let mut written: Vec<&str> = after
            .iter()
            .filter(|(path, time)| before.get(*path) != Some(*time))
            .map(|(path, _)| path.as_str())
            .filter(|path| !path.starts_with("_layer9/"))
            .collect();
        written.sort_unstable();
        let mut expected: Vec<&str> = expected.to_vec();
        // The pages of the tag that count words.
        if what.starts_with("a body") {
            expected.extend(["rss.xml", "tags/a/rss.xml", "tags/all/rss.xml"]);
            expected.extend(written.iter().filter(|p| p.starts_with("tags/") && p.ends_with("index.html")));
        }
        expected.sort_unstable();
        assert_eq!(written, expected, "{what}");
    }
}

fn times(dist: &Path) -> BTreeMap<String, std::time::SystemTime> {
    tree(dist)
        .into_keys()
        .map(|path| {
            let time = fs::metadata(dist.join(&path)).unwrap().modified().unwrap();
            (path, time)
        })
        .collect()
}

/// The command line says what it did, and compares when it is asked to.
#[test]
fn the_command_says_what_changed() {
    let site = site();
    let run = |args: &[&str]| {
        let output = layer9().args(["build"]).args(args).current_dir(site.path()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run(&[]).0, Some(0));
    let (code, said) = run(&[]);
    assert!(code == Some(0) && said.contains("(nothing changed)"), "{said}");
    site.write("static/robots-extra.txt", "other");
    let (code, said) = run(&["--verify"]);
    assert!(code == Some(0) && said.contains("(1 file written)"), "{said}");
    assert!(said.contains("equal those of a clean build"), "{said}");
    // A file that nobody made is found by the comparison.
    site.write("dist/posts/p1/extra.html", "left by somebody");
    let (code, said) = run(&["--verify"]);
    assert!(code == Some(1) && said.contains("L9-0906") && said.contains("extra.html"), "{said}");
    let (code, said) = run(&["--clean", "--verify"]);
    assert!(code == Some(0), "{said}");
}

/// With hardly any memory a build makes the same.
#[test]
fn a_build_that_keeps_little_makes_the_same() {
    let site = site();
    let wanted = clean(site.path()).expect("a sound site");
    let mut options = options(site.path());
    options.memory = Some(1);
    let (summary, problems) = build(&options);
    assert!(summary.is_some(), "{problems:?}");
    assert!(tree(&site.dist()) == wanted);
    post(&site, 2, "Another title", "b", "Another body.");
    let (summary, problems) = build(&options);
    assert!(summary.is_some_and(|summary| summary.written < summary.files), "{problems:?}");
    assert!(tree(&site.dist()) == clean(site.path()).expect("a sound site"));

    let run = |size: &str| {
        let output =
            layer9().args(["build", "--clean", "--memory", size]).current_dir(site.path()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(run("2G").0, Some(0));
    let (code, said) = run("much");
    assert!(code == Some(2) && said.contains("is no amount of memory: write it like 512M or 2G"), "{said}");
}
