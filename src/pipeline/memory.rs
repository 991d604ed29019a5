//! What one load of a site leaves to the next, so that only what changed is parsed again.
//!
//! Everything in it is keyed by content: a record counts only while the source it was made of, what that source
//! links to, what its components read, the configuration and the tool itself are the same.

use crate::config::{Config, Languages};
use crate::content::document::{Body, Document, Facts, Matter, SourceFile};
use crate::content::place::Place;
use crate::render::{ContentRecords, Markdown};
use crate::site::{LinkKind, LinkRead, PageLinks};
use crate::source::{Hash, Hasher, SourceText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The records of a site's sources.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Of the tool, the configuration and the options.
    pub key: Hash,
    /// Parsed documents, by their source below `content/`.
    pub documents: Documents,
    /// Rendered contents.
    pub contents: ContentRecords,
}

/// Parsed documents, by their source below `content/`.
pub(super) type Documents = BTreeMap<Arc<str>, Arc<DocumentRecord>>;

/// What is kept of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DocumentRecord {
    /// Of the file's text.
    source: Hash,
    /// Its front matter.
    matter: Matter,
    /// Of what that inherited.
    inherited: Hash,
    /// Where the body starts, in bytes.
    body: usize,
    /// What its links led to.
    links: Vec<LinkRead>,
    /// Of everything that the document was made of.
    key: Hash,
    /// What was learned of it.
    facts: Arc<Facts>,
}

impl DocumentRecord {
    /// The record of a document that was parsed with these links.
    pub(super) fn new(file: &SourceFile, links: Vec<LinkRead>, site: &Hash, facts: &Arc<Facts>) -> Self {
        let mut hasher = Hasher::new();
        hasher.hash(site).text(&file.path).hash(&file.hash);
        for link in &links {
            hasher.text(&link.path).number(link.kind as u64).text(link.url.as_deref().unwrap_or("\0"));
        }
        let (matter, inherited, facts) = (file.matter.clone(), file.inherited, facts.clone());
        Self { source: file.hash, matter, inherited, body: file.body, links, key: hasher.finish(), facts }
    }

    /// The document, without its HTML; `None` when parsing the file now can give another.
    pub(super) fn document(&self, file: &SourceFile, links: &PageLinks<'_>) -> Option<Document> {
        (self.source == file.hash && links.still(&self.links)).then(|| Document {
            body: Body::Deferred,
            summary: None,
            key: self.key,
            facts: self.facts.clone(),
        })
    }

    /// Whether it includes a file, by its path below the site.
    pub(super) fn includes(&self, path: &str) -> bool {
        self.links.iter().any(|link| link.kind == LinkKind::File && link.path == path)
    }

    /// The file, as far as it is known without being read; `name` is what diagnostics call it.
    pub(super) fn file(&self, path: Arc<str>, name: &str, languages: &Languages) -> SourceFile {
        let place = Place::of(&path, languages);
        let (language, place) = (place.language, place.shared(&path));
        SourceFile {
            language,
            place,
            stands_in_for: None,
            schema: None,
            inherited: self.inherited,
            path,
            source: SourceText::new(name, ""),
            body: self.body,
            matter: self.matter.clone(),
            hash: self.source,
            is_row: false,
            is_read: false,
        }
    }

    /// Of everything that the document was made of.
    pub(super) fn key(&self) -> Hash {
        self.key
    }
}

/// The key of everything that holds for a whole site.
pub(super) fn key(config: &Config, markdown: &Markdown, drafts: bool) -> Hash {
    let Markdown { options: markdown, highlighter, .. } = markdown;
    let mut hasher = Hasher::new();
    hasher.hash(&crate::source::tool()).text(&format!("{config:?}")).number(drafts.into());
    // The site's own grammars are among what code depends on.
    hasher.text(&format!("{:?}", highlighter.as_ref().map(|highlighter| highlighter.fingerprint())));
    // Which elements are calls; what those make is a read of each body that has one.
    hasher.number(markdown.own_include.into());
    markdown.overrides.names().for_each(|name| {
        hasher.text(name);
    });
    hasher.finish()
}
