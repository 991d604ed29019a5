//! The site as templates see it: names as in Zola's documentation wherever the meaning is the same.
//!
//! Every page's value is built once for each set of [`Fields`] that templates name, and shared by reference
//! count wherever it is listed, so that a list on every page costs a pointer an entry. What a template is given
//! of pages other than its own is what its closure names, and the hash of that is what its output depends on.

use super::closure::Fields;
use super::contents::Contents;
use super::reads::digest;
use super::shapes::{brief, page_map, section_map, taxonomy_value, term_map, toc_value};
use super::value::optional;
use crate::site::{Page, PageId, Pager, Section, SectionId, Site, Taxonomy};
use crate::source::{Hash, Hasher};
use rayon::prelude::*;
use std::sync::{Arc, OnceLock};
use tera::{Map, Value};

/// The values of a whole site.
pub(super) struct Values {
    site: Arc<Site>,
    contents: Arc<Contents>,
    /// What both neighbours of a page show of it.
    briefs: OnceLock<Vec<Value>>,
    pages: Vec<OnceLock<Vec<OnceLock<Shown>>>>,
    own_sections: Vec<OnceLock<Vec<Shown>>>,
    groups: Vec<OnceLock<Groups>>,
}

/// A value and the hash of it.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) value: Value,
    pub(super) digest: Hash,
}

impl Default for Shown {
    fn default() -> Self {
        Self { value: Value::none(), digest: Hash::default() }
    }
}

/// Sections and taxonomies, whose values hold lists of pages.
#[derive(Debug)]
struct Groups {
    sections: Vec<Shown>,
    taxonomies: Vec<TaxonomyValues>,
}

/// The values of one taxonomy.
#[derive(Debug)]
pub(super) struct TaxonomyValues {
    /// `taxonomy`
    pub(super) taxonomy: Value,
    /// `terms`
    pub(super) terms: Vec<Value>,
    /// Of both.
    pub(super) digest: Hash,
    /// Of each term.
    pub(super) term_digests: Vec<Hash>,
}

impl std::fmt::Debug for Values {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Values").finish_non_exhaustive()
    }
}

impl Values {
    /// The values of a site with these contents. Nothing is built yet.
    pub(super) fn new(site: Arc<Site>, contents: Arc<Contents>) -> Self {
        Self {
            site,
            contents,
            briefs: OnceLock::new(),
            pages: cells(),
            own_sections: cells(),
            groups: cells(),
        }
    }

    /// Builds the values of pages for these sets side by side; but for bodies, which are not many pages' to
    /// show. What is asked for without this is built by the thread that asks: it must not wait for work that it
    /// could have to do itself.
    pub(super) fn prepare(&self, sets: impl IntoIterator<Item = Fields>) {
        let briefs = self.site.pages.par_iter().map(|page| brief(&self.site, page)).collect();
        let _ = self.briefs.set(briefs);
        let mut sets: Vec<Fields> = sets.into_iter().map(|fields| fields.without(Fields::LISTS)).collect();
        sets.push(Fields::NONE);
        sets.sort_unstable();
        sets.dedup();
        for fields in sets.into_iter().filter(|fields| !fields.has(Fields::CONTENT)) {
            (0..self.site.pages.len()).into_par_iter().for_each(|id| {
                self.page(id, fields);
            });
        }
    }

    /// A page as others see it.
    pub(super) fn page(&self, id: PageId, fields: Fields) -> Option<&Shown> {
        let fields = fields.without(Fields::LISTS);
        let cells = self.pages.get(fields.index())?;
        let cells =
            cells.get_or_init(|| std::iter::repeat_with(OnceLock::new).take(self.site.pages.len()).collect());
        Some(cells.get(id)?.get_or_init(|| self.show_page(id, fields)))
    }

    /// The page that is rendered: every field, whatever is named.
    pub(super) fn own_page(&self, id: PageId) -> Option<Value> {
        let page = self.site.pages.get(id)?;
        let mut map = self.page(id, Fields::NONE)?.value.as_map()?.clone();
        self.add_body(&mut map, id, page, Fields::ALL);
        Some(Value::from(map))
    }

    /// What [`Values::own_page`] depends on.
    pub(super) fn own_page_digest(&self, id: PageId) -> Option<Hash> {
        let shown = self.page(id, Fields::NONE)?;
        let mut hasher = Hasher::new();
        hasher.hash(&shown.digest).hash(&self.contents.page(id)?.key);
        Some(hasher.finish())
    }

    /// A section as others see it.
    pub(super) fn section(&self, id: SectionId, fields: Fields) -> Option<&Shown> {
        self.groups(fields).sections.get(id)
    }

