//! What a site is rendered to: every file that comes from a template or a writer, with its path.

use super::search::SearchFile;
use crate::config::{FeedFormat, Language, LanguageId, Speculation};
use crate::diagnostics::Location;
use crate::site::{PageId, Pager, SectionId, Site, Source, address, pagers};

/// A file to render.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its path on the site, with a leading slash; one that ends in a slash is `index.html` in that folder.
    pub path: String,
    /// What it shows.
    pub kind: OutputKind,
    /// What it comes from, for diagnostics.
    pub origin: Location,
}

impl Output {
    /// The language it is in.
    pub fn language(&self, site: &Site) -> LanguageId {
        let page = |id: PageId| site.pages.get(id).map(|page| page.entry.file.language);
        let section = |id: SectionId| site.sections.get(id).map(|section| section.entry.language);
        match &self.kind {
            OutputKind::Page(id) | OutputKind::PageAs(id, _) => page(*id).unwrap_or_default(),
            OutputKind::Section { id, .. } | OutputKind::SectionAs(id, _) => section(*id).unwrap_or_default(),
            OutputKind::TaxonomyList { taxonomy, .. } | OutputKind::Term { taxonomy, .. } => {
                site.taxonomies.get(*taxonomy).map(|taxonomy| taxonomy.language).unwrap_or_default()
            }
            OutputKind::Feed { language, .. }
            | OutputKind::NotFound(language)
            | OutputKind::Search { language, .. } => *language,
            OutputKind::Route(route) => {
                site.routes.get(*route).map(|route| route.language).unwrap_or_default()
            }
            OutputKind::List { list, .. } => {
                site.lists.get(*list).map(|list| list.language).unwrap_or_default()
            }
            OutputKind::Sitemap
            | OutputKind::SitemapPart(_)
            | OutputKind::Robots
            | OutputKind::HostFile(_)
            | OutputKind::Redirect { .. } => LanguageId::DEFAULT,
        }
    }

    /// The path of the source that it shows, below `content/`.
    pub fn subject(&self, site: &Site) -> Option<String> {
        let source = match &self.kind {
            OutputKind::Page(id) | OutputKind::PageAs(id, _) => Source::Page(*id),
            OutputKind::Section { id, .. } | OutputKind::SectionAs(id, _) => Source::Section(*id),
            _ => return None,
        };
        site.outline.source_path(source).map(|path| path.to_string())
    }

    /// Whether it is no file, but a rule that the host is told.
    pub fn is_rule(&self, site: &Site) -> bool {
        site.config.redirects_file && matches!(self.kind, OutputKind::Redirect { .. })
    }

    /// The path of its file below the output folder, without a leading slash.
    pub fn file(&self) -> String {
        match self.is_page() {
            true => address::page_file(&self.path),
            false => {
                let path = self.path.trim_start_matches('/');
                format!("{path}{}", if path.is_empty() || path.ends_with('/') { "index.html" } else { "" })
            }
        }
    }

    /// Whether its file is HTML.
    pub fn is_html(&self) -> bool {
        let path = &self.path;
        path.ends_with('/') || path.ends_with(".html") || self.is_page() && !address::names_a_file(path)
    }

    /// Whether it is shown at an address that need not name a file.
    fn is_page(&self) -> bool {
        match &self.kind {
            OutputKind::Page(_)
            | OutputKind::Section { .. }
            | OutputKind::TaxonomyList { .. }
            | OutputKind::Term { .. }
            | OutputKind::List { .. }
            | OutputKind::Redirect { .. } => true,
            OutputKind::PageAs(..)
            | OutputKind::SectionAs(..)
            | OutputKind::Feed { .. }
            | OutputKind::Route(_)
            | OutputKind::Sitemap
            | OutputKind::SitemapPart(_)
            | OutputKind::Robots
            | OutputKind::Search { .. }
            | OutputKind::NotFound(_)
            | OutputKind::HostFile(_) => false,
        }
    }
}

