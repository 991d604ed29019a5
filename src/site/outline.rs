//! The outline: which pages and sections there are, and the address of each.

use super::address;
use super::assets::{self, Asset, parent};
use super::data::DataTree;
use super::names::Names;
use super::permalink::{self, Tokens};
use super::schedule::{self, Publishing, Schedule};
use super::{PageId, SectionId, Translations, file_name, languages};
use crate::config::{Config, DateSource, Language, LanguageId, Languages};
use crate::content::date::Date;
use crate::content::document::{Matter, SourceFile};
use crate::content::front_matter::{AliasMatter, SectionMatter};
use crate::content::inheritance::Inheritance;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::source::{Commit, History};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A page that will be published.
#[derive(Clone, Debug)]
pub struct PageEntry {
    /// Its source.
    pub file: SourceFile,
    /// Its address, with a slash at both ends.
    pub path: String,
    /// The last segment of its address.
    pub slug: String,
    /// Its date: from the front matter, otherwise from the file name.
    pub date: Option<Date>,
    /// The section it stands in.
    pub section: SectionId,
}

impl PageEntry {
    /// Whether it shows another language's text in place of a translation.
    pub fn is_stand_in(&self) -> bool {
        self.file.stands_in_for.is_some()
    }

    /// Where it stands: pages are in this order.
    pub fn place(&self) -> (LanguageId, &str) {
        (self.file.language, &self.file.place)
    }

    /// The folder of a page bundle, whose other files are published beside it.
    pub fn bundle_folder(&self) -> Option<&str> {
        self.file.place.ends_with("/index.md").then(|| parent(&self.file.path))
    }
}

/// A section that will be published.
#[derive(Clone, Debug)]
pub struct SectionEntry {
    /// Its language.
    pub language: LanguageId,
    /// Its folder in its language's tree, which is that below `content/` in a site with one language; empty for home.
    pub folder: Arc<str>,
    /// The path of its `_index.md` below `content/`, whether the file exists or not.
    pub source: Arc<str>,
    /// Its `_index.md`; without one the section is implied by its folder.
    pub file: Option<SourceFile>,
    /// Its front matter, or the defaults.
    pub matter: SectionMatter,
    /// Its address, with a slash at both ends.
    pub path: String,
    /// The section above it; home has none.
    pub parent: Option<SectionId>,
}

impl SectionEntry {
    /// Where it stands: sections are in this order.
    pub fn place(&self) -> (LanguageId, &str) {
        (self.language, &self.folder)
    }

    /// Whether it shows another language's text in place of a translation.
    pub fn is_stand_in(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.stands_in_for.is_some())
    }

    /// The folder below `content/` that its source is in.
    pub fn content_folder(&self) -> &str {
        parent(&self.source)
    }
}

/// Every page and section with its address.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Pages, by language, in byte order of their places.
    pub pages: Vec<Arc<PageEntry>>,
    /// Sections, by language, in byte order of their folders; home of the default language first.
    pub sections: Vec<SectionEntry>,
    /// The site's languages.
    pub languages: Arc<Languages>,
    /// Which sources front matter says to be translations of each other.
    pub translations: Translations,
    /// Files beside content, by their path below `content/`.
    pub assets: BTreeMap<Arc<str>, Asset>,
    /// Old addresses: the address, the page or section it leads to, and the place that says so.
    pub aliases: Vec<Alias>,
    /// For how long the same sources are due.
    pub schedule: Schedule,
    /// What `data/` holds.
    pub data: Arc<DataTree>,
    /// What sections hand down.
    pub inheritance: Arc<Inheritance>,
    /// What git knows of its files; empty where it is not asked.
    pub history: Arc<History>,
    by_source: BTreeMap<Arc<str>, Source>,
    /// Sources by what they are called, made when the first name is asked for.
    names: OnceLock<Names>,
}

/// The files of an outline with their whole texts, in its order.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// Of pages.
    pub pages: Vec<SourceFile>,
    /// Of sections; `None` for one without a file.
    pub sections: Vec<Option<SourceFile>>,
}