    /// The section that is rendered: every field of its own, its list as far as `fields` go.
    pub(super) fn own_section(&self, id: SectionId, fields: Fields) -> Option<&Shown> {
        let build = || (0..self.site.sections.len()).map(|id| self.show_own_section(id, fields)).collect();
        self.own_sections.get(fields.index())?.get_or_init(build).get(id)
    }

    fn show_own_section(&self, id: SectionId, fields: Fields) -> Shown {
        let Some(section) = self.site.sections.get(id) else { return Shown::default() };
        let mut map = section_map(&self.site, id, section);
        let mut hasher = Hasher::new();
        hasher.hash(&digest(&Value::from(map.clone())));
        if let Some(content) = self.contents.section(id) {
            hasher.hash(&content.key);
        }
        let own = Fields::WORDS.and(Fields::TIME).and(Fields::TOC).and(Fields::CONTENT);
        self.add_section_body(&mut map, id, section, own);
        self.add_list(&mut map, &section.pages, fields, &mut hasher);
        Shown { value: Value::from(map), digest: hasher.finish() }
    }

    /// A taxonomy with its terms.
    pub(super) fn taxonomy(&self, index: usize, fields: Fields) -> Option<&TaxonomyValues> {
        self.groups(fields).taxonomies.get(index)
    }

    /// The HTML of a page's body, components included.
    pub(super) fn content(&self, id: PageId) -> Arc<str> {
        self.contents.page_html(id)
    }

    /// A list of pages.
    pub(super) fn list(&self, ids: &[PageId], fields: Fields) -> Value {
        let pages = ids.iter().filter_map(|id| Some(self.page(*id, fields)?.value.clone()));
        Value::from(pages.collect::<Vec<_>>())
    }

    /// What [`Values::list`] depends on.
    pub(super) fn add_list_digest(&self, hasher: &mut Hasher, ids: &[PageId], fields: Fields) {
        hasher.number(ids.len() as u64);
        for shown in ids.iter().filter_map(|id| self.page(*id, fields)) {
            hasher.hash(&shown.digest);
        }
    }

    /// `paginator` for one page of a list.
    pub(super) fn paginator(
        &self,
        pagers: &[Pager],
        at: usize,
        paginate_by: usize,
        total: usize,
        fields: Fields,
    ) -> Shown {
        let url = |pager: Option<&Pager>| optional(pager.map(|p| self.site.config.base_url.join(&p.path)));
        let Some(pager) = pagers.get(at) else {
            return Shown::default();
        };
        let numbers = [
            ("paginate_by", Value::from(paginate_by)),
            ("base_url", url(pagers.first())),
            ("number_pagers", Value::from(pagers.len())),
            ("first", url(pagers.first())),
            ("last", url(pagers.last())),
            ("previous", url(at.checked_sub(1).and_then(|i| pagers.get(i)))),
            ("next", url(pagers.get(at + 1))),
            ("current_index", Value::from(pager.index)),
            ("total_pages", Value::from(total)),
        ];
        let mut hasher = Hasher::new();
        let mut map = Map::with_capacity(numbers.len() + 1);
        for (name, value) in numbers {
            super::reads::add(&mut hasher, &value);
            map.insert(name.into(), value);
        }
        self.add_list_digest(&mut hasher, &pager.pages, fields);
        map.insert("pages".into(), self.list(&pager.pages, fields));
        Shown { value: Value::from(map), digest: hasher.finish() }
    }

    fn briefs(&self) -> &[Value] {
        self.briefs.get_or_init(|| self.site.pages.iter().map(|page| brief(&self.site, page)).collect())
    }

    fn show_page(&self, id: PageId, fields: Fields) -> Shown {
        let Some(page) = self.site.pages.get(id) else { return Shown::default() };
        if fields == Fields::NONE {
            let value = Value::from(page_map(&self.site, id, page, self.briefs()));
            let digest = digest(&value);
            return Shown { value, digest };
        }
        let Some(base) = self.page(id, Fields::NONE) else { return Shown::default() };
        let mut map = base.value.as_map().cloned().unwrap_or_default();
        let mut hasher = Hasher::new();
        hasher.hash(&base.digest);
        if fields.has(Fields::WORDS) {
            hasher.number(page.document.facts.words as u64);
        }
        if fields.has(Fields::TIME) {
            hasher.number(page.reading_time() as u64);
        }
        if fields.has(Fields::TOC) {
            for heading in &page.document.facts.headings {
                hasher.number(heading.level.into()).text(&heading.id).text(&heading.title);
            }
        }
        if let Some(content) = self.contents.page(id) {
            if fields.has(Fields::SUMMARY) {
                hasher.text(content.summary.as_deref().unwrap_or("\0"));
            }
            if fields.has(Fields::CONTENT) {
                hasher.hash(&content.key);
            }
        }
        self.add_body(&mut map, id, page, fields);
        Shown { value: Value::from(map), digest: hasher.finish() }
    }