/// The kinds of output.
#[derive(Clone, Debug)]
pub enum OutputKind {
    /// A page.
    Page(PageId),
    /// A page in another format, by its name.
    PageAs(PageId, String),
    /// A section in another format, by its name.
    SectionAs(SectionId, String),
    /// A section, or one page of its list.
    Section {
        /// Which section.
        id: SectionId,
        /// All pages of its list and which one this is; `None` where it is not paginated.
        pager: Option<(std::sync::Arc<Vec<Pager>>, usize)>,
    },
    /// The list of a taxonomy's terms, or one page of it.
    TaxonomyList {
        /// Which taxonomy.
        taxonomy: usize,
        /// All pages of the list, with the numbers of terms in place of pages, and which one this is; `None` where it is
        /// not paginated.
        pager: Option<(std::sync::Arc<Vec<Pager>>, usize)>,
    },
    /// A term, or one page of its list.
    Term {
        /// Which taxonomy.
        taxonomy: usize,
        /// Which of its terms.
        term: usize,
        /// All pages of its list and which one this is; `None` where it is not paginated.
        pager: Option<(std::sync::Arc<Vec<Pager>>, usize)>,
    },
    /// A feed.
    Feed {
        /// Its language.
        language: LanguageId,
        /// Its title.
        title: String,
        /// The address of the page whose feed it is.
        path: String,
        /// Its pages.
        pages: Vec<PageId>,
        /// Its format.
        format: FeedFormat,
    },
    /// A list at an address of its own, or one page of it.
    List {
        /// Which list.
        list: usize,
        /// All pages of it and which one this is; `None` where it is not paginated.
        pager: Option<(std::sync::Arc<Vec<Pager>>, usize)>,
    },
    /// A route, by its number.
    Route(usize),
    /// `sitemap.xml`
    Sitemap,
    /// One of several files of a sitemap, by its number.
    SitemapPart(usize),
    /// `robots.txt`
    Robots,
    /// A file that the search of a language reads.
    Search {
        /// Whose pages are searched.
        language: LanguageId,
        /// Which of its files.
        file: SearchFile,
    },
    /// `404.html` of a language.
    NotFound(LanguageId),
    /// A file that the host reads, with its text: `_redirects` or `_headers`.
    HostFile(String),
    /// A page that leads elsewhere, or a line of `_redirects` where the host is told.
    Redirect {
        /// A path of this host, with the base path in it, or an absolute address.
        to: String,
        /// The status that a host redirects it with.
        status: u16,
    },
}

/// Lists everything that a site renders to.
pub fn outputs(site: &Site) -> Vec<Output> {
    let mut all = Vec::with_capacity(site.pages.len() + site.sections.len() + 16);
    pages(site, &mut all);
    sections(site, &mut all);
    taxonomies(site, &mut all);
    lists(site, &mut all);
    let config = Location::file("layer9.toml");
    for language in site.config.languages.iter().filter(|language| language.generate_feeds) {
        let pages = site.outline.pages_below(language.id, "");
        if site.config.languages.are_many() && pages.is_empty() {
            continue;
        }
        let everything = super::feed::select(site, pages);
        let home = address::written(format!("{}/", language.prefix), &site.config);
        feeds(language, &language.title, &home, everything, &config, &mut all);
    }
    let mut add = |path: &str, kind: OutputKind, origin: &Location| {
        all.push(Output { path: path.to_owned(), kind, origin: origin.clone() });
    };
    let mut single = |path: &str, kind: OutputKind| add(path, kind, &config);
    for language in site.config.languages.iter() {
        // Servers look for one at the root.
        let prefix = if language.id == LanguageId::DEFAULT { "" } else { language.prefix.as_str() };
        if prefix.is_empty() || site.outline.home(language.id).is_some() {
            single(&format!("{prefix}/404.html"), OutputKind::NotFound(language.id));
        }
    }
    if site.config.languages.root_is_free() {
        let home = format!("{}/", site.config.languages.default().prefix);
        single("/", within(site, &address::written(home, &site.config)));
    }
    if site.config.generate_sitemap {
        single("/sitemap.xml", OutputKind::Sitemap);
        let parts = super::sitemap::parts(site);
        for number in (0..parts).filter(|_| parts > 1) {
            single(&super::sitemap::part_path(number), OutputKind::SitemapPart(number));
        }
    }
    if site.config.generate_robots {
        single("/robots.txt", OutputKind::Robots);
    }
    for (number, route) in site.routes.iter().enumerate() {
        add(&route.path, OutputKind::Route(number), &route.at);
    }
    all.extend(super::search::outputs(site));
    for alias in &site.outline.aliases {
        all.push(Output {
            path: alias.path.clone(),
            kind: OutputKind::Redirect {
                to: format!("{}{}", site.config.base_url.base_path(), alias.to),
                status: alias.status,
            },
            origin: alias.file.source.at(alias.span.clone()),
        });
    }
    told(site, &config, &mut all);
    all
}

