//! Sass of the old site as CSS: Layer9 reads CSS alone.

use super::new_site::NewSite;
use super::report::Report;
use super::walk;
use crate::source::Root;
use grass_compiler::{Fs, Options, OutputStyle};
use std::io;
use std::path::{Path, PathBuf};

/// The files of the old site as the compiler sees them: it reads through the site's own door.
#[derive(Debug)]
struct Files<'a>(&'a Root);

impl Fs for Files<'_> {
    fn is_dir(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.0.path(path).is_dir())
    }

    fn is_file(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.0.path(path).is_file())
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let path = path.to_str().ok_or_else(|| io::Error::other("not Unicode"))?;
        self.0.read_bytes(path).map_err(|why| io::Error::other(why.message.clone()))
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(path.to_path_buf())
    }
}

/// Compiles the style sheets of a folder into `static/`, and keeps their sources in `sass/`.
pub(super) fn compile(old: &Root, folder: &str, site: &mut NewSite, report: &mut Report) {
    let files = Files(old);
    for file in walk(old, folder, report) {
        let below = file.strip_prefix(folder).unwrap_or(&file).trim_start_matches('/').to_owned();
        let source = format!("sass/{below}");
        if !site.has(&source) {
            site.copy(source, &file, report);
        }
        let Some(stem) = below.strip_suffix(".scss").or_else(|| below.strip_suffix(".sass")) else {
            continue;
        };
        let target = format!("static/{stem}.css");
        if below.rsplit('/').next().is_some_and(|name| name.starts_with('_')) || site.has(&target) {
            continue;
        }
        let options = Options::default().fs(&files).style(OutputStyle::Expanded).quiet(true);
        match grass_compiler::from_path(&file, &options) {
            Ok(css) => {
                site.text(target.clone(), css);
                report.note(&file, 0, format!("compiled to `{target}`, which is what to edit from now on: Layer9 reads CSS, not Sass"));
            }
            Err(why) => report.note(&file, 0, format!("Sass that cannot be compiled: {why}")),
        }
    }
}
