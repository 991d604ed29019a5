//! The site as the bodies of its pages see it: what a link leads to.

use super::assets::parent;
use super::{Outline, Source};
use crate::config::{LanguageId, Slugs};
use crate::content::markdown::{Label, Links, Named, Target};
use crate::content::messages::{Argument, Messages};
use crate::source::{Root, SourceText, hash};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Resolves the links of one page.
#[derive(Debug)]
pub struct PageLinks<'a> {
    outline: &'a Outline,
    base_path: &'a str,
    language: LanguageId,
    folder: &'a str,
    root: Option<&'a Root>,
    messages: Option<&'a Messages>,
    // Bodies ask through a shared reference; one body is rendered by one thread.
    reads: Mutex<Vec<LinkRead>>,
}

/// A question that a body asked of the site, and the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkRead {
    /// A path below `content/`.
    pub path: String,
    /// What was asked for.
    pub kind: LinkKind,
    /// The address, base path included, or the hash of an included file; `None` where there is no such thing.
    pub url: Option<String>,
}

/// What a body asks of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LinkKind {
    /// The address of a page or section.
    Page,
    /// The address of a file beside content.
    Asset,
    /// The address of the page of a name.
    Name,
    /// The text of a file, by its path below the site.
    File,
    /// The width and height of an image, by its path below the site.
    ImageSize,
    /// The hash of a message, by its key.
    Label,
}

/// The folders that files can be included from: those whose changes a build after a build looks at.
const FOLDERS: [&str; 7] = ["snippets", "content", "data", "static", "islands", "styles", "templates"];

impl<'a> PageLinks<'a> {
    /// The links of the file at `path` below `content/`, in its language.
    pub fn new(outline: &'a Outline, base_path: &'a str, (language, path): (LanguageId, &'a str)) -> Self {
        Self {
            outline,
            base_path,
            language,
            folder: parent(path),
            root: None,
            messages: None,
            reads: Mutex::default(),
        }
    }

    /// The same, with files of the site to include.
    #[must_use]
    pub fn reading(self, root: &'a Root) -> Self {
        Self { root: Some(root), ..self }
    }

    /// The same, with the words that Markdown writes by itself.
    #[must_use]
    pub fn speaking(self, messages: &'a Messages) -> Self {
        Self { messages: Some(messages), ..self }
    }

    /// What was asked so far, in order, each question once.
    pub fn reads(self) -> Vec<LinkRead> {
        let mut reads = self.reads.into_inner().unwrap_or_else(PoisonError::into_inner);
        reads.sort();
        reads.dedup();
        reads
    }

    /// Whether the site still gives the same answers.
    pub fn still(&self, reads: &[LinkRead]) -> bool {
        reads.iter().all(|read| {
            let url = match read.kind {
                LinkKind::Page => self.find_page(&read.path).map(|target| target.url),
                LinkKind::Asset => self.find_asset(&read.path),
                LinkKind::Name => match self.find_named(&read.path) {
                    Named::Page(target) => Some(target.url),
                    Named::Several(_) | Named::None(_) => None,
                },
                LinkKind::ImageSize => self.find_size(&read.path).map(size_text),
                LinkKind::Label => self.find_label(&read.path),
                LinkKind::File => {
                    let text = self.root.and_then(|root| root.read_text(&read.path).ok());
                    text.map(|source| hash(source.text.as_bytes()).to_string())
                }
            };
            url == read.url
        })
    }

    fn find_page(&self, path: &str) -> Option<Target> {
        let source = self.outline.resolve(self.language, path)?;
        if let Source::Page(id) = source
            && !self.outline.pages.get(id)?.file.page_matter().visibility.has_page()
        {
            return None;
        }
        let url = format!("{}{}", self.base_path, self.outline.address(source)?);
        Some(Target { url, source: self.outline.source_path(source)?.to_string() })
    }

    fn find_asset(&self, path: &str) -> Option<String> {
        self.outline.asset(path).map(|asset| format!("{}{}", self.base_path, asset.path))
    }

    fn find_size(&self, path: &str) -> Option<(usize, usize)> {
        // A translation shows the file of the page that it translates.
        let shared = path.strip_prefix("content/").and_then(|path| self.outline.asset(path));
        let shared = shared.map(|asset| format!("content/{}", asset.source));
        let bytes = self.root?.read_bytes(shared.as_deref().unwrap_or(path)).ok()?;
        let size = imagesize::blob_size(&bytes).ok()?;
        Some((size.width, size.height))
    }

    fn tag(&self) -> &str {
        &self.outline.languages.get(self.language).tag
    }

    fn find_label(&self, key: &str) -> Option<String> {
        self.messages?.digest(self.tag(), key).map(|digest| digest.to_string())
    }

    fn find_named(&self, name: &str) -> Named {
        match self.outline.named(self.language, name) {
            [] => {
                let near = crate::diagnostics::nearest(name, self.outline.names(self.language));
                Named::None(near.map(str::to_owned))
            }
            [path] => {
                let address = self.outline.by_source(path).and_then(|source| self.outline.address(source));
                let url = address.map(|address| format!("{}{address}", self.base_path));
                url.map_or(Named::None(None), |url| Named::Page(Target { url, source: path.to_string() }))
            }
            several => Named::Several(several.iter().map(|source| source.to_string()).collect()),
        }
    }

    fn note(&self, path: &str, kind: LinkKind, url: Option<&String>) {
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.push(LinkRead { path: path.to_owned(), kind, url: url.cloned() });
    }
}

impl Links for PageLinks<'_> {
    fn slugs(&self) -> Slugs {
        self.outline.languages.get(self.language).slugs
    }

