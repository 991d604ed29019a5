//! Output paths, collisions, and the staged output folder.

use layer9::diagnostics::{Code, Location, Severity};
use layer9::publish::{Claims, Origin, OutputPath, Stage, StageOptions, recover};
use layer9::source::Hash;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A folder of its own below the system's temporary one, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("layer9-publish-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder.canonicalize().unwrap())
    }

    fn dist(&self) -> PathBuf {
        self.0.join("dist")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn path(text: &str) -> OutputPath {
    OutputPath::new(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn no_wait() -> StageOptions<'static> {
    StageOptions { wait: Duration::ZERO, ..StageOptions::default() }
}

fn publish(dist: &Path, files: &[(&str, &str)]) {
    let stage = Stage::open(dist, &no_wait()).unwrap();
    for (name, text) in files {
        stage.write(&path(name), text.as_bytes()).unwrap();
    }
    let report = stage.commit(Hash::default, Vec::new()).unwrap();
    assert_eq!(report.files, files.len() as u64);
    assert_eq!(report.bytes, files.iter().map(|(_, t)| t.len() as u64).sum::<u64>());
}

/// All files below a folder, relative, with their text.
fn tree(folder: &Path) -> Vec<(String, String)> {
    fn walk(base: &Path, folder: &Path, out: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let at = entry.unwrap().path();
            if at.is_dir() {
                walk(base, &at, out);
            } else {
                let name = at.strip_prefix(base).unwrap().display().to_string();
                out.push((name, fs::read_to_string(&at).unwrap()));
            }
        }
    }
    let mut out = Vec::new();
    if folder.exists() {
        walk(folder, folder, &mut out);
    }
    out.sort();
    out
}

const HOSTILE: &[&str] = &[
    "",
    "/",
    "/etc/passwd",
    "//server/share",
    "..",
    ".",
    "../x",
    "a/../../x",
    "a/..",
    "a/./b",
    "a//b",
    "a/",
    "./a",
    "..\\x",
    "a\\..\\x",
    "\\\\server\\share",
    "C:\\x",
    "C:/x",
    "c:x",
    "file.txt:stream",
    "a\0b",
    "a\nb",
    "a\u{7f}b",
    "a\u{85}b",
    "%2e%2e/x",
    "%2E%2E/x",
    ".%2e/x",
    "%252e%252e/x",
    "%25252e%25252e/x",
    "a%2f..%2fx",
    "a%5c..%5cx",
    "a%255cx",
    "%c0%ae%c0%ae/x",
    "a%00b",
    "... /x",
    "../ /x",
    "a./b",
    "a /b",
    "..  ",
    "CON",
    "con.html",
    "a/NUL.txt",
    "aux/index.html",
    "COM1.html",
    "lpt9",
    "com¹.txt",
    "con .txt",
    "CONIN$",
    "gnp\u{202e}lmth.exe",
    "a\u{2066}b",
    "a\u{feff}b",
    "a\u{2028}b",
    "what?.html",
    "a*b",
    "a<b>",
    "a|b",
    "\"a\"",
];

#[test]
fn hostile_paths_are_refused() {
    for payload in HOSTILE {
        assert!(OutputPath::new(payload).is_err(), "accepted: {payload:?}");
    }
    assert!(OutputPath::new(&"x".repeat(256)).is_err());
    assert!(OutputPath::new(&"é".repeat(128)).is_err());
    assert!(OutputPath::new(&vec!["x".repeat(200); 20].join("/")).is_err());
    let reason = OutputPath::new("a/../../x").unwrap_err().to_string();
    assert_eq!(reason, "it contains `.` or `..` as a part");
}

#[test]
fn ordinary_paths_are_kept() {
    for name in [
        "index.html",
        "guide/start/index.html",
        ".well-known/security.txt",
        "_headers",
        "100%.html",
        "50%25/index.html",
        "a b/c.html",
        "..hidden",
        "a..b/c...d",
        "console/index.html",
        "com10.txt",
        "nulla.html",
        "日本語/索引.html",
        "می\u{200c}خواهم/index.html",
        "👩\u{200d}💻.html",
        "wasm/counter.0a1b2c3d.wasm",
    ] {
        assert_eq!(path(name).as_str(), name);
    }
    assert_eq!(path("x").as_str(), "x");
    assert!(OutputPath::new(&"x".repeat(255)).is_ok());
    assert_eq!(path("a/b/c.html").folders().collect::<Vec<_>>(), ["a", "a/b"]);
    assert_eq!(path("a/b.Tar.GZ").extension(), "gz");
    assert_eq!(path("a.b/.htaccess").extension(), "");
}

#[test]
fn unicode_is_normalised() {
    let decomposed = path("cafe\u{301}/index.html");
    assert_eq!(decomposed.as_str(), "caf\u{e9}/index.html");
    assert_eq!(decomposed.spelling(), "cafe\u{301}/index.html");
    assert_eq!(decomposed, path("caf\u{e9}/index.html"));
    assert_eq!(path("CAFÉ").collision_key(), path("cafe\u{301}").collision_key());
    assert_eq!(path("ΟΔΟΣ").collision_key(), path("οδος").collision_key());
    assert_eq!(path("ΟΔΟΣ/x").collision_key(), path("οδοσ/x").collision_key());
    assert_ne!(path("straße").collision_key(), path("strasse").collision_key());
    // The Greek question mark is a semicolon in normal form, the Kelvin sign a K: checks come after.
    assert_eq!(path("a\u{37e}b").as_str(), "a;b");
    assert_eq!(path("\u{212a}").as_str(), "K");
}

proptest::proptest! {
    /// Whatever the text: no panic, and what is accepted stays below the folder it is put in.
    #[test]
    fn accepted_paths_stay_below(text in "[./\\\\%a-zA-Z0-9:*\u{0}-\u{20}é\u{301}\u{202e}]{0,40}") {
        if let Ok(accepted) = OutputPath::new(&text) {
            let below = accepted.below(Path::new("/dist"));
            proptest::prop_assert!(below.starts_with("/dist"));
            let plain = below.components().all(|c| !matches!(c, std::path::Component::ParentDir));
            proptest::prop_assert!(plain);
            proptest::prop_assert_eq!(OutputPath::new(accepted.as_str()).unwrap(), accepted);
        }
    }
}

fn origin(what: &str, file: &str) -> Origin {
    Origin::new(what).at(Location::file(file))
}

/// Claims in every rotation, and backwards: the report is the same.
fn collisions(list: &[(&str, Origin)]) -> Vec<String> {
    let mut reports = Vec::new();
    for shift in 0..list.len() {
        for backwards in [false, true] {
            let mut turned: Vec<_> = list.to_vec();
            turned.rotate_left(shift);
            if backwards {
                turned.reverse();
            }
            let (mut claims, mut other) = (Claims::new(), Claims::new());
            for (i, (name, origin)) in turned.into_iter().enumerate() {
                if i % 2 == 0 { &mut claims } else { &mut other }.claim(path(name), origin);
            }
            claims.extend(other);
            assert_eq!(claims.len(), list.len());
            let report: Vec<String> = claims
                .finish()
                .iter()
                .map(|d| {
                    assert_eq!(d.code, Code::PublishCollision);
                    let kind = if d.severity == Severity::Error { "error" } else { "warning" };
                    let at = d.location.as_ref().map_or("-", |l| &l.file);
                    let notes: Vec<_> = d.notes.iter().map(|n| n.message.clone()).collect();
                    format!("{kind} {at}: {} [{}]", d.message, notes.join("; "))
                })
                .collect();
            reports.push(report);
        }
    }
    assert!(reports.windows(2).all(|w| w[0] == w[1]), "{reports:#?}");
    reports.swap_remove(0)
}

#[test]
fn collisions_name_both_sources() {
    let page = |file: &str| origin("page", file);
    assert_eq!(
        collisions(&[("a/index.html", page("content/b.md")), ("a/index.html", page("content/a.md"))]),
        ["error content/a.md: two sources for one output file `a/index.html`: page `content/a.md` and page \
          `content/b.md` [`a/index.html` also comes from page `content/b.md`]"]
    );
    assert_eq!(
        collisions(&[
            ("sitemap.xml", Origin::new("sitemap")),
            ("sitemap.xml", origin("static file", "static/sitemap.xml"))
        ]),
        [
            "error -: two sources for one output file `sitemap.xml`: sitemap and static file `static/sitemap.xml` \
          [`sitemap.xml` also comes from static file `static/sitemap.xml`]"
        ]
    );
    assert_eq!(
        collisions(&[
            ("Guide.html", page("content/A.md")),
            ("guide.html", origin("alias of", "content/b.md"))
        ]),
        [
            "error content/A.md: output files that differ only in case: `Guide.html` and `guide.html` (from page \
          `content/A.md` and alias of `content/b.md`) [`guide.html` also comes from alias of `content/b.md`]"
        ]
    );
    assert_eq!(
        collisions(&[("caf\u{e9}", page("content/1.md")), ("cafe\u{301}", page("content/2.md"))]),
        [
            "error content/1.md: two sources for one output file, in different Unicode forms, `caf\u{e9}`: page \
          `content/1.md` and page `content/2.md` [`caf\u{e9}` also comes from page `content/2.md`]"
        ]
    );
    assert_eq!(
        collisions(&[
            ("feed", origin("static file", "static/feed")),
            ("feed/index.html", page("content/feed.md")),
            ("feed/2/index.html", page("content/feed2.md")),
        ]),
        [
            "error static/feed: `feed` is to be a file (from static file `static/feed`), and `feed/` a folder (for \
          `feed/2/index.html` from page `content/feed2.md`) [`feed/2/index.html` also comes from page \
          `content/feed2.md`]"
        ]
    );
    assert_eq!(
        collisions(&[
            ("FEED", origin("static file", "static/FEED")),
            ("feed/index.html", page("content/feed.md")),
        ])
        .len(),
        1
    );
    assert_eq!(
        collisions(&[
            ("Docs/a.html", page("content/a.md")),
            ("docs/b.html", page("content/b.md")),
            ("docs/x/c.html", page("content/c.md")),
            ("Docs/x/d.html", page("content/d.md")),
        ]),
        [
            "warning content/a.md: output folders that differ only in case: `Docs/` (for `Docs/a.html` from page \
          `content/a.md`) and `docs/` (for `docs/b.html` from page `content/b.md`) [`docs/b.html` also comes from \
          page `content/b.md`]"
        ]
    );
    // Three sources are one report.
    let three: Vec<_> = ["c", "a", "b"].iter().map(|f| ("x.html", page(f))).collect();
    assert_eq!(collisions(&three).len(), 1);
    assert!(
        collisions(&[
            ("a/index.html", page("content/a.md")),
            ("b/index.html", page("content/b.md")),
            ("a.b", page("content/c.md")),
            ("a-b/c", page("content/d.md")),
        ])
        .is_empty()
    );
}

#[test]
fn a_stage_appears_whole_or_not_at_all() {
    let home = Scratch::new("whole");
    let dist = home.dist();
    let stage = Stage::open(&dist, &no_wait()).unwrap();
    stage.write(&path("a/index.html"), b"one").unwrap();
    assert!(!dist.exists());
    drop(stage);
    assert!(!dist.exists(), "dropped, yet published");
    publish(&dist, &[("a/index.html", "one"), ("old.css", "x")]);
    let stage = Stage::open(&dist, &no_wait()).unwrap();
    stage.write(&path("a/index.html"), b"two").unwrap();
    stage.write(&path("new.css"), b"y").unwrap();
    assert_eq!(tree(&dist), [("a/index.html".into(), "one".into()), ("old.css".into(), "x".into())]);
    stage.commit(Hash::default, Vec::new()).unwrap();
    assert_eq!(tree(&dist), [("a/index.html".into(), "two".into()), ("new.css".into(), "y".into())]);
    let state: Vec<_> = tree(&home.0.join(".layer9")).into_iter().map(|(n, _)| n).collect();
    assert_eq!(state, ["publish/dist/lock", "publish/dist/made.json"]);
}

#[test]
fn files_are_written_from_many_threads() {
    use rayon::prelude::*;
    let home = Scratch::new("threads");
    let stage = Stage::open(&home.dist(), &no_wait()).unwrap();
    (0..500).into_par_iter().for_each(|i| {
        stage.write(&path(&format!("{}/{}/{i}.html", i % 7, i % 3)), format!("{i}").as_bytes()).unwrap();
    });
    let error = stage.write(&path("0/0/0.html"), b"again").unwrap_err();
    assert_eq!(error.code, Code::PublishCollision);
    let report = stage.commit(Hash::default, Vec::new()).unwrap();
    assert_eq!(report.files, 500);
    assert_eq!(tree(&home.dist()).len(), 500);
}

#[test]
fn copies_are_files_of_their_own() {
    let home = Scratch::new("copies");
    let source = home.0.join("source.bin");
    fs::write(&source, "bytes").unwrap();
    let mut permissions = fs::metadata(&source).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&source, permissions).unwrap();
    let stage = Stage::open(&home.dist(), &no_wait()).unwrap();
    stage.copy(&path("s/copy.bin"), &source).unwrap();
    let missing = stage.copy(&path("s/none"), &home.0.join("none")).unwrap_err();
    assert_eq!(missing.code, Code::SourceRead);
    let folder = stage.copy(&path("s/folder"), &home.0).unwrap_err();
    assert_eq!(folder.code, Code::SourceRead);
    assert_eq!(stage.commit(Hash::default, Vec::new()).unwrap().bytes, 5);
    let copy = fs::metadata(home.dist().join("s/copy.bin")).unwrap();
    assert!(!copy.permissions().readonly());
}

