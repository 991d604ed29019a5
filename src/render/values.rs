//! The site as templates see it: names as in Zola's documentation wherever the meaning is the same.
//!
//! Every page's value is built once for each set of [`Fields`] that templates name, when it is first asked for,
//! and shared by reference count wherever it is listed, so that a list on every page costs a pointer an entry.
//! What a template is given of a page is what its closure names; [`super::versions`] says when that is the same as
//! before.

use super::contents::{Contents, Place};
use super::fields::Fields;
use super::shapes::{
    add_about, brief, page_map, section_brief, section_map, taxonomy_map, term_map, toc_value,
};
use super::value::{Entries, optional};
use crate::site::{Page, PageId, Pager, Section, SectionId, Site, Source};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use tera::Value;

/// The values of a whole site.
pub(super) struct Values {
    site: Arc<Site>,
    contents: Arc<Contents>,
    /// What both neighbours of a page show of it.
    briefs: OnceLock<Cells>,
    /// Pages as others see them, for one set of fields each.
    pages: RwLock<BTreeMap<Fields, Arc<Cells>>>,
    groups: RwLock<BTreeMap<Fields, Arc<Groups>>>,
}

/// A value for each page, as far as it was asked for.
type Cells = Vec<OnceLock<Value>>;

/// Sections and terms, whose values hold lists of pages, for one set of fields.
struct Groups {
    sections: Vec<OnceLock<Value>>,
    terms: Vec<Vec<OnceLock<Value>>>,
}

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Values").finish_non_exhaustive()
    }
}

impl Values {
    /// The values of a site with these contents. Nothing is built yet.
    pub(super) fn new(site: Arc<Site>, contents: Arc<Contents>) -> Self {
        let briefs = OnceLock::new();
        Self { site, contents, briefs, pages: RwLock::default(), groups: RwLock::default() }
    }

    /// The values of the same site with other bodies in the `changed` places. Those that show nothing of a body
    /// are the same, and the others' but for these.
    pub(super) fn edited(&self, site: Arc<Site>, contents: Arc<Contents>, changed: &BTreeSet<Place>) -> Self {
        let pages = self.pages.read().unwrap_or_else(PoisonError::into_inner);
        let pages = pages.iter().map(|(fields, cells)| {
            let mut cells = cells.clone();
            if fields.within(Fields::BODY) != Fields::NONE {
                let own = Arc::make_mut(&mut cells);
                for place in changed {
                    if let Place::Page(id) = place
                        && let Some(cell) = own.get_mut(*id)
                    {
                        *cell = OnceLock::new();
                    }
                }
            }
            (*fields, cells)
        });
        let pages = RwLock::new(pages.collect());
        let groups = self.groups.read().unwrap_or_else(PoisonError::into_inner);
        let groups = groups.iter().filter(|(fields, _)| fields.within(Fields::BODY) == Fields::NONE);
        let groups = RwLock::new(groups.map(|(fields, groups)| (*fields, groups.clone())).collect());
        Self { site, contents, briefs: self.briefs.clone(), pages, groups }
    }

    /// Builds the values of all pages side by side for those of these sets that show whole lists; but not bodies,
    /// which are not many pages' to show. What is asked for without this is built by the thread that asks: it must
    /// not wait for work that it could have to do itself.
    pub(super) fn prepare(&self, sets: impl IntoIterator<Item = Fields>) {
        let whole = sets.into_iter().filter(|fields| fields.has_whole_lists());
        let mut sets: Vec<Fields> = whole.map(|fields| fields.without(Fields::LISTS)).collect();
        sets.sort_unstable();
        sets.dedup();
        for fields in sets.into_iter().filter(|fields| !fields.has(Fields::CONTENT)) {
            let cells = self.cells(fields);
            (0..self.site.pages.len()).into_par_iter().for_each(|id| {
                self.page_in(&cells, id, fields);
            });
        }
    }

    /// A page as others see it.
    pub(super) fn page(&self, id: PageId, fields: Fields) -> Option<Value> {
        let fields = fields.without(Fields::LISTS);
        self.page_in(&self.cells(fields), id, fields)
    }

    fn page_in(&self, cells: &Cells, id: PageId, fields: Fields) -> Option<Value> {
        let make = || self.own_page(id, fields).unwrap_or_else(Value::none);
        Some(cells.get(id)?.get_or_init(make).clone())
    }

