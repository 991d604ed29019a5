//! Paths of files below the output folder, and the rules they must keep.

use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A component beyond this cannot be created on ext4, NTFS, APFS and most others.
const MAX_COMPONENT_BYTES: usize = 255;
/// Linux takes 4,096 bytes for a whole path; the rest is left for the output folder's own path.
const MAX_PATH_BYTES: usize = 3072;

/// The path of one file below the output folder.
///
/// **Invariant:** the constructor is the only way to one, and whatever is written below the output folder is
/// written to one. So a file outside that folder, or one that some operating system cannot hold, is not
/// expressible. The path is relative, in Unicode normalization form C, with forward slashes.
///
/// Two paths are equal when their normal forms are; how the author spelt it is kept for messages.
#[derive(Clone)]
pub struct OutputPath {
    path: Arc<str>,
    spelling: Option<Arc<str>>,
}

/// Why a path cannot be an output path. Its `Display` is half a sentence, such as
/// "it contains `..`", to follow the path in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathError {
    /// Nothing is left of it.
    Empty,
    /// It starts with a slash.
    Absolute,
    /// Two slashes in a row, or one at the end.
    EmptyComponent,
    /// A component is `.` or `..`.
    DotComponent,
    /// It hides a dot component, a separator or a control character behind percent-encoding.
    Encoded,
    /// A backslash, which is a separator on Windows.
    Backslash,
    /// A character that no file name on Windows may hold, a colon among them (drives, alternate streams).
    Character(char),
    /// A control character, NUL among them.
    Control(char),
    /// A character without a shape that changes how the text around it is read, such as U+202E.
    Invisible(char),
    /// The name of a device on Windows, with or without an extension.
    Reserved(String),
    /// A component ends with a dot or a space, which Windows drops.
    Trailing(String),
    /// A component is longer than 255 bytes.
    LongComponent(usize),
    /// The whole path is longer than 3,072 bytes.
    LongPath(usize),
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::Absolute => f.write_str("it starts with a slash; output paths are relative"),
            Self::EmptyComponent => {
                f.write_str("it has an empty part (two slashes in a row, or one at the end)")
            }
            Self::DotComponent => f.write_str("it contains `.` or `..` as a part"),
            Self::Encoded => {
                f.write_str("it hides a dot part, a separator or a control character behind percent-encoding")
            }
            Self::Backslash => f.write_str("it contains a backslash"),
            Self::Character(c) => write!(f, "it contains `{c}`, which Windows does not allow in file names"),
            Self::Control(c) => write!(f, "it contains the control character U+{:04X}", u32::from(*c)),
            Self::Invisible(c) => {
                write!(
                    f,
                    "it contains the invisible character U+{:04X}, which disguises names",
                    u32::from(*c)
                )
            }
            Self::Reserved(name) => write!(f, "`{name}` is the name of a device on Windows"),
            Self::Trailing(name) => {
                write!(f, "`{name}` ends with a dot or a space, which Windows drops")
            }
            Self::LongComponent(bytes) => {
                write!(
                    f,
                    "a part of it is {bytes} bytes long; file systems hold at most {MAX_COMPONENT_BYTES}"
                )
            }
            Self::LongPath(bytes) => write!(f, "it is {bytes} bytes long; the limit is {MAX_PATH_BYTES}"),
        }
    }
}

impl std::error::Error for PathError {}

impl OutputPath {
    /// Checks a path such as `guide/start/index.html`. It is taken as a file name, not as a URL: `%20` stays
    /// three characters. Unicode is kept, and brought into normalization form C.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn new(path: &str) -> Result<Self, PathError> {
        let spelling = (!is_nfc(path)).then(|| Arc::from(path));
        let normal: Arc<str> = match spelling {
            None => Arc::from(path),
            Some(_) => path.nfc().collect::<String>().into(),
        };
        check(&normal)?;
        Ok(Self { path: normal, spelling })
    }

    /// The path, relative to the output folder, with forward slashes.
    pub fn as_str(&self) -> &str {
        &self.path
    }

    /// The path as it was given, where that was not in normalization form C already.
    pub fn spelling(&self) -> &str {
        self.spelling.as_deref().unwrap_or(&self.path)
    }

    /// What two paths share when some file system takes them for one: the path without regard to case and
    /// Unicode normal form.
    pub fn collision_key(&self) -> String {
        collision_key(&self.path)
    }

    /// The folders it lies in, the outermost first: `a` and `a/b` for `a/b/c.html`.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.path.match_indices('/').map(|(at, _)| &self.path[..at])
    }

    /// The file name's extension in lower case, without the dot; empty where there is none.
    pub fn extension(&self) -> String {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension.to_ascii_lowercase(),
            _ => String::new(),
        }
    }

    /// The file itself, below a folder on disk.
    pub fn below(&self, folder: &Path) -> PathBuf {
        below(folder, &self.path)
    }
}

