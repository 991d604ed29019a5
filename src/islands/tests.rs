//! Islands from source to HTML, with a crate that keeps to the ABI by hand: no runtime, no macros.

use super::*;
use crate::content::component::{ComponentKind, Literal};
use crate::diagnostics::{Code, Diagnostics};
use crate::source::Root;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

const MANIFEST: &str =
    "[package]\nname = \"fixture\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";

const SOURCE: &str = r##"#![no_std]
use core::alloc::{GlobalAlloc, Layout};
extern crate alloc;
use alloc::{format, string::String, vec, vec::Vec};

struct Bump;
static mut NEXT: usize = 0;
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, l: Layout) -> *mut u8 {
        unsafe {
            if NEXT == 0 { NEXT = core::arch::wasm32::memory_size(0) * 65536; }
            let at = (NEXT + l.align() - 1) & !(l.align() - 1);
            NEXT = at + l.size();
            while NEXT > core::arch::wasm32::memory_size(0) * 65536 {
                if core::arch::wasm32::memory_grow(0, 16) == usize::MAX { return core::ptr::null_mut(); }
            }
            at as *mut u8
        }
    }
    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}
#[global_allocator]
static A: Bump = Bump;

#[link(wasm_import_module = "l9x")]
unsafe extern "C" {
    fn env(key: u32) -> u32;
    fn take(at: *mut u8);
    fn upper(p: *const u8, n: usize) -> u32;
    fn number(v: f64, a: u32, b: u32) -> u32;
    #[link_name = "panic"]
    fn say(p: *const u8, n: usize);
}
#[link(wasm_import_module = "l9")]
unsafe extern "C" { fn text(node: u32, p: *const u8, n: usize); }

#[panic_handler]
fn on_panic(info: &core::panic::PanicInfo) -> ! {
    let s = format!("{}", info);
    unsafe { say(s.as_ptr(), s.len()) };
    core::arch::wasm32::unreachable()
}

fn stash(n: u32) -> String {
    let mut v = vec![0u8; n as usize];
    unsafe { take(v.as_mut_ptr()) };
    String::from_utf8(v).unwrap()
}
fn give(s: String) -> u64 {
    let b = s.into_bytes().leak();
    ((b.as_ptr() as u64) << 32) | b.len() as u64
}
fn props(p: *const u8, n: u32) -> String {
    String::from_utf8(unsafe { core::slice::from_raw_parts(p, n as usize) }.to_vec()).unwrap()
}
#[unsafe(no_mangle)] pub extern "C" fn l9_abi() -> u32 { 1 }
#[unsafe(no_mangle)] pub extern "C" fn l9_alloc(n: u32) -> *mut u8 { Vec::<u8>::with_capacity(n as usize).leak().as_mut_ptr() }

macro_rules! component {
    ($name:literal, $kind:literal, $manifest:ident $m:literal, $render:ident $r:literal, |$wire:ident| $body:expr) => {
        #[unsafe(export_name = $m)] pub extern "C" fn $manifest() -> u64 {
            give(String::from(concat!("{\"abi\":1,\"name\":\"", $name, "\",\"kind\":\"", $kind,
                "\",\"crate\":\"fixture\",\"file\":\"src/lib.rs\",\"line\":1,\"docs\":\"\",\"props\":[{\"name\":\"n\",\"type\":\"int\",\"required\":true}],",
                "\"slots\":[\"default\"],\"css\":\"p{}\",\"blocking_script\":\"\"}")))
        }
        #[unsafe(export_name = $r)] pub extern "C" fn $render(p: *const u8, n: u32) -> u64 {
            let $wire = props(p, n);
            give($body)
        }
    };
}
component!("Counter", "island", m1 "l9_manifest__Counter", r1 "l9_render__Counter", |wire| {
    static mut CALLS: u32 = 0;
    unsafe { CALLS += 1 };
    format!("<p id=\"\u{1}i\u{2}\">{}{}\u{1}sdefault\u{2}</p>", wire, unsafe { CALLS })
});
#[unsafe(no_mangle)] pub extern "C" fn l9_hydrate__Counter(root: u32, p: *const u8, n: u32) {
    let s = props(p, n);
    unsafe { text(root, s.as_ptr(), s.len()) }
}
component!("Env", "component", m2 "l9_manifest__Env", r2 "l9_render__Env", |wire| {
    let mut s = if wire == "1;" { stash(unsafe { env(3) }) } else { stash(unsafe { env(0) }) };
    let n = unsafe { upper(s.as_ptr(), s.len()) };
    s = stash(n);
    s.push_str(&stash(unsafe { number(1234.5, 2, 2) }));
    s
});
component!("Panics", "component", m3 "l9_manifest__Panics", r3 "l9_render__Panics", |wire| panic!("no {wire}"));
component!("Hangs", "component", m4 "l9_manifest__Hangs", r4 "l9_render__Hangs", |_wire| {
    let mut n = 1u32;
    while n != 0 { n = core::hint::black_box(n) | 1; }
    String::new()
});
component!("Touches", "component", m5 "l9_manifest__Touches", r5 "l9_render__Touches", |wire| {
    unsafe { text(0, wire.as_ptr(), wire.len()) };
    String::new()
});
component!("Recurses", "component", m6 "l9_manifest__Recurses", r6 "l9_render__Recurses", |wire| {
    fn down(n: u32) -> u32 { if core::hint::black_box(n) == 0 { 0 } else { let a = [n; 64]; 1 + down(core::hint::black_box(&a)[3] + 1) } }
    format!("{wire}{}", down(1))
});
"##;

