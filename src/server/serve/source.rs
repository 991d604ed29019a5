//! What `layer9 serve` needs of a site.

use crate::diagnostics::Diagnostics;
use crate::publish::OutputPath;
use std::path::PathBuf;
use std::sync::Arc;

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
    /// absolute with all links followed, sorted, each once; none at all means that anything may have changed.
    fn rebuild(&self, changed: &[PathBuf]) -> Outcome;

    /// Files and folders to watch. A folder is watched with all below it; one that does not exist yet is
    /// watched once it does. Asked again after each rebuild.
    fn watch_roots(&self) -> Vec<PathBuf>;

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
    /// What open pages have to do.
    pub change: Change,
    /// What the build met. With an error in it `change` does not count: open pages show the errors, and what
    /// is served stays as it was.
    pub diagnostics: Diagnostics,
}

/// What open pages have to do after a rebuild.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change {
    /// Nothing: all files are as they were.
    #[default]
    Nothing,
    /// Take other style sheets; nothing else changed but the links to them.
    Css(Vec<CssSwap>),
    /// Patch the content of some pages in place.
    Content(Pages),
    /// Load the page again, such as after a script or an island's code changed.
    Full,
}

/// A style sheet that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CssSwap {
    /// Its URL path so far, with the base path.
    pub old: String,
    /// Its URL path from now on; the same where the name has no fingerprint.
    pub new: String,
}

/// Pages whose HTML changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pages {
    /// Any may have.
    All,
    /// These, by URL path with the base path, decoded: `/docs/guide/`.
    Some(Vec<String>),
}
