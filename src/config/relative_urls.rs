//! `relative_urls`: whether a file names the others by their way from it.

use super::data::{Data, TableReader};

/// How the pages of a site name its files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RelativeUrls {
    /// From the root of the server, such as `/guide/`.
    #[default]
    Off,
    /// By the way from the page, such as `../guide/`.
    Folders,
    /// The same to the very file, such as `../guide/index.html`, which can be opened without a server.
    Files,
}

impl RelativeUrls {
    /// `true`, `false` or `"files"`.
    pub(super) fn read(t: &mut TableReader<'_>) -> Self {
        let Some(node) = t.node("relative_urls") else { return Self::Off };
        match &node.value {
            Data::Bool(false) => Self::Off,
            Data::Bool(true) => Self::Folders,
            Data::String(word) if word == "files" => Self::Files,
            Data::String(word) => {
                t.bad_value(
                    node,
                    format!("`relative_urls` cannot be `{word}`: it is true, false or \"files\""),
                );
                Self::Off
            }
            _ => t.wrong("relative_urls", node, "true, false or \"files\"").unwrap_or_default(),
        }
    }
}
