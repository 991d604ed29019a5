//! The bodies of a site with their components rendered, each one made when it is first asked for.

use super::reads::Reads;
use super::scope::Used;
use crate::site::{PageId, SectionId, Source};
use crate::source::Hash;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A body that was rendered now or by an earlier build, which is also what the next build knows of it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Content {
    /// The document it was made of.
    pub(super) document: Hash,
    /// What its components read.
    pub(super) reads: Reads,
    /// Of everything that its HTML is made of.
    pub(super) key: Hash,
    /// The summary, where there is one.
    pub(super) summary: Option<Arc<str>>,
    /// What its components use, and how many instances of islands it holds; `None` without calls.
    pub(super) used: Option<(Used, usize)>,
    /// The HTML, while it is in memory. It is not stored: a build that needs it makes it again.
    #[serde(skip)]
    pub(super) html: Mutex<Option<Arc<str>>>,
}

/// Which body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Page(PageId),
    Section(SectionId),
}

impl Content {
    /// Of everything that its HTML is made of.
    pub fn key(&self) -> Hash {
        self.key
    }
}

impl From<Source> for Place {
    fn from(source: Source) -> Self {
        match source {
            Source::Page(id) => Self::Page(id),
            Source::Section(id) => Self::Section(id),
        }
    }
}

/// Renders a body that was not needed so far.
pub(super) type Late = Box<dyn Fn(Place) -> Arc<str> + Send + Sync>;

/// Keeps bodies elsewhere than in memory, by the keys of their contents. What was put may be lost.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// A body that was put before, in this build or an earlier one.
    fn take(&self, key: &Hash) -> Option<Arc<str>>;
    /// Keeps a body.
    fn put(&self, key: &Hash, html: &str);
}

/// The bodies of a site, in its order.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) pages: Vec<Arc<Content>>,
    pub(super) sections: Vec<Arc<Content>>,
    pub(super) late: Option<Late>,
    pub(super) shelf: Option<Arc<dyn Shelf>>,
    /// Whether bodies that are asked for are not kept.
    pub(super) lean: bool,
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contents").field("pages", &self.pages.len()).finish_non_exhaustive()
    }
}

impl Contents {
    /// The body of a page; `None` while contents are being rendered.
    pub(super) fn page(&self, id: PageId) -> Option<&Content> {
        self.pages.get(id).map(|content| &**content)
    }

    /// The body of a section.
    pub(super) fn section(&self, id: SectionId) -> Option<&Content> {
        self.sections.get(id).map(|content| &**content)
    }

    /// The bodies that are not the very same as in `before`, whose site has the same places.
    pub(super) fn differing<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = Place> + 'a {
        fn of<'a>(now: &'a [Arc<Content>], before: &'a [Arc<Content>]) -> impl Iterator<Item = usize> + 'a {
            let pairs = now.iter().zip(before).enumerate();
            pairs.filter(|(_, (now, before))| !Arc::ptr_eq(now, before)).map(|(id, _)| id)
        }
        let pages = of(&self.pages, &before.pages).map(Place::Page);
        pages.chain(of(&self.sections, &before.sections).map(Place::Section))
    }

    /// The HTML of a page's body.
    pub(super) fn page_html(&self, id: PageId) -> Arc<str> {
        self.html(self.page(id), Place::Page(id))
    }

    /// The HTML of a section's body.
    pub(super) fn section_html(&self, id: SectionId) -> Arc<str> {
        self.html(self.section(id), Place::Section(id))
    }

    fn html(&self, content: Option<&Content>, place: Place) -> Arc<str> {
        let html = self.body(content, place);
        if let Some(content) = content.filter(|_| !self.lean) {
            let mut made = content.html.lock().unwrap_or_else(PoisonError::into_inner);
            made.get_or_insert_with(|| html.clone());
        }
        html
    }

    /// The HTML of a page's body for one who reads all of them: what is not in memory does not stay there.
    pub(super) fn page_body(&self, id: PageId) -> Arc<str> {
        self.body(self.page(id), Place::Page(id))
    }

    /// The HTML of a section's body, likewise.
    pub(super) fn section_body(&self, id: SectionId) -> Arc<str> {
        self.body(self.section(id), Place::Section(id))
    }

    fn body(&self, content: Option<&Content>, place: Place) -> Arc<str> {
        let Some(content) = content else { return Arc::from("") };
        let made = content.html.lock().unwrap_or_else(PoisonError::into_inner).clone();
        made.or_else(|| self.kept(content)).unwrap_or_else(|| self.make(content, place))
    }

    fn kept(&self, content: &Content) -> Option<Arc<str>> {
        self.shelf.as_ref()?.take(&content.key)
    }

    fn make(&self, content: &Content, place: Place) -> Arc<str> {
        let html = self.late.as_ref().map_or_else(|| Arc::from(""), |late| late(place));
        if let Some(shelf) = &self.shelf {
            shelf.put(&content.key, &html);
        }
        html
    }

    /// Lets go of the HTML of a page's body. Whoever asks for it after all has it made again.
    pub(super) fn release(&self, id: PageId) {
        if let Some(content) = self.page(id) {
            *content.html.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }
}
