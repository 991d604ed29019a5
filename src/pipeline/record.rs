//! The record of a build: what it read, what it made of it, and how to know both again.
//!
//! It lives in `.layer9/cache/` of the site, one file for each output folder. A record is used only when it is
//! whole and was written by this very tool for this very configuration; anything else is dropped with a line of
//! notice, and the build starts from nothing.

use super::bodies::Places;
use super::load::LoadOptions;
use super::memory::{Documents, Memory};
use super::traces::{TraceId, Traces};
use crate::publish::{Stamp, below, move_file};
use crate::render::Used;
use crate::site::Period;
use crate::source::{Hash, Hasher, Hashing, hash};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Starts every record. The number counts its format.
const MAGIC: &[u8; 8] = b"layer9\x009";

/// What one build leaves to the next.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What is known of sources.
    pub memory: Memory,
    /// The stamps of everything below the site that a build reads, by path.
    pub inputs: Arc<Inputs>,
    /// Where rendered bodies are.
    pub(super) bodies: Places,
    /// What the files read.
    pub traces: Traces,
    /// Every published file by its path below the output folder.
    pub files: Files,
    /// What the summary says.
    pub totals: Totals,
    /// Whether there was nothing to complain about. Warnings are not kept: what has them is looked at again.
    pub silent: bool,
    /// The time in which the same sources are due.
    pub period: Period,
}

/// Published files by their path below the output folder.
pub(super) type Files = BTreeMap<String, Arc<FileRecord>>;

/// The stamps of a build's inputs, by path below the site.
pub type Inputs = BTreeMap<String, Stamp>;

/// The numbers of a build's summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Pages of content.
    pub pages: usize,
    /// Islands that some page hydrates.
    pub islands: usize,
    /// The page that ships most to the browser besides its HTML: its path and the bytes.
    pub heaviest: Option<(String, usize)>,
}

/// A published file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileRecord {
    /// As it was written.
    pub stamp: Stamp,
    /// Of its bytes.
    pub hash: Hash,
    /// What it was made of.
    pub made: Made,
    /// Its precompressed forms.
    pub siblings: Vec<String>,
}

impl FileRecord {
    /// Whether the file at this path below the output folder is as it was written.
    pub(super) fn stands(&self, output: &Path, path: &str) -> bool {
        self.stamp.fits(&below(output, path), &self.hash)
    }
}

/// What a published file was made of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Made {
    /// A rendered output.
    Output {
        /// What it read; first what was known before it was rendered.
        reads: Vec<TraceId>,
        /// What its components need of the page.
        used: Used,
        /// Of the head that `used` gave.
        head: Hash,
        /// Bytes that the page can load for its components.
        shipped: usize,
    },
    /// A copy of a file.
    Copy {
        /// The file, as the build was told.
        from: String,
        /// Its stamp; none for a file that changed just before.
        stamp: Option<Stamp>,
    },
    /// Bytes that are made every time, or a precompressed form.
    Bytes,
}

/// A record that is written, and not yet in its place. Dropped without [`Prepared::keep`], it leaves no trace.
#[derive(Debug)]
pub struct Prepared {
    temporary: PathBuf,
    file: PathBuf,
    /// What the output folder is to know the build by: the hash of the record.
    pub name: Hash,
}

impl Prepared {
    /// Puts it in the place of the record before.
    ///
    /// # Errors
    /// What the system says.
    pub fn keep(self) -> io::Result<()> {
        move_file(&self.temporary, &self.file)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        // After it was kept there is none, or the one before.
        let _ = fs::remove_file(&self.temporary);
    }
}

/// How many bytes are hashed and written at once.
const BLOCK: usize = 1 << 16;
/// How many parts a record is laid out in.
const PARTS: usize = 4;
/// For how much of a page each part has room from the start, in bytes: more than most take. Memory that is not written to
/// is not taken, and a part that grows is copied.
const ROOM: usize = 1 << 10;
/// What stands before the parts: the format, the tool, and the hash of all that follows.
const HEAD: usize = MAGIC.len() + 2 * size_of::<Hash>();
/// What stands behind them: the length of each.
const TAIL: usize = PARTS * size_of::<u64>();

impl Record {
    /// The first part of a record, which is known before anything is rendered; `None` where it cannot be laid out.
    pub(super) fn first_part(key: &Hash, documents: &Documents) -> Option<Vec<u8>> {
        Self::sources(key, documents, Vec::with_capacity(documents.len() * ROOM)).ok()
    }

    fn sources<W: Write>(key: &Hash, documents: &Documents, to: W) -> postcard::Result<W> {
        postcard::to_io(&(key, documents), to)
    }

    /// Writes a part.
    fn part<W: Write>(&self, part: usize, to: W) -> postcard::Result<W> {
        let Memory { key, documents, contents } = &self.memory;
        match part {
            0 => Self::sources(key, documents, to),
            1 => postcard::to_io(&(contents, &*self.inputs, &self.bodies), to),
            2 => postcard::to_io(&self.files, to),
            _ => postcard::to_io(&(&self.traces, &self.totals, self.silent, self.period), to),
        }
    }

    /// The parts, laid out side by side: it is the last thing a build waits for.
    fn parts(&self, first: Option<Vec<u8>>) -> postcard::Result<[Vec<u8>; PARTS]> {
        let room = self.files.len() * ROOM;
        let part = |number| self.part(number, Vec::with_capacity(room));
        let first = || first.map_or_else(|| part(0), Ok);
        let ((first, second), (third, fourth)) =
            rayon::join(|| rayon::join(first, || part(1)), || rayon::join(|| part(2), || part(3)));
        Ok([first?, second?, third?, fourth?])
    }

