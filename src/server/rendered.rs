//! Pages that were rendered for a browser, kept while rendering them again would give the same.

use crate::render::{Output, OutputKind, Reads, Renderer, Used};
use crate::source::Hash;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// So many pages are kept,
const MOST: usize = 1024;
/// and so much of their HTML, in bytes.
const MOST_BYTES: usize = 64 << 20;

/// A rendered output, and by what it is known to be still the same.
#[derive(Debug)]
pub(super) struct Rendered {
    pub(super) bytes: Arc<[u8]>,
    /// Of everything that holds for the whole site.
    key: Hash,
    /// What it is made of, first what is known without rendering; `None` for what is cheaper to render.
    reads: Option<Reads>,
    used: Used,
    head: Hash,
    /// The source that it shows, below `content/`, and the hash of its text.
    pub(super) source: Option<(Arc<str>, Hash)>,
}

impl Rendered {
    /// Renders an output.
    ///
    /// # Errors
    /// Everything that went wrong in it.
    pub(super) fn new(
        renderer: &Renderer,
        key: Hash,
        output: &Output,
    ) -> Result<Self, crate::diagnostics::Diagnostics> {
        let inputs = renderer.inputs(output);
        let rendered = renderer.render(output)?;
        let head = renderer.head(&rendered.used);
        let site = renderer.site();
        let file = match &output.kind {
            OutputKind::Page(id) | OutputKind::PageAs(id, _) => {
                site.pages.get(*id).map(|page| &page.entry.file)
            }
            OutputKind::Section { id, .. } => site.sections.get(*id).and_then(|s| s.entry.file.as_ref()),
            _ => None,
        };
        Ok(Self {
            bytes: rendered.bytes.into(),
            key,
            reads: inputs.map(|inputs| inputs.into_iter().chain(rendered.reads).collect()),
            used: rendered.used,
            head,
            source: file.map(|file| (file.path.clone(), file.hash)),
        })
    }

    /// Whether rendering the output now gives the same. The files that its head names are among those that the
    /// renderer has generated then.
    pub(super) fn holds(&self, renderer: &Renderer, key: Hash, output: &Output) -> bool {
        let (Some(reads), Some(inputs)) = (&self.reads, renderer.inputs(output)) else { return false };
        self.key == key
            && reads.split_at_checked(inputs.len()).is_some_and(|(first, rest)| {
                first == inputs.as_slice() && rest.iter().all(|(read, hash)| renderer.digest(read) == *hash)
            })
            && renderer.head(&self.used) == self.head
    }
}

/// Rendered pages by their path below the output folder. The oldest go first.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    pages: BTreeMap<String, Arc<Rendered>>,
    order: VecDeque<String>,
    bytes: usize,
}

impl Shelf {
    pub(super) fn get(&self, path: &str) -> Option<&Arc<Rendered>> {
        self.pages.get(path)
    }

    /// The pages, by their paths.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Arc<Rendered>)> {
        self.pages.iter().map(|(path, page)| (path.as_str(), page))
    }

    pub(super) fn insert(&mut self, path: &str, page: Arc<Rendered>) {
        self.bytes += page.bytes.len();
        if let Some(old) = self.pages.insert(path.to_owned(), page) {
            self.bytes -= old.bytes.len();
            self.order.retain(|other| other != path);
        }
        self.order.push_back(path.to_owned());
        while self.pages.len() > MOST || self.bytes > MOST_BYTES && self.pages.len() > 1 {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(page) = self.pages.remove(&oldest) {
                self.bytes -= page.bytes.len();
            }
        }
    }
}