/// The redirects of the configuration, and the files that tell the host of them and of its headers.
fn told(site: &Site, origin: &Location, all: &mut Vec<Output>) {
    let mut add = |path: String, kind: OutputKind| all.push(Output { path, kind, origin: origin.clone() });
    for redirect in site.config.redirects.iter().filter(|redirect| redirect.fits_a_page()) {
        let last = redirect.from.rsplit('/').next().unwrap_or("");
        let slash = if last.is_empty() || last.contains('.') { "" } else { "/" };
        let to = super::hosting::on_host(&site.config, redirect.to.as_deref().unwrap_or("/"));
        add(format!("{}{slash}", redirect.from), OutputKind::Redirect { to, status: redirect.status });
    }
    if !site.config.headers.is_empty() || site.config.navigation.speculation != Speculation::None {
        add("/_headers".to_owned(), OutputKind::HostFile(super::hosting::headers(&site.config)));
    }
    if site.config.redirects_file {
        let text = super::hosting::redirects(&site.config, all);
        let kind = OutputKind::HostFile(text);
        all.push(Output { path: "/_redirects".to_owned(), kind, origin: origin.clone() });
    }
}

/// A redirect to a path of the site. It names no host, so that it leads to the site's other pages wherever the
/// output is served.
fn within(site: &Site, path: &str) -> OutputKind {
    OutputKind::Redirect { to: format!("{}{path}", site.config.base_url.base_path()), status: 301 }
}

fn pages(site: &Site, all: &mut Vec<Output>) {
    for (id, page) in site.pages.iter().enumerate() {
        let source = &page.entry.file.source;
        let spans = &page.matter().spans;
        let span = spans.get("path").or_else(|| spans.get("slug")).cloned().unwrap_or(0..0);
        let visibility = &page.matter().visibility;
        let origin = source.at(span);
        for name in visibility.further() {
            let path = format_path(site, &page.entry.path, name);
            all.push(Output { path, kind: OutputKind::PageAs(id, name.to_owned()), origin: origin.clone() });
        }
        if visibility.has_page() {
            all.push(Output { path: page.entry.path.clone(), kind: OutputKind::Page(id), origin });
        }
    }
}

/// The address of a page in another format: `index.json` in its folder, or its file with another ending.
pub(super) fn format_path(site: &Site, path: &str, name: &str) -> String {
    let known = site.config.formats.iter().find(|format| format.name == name);
    let extension = known.map_or(name, |format| format.extension.as_str());
    match path.ends_with('/') {
        true => format!("{path}index.{extension}"),
        false => format!("{}.{extension}", path.strip_suffix(".html").unwrap_or(path)),
    }
}

fn sections(site: &Site, all: &mut Vec<Output>) {
    for (id, section) in site.sections.iter().enumerate() {
        let matter = &section.entry.matter;
        let origin = match &section.entry.file {
            Some(file) => Location::file(file.source.path.clone()),
            None => Location::file(format!("content/{}", section.entry.content_folder())),
        };
        let path = &section.entry.path;
        if let Some(to) = &matter.redirect_to {
            let kind = if to.starts_with("http://") || to.starts_with("https://") {
                OutputKind::Redirect { to: to.clone(), status: 301 }
            } else {
                within(site, &format!("/{}", to.trim_start_matches('/')))
            };
            all.push(Output { path: path.clone(), kind, origin: origin.clone() });
        } else if matter.page.visibility.has_page() {
            let make = |pager| OutputKind::Section { id, pager };
            listed(site, path, &matter.paginate_path, matter.paginate_by, &section.pages, &origin, make, all);
        }
        for name in matter.page.visibility.further() {
            let path = format_path(site, path, name);
            all.push(Output {
                path,
                kind: OutputKind::SectionAs(id, name.to_owned()),
                origin: origin.clone(),
            });
        }
        if matter.generate_feeds {
            let pages = super::feed::select(site, section.pages.iter().copied());
            let language = site.config.languages.get(section.entry.language);
            let is_home = section.entry.folder.is_empty();
            let title = format!("{} - {}", language.title, section.title);
            let title = if is_home { language.title.clone() } else { title };
            if !(is_home && language.generate_feeds) {
                feeds(language, &title, path, pages, &origin, all);
            }
        }
    }
}