/// An old address of a page or section.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The address, with a leading slash.
    pub path: String,
    /// Where it leads, with a leading slash.
    pub to: String,
    /// The status that a host redirects it with.
    pub status: u16,
    /// The file that declares it.
    pub file: SourceFile,
    /// The alias in that file.
    pub span: Range<usize>,
}

/// What a source became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A page.
    Page(PageId),
    /// A section.
    Section(SectionId),
}

impl Outline {
    /// Lays out a site. `files` are its Markdown files and `others` the rest of `content/`, both in byte order.
    pub fn new(
        config: &Config,
        files: Vec<SourceFile>,
        others: &[Arc<str>],
        publishing: &Publishing,
        out: &mut Diagnostics,
    ) -> Self {
        let (files, schedule) = schedule::due(config, files, publishing);
        let mut files = languages::arrange(files, &config.languages, out);
        files.iter().for_each(|file| check_taxonomies(config, file, out));
        languages::add_stand_ins(&mut files, &config.languages);
        let mut outline = Self { schedule, languages: config.languages.clone(), ..Self::default() };
        let mut pages = Vec::new();
        let mut indexes: BTreeMap<Folder, SourceFile> = BTreeMap::new();
        for file in files {
            match &file.matter {
                Matter::Section(_) => {
                    indexes.insert((file.language, Arc::from(parent(&file.place))), file);
                }
                Matter::Page(_) => pages.push(file),
            }
        }
        let folders = outline.lay_sections(config, indexes, &pages);
        let patterns = outline.permalinks();
        for file in pages {
            outline.lay_page(config, file, &folders, &patterns, out);
        }
        outline.drop_implied_twins();
        outline.index();
        outline.join_translations(out);
        outline.resolve_references(out);
        outline.assets = assets::place(&outline, others);
        outline.collect_aliases(out);
        outline
    }

    /// Takes the whole texts of all files out; what stays of each is its front matter.
    pub fn take_texts(&mut self) -> Texts {
        self.aliases.iter_mut().for_each(|alias| alias.file.drop_body());
        let take = |file: &mut SourceFile| {
            let whole = file.clone();
            file.drop_body();
            whole
        };
        Texts {
            pages: self.pages.iter_mut().map(|page| take(&mut Arc::make_mut(page).file)).collect(),
            sections: self.sections.iter_mut().map(|section| section.file.as_mut().map(take)).collect(),
        }
    }

    /// The page or section whose source is at that path below `content/`.
    pub fn by_source(&self, path: &str) -> Option<Source> {
        self.by_source.get(path).copied()
    }

    /// What the text of the source at a path below `content/` stands in for.
    pub fn stand_ins_for(&self, path: &str) -> Vec<Source> {
        if !self.languages.are_many() {
            return Vec::new();
        }
        let is_one = |file: &SourceFile| file.stands_in_for.as_deref() == Some(path);
        let pages = self.pages.iter().enumerate().filter(|(_, page)| is_one(&page.file));
        let sections = self.sections.iter().enumerate();
        let sections = sections.filter(|(_, section)| section.file.as_ref().is_some_and(is_one));
        pages.map(|(id, _)| Source::Page(id)).chain(sections.map(|(id, _)| Source::Section(id))).collect()
    }

    /// The last commit of a source.
    pub fn commit(&self, path: &str) -> Option<&Commit> {
        self.history.commit(&format!("content/{path}"))
    }

