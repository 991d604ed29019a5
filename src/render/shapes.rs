//! The shape of each value: which names a page, a section, a taxonomy and a term have in templates.

use super::fields::Fields;
use super::value::{Entries, entries, map, node, optional};
use crate::config::{Config, Language, LanguageId};
use crate::content::document::SourceFile;
use crate::content::markdown::{Heading, toc};
use crate::site::address;
use crate::site::{List, Page, PageId, Section, SectionEntry, SectionId, Site, Source, Taxonomy, Term};
use crate::source::{Commit, Hasher};
use tera::Value;

/// `config`, which templates see everywhere, components included, as a language has it.
pub(super) fn config_value(config: &Config, language: &Language) -> Value {
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
    let feeds: Vec<Value> = language.feeds.iter().map(|f| Value::from(f.file_name())).collect();
    map([
        ("base_url", Value::from(config.base_url.as_str())),
        ("base_path", Value::from(config.base_url.base_path())),
        ("title", Value::from(language.title.as_str())),
        ("description", Value::from(language.description.as_str())),
        ("author", Value::from(language.author.as_str())),
        ("default_language", Value::from(config.default_language.as_str())),
        ("theme", Value::from(config.theme.as_str())),
        (
            "search",
            optional(
                config
                    .search
                    .enabled
                    .then(|| format!("{}{}", config.base_url.base_path(), super::search::script_address())),
            ),
        ),
        ("generate_feeds", Value::from(language.generate_feeds)),
        ("feed_filenames", Value::from(feeds)),
        ("taxonomies", Value::from(taxonomies)),
        ("extra", node(&language.extra.clone().over(config.extra.clone()))),
    ])
}

/// A language, as `language` and `languages` show it.
pub(super) fn language_value(config: &Config, language: &Language) -> Value {
    let home = address::written(format!("{}/", language.prefix), config);
    let mut taxonomies = Entries::with_capacity(config.taxonomies.len());
    for taxonomy in &config.taxonomies {
        let own = language.taxonomies.iter().find(|(name, _)| *name == taxonomy.name);
        let title = own.map_or(&taxonomy.name, |(_, title)| title);
        taxonomies.insert(taxonomy.name.clone(), Value::from(title.as_str()));
    }
    map([
        ("taxonomies", Value::from(taxonomies)),
        ("lang", Value::from(language.tag.as_str())),
        ("name", Value::from(language.name.as_str())),
        ("direction", Value::from(language.direction.as_str())),
        ("title", Value::from(language.title.as_str())),
        ("permalink", Value::from(config.base_url.join(&home))),
        ("path", Value::from(home)),
        ("is_default", Value::from(language.id == LanguageId::DEFAULT)),
    ])
}

/// The source whose text stands in for a translation; `none` for a source with a text of its own.
fn fallback(site: &Site, file: Option<&SourceFile>) -> Value {
    let original = file.and_then(|file| site.outline.by_source(file.stands_in_for.as_deref()?));
    let Some(original) = original else { return Value::none() };
    let language = site.config.languages.get(site.outline.language(original));
    let path = site.outline.address(original).unwrap_or("/");
    map([
        ("lang", Value::from(language.tag.as_str())),
        ("name", Value::from(language.name.as_str())),
        ("direction", Value::from(language.direction.as_str())),
        ("path", Value::from(path)),
        ("permalink", Value::from(site.config.base_url.join(path))),
    ])
}

/// The languages that a source is in; none in a site with one language.
pub(super) fn translations(site: &Site, source: Source) -> Value {
    let all = site.translations(source).into_iter().map(|translation| {
        let language = site.config.languages.get(translation.language);
        map([
            ("lang", Value::from(language.tag.as_str())),
            ("name", Value::from(language.name.as_str())),
            ("direction", Value::from(language.direction.as_str())),
            ("title", Value::from(translation.title)),
            ("path", Value::from(translation.path)),
            ("permalink", Value::from(site.config.base_url.join(translation.path))),
            ("relative_path", Value::from(translation.source)),
            ("is_fallback", Value::from(translation.is_stand_in)),
        ])
    });
    Value::from(all.collect::<Vec<_>>())
}

