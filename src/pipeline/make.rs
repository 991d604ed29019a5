//! One published file: kept as an earlier build made it, or made again.

use super::files::{Origin, PlannedFile};
use super::load::Loaded;
use super::precompress;
use super::record::{FileRecord, Inputs, Made, Record};
use super::traces::Tracer;
use super::{Task, Timings};
use crate::diagnostics::Diagnostics;
use crate::publish::{OutputPath, Stage, Stamp};
use crate::render::{Output, RenderedOutput};
use crate::source::{hash, hash_file};
use std::collections::HashSet;
use std::sync::Arc;

/// Makes the files of one build.
pub(super) struct Maker<'a> {
    pub(super) loaded: &'a Loaded,
    pub(super) stage: &'a Stage,
    /// What the build before published.
    pub(super) before: Option<&'a Record>,
    /// Those of its files that still are what it wrote.
    pub(super) intact: HashSet<&'a str>,
    /// What they read.
    pub(super) tracer: Tracer<'a>,
    /// The stamps of inputs, by path below the site.
    pub(super) inputs: &'a Inputs,
    /// Whether a body goes once its page is made.
    pub(super) releases: bool,
    /// The stopwatch.
    pub(super) timings: &'a Timings,
}

/// A published file: its path below the output folder, and its record.
pub(super) type MadeFile = (String, Arc<FileRecord>);

impl Maker<'_> {
    /// Makes a file, or keeps it where that would give the same.
    ///
    /// # Errors
    /// What is wrong with it, or why it cannot be written.
    pub(super) fn make(&self, file: &PlannedFile) -> Result<Vec<MadeFile>, Diagnostics> {
        match &file.origin {
            Origin::Output(output) => self.output(&file.path, output),
            Origin::Copy(from) => self.copy(&file.path, from),
            Origin::Bytes(bytes) => self.publish(&file.path, bytes, Made::Bytes),
            Origin::Static(bytes) => self.publish(&file.path, bytes, Made::Bytes),
        }
    }

    fn output(&self, path: &OutputPath, output: &Output) -> Result<Vec<MadeFile>, Diagnostics> {
        let renderer = &self.loaded.renderer;
        let inputs = renderer.inputs(output);
        if let Some(inputs) = &inputs
            && let Some(known) = self.intact(path.as_str())
            && self.before.is_some_and(|before| before.memory.key == self.loaded.key)
            && let Made::Output { reads, used, head, .. } = &known.made
            && let Some((first, rest)) = reads.split_at_checked(inputs.len())
            && first.iter().zip(inputs).all(|(id, input)| self.tracer.known(*id) == Some(input))
            && rest.iter().all(|id| self.tracer.still(*id, |read| renderer.digest(read)))
            && renderer.head(used) == *head
        {
            return Ok(self.keep(path.as_str(), known));
        }
        let RenderedOutput { bytes, used, shipped, reads } =
            self.timings.task(Task::Render, || renderer.render(output))?;
        if self.releases {
            renderer.release(output);
        }
        let reads = self.tracer.note(inputs.unwrap_or_default().into_iter().chain(reads));
        let head = renderer.head(&used);
        self.publish(path, &bytes, Made::Output { reads, used, head, shipped })
    }

    fn copy(&self, path: &OutputPath, from: &std::path::Path) -> Result<Vec<MadeFile>, Diagnostics> {
        let name = from.strip_prefix(self.loaded.root.folder()).ok().and_then(|p| p.to_str());
        let stamp = name.and_then(|name| self.inputs.get(&name.replace('\\', "/"))).copied();
        let stamp = stamp.filter(|stamp| *stamp != Stamp::FRESH);
        let source = from.to_string_lossy().into_owned();
        if let Some(known) = self.intact(path.as_str())
            && let Made::Copy { from, stamp: before @ Some(_) } = &known.made
            && *from == source
            && *before == stamp
        {
            return Ok(self.keep(path.as_str(), known));
        }
        let made = Made::Copy { from: source, stamp };
        let hash = hash_file(from).map_err(|error| super::files::unreadable(from, &error))?;
        if let Some(known) = self.intact(path.as_str())
            && known.hash == hash
        {
            return Ok(self.keep_as(path.as_str(), known, made));
        }
        let stamp = self.timings.task(Task::Write, || self.stage.copy(path, from))?;
        let record = FileRecord { stamp, hash, made, siblings: Vec::new() };
        Ok(vec![(path.as_str().to_owned(), Arc::new(record))])
    }

    /// Writes a file, unless the very bytes are there.
    pub(super) fn publish(
        &self,
        path: &OutputPath,
        bytes: &[u8],
        made: Made,
    ) -> Result<Vec<MadeFile>, Diagnostics> {
        let hash = hash(bytes);
        if let Some(known) = self.intact(path.as_str())
            && known.hash == hash
        {
            return Ok(self.keep_as(path.as_str(), known, made));
        }
        let compress = self.loaded.renderer.site().config.precompress;
        let siblings = if compress { precompress::siblings(path, bytes) } else { Vec::new() };
        let record = FileRecord {
            stamp: self.write(path, bytes)?,
            hash,
            made,
            siblings: siblings.iter().map(|(path, _)| path.as_str().to_owned()).collect(),
        };
        let mut records = vec![(path.as_str().to_owned(), Arc::new(record))];
        for (path, bytes) in siblings {
            records.push((path.as_str().to_owned(), Arc::new(self.sibling(&path, &bytes)?)));
        }
        Ok(records)
    }

    fn sibling(&self, path: &OutputPath, bytes: &[u8]) -> Result<FileRecord, Diagnostics> {
        let stamp = self.write(path, bytes)?;
        Ok(FileRecord { stamp, hash: hash(bytes), made: Made::Bytes, siblings: Vec::new() })
    }

    fn write(&self, path: &OutputPath, bytes: &[u8]) -> Result<Stamp, Diagnostics> {
        self.timings.task(Task::Write, || self.stage.write(path, bytes)).map_err(Diagnostics::from)
    }

    /// The record of a file that stands as it was written, with all its precompressed forms.
    fn intact(&self, path: &str) -> Option<&Arc<FileRecord>> {
        let known = self.before?.files.get(path)?;
        let stands = |path: &str| self.intact.contains(path);
        (stands(path) && known.siblings.iter().all(|path| stands(path))).then_some(known)
    }

    /// The same, made of something else that gives the same bytes.
    fn keep_as(&self, path: &str, known: &Arc<FileRecord>, made: Made) -> Vec<MadeFile> {
        let mut kept = self.keep(path, known);
        if let Some((_, record)) = kept.first_mut() {
            Arc::make_mut(record).made = made;
        }
        kept
    }

    fn keep(&self, path: &str, known: &Arc<FileRecord>) -> Vec<MadeFile> {
        let mut kept = vec![(path.to_owned(), known.clone())];
        for sibling in &known.siblings {
            let record = self.before.and_then(|before| before.files.get(sibling));
            kept.extend(record.map(|record| (sibling.clone(), record.clone())));
        }
        kept
    }
}
