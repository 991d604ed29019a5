//! What `layer9 serve` needs of a site.

use crate::diagnostics::Diagnostics;
use crate::publish::OutputPath;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// A site in memory. The server asks it for files and tells it what changed on disk; it knows nothing of how
/// a site is built.
///
/// [`SiteSource::get`] is called from many threads at once, [`SiteSource::rebuild`] from one, and both may run
/// side by side: an implementation keeps the last good site and puts the next in its place when it is whole.
pub trait SiteSource: Send + Sync {
    /// The file that a build would publish at this path, such as `guide/start/index.html`.
    fn get(&self, file: &OutputPath) -> Lookup;

    /// Whether there is such a file. Asked for `guide/index.html` to redirect `/guide`; a site that renders a
    /// page when it is asked for answers it without doing so.
    fn has(&self, file: &OutputPath) -> bool {
        !matches!(self.get(file), Lookup::Missing)
    }

    /// Brings the site up to date after files changed: created, written, renamed or removed. The paths are
    /// absolute with all links followed, sorted, each once; none at all means that anything may have changed, and a
    /// folder that anything below it may.
    fn rebuild(&self, changed: &[PathBuf]) -> Outcome;

    /// Files and folders to watch. A folder is watched with all below it; one that does not exist yet is
    /// watched once it does. Asked again after each rebuild.
    fn watch_roots(&self) -> Vec<PathBuf>;

    /// When the first build began to read; what changed between then and the setting of the watches is built at
    /// once. `None` where it does not matter.
    fn read_at(&self) -> Option<SystemTime> {
        None
    }

    /// What to rebuild for although no change was reported; asked for now and then.
    fn unreported(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Where a page went whose file is gone: the URL path of the page that its source is shown at now.
    fn moved(&self, file: &OutputPath) -> Option<String> {
        let _ = file;
        None
    }

    /// What the site's first build met. With errors in it, pages show them until a rebuild has none.
    fn diagnostics(&self) -> Diagnostics;
}

/// What a site has at a path.
#[derive(Clone, Debug)]
pub enum Lookup {
    /// A file.
    Found(Served),
    /// Nothing.
    Missing,
    /// What it is made of has changed, and the rebuild that knows of it is still to come: asked for again soon.
    Outdated,
    /// A page that cannot be rendered, and why: shown in its place.
    Broken(Diagnostics),
}

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// What it holds.
    pub bytes: Arc<[u8]>,
    /// Its media type, where the file's extension does not say it.
    pub media_type: Option<String>,
}

/// What came of a rebuild.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What changed.
    pub change: Change,
    /// What the build met. With an error in it `change` does not count: open pages show the errors, and what
    /// is served stays as it was.
    pub diagnostics: Diagnostics,
}

/// What a rebuild changed. Which pages it shows in is found out from the pages that are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// Nothing: all files are as they were.
    #[default]
    Nothing,
    /// Pages may be others now; and so are these files, though their addresses stayed: URL paths with the base
    /// path, decoded, such as `/docs/favicon.ico`.
    Files(Vec<String>),
    /// Anything: every page is loaded again.
    Full,
}

impl Change {
    /// Both, one after the other.
    #[must_use]
    pub fn and(self, next: Self) -> Self {
        match (self, next) {
            (Self::Full, _) | (_, Self::Full) => Self::Full,
            (Self::Nothing, other) | (other, Self::Nothing) => other,
            (Self::Files(mut files), Self::Files(more)) => {
                files.extend(more);
                files.sort();
                files.dedup();
                Self::Files(files)
            }
        }
    }
}
