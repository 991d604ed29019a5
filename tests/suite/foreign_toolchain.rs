//! Islands with another toolchain than rustup's, as Linux distributions have it: a linker of their own, and an LLVM that does
//! not know all that it could be told.

use crate::browser_styles::site;
use crate::chromium::Browser;
use crate::harness::{Folder, Run, Site, layer9};
use crate::server::Server;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCE: &str = "#[island]\npub fn Likes(start: i32) -> impl View {\n    let count = signal(start);\n    view! {\n        \
     <button type=\"button\" on:click={move || count.update(|n| *n += 1)}>\"Liked \" {count} \" times\"</button>\n    }\n}\n";

/// A toolchain: a `rustc` whose sysroot has the target but no linker, and a `wasm-ld` elsewhere. Both write down what
/// they are told.
struct Toolchain {
    folder: Folder,
}

impl Toolchain {
    /// One whose LLVM does not know these flags.
    fn without(flags: &[&str]) -> Self {
        let printed = Command::new("rustc").args(["--print", "sysroot"]).output().unwrap();
        let real = PathBuf::from(String::from_utf8(printed.stdout).unwrap().trim());
        let toolchain = Self { folder: Folder::new("toolchain") };
        let own = toolchain.folder.path();
        std::fs::create_dir_all(own.join("sysroot/lib/rustlib")).unwrap();
        std::fs::create_dir(own.join("bin")).unwrap();
        let target = "lib/rustlib/wasm32-unknown-unknown";
        symlink(real.join(target), own.join("sysroot").join(target)).unwrap();
        let refused: String = flags
            .iter()
            .map(|flag| format!("*llvm-args={flag}*) echo 'Unknown command line argument' >&2; exit 1 ;;\n"))
            .collect();
        toolchain.program(
            "rustc",
            &format!(
                "echo \"$*\" >>'{0}/rustc.log'\ncase \"$*\" in\n'--print sysroot') echo '{0}/sysroot'; exit ;;\n{refused}esac\n\
                 exec '{1}/bin/rustc' \"$@\"",
                own.display(),
                real.display()
            ),
        );
        let lld = rust_lld(&real);
        toolchain.program(
            "wasm-ld",
            &format!(
                "echo \"$*\" >>'{}/wasm-ld.log'\nexec '{}' -flavor wasm \"$@\"",
                own.display(),
                lld.display()
            ),
        );
        toolchain
    }

    fn program(&self, name: &str, text: &str) {
        let path = self.folder.path().join("bin").join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn build(&self, site: &Site) -> Run {
        let bin = self.folder.path().join("bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(bin.clone()).chain(std::env::split_paths(&path)));
        let output = layer9()
            .arg("build")
            .current_dir(site.path())
            .env("PATH", path.unwrap())
            .env("RUSTC", bin.join("rustc"))
            .output()
            .unwrap();
        Run::of(&output)
    }

    /// What a program was told, a line for each time it was run.
    fn told(&self, program: &str) -> Vec<String> {
        let log = std::fs::read_to_string(self.folder.path().join(format!("{program}.log")));
        log.unwrap_or_default().lines().map(str::to_owned).collect()
    }
}

/// The linker that comes with rustc.
fn rust_lld(sysroot: &Path) -> PathBuf {
    let hosts = std::fs::read_dir(sysroot.join("lib/rustlib")).unwrap().flatten();
    let mut found = hosts.map(|host| host.path().join("bin/rust-lld")).filter(|path| path.is_file());
    found.next().expect("the toolchain that compiles this has a linker for WebAssembly")
}

#[test]
fn a_linker_of_another_llvm_links_machine_code_to_islands_that_work() {
    let toolchain = Toolchain::without(&["-disable-lsr"]);
    let site = site(SOURCE);
    site.write("content/a.md", "<Likes start={3} client=\"load\" />\n");
    site.write("static/favicon.ico", "");
    let run = toolchain.build(&site);
    assert_eq!(run.code, Some(0), "{}", run.stderr);

    // The linker outside of the sysroot made the module of the build and that of the island.
    let linked = toolchain.told("wasm-ld");
    for export in ["l9_render__Likes", "l9_hydrate__Likes"] {
        assert!(linked.iter().any(|line| line.contains(export)), "{export} in {linked:#?}");
    }
    // It was given no bitcode, which may be of an LLVM that it does not know.
    let compiled = toolchain.told("rustc");
    let library = compiled.iter().filter(|line| line.contains("--crate-type staticlib"));
    let library: Vec<&String> = library.filter(|line| line.contains("wasm32-unknown-unknown")).collect();
    assert!(!library.is_empty(), "{compiled:#?}");
    for line in library {
        assert!(!line.contains("linker-plugin-lto"), "{line}");
        // And its LLVM was told what it knows, nothing else.
        assert!(line.contains("llvm-args=-inline-threshold=15"), "{line}");
        assert!(!line.contains("-disable-lsr"), "{line}");
    }

    let server = Server::preview(site.path());
    let mut browser = Browser::start();
    browser.open(&server.url("/a/"));
    browser.wait_hydrated("layer9-island");
    assert_eq!(browser.text("document.querySelector('button').textContent"), "Liked 3 times");
    browser.click("button");
    browser.wait("the click", "document.querySelector('button').textContent === 'Liked 4 times'");
    assert_eq!(browser.console(), Vec::<String>::new());
}
