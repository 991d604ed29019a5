//! Opening a file below a folder where no link is on the way.
//!
//! Asking the kernel costs one system call a file; following every part of the path by hand, as
//! [`std::fs::canonicalize`] does, costs one for each part.

#[cfg(target_os = "linux")]
mod platform {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat, openat2};
    use std::fs::File;
    use std::os::fd::OwnedFd;
    use std::path::Path;
    use std::sync::Arc;

    /// A folder that stays the same one, wherever it is moved.
    #[derive(Clone, Debug)]
    pub(in crate::source) struct Folder(Option<Arc<OwnedFd>>);

    impl Folder {
        /// Remembers a folder. Where the system refuses, every file goes the portable way.
        pub(in crate::source) fn open(path: &Path) -> Self {
            let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Self(openat(CWD, path, flags, Mode::empty()).ok().map(Arc::new))
        }

        /// Of no folder: every file goes the portable way.
        #[cfg(test)]
        pub(in crate::source) fn none() -> Self {
            Self(None)
        }

        /// Opens a file below it for reading, if that works without following any link. `None` says nothing
        /// about the file: it may be missing, or a link that is fine.
        pub(in crate::source) fn open_plain(&self, relative: &str) -> Option<File> {
            let folder = self.0.as_deref()?;
            let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
            let flags = OFlags::RDONLY | OFlags::CLOEXEC;
            openat2(folder, relative, flags, Mode::empty(), resolve).ok().map(File::from)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use std::fs::File;
    use std::path::Path;

    /// Nothing: here every file goes the portable way.
    #[derive(Clone, Debug)]
    pub(in crate::source) struct Folder;

    impl Folder {
        pub(in crate::source) fn open(_: &Path) -> Self {
            Self
        }

        #[cfg(test)]
        pub(in crate::source) fn none() -> Self {
            Self
        }

        pub(in crate::source) fn open_plain(&self, _: &str) -> Option<File> {
            None
        }
    }
}

pub(super) use platform::Folder;
