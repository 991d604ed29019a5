//! Every file below a folder.

use crate::failure::{Context, Result};
use std::fs::{self, Metadata};
use std::path::Path;

/// The files by their paths from the folder, with `/` between names, in the order of their names.
pub(crate) fn files(folder: &Path) -> Result<Vec<(String, Metadata)>> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(name) = folders.pop() {
        let path = folder.join(&name);
        let what = || format!("cannot read {}", path.display());
        for entry in fs::read_dir(&path).context(what)? {
            let entry = entry.context(what)?;
            let file = entry.file_name().to_string_lossy().into_owned();
            let file = if name.is_empty() { file } else { format!("{name}/{file}") };
            let data = entry.metadata().context(what)?;
            if data.is_dir() { folders.push(file) } else { files.push((file, data)) }
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(files)
}
