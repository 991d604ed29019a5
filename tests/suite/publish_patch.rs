//! The order in which an output folder comes to be known by the build that made it: no name before the files stand.

use crate::harness::{Folder, tree};
use layer9::diagnostics::Code;
use layer9::publish::{OutputPath, Stage, StageOptions, recover};
use layer9::source::{Hash, hash};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder in which `a`, `b/index.html` and `old/index.html` were published by a build of this name.
fn published(name: &Hash) -> (Folder, PathBuf) {
    let home = Folder::new("patch");
    let dist = home.path().join("dist");
    let stage = Stage::open(&dist, &StageOptions::default()).unwrap();
    write(&stage, &["a", "b/index.html", "old/index.html"], "old");
    stage.commit(|| *name, Vec::new()).unwrap();
    (home, dist)
}

fn write(stage: &Stage, paths: &[&str], text: &str) {
    for path in paths {
        stage.write(&OutputPath::new(path).unwrap(), text.as_bytes()).unwrap();
    }
}

fn texts(dist: &Path) -> Vec<(String, String)> {
    tree(dist).into_iter().map(|(path, text)| (path, String::from_utf8(text).unwrap())).collect()
}

fn owned(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The build that the state beside the folder names.
fn named(home: &Folder) -> String {
    let made = fs::read_to_string(home.path().join(".layer9/publish/dist/made.json")).unwrap();
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    made["build"].as_str().unwrap().to_owned()
}

fn is_known_as(dist: &Path, name: &Hash) -> bool {
    Stage::open_patch(dist, &StageOptions::default(), name).unwrap().is_patch()
}

#[test]
fn a_build_is_named_when_all_its_files_stand_and_what_is_stale_is_gone() {
    let (first, second) = (hash(b"first"), hash(b"second"));
    for whole in [false, true] {
        let (home, dist) = published(&first);
        assert!(is_known_as(&dist, &first) && !is_known_as(&dist, &second));
        let stage = match whole {
            true => Stage::open(&dist, &StageOptions::default()).unwrap(),
            false => Stage::open_patch(&dist, &StageOptions::default(), &first).unwrap(),
        };
        assert_eq!(stage.is_patch(), !whole);
        write(&stage, &["a", "b/index.html", "c.css"], "new");
        assert_eq!(named(&home), first.to_string());
        let expected = owned(&[("a", "new"), ("b/index.html", "new"), ("c.css", "new")]);
        let mut asked = 0;
        let name = || {
            asked += 1;
            assert_eq!(texts(&dist), expected, "named before it stands");
            assert_eq!(named(&home), "", "whoever is cut off now leaves a folder that no build knows");
            second
        };
        stage.commit(name, vec!["old/index.html".to_owned()]).unwrap();
        assert_eq!(asked, 1);
        assert_eq!((texts(&dist), named(&home)), (expected, second.to_string()));
        assert!(is_known_as(&dist, &second) && !is_known_as(&dist, &first));
    }
}

#[test]
fn a_patch_that_cannot_be_applied_leaves_a_folder_that_no_build_knows() {
    let (first, second) = (hash(b"first"), hash(b"second"));
    let (home, dist) = published(&first);
    let stage = Stage::open_patch(&dist, &StageOptions::default(), &first).unwrap();
    write(&stage, &["a"], "new");
    // What is to be removed as a file is a folder by now, and not empty.
    let stale = dist.join("old/index.html");
    fs::remove_file(&stale).unwrap();
    fs::create_dir(&stale).unwrap();
    fs::write(stale.join("precious"), "x").unwrap();
    let mut asked = false;
    let name = || {
        asked = true;
        second
    };
    let failed = stage.commit(name, vec!["old/index.html".to_owned()]).unwrap_err();
    assert_eq!((failed.code, asked), (Code::PublishWrite, false), "{failed:?}");
    assert_eq!(named(&home), "");
    // The next command completes it once it can, and still nobody's record fits the folder.
    assert!(recover(&dist).is_err());
    fs::remove_dir_all(&stale).unwrap();
    assert!(recover(&dist).unwrap());
    assert_eq!(texts(&dist), owned(&[("a", "new"), ("b/index.html", "old")]));
    assert!(!is_known_as(&dist, &first) && !is_known_as(&dist, &second));
}
