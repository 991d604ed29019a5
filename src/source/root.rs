//! A folder that is read from, and never out of.

use super::beneath::Folder;
use super::{Entry, SourceText, walk};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Result};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Text files beyond this are refused: a page of 64 MiB is a mistake, and a build holds its sources in memory.
const MAX_TEXT_BYTES: u64 = 64 * 1024 * 1024;

/// A folder that is read from, with the name its files carry in diagnostics.
#[derive(Clone, Debug)]
pub struct Root {
    folder: PathBuf,
    canonical: PathBuf,
    handle: Folder,
    prefix: String,
    instead: Option<Instead>,
}

/// A file that is taken to have another text than on disk: its name in diagnostics, and the text.
pub type Instead = (Arc<str>, Arc<[u8]>);

impl Root {
    /// Opens a folder. `prefix` is put before the relative path of each of its files in diagnostics.
    ///
    /// # Errors
    /// `SourceRead` if the folder does not exist or cannot be entered.
    pub fn open(folder: impl Into<PathBuf>, prefix: impl Into<String>) -> Result<Self> {
        let folder = folder.into();
        let canonical = folder.canonicalize().map_err(|e| unreadable(&folder.display().to_string(), &e))?;
        let handle = Folder::open(&canonical);
        Ok(Self { folder, canonical, handle, prefix: prefix.into(), instead: None })
    }

    /// The same folder with another text in one file of it, or of a folder within.
    #[must_use]
    pub fn instead(self, instead: Option<Instead>) -> Self {
        Self { instead, ..self }
    }

    /// Opens a folder within.
    ///
    /// # Errors
    /// As [`Root::open`].
    pub fn within(&self, relative: &str) -> Result<Self> {
        let inner = Self::open(self.path(relative), self.name(&format!("{relative}/")))?;
        Ok(inner.instead(self.instead.clone()))
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The absolute path of a file in it.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// What a file is called in diagnostics.
    pub fn name(&self, relative: &str) -> String {
        format!("{}{relative}", self.prefix)
    }

    /// Whether a file or folder of that relative path is there.
    pub fn exists(&self, relative: &str) -> bool {
        self.path(relative).exists()
    }

    /// Reads a text file. A leading byte-order mark is dropped.
    ///
    /// # Errors
    /// `SourceRead`, `SourceTooLarge`, `SourceUtf8` with the offset of the first bad byte, or
    /// `SourceSymlink` where a link leads out of the folder.
    pub fn read_text(&self, relative: &str) -> Result<SourceText> {
        let name = self.name(relative);
        let bytes = self.read_bytes(relative)?;
        if bytes.len() as u64 > MAX_TEXT_BYTES {
            let message = format!("text file of {} MiB is over the limit of 64 MiB", bytes.len() >> 20);
            return Err(Box::new(Diagnostic::error(Code::SourceTooLarge, message).at(Location::file(name))));
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                Ok(SourceText::new(name, text))
            }
            Err(error) => Err(Box::new(not_utf8(name, error))),
        }
    }

    /// Reads a file whole.
    ///
    /// # Errors
    /// `SourceRead`, or `SourceSymlink` where a link leads out of the folder.
    pub fn read_bytes(&self, relative: &str) -> Result<Vec<u8>> {
        if let Some((_, bytes)) = self.instead.as_ref().filter(|(file, _)| **file == *self.name(relative)) {
            return Ok(bytes.to_vec());
        }
        let failed = |e: io::Error| unreadable(&self.name(relative), &e);
        if let Some(file) = self.handle.open_plain(relative) {
            return read_whole(file).map_err(failed);
        }
        let path = self.path(relative);
        self.refuse_escape(&path, relative)?;
        std::fs::read(&path).map_err(failed)
    }

    /// When a file was written last, to the second, as the file system says; `None` where it does not.
    pub fn modified(&self, relative: &str) -> Option<jiff::Timestamp> {
        let modified = self.path(relative).metadata().ok()?.modified().ok()?;
        let since = modified.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
        // An edit comes later than what it edits, and on another day, whatever is shown of the time.
        let edited = self.instead.as_ref().is_some_and(|(file, _)| **file == *self.name(relative));
        let since = if edited { since + 100_000 } else { since };
        jiff::Timestamp::from_second(i64::try_from(since).ok()?).ok()
    }

    /// All files below `relative` (empty for the whole folder), in byte order of their paths. Names that
    /// start with a dot are left out. A folder that does not exist has no files.
    pub fn walk(&self, relative: &str, diagnostics: &mut Diagnostics) -> Vec<Entry> {
        walk::walk(self, relative, diagnostics)
    }

