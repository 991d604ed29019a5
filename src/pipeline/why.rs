//! Why a published file is what it is: what it was made of, what of that has changed since, what it ships.

use super::Progress;
use super::files::{Origin, plan};
use super::load::{LoadOptions, load, locate};
use super::record::{FileRecord, Made, Store};
use super::sources::{Before, Trust};
use crate::diagnostics::Diagnostics;
use crate::render::Read;
use crate::source::Hash;
use std::sync::Arc;

/// What is known of one published file.
#[derive(Clone, Debug)]
pub struct Why {
    /// Its path below the output folder.
    pub path: String,
    /// As the last build recorded it; `None` where that build did not make it.
    pub record: Option<Arc<FileRecord>>,
    /// What it comes from now; `None` where the next build does not make it.
    pub origin: Option<Origin>,
    /// What it read, and whether that gives the same now; if not, the next build makes it again.
    pub reads: Vec<(Read, bool)>,
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
    let before = Before { memory: record.as_ref().map(|record| &record.memory), trust: Trust::None };
    let loaded = load(options, before, progress, out)?;
    let path = path.trim_start_matches('/');
    let index = format!("{}/index.html", path.trim_end_matches('/'));
    let file = crate::site::address::page_file(path.trim_end_matches('/'));
    let names = [path, index.trim_start_matches('/'), &file];
    let planned = plan(&loaded, out).into_iter().find(|file| names.contains(&file.path.as_str()));
    let known = record.as_ref().and_then(|record| {
        names.iter().find_map(|name| Some(((*name).to_owned(), record.files.get(*name)?.clone())))
    });
    let path = match (&planned, &known) {
        (Some(file), _) => file.path.as_str().to_owned(),
        (None, Some((path, _))) => path.clone(),
        (None, None) => path.to_owned(),
    };
    let output = planned.as_ref().and_then(|file| match &file.origin {
        Origin::Output(output) => Some(&**output),
        _ => None,
    });
    let now = output.and_then(|output| loaded.renderer.inputs(output)).unwrap_or_default();
    let still = |(read, version): &(Read, Hash)| {
        let known = now.iter().find(|(input, _)| input == read).map(|(_, version)| *version);
        known.unwrap_or_else(|| loaded.renderer.digest(read)) == *version
    };
    let mut reads = Vec::new();
    if let (Some(record), Some((_, file))) = (&record, &known)
        && let Made::Output { reads: ids, .. } = &file.made
    {
        let traces = ids.iter().filter_map(|id| record.traces.get(*id));
        reads.extend(traces.map(|trace| (trace.0.clone(), output.is_none() || still(trace))));
    }
    Some(Why {
        path,
        record: known.map(|(_, record)| record),
        origin: planned.map(|file| file.origin),
        reads,
    })
}
