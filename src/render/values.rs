//! The site as templates see it: names as in Zola's documentation wherever the meaning is the same.
//!
//! Every page's value is built once for each set of [`Fields`] that templates name, and shared by reference
//! count wherever it is listed, so that a list on every page costs a pointer an entry. What a template is given
//! of pages other than its own is what its closure names, and the hash of that is what its output depends on.

use super::closure::Fields;
use super::contents::Contents;
use super::reads::digest;
use super::value::{entries, map, node, optional};
use crate::config::Config;
use crate::content::markdown::{Heading, toc};
use crate::site::{Page, PageId, Pager, Section, SectionId, Site, Taxonomy, Term};
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

/// `config`, which templates see everywhere, components included.
pub(super) fn config_value(config: &Config) -> Value {
    let taxonomies: Vec<Value> = config
        .taxonomies
        .iter()
        .map(|t| {
            map([
                ("name", Value::from(t.name.as_str())),
                ("slug", Value::from(t.slug.as_str())),
                ("paginate_by", Value::from(t.paginate_by)),
                ("feed", Value::from(t.feed)),
                ("render", Value::from(t.render)),
            ])
        })
        .collect();
    let feeds: Vec<Value> = config.feeds.iter().map(|f| Value::from(f.file_name())).collect();
    map([
        ("base_url", Value::from(config.base_url.as_str())),
        ("base_path", Value::from(config.base_url.base_path())),
        ("title", Value::from(config.title.as_str())),
        ("description", Value::from(config.description.as_str())),
        ("author", Value::from(config.author.as_str())),
        ("default_language", Value::from(config.default_language.as_str())),
        ("theme", Value::from(config.theme.as_str())),
        ("generate_feeds", Value::from(config.generate_feeds)),
        ("feed_filenames", Value::from(feeds)),
        ("taxonomies", Value::from(taxonomies)),
        ("extra", node(&config.extra)),
    ])
}

/// What every template sees of a page.
fn page_map(site: &Site, id: PageId, page: &Page, briefs: &[Value]) -> Map {
    let matter = page.matter();
    let config = &site.config;
    let zoned = page.entry.date.as_ref().map(|d| d.zoned());
    let mut taxonomies = Map::with_capacity(matter.taxonomies.len());
    for (name, terms) in &matter.taxonomies {
        let terms: Vec<Value> = terms.iter().map(|(term, _)| Value::from(term.as_str())).collect();
        taxonomies.insert(name.clone().into(), Value::from(terms));
    }
    let assets: Vec<Value> = match page.entry.bundle_folder() {
        Some(folder) => assets_below(site, folder),
        None => Vec::new(),
    };
    let neighbour =
        |id: Option<PageId>| id.and_then(|id| briefs.get(id).cloned()).unwrap_or_else(Value::none);
    entries([
        ("title", Value::from(page.title.as_str())),
        ("description", optional(matter.description.as_deref())),
        ("date", optional(page.entry.date.as_ref().map(|d| d.as_str()))),
        ("updated", optional(matter.updated.as_ref().map(|d| d.as_str()))),
        ("year", optional(zoned.map(|z| z.year()))),
        ("month", optional(zoned.map(|z| z.month()))),
        ("day", optional(zoned.map(|z| z.day()))),
        ("weight", optional(matter.weight)),
        ("draft", Value::from(matter.draft)),
        ("slug", Value::from(page.entry.slug.as_str())),
        ("path", Value::from(page.entry.path.as_str())),
        ("permalink", Value::from(config.base_url.join(&page.entry.path))),
        ("relative_path", Value::from(&*page.entry.file.path)),
        ("components", components(&page.entry.path)),
        ("lang", Value::from(config.default_language.as_str())),
        ("authors", Value::from(matter.authors.iter().map(|a| Value::from(a.as_str())).collect::<Vec<_>>())),
        ("taxonomies", Value::from(taxonomies)),
        ("extra", matter.extra.as_ref().map_or_else(|| Value::from(Map::new()), node)),
        ("ancestors", ancestors(site, &site.ancestors_of_page(id))),
        ("assets", Value::from(assets)),
        ("lower", neighbour(lower(site, page))),
        ("higher", neighbour(higher(site, page))),
    ])
}

/// As Zola has it: `lower` is the earlier page of a section sorted by date, and the one before it in a
/// section sorted by anything else.
fn lower(site: &Site, page: &Page) -> Option<PageId> {
    if by_date(site, page) { page.next } else { page.previous }
}

fn higher(site: &Site, page: &Page) -> Option<PageId> {
    if by_date(site, page) { page.previous } else { page.next }
}