    fn page(&self, path: &str) -> Option<Target> {
        let target = self.find_page(path);
        self.note(path, LinkKind::Page, target.as_ref().map(|target| &target.url));
        target
    }

    fn asset(&self, path: &str) -> Option<String> {
        let url = self.find_asset(path);
        self.note(path, LinkKind::Asset, url.as_ref());
        url
    }

    fn image_size(&self, path: &str) -> Option<(usize, usize)> {
        let size = self.find_size(path);
        self.note(path, LinkKind::ImageSize, size.map(size_text).as_ref());
        size
    }

    fn named(&self, name: &str) -> Named {
        let found = self.find_named(name);
        if let Named::Page(target) = &found {
            self.note(name, LinkKind::Name, Some(&target.url));
        }
        found
    }

    fn label(&self, label: Label, value: &str) -> String {
        self.note(label.key(), LinkKind::Label, self.find_label(label.key()).as_ref());
        let arguments = BTreeMap::from([("value".to_owned(), Argument::Text(value.to_owned()))]);
        let found =
            self.messages.and_then(|messages| messages.format(self.tag(), label.key(), &arguments).ok());
        found.map_or_else(|| label.english(value), |text| text.into_owned())
    }

    fn folder(&self) -> &str {
        self.folder
    }

    fn base_path(&self) -> &str {
        self.base_path
    }

    fn include(&self, path: &str) -> Result<SourceText, String> {
        let top = path.split('/').next().unwrap_or("");
        let Some(root) = self.root.filter(|_| FOLDERS.contains(&top) && path.contains('/')) else {
            return Err(format!(
                "lies in none of {}",
                FOLDERS.map(|folder| format!("`{folder}/`")).join(", ")
            ));
        };
        let source = root.read_text(path).map_err(|diagnostic| diagnostic.message.clone())?;
        self.note(path, LinkKind::File, Some(&hash(source.text.as_bytes()).to_string()));
        Ok(source)
    }

    fn near(&self, path: &str) -> Option<String> {
        crate::diagnostics::nearest(path, self.outline.sources().filter(|source| *source != path))
            .map(str::to_owned)
    }
}

/// A size as a read has it.
fn size_text((width, height): (usize, usize)) -> String {
    format!("{width}x{height}")
}
