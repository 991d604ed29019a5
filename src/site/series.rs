//! Series: the pages of a term, to be read one after another.

use super::PageId;
use super::graph::Site;

/// The series that a page is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// The address of its term, with a slash at both ends.
    pub path: String,
    /// Its pages: the lightest first, then the earliest.
    pub pages: Vec<PageId>,
    /// The place of the page among them, from 0.
    pub at: usize,
}

impl Site {
    /// The first series of a page in a taxonomy; `None` where it has none.
    pub fn series(&self, id: PageId, taxonomy: &str) -> Option<Series> {
        let page = self.pages.get(id)?;
        let (name, _) = page.matter().taxonomies.get(taxonomy)?.first()?;
        let taxonomy = self.taxonomies.iter().find(|known| known.config.name == taxonomy)?;
        let term = taxonomy.term(name)?;
        let mut pages = term.pages.clone();
        pages.sort_by_key(|id| {
            let page = self.pages.get(*id);
            let weight = page.and_then(|page| page.matter().weight);
            let date = page.and_then(|page| page.entry.date.as_ref()).map(|date| date.timestamp());
            (weight.is_none(), weight, date.is_none(), date, *id)
        });
        let at = pages.iter().position(|page| *page == id)?;
        Some(Series { name: term.name.clone(), path: term.path.clone(), pages, at })
    }
}