fn by_date(site: &Site, page: &Page) -> bool {
    use crate::content::front_matter::SortBy;
    let section = site.sections.get(page.entry.section);
    section.is_some_and(|s| matches!(s.entry.matter.sort_by, SortBy::Date | SortBy::UpdateDate))
}

/// A page as its neighbours show it.
fn brief(site: &Site, page: &Page) -> Value {
    map([
        ("title", Value::from(page.title.as_str())),
        ("description", optional(page.matter().description.as_deref())),
        ("date", optional(page.entry.date.as_ref().map(|d| d.as_str()))),
        ("slug", Value::from(page.entry.slug.as_str())),
        ("path", Value::from(page.entry.path.as_str())),
        ("permalink", Value::from(site.config.base_url.join(&page.entry.path))),
        ("relative_path", Value::from(&*page.entry.file.path)),
    ])
}

/// What every template sees of a section.
fn section_map(site: &Site, id: SectionId, section: &Section) -> Map {
    let matter = &section.entry.matter;
    let permalink = site.config.base_url.join(&section.entry.path);
    let subsections: Vec<Value> = section
        .subsections
        .iter()
        .filter_map(|id| site.sections.get(*id))
        .map(|s| Value::from(s.relative_path()))
        .collect();
    entries([
        ("title", Value::from(section.title.as_str())),
        ("description", optional(matter.page.description.as_deref())),
        ("path", Value::from(section.entry.path.as_str())),
        ("permalink", Value::from(permalink.as_str())),
        ("relative_path", Value::from(section.relative_path())),
        ("components", components(&section.entry.path)),
        ("lang", Value::from(site.config.default_language.as_str())),
        ("weight", optional(matter.page.weight)),
        ("extra", matter.page.extra.as_ref().map_or_else(|| Value::from(Map::new()), node)),
        ("ancestors", ancestors(site, &site.ancestors_of_section(id))),
        ("subsections", Value::from(subsections)),
        ("generate_feeds", Value::from(matter.generate_feeds)),
        ("transparent", Value::from(matter.transparent)),
        ("paginated", if matter.paginate_by > 0 { Value::from(matter.paginate_by) } else { Value::none() }),
        ("assets", Value::from(assets_below(site, &section.entry.folder))),
    ])
}

fn taxonomy_value(site: &Site, taxonomy: &Taxonomy) -> Value {
    map([
        ("name", Value::from(taxonomy.config.name.as_str())),
        ("slug", Value::from(taxonomy.config.slug.as_str())),
        ("path", Value::from(taxonomy.path.as_str())),
        ("permalink", Value::from(site.config.base_url.join(&taxonomy.path))),
        ("lang", Value::from(site.config.default_language.as_str())),
        ("feed", Value::from(taxonomy.config.feed)),
    ])
}

fn term_map(site: &Site, term: &Term) -> Map {
    entries([
        ("name", Value::from(term.name.as_str())),
        ("slug", Value::from(term.slug.as_str())),
        ("path", Value::from(term.path.as_str())),
        ("permalink", Value::from(site.config.base_url.join(&term.path))),
        ("page_count", Value::from(term.pages.len())),
    ])
}

fn toc_value(permalink: &str, headings: &[Heading]) -> Value {
    fn entries(permalink: &str, headings: &[Heading]) -> Value {
        let list: Vec<Value> = headings
            .iter()
            .map(|h| {
                map([
                    ("level", Value::from(h.level)),
                    ("id", Value::from(h.id.as_str())),
                    ("permalink", Value::from(format!("{permalink}#{}", h.id))),
                    ("title", Value::from(h.title.as_str())),
                    ("children", entries(permalink, &h.children)),
                ])
            })
            .collect();
        Value::from(list)
    }
    entries(permalink, &toc(headings))
}

fn ancestors(site: &Site, ids: &[SectionId]) -> Value {
    let paths: Vec<Value> =
        ids.iter().filter_map(|id| site.sections.get(*id)).map(|s| Value::from(s.relative_path())).collect();
    Value::from(paths)
}

fn components(path: &str) -> Value {
    Value::from(path.split('/').filter(|p| !p.is_empty()).map(Value::from).collect::<Vec<_>>())
}

fn assets_below(site: &Site, folder: &str) -> Vec<Value> {
    if folder.is_empty() {
        return Vec::new();
    }
    let prefix = format!("{folder}/");
    site.outline
        .assets
        .range::<str, _>((std::ops::Bound::Included(prefix.as_str()), std::ops::Bound::Unbounded))
        .take_while(|(path, _)| path.starts_with(&prefix))
        .map(|(_, asset)| Value::from(asset.path.as_str()))
        .collect()
}
