//! The site as templates see it: names as in Zola's documentation wherever the meaning is the same.
//!
//! Every page's value is built once and shared by reference count wherever it is listed, so that a list on
//! every page costs a pointer an entry.

use super::value::{map, node, optional};
use crate::config::Config;
use crate::content::markdown::{Heading, toc};
use crate::site::{Page, PageId, Pager, Section, SectionId, Site, Taxonomy, Term};
use std::sync::Arc;
use tera::{Map, Value};

/// Bodies with their components rendered, in the site's order.
#[derive(Clone, Debug, Default)]
pub(super) struct Contents {
    /// Of pages: body and summary.
    pub(super) pages: Vec<Content>,
    /// Of sections.
    pub(super) sections: Vec<Content>,
}

/// The HTML of one body.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// All of it.
    pub(super) html: Arc<str>,
    /// The summary, where there is one.
    pub(super) summary: Option<Arc<str>>,
}

/// The values of a whole site.
#[derive(Debug)]
pub(super) struct Values {
    /// `config`
    pub(super) config: Value,
    /// Each page, in the site's order.
    pub(super) pages: Vec<Value>,
    /// Each section, in the site's order.
    pub(super) sections: Vec<Value>,
    /// Each taxonomy with its terms.
    pub(super) taxonomies: Vec<TaxonomyValues>,
}

/// The values of one taxonomy.
#[derive(Debug)]
pub(super) struct TaxonomyValues {
    /// `taxonomy`
    pub(super) taxonomy: Value,
    /// `terms`
    pub(super) terms: Vec<Value>,
}

impl Values {
    /// Builds the values of a site. Without contents (while contents are being rendered) `content` and
    /// `summary` are empty.
    pub(super) fn new(site: &Site, contents: Option<&Contents>) -> Self {
        let pages: Vec<Value> = rayon_map(&site.pages, |id, page| {
            page_value(site, id, page, contents.and_then(|c| c.pages.get(id)))
        });
        let sections = site
            .sections
            .iter()
            .enumerate()
            .map(|(id, section)| {
                section_value(site, id, section, &pages, contents.and_then(|c| c.sections.get(id)))
            })
            .collect();
        let taxonomies = site
            .taxonomies
            .iter()
            .map(|taxonomy| TaxonomyValues {
                taxonomy: taxonomy_value(site, taxonomy),
                terms: taxonomy.terms.iter().map(|term| term_value(site, term, &pages)).collect(),
            })
            .collect();
        Self { config: config_value(&site.config), pages, sections, taxonomies }
    }

    /// `paginator` for one page of a list.
    pub(super) fn paginator(
        &self,
        site: &Site,
        pagers: &[Pager],
        at: usize,
        paginate_by: usize,
        total: usize,
    ) -> Value {
        let url = |pager: Option<&Pager>| optional(pager.map(|p| site.config.base_url.join(&p.path)));
        let Some(pager) = pagers.get(at) else {
            return Value::none();
        };
        map([
            ("paginate_by", Value::from(paginate_by)),
            ("base_url", url(pagers.first())),
            ("number_pagers", Value::from(pagers.len())),
            ("first", url(pagers.first())),
            ("last", url(pagers.last())),
            ("previous", url(at.checked_sub(1).and_then(|i| pagers.get(i)))),
            ("next", url(pagers.get(at + 1))),
            ("pages", self.list(&pager.pages)),
            ("current_index", Value::from(pager.index)),
            ("total_pages", Value::from(total)),
        ])
    }

    /// A list of pages.
    pub(super) fn list(&self, ids: &[PageId]) -> Value {
        list(&self.pages, ids)
    }
}

fn rayon_map<T: Sync>(items: &[T], f: impl Fn(usize, &T) -> Value + Sync) -> Vec<Value> {
    use rayon::prelude::*;
    items.par_iter().enumerate().map(|(i, item)| f(i, item)).collect()
}

