//! Builds that follow edits of the site's own islands: whatever was edited, the output is what a clean build makes.

use super::{Dice, build, options};
use crate::harness::{Site, tree};
use crate::server::islands_to_change;
use std::fs;
use std::path::Path;

/// One random edit. Some break the site: then nothing may be published.
fn edit(site: &Path, dice: &mut Dice, step: usize) -> &'static str {
    let replace = |path: &str, from: &str, to: &str| {
        let path = site.join(path);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace(from, to)).unwrap();
    };
    let counter = "islands/src/counter.rs";
    match dice.roll(11) {
        0 => {
            replace(counter, "aria-label=\"", &format!("aria-label=\"{step} "));
            "what an island renders"
        }
        1 => {
            replace(counter, "*n += 1", "*n += 1 + 1");
            "what an island does in the browser alone"
        }
        2 => {
            replace(counter, "default = ", "default = 1");
            "the default of a prop"
        }
        3 => {
            replace(counter, "count.update", "cuont.update");
            "a mistake that the compiler finds"
        }
        4 => {
            replace(counter, "cuont.update", "count.update");
            replace("content/two.md", "stray=", "start=");
            "the mistakes mended"
        }
        5 => {
            replace("content/two.md", "start=", "stray=");
            "a prop that no island has"
        }
        6 => {
            replace("content/nested.md", "start={1}", &format!("start={{{step}}}"));
            "a call"
        }
        7 => {
            let css = format!(".counter {{ order: {step} }}\n");
            fs::write(site.join("islands/src/counter.css"), css).unwrap();
            "the style sheet of an island"
        }
        8 => {
            replace("content/joint.md", "<Dialog label=\"Open\" title=\"Beside\">", "<CopyButton>");
            replace("content/joint.md", "</Dialog>", "</CopyButton>");
            "the island of the gallery beside the site's own"
        }
        9 => {
            let path = "islands/src/failing.rs";
            replace(path, "count.update(|n| *n += 1)", "count.update(|n| *n += 1 + 1)");
            "an island beside one of the gallery"
        }
        _ => {
            replace("layer9.toml", "default_client = \"load\"", "default_client = \"idle\"");
            "the default trigger"
        }
    }
}

#[test]
fn any_edit_of_an_island_ends_in_what_a_clean_build_makes() {
    let (site, _lock) = islands_to_change();
    let sources = tree(&site.join("islands/src"));
    let content = tree(&site.join("content"));
    let config = fs::read(site.join("layer9.toml")).unwrap();
    let restore = || {
        for (folder, files) in [("islands/src", &sources), ("content", &content)] {
            for (path, bytes) in files {
                let path = site.join(folder).join(path);
                if fs::read(&path).unwrap() != *bytes {
                    fs::write(path, bytes).unwrap();
                }
            }
        }
        let _ = fs::remove_file(site.join("islands/src/counter.css"));
        fs::write(site.join("layer9.toml"), &config).unwrap();
    };
    let output = Site::empty();
    let mut after_edits = options(&site);
    after_edits.load.output = Some(output.dist());
    let (mut dice, mut kept, mut refused) = (Dice(0x1234_5678_9abc_def1), 0, 0);
    assert!(build(&after_edits).0.is_some());
    for step in 1..=15 {
        let told = format!("script {step}: {}", edit(&site, &mut dice, step));
        let before = tree(&output.dist());
        let (summary, problems) = build(&after_edits);
        // What is linked is cached, too: a clean build makes it anew.
        for file in fs::read_dir(site.join(".layer9/islands-target")).unwrap().flatten() {
            if file.path().extension().is_some_and(|extension| extension == "modules") {
                fs::remove_file(file.path()).unwrap();
            }
        }
        let beside = Site::empty();
        let mut clean = options(&site);
        clean.clean = true;
        clean.load.output = Some(beside.dist());
        if build(&clean).0.is_none() {
            assert!(summary.is_none(), "{told}: published a broken site");
            assert!(tree(&output.dist()) == before, "{told}: changed the output of a broken site");
            refused += 1;
            continue;
        }
        let summary = summary.unwrap_or_else(|| panic!("{told}: {problems:?}"));
        let (made, wanted) = (tree(&output.dist()), tree(&beside.dist()));
        let differing: Vec<_> =
            wanted.iter().filter(|(path, bytes)| made.get(*path) != Some(*bytes)).collect();
        assert!(
            differing.is_empty(),
            "{told}: {:?}",
            differing.iter().map(|(path, _)| path).collect::<Vec<_>>()
        );
        assert_eq!(made.len(), wanted.len(), "{told}");
        kept += usize::from(summary.written < summary.files);
    }
    restore();
    assert!(kept > 6 && refused > 1, "{kept} builds kept something, {refused} were refused");
}
