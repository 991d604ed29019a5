//! Why a published file is what it is: what it was made of, what of that has changed since, what it ships.

use super::Progress;
use super::files::{Origin, plan};
use super::load::{LoadOptions, load, locate};
use super::record::{FileRecord, Made, Store};
use crate::diagnostics::Diagnostics;
use crate::render::Read;

/// What is known of one published file.
#[derive(Clone, Debug)]
pub struct Why {
    /// Its path below the output folder.
    pub path: String,
    /// As the last build recorded it; `None` where that build did not make it.
    pub record: Option<FileRecord>,
    /// What it comes from now; `None` where the next build does not make it.
    pub origin: Option<Origin>,
    /// What it read and what gives something else now, so that the next build makes it again.
    pub changed: Vec<Read>,
}

/// Looks up a file by its path below the output folder; a path without a file name means the `index.html` there.
/// Nothing is rendered or written.
pub fn why(
    options: &LoadOptions,
    path: &str,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Option<Why> {
    let output = locate(options)?;
    let record = Store::new(&options.root, &output, options).read().unwrap_or_else(|why| {
        progress(Progress::Step(why));
        None
    });
    let record = record.map(|(record, _)| record);
    let loaded = load(options, record.as_ref().map(|record| &record.memory), progress, out)?;
    let path = path.trim_start_matches('/');
    let index = format!("{}/index.html", path.trim_end_matches('/'));
    let names = [path, index.trim_start_matches('/')];
    let planned = plan(&loaded, out).into_iter().find(|file| names.contains(&file.path.as_str()));
    let known = record.as_ref().and_then(|record| {
        names.iter().find_map(|name| Some(((*name).to_owned(), record.files.get(*name)?.clone())))
    });
    let path = match (&planned, &known) {
        (Some(file), _) => file.path.as_str().to_owned(),
        (None, Some((path, _))) => path.clone(),
        (None, None) => path.to_owned(),
    };
    let mut changed = Vec::new();
    if let (Some(file), Some((_, FileRecord { made: Made::Output { reads, .. }, .. }))) = (&planned, &known)
        && let Origin::Output(output) = &file.origin
    {
        let now = loaded.renderer.inputs(output).unwrap_or_default();
        for (read, hash) in reads {
            let known_now = now.iter().find(|(r, _)| r == read).map(|(_, hash)| *hash);
            if known_now.unwrap_or_else(|| loaded.renderer.digested(read.clone()).1) != *hash {
                changed.push(read.clone());
            }
        }
    }
    Some(Why { path, record: known.map(|(_, record)| record), origin: planned.map(|f| f.origin), changed })
}
