//! A build that is killed leaves the old output or the new one, and the next build works.

use crate::harness::{Site, layer9, tree};
use std::collections::BTreeMap;
use std::process::Child;
use std::time::{Duration, Instant};

const KILLS: u32 = 50;
/// Kills within a commit.
const COMMITS: u32 = 20;

/// Sixty pages of so many words.
fn write(site: &Site, generation: u32, words: usize) {
    for page in 0..60 {
        let text = format!("# Page {page}\n\nGeneration {generation}.\n\n{}", "word ".repeat(words));
        site.write(&format!("content/p{page}.md"), text);
    }
}

/// A build that swaps its output in whole, or one that moves what changed into the output that stands.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Whole,
    Patch,
}

fn start(site: &Site, kind: Kind) -> Child {
    let mut command = layer9();
    command.arg("build").current_dir(site.path());
    if kind == Kind::Whole {
        command.arg("--clean");
    }
    command.spawn().unwrap()
}

/// The output after a kill: what it was, or whole in the generation that was being built.
fn whole(site: &Site, old: &BTreeMap<String, Vec<u8>>, generation: u32) -> BTreeMap<String, Vec<u8>> {
    assert!(site.dist().is_dir(), "kill {generation}: there is no output");
    let now = tree(&site.dist());
    assert_eq!(now.len(), old.len(), "kill {generation}: {} of {} files", now.len(), old.len());
    if now != *old {
        for (path, bytes) in now.iter().filter(|(path, _)| path.starts_with('p')) {
            let text = String::from_utf8_lossy(bytes);
            let new = text.contains(&format!("Generation {generation}."));
            assert!(new, "kill {generation}: {path} is a mixture");
        }
    }
    now
}

/// The next build works, and nothing lies around.
fn works(site: &Site) {
    write(site, 1000, 20);
    site.build();
    assert!(site.page("/p7/").contains("Generation 1000."));
    let names = |folder: &str| -> Vec<String> {
        let entries = std::fs::read_dir(site.path().join(folder)).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names("."), [".layer9", "content", "dist", "layer9.toml"]);
    assert_eq!(names(".layer9/publish/dist"), ["lock", "made.json"]);
}

#[test]
fn fifty_kills_leave_a_whole_output() {
    let site = Site::new();
    write(&site, 0, 2000);
    let begin = Instant::now();
    site.build();
    let length = begin.elapsed().max(Duration::from_millis(20));
    let mut old = tree(&site.dist());
    let mut kept = 0;
    for n in 1..=KILLS {
        write(&site, n, 2000);
        let mut child = start(&site, Kind::Whole);
        // Spread over the whole build and a little beyond, in an order that is not a sweep.
        std::thread::sleep(length.mul_f64(f64::from(n * 17 % KILLS) / f64::from(KILLS) * 1.2));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = whole(&site, &old, n);
        kept += u32::from(now == old);
        old = now;
    }
    assert!(kept > 0, "no kill came in time; nothing was tested");
    works(&site);
}

/// Most of a build is before its commit, and a kill at any moment rarely meets the commit itself. It begins with a
/// record of what it will put there; these kills come right after that.
#[test]
#[cfg(unix)]
fn kills_within_a_commit_leave_a_whole_output() {
    kill_commits(Kind::Whole);
}

/// A patch is many renames: what a kill leaves, the next command brings to its end before it does anything else.
#[test]
#[cfg(unix)]
fn kills_within_a_patch_are_mended_by_the_next_command() {
    kill_commits(Kind::Patch);
}

#[cfg(unix)]
fn kill_commits(kind: Kind) {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::ExitStatusExt;
    let site = Site::new();
    write(&site, 0, 20);
    site.build();
    let record = site.path().join(".layer9/publish/dist/made.json");
    let mark = || std::fs::metadata(&record).map(|m| (m.ino(), m.mtime(), m.mtime_nsec())).ok();
    let mut old = tree(&site.dist());
    let (mut killed, mut kept, mut swapped) = (0, 0, 0);
    for n in 1..=COMMITS {
        write(&site, n, 20);
        let before = mark();
        let mut child = start(&site, kind);
        while mark() == before {
            // Where this process had to wait for the processor, all may be over.
            let ended = child.try_wait().unwrap().is_some();
            assert!(!ended || mark() != before, "the build ended without a commit");
        }
        let since = Instant::now();
        while since.elapsed() < Duration::from_micros(u64::from(n * 7 % COMMITS) * 150) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().signal().is_some());
        if kind == Kind::Patch {
            layer9::publish::recover(&site.dist()).unwrap();
        }
        let now = whole(&site, &old, n);
        if now == old {
            kept += 1
        } else {
            swapped += 1
        }
        // Whatever is left of the build's record, the next build is not deceived by it.
        site.build();
        old = tree(&site.dist());
        assert_eq!(old.len(), now.len(), "kill {n}: {} files became {}", now.len(), old.len());
        for page in 0..60 {
            let shown = site.page(&format!("/p{page}/"));
            assert!(shown.contains(&format!("Generation {n}.")), "kill {n}: {shown}");
        }
    }
    assert!(
        killed > COMMITS / 2,
        "only {killed} kills came in time ({kept} kept the old output, {swapped} not)"
    );
    works(&site);
}
