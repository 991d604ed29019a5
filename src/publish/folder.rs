//! A new folder that files are created in, by paths relative to it.
//!
//! Where the system has handles of folders, a path is looked up from the folder's handle, so that the folders
//! above it are walked once a build and not once a file.

#[cfg(not(unix))]
use super::output_path::below;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The folder. Whoever has it created it.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    #[cfg(unix)]
    handle: std::os::fd::OwnedFd,
}

impl Folder {
    /// Creates it.
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        fs::create_dir(&path)?;
        Ok(Self {
            #[cfg(unix)]
            handle: File::open(&path)?.into(),
            path,
        })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Creates a file, whose folder is there, for writing. A file that is there already is an error of kind
    /// `AlreadyExists`. `path` has forward slashes.
    #[cfg(unix)]
    pub(super) fn create_file(&self, path: &str) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, openat};
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        Ok(openat(&self.handle, path, flags, Mode::from_raw_mode(0o666))?.into())
    }

    #[cfg(not(unix))]
    pub(super) fn create_file(&self, path: &str) -> io::Result<File> {
        fs::OpenOptions::new().write(true).create_new(true).open(below(&self.path, path))
    }

    /// Creates a folder, whose own folder is there. One that is there already is fine.
    pub(super) fn create_folder(&self, path: &str) -> io::Result<()> {
        match self.make_folder(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done,
        }
    }

    #[cfg(unix)]
    fn make_folder(&self, path: &str) -> io::Result<()> {
        rustix::fs::mkdirat(&self.handle, path, rustix::fs::Mode::from_raw_mode(0o777))?;
        Ok(())
    }

    #[cfg(not(unix))]
    fn make_folder(&self, path: &str) -> io::Result<()> {
        fs::create_dir(below(&self.path, path))
    }
}