    /// The cells for one set of fields.
    fn cells(&self, fields: Fields) -> Arc<Cells> {
        let known = self.pages.read().unwrap_or_else(PoisonError::into_inner).get(&fields).cloned();
        known.unwrap_or_else(|| {
            let mut pages = self.pages.write().unwrap_or_else(PoisonError::into_inner);
            pages.entry(fields).or_insert_with(|| Arc::new(cells(self.site.pages.len()))).clone()
        })
    }

    /// The page that is rendered, as far as `fields` go.
    pub(super) fn own_page(&self, id: PageId, fields: Fields) -> Option<Value> {
        let page = self.site.pages.get(id)?;
        let mut map = page_map(&self.site, id, page, fields, |id| self.brief(id));
        self.add_body(&mut map, id, page, fields);
        Some(Value::from(map))
    }

    fn brief(&self, id: PageId) -> Option<Value> {
        let page = self.site.pages.get(id)?;
        let briefs = self.briefs.get_or_init(|| cells(self.site.pages.len()));
        Some(briefs.get(id)?.get_or_init(|| brief(&self.site, page)).clone())
    }

    /// A section as others see it.
    pub(super) fn section(&self, id: SectionId, fields: Fields) -> Option<Value> {
        let section = self.site.sections.get(id)?;
        let groups = self.groups(fields);
        let value = groups.sections.get(id)?.get_or_init(|| {
            let mut map = section_map(&self.site, id, section);
            self.add_section_body(&mut map, id, section, fields);
            self.add_list(&mut map, &section.pages, fields);
            Value::from(map)
        });
        Some(value.clone())
    }

    /// The section that is rendered: every field of its own, its list as far as `fields` go.
    pub(super) fn own_section(&self, id: SectionId, fields: Fields) -> Option<Value> {
        let section = self.site.sections.get(id)?;
        let mut map = section_map(&self.site, id, section);
        self.add_section_body(&mut map, id, section, Fields::ALL);
        self.add_list(&mut map, &section.pages, fields);
        Some(Value::from(map))
    }

    /// `taxonomy`
    pub(super) fn taxonomy(&self, index: usize, fields: Fields) -> Option<Value> {
        let taxonomy = self.site.taxonomies.get(index)?;
        let mut map = taxonomy_map(&self.site, taxonomy);
        self.add_about(&mut map, &taxonomy.title, taxonomy.section, fields);
        Some(Value::from(map))
    }

    /// `terms` of a taxonomy.
    pub(super) fn terms(&self, taxonomy: usize, fields: Fields) -> Option<Value> {
        let terms = 0..self.site.taxonomies.get(taxonomy)?.terms.len();
        Some(self.terms_at(taxonomy, terms, fields))
    }

    /// Some of a taxonomy's terms, by their numbers.
    pub(super) fn terms_at(
        &self,
        taxonomy: usize,
        terms: impl Iterator<Item = usize>,
        fields: Fields,
    ) -> Value {
        Value::from(terms.filter_map(|term| self.term(taxonomy, term, fields)).collect::<Vec<_>>())
    }

    /// One term of a taxonomy.
    pub(super) fn term(&self, taxonomy: usize, term: usize, fields: Fields) -> Option<Value> {
        let groups = self.groups(fields);
        let cell = groups.terms.get(taxonomy)?.get(term)?;
        let term = self.site.taxonomies.get(taxonomy)?.terms.get(term)?;
        let value = cell.get_or_init(|| {
            let mut map = term_map(&self.site, term);
            self.add_about(&mut map, &term.name, term.section, fields);
            self.add_list(&mut map, &term.pages, fields);
            Value::from(map)
        });
        Some(value.clone())
    }

    /// The HTML of a page's body, components included.
    pub(super) fn content(&self, id: PageId) -> Arc<str> {
        self.contents.page_html(id)
    }

    /// A list of pages.
    pub(super) fn list(&self, ids: &[PageId], fields: Fields) -> Value {
        let fields = fields.without(Fields::LISTS);
        let cells = self.cells(fields);
        let pages = ids.iter().filter_map(|id| self.page_in(&cells, *id, fields));
        Value::from(pages.collect::<Vec<_>>())
    }

    /// `paginator` for one page of a list.
    pub(super) fn paginator(
        &self,
        pagers: &[Pager],
        at: usize,
        paginate_by: usize,
        total: usize,
        fields: Fields,
    ) -> Value {
        let pages = pagers.get(at).map_or_else(Value::none, |pager| self.list(&pager.pages, fields));
        self.paginator_of("pages", pages, pagers, at, paginate_by, total)
    }

