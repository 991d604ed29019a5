//! What git knows of a site's files: one look at its log for all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// The last commit that changed a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commit {
    /// Its whole hash.
    pub hash: String,
    /// As much of it as git shows.
    pub short_hash: String,
    /// Who wrote it.
    pub author: String,
    /// Their address for mail.
    pub email: String,
    /// When they wrote it, as RFC 3339 with their offset.
    pub date: String,
    /// The first line of its message.
    pub subject: String,
}

/// The last commit of each file, by its path below the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    commits: Numbered,
    first: ByFile,
    /// Whether commits are missing, so that the last one that is there may not be the last one of a file.
    pub is_shallow: bool,
}

impl History {
    /// The last commit of a file.
    pub fn commit(&self, path: &str) -> Option<&Commit> {
        self.commits.get(path).map(|(_, commit)| &**commit)
    }

    /// How many commits lie between the last one of a file and the newest of all, whatever clocks say.
    pub fn age(&self, path: &str) -> Option<usize> {
        self.commits.get(path).map(|(age, _)| *age)
    }

    /// The first commit that has a file under that name.
    pub fn first_commit(&self, path: &str) -> Option<&Commit> {
        self.first.get(path).map(|commit| &**commit)
    }

    /// Reads the history of what lies below `folder` of a site.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn read(site: &Path, folder: &str) -> Result<Self, String> {
        let is_shallow = git(site, &["rev-parse", "--is-shallow-repository"])?.trim() == "true";
        let format = "--format=format:%x01%H%x1f%h%x1f%an%x1f%ae%x1f%aI%x1f%s";
        let how = ["--name-only", "--relative", "--no-renames", "--no-color", "--", folder];
        let log = git(site, &[&["log", format], &how[..]].concat())?;
        let (commits, first) = commits(&log);
        Ok(Self { commits, first, is_shallow })
    }

    /// The files below `folder` of a site that are not as the newest commit has them, new ones included.
    ///
    /// # Errors
    /// Why that cannot be said, in words.
    pub fn uncommitted(site: &Path, folder: &str) -> Result<BTreeSet<String>, String> {
        let changed = git(site, &["diff", "--name-only", "--relative", "-z", "HEAD", "--", folder])?;
        let new = git(site, &["ls-files", "--others", "--exclude-standard", "-z", "--", folder])?;
        let paths = changed.split('\0').chain(new.split('\0'));
        Ok(paths.filter(|path| !path.is_empty()).map(str::to_owned).collect())
    }

    /// The files that change when history does, whether they are there or not.
    pub fn witnesses(site: &Path) -> Vec<PathBuf> {
        let site = site.canonicalize().unwrap_or_else(|_| site.to_path_buf());
        let Some(git) = site.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists()) else {
            return Vec::new();
        };
        // In a worktree it is a file that says where the folder is.
        let linked = std::fs::read_to_string(&git).ok();
        let linked = linked
            .as_deref()
            .and_then(|text| text.strip_prefix("gitdir:"))
            .map(|path| git.with_file_name(path.trim()));
        let folder = linked.unwrap_or(git);
        ["HEAD", "logs/HEAD", "shallow"].map(|name| folder.join(name)).into()
    }
}

/// What git says.
fn git(site: &Path, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new("git");
    // What a reader has configured must not show.
    command.args(["-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "core.pager=cat"]);
    let output = command.args(arguments).current_dir(site).output();
    let output = output.map_err(|error| format!("git cannot be run: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(said.lines().next().unwrap_or("git failed").to_owned())
        }
    }
}

/// Commits by the files that they name.
type ByFile = BTreeMap<String, Arc<Commit>>;
/// The same, each with its number in the log.
type Numbered = BTreeMap<String, (usize, Arc<Commit>)>;

/// The newest commit of a log, newest first, that names each file, with its number; and the oldest.
fn commits(log: &str) -> (Numbered, ByFile) {
    let (mut commits, mut first) = (Numbered::new(), ByFile::new());
    for (age, entry) in log.split('\u{1}').filter(|entry| !entry.is_empty()).enumerate() {
        let mut lines = entry.lines();
        let mut parts = lines.next().unwrap_or("").splitn(6, '\u{1f}').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        let commit = Arc::new(Commit {
            hash: part(),
            short_hash: part(),
            author: part(),
            email: part(),
            date: part(),
            subject: part(),
        });
        for path in lines.filter(|path| !path.is_empty()) {
            commits.entry(path.to_owned()).or_insert_with(|| (age, commit.clone()));
            first.insert(path.to_owned(), commit.clone());
        }
    }
    (commits, first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_commit_of_each_file_counts() {
        let log = "\u{1}bb\u{1f}b\u{1f}Ada\u{1f}a@b.c\u{1f}2024-02-02T00:00:00Z\u{1f}Two\ncontent/a.md\ncontent/ä b.md\n\n\
                   \u{1}aa\u{1f}a\u{1f}Bob\u{1f}b@b.c\u{1f}2024-01-01T00:00:00+01:00\u{1f}One\ncontent/a.md\ncontent/c.md\n";
        let (found, first) = commits(log);
        assert_eq!(first["content/a.md"].short_hash, "a");
        let short = |path: &str| found.get(path).map(|(_, commit)| commit.short_hash.as_str());
        assert_eq!(
            [short("content/a.md"), short("content/ä b.md"), short("content/c.md")],
            [Some("b"), Some("b"), Some("a")]
        );
        assert_eq!(["content/a.md", "content/c.md"].map(|path| found[path].0), [0, 1]);
        assert_eq!(found["content/c.md"].1.date, "2024-01-01T00:00:00+01:00");
        assert_eq!(found["content/c.md"].1.subject, "One");
    }
}