#[test]
fn one_build_at_a_time() {
    let home = Scratch::new("lock");
    let dist = home.dist();
    let first = Stage::open(&dist, &no_wait()).unwrap();
    first.write(&path("x"), b"first").unwrap();
    let refused = Stage::open(&dist, &no_wait()).unwrap_err();
    assert_eq!(refused.code, Code::PublishLocked);
    assert!(refused.message.contains(&std::process::id().to_string()), "{}", refused.message);
    assert!(!recover(&dist).unwrap(), "recovery must leave a running build alone");
    let told = std::sync::Mutex::new(Vec::new());
    let start = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(200));
            first.commit(Hash::default, Vec::new()).unwrap();
        });
        let waiting = |holder: &str| told.lock().unwrap().push(holder.to_owned());
        let options = StageOptions { wait: Duration::from_secs(20), waiting: &waiting, ..no_wait() };
        let second = Stage::open(&dist, &options).unwrap();
        assert!(start.elapsed() >= Duration::from_millis(150));
        assert_eq!(fs::read(dist.join("x")).unwrap(), b"first");
        second.write(&path("x"), b"second").unwrap();
        second.commit(Hash::default, Vec::new()).unwrap();
    });
    assert_eq!(told.lock().unwrap().len(), 1);
    assert_eq!(fs::read(dist.join("x")).unwrap(), b"second");
}