/// A site in a folder of its own, removed when dropped.
struct Site {
    folder: PathBuf,
}

impl Site {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("layer9-islands-{}-{n}", std::process::id()));
        let site = Self { folder };
        site.write("islands/Cargo.toml", MANIFEST);
        site.write("islands/src/lib.rs", SOURCE);
        site
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Loads its islands; the second result counts how often something was compiled.
    fn load(&self) -> (Islands, Diagnostics, usize) {
        let root = Root::open(&self.folder, "").expect("the site");
        let compiled = RefCell::new(0);
        let mut diagnostics = Diagnostics::new();
        let progress = |step: Progress<'_>| {
            if matches!(step, Progress::Compile(_)) {
                *compiled.borrow_mut() += 1;
            }
        };
        let islands = Islands::load(
            &root,
            None,
            &Options { gallery: false, ..Options::default() },
            &mut diagnostics,
            &progress,
        );
        let compiled = *compiled.borrow();
        (islands, diagnostics, compiled)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn context(language: &str, page: &str) -> RenderContext {
    RenderContext { language: language.into(), page_path: page.into(), ..RenderContext::default() }
}

fn html(rendered: &Rendered) -> String {
    let mut out = String::new();
    rendered.place(&mut out, "l9-1", |out, name| out.push_str(name));
    out
}