/// A path with forward slashes, below a folder. Real paths on Windows take no forward slash for a separator, so
/// it is put together part by part there.
pub(crate) fn below(folder: &Path, path: &str) -> PathBuf {
    if cfg!(windows) {
        path.split('/').fold(folder.to_owned(), |all, part| all.join(part))
    } else {
        folder.join(path)
    }
}

pub(super) fn collision_key(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    // Character by character, so that the final sigma of Greek does not depend on what stands after it.
    path.chars().flat_map(char::to_lowercase).map(|c| if c == 'ς' { 'σ' } else { c }).nfc().collect()
}

fn check(path: &str) -> Result<(), PathError> {
    if path.is_empty() {
        return Err(PathError::Empty);
    }
    if path.len() > MAX_PATH_BYTES {
        return Err(PathError::LongPath(path.len()));
    }
    if path.starts_with('/') {
        return Err(PathError::Absolute);
    }
    for c in path.chars() {
        match c {
            '\\' => return Err(PathError::Backslash),
            c if c.is_control() => return Err(PathError::Control(c)),
            ':' | '<' | '>' | '"' | '|' | '?' | '*' => return Err(PathError::Character(c)),
            c if disguises(c) => return Err(PathError::Invisible(c)),
            _ => {}
        }
    }
    check_encoding(path)?;
    path.split('/').try_for_each(check_component)
}

/// Directional controls, line and paragraph separators, the byte-order mark. The joiners U+200C and U+200D are
/// letters' business (Persian, emoji) and stay.
fn disguises(c: char) -> bool {
    matches!(c, '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn check_component(name: &str) -> Result<(), PathError> {
    if name.is_empty() {
        return Err(PathError::EmptyComponent);
    }
    if name == "." || name == ".." {
        return Err(PathError::DotComponent);
    }
    if name.len() > MAX_COMPONENT_BYTES {
        return Err(PathError::LongComponent(name.len()));
    }
    if name.ends_with(['.', ' ']) {
        return Err(PathError::Trailing(name.to_owned()));
    }
    if reserved_on_windows(name) {
        return Err(PathError::Reserved(name.to_owned()));
    }
    Ok(())
}

/// Device names count with any extension, and with spaces before it: `con .txt` is the console.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>
fn reserved_on_windows(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end_matches(' ').to_ascii_uppercase();
    if matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$") {
        return true;
    }
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT")).unwrap_or_default();
    let mut digits = port.chars();
    matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
}

/// Decodes until nothing changes any more, so that `%252e%252e` is seen through like `%2e%2e`: a server in
/// front of the output folder may decode once more than it should.
fn check_encoding(path: &str) -> Result<(), PathError> {
    if !path.contains('%') {
        return Ok(());
    }
    for component in path.split('/') {
        let mut name = component.to_owned();
        // Every round shortens the name, so this ends.
        loop {
            let bytes: Vec<u8> = percent_decode_str(&name).collect();
            if bytes.len() == name.len() {
                break;
            }
            // Overlong forms of a dot or a slash are not UTF-8.
            name = String::from_utf8(bytes).map_err(|_| PathError::Encoded)?;
            if matches!(name.as_str(), "." | "..")
                || name.chars().any(|c| c.is_control() || disguises(c) || matches!(c, '/' | '\\' | ':'))
            {
                return Err(PathError::Encoded);
            }
        }
    }
    Ok(())
}

impl PartialEq for OutputPath {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for OutputPath {}

impl PartialOrd for OutputPath {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for OutputPath {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.path.cmp(&other.path)
    }
}

impl std::hash::Hash for OutputPath {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.path.hash(state);
    }
}

impl fmt::Debug for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.path, f)
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}
