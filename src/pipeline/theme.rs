//! A site's theme: a folder of the site's `themes/`, or one that ships with the binary.

use crate::config::{Config, ThemeConfig};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{Root, SourceText};
use std::sync::Arc;

/// Every file of the themes that ship with the binary: its path below `themes/` and its bytes, in byte order.
static THEMES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/themes.rs"));

/// Where a theme's files are.
#[derive(Clone, Debug)]
pub(super) enum Theme {
    /// The site has none.
    None,
    /// `themes/NAME/` of the site.
    Folder(Root),
    /// One that ships with the binary.
    Embedded(String),
}

/// A file of a theme that is copied.
#[derive(Clone, Debug)]
pub(super) enum ThemeFile {
    /// On disk.
    Disk(std::path::PathBuf),
    /// In the binary.
    Bytes(&'static [u8]),
}

impl Theme {
    /// Finds the theme that the configuration names.
    pub(super) fn find(
        root: &Root,
        config: &Config,
        config_source: &SourceText,
        out: &mut Diagnostics,
    ) -> Self {
        let name = config.theme.as_str();
        if name.is_empty() {
            return Theme::None;
        }
        let folder = format!("themes/{name}");
        let plain = !name.contains(['/', '\\']) && name != "." && name != "..";
        if plain && root.exists(&folder) {
            return match root.within(&folder) {
                Ok(root) => Theme::Folder(root),
                Err(diagnostic) => {
                    out.push(*diagnostic);
                    Theme::None
                }
            };
        }
        let prefix = format!("{name}/");
        if plain && THEMES.iter().any(|(path, _)| path.starts_with(&prefix)) {
            return Theme::Embedded(name.to_owned());
        }
        let names = THEMES.iter().filter_map(|(path, _)| path.split('/').next());
        let at = config_source.text.find(&format!("\"{name}\"")).unwrap_or(0);
        let hint = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("put it into `themes/{name}/`"),
        };
        out.push(
            Diagnostic::error(Code::ThemeMissing, format!("theme `{name}` does not exist"))
                .at(config_source.at(at..at + name.len() + 2))
                .hint(hint),
        );
        Theme::None
    }

    /// `theme.toml`
    pub(super) fn config(&self, out: &mut Diagnostics) -> Option<ThemeConfig> {
        let source = match self {
            Theme::None => return None,
            Theme::Folder(root) if root.exists("theme.toml") => out.keep(root.read_text("theme.toml"))?,
            Theme::Folder(_) => return None,
            Theme::Embedded(name) => {
                let (path, bytes) = THEMES.iter().find(|(path, _)| *path == format!("{name}/theme.toml"))?;
                SourceText::new(format!("<{path}>"), String::from_utf8_lossy(bytes).into_owned())
            }
        };
        Some(ThemeConfig::read(&source, out))
    }

    /// The theme's folder, if it is one on disk.
    pub(super) fn folder(&self) -> Option<&Root> {
        match self {
            Theme::Folder(root) => Some(root),
            Theme::None | Theme::Embedded(_) => None,
        }
    }

    /// Text files below a folder of the theme, by their path below it.
    pub(super) fn texts(&self, folder: &str, out: &mut Diagnostics) -> Vec<(String, SourceText)> {
        match self {
            Theme::None => Vec::new(),
            Theme::Folder(root) => texts(root, folder, out),
            Theme::Embedded(name) => {
                let prefix = format!("{name}/{folder}/");
                THEMES
                    .iter()
                    .filter_map(|(path, bytes)| {
                        let below = path.strip_prefix(&prefix)?;
                        let text: Arc<str> = String::from_utf8_lossy(bytes).into();
                        Some((below.to_owned(), SourceText::new(format!("<{path}>"), text)))
                    })
                    .collect()
            }
        }
    }

    /// Files below a folder of the theme, by their path below it.
    pub(super) fn files(&self, folder: &str, out: &mut Diagnostics) -> Vec<(String, ThemeFile)> {
        match self {
            Theme::None => Vec::new(),
            Theme::Folder(root) => root
                .walk(folder, out)
                .into_iter()
                .filter_map(|entry| {
                    let below = entry.path.strip_prefix(folder)?.trim_start_matches('/').to_owned();
                    Some((below, ThemeFile::Disk(root.path(&entry.path))))
                })
                .collect(),
            Theme::Embedded(name) => {
                let prefix = format!("{name}/{folder}/");
                THEMES
                    .iter()
                    .filter_map(|(path, bytes)| {
                        Some((path.strip_prefix(&prefix)?.to_owned(), ThemeFile::Bytes(bytes)))
                    })
                    .collect()
            }
        }
    }
}

/// Text files below a folder, by their path below it.
pub(super) fn texts(root: &Root, folder: &str, out: &mut Diagnostics) -> Vec<(String, SourceText)> {
    root.walk(folder, out)
        .into_iter()
        .filter_map(|entry| {
            let below = entry.path.strip_prefix(folder)?.trim_start_matches('/').to_owned();
            Some((below, out.keep(root.read_text(&entry.path))?))
        })
        .collect()
}
