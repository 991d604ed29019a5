//! Ctrl-C and SIGTERM during a build: the output stays as it was, nothing is left behind, the exit code says why.

use crate::harness::{Run, Site, layer9, tree};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Writes a site of pages that take long to publish where they are compressed too.
fn write(site: &Site, generation: &str, precompress: bool) {
    let config =
        format!("base_url = \"https://example.org\"\ntitle = \"Test\"\nprecompress = {precompress}\n");
    site.write("layer9.toml", config);
    for page in 0..40 {
        let words: String = (0..4000).map(|n| format!("w{} ", n * (page + 7) % 9973)).collect();
        site.write(&format!("content/p{page}.md"), format!("# Page {page}\n\n{generation}\n\n{words}"));
    }
}

fn stage(site: &Site) -> PathBuf {
    site.path().join(".layer9/publish/dist/stage")
}

fn start(site: &Site) -> Child {
    let mut command = layer9();
    command.arg("build").current_dir(site.path()).env("RAYON_NUM_THREADS", "2");
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn wait_for(what: &str, mut there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !there() {
        assert!(start.elapsed() < Duration::from_secs(60), "{what} never came");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn send(signal: &str, child: &Child) {
    let status = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

fn interrupted(signal: &str, code: i32) {
    let site = Site::new();
    write(&site, "first", false);
    site.build();
    let before = tree(&site.dist());
    write(&site, "second", true);
    let child = start(&site);
    wait_for("a staged file", || stage(&site).read_dir().is_ok_and(|mut entries| entries.next().is_some()));
    send(signal, &child);
    let run = Run::of(&child.wait_with_output().unwrap());
    assert_eq!(run.code, Some(code), "{}", run.stderr);
    assert!(run.stderr.contains("interrupted; nothing was published"), "{}", run.stderr);
    assert!(!stage(&site).exists(), "the stage was left behind");
    assert!(tree(&site.dist()) == before, "the output changed");
    let lock = File::open(site.path().join(".layer9/publish/dist/lock")).unwrap();
    lock.try_lock().unwrap();
    drop(lock);
    write(&site, "second", false);
    let next = site.build();
    assert!(!next.stderr.contains("waiting"), "{}", next.stderr);
    assert!(site.page("/p7/").contains("second"));
}

#[test]
fn an_interrupt_leaves_no_trace() {
    interrupted("-INT", 130);
}

#[test]
fn a_request_to_terminate_leaves_no_trace() {
    interrupted("-TERM", 143);
}

/// A build that waits for another one has nothing to remove, and ends at once.
#[test]
fn an_interrupt_ends_the_wait_for_another_build() {
    let site = Site::new();
    site.write("content/a.md", "# A").build();
    let lock = File::open(site.path().join(".layer9/publish/dist/lock")).unwrap();
    lock.lock().unwrap();
    let mut child = start(&site);
    let mut stderr = child.stderr.take().unwrap();
    let mut text = String::new();
    wait_for("the wait", || {
        let mut byte = [0];
        let read = std::io::Read::read(&mut stderr, &mut byte).unwrap();
        assert_eq!(read, 1, "it ended by itself: {text}");
        text.push(char::from(byte[0]));
        text.contains("waiting for another build")
    });
    let start = Instant::now();
    send("-INT", &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert!(!stage(&site).exists());
}