/// A page without its body: what every template sees of it, and those of `fields` that its text does not tell.
pub(super) fn page_map(
    site: &Site,
    id: PageId,
    page: &Page,
    fields: Fields,
    neighbour: impl Fn(PageId) -> Option<Value>,
) -> Entries {
    let matter = page.matter();
    let config = &site.config;
    let mut map = entries([
        ("title", Value::from(page.title.as_str())),
        ("date", optional(page.entry.date.as_ref().map(|d| d.as_str()))),
        ("slug", Value::from(page.entry.slug.as_str())),
        ("path", Value::from(page.entry.path.as_str())),
        ("permalink", Value::from(config.base_url.join(&page.entry.path))),
        ("relative_path", Value::from(&*page.entry.file.path)),
        ("lang", Value::from(config.languages.get(page.entry.file.language).tag.as_str())),
    ]);
    if fields.has(Fields::DESCRIPTION) {
        map.insert("description", optional(matter.description.as_deref()));
    }
    if fields.has(Fields::CALENDAR) {
        let zoned = page.entry.date.as_ref().map(|d| d.zoned());
        map.insert("year", optional(zoned.map(|z| z.year())));
        map.insert("month", optional(zoned.map(|z| z.month())));
        map.insert("day", optional(zoned.map(|z| z.day())));
    }
    if fields.has(Fields::STATE) {
        map.insert("updated", optional(matter.updated.as_ref().map(|d| d.as_str())));
        map.insert("weight", optional(matter.weight));
        map.insert("draft", Value::from(matter.draft));
    }
    if fields.has(Fields::GIT) {
        let commit = site.outline.commit(page.entry.file.text_path());
        map.insert("git", commit.map_or_else(Value::none, commit_value));
    }
    if fields.has(Fields::AUTHORS) {
        let authors: Vec<Value> = matter.authors.iter().map(|a| Value::from(a.as_str())).collect();
        map.insert("authors", Value::from(authors));
    }
    if fields.has(Fields::TAXONOMIES) {
        let mut taxonomies = Entries::with_capacity(matter.taxonomies.len());
        for (name, terms) in matter.taxonomies.iter() {
            let terms: Vec<Value> = terms.iter().map(|(term, _)| Value::from(term.as_str())).collect();
            taxonomies.insert(name.clone(), Value::from(terms));
        }
        map.insert("taxonomies", Value::from(taxonomies));
    }
    if fields.has(Fields::EXTRA) {
        map.insert("extra", matter.extra.as_ref().map_or_else(|| Value::from(Entries::default()), node));
    }
    if fields.has(Fields::PLACE) {
        let assets: Vec<Value> = match page.entry.bundle_folder() {
            Some(folder) => assets_below(site, folder).map(Value::from).collect(),
            None => Vec::new(),
        };
        map.insert("components", components(&page.entry.path));
        map.insert("ancestors", ancestors(site, &site.ancestors_of_page(id)));
        map.insert("assets", Value::from(assets));
    }
    if fields.has(Fields::TRANSLATIONS) {
        map.insert("translations", translations(site, Source::Page(id)));
        map.insert("fallback", fallback(site, Some(&page.entry.file)));
    }
    if fields.has(Fields::NEIGHBOURS) {
        let neighbour = |id: Option<PageId>| id.and_then(&neighbour).unwrap_or_else(Value::none);
        map.insert("lower", neighbour(lower(site, page)));
        map.insert("higher", neighbour(higher(site, page)));
    }
    map
}

/// As Zola has it: `lower` is the earlier page of a section sorted by date, and the one before it in a
/// section sorted by anything else.
fn lower(site: &Site, page: &Page) -> Option<PageId> {
    if by_date(site, page) { page.next } else { page.previous }
}