fn taxonomies(site: &Site, all: &mut Vec<Output>) {
    let origin = Location::file("layer9.toml");
    for (index, taxonomy) in site.taxonomies.iter().enumerate() {
        if !taxonomy.config.render {
            continue;
        }
        let terms: Vec<usize> = (0..taxonomy.terms.len()).collect();
        let make = |pager| OutputKind::TaxonomyList { taxonomy: index, pager };
        let (segment, by) = (&taxonomy.config.paginate_path, taxonomy.config.paginate_terms_by);
        listed(site, &taxonomy.path, segment, by, &terms, &origin, make, all);
        for (number, term) in taxonomy.terms.iter().enumerate() {
            let config = &taxonomy.config;
            let make = |pager| OutputKind::Term { taxonomy: index, term: number, pager };
            let (segment, by) = (&config.paginate_path, config.paginate_by);
            listed(site, &term.path, segment, by, &term.pages, &origin, make, all);
            if config.feed {
                let pages = super::feed::select(site, term.pages.iter().copied());
                let language = site.config.languages.get(taxonomy.language);
                let title = format!("{} - {}", language.title, term.name);
                feeds(language, &title, &term.path, pages, &origin, all);
            }
        }
    }
}

fn lists(site: &Site, all: &mut Vec<Output>) {
    for (number, list) in site.lists.iter().enumerate() {
        let Some(config) = site.config.lists.get(list.config) else { continue };
        let origin = config.at.clone();
        let make = |pager| OutputKind::List { list: number, pager };
        // Rows are counted as pages are; the renderer takes the rows at those places.
        let rows: Vec<PageId> = (0..list.rows.len()).collect();
        let items = if config.data.is_some() { &rows } else { &list.pages };
        listed(site, &list.path, &config.paginate_path, config.paginate_by, items, &origin, make, all);
        if config.feed {
            let pages = super::feed::select(site, list.pages.iter().copied());
            let language = site.config.languages.get(list.language);
            let title = format!("{} - {}", language.title, list.title);
            feeds(language, &title, &list.path, pages, &origin, all);
        }
    }
}

/// A list as one page, or as several with a redirect from `page/1/` to the first.
#[expect(clippy::too_many_arguments, reason = "one list of one kind of thing; a struct would be used once")]
fn listed(
    site: &Site,
    path: &str,
    segment: &str,
    by: usize,
    pages: &[PageId],
    origin: &Location,
    make: impl Fn(Option<(std::sync::Arc<Vec<Pager>>, usize)>) -> OutputKind,
    all: &mut Vec<Output>,
) {
    if by == 0 {
        all.push(Output { path: path.to_owned(), kind: make(None), origin: origin.clone() });
        return;
    }
    let list = std::sync::Arc::new(pagers(&site.config, path, segment, by, pages));
    for (at, pager) in list.iter().enumerate() {
        let kind = make(Some((list.clone(), at)));
        all.push(Output { path: pager.path.clone(), kind, origin: origin.clone() });
    }
    all.push(Output {
        path: address::written(format!("{}{segment}/1/", address::below(path)), &site.config),
        kind: within(site, path),
        origin: origin.clone(),
    });
}

fn feeds(
    language: &Language,
    title: &str,
    path: &str,
    pages: Vec<PageId>,
    origin: &Location,
    all: &mut Vec<Output>,
) {
    for format in &language.feeds {
        all.push(Output {
            path: format!("{}{}", address::below(path), format.file_name()),
            kind: OutputKind::Feed {
                language: language.id,
                title: title.to_owned(),
                path: path.to_owned(),
                pages: pages.clone(),
                format: *format,
            },
            origin: origin.clone(),
        });
    }
}