    /// Refuses a path that, its links followed, lies outside the folder.
    pub(super) fn refuse_escape(&self, path: &Path, relative: &str) -> Result<()> {
        let real = path.canonicalize().map_err(|e| unreadable(&self.name(relative), &e))?;
        if real.starts_with(&self.canonical) {
            return Ok(());
        }
        Err(Box::new(
            Diagnostic::error(
                Code::SourceSymlink,
                "symbolic link leads out of the site; it was not followed",
            )
            .at(Location::file(self.name(relative)))
            .hint("copy the file into the site instead"),
        ))
    }
}

/// As [`std::fs::read`], but with one call to the system where the file is as long as it says.
fn read_whole(mut file: File) -> io::Result<Vec<u8>> {
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length)?;
    file.by_ref().take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length || length == 0 {
        // Files that the kernel makes up say that they are empty, and a file may have become shorter.
        file.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

pub(super) fn unreadable(name: &str, error: &io::Error) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(Code::SourceRead, format!("cannot be read: {error}")).at(Location::file(name)))
}

/// Points at the first bad byte: the text before it is kept for the snippet, the rest shown as U+FFFD.
fn not_utf8(name: String, error: std::string::FromUtf8Error) -> Diagnostic {
    let offset = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(offset).copied().unwrap_or_default();
    let text = String::from_utf8_lossy(bytes).into_owned();
    let hint = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file looks like UTF-16; save it as UTF-8",
        _ => "save the file as UTF-8",
    };
    Diagnostic::error(Code::SourceUtf8, format!("not valid UTF-8: byte 0x{byte:02x} at offset {offset}"))
        .at(Location::new(name, text, offset..offset + 1))
        .hint(hint)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("layer9-root-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("site/content")).expect("temporary folder");
        folder
    }

    /// Both ways of opening a file: with the kernel's help, and by hand.
    fn both(folder: &Path) -> [Root; 2] {
        let root = Root::open(folder.join("site"), "").expect("open");
        let by_hand = Root { handle: Folder::none(), ..root.clone() };
        [root, by_hand]
    }

    #[test]
    fn links_stay_inside() {
        let home = scratch("links");
        let site = home.join("site");
        fs::write(home.join("secret"), "secret").expect("write");
        fs::create_dir(home.join("outside")).expect("folder");
        fs::write(home.join("outside/page.md"), "secret").expect("write");
        fs::write(site.join("content/page.md"), "page").expect("write");
        symlink(home.join("secret"), site.join("content/out.md")).expect("link");
        symlink("../../secret", site.join("content/up.md")).expect("link");
        symlink(home.join("outside"), site.join("content/folder")).expect("link");
        symlink("page.md", site.join("content/beside.md")).expect("link");
        symlink(site.join("content/page.md"), site.join("content/absolute.md")).expect("link");
        symlink("nowhere", site.join("content/dangling.md")).expect("link");
        symlink("loop.md", site.join("content/loop.md")).expect("link");
        for root in both(&home) {
            for path in
                ["content/page.md", "content/beside.md", "content/absolute.md", "content/../content/page.md"]
            {
                assert_eq!(root.read_bytes(path).expect(path), b"page", "{path}");
            }
            for path in ["content/out.md", "content/up.md", "content/folder/page.md", "../secret"] {
                assert_eq!(root.read_bytes(path).expect_err(path).code, Code::SourceSymlink, "{path}");
            }
            for path in ["content/dangling.md", "content/loop.md", "content/missing.md", "content"] {
                assert_eq!(root.read_bytes(path).expect_err(path).code, Code::SourceRead, "{path}");
            }
        }
        fs::remove_dir_all(home).expect("clean up");
    }

    #[test]
    fn files_are_read_whole() {
        let home = scratch("whole");
        for length in [0usize, 1, 31, 32, 33, 8191, 8192, 8193, 1 << 20] {
            let bytes: Vec<u8> = (0..length).map(|i| i as u8).collect();
            fs::write(home.join("site/content/file"), &bytes).expect("write");
            for root in both(&home) {
                assert!(root.read_bytes("content/file").expect("read") == bytes, "{length}");
            }
        }
        fs::remove_dir_all(home).expect("clean up");
    }

    /// Files that the kernel makes up as they are read say that they are empty.
    #[test]
    #[cfg(target_os = "linux")]
    fn files_without_a_length_are_read() {
        let root = Root::open("/proc/self", "").expect("open");
        assert!(!root.read_bytes("status").expect("read").is_empty());
    }
}