fn higher(site: &Site, page: &Page) -> Option<PageId> {
    if by_date(site, page) { page.previous } else { page.next }
}

pub(super) fn by_date(site: &Site, page: &Page) -> bool {
    use crate::content::front_matter::SortBy;
    let section = site.sections.get(page.entry.section);
    section.is_some_and(|s| matches!(s.entry.matter.sort_by, SortBy::Date | SortBy::UpdateDate))
}

/// A page as its neighbours show it.
pub(super) fn brief(site: &Site, page: &Page) -> Value {
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

/// The last commit of a page.
fn commit_value(commit: &Commit) -> Value {
    map([
        ("hash", Value::from(commit.hash.as_str())),
        ("short_hash", Value::from(commit.short_hash.as_str())),
        ("author", Value::from(commit.author.as_str())),
        ("email", Value::from(commit.email.as_str())),
        ("date", Value::from(commit.date.as_str())),
        ("subject", Value::from(commit.subject.as_str())),
    ])
}

/// What pages that a section links to show of it.
pub(super) fn section_brief(site: &Site, section: &Section) -> Value {
    map([
        ("title", Value::from(section.title.as_str())),
        ("description", optional(section.entry.matter.page.description.as_deref())),
        ("date", Value::none()),
        ("path", Value::from(section.entry.path.as_str())),
        ("permalink", Value::from(site.config.base_url.join(&section.entry.path))),
        ("relative_path", Value::from(section.relative_path())),
    ])
}

/// What every template sees of a section.
pub(super) fn section_map(site: &Site, id: SectionId, section: &Section) -> Entries {
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
        ("lang", Value::from(site.config.languages.get(section.entry.language).tag.as_str())),
        ("translations", translations(site, Source::Section(id))),
        ("fallback", fallback(site, section.entry.file.as_ref())),
        ("weight", optional(matter.page.weight)),
        ("extra", matter.page.extra.as_ref().map_or_else(|| Value::from(Entries::default()), node)),
        ("ancestors", ancestors(site, &site.ancestors_of_section(id))),
        ("subsections", Value::from(subsections)),
        ("generate_feeds", Value::from(matter.generate_feeds)),
        ("transparent", Value::from(matter.transparent)),
        ("paginated", if matter.paginate_by > 0 { Value::from(matter.paginate_by) } else { Value::none() }),
        ("assets", Value::from(section_assets(site, &section.entry).map(Value::from).collect::<Vec<_>>())),
    ])
}

/// What every template sees of a taxonomy.
pub(super) fn taxonomy_map(site: &Site, taxonomy: &Taxonomy) -> Entries {
    entries([
        ("name", Value::from(taxonomy.config.name.as_str())),
        ("title", Value::from(taxonomy.title.as_str())),
        ("slug", Value::from(taxonomy.config.slug.as_str())),
        ("path", Value::from(taxonomy.path.as_str())),
        ("permalink", Value::from(site.config.base_url.join(&taxonomy.path))),
        ("lang", Value::from(site.config.languages.get(taxonomy.language).tag.as_str())),
        ("feed", Value::from(taxonomy.config.feed)),
    ])
}

/// What an `_index.md` says of a taxonomy or term, or that there is none.
pub(super) fn add_about(map: &mut Entries, name: &str, section: Option<&Section>) {
    let matter = section.map(|section| &section.entry.matter.page);
    map.insert("title", Value::from(section.map_or(name, |section| &section.title)));
    map.insert("description", optional(matter.and_then(|matter| matter.description.as_deref())));
    map.insert("weight", optional(matter.and_then(|matter| matter.weight)));
    let extra = matter.and_then(|matter| matter.extra.as_ref());
    map.insert("extra", extra.map_or_else(|| Value::from(Entries::default()), node));
}