#[test]
fn foreign_folders_are_refused() {
    let home = Scratch::new("foreign");
    let dist = home.dist();
    let code = |options: &StageOptions<'_>| Stage::open(&dist, options).map(drop).map_err(|d| d.code);
    fs::create_dir(&dist).unwrap();
    assert_eq!(code(&no_wait()), Ok(()), "an empty folder is anybody's");
    fs::write(dist.join("thesis.odt"), "precious").unwrap();
    assert_eq!(code(&no_wait()), Err(Code::PublishForeign));
    assert_eq!(fs::read(dist.join("thesis.odt")).unwrap(), b"precious");
    let force = StageOptions { force: true, ..no_wait() };
    assert_eq!(code(&force), Ok(()));
    assert!(dist.join("thesis.odt").exists(), "an uncommitted force build deletes nothing");
    fs::remove_file(dist.join("thesis.odt")).unwrap();
    publish(&dist, &[("index.html", "x")]);
    publish(&dist, &[("index.html", "y"), ("more/a.css", "z")]);
    fs::create_dir(dist.join(".git")).unwrap();
    let refused = Stage::open(&dist, &no_wait()).unwrap_err();
    assert_eq!(refused.code, Code::PublishForeign);
    assert!(refused.message.contains(".git"), "{}", refused.message);
    // The same when it appears during the build.
    fs::remove_dir(dist.join(".git")).unwrap();
    let stage = Stage::open(&dist, &no_wait()).unwrap();
    stage.write(&path("index.html"), b"z").unwrap();
    fs::write(dist.join("CNAME"), "example.org").unwrap();
    assert_eq!(stage.commit(Hash::default, Vec::new()).unwrap_err().code, Code::PublishForeign);
    assert_eq!(fs::read(dist.join("index.html")).unwrap(), b"y");
    // A folder that the site or the user lives in goes not even by force.
    let inside = dist.join("more");
    let protect = [inside.as_path()];
    let options = StageOptions { force: true, protect: &protect, ..no_wait() };
    assert_eq!(code(&options), Err(Code::PublishForeign));
    // Nor does a file, a root, or a place of our own.
    fs::write(home.0.join("file"), "x").unwrap();
    for place in [home.0.join("file"), PathBuf::from("/"), home.0.join(".layer9"), home.0.join("none/..")] {
        let force = StageOptions { force: true, ..no_wait() };
        assert!(Stage::open(&place, &force).is_err(), "{}", place.display());
    }
}