#[test]
fn an_islands_crate_goes_from_source_to_html() {
    let site = Site::new();
    let (islands, diagnostics, compiled) = site.load();
    assert_eq!((diagnostics, compiled), (Diagnostics::new(), 1));
    let names: Vec<&str> = islands.signatures().iter().map(|s| &*s.name).collect();
    assert_eq!(names, ["Counter", "Env", "Hangs", "Panics", "Recurses", "Touches"]);
    let counter = &islands.get("Counter").expect("loaded").manifest;
    assert_eq!(
        (counter.signature.kind, &*counter.signature.origin),
        (ComponentKind::Island, "islands/src/lib.rs")
    );
    assert_eq!(islands.css("Counter").map(|css| &*css.text), Some("p{}"));

    // Memory is fresh in each render, so the static in it never counts on.
    let wire = encode(&counter.signature.props, &[Literal::Int(7)]).expect("props that fit");
    for page in ["/a/", "/b/"] {
        let rendered = islands.render("Counter", &wire, &context("en", page)).expect("rendered");
        assert_eq!(html(&rendered), "<p id=\"l9-1\">7;1default</p>");
        assert_eq!(rendered.asked(), []);
    }
    let again = islands.render("Counter", "8;", &context("en", "/a/")).expect("rendered");
    assert_eq!(html(&again), "<p id=\"l9-1\">8;1default</p>");

    // What was asked of the context is what the result depends on.
    let env = |wire: &str, language: &str, page: &str| {
        let rendered = islands.render("Env", wire, &context(language, page)).expect("rendered");
        (html(&rendered), rendered.asked().len())
    };
    assert_eq!(env("1;", "de", "/straße/"), ("/STRASSE/1.234,50".into(), 2));
    assert_eq!(env("1;", "en", "/straße/"), ("/STRASSE/1,234.50".into(), 2));
    assert_eq!(env("0;", "en", "/a/"), ("EN1,234.50".into(), 1));
    assert_eq!(env("0;", "en", "/b/"), ("EN1,234.50".into(), 1));
    assert_eq!(env("0;", "de", "/b/"), ("DE1.234,50".into(), 1));

    let failure = |name: &str| {
        let error = islands.render(name, "3;", &context("en", "/")).expect_err("a failure");
        (error.code, error.message)
    };
    let (code, message) = failure("Panics");
    assert!(
        code == Code::IslandTrap && message.contains("no 3;") && message.contains("src/lib.rs"),
        "{message}"
    );
    assert_eq!(failure("Hangs").0, Code::IslandFuel);
    assert_eq!(failure("Recurses").0, Code::IslandTrap);
    let (code, message) = failure("Touches");
    assert!(code == Code::IslandBrowserApi && message.contains("l9.text"), "{message}");
    assert_eq!(failure("Nowhere").0, Code::IslandAbi);

    // The browser's module holds what hydrates the island, and nothing else.
    let files = islands.browser_files("Counter", &Client::default());
    assert_eq!(files.len(), 1);
    let module = &files[0].bytes;
    let exports = toolchain::module::exports(module).expect("a module");
    assert_eq!(exports, ["memory", "l9_alloc", "l9_hydrate__Counter"]);
    assert_eq!(toolchain::module::strip(module).as_deref(), Some(&**module), "no custom sections");
    assert!(module.len() < 16_000, "{} bytes", module.len());
    assert!(islands.browser_files("Env", &Client::Load).is_empty());
    let payload = islands.payload(&[("Counter".to_owned(), Client::default())].into());
    assert_eq!(payload.module.raw, module.len() as u64);

    // Nothing has changed: nothing is compiled.
    let (same, _, compiled) = site.load();
    assert_eq!(compiled, 0);
    assert_eq!(same.browser_files("Counter", &Client::Load), files);
    assert_eq!(same.fingerprint("Counter"), islands.fingerprint("Counter"));
    // A damaged cache is not trusted.
    site.write(".layer9/islands-target/site.modules", "nonsense");
    assert_eq!(site.load().2, 1);

    // Another folder, the same bytes.
    let other = Site::new();
    other.write("content/x.md", "");
    let (elsewhere, _, _) = other.load();
    assert_eq!(elsewhere.browser_files("Counter", &Client::Load), files);
    assert_eq!(elsewhere.fingerprint("Counter"), islands.fingerprint("Counter"));
}

#[test]
fn a_compiler_error_is_a_diagnostic_at_its_place() {
    let site = Site::new();
    let broken = SOURCE.replace("fn l9_abi() -> u32 { 1 }", "fn l9_abi() -> u32 { \"ü\" }");
    site.write("islands/src/lib.rs", &broken);
    let (islands, diagnostics, _) = site.load();
    assert!(islands.incomplete() && islands.signatures().is_empty());
    let all: Vec<_> = diagnostics.iter().collect();
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!((all[0].code, &*all[0].message), (Code::IslandCompile, "mismatched types"));
    let location = all[0].location.as_ref().expect("a place");
    assert_eq!((&*location.file, &location.text[location.span.clone()]), ("islands/src/lib.rs", "\"ü\""));
    assert!(all[0].notes[0].message.starts_with("error[E0308]"), "{}", all[0].notes[0].message);
}

#[test]
fn two_crates_with_one_name_are_named_both() {
    let site = Site::new();
    site.write("islands/Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"3\"\n");
    for name in ["a", "b"] {
        let manifest = MANIFEST.replace("fixture", name).replace("\n[workspace]\n", "");
        site.write(&format!("islands/{name}/Cargo.toml"), &manifest);
        site.write(&format!("islands/{name}/src/lib.rs"), &SOURCE.replace("fixture", name));
    }
    let (islands, diagnostics, _) = site.load();
    assert_eq!(islands.signatures().len(), 6);
    let duplicates: Vec<_> = diagnostics.iter().filter(|d| d.code == Code::ComponentDuplicate).collect();
    assert_eq!(duplicates.len(), 6, "{diagnostics:#?}");
    assert!(duplicates[0].notes[0].message.contains("package `a`"), "{duplicates:#?}");
}

#[test]
fn another_abi_is_refused() {
    let site = Site::new();
    site.write("islands/src/lib.rs", &SOURCE.replace("fn l9_abi() -> u32 { 1 }", "fn l9_abi() -> u32 { 2 }"));
    let (_, diagnostics, _) = site.load();
    let codes: Vec<Code> = diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::IslandAbi]);
}