    /// All paths of sources, in byte order.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.by_source.keys().map(|path| &**path)
    }

    /// All pages and sections, in byte order of the paths of their sources.
    pub(super) fn in_order(&self) -> impl Iterator<Item = Source> {
        self.by_source.values().copied()
    }

    /// All pages of a language below a folder of its tree, in byte order of their places; all of the language's for an
    /// empty one.
    pub fn pages_below(&self, language: LanguageId, folder: &str) -> Range<PageId> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let start = self.pages.partition_point(|page| page.place() < (language, &*prefix));
        let below = self.pages.get(start..).unwrap_or_default().iter();
        let is_below =
            |page: &&Arc<PageEntry>| page.file.language == language && page.file.place.starts_with(&prefix);
        start..start + below.take_while(is_below).count()
    }

    /// The source at a place of a language.
    pub fn at_place(&self, language: LanguageId, place: &str) -> Option<Source> {
        let page = || {
            let at = self.pages.binary_search_by(|page| page.place().cmp(&(language, place)));
            at.ok().map(Source::Page)
        };
        let section = |folder| {
            let at = self.sections.binary_search_by(|section| section.place().cmp(&(language, folder)));
            at.ok().map(Source::Section)
        };
        match place.strip_suffix("_index.md") {
            Some("") => section(""),
            Some(folder) if folder.ends_with('/') => section(folder.trim_end_matches('/')),
            _ => page(),
        }
    }

    /// The home section of a language.
    pub fn home(&self, language: LanguageId) -> Option<SectionId> {
        match self.at_place(language, "_index.md")? {
            Source::Section(id) => Some(id),
            Source::Page(_) => None,
        }
    }

    /// The sources of pages and sections of a language that have that title, file name or path.
    pub fn named(&self, language: LanguageId, name: &str) -> &[Arc<str>] {
        self.names.get_or_init(|| Names::of(self)).get(language, name)
    }

    /// All names by which a page or section of a language can be called.
    pub fn names(&self, language: LanguageId) -> impl Iterator<Item = &str> {
        self.names.get_or_init(|| Names::of(self)).iter(language)
    }

    /// Lays out the sections; gives back the section of each folder.
    fn lay_sections(
        &mut self,
        config: &Config,
        mut indexes: BTreeMap<Folder, SourceFile>,
        pages: &[SourceFile],
    ) -> BTreeMap<Folder, SectionId> {
        // The path that the `_index.md` of each folder has or would have.
        let mut folders: BTreeMap<LanguageId, BTreeMap<Arc<str>, Arc<str>>> = BTreeMap::new();
        let site_languages = self.languages.clone();
        let mut add = |language: LanguageId, folder: &str, like: &dyn Fn(&str) -> Arc<str>| {
            let folders = folders.entry(language).or_default();
            let mut folder = folder;
            // Where a folder is known, those above it are.
            while !folders.contains_key(folder) {
                folders.insert(Arc::from(folder), like(folder));
                folder = parent(folder);
            }
        };
        for ((language, folder), file) in &indexes {
            add(*language, folder, &|at| match at == &**folder {
                true => file.path.clone(),
                false => languages::index_like(file, at, &site_languages),
            });
        }
        for page in pages {
            let folder = parent(&page.place);
            let folder = if page.place.ends_with("/index.md") { parent(folder) } else { folder };
            add(page.language, folder, &|at| languages::index_like(page, at, &site_languages));
        }
        add(LanguageId::DEFAULT, "", &|_| Arc::from("_index.md"));
        let mut ids: BTreeMap<Folder, SectionId> = BTreeMap::new();
        let folders = folders.into_iter().flat_map(|(language, folders)| {
            folders.into_iter().map(move |(folder, source)| ((language, folder), source))
        });
        for (key, source) in folders {
            let file = indexes.remove(&key);
            let (language, folder) = key.clone();
            let matter = match file.as_ref().map(|f| &f.matter) {
                Some(Matter::Section(matter)) => (**matter).clone(),
                _ => self.implied(language, &folder),
            };
            let above = (!folder.is_empty()).then(|| ids.get(&(language, parent(&folder).into())).copied());
            let above = above.flatten();
            let Language { prefix, slugs, .. } = site_languages.get(language);
            let path = match (&matter.page.path, above.and_then(|id| self.sections.get(id))) {
                (Some(path), _) => languages::prefixed(prefix, with_slashes(path)),
                (None, None) => format!("{prefix}/"),
                (None, Some(above)) => {
                    let name = folder.rsplit('/').next().unwrap_or("");
                    let slug = matter.page.slug.clone().unwrap_or_else(|| slugs.segment(name));
                    format!("{}{slug}/", address::below(&above.path))
                }
            };
            let path = address::written(path, config);
            ids.insert(key, self.sections.len());
            self.sections.push(SectionEntry { language, folder, source, file, matter, path, parent: above });
        }
        ids
    }

    /// The front matter of a section without a file: the default language's of the same folder, so that a list is ordered
    /// and divided alike in all languages; otherwise the defaults.
    fn implied(&self, language: LanguageId, folder: &str) -> SectionMatter {
        let settings = self.languages.get(language).fallback.iter().chain([&LanguageId::DEFAULT]);
        let found = settings.filter(|other| **other != language).find_map(|other| {
            let at = self.sections.binary_search_by(|section| section.place().cmp(&(*other, folder))).ok()?;
            self.sections.get(at).filter(|section| section.file.is_some())
        });
        found.map_or_else(|| implied(folder), |section| languages::settings(&section.matter))
    }

    /// The section whose `permalink` holds for the pages of each section; empty where none has one.
    fn permalinks(&self) -> Vec<Option<SectionId>> {
        if self.sections.iter().all(|section| section.matter.permalink.is_none()) {
            return Vec::new();
        }
        let mut found: Vec<Option<SectionId>> = Vec::with_capacity(self.sections.len());
        // Sections come after those above them.
        for (id, section) in self.sections.iter().enumerate() {
            let above = section.parent.and_then(|parent| found.get(parent).copied().flatten());
            found.push(section.matter.permalink.as_ref().map(|_| id).or(above));
        }
        found
    }

    fn lay_page(
        &mut self,
        config: &Config,
        file: SourceFile,
        folders: &BTreeMap<Folder, SectionId>,
        patterns: &[Option<SectionId>],
        out: &mut Diagnostics,
    ) {
        let bundle = file.place.strip_suffix("/index.md");
        let (folder, stem) = match bundle {
            Some(bundle) => (parent(bundle), bundle.rsplit('/').next().unwrap_or(bundle)),
            None => {
                let name = file.place.rsplit('/').next().unwrap_or(&file.place);
                (parent(&file.place), name.strip_suffix(".md").unwrap_or(name))
            }
        };
        let section = folders.get(&(file.language, folder.into())).copied().unwrap_or(0);
        let Language { prefix, slugs, .. } = config.languages.get(file.language);
        let name = file_name::read(stem, *slugs);
        let is_source = config.dates.of(&file.place).date.contains(&DateSource::FileName);
        let dated = name.date.as_ref().filter(|_| is_source);
        let matter = file.page_matter();
        let slug = match &matter.slug {
            Some(slug) if usable_segment(slug) => slug.clone(),
            Some(slug) => {
                let span = matter.spans.get("slug").cloned().unwrap_or(0..0);
                out.push(
                    Diagnostic::error(Code::SitePermalink, format!("`slug` cannot be `{slug}`"))
                        .at(file.source.at(span))
                        .hint("a slug is one segment of an address, without slashes; use `path` for more"),
                );
                name.slug.clone()
            }
            None => name.slug.clone(),
        };
        let above = self.sections.get(section).map_or("/".into(), |s| address::below(&s.path));
        let path = match &matter.path {
            Some(path) => languages::prefixed(prefix, with_slashes(path)),
            None if &*file.place == "index.md" => format!("{prefix}/"),
            None => {
                let pattern = patterns.get(section).copied().flatten().and_then(|id| self.sections.get(id));
                let pattern = pattern.and_then(|s| Some((s.matter.permalink.as_ref()?, s.file.as_ref())));
                let tokens = Tokens {
                    slug: &slug,
                    name: &name.slug,
                    title: matter.title.as_deref(),
                    slugs: *slugs,
                    date: matter.date.as_ref().or(dated),
                    section: above.strip_prefix(prefix).unwrap_or(&above),
                };
                let filled =
                    pattern.map(|((pattern, span), home)| (permalink::fill(pattern, &tokens), span, home));
                match filled {
                    Some((Ok(path), ..)) => languages::prefixed(prefix, path),
                    Some((Err(why), span, home)) => {
                        let source = &file.source;
                        let at = if source.text.is_empty() {
                            Location::file(source.path.clone())
                        } else {
                            source.at(0..source.text.lines().next().map_or(0, str::len))
                        };
                        let pattern = home.map(|home| match home.is_read {
                            true => home.source.at(span.clone()),
                            false => Location::file(home.source.path.clone()),
                        });
                        out.push(
                            Diagnostic::error(Code::SitePermalink, why)
                                .at(at)
                                .note("the pattern is here", pattern),
                        );
                        format!("{above}{slug}/")
                    }
                    None if config.ugly_urls && bundle.is_none() => format!("{above}{slug}.html"),
                    None => format!("{above}{slug}/"),
                }
            }
        };
        let path = address::written(path, config);
        let slug = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        let slug = slug.strip_suffix(".html").unwrap_or(slug).to_owned();
        let date = matter.date.as_ref().or(dated).cloned();
        self.pages.push(Arc::new(PageEntry { path, slug, date, section, file }));
    }

    /// A folder's implied section gives way to a page that has its address: `foo.md` beside `foo/`.
    fn drop_implied_twins(&mut self) {
        let taken: std::collections::BTreeSet<&str> = self.pages.iter().map(|p| p.path.as_str()).collect();
        for section in &mut self.sections {
            if section.file.is_none() && taken.contains(section.path.as_str()) {
                section.matter.page.visibility.rendered = false;
            }
        }
    }

    fn index(&mut self) {
        for (id, page) in self.pages.iter().enumerate() {
            self.by_source.insert(page.file.path.clone(), Source::Page(id));
        }
        for (id, section) in self.sections.iter().enumerate() {
            self.by_source.insert(section.source.clone(), Source::Section(id));
        }
    }

    fn collect_aliases(&mut self, out: &mut Diagnostics) {
        let pages = self.pages.iter().map(|p| (&p.file, &p.path));
        let sections = self.sections.iter().filter_map(|s| Some((s.file.as_ref()?, &s.path)));
        let mut aliases = Vec::new();
        for (file, to) in pages.chain(sections) {
            for AliasMatter { path, status, span } in &file.page_matter().aliases {
                let trimmed = path.trim_matches('/');
                if trimmed.is_empty() {
                    out.push(
                        Diagnostic::error(Code::SiteAlias, "an alias cannot be empty")
                            .at(file.source.at(span.clone())),
                    );
                    continue;
                }
                let last = trimmed.rsplit('/').next().unwrap_or(trimmed);
                let is_file = last.ends_with(".html") || last.ends_with(".htm") || last.ends_with(".xml");
                let path = if is_file { format!("/{trimmed}") } else { format!("/{trimmed}/") };
                let (to, file) = (to.clone(), file.clone());
                aliases.push(Alias { path, to, status: *status, file, span: span.clone() });
            }
        }
        self.aliases = aliases;
    }
}

