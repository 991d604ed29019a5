//! Loading a site again, in a process that holds it and knows which of its files changed: the work is what changed.
//!
//! Three ways, each a shortcut of the next: bodies and what pages are called changed, so a few documents are parsed and
//! everything else is shared; something in `content/` changed, so the site is laid out anew around what is known of the other files;
//! anything may have changed, so all is loaded but for the documents that are the same.

use super::Progress;
use super::contents::{Contents, Reader};
use super::load::{LoadOptions, Loaded, load};
use super::memory::Documents;
use super::sources::{Before, Known, Trust, take_dates};
use crate::content::document::SourceFile;
use crate::content::inheritance::Reading;
use crate::content::place::Place;
use crate::diagnostics::Diagnostics;
use crate::render::Renderer;
use crate::site::{Site, Source};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Loads a site again. `changed` are the paths below the site of all files that came, went or changed since
/// `before` was loaded. What is wrong with the site is in `out`; `None` where it is no site any more.
pub fn reload(
    before: &Loaded,
    options: &LoadOptions,
    changed: &BTreeSet<String>,
    progress: &(dyn Fn(Progress) + Sync),
    out: &mut Diagnostics,
) -> Option<Loaded> {
    if !changed.is_empty() && changed.iter().all(|path| path.starts_with("content/")) {
        return Some(
            edited(before, options, changed).unwrap_or_else(|| relaid(before, options, changed, out)),
        );
    }
    let memory = before.memory();
    load(options, Before { memory: Some(&memory), trust: Trust::None }, progress, out)
}

/// The site with other bodies and names of pages, where nothing else of it differs and nothing is wrong with it.
fn edited(before: &Loaded, options: &LoadOptions, changed: &BTreeSet<String>) -> Option<Loaded> {
    // What there was to say must be said again, and only a look at everything finds it.
    if !before.silent {
        return None;
    }
    let site = before.renderer.site();
    let reader = reader(before, options);
    let parser = reader.parser(&site.outline, &site.config);
    let mut out = Diagnostics::new();
    let mut documents = before.documents.clone();
    let mut edits = Vec::with_capacity(changed.len());
    // A page that includes a file of `content/` changes with it.
    if documents.values().any(|document| changed.iter().any(|path| document.includes(path))) {
        return None;
    }
    for path in changed {
        let source = site.outline.by_source(path.strip_prefix("content/")?)?;
        let file = known(site, source)?;
        let inherited = site.outline.inheritance.of(&Place::of(&file.path, &site.config.languages));
        if file.inherited != inherited.fingerprint {
            return None;
        }
        let (unknown, languages) = (site.config.unknown_front_matter, &site.config.languages);
        let reading = Reading { unknown, languages, inherited };
        let text = before.root.read_text(path).ok()?;
        let mut file = SourceFile::read(file.path.clone(), text, &reading, &mut out);
        take_dates(&mut file, &before.root, &site.config, &site.outline.history);
        let (document, record) = parser.parse(&file, &mut out);
        documents.insert(file.path.clone(), record?);
        for stand_in in site.outline.stand_ins_for(&file.path) {
            let file = site.stand_in(stand_in, &file)?;
            let (document, record) = parser.parse(&file, &mut out);
            documents.insert(file.path.clone(), record?);
            edits.push((stand_in, file, document));
        }
        edits.push((source, file, document));
    }
    let edited = site.edited(edits)?;
    let renderer = before.renderer.edited(edited, &mut out);
    if !out.is_empty() {
        return None;
    }
    Some(next(before, renderer, documents))
}

/// The site around what is known of the files that did not change.
fn relaid(
    before: &Loaded,
    options: &LoadOptions,
    changed: &BTreeSet<String>,
    out: &mut Diagnostics,
) -> Loaded {
    let mut found = Diagnostics::new();
    let site = before.renderer.site();
    let memory = before.memory();
    let find = |path: &Arc<str>| {
        let is_same = !changed.contains(&format!("content/{path}"));
        known(site, site.outline.by_source(path).filter(|_| is_same)?).cloned()
    };
    let stays = |path: &String| {
        let below = path.strip_prefix("content/").unwrap_or(path);
        site.outline.by_source(below).is_some_and(|source| known(site, source).is_some())
            && before.root.exists(path)
    };
    let listing = changed.iter().all(stays).then(|| before.listing.clone());
    let known = Known {
        find: &find,
        listing,
        data: Some(site.outline.data.clone()),
        history: Some(site.outline.history.clone()),
    };
    let Contents { site, documents, listing } =
        reader(before, options).read(site.config.clone(), &memory, &known, &mut found);
    let setup = before.renderer.setup().clone();
    let renderer = Renderer::new(setup, site, &memory.contents, &mut found);
    let silent = found.is_empty();
    out.extend(found);
    Loaded { listing, silent, ..next(before, renderer, documents) }
}

fn reader<'a>(before: &'a Loaded, options: &'a LoadOptions) -> Reader<'a> {
    Reader { root: &before.root, markdown: before.renderer.setup().markdown(), options, key: &before.key }
}

/// The file of a page or section, as it was read last.
fn known(site: &Site, source: Source) -> Option<&SourceFile> {
    let file = match source {
        Source::Page(id) => &site.pages.get(id)?.entry.file,
        Source::Section(id) => site.sections.get(id)?.entry.file.as_ref()?,
    };
    // Pages of rows of data have no file of their own, nor have those that stand in for translations.
    (!file.is_row && file.stands_in_for.is_none()).then_some(file)
}

fn next(before: &Loaded, renderer: Renderer, documents: Documents) -> Loaded {
    Loaded {
        root: before.root.clone(),
        output: before.output.clone(),
        renderer,
        styles: before.styles.clone(),
        key: before.key,
        documents,
        listing: before.listing.clone(),
        statics: before.statics.clone(),
        silent: before.silent,
    }
}