/// What every template sees of a term.
pub(super) fn term_map(site: &Site, term: &Term) -> Entries {
    entries([
        ("name", Value::from(term.name.as_str())),
        ("slug", Value::from(term.slug.as_str())),
        ("path", Value::from(term.path.as_str())),
        ("permalink", Value::from(site.config.base_url.join(&term.path))),
        ("page_count", Value::from(term.pages.len())),
    ])
}

/// What every template sees of a list at an address of its own.
pub(super) fn list_map(site: &Site, list: &List) -> Entries {
    let children = list.children.iter().filter_map(|at| site.lists.get(*at));
    let children: Vec<Value> = children.map(|child| Value::from(list_entries(site, child))).collect();
    let mut map = list_entries(site, list);
    map.insert("children", Value::from(children));
    map
}

/// The languages that a list is in.
pub(super) fn list_translations(site: &Site, list: &List) -> Value {
    let all = translated(site, list).map(|other| {
        let language = site.config.languages.get(other.language);
        map([
            ("lang", Value::from(language.tag.as_str())),
            ("name", Value::from(language.name.as_str())),
            ("direction", Value::from(language.direction.as_str())),
            ("title", Value::from(other.title.as_str())),
            ("path", Value::from(other.path.as_str())),
            ("permalink", Value::from(site.config.base_url.join(&other.path))),
            ("is_fallback", Value::from(false)),
        ])
    });
    Value::from(all.collect::<Vec<_>>())
}

fn translated<'s>(site: &'s Site, list: &'s List) -> impl Iterator<Item = &'s List> {
    list.translations.iter().filter_map(|at| site.lists.get(*at))
}

fn list_entries(site: &Site, list: &List) -> Entries {
    let mut keys = Entries::with_capacity(list.keys.len());
    for (name, value) in &list.keys {
        keys.insert(name.clone(), Value::from(value.as_str()));
    }
    entries([
        ("title", Value::from(list.title.as_str())),
        ("path", Value::from(list.path.as_str())),
        ("permalink", Value::from(site.config.base_url.join(&list.path))),
        ("keys", Value::from(keys)),
        ("date", optional(list.date())),
        ("count", Value::from(list.pages.len() + list.rows.len())),
    ])
}

/// Adds everything that [`list_map`] and [`list_translations`] show.
pub(super) fn add_list(hasher: &mut Hasher, site: &Site, list: &List) {
    let children = list.children.iter().filter_map(|at| site.lists.get(*at));
    for list in std::iter::once(list).chain(children).chain(translated(site, list)) {
        let List { path, language, title, keys, pages, rows, config: _, children, translations: _ } = list;
        hasher
            .text(path)
            .number(language.index() as u64)
            .text(title)
            .number(pages.len() as u64)
            .number(rows.len() as u64);
        hasher.number(children.len() as u64).number(keys.len() as u64);
        for (name, value) in keys {
            hasher.text(name).text(value);
        }
    }
}

/// The tree of contents of a page or section.
pub(super) fn toc_value(permalink: &str, headings: &[Heading]) -> Value {
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

/// The addresses of the files below a section's folder; home's would be its whole language's.
pub(super) fn section_assets<'s>(site: &'s Site, entry: &SectionEntry) -> impl Iterator<Item = &'s str> {
    let folder = if entry.folder.is_empty() { "" } else { entry.content_folder() };
    assets_below(site, folder)
}

/// The addresses of the files below a folder of content.
pub(super) fn assets_below<'s>(site: &'s Site, folder: &str) -> impl Iterator<Item = &'s str> {
    let prefix = format!("{folder}/");
    let from = std::ops::Bound::Included(prefix.as_str());
    let all = site.outline.assets.range::<str, _>((from, std::ops::Bound::Unbounded));
    // Home's would be the whole site's.
    let all = (!folder.is_empty()).then_some(all);
    all.into_iter()
        .flatten()
        .take_while(move |(path, _)| path.starts_with(&prefix))
        .map(|(_, asset)| asset.path.as_str())
}