#[test]
fn a_new_crate_compiles_and_renders() {
    let site = Site::new();
    std::fs::remove_dir_all(site.folder.join("islands")).expect("removed");
    new_islands_crate(&site.folder.join("islands")).expect("written");
    let lock = std::fs::read_to_string(site.folder.join("islands/Cargo.lock")).expect("a lock file");
    let (islands, diagnostics, _) = site.load();
    assert_eq!(diagnostics, Diagnostics::new());
    let likes = &islands.get("Likes").expect("loaded").manifest.signature;
    assert_eq!(likes.docs.trim(), "A button that counts: `<Likes start={3} client=\"visible\" />`.");
    let wire = encode(&likes.props, &[Literal::Int(3)]).expect("props that fit");
    let rendered = islands.render("Likes", &wire, &context("en", "/")).expect("rendered");
    assert!(html(&rendered).contains("Liked"), "{}", html(&rendered));
    assert!(!islands.browser_files("Likes", &Client::Only).is_empty());
    // Cargo had nothing to add to the lock file, so it asked no registry.
    let after = std::fs::read_to_string(site.folder.join("islands/Cargo.lock")).expect("a lock file");
    assert_eq!(after, lock);
}

/// Two crates on the runtime, one without and one with std, each with a component that panics.
#[test]
fn a_panic_says_what_it_is_about_and_where() {
    let site = Site::new();
    let folder = site.folder.join("islands");
    std::fs::remove_dir_all(&folder).expect("removed");
    site.write("islands/Cargo.toml", "[workspace]\nmembers = [\"plain\", \"full\"]\nresolver = \"3\"\n");
    for (name, features, prelude) in
        [("plain", "", "#![no_std]\nextern crate alloc;\n"), ("full", ", default-features = false", "\n\n")]
    {
        let manifest = MANIFEST.replace("fixture", name).replace("\n[workspace]\n", "");
        let dependency = format!("[dependencies]\nlayer9-islands = {{ version = \"0.1\"{features} }}\n");
        site.write(&format!("islands/{name}/Cargo.toml"), &format!("{manifest}\n{dependency}"));
        let component = name.replacen(['p', 'f'], if name == "plain" { "P" } else { "F" }, 1);
        let source = format!(
            "{prelude}use layer9_islands::prelude::*;\n\
             #[component]\npub fn {component}(index: u32) -> impl View {{\n    \
             let names = [\"ü\", \"b\"];\n    let name = /* ü */ names[index as usize];\n    \
             view! {{ <p>{{name}}</p> }}\n}}\n"
        );
        site.write(&format!("islands/{name}/src/lib.rs"), &source);
    }
    let (islands, diagnostics, _) = site.load();
    assert_eq!(diagnostics, Diagnostics::new());
    for (component, file) in [("Plain", "islands/plain/src/lib.rs"), ("Full", "islands/full/src/lib.rs")] {
        let rendered = islands.render(component, "1;", &context("en", "/")).expect("rendered");
        assert!(html(&rendered).contains("<p>b</p>"), "{}", html(&rendered));
        let error = islands.render(component, "7;", &context("en", "/")).expect_err("a failure");
        assert_eq!(
            (error.code, &*error.message),
            (
                Code::IslandTrap,
                &*format!(
                    "<{component}> panicked at {file}:7:24: index out of bounds: the len is 2 but the index is 7"
                )
            )
        );
        let place = error.notes[0].location.as_ref().expect("a place");
        assert_eq!((&*place.file, &place.text[place.span.clone()]), (file, "names[index as usize];"));
    }
}

#[test]
fn serve_tells_the_sizes_of_a_build() {
    // The gallery's modules are the same in both; what a crate of the site's own has for being swapped is in its module.
    let folder = std::env::temp_dir();
    let root = Root::open(&folder, "").expect("a folder");
    let load = |hot_swap| {
        let mut out = Diagnostics::new();
        Islands::load(&root, None, &Options { hot_swap, ..Options::default() }, &mut out, &|_| {})
    };
    let menu = BTreeSet::from([("Menu".to_owned(), Client::Load)]);
    let (built, served) = (load(false), load(true));
    assert!(built.payload(&menu).loader.raw > 0);
    assert_eq!(built.payload(&menu), served.payload(&menu));
    // What is served is the loader that any island can be swapped under.
    assert!(served.loader(&menu).bytes.len() > built.loader(&menu).bytes.len());
}
