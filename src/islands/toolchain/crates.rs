//! The sources of the island crates, as one plain-text archive.
//!
//! `cargo package` leaves nested packages out, and a site outside the repository must build against exactly
//! the runtime that its `layer9` expects. So the crates travel as `islands/crates.txt`: for each file a line
//! `=== <length in bytes> <path>`, its bytes, and a line feed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// The folders of the repository that the archive holds, in its order.
pub const FOLDERS: [&str; 3] = ["gallery", "macros", "runtime"];

/// One file of the archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// Relative, with forward slashes, such as `runtime/src/lib.rs`.
    pub path: String,
    /// Its text. The crates hold text files only.
    pub text: String,
}

/// Collects the sources of the island crates from a repository: `islands/{gallery,macros,runtime}`, a
/// `Cargo.toml` that makes them a workspace of their own, and the part of the lock file that concerns them.
///
/// # Errors
/// Where a file cannot be read, or is not text.
pub fn collect(repository: &Path) -> io::Result<Vec<File>> {
    let manifest = std::fs::read_to_string(repository.join("Cargo.toml"))?.replace("\r\n", "\n");
    let lock = std::fs::read_to_string(repository.join("Cargo.lock")).unwrap_or_default();
    let mut files = vec![File { path: "Cargo.toml".into(), text: WORKSPACE.into() }];
    for folder in FOLDERS {
        walk(&repository.join("islands").join(folder), folder, &mut files)?;
    }
    let mut test_tools = BTreeSet::new();
    for file in files.iter_mut().filter(|f| f.path.ends_with("/Cargo.toml")) {
        file.text = standalone(&file.text, &manifest, &mut test_tools);
    }
    files.push(File { path: "Cargo.lock".into(), text: prune_lock(&lock, &test_tools) });
    files.sort();
    Ok(files)
}

fn walk(folder: &Path, name: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let file_name = entry.file_name().to_string_lossy().into_owned();
        // Hidden files and what cargo makes are no sources.
        if file_name.starts_with('.') || matches!(&*file_name, "target" | "Cargo.lock") {
            continue;
        }
        let path = format!("{name}/{file_name}");
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &path, files)?;
        } else {
            // A checkout on Windows may have other line ends than the one the archive was made in.
            let text = std::fs::read_to_string(entry.path())?.replace("\r\n", "\n");
            files.push(File { path, text });
        }
    }
    Ok(())
}

/// The manifest of the workspace that the unpacked crates form.
const WORKSPACE: &str = "[workspace]\nmembers = [\"gallery\", \"macros\", \"runtime\"]\nresolver = \"3\"\n";

/// A manifest that says itself what it inherits from the repository's: unpacked inside of a site's workspace,
/// a crate would be taken to inherit from that one. Without `[dev-dependencies]`, whose names are added to
/// `test_tools`, and without lints, which are for those who change the crates.
fn standalone(manifest: &str, repository: &str, test_tools: &mut BTreeSet<String>) -> String {
    let shared = repository.split_once("[workspace.package]").map_or("", |(_, rest)| rest);
    let shared = shared.split("\n[").next().unwrap_or_default();
    let inherited = |key: &str| shared.lines().find_map(|l| l.strip_prefix(key)?.strip_prefix(" = "));
    let mut text = String::new();
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        }
        if section.starts_with("[dev-dependencies") {
            if let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
                test_tools.insert(name.trim().to_owned());
            }
        } else if !section.starts_with("[lints") {
            let value = line.strip_suffix(".workspace = true").and_then(|key| Some((key, inherited(key)?)));
            let _ = match value {
                Some((key, value)) => writeln!(text, "{key} = {value}"),
                None => writeln!(text, "{line}"),
            };
        }
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// The packages of a lock file that the island crates reach. Cargo would drop the others by itself, but
/// the archive is to change only when the crates do.
fn prune_lock(lock: &str, test_tools: &BTreeSet<String>) -> String {
    let lock = lock.replace("\r\n", "\n");
    let (head, packages) = lock.split_at(lock.find("[[package]]").unwrap_or(lock.len()));
    let roots = ["layer9-gallery", "layer9-islands", "layer9-islands-macros"];
    let own = |package: &str| roots.iter().any(|r| package.contains(&format!("\nname = \"{r}\"\n")));
    let is_test_tool = |line: &str| test_tools.contains(line.trim().trim_matches([',', '"']));
    let packages: Vec<String> = packages
        .split("[[package]]")
        .filter(|p| !p.trim().is_empty())
        .map(|p| p.split_inclusive('\n').filter(|l| !own(p) || !is_test_tool(l)).collect())
        .collect();
    let field = |package: &str, name: &str| {
        let value = package.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(" = "));
        value.map(|v| v.trim_matches('"').to_owned()).unwrap_or_default()
    };
    let mut kept = vec![false; packages.len()];
    let mut open: Vec<String> = roots.map(str::to_owned).to_vec();
    while let Some(wanted) = open.pop() {
        // A dependency is named by its name, with its version where there are several.
        let mut parts = wanted.split(' ');
        let (name, version) = (parts.next().unwrap_or_default(), parts.next());
        for (package, kept) in packages.iter().zip(&mut kept) {
            let matches =
                field(package, "name") == name && version.is_none_or(|v| field(package, "version") == v);
            if matches && !*kept {
                *kept = true;
                let dependencies = package.split_once("dependencies = [").map_or("", |(_, d)| d);
                let dependencies = dependencies.split(']').next().unwrap_or_default();
                open.extend(dependencies.split('"').skip(1).step_by(2).map(str::to_owned));
            }
        }
    }
    let kept: Vec<&String> = packages.iter().zip(kept).filter(|(_, kept)| *kept).map(|(p, _)| p).collect();
    let names: Vec<String> = kept.iter().map(|p| field(p, "name")).collect();
    // Where a name is left with one version, cargo writes it without.
    let unique = |line: &str| {
        let (name, _) = line.strip_prefix(" \"")?.split_once(' ')?;
        (names.iter().filter(|n| *n == name).count() == 1).then(|| format!(" \"{name}\",\n"))
    };
    let mut text = head.to_owned();
    for package in kept {
        let package: String =
            package.split_inclusive('\n').map(|l| unique(l).unwrap_or_else(|| l.to_owned())).collect();
        let _ = write!(text, "[[package]]{}\n\n", package.trim_end());
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Writes an archive.
pub fn pack(files: &[File]) -> String {
    let mut archive = String::new();
    for file in files {
        let _ = write!(archive, "=== {} {}\n{}\n", file.text.len(), file.path, file.text);
    }
    archive
}

/// Reads an archive, or `None` where it is damaged or holds a path that leads out of a folder.
pub fn unpack(archive: &str) -> Option<Vec<File>> {
    let mut rest = archive;
    let mut files = Vec::new();
    while !rest.is_empty() {
        let (header, body) = rest.strip_prefix("=== ")?.split_once('\n')?;
        let (length, path) = header.split_once(' ')?;
        let text = body.get(..length.parse().ok()?)?;
        rest = body.get(text.len()..)?.strip_prefix('\n')?;
        if path.split('/').any(|part| matches!(part, "" | "." | "..") || part.contains(['\\', ':'])) {
            return None;
        }
        files.push(File { path: path.to_owned(), text: text.to_owned() });
    }
    Some(files)
}

/// Makes `folder` hold these files and no other sources of island crates. Files that are already as they
/// should be keep their time of modification, so that cargo does not compile them again.
///
/// # Errors
/// Where a file cannot be written.
pub fn write(files: &[File], folder: &Path) -> io::Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        if std::fs::read(&path).is_ok_and(|old| old == file.text.as_bytes()) {
            continue;
        }
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // Through a second name: a build beside this one never sees half a file.
        let fresh = path.with_extension(format!("{}.new", std::process::id()));
        std::fs::write(&fresh, &file.text)?;
        std::fs::rename(&fresh, &path)?;
    }
    for name in FOLDERS {
        remove_strangers(&folder.join(name), name, files)?;
    }
    Ok(())
}

