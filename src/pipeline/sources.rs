//! The files of `content/`: read, or known to be as an earlier build found them.

use super::Task;
use super::load::LoadOptions;
use super::memory::Memory;
use super::record::Inputs;
use super::rows::PagesFromData;
use crate::config::{Config, DateSource, LanguageId};
use crate::content::cascade::Cascade;
use crate::content::dating::Dating;
use crate::content::document::{Matter, SourceFile};
use crate::content::inheritance::{Inheritance, Reading};
use crate::content::place::Place;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::publish::Stamp;
use crate::site::{DataTree, NextChange, Outline, date_in_name};
use crate::source::remote::Remote;
use crate::source::{Entry, History, Root};
use rayon::prelude::*;
use std::sync::Arc;

/// What an earlier load knows, and which files it can be believed about without a look into them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before<'a> {
    /// What it knows.
    pub memory: Option<&'a Memory>,
    /// Which files are as they were.
    pub trust: Trust<'a>,
}

/// Which files are as an earlier load found them. Paths are below the site.
#[derive(Clone, Copy, Debug, Default)]
pub enum Trust<'a> {
    /// Nobody knows: all are read, and their hashes decide.
    #[default]
    None,
    /// Those whose stamps are the same.
    Stamps {
        /// Of the inputs of the earlier build.
        before: &'a Inputs,
        /// Of the inputs as they are.
        now: &'a Inputs,
    },
}

impl Trust<'_> {
    /// Whether a file can be believed to be the same.
    pub(super) fn is_unchanged(self, path: &str) -> bool {
        match self {
            Self::None => false,
            Self::Stamps { before, now } => match (before.get(path), now.get(path)) {
                (Some(before), Some(now)) => before == now && *now != Stamp::FRESH,
                _ => false,
            },
        }
    }

    /// Whether any file is believed without a look.
    pub fn is_some(self) -> bool {
        !matches!(self, Self::None)
    }
}

/// What is known without reading.
pub(super) struct Known<'a> {
    /// A file that is as it was, by its path below `content/`.
    pub(super) find: &'a (dyn Fn(&Arc<str>) -> Option<SourceFile> + Sync),
    /// The paths of all files, where none came or went.
    pub(super) listing: Option<Arc<Listing>>,
    /// What `data/` holds, where nothing of it changed.
    pub(super) data: Option<Arc<DataTree>>,
    /// What git knows, where it was asked before.
    pub(super) history: Option<Arc<History>>,
}

/// The paths of all files of `content/` below the site, in byte order.
pub(super) type Listing = Vec<Entry>;

/// What `content/` holds.
pub(super) struct Sources {
    /// Markdown files, in byte order of their paths.
    pub(super) files: Vec<SourceFile>,
    /// The rest, by their paths below `content/`, in byte order.
    pub(super) others: Vec<Arc<str>>,
    /// Both.
    pub(super) listing: Arc<Listing>,
    /// What sections hand down.
    pub(super) inheritance: Inheritance,
}