    /// Writes the record, and gives its hash. A `streamed` one is laid out as it is written, without being held.
    fn write(&self, mut file: fs::File, streamed: bool, first: Option<Vec<u8>>) -> io::Result<Hash> {
        let failed = |error: postcard::Error| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
        file.write_all(MAGIC)?;
        file.write_all(crate::source::tool().as_bytes())?;
        file.write_all(Hash::default().as_bytes())?;
        // The buffer comes before the hash: what is laid out comes byte by byte.
        let mut file = io::BufWriter::with_capacity(BLOCK, Hashing::new(file));
        let mut lengths = [0_u64; PARTS];
        if streamed {
            for (number, length) in lengths.iter_mut().enumerate() {
                let mut counting = Counting { writer: &mut file, count: 0 };
                self.part(number, &mut counting).map_err(failed)?;
                *length = counting.count;
            }
        } else {
            for (part, length) in self.parts(first).map_err(failed)?.iter().zip(&mut lengths) {
                file.write_all(part)?;
                *length = part.len() as u64;
            }
        }
        lengths.iter().try_for_each(|length| file.write_all(&length.to_le_bytes()))?;
        let (mut file, name) = file.into_inner()?.finish();
        file.seek(SeekFrom::Start((HEAD - size_of::<Hash>()) as u64))?;
        file.write_all(name.as_bytes())?;
        Ok(name)
    }

    /// The record of these bytes, or `None` where they are none.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (mut rest, tail) = bytes.split_at_checked(bytes.len().checked_sub(TAIL)?)?;
        let mut lengths = tail.chunks_exact(size_of::<u64>());
        let mut part = || {
            let length = u64::from_le_bytes(lengths.next()?.try_into().ok()?);
            let (part, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            rest = after;
            Some(part)
        };
        let (first, second, third, fourth) = (part()?, part()?, part()?, part()?);
        let ((first, second), (third, fourth)) = rayon::join(
            || rayon::join(|| postcard::from_bytes(first), || postcard::from_bytes(second)),
            || rayon::join(|| postcard::from_bytes(third), || postcard::from_bytes(fourth)),
        );
        let (key, Entries(documents)) = first.ok()?;
        let (Entries(contents), Entries(inputs), Entries(bodies)) = second.ok()?;
        let Entries(files) = third.ok()?;
        let (traces, totals, silent, period) = fourth.ok()?;
        let memory = Memory { key, documents, contents };
        Some(Self { memory, inputs: Arc::new(inputs), bodies, files, traces, totals, silent, period })
    }
}

/// A map that is laid out as one is: read as a list, of which a map is made at once. Where each entry is put into its
/// place as it comes, a place is looked for ten thousand times.
struct Entries<K, V>(BTreeMap<K, V>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Entries<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<(K, V)>::deserialize(deserializer).map(|entries| Self(entries.into_iter().collect()))
    }
}

/// Counts what is written.
struct Counting<W> {
    writer: W,
    count: u64,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(bytes)?;
        self.count += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Where the records of a site are.
#[derive(Clone, Debug)]
pub struct Store {
    file: PathBuf,
}

impl Store {
    /// The place of the record for these options, below the site's folder.
    pub fn new(site: &Path, output: &Path, options: &LoadOptions) -> Self {
        let mut hasher = Hasher::new();
        hasher.text(&output.strip_prefix(site).unwrap_or(output).to_string_lossy());
        hasher.text(options.base_url.as_deref().unwrap_or(""));
        for flag in [options.drafts, options.future, options.expired] {
            hasher.number(flag.into());
        }
        let name = format!("build-{}.bin", hasher.finish().short());
        Self { file: site.join(".layer9").join("cache").join(name) }
    }

    /// The file for bodies beside the record.
    pub(super) fn bodies(&self) -> PathBuf {
        self.file.with_extension("bodies")
    }

    /// Reads the record, with the name that the output folder knows it by. `Err` says why a record that is there
    /// cannot be used.
    ///
    /// # Errors
    /// One line for people.
    pub fn read(&self) -> Result<Option<(Record, Hash)>, String> {
        let bytes = match crate::source::read(&self.file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("the record of the last build cannot be read: {error}")),
        };
        let (head, payload) = bytes.split_at_checked(HEAD).unwrap_or_default();
        let (magic, rest) = head.split_at_checked(MAGIC.len()).unwrap_or_default();
        if magic != MAGIC
            || rest.get(..size_of::<Hash>()) != Some(crate::source::tool().as_bytes().as_slice())
        {
            return Err(
                "the record of the last build is another version's; everything is built again".to_owned()
            );
        }
        let name = hash(payload);
        if rest.get(size_of::<Hash>()..) != Some(name.as_bytes().as_slice()) {
            return Err("the record of the last build is damaged; everything is built again".to_owned());
        }
        match Record::from_bytes(payload) {
            Some(record) => Ok(Some((record, name))),
            None => Err("the record of the last build is damaged; everything is built again".to_owned()),
        }
    }

    /// Writes a record beside the one before; its first part may be laid out already. A `streamed` one is never held whole in
    /// memory. A build whose record cannot be kept is a good build all the same.
    ///
    /// # Errors
    /// What the system says; `InvalidData` where it cannot be laid out.
    pub fn prepare(&self, record: &Record, streamed: bool, first: Option<Vec<u8>>) -> io::Result<Prepared> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let temporary = self.file.with_extension(format!("tmp-{}", std::process::id()));
        let opened = fs::File::create(&temporary)?;
        let mut prepared = Prepared { temporary, file: self.file.clone(), name: Hash::default() };
        prepared.name = record.write(opened, streamed, first)?;
        Ok(prepared)
    }

    /// Forgets the record.
    ///
    /// # Errors
    /// What the system says.
    pub fn clear(&self) -> io::Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
