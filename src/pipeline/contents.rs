//! The contents of a site: read, laid out, parsed, put in order.

use super::load::LoadOptions;
use super::memory::{DocumentRecord, Documents, Memory};
use super::sources::{self, Known, Listing};
use super::{Task, Timings};
use crate::config::Config;
use crate::content::document::{Body, Document, SourceFile};
use crate::diagnostics::Diagnostics;
use crate::render::Markdown;
use crate::site::{Outline, PageLinks, Site};
use crate::source::{Hash, Root};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A site with what is to be known of its documents for the next load.
pub(super) struct Contents {
    pub(super) site: Site,
    pub(super) documents: Documents,
    pub(super) listing: Arc<Listing>,
}

/// What the contents of a site are read with.
pub(super) struct Reader<'a> {
    pub(super) root: &'a Root,
    pub(super) markdown: &'a Markdown,
    pub(super) options: &'a LoadOptions,
    /// Of everything that holds for the whole site.
    pub(super) key: &'a Hash,
}

impl Reader<'_> {
    /// Reads them. What `before` knows of a document that is the same is not parsed again.
    pub(super) fn read(
        &self,
        config: Arc<Config>,
        before: &Memory,
        known: &Known<'_>,
        out: &mut Diagnostics,
    ) -> Contents {
        let timings = &self.options.timings;
        let (mut outline, listing) =
            sources::outline((self.root, &self.markdown.remote), &config, self.options, known, out);

        let stage = timings.stage("parse content");
        // Each text goes when it is parsed: all texts and all bodies at once are the most that a build would hold.
        let texts = outline.take_texts();
        let parser = self.parser(&outline, &config);
        let parse = |file: SourceFile| {
            let mut out = Diagnostics::new();
            let known = before.documents.get(&file.path);
            let known =
                known.and_then(|record| Some((record.document(&file, &parser.links(&file))?, record)));
            let (document, record) = match known {
                Some((document, record)) => (document, Some(record.clone())),
                None => parser.parse(&file, &mut out),
            };
            if file.stands_in_for.is_some() {
                // The original's own parse says it.
                out = Diagnostics::new();
            }
            let path = file.path.clone();
            let text = document.needs_source().then_some(file);
            Parsed { path, document, record, text, diagnostics: out }
        };
        let pages: Vec<Parsed> = texts.pages.into_par_iter().map(parse).collect();
        let sections: Vec<Option<Parsed>> =
            texts.sections.into_par_iter().map(|file| file.map(parse)).collect();
        drop(stage);
        let _stage = timings.stage("order the site");
        let mut documents = BTreeMap::new();
        let mut keep = |parsed: Parsed| {
            out.extend(parsed.diagnostics);
            documents.extend(parsed.record.map(|record| (parsed.path, record)));
            (parsed.document, parsed.text)
        };
        let pages: Vec<_> = pages.into_iter().map(&mut keep).collect();
        let sections: Vec<_> =
            sections.into_iter().map(|parsed| parsed.map(&mut keep).unwrap_or_default()).collect();
        let site = Site::new(config, outline, pages, sections, out);
        Contents { site, documents, listing }
    }

    /// What parses the documents of a site that is laid out so.
    pub(super) fn parser<'a>(&'a self, outline: &'a Outline, config: &'a Config) -> Parser<'a> {
        let base_path = config.base_url.base_path();
        let LoadOptions { lean, timings, .. } = self.options;
        Parser { markdown: self.markdown, outline, base_path, key: self.key, lean: *lean, timings }
    }
}

/// A document that was parsed or known.
struct Parsed {
    path: Arc<str>,
    document: Document,
    record: Option<Arc<DocumentRecord>>,
    /// Its file, where a later stage needs the text.
    text: Option<SourceFile>,
    diagnostics: Diagnostics,
}

/// Parses documents.
pub(super) struct Parser<'a> {
    markdown: &'a Markdown,
    outline: &'a Outline,
    base_path: &'a str,
    key: &'a Hash,
    lean: bool,
    timings: &'a Timings,
}

impl Parser<'_> {
    /// Parses a file, and gives what is to be remembered of it: what was complained about must be complained about
    /// again, so that is not.
    pub(super) fn parse(
        &self,
        file: &SourceFile,
        out: &mut Diagnostics,
    ) -> (Document, Option<Arc<DocumentRecord>>) {
        let links = self.links(file);
        let mut found = Diagnostics::new();
        let parse = || self.markdown.parse(file, &links, &mut found);
        let mut document = self.timings.task(Task::Markdown, parse);
        let record = Arc::new(DocumentRecord::new(file, links.reads(), self.key, &document.facts));
        document.key = record.key();
        if self.lean {
            if let (Some(shelf), Body::Plain(html)) = (&self.markdown.shelf, &document.body) {
                shelf.put(&document.key, html);
            }
            document.let_go();
        }
        let silent = found.is_empty();
        out.extend(found);
        (document, silent.then_some(record))
    }

    fn links<'f>(&'f self, file: &'f SourceFile) -> PageLinks<'f> {
        PageLinks::new(self.outline, self.base_path, (file.language, &file.path))
            .reading(&self.markdown.root)
            .speaking(&self.markdown.messages)
    }
}
