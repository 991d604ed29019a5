//! The outline: which pages and sections there are, and the address of each.

use super::assets::{self, Asset, parent};
use super::data::DataTree;
use super::permalink::{self, Tokens};
use super::schedule::{self, Publishing, Schedule};
use super::{PageId, SectionId, file_name};
use crate::config::Config;
use crate::content::date::Date;
use crate::content::document::{Matter, SourceFile};
use crate::content::front_matter::SectionMatter;
use crate::content::inheritance::Inheritance;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

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
    /// The folder of a page bundle, whose other files are published beside it.
    pub fn bundle_folder(&self) -> Option<&str> {
        self.file.path.strip_suffix("/index.md")
    }
}

/// A section that will be published.
#[derive(Clone, Debug)]
pub struct SectionEntry {
    /// Its folder below `content/`; empty for home.
    pub folder: Arc<str>,
    /// Its `_index.md`; without one the section is implied by its folder.
    pub file: Option<SourceFile>,
    /// Its front matter, or the defaults.
    pub matter: SectionMatter,
    /// Its address, with a slash at both ends.
    pub path: String,
    /// The section above it; home has none.
    pub parent: Option<SectionId>,
}

/// Every page and section with its address.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Pages, in byte order of their sources.
    pub pages: Vec<Arc<PageEntry>>,
    /// Sections, in byte order of their folders; home first.
    pub sections: Vec<SectionEntry>,
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
    by_source: BTreeMap<Arc<str>, Source>,
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
        let mut outline = Self { schedule, ..Self::default() };
        let mut pages = Vec::new();
        let mut indexes: BTreeMap<Arc<str>, SourceFile> = BTreeMap::new();
        for file in files {
            check_taxonomies(config, &file, out);
            match &file.matter {
                Matter::Section(_) => {
                    indexes.insert(Arc::from(parent(&file.path)), file);
                }
                Matter::Page(_) => pages.push(file),
            }
        }
        let folders = outline.lay_sections(indexes, &pages);
        let patterns = outline.permalinks();
        for file in pages {
            outline.lay_page(config, file, &folders, &patterns, out);
        }
        outline.drop_implied_twins();
        outline.index();
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

    /// All paths of sources, in byte order.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.by_source.keys().map(|path| &**path)
    }

    /// All pages below a folder of `content/`, in byte order of their sources; of the whole site for an empty one.
    pub fn pages_below(&self, folder: &str) -> Range<PageId> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let start = self.pages.partition_point(|page| *page.file.path < *prefix);
        let below = self.pages.get(start..).unwrap_or_default().iter();
        let count = below.take_while(|page| page.file.path.starts_with(&prefix)).count();
        start..start + count
    }

    /// The sources whose paths start with a prefix, in byte order.
    pub(super) fn sources_below<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a Arc<str>, Source)> + 'a {
        let from = (std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded);
        let below =
            self.by_source.range::<str, _>(from).take_while(move |(path, _)| path.starts_with(prefix));
        below.map(|(path, source)| (path, *source))
    }

    /// Lays out the sections; gives back the section of each folder.
    fn lay_sections(
        &mut self,
        mut indexes: BTreeMap<Arc<str>, SourceFile>,
        pages: &[SourceFile],
    ) -> BTreeMap<Arc<str>, SectionId> {
        let mut folders: BTreeMap<Arc<str>, Option<SourceFile>> = BTreeMap::new();
        let mut add = |folder: &str| {
            let mut folder = folder;
            // Where a folder is known, those above it are.
            while !folders.contains_key(folder) {
                folders.insert(Arc::from(folder), None);
                folder = parent(folder);
            }
        };
        add("");
        indexes.keys().for_each(|folder| add(folder));
        for page in pages {
            let folder = parent(&page.path);
            add(if page.path.ends_with("/index.md") { parent(folder) } else { folder });
        }
        let mut ids: BTreeMap<Arc<str>, SectionId> = BTreeMap::new();
        for folder in folders.into_keys() {
            let file = indexes.remove(&folder);
            let matter = match file.as_ref().map(|f| &f.matter) {
                Some(Matter::Section(matter)) => (**matter).clone(),
                _ => implied(&folder),
            };
            let above = (!folder.is_empty()).then(|| ids.get(parent(&folder)).copied()).flatten();
            let path = match (&matter.page.path, above.and_then(|id| self.sections.get(id))) {
                (Some(path), _) => with_slashes(path),
                (None, None) => "/".to_owned(),
                (None, Some(above)) => {
                    let name = folder.rsplit('/').next().unwrap_or("");
                    let slug = matter.page.slug.clone().unwrap_or_else(|| file_name::slug(name));
                    format!("{}{slug}/", above.path)
                }
            };
            ids.insert(folder.clone(), self.sections.len());
            self.sections.push(SectionEntry { folder, file, matter, path, parent: above });
        }
        ids
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
        folders: &BTreeMap<Arc<str>, SectionId>,
        patterns: &[Option<SectionId>],
        out: &mut Diagnostics,
    ) {
        let bundle = file.path.strip_suffix("/index.md");
        let (folder, stem) = match bundle {
            Some(bundle) => (parent(bundle), bundle.rsplit('/').next().unwrap_or(bundle)),
            None => {
                let name = file.path.rsplit('/').next().unwrap_or(&file.path);
                (parent(&file.path), name.strip_suffix(".md").unwrap_or(name))
            }
        };
        let section = folders.get(folder).copied().unwrap_or(0);
        let name = file_name::read(stem);
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
        let above = self.sections.get(section).map_or("/", |s| s.path.as_str());
        let path = match &matter.path {
            Some(path) => with_slashes(path),
            None if &*file.path == "index.md" => "/".to_owned(),
            None => {
                let pattern = patterns.get(section).copied().flatten().and_then(|id| self.sections.get(id));
                let pattern = pattern.and_then(|s| Some((s.matter.permalink.as_ref()?, s.file.as_ref())));
                let tokens = Tokens {
                    slug: &slug,
                    name: &name.slug,
                    title: matter.title.as_deref(),
                    date: matter.date.as_ref().or(name.date.as_ref()),
                    section: above,
                };
                let filled =
                    pattern.map(|((pattern, span), home)| (permalink::fill(pattern, &tokens), span, home));
                match filled {
                    Some((Ok(path), ..)) => path,
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
        let slug = path.trim_end_matches('/').rsplit('/').next().unwrap_or("");
        let slug = slug.strip_suffix(".html").unwrap_or(slug).to_owned();
        let date = matter.date.clone().or(name.date);
        self.pages.push(Arc::new(PageEntry { path, slug, date, section, file }));
    }

    /// A folder's implied section gives way to a page that has its address: `foo.md` beside `foo/`.
    fn drop_implied_twins(&mut self) {
        let taken: std::collections::BTreeSet<&str> = self.pages.iter().map(|p| p.path.as_str()).collect();
        for section in &mut self.sections {
            if section.file.is_none() && taken.contains(section.path.as_str()) {
                section.matter.render = false;
            }
        }
    }

    fn index(&mut self) {
        for (id, page) in self.pages.iter().enumerate() {
            self.by_source.insert(page.file.path.clone(), Source::Page(id));
        }
        for (id, section) in self.sections.iter().enumerate() {
            let path = match &section.file {
                Some(file) => file.path.clone(),
                None if section.folder.is_empty() => Arc::from("_index.md"),
                None => Arc::from(format!("{}/_index.md", section.folder)),
            };
            self.by_source.insert(path, Source::Section(id));
        }
    }

    fn collect_aliases(&mut self, out: &mut Diagnostics) {
        let pages = self.pages.iter().map(|p| (&p.file, &p.path));
        let sections = self.sections.iter().filter_map(|s| Some((s.file.as_ref()?, &s.path)));
        let mut aliases = Vec::new();
        for (file, to) in pages.chain(sections) {
            for (alias, span) in &file.page_matter().aliases {
                let trimmed = alias.trim_matches('/');
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
                aliases.push(Alias { path, to: to.clone(), file: file.clone(), span: span.clone() });
            }
        }
        self.aliases = aliases;
    }
}

fn implied(folder: &str) -> SectionMatter {
    let name = folder.rsplit('/').next().unwrap_or("");
    let mut matter = SectionMatter { paginate_path: "page".to_owned(), render: true, ..Default::default() };
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