#[test]
fn a_dead_build_is_swept_up() {
    let home = Scratch::new("dead");
    let dist = home.dist();
    publish(&dist, &[("index.html", "old")]);
    let stage = home.0.join(".layer9/publish/dist/stage");
    fs::create_dir_all(stage.join("a/b")).unwrap();
    fs::write(stage.join("a/b/c.html"), "half").unwrap();
    fs::write(home.0.join(".layer9/publish/dist/made.tmp"), "half").unwrap();
    assert!(!recover(&dist).unwrap());
    assert!(!stage.exists());
    fs::create_dir_all(stage.join("a/b")).unwrap();
    publish(&dist, &[("index.html", "new")]);
    assert_eq!(tree(&dist), [("index.html".into(), "new".into())]);
    // A record that is damaged is no record.
    fs::write(home.0.join(".layer9/publish/dist/made.json"), "{\"version\":1,\"top").unwrap();
    assert_eq!(Stage::open(&dist, &no_wait()).unwrap_err().code, Code::PublishForeign);
}

#[cfg(unix)]
#[test]
fn a_linked_dist_stays_a_link() {
    let home = Scratch::new("link");
    let target = home.0.join("srv/site");
    fs::create_dir_all(&target).unwrap();
    std::os::unix::fs::symlink(&target, home.dist()).unwrap();
    publish(&home.dist(), &[("index.html", "x")]);
    publish(&home.dist(), &[("index.html", "y")]);
    assert!(fs::symlink_metadata(home.dist()).unwrap().is_symlink());
    assert_eq!(tree(&target), [("index.html".into(), "y".into())]);
    assert!(home.0.join("srv/.layer9/publish/site/made.json").exists());
    std::os::unix::fs::symlink("/nowhere/at/all", home.0.join("dangling")).unwrap();
    assert_eq!(Stage::open(&home.0.join("dangling"), &no_wait()).unwrap_err().code, Code::PublishForeign);
}

#[cfg(unix)]
#[test]
fn the_folder_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let home = Scratch::new("mode");
    publish(&home.dist(), &[("index.html", "x")]);
    fs::set_permissions(home.dist(), fs::Permissions::from_mode(0o750)).unwrap();
    publish(&home.dist(), &[("index.html", "y")]);
    assert_eq!(fs::metadata(home.dist()).unwrap().permissions().mode() & 0o777, 0o750);
}

/// Needs a mount point, which needs an administrator: `LAYER9_TEST_MOUNT=/mnt/x/dist` with an empty file system
/// of its own mounted there turns it on.
#[test]
fn a_mount_point_is_written_in_place() {
    let Some(dist) = std::env::var_os("LAYER9_TEST_MOUNT").map(PathBuf::from) else {
        eprintln!("skipped: LAYER9_TEST_MOUNT is not set");
        return;
    };
    publish(&dist, &[("index.html", "x"), ("a/b.css", "same"), ("gone/c.js", "x")]);
    publish(&dist, &[("index.html", "y"), ("a/b.css", "same")]);
    assert_eq!(tree(&dist), [("a/b.css".into(), "same".into()), ("index.html".into(), "y".into())]);
    assert!(!dist.join("gone").exists());
}
