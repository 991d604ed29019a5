//! The version of what templates are given: a hash of everything that a value is made of, told without making it.
//!
//! Equal versions mean equal values. What goes into one is taken apart field by field and without `..`, so that a
//! new field of front matter, of a page or of a section does not compile before someone has said whether templates
//! can see it. The configuration is in none of them: a build that was configured otherwise shares nothing with this
//! one.

use super::contents::{Contents, Place};
use super::fields::Fields;
use crate::config::data::{Data, Node};
use crate::content::front_matter::{PageMatter, SectionMatter};
use crate::site::{Page, PageEntry, PageId, Pager, Section, SectionEntry, SectionId, Site, Taxonomy, Term};
use crate::site::{Source, Translation};
use crate::source::{Hash, Hasher};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// The versions of a site with certain contents.
pub(super) struct Versions {
    site: Arc<Site>,
    contents: Arc<Contents>,
    /// Of what the neighbours of each page show of it.
    briefs: Arc<Vec<Hash>>,
    /// Pages as others see them, for one set of fields each.
    shown: RwLock<BTreeMap<Fields, Arc<Cells>>>,
    groups: RwLock<BTreeMap<Fields, Arc<Groups>>>,
}

/// A version for each page, as far as it was asked for.
type Cells = Vec<OnceLock<Hash>>;

/// Sections and terms, whose values hold lists of pages: one cell each for one set of fields.
struct Groups {
    sections: Vec<OnceLock<Hash>>,
    terms: Vec<Vec<OnceLock<Hash>>>,
}

impl std::fmt::Debug for Versions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Versions").finish_non_exhaustive()
    }
}

impl Versions {
    /// The versions of a site whose contents are not there yet, which is what components in contents see of it.
    pub(super) fn early(site: Arc<Site>) -> Self {
        let briefs = site.pages.par_iter().map(|page| brief(page)).collect();
        Self::of(site, Arc::default(), Arc::new(briefs), BTreeMap::new())
    }

    /// The versions of the same site with its contents.
    pub(super) fn with(&self, contents: Arc<Contents>) -> Self {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        let same = shown.iter().filter(|(fields, _)| fields.within(Fields::BODY) == Fields::NONE);
        let same = same.map(|(fields, cells)| (*fields, cells.clone())).collect();
        Self::of(self.site.clone(), contents, self.briefs.clone(), same)
    }