fn remove_strangers(folder: &Path, name: &str, files: &[File]) -> io::Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for entry in entries.flatten() {
        let path = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            remove_strangers(&entry.path(), &path, files)?;
        } else if path.ends_with(".rs") && files.iter().all(|f| f.path != path) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.into(), text: text.into() }
    }

    #[test]
    fn an_archive_unpacks_to_what_was_packed() {
        let files =
            [file("runtime/a.rs", "=== 3 x\n\n"), file("runtime/empty.rs", ""), file("Cargo.toml", "é")];
        assert_eq!(unpack(&pack(&files)), Some(files.to_vec()));
    }

    #[test]
    fn damaged_archives_are_refused() {
        for archive in ["=== 9 a\nb\n", "=== 1 ../a\nb\n", "=== 1 /a\nb\n", "x", "=== é a\n", "=== 1 a\né\n"]
        {
            assert_eq!(unpack(archive), None, "{archive}");
        }
    }

    #[test]
    fn manifests_stand_alone() {
        let mut names = BTreeSet::new();
        let repository = "[workspace.package]\nversion = \"1.2.3\"\n\n[package]\nversion = \"9\"\n";
        let manifest = "[package]\nversion.workspace = true\n\n[dependencies]\na = \"1\"\n\n\
            [dev-dependencies]\n# x = y\nt = \"3\"\n\n[lints]\nworkspace = true\n";
        let text = standalone(manifest, repository, &mut names);
        assert_eq!(text, "[package]\nversion = \"1.2.3\"\n\n[dependencies]\na = \"1\"\n");
        assert_eq!(names, BTreeSet::from(["t".to_owned()]));
    }

    #[test]
    fn a_lock_file_keeps_what_the_crates_reach() {
        let lock = "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n\
            [[package]]\nname = \"a\"\nversion = \"2.0.0\"\n\n\
            [[package]]\nname = \"layer9-islands\"\nversion = \"0.1.0\"\ndependencies = [\n \"a 2.0.0\",\n \"t\",\n]\n\n\
            [[package]]\nname = \"t\"\nversion = \"3.0.0\"\n";
        let pruned = prune_lock(lock, &BTreeSet::from(["t".to_owned()]));
        assert!(pruned.contains("\"2.0.0\"") && !pruned.contains("\"1.0.0\""), "{pruned}");
        assert!(pruned.contains(" \"a\",\n"), "{pruned}");
        assert!(!pruned.contains("\"t\"") && !pruned.contains("3.0.0"), "{pruned}");
        assert!(pruned.starts_with("version = 4\n\n[[package]]\nname = \"a\"\n"), "{pruned}");
    }
}
