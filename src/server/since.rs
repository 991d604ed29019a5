//! What changed since a site was loaded, so that a load reads nothing else.

use super::serve::has_links;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Changes since a site was loaded, the loads that failed in between included.
#[derive(Debug)]
pub(super) struct Since {
    /// When that load began.
    loaded: SystemTime,
    /// Paths below the site, with forward slashes; one that is empty where anything may have changed.
    files: BTreeSet<String>,
    /// A link in `content/` changes with what it leads to, which is reported under another name. Looked for when
    /// something changes for the first time, so that it does not keep the first page up.
    links: Option<bool>,
}

impl Since {
    /// Nothing has changed since a load that began then.
    pub(super) fn new(loaded: SystemTime) -> Self {
        Self { loaded, files: BTreeSet::new(), links: None }
    }

    /// Adds changes as the watcher names them: absolute, none at all for anything.
    pub(super) fn add(&mut self, folder: &Path, changed: &[PathBuf]) {
        let mut everything = changed.is_empty();
        let links = self.links.get_or_insert_with(|| has_links(&folder.join("content")));
        for path in changed {
            *links |= path.is_symlink();
            // A folder stands for all that is in it.
            everything |= path.is_dir();
            match path.strip_prefix(folder).ok().and_then(Path::to_str) {
                Some(below) => {
                    self.files.insert(below.replace('\\', "/"));
                }
                None => everything = true,
            }
        }
        if everything || *links {
            self.files.insert(String::new());
        }
    }

    /// The paths of the files that may be others than they were; the site's own, which is empty, among them where that
    /// may be any.
    pub(super) fn files(&self) -> &BTreeSet<String> {
        &self.files
    }

    /// The site was loaded anew by a load that began then; gives back when the one before it did.
    pub(super) fn clear(&mut self, loaded: SystemTime) -> SystemTime {
        self.files.clear();
        std::mem::replace(&mut self.loaded, loaded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_by_name_is_trusted() {
        let folder = std::env::temp_dir().join(format!("layer9-since-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("content/sub")).expect("a folder");
        let mut since = Since::new(SystemTime::now());
        let add = |since: &mut Since, path: &str| since.add(&folder, &[folder.join(path)]);
        add(&mut since, "content/a.md");
        add(&mut since, "content/gone.md");
        let both = ["content/a.md", "content/gone.md"].map(str::to_owned);
        assert_eq!(since.files(), &BTreeSet::from(both));
        let everything = |since: &mut Since| {
            let all = since.files().contains("");
            since.clear(SystemTime::now());
            all && since.files().is_empty()
        };
        add(&mut since, "content/sub");
        assert!(everything(&mut since), "a folder");
        since.add(&folder, &[]);
        assert!(everything(&mut since), "anything");
        since.add(&folder, &[PathBuf::from("/elsewhere/a.md")]);
        assert!(everything(&mut since), "outside");
        #[cfg(unix)]
        {
            let (to, link) = (folder.join("content/a.md"), folder.join("content/link.md"));
            std::os::unix::fs::symlink(to, link).expect("a link");
            add(&mut since, "content/link.md");
            assert!(everything(&mut since), "a link");
            add(&mut since, "content/a.md");
            assert!(everything(&mut since) && has_links(&folder), "what a link may lead to");
        }
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