/// A folder of a language's tree.
type Folder = (LanguageId, Arc<str>);

fn implied(folder: &str) -> SectionMatter {
    let name = folder.rsplit('/').next().unwrap_or("");
    let mut matter = SectionMatter { paginate_path: "page".to_owned(), ..Default::default() };
    if !name.is_empty() {
        matter.page.title = Some(file_name::title(name));
    }
    matter
}

fn with_slashes(path: &str) -> String {
    let path = path.trim_matches('/');
    if path.ends_with(".html") {
        return format!("/{path}");
    }
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

fn usable_segment(slug: &str) -> bool {
    !slug.is_empty() && slug != "." && slug != ".." && !slug.contains(['/', '\\'])
}

fn check_taxonomies(config: &Config, file: &SourceFile, out: &mut Diagnostics) {
    let matter = file.page_matter();
    for name in matter.taxonomies.keys() {
        if config.taxonomies.iter().any(|t| t.name == *name) {
            continue;
        }
        let span = matter.spans.get("taxonomies").cloned().unwrap_or(0..0);
        let names = config.taxonomies.iter().map(|t| t.name.as_str());
        let diagnostic =
            Diagnostic::error(Code::SiteUnknownTaxonomy, format!("the site has no taxonomy `{name}`"))
                .at(file.source.at(span))
                .suggest(name, names);
        out.push(match diagnostic.hint {
            Some(_) => diagnostic,
            None => {
                diagnostic.hint(format!("add it to `taxonomies` in layer9.toml: `{{ name = \"{name}\" }}`"))
            }
        });
    }
}