    fn add_body(&self, map: &mut Map, id: PageId, page: &Page, fields: Fields) {
        if fields.has(Fields::WORDS) {
            map.insert("word_count".into(), Value::from(page.document.facts.words));
        }
        if fields.has(Fields::TIME) {
            map.insert("reading_time".into(), Value::from(page.reading_time()));
        }
        if fields.has(Fields::TOC) {
            let permalink = self.site.config.base_url.join(&page.entry.path);
            map.insert("toc".into(), toc_value(&permalink, &page.document.facts.headings));
        }
        if fields.has(Fields::SUMMARY) {
            let summary = self.contents.page(id).and_then(|c| c.summary.as_deref());
            map.insert("summary".into(), summary.map_or_else(Value::none, Value::safe_string));
        }
        if fields.has(Fields::CONTENT) {
            map.insert("content".into(), Value::safe_string(&self.contents.page_html(id)));
        }
    }

    fn add_section_body(&self, map: &mut Map, id: SectionId, section: &Section, fields: Fields) {
        if fields.has(Fields::WORDS) {
            map.insert("word_count".into(), Value::from(section.document.facts.words));
        }
        if fields.has(Fields::TIME) {
            map.insert("reading_time".into(), Value::from(section.reading_time()));
        }
        if fields.has(Fields::TOC) {
            let permalink = self.site.config.base_url.join(&section.entry.path);
            map.insert("toc".into(), toc_value(&permalink, &section.document.facts.headings));
        }
        if fields.has(Fields::CONTENT) {
            map.insert("content".into(), Value::safe_string(&self.contents.section_html(id)));
        }
    }

    fn add_list(&self, map: &mut Map, ids: &[PageId], fields: Fields, hasher: &mut Hasher) {
        if fields.has(Fields::LISTS) {
            map.insert("pages".into(), self.list(ids, fields));
            self.add_list_digest(hasher, ids, fields);
        }
    }

    fn groups(&self, fields: Fields) -> &Groups {
        static NONE: Groups = Groups { sections: Vec::new(), taxonomies: Vec::new() };
        let Some(cell) = self.groups.get(fields.index()) else { return &NONE };
        cell.get_or_init(|| Groups {
            sections: (0..self.site.sections.len()).map(|id| self.show_section(id, fields)).collect(),
            taxonomies: self.site.taxonomies.iter().map(|t| self.show_taxonomy(t, fields)).collect(),
        })
    }

    fn show_section(&self, id: SectionId, fields: Fields) -> Shown {
        let Some(section) = self.site.sections.get(id) else { return Shown::default() };
        let mut map = section_map(&self.site, id, section);
        let mut hasher = Hasher::new();
        hasher.hash(&digest(&Value::from(map.clone())));
        let body = Fields::WORDS.and(Fields::TIME).and(Fields::TOC).and(Fields::CONTENT);
        if fields.without(Fields::LISTS).without(Fields::SUMMARY) != Fields::NONE
            && let Some(content) = self.contents.section(id)
        {
            hasher.hash(&content.key);
        }
        let given = fields.without(Fields::ALL.without(body));
        self.add_section_body(&mut map, id, section, given);
        self.add_list(&mut map, &section.pages, fields, &mut hasher);
        Shown { value: Value::from(map), digest: hasher.finish() }
    }

    fn show_taxonomy(&self, taxonomy: &Taxonomy, fields: Fields) -> TaxonomyValues {
        let own = taxonomy_value(&self.site, taxonomy);
        let mut all = Hasher::new();
        all.hash(&digest(&own));
        let mut terms = Vec::with_capacity(taxonomy.terms.len());
        let mut term_digests = Vec::with_capacity(taxonomy.terms.len());
        for term in &taxonomy.terms {
            let mut map = term_map(&self.site, term);
            let mut hasher = Hasher::new();
            hasher.hash(&digest(&Value::from(map.clone())));
            self.add_list(&mut map, &term.pages, fields, &mut hasher);
            let digest = hasher.finish();
            all.hash(&digest);
            terms.push(Value::from(map));
            term_digests.push(digest);
        }
        TaxonomyValues { taxonomy: own, terms, digest: all.finish(), term_digests }
    }
}

/// One empty cell for each set of fields.
fn cells<T>() -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(Fields::SETS).collect()
}