fn list(pages: &[Value], ids: &[PageId]) -> Value {
    Value::from(ids.iter().filter_map(|id| pages.get(*id).cloned()).collect::<Vec<_>>())
}

fn config_value(config: &Config) -> Value {
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

fn page_value(site: &Site, id: PageId, page: &Page, content: Option<&Content>) -> Value {
    let matter = page.matter();
    let config = &site.config;
    let permalink = config.base_url.join(&page.entry.path);
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
    let summary = content.and_then(|c| c.summary.as_deref());
    map([
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
        ("permalink", Value::from(permalink.as_str())),
        ("relative_path", Value::from(&*page.entry.file.path)),
        ("components", components(&page.entry.path)),
        ("lang", Value::from(config.default_language.as_str())),
        ("authors", Value::from(matter.authors.iter().map(|a| Value::from(a.as_str())).collect::<Vec<_>>())),
        ("taxonomies", Value::from(taxonomies)),
        ("extra", matter.extra.as_ref().map_or_else(|| Value::from(Map::new()), node)),
        ("word_count", Value::from(page.document.words)),
        ("reading_time", Value::from(page.reading_time())),
        ("toc", toc_value(&permalink, &page.document.headings)),
        ("ancestors", ancestors(site, &site.ancestors_of_page(id))),
        ("assets", Value::from(assets)),
        ("lower", neighbour(site, lower(site, page))),
        ("higher", neighbour(site, higher(site, page))),
        ("summary", summary.map_or_else(Value::none, Value::safe_string)),
        ("content", content.map_or_else(|| Value::safe_string(""), |c| Value::safe_string(&c.html))),
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

fn neighbour(site: &Site, id: Option<PageId>) -> Value {
    let Some(page) = id.and_then(|id| site.pages.get(id)) else {
        return Value::none();
    };
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

fn section_value(
    site: &Site,
    id: SectionId,
    section: &Section,
    pages: &[Value],
    content: Option<&Content>,
) -> Value {
    let matter = &section.entry.matter;
    let permalink = site.config.base_url.join(&section.entry.path);
    let subsections: Vec<Value> = section
        .subsections
        .iter()
        .filter_map(|id| site.sections.get(*id))
        .map(|s| Value::from(s.relative_path()))
        .collect();
    map([
        ("title", Value::from(section.title.as_str())),
        ("description", optional(matter.page.description.as_deref())),
        ("path", Value::from(section.entry.path.as_str())),
        ("permalink", Value::from(permalink.as_str())),
        ("relative_path", Value::from(section.relative_path())),
        ("components", components(&section.entry.path)),
        ("lang", Value::from(site.config.default_language.as_str())),
        ("weight", optional(matter.page.weight)),
        ("extra", matter.page.extra.as_ref().map_or_else(|| Value::from(Map::new()), node)),
        ("word_count", Value::from(section.document.words)),
        ("reading_time", Value::from(section.reading_time())),
        ("toc", toc_value(&permalink, &section.document.headings)),
        ("ancestors", ancestors(site, &site.ancestors_of_section(id))),
        ("subsections", Value::from(subsections)),
        ("generate_feeds", Value::from(matter.generate_feeds)),
        ("transparent", Value::from(matter.transparent)),
        ("paginated", if matter.paginate_by > 0 { Value::from(matter.paginate_by) } else { Value::none() }),
        ("assets", Value::from(assets_below(site, &section.entry.folder))),
        ("pages", list(pages, &section.pages)),
        ("content", content.map_or_else(|| Value::safe_string(""), |c| Value::safe_string(&c.html))),
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

fn term_value(site: &Site, term: &Term, pages: &[Value]) -> Value {
    map([
        ("name", Value::from(term.name.as_str())),
        ("slug", Value::from(term.slug.as_str())),
        ("path", Value::from(term.path.as_str())),
        ("permalink", Value::from(site.config.base_url.join(&term.path))),
        ("page_count", Value::from(term.pages.len())),
        ("pages", list(pages, &term.pages)),
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