    /// The versions of the same site with other bodies in the `changed` places.
    pub(super) fn edited(&self, site: Arc<Site>, contents: Arc<Contents>, changed: &BTreeSet<Place>) -> Self {
        let shown = self.shown.read().unwrap_or_else(PoisonError::into_inner);
        let shown = shown.iter().map(|(fields, cells)| {
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
        let edited = Self::of(site, contents, self.briefs.clone(), shown.collect());
        let groups = self.groups.read().unwrap_or_else(PoisonError::into_inner);
        let same = groups.iter().filter(|(fields, _)| fields.within(Fields::BODY) == Fields::NONE);
        let groups = RwLock::new(same.map(|(fields, groups)| (*fields, groups.clone())).collect());
        Self { groups, ..edited }
    }

    fn of(
        site: Arc<Site>,
        contents: Arc<Contents>,
        briefs: Arc<Vec<Hash>>,
        shown: BTreeMap<Fields, Arc<Cells>>,
    ) -> Self {
        Self { site, contents, briefs, shown: RwLock::new(shown), groups: RwLock::default() }
    }

    /// A page as others see it.
    pub(super) fn page(&self, id: PageId, fields: Fields) -> Option<Hash> {
        let fields = fields.without(Fields::LISTS);
        self.page_in(&self.cells(fields), id, fields)
    }

    fn page_in(&self, cells: &Cells, id: PageId, fields: Fields) -> Option<Hash> {
        let page = self.site.pages.get(id)?;
        Some(*cells.get(id)?.get_or_init(|| self.shown(id, page, fields)))
    }

    /// The cells for one set of fields.
    fn cells(&self, fields: Fields) -> Arc<Cells> {
        let known = self.shown.read().unwrap_or_else(PoisonError::into_inner).get(&fields).cloned();
        known.unwrap_or_else(|| {
            let mut shown = self.shown.write().unwrap_or_else(PoisonError::into_inner);
            shown.entry(fields).or_insert_with(|| Arc::new(cells(self.site.pages.len()))).clone()
        })
    }

    fn shown(&self, id: PageId, page: &Page, fields: Fields) -> Hash {
        let mut hasher = Hasher::new();
        self.add_outside(&mut hasher, id, page, fields);
        if fields.has(Fields::WORDS) {
            hasher.number(page.document.facts.words as u64);
        }
        if fields.has(Fields::TIME) {
            hasher.number(page.reading_time() as u64);
        }
        if fields.has(Fields::TOC) {
            hasher.number(page.document.facts.headings.len() as u64);
            for heading in &page.document.facts.headings {
                hasher.number(heading.level.into()).text(&heading.id).text(&heading.title);
            }
        }
        if let Some(content) = self.contents.page(id) {
            if fields.has(Fields::SUMMARY) {
                hasher.optional(content.summary.as_deref());
            }
            if fields.has(Fields::CONTENT) {
                hasher.hash(&content.key);
            }
        }
        hasher.finish()
    }

    /// Who links to a page or section, and what is shown of them.
    fn add_backlinks(&self, hasher: &mut Hasher, backlinks: &[Source], fields: Fields) {
        if !fields.has(Fields::BACKLINKS) {
            return;
        }
        hasher.number(backlinks.len() as u64);
        for source in backlinks {
            match source {
                Source::Page(id) => {
                    hasher.hash(&self.briefs.get(*id).copied().unwrap_or_default());
                }
                Source::Section(id) => {
                    let Some(section) = self.site.sections.get(*id) else { continue };
                    hasher.text(&section.title).text(&section.entry.path).text(&section.entry.folder);
                    hasher.optional(section.entry.matter.page.description.as_deref());
                }
            }
        }
    }

    /// What is told of a page without its body.
    fn add_outside(&self, hasher: &mut Hasher, id: PageId, page: &Page, fields: Fields) {
        // What is missing here is in the brief, or belongs to the body.
        let Page { entry, document: _, title: _, previous, next, backlinks } = page;
        let PageEntry { file: _, path: _, slug: _, date: _, section: _ } = &**entry;
        let of = |id: Option<PageId>| id.and_then(|id| self.briefs.get(id).copied()).unwrap_or_default();
        hasher.hash(&of(Some(id)));
        if fields.has(Fields::NEIGHBOURS) {
            hasher.hash(&of(*previous)).hash(&of(*next));
            hasher.number(super::shapes::by_date(&self.site, page).into());
        }
        self.add_backlinks(hasher, backlinks, fields);
        if fields.has(Fields::GIT) {
            hasher.optional(
                self.site.outline.commit(entry.file.text_path()).map(|commit| commit.hash.as_str()),
            );
        }
        if fields.has(Fields::PLACE) {
            add_ancestors(hasher, &self.site, &self.site.ancestors_of_page(id));
            if let Some(folder) = entry.bundle_folder() {
                super::shapes::assets_below(&self.site, folder).for_each(|path| {
                    hasher.text(path);
                });
            }
        }
        if fields.has(Fields::TRANSLATIONS) {
            add_translations(hasher, &self.site, Source::Page(id));
            hasher.optional(page.entry.file.stands_in_for.as_deref());
        }
        add_matter(hasher, page.matter(), fields);
    }

    /// The page that is rendered, as far as `fields` go; its body whole, whatever is named.
    pub(super) fn own_page(&self, id: PageId, fields: Fields) -> Option<Hash> {
        let mut hasher = Hasher::new();
        hasher.hash(&self.page(id, fields.within(Fields::OUTSIDE))?).hash(&self.contents.page(id)?.key);
        Some(hasher.finish())
    }

    /// A section as others see it.
    pub(super) fn section(&self, id: SectionId, fields: Fields) -> Option<Hash> {
        let section = self.site.sections.get(id)?;
        let groups = self.groups(fields);
        let cell = groups.sections.get(id)?;
        Some(*cell.get_or_init(|| {
            let mut hasher = Hasher::new();
            add_section(&mut hasher, &self.site, id, section);
            if fields.within(Fields::BODY).without(Fields::SUMMARY) != Fields::NONE
                && let Some(content) = self.contents.section(id)
            {
                hasher.hash(&content.key);
            }
            self.add_backlinks(&mut hasher, &section.backlinks, fields);
            self.add_members(&mut hasher, &section.pages, fields);
            hasher.finish()
        }))
    }

    /// The section that is rendered: every field of its own, its list as far as `fields` go.
    pub(super) fn own_section(&self, id: SectionId, fields: Fields) -> Option<Hash> {
        let section = self.site.sections.get(id)?;
        let mut hasher = Hasher::new();
        add_section(&mut hasher, &self.site, id, section);
        if let Some(content) = self.contents.section(id) {
            hasher.hash(&content.key);
        }
        self.add_backlinks(&mut hasher, &section.backlinks, Fields::BACKLINKS);
        self.add_members(&mut hasher, &section.pages, fields);
        Some(hasher.finish())
    }

    /// A taxonomy with its terms.
    pub(super) fn taxonomy(&self, index: usize, fields: Fields) -> Option<Hash> {
        let taxonomy = self.site.taxonomies.get(index)?;
        let mut hasher = Hasher::new();
        // The rest of a taxonomy is configuration.
        let Taxonomy { config: _, language: _, title: _, path, section, terms, .. } = taxonomy;
        hasher.text(path).hash(&self.about(*section, fields)).number(terms.len() as u64);
        for term in (0..terms.len()).filter_map(|term| self.term(index, term, fields)) {
            hasher.hash(&term);
        }
        Some(hasher.finish())
    }

    /// One term of a taxonomy.
    pub(super) fn term(&self, taxonomy: usize, term: usize, fields: Fields) -> Option<Hash> {
        let groups = self.groups(fields);
        let cell = groups.terms.get(taxonomy)?.get(term)?;
        // Pages of terms show their taxonomy, too.
        let above = self.site.taxonomies.get(taxonomy)?.section;
        let Term { name, slug, path, section, pages } =
            self.site.taxonomies.get(taxonomy)?.terms.get(term)?;
        Some(*cell.get_or_init(|| {
            let mut hasher = Hasher::new();
            hasher.text(name).text(slug).text(path).number(pages.len() as u64);
            hasher.hash(&self.about(*section, fields)).hash(&self.about(above, fields));
            self.add_members(&mut hasher, pages, fields);
            hasher.finish()
        }))
    }

    /// The section that says more of a taxonomy or term.
    fn about(&self, section: Option<SectionId>, fields: Fields) -> Hash {
        section.and_then(|id| self.section(id, fields.without(Fields::LISTS))).unwrap_or_default()
    }

    /// One page of a list.
    pub(super) fn paginator(&self, pagers: &[Pager], at: usize, fields: Fields) -> Hash {
        let mut hasher = Hasher::new();
        let Some(pager) = pagers.get(at) else { return Hash::default() };
        // Whoever has one more page changes the number on all, and what is before and after this one.
        let next_to = [at.checked_sub(1), Some(at + 1)].map(|at| at.and_then(|at| pagers.get(at)));
        for pager in [pagers.first(), pagers.last()].into_iter().chain(next_to) {
            hasher.optional(pager.map(|pager| pager.path.as_str()));
            hasher.number(pager.map_or(0, |pager| pager.pages.len() as u64));
        }
        hasher.number(pagers.len() as u64).number(pager.index as u64);
        self.add_list(&mut hasher, &pager.pages, fields);
        hasher.finish()
    }

    /// A list of pages.
    pub(super) fn add_list(&self, hasher: &mut Hasher, ids: &[PageId], fields: Fields) {
        hasher.number(ids.len() as u64);
        let fields = fields.without(Fields::LISTS);
        let cells = self.cells(fields);
        for version in ids.iter().filter_map(|id| self.page_in(&cells, *id, fields)) {
            hasher.hash(&version);
        }
    }

    fn add_members(&self, hasher: &mut Hasher, ids: &[PageId], fields: Fields) {
        if let Some(ids) = fields.listed(ids) {
            self.add_list(hasher, ids, fields);
        }
    }

    fn groups(&self, fields: Fields) -> Arc<Groups> {
        let known = self.groups.read().unwrap_or_else(PoisonError::into_inner).get(&fields).cloned();
        known.unwrap_or_else(|| {
            let mut groups = self.groups.write().unwrap_or_else(PoisonError::into_inner);
            groups.entry(fields).or_insert_with(|| Arc::new(Groups::new(&self.site))).clone()
        })
    }
}

impl Groups {
    fn new(site: &Site) -> Self {
        Self {
            sections: cells(site.sections.len()),
            terms: site.taxonomies.iter().map(|taxonomy| cells(taxonomy.terms.len())).collect(),
        }
    }
}

/// Empty cells.
fn cells<T>(count: usize) -> Vec<OnceLock<T>> {
    std::iter::repeat_with(OnceLock::new).take(count).collect()
}

fn brief(page: &Page) -> Hash {
    let mut hasher = Hasher::new();
    let date = page.entry.date.as_ref().map(|date| date.as_str());
    hasher.text(&page.title).optional(page.matter().description.as_deref()).optional(date);
    hasher.text(&page.entry.slug).text(&page.entry.path).text(&page.entry.file.path);
    hasher.finish()
}

fn add_ancestors(hasher: &mut Hasher, site: &Site, ids: &[SectionId]) {
    hasher.number(ids.len() as u64);
    ids.iter().filter_map(|id| site.sections.get(*id)).for_each(|section| {
        hasher.text(&section.entry.source);
    });
}

/// What templates see of a page's front matter, but for what the brief holds.
fn add_matter(hasher: &mut Hasher, matter: &PageMatter, fields: Fields) {
    let PageMatter {
        title: _,
        description: _,
        // It is in the version of the body.
        summary: _,
        date: _,
        updated,
        // They decide whether it is there.
        publish_date: _,
        expiry_date: _,
        weight,
        draft,
        slug: _,
        path: _,
        // Outputs of their own.
        aliases: _,
        authors,
        // Known by its closure.
        template: _,
        taxonomies,
        // Of the site.
        menus: _,
        // Seen in translations alone.
        translation_key: _,
        // They decide what lists hold.
        visibility: _,
        extra,
        spans: _,
    } = matter;
    if fields.has(Fields::STATE) {
        hasher.optional(updated.as_ref().map(|date| date.as_str()));
        hasher.number(weight.is_some().into()).number(weight.unwrap_or_default().cast_unsigned());
        hasher.number((*draft).into());
    }
    if fields.has(Fields::AUTHORS) {
        hasher.number(authors.len() as u64);
        authors.iter().for_each(|author| {
            hasher.text(author);
        });
    }
    if fields.has(Fields::TAXONOMIES) {
        hasher.number(taxonomies.len() as u64);
        for (name, terms) in taxonomies.iter() {
            hasher.text(name).number(terms.len() as u64);
            terms.iter().for_each(|(term, _)| {
                hasher.text(term);
            });
        }
    }
    if fields.has(Fields::EXTRA)
        && let Some(extra) = extra
    {
        add_node(hasher, extra);
    }
}

fn add_section(hasher: &mut Hasher, site: &Site, id: SectionId, section: &Section) {
    let Section { entry, document: _, title, pages: _, subsections, backlinks: _ } = section;
    let SectionEntry { language: _, folder: _, source, file: _, matter, path, parent: _ } = entry;
    let SectionMatter {
        page,
        sort_by: _,
        paginate_by,
        paginate_path: _,
        page_template: _,
        transparent,
        generate_feeds,
        redirect_to: _,
        permalink: _,
        // They are in the front matter of the pages below.
        cascade: _,
        schema: _,
        // Pages of their own.
        rows: _,
    } = matter;
    hasher.text(title).text(source).text(path).optional(page.description.as_deref());
    hasher.number(*paginate_by as u64).number((*transparent).into()).number((*generate_feeds).into());
    add_ancestors(hasher, site, &site.ancestors_of_section(id));
    add_ancestors(hasher, site, subsections);
    super::shapes::section_assets(site, entry).for_each(|path| {
        hasher.text(path);
    });
    add_translations(hasher, site, Source::Section(id));
    hasher.optional(entry.file.as_ref().and_then(|file| file.stands_in_for.as_deref()));
    add_matter(hasher, page, Fields::ALL);
}

/// What templates see of the languages that a source is in; nothing in a site with one language.
pub(super) fn add_translations(hasher: &mut Hasher, site: &Site, source: Source) {
    for Translation { language, source, title, path, is_stand_in } in site.translations(source) {
        hasher.number(language.index() as u64).text(source).text(title).text(path);
        hasher.number(is_stand_in.into());
    }
}

/// A value of data.
pub(super) fn of_node(node: &Node) -> Hash {
    let mut hasher = Hasher::new();
    add_node(&mut hasher, node);
    hasher.finish()
}

/// A value of front matter without the places in it. Each kind starts with a number of its own, so that `1`,
/// `"1"` and `[1]` differ.
fn add_node(hasher: &mut Hasher, node: &Node) {
    match &node.value {
        Data::Null => {
            hasher.number(0);
        }
        Data::Bool(b) => {
            hasher.number(1 + u64::from(*b));
        }
        Data::Int(number) => {
            hasher.number(3).number(number.cast_unsigned());
        }
        Data::Float(number) => {
            hasher.number(4).number(number.to_bits());
        }
        Data::String(text) | Data::Date(text) => {
            hasher.number(5).text(text);
        }
        Data::List(items) => {
            hasher.number(6).number(items.len() as u64);
            items.iter().for_each(|item| add_node(hasher, item));
        }
        Data::Table(table) => {
            hasher.number(7).number(table.len() as u64);
            for (key, node) in table {
                hasher.text(&key.name);
                add_node(hasher, node);
            }
        }
    }
}
