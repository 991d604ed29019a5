//! The path of a request, decoded once.

use crate::publish::OutputPath;
use percent_encoding::percent_decode_str;

/// What a request's path says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The decoded path, with its leading slash and without a trailing one; empty for the root.
    pub(super) decoded: String,
    /// Whether it ends with a slash, and so names a folder.
    pub(super) folder: bool,
}

/// What a path names below a base path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The folder that is served.
    Root,
    /// A file or folder in it.
    Path(OutputPath),
    /// Nothing: it lies outside the base path, or no published file can have that name.
    Nothing,
}

impl Target {
    /// Decodes the path of a request. `None` where it is malformed, or made to mislead: 400.
    ///
    /// Every part is split off before it is decoded, and decoded once: an encoded slash, backslash, dot part or
    /// control character is refused rather than interpreted, and what still holds a percent sign afterwards is
    /// a file name with a percent sign in it.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix('/')?;
        let folder = path.ends_with('/');
        let mut decoded = String::with_capacity(path.len());
        for part in rest.split('/') {
            decoded.push('/');
            decoded.push_str(&decode(part)?);
        }
        if folder {
            decoded.pop();
        }
        Some(Self { decoded, folder })
    }

    /// What it names, where `base` (such as `/sub`, or empty) is where the site lies.
    pub(super) fn named(&self, base: &str) -> Named {
        match self.decoded.strip_prefix(base) {
            Some("") => Named::Root,
            // The rules of output paths are the rules of what can be asked for: all that is served was written
            // under them. An empty part (`//`) is against them, so no redirect ever starts with two slashes.
            Some(rest) => match rest.strip_prefix('/').map(OutputPath::new) {
                Some(Ok(path)) => Named::Path(path),
                _ => Named::Nothing,
            },
            None => Named::Nothing,
        }
    }
}

fn decode(part: &str) -> Option<String> {
    let mut rest = part.as_bytes();
    while let Some(at) = rest.iter().position(|b| *b == b'%') {
        match rest.get(at + 1..at + 3) {
            Some([a, b]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => rest = rest.get(at + 3..)?,
            _ => return None,
        }
    }
    let text = percent_decode_str(part).decode_utf8().ok()?;
    let refused =
        text == "." || text == ".." || text.chars().any(|c| matches!(c, '/' | '\\') || c.is_control());
    (!refused).then(|| text.into_owned())
}