    /// The same for a list of something else, which has that name.
    pub(super) fn paginator_of(
        &self,
        name: &'static str,
        items: Value,
        pagers: &[Pager],
        at: usize,
        paginate_by: usize,
        total: usize,
    ) -> Value {
        let url = |pager: Option<&Pager>| optional(pager.map(|p| self.site.config.base_url.join(&p.path)));
        let Some(pager) = pagers.get(at) else {
            return Value::none();
        };
        super::value::map([
            ("paginate_by", Value::from(paginate_by)),
            ("base_url", url(pagers.first())),
            ("number_pagers", Value::from(pagers.len())),
            ("first", url(pagers.first())),
            ("last", url(pagers.last())),
            ("previous", url(at.checked_sub(1).and_then(|i| pagers.get(i)))),
            ("next", url(pagers.get(at + 1))),
            ("current_index", Value::from(pager.index)),
            ("total_pages", Value::from(total)),
            (name, items),
        ])
    }

    fn add_body(&self, map: &mut Entries, id: PageId, page: &Page, fields: Fields) {
        if fields.has(Fields::WORDS) {
            map.insert("word_count", Value::from(page.document.facts.words));
        }
        if fields.has(Fields::TIME) {
            map.insert("reading_time", Value::from(page.reading_time()));
        }
        if fields.has(Fields::TOC) {
            let permalink = self.site.config.base_url.join(&page.entry.path);
            map.insert("toc", toc_value(&permalink, &page.document.facts.headings));
        }
        if fields.has(Fields::SUMMARY) {
            let summary = self.contents.page(id).and_then(|c| c.summary.as_deref());
            map.insert("summary", summary.map_or_else(Value::none, Value::safe_string));
        }
        if fields.has(Fields::CONTENT) {
            map.insert("content", Value::safe_string(&self.contents.page_html(id)));
        }
        self.add_backlinks(map, &page.backlinks, fields);
    }

    fn add_section_body(&self, map: &mut Entries, id: SectionId, section: &Section, fields: Fields) {
        if fields.has(Fields::WORDS) {
            map.insert("word_count", Value::from(section.document.facts.words));
        }
        if fields.has(Fields::TIME) {
            map.insert("reading_time", Value::from(section.reading_time()));
        }
        if fields.has(Fields::TOC) {
            let permalink = self.site.config.base_url.join(&section.entry.path);
            map.insert("toc", toc_value(&permalink, &section.document.facts.headings));
        }
        if fields.has(Fields::CONTENT) {
            map.insert("content", Value::safe_string(&self.contents.section_html(id)));
        }
        self.add_backlinks(map, &section.backlinks, fields);
    }

    fn add_backlinks(&self, map: &mut Entries, backlinks: &[Source], fields: Fields) {
        if !fields.has(Fields::BACKLINKS) {
            return;
        }
        let linkers = backlinks.iter().filter_map(|source| match source {
            Source::Page(id) => self.brief(*id),
            Source::Section(id) => Some(section_brief(&self.site, self.site.sections.get(*id)?)),
        });
        map.insert("backlinks", Value::from(linkers.collect::<Vec<_>>()));
    }

    /// What an `_index.md` says of a taxonomy or term.
    fn add_about(&self, map: &mut Entries, name: &str, section: Option<SectionId>, fields: Fields) {
        add_about(map, name, section.and_then(|id| self.site.sections.get(id)).map(|section| &**section));
        if fields.has(Fields::CONTENT) {
            let html = section.map(|id| self.contents.section_html(id)).unwrap_or_else(|| "".into());
            map.insert("content", Value::safe_string(&html));
        }
    }

    fn add_list(&self, map: &mut Entries, ids: &[PageId], fields: Fields) {
        if let Some(ids) = fields.listed(ids) {
            map.insert("pages", self.list(ids, fields));
        }
    }

    fn groups(&self, fields: Fields) -> Arc<Groups> {
        let known = self.groups.read().unwrap_or_else(PoisonError::into_inner).get(&fields).cloned();
        known.unwrap_or_else(|| {
            let mut groups = self.groups.write().unwrap_or_else(PoisonError::into_inner);
            let new = || Groups {
                sections: cells(self.site.sections.len()),
                terms: self.site.taxonomies.iter().map(|taxonomy| cells(taxonomy.terms.len())).collect(),
            };
            groups.entry(fields).or_insert_with(|| Arc::new(new())).clone()
        })
    }
}

/// Empty cells.
fn cells<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}
