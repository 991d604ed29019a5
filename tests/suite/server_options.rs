//! What `layer9 serve` and `layer9 preview` are told on the command line.

use crate::chromium::PATIENCE;
use crate::harness::{Site, layer9};
use crate::server::Server;
use crate::wire::{Answer, read_answer};
use std::io::Write;
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

fn site() -> Site {
    let site = Site::new();
    site.write("content/a.md", "First words.\n");
    site
}

fn command(site: &Site, arguments: &[&str]) -> Command {
    let mut command = layer9();
    command.args(arguments).args(["--port", "0"]).current_dir(site.path());
    command
}

/// Asks for a path under a name.
fn ask(server: &Server, host: &str, path: &str) -> Answer {
    let url = server.url("");
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    read_answer(&mut stream, false).expect("an answer")
}

/// Waits until a page holds some text.
fn shows(server: &Server, path: &str, text: &str) {
    let start = Instant::now();
    while !ask(server, "localhost", path).text().contains(text) {
        assert!(start.elapsed() < Duration::from_secs(30), "{path} never showed `{text}`");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn names_that_are_allowed_are_answered() {
    let site = site();
    site.build();
    for kind in ["serve", "preview"] {
        let plain = Server::run(command(&site, &[kind]));
        assert_eq!(ask(&plain, "tunnel.example", "/a/").status, 403, "{kind}");
        let options = ["--allow-host", "tunnel.example", "--allow-host", "Second.Example."];
        let server = Server::run(command(&site, &[&[kind], &options[..]].concat()));
        for (host, status) in [
            ("tunnel.example", 200),
            ("TUNNEL.example:8080", 200),
            ("second.example", 200),
            ("localhost", 200),
            ("other.example", 403),
            ("x.tunnel.example", 403),
        ] {
            assert_eq!(ask(&server, host, "/a/").status, status, "{kind} {host}");
        }
    }
}

#[test]
fn what_is_no_name_is_refused() {
    let site = site();
    for name in ["https://tunnel.example", "tunnel.example:80", "tunnel.example/x", "", "a..b", "*.example"] {
        for kind in ["serve", "preview"] {
            let run = site.run(&[kind, "--allow-host", name]);
            assert_eq!(run.code, Some(2), "{name}: {}", run.stderr);
            assert!(run.stderr.contains("a host name alone"), "{name}: {}", run.stderr);
        }
    }
}

/// Whether a process has asked the system to report changes.
#[cfg(target_os = "linux")]
fn is_watching(server: &Server) -> bool {
    let files = std::fs::read_dir(format!("/proc/{}/fd", server.id())).unwrap();
    files.flatten().any(|f| std::fs::read_link(f.path()).is_ok_and(|to| to.ends_with("anon_inode:inotify")))
}

#[test]
fn polling_is_a_choice() {
    let site = site();
    let server = Server::run(command(&site, &["serve", "--poll"]));
    #[cfg(target_os = "linux")]
    assert!(!is_watching(&server), "it polls, and has the system report changes as well");
    shows(&server, "/a/", "First words.");
    site.write("content/a.md", "Other words.\n");
    shows(&server, "/a/", "Other words.");
    #[cfg(target_os = "linux")]
    {
        let native = Server::run(command(&site, &["serve"]));
        // The watches are set while the first pages are answered.
        let soon = Instant::now() + PATIENCE;
        while !is_watching(&native) {
            assert!(Instant::now() < soon, "nothing is watched");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A process whose user may watch two folders: the third one fails, as on a machine where others have used the
/// limit up.
#[test]
#[cfg(target_os = "linux")]
fn where_watches_run_out_the_site_is_polled_with_a_notice() {
    const LIMIT: &str = "echo 2 > /proc/sys/user/max_inotify_watches";
    let mut probe = Command::new("unshare");
    if !probe.args(["-Ur", "sh", "-c", LIMIT]).output().is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: a process here cannot have limits of its own");
        return;
    }
    let site = site();
    for folder in ["blog", "docs", "notes"] {
        site.write(&format!("content/{folder}/x.md"), "# X\n");
    }
    let mut limited = Command::new("unshare");
    let script = format!("{LIMIT} && exec \"$@\"");
    limited.args(["-Ur", "sh", "-c", &script, "sh", env!("CARGO_BIN_EXE_layer9"), "serve", "--port", "0"]);
    let server = Server::run({
        limited.current_dir(site.path()).env("NO_COLOR", "1");
        limited
    });
    server.said("that it looks at the files", |line| {
        line.contains("cannot watch the site's files").then_some(())
    });
    server.said("which limit", |line| line.contains("max_user_watches").then_some(()));
    shows(&server, "/a/", "First words.");
    site.write("content/a.md", "Other words.\n");
    shows(&server, "/a/", "Other words.");
    site.write("content/notes/new/y.md", "Words in a new folder.\n");
    shows(&server, "/notes/new/y/", "Words in a new folder.");
}
