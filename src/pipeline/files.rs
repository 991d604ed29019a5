//! The plan of a build: every file that will be published, with what it comes from.

use super::load::Loaded;
use super::theme::ThemeFile;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::publish::{self, Claims, OutputPath};
use crate::render::{Output, outputs, search_scripts};
use std::path::PathBuf;
use std::sync::Arc;

/// A file that will be published.
#[derive(Clone, Debug)]
pub struct PlannedFile {
    /// Its path below the output folder.
    pub path: OutputPath,
    /// What it comes from.
    pub origin: Origin,
}

impl PlannedFile {
    /// The output, where it is rendered.
    pub fn output(&self) -> Option<&Output> {
        match &self.origin {
            Origin::Output(output) => Some(output),
            Origin::Copy(_) | Origin::Bytes(_) | Origin::Static(_) => None,
        }
    }
}

/// What a file comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// It is rendered.
    Output(Box<Output>),
    /// It is copied from disk.
    Copy(PathBuf),
    /// Its bytes are there.
    Bytes(Arc<[u8]>),
    /// Its bytes are part of the binary.
    Static(&'static [u8]),
}

/// Plans all files but those that rendering makes. Paths that cannot be, and two sources for one path, are
/// reported with both places.
pub fn plan(loaded: &Loaded, out: &mut Diagnostics) -> Vec<PlannedFile> {
    let site = loaded.renderer.site();
    let mut plan = Plan { claims: Claims::new(), files: Vec::new(), out };
    for output in outputs(site) {
        let (file, origin) = (output.file(), output.origin.clone());
        if output.is_rule(site) {
            // No file, but an address that no file may have.
            plan.claim(&file, "redirect", origin);
            continue;
        }
        plan.add(&file, "page", origin, Origin::Output(Box::new(output)));
    }
    for (path, bytes) in search_scripts(site) {
        let origin = Location::file("layer9.toml");
        plan.add(path.trim_start_matches('/'), "script of the search", origin, Origin::Static(bytes));
    }
    for asset in site.outline.assets.values() {
        let source = format!("content/{}", asset.source);
        let origin = Origin::Copy(loaded.root.path(&source));
        plan.add(asset.path.trim_start_matches('/'), "asset", Location::file(source), origin);
    }
    for (name, file) in loaded.statics.iter() {
        let origin = match file {
            ThemeFile::Disk(path) => Origin::Copy(path.clone()),
            ThemeFile::Bytes(bytes) => Origin::Static(bytes),
        };
        plan.add(name, "static file", Location::file(format!("static/{name}")), origin);
    }
    for style in loaded.styles.iter() {
        let bytes: Arc<[u8]> = style.css.as_bytes().into();
        let origin = Origin::Bytes(bytes);
        plan.add(
            style.path.trim_start_matches('/'),
            "style sheet",
            Location::file(style.name.clone()),
            origin,
        );
    }
    let Plan { claims, files, out } = plan;
    out.extend(claims.finish());
    files
}

struct Plan<'a> {
    claims: Claims,
    files: Vec<PlannedFile>,
    out: &'a mut Diagnostics,
}

impl Plan<'_> {
    fn add(&mut self, path: &str, what: &str, location: Location, origin: Origin) {
        if let Some(path) = self.claim(path, what, location) {
            self.files.push(PlannedFile { path, origin });
        }
    }

    fn claim(&mut self, path: &str, what: &str, location: Location) -> Option<OutputPath> {
        match OutputPath::new(path) {
            Ok(path) => {
                self.claims.claim(path.clone(), publish::Origin::new(what).at(location));
                Some(path)
            }
            Err(reason) => {
                let message = format!("`{path}` cannot be an output path: {reason}");
                self.out.push(Diagnostic::error(Code::PublishPath, message).at(location));
                None
            }
        }
    }
}

/// Reads a file that a build would copy.
///
/// # Errors
/// `SourceRead`.
pub fn read_copied(path: &std::path::Path) -> crate::diagnostics::Result<Vec<u8>> {
    crate::source::read(path).map_err(|error| unreadable(path, &error))
}

pub(super) fn unreadable(path: &std::path::Path, error: &std::io::Error) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(Code::SourceRead, format!("cannot be read: {error}"))
            .at(Location::file(path.display().to_string())),
    )
}