/// Reads the front matter of all files that are not known already.
fn read(
    root: &Root,
    config: &Config,
    known: &Known<'_>,
    options: &LoadOptions,
    data: &DataTree,
    out: &mut Diagnostics,
) -> Sources {
    let timings = &options.timings;
    let listing = known.listing.clone().unwrap_or_else(|| Arc::new(root.walk("content", out)));
    let is_text = |entry: &&Entry| entry.path.ends_with(".md");
    let is_index =
        |entry: &&Entry| is_text(entry) && Place::of(below(&entry.path), &config.languages).is_section();
    let mut inheritance = Inheritance::new(cascades(root, config, out));
    let read = |entry: &Entry, inheritance: &Inheritance| {
        let mut out = Diagnostics::new();
        let path: Arc<str> = Arc::from(below(&entry.path));
        let inherited = inheritance.of(&Place::of(&path, &config.languages));
        // Front matter that would inherit something else now is another.
        if let Some(mut file) = (known.find)(&path).filter(|file| file.inherited == inherited.fingerprint) {
            file.schema = inherited.references().filter(|_| matches!(file.matter, Matter::Page(_)));
            return (Some(file), out);
        }
        let (unknown, languages) = (config.unknown_front_matter, &config.languages);
        let reading = Reading { unknown, languages, inherited };
        let mut file = out.keep(timings.task(Task::Read, || root.read_text(&entry.path))).map(|source| {
            timings.task(Task::FrontMatter, || SourceFile::read(path, source, &reading, &mut out))
        });
        if let Some(file) = file.as_mut().filter(|_| options.lean) {
            file.drop_body();
        }
        (file, out)
    };
    // Sections first, from the top down: what they say holds for what stands below them.
    // Of the sections of one folder the default language's comes first, and speaks to the others.
    let mut indexes: Vec<(String, LanguageId, &Entry)> = listing
        .iter()
        .filter(is_index)
        .map(|entry| {
            let place = Place::of(below(&entry.path), &config.languages);
            (folder(&place.path).to_owned(), place.language, entry)
        })
        .collect();
    indexes.sort_by(|(a, first, _), (b, second, _)| (a, first).cmp(&(b, second)));
    let mut files = Vec::with_capacity(listing.len());
    let mut row_sections = Vec::new();
    for (folder, language, entry) in indexes {
        let (file, problems) = read(entry, &inheritance);
        out.extend(problems);
        let Some(file) = file else { continue };
        if let Matter::Section(matter) = &file.matter {
            inheritance.declare(language, &folder, matter);
            if !matter.rows.is_empty() {
                row_sections.push((file.clone(), matter.clone()));
            }
        }
        files.push(file);
    }
    let read: Vec<(Option<SourceFile>, Diagnostics)> = listing
        .par_iter()
        .filter(|entry| is_text(entry) && !is_index(entry))
        .map(|entry| read(entry, &inheritance))
        .collect();
    for (file, problems) in read {
        files.extend(file);
        out.extend(problems);
    }
    for (section, matter) in row_sections {
        let add = PagesFromData { section: &section, config, data, inheritance: &inheritance };
        files.extend(add.pages(&matter.rows, &files, out));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let others =
        listing.iter().filter(|entry| !is_text(entry)).map(|entry| Arc::from(below(&entry.path))).collect();
    Sources { files, others, listing, inheritance }
}

/// What the configuration hands down.
fn cascades(root: &Root, config: &Config, out: &mut Diagnostics) -> Vec<Cascade> {
    let source = config.cascade.as_ref().and_then(|node| Some((node, root.read_text("layer9.toml").ok()?)));
    source
        .map(|(node, source)| Cascade::read_all(node, &source, config.unknown_front_matter, out))
        .unwrap_or_default()
}

/// A path below the site as one below `content/`.
fn below(path: &str) -> &str {
    path.strip_prefix("content/").unwrap_or(path)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Reads everything below `content/` and lays it out. No body is parsed.
pub(super) fn outline(
    (root, remote): (&Root, &Remote),
    config: &Config,
    options: &LoadOptions,
    known: &Known<'_>,
    out: &mut Diagnostics,
) -> (Outline, Arc<Listing>) {
    let stage = options.timings.stage("read content");
    let data = known.data.clone().unwrap_or_else(|| {
        let mut data = super::data::read(root, options.instead.as_ref(), out);
        super::data::fetch_all(&mut data, remote, &config.remote, out);
        Arc::new(data)
    });
    let mut sources = read(root, config, known, options, &data, out);
    let history = known.history.clone().unwrap_or_else(|| Arc::new(history(root, config, out)));
    for file in sources.files.iter_mut().filter(|file| !file.is_row) {
        take_dates(file, root, config, &history);
    }
    drop(stage);
    let _stage = options.timings.stage("lay out");
    let mut outline = Outline::new(config, sources.files, &sources.others, &options.publishing(), out);
    outline.data = data;
    outline.history = history;
    outline.inheritance = Arc::new(sources.inheritance);
    (outline, sources.listing)
}

/// Dates a file by what the configuration says, where that is more than front matter and the file's name.
pub(super) fn take_dates(file: &mut SourceFile, root: &Root, config: &Config, history: &History) {
    let sources = config.dates.of(&file.place);
    let plain = [DateSource::FrontMatter, DateSource::FileName];
    if sources.date != plain || sources.updated != [DateSource::FrontMatter] {
        let (modified, named) = (|path: &str| root.modified(path), |place: &str| date_in_name(place));
        file.take_dates(&Dating { sources, history, modified: &modified, named: &named });
    }
}

/// What git knows of the site's content, where the configuration asks for it.
fn history(root: &Root, config: &Config, out: &mut Diagnostics) -> History {
    if !config.git_info && !config.dates.have(DateSource::Git) {
        return History::default();
    }
    let warning = |message: String| {
        Diagnostic::warning(Code::SourceGit, message).at(Location::file(root.name("layer9.toml")))
    };
    match History::read(root.folder(), "content") {
        Ok(history) => {
            if history.is_shallow {
                let diagnostic =
                    warning("git sees a part of the history alone: the clone is shallow".to_owned());
                out.push(
                    diagnostic.hint("fetch all of it: `git fetch --unshallow`, or `fetch-depth: 0` in CI"),
                );
            }
            history
        }
        Err(why) => {
            out.push(warning(format!("git finds no history: {why}")));
            History::default()
        }
    }
}

/// The sources of a site without anything else of it. `None` where it is no site.
pub fn sources(options: &LoadOptions, out: &mut Diagnostics) -> Option<Outline> {
    let (root, source) = super::load::open(options, out)?;
    let config = Config::read(&source, out);
    let known = Known { find: &|_| None, listing: None, data: None, history: None };
    let remote = Remote::open(&root, &config.remote, options.offline, out);
    Some(outline((&root, &remote), &config, options, &known, out).0)
}

/// The next moment at which a build would publish other sources; `None` where nothing is scheduled.
pub fn next_change(options: &LoadOptions, out: &mut Diagnostics) -> Option<NextChange> {
    sources(options, out)?.schedule.next
}
