//! The site: the outline with its parsed documents, everything in order.

use super::lists::List;
use super::menus::Menus;
use super::outline::{Outline, PageEntry, SectionEntry, Source};
use super::routes::Route;
use super::taxonomy::{self, Taxonomy};
use super::{PageId, SectionId, order};
use crate::config::{Config, LanguageId};
use crate::content::document::{Document, Facts, SourceFile};
use crate::content::front_matter::{PageMatter, SortBy};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location, Severity};
use std::sync::Arc;

/// A page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its source and address.
    pub entry: Arc<PageEntry>,
    /// Its body.
    pub document: Document,
    /// Its title: from the front matter, the first heading, or the file name.
    pub title: String,
    /// The page before it in its section's order.
    pub previous: Option<PageId>,
    /// The page after it in its section's order.
    pub next: Option<PageId>,
    /// The pages and sections whose text links to it, in byte order of their sources.
    pub backlinks: Vec<Source>,
}

impl Page {
    /// Its front matter.
    pub fn matter(&self) -> &PageMatter {
        self.entry.file.page_matter()
    }

    /// Minutes to read it, at 200 words or 500 characters of Chinese and Japanese a minute.
    pub fn reading_time(&self) -> usize {
        minutes(&self.document.facts)
    }
}

/// A section.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its source and address.
    pub entry: SectionEntry,
    /// The body of its `_index.md`.
    pub document: Document,
    /// Its title.
    pub title: String,
    /// Its pages, in order; those of transparent sections below it included.
    pub pages: Vec<PageId>,
    /// The sections right below it, by weight, then by folder.
    pub subsections: Vec<SectionId>,
    /// The pages and sections whose text links to it, in byte order of their sources.
    pub backlinks: Vec<Source>,
}

impl Section {
    /// Minutes to read its body.
    pub fn reading_time(&self) -> usize {
        minutes(&self.document.facts)
    }

    /// The path of its source below `content/`, whether the file exists or not.
    pub fn relative_path(&self) -> String {
        self.entry.source.to_string()
    }
}

fn minutes(facts: &Facts) -> usize {
    // In thousandths of a minute, so that a page of both kinds of text is rounded once.
    let words = facts.words.saturating_sub(facts.characters);
    (words * 5 + facts.characters * 2).div_ceil(1000).max(1)
}

/// A site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its configuration.
    pub config: Arc<Config>,
    /// Its pages, in byte order of their sources.
    pub pages: Vec<Arc<Page>>,
    /// Its sections; home is the first.
    pub sections: Vec<Arc<Section>>,
    /// Its taxonomies, in the order of the configuration.
    pub taxonomies: Arc<Vec<Taxonomy>>,
    /// Its routes.
    pub routes: Vec<Route>,
    /// Its lists at addresses of their own.
    pub lists: Vec<List>,
    /// The menus of each language, in the order of their numbers.
    pub menus: Vec<Menus>,
    /// What the pages were laid out as: assets, aliases, the index of sources.
    pub outline: Arc<Outline>,
}

impl Site {
    /// Puts parsed documents into the outline. `pages` and `sections` are the documents in its order, each with its
    /// file where a later stage needs the whole text.
    pub fn new(
        config: Arc<Config>,
        mut outline: Outline,
        mut pages: Vec<(Document, Option<SourceFile>)>,
        mut sections: Vec<(Document, Option<SourceFile>)>,
        out: &mut Diagnostics,
    ) -> Self {
        for (entry, (_, text)) in outline.pages.iter_mut().zip(&mut pages) {
            if let Some(file) = text.take() {
                Arc::make_mut(entry).file = file;
            }
        }
        for (entry, (_, text)) in outline.sections.iter_mut().zip(&mut sections) {
            if let Some(file) = text.take() {
                entry.file = Some(file);
            }
        }
        let pages: Vec<Arc<Page>> = outline
            .pages
            .iter()
            .cloned()
            .zip(pages)
            .map(|(entry, (document, _))| {
                let title = title(entry.file.page_matter(), &document, &entry.slug);
                Arc::new(Page { title, entry, document, previous: None, next: None, backlinks: Vec::new() })
            })
            .collect();
        let mut sections: Vec<Arc<Section>> = outline
            .sections
            .iter()
            .cloned()
            .zip(sections)
            .map(|(entry, (document, _))| {
                let title = section_title(&config, &entry, &document);
                Arc::new(Section {
                    title,
                    entry,
                    document,
                    pages: Vec::new(),
                    subsections: Vec::new(),
                    backlinks: Vec::new(),
                })
            })
            .collect();
        let mut taxonomies = taxonomy::collect(&config, &pages);
        taxonomy::adopt(&mut taxonomies, &mut sections);
        let taxonomies = Arc::new(taxonomies);
        let mut site = Self {
            config,
            pages,
            sections,
            taxonomies,
            routes: Vec::new(),
            lists: Vec::new(),
            menus: Vec::new(),
            outline: Arc::new(outline),
        };
        site.fill_sections(out);
        site.link_neighbours();
        site.link_back();
        site.make_menus(out);
        site.make_routes(out);
        site.make_lists(out);
        site.check_anchors(out);
        site
    }

    /// The sections above a section, home first.
    pub fn ancestors_of_section(&self, id: SectionId) -> Vec<SectionId> {
        let mut chain = Vec::new();
        let mut at = self.sections.get(id).and_then(|s| s.entry.parent);
        while let Some(above) = at {
            chain.push(above);
            at = self.sections.get(above).and_then(|s| s.entry.parent);
        }
        chain.reverse();
        chain
    }

    /// The sections above a page, home first, its own section last.
    pub fn ancestors_of_page(&self, id: PageId) -> Vec<SectionId> {
        let Some(page) = self.pages.get(id) else {
            return Vec::new();
        };
        let mut chain = self.ancestors_of_section(page.entry.section);
        chain.push(page.entry.section);
        chain
    }

    /// The menus of a language.
    pub fn menus_in(&self, language: LanguageId) -> Option<&Menus> {
        self.menus.get(language.index())
    }

    fn fill_sections(&mut self, out: &mut Diagnostics) {
        for id in 0..self.pages.len() {
            let listed = self.pages.get(id).filter(|page| page.matter().visibility.in_lists);
            let mut at = listed.map(|page| page.entry.section);
            while let Some(section) = at.and_then(|s| self.sections.get_mut(s)) {
                let section = Arc::make_mut(section);
                section.pages.push(id);
                at = if section.entry.matter.transparent { section.entry.parent } else { None };
            }
        }
        for id in 1..self.sections.len() {
            let parent = self.sections.get(id).and_then(|s| s.entry.parent);
            if let Some(parent) = parent.and_then(|p| self.sections.get_mut(p)) {
                Arc::make_mut(parent).subsections.push(id);
            }
        }
        let weights: Vec<i64> =
            self.sections.iter().map(|s| s.entry.matter.page.weight.unwrap_or(0)).collect();
        for section in &mut self.sections {
            let section = Arc::make_mut(section);
            section.subsections.sort_by_key(|id| (weights.get(*id).copied(), *id));
            let language = &self.config.languages.get(section.entry.language).tag;
            let lacking =
                order::sort(&mut section.pages, section.entry.matter.sort_by, language, &self.pages);
            if lacking > 0 {
                warn_of_missing_keys(section, lacking, out);
            }
        }
    }

    /// Tells every page who links to it: a look at each link, in the order of the sources.
    fn link_back(&mut self) {
        let mut links: Vec<(Source, Source)> = Vec::new();
        for from in self.outline.in_order() {
            let document = match from {
                Source::Page(id) => self.pages.get(id).map(|page| &page.document),
                Source::Section(id) => self.sections.get(id).map(|section| &section.document),
            };
            let to = document.into_iter().flat_map(|document| &document.facts.links);
            let to = to.filter_map(|path| self.outline.by_source(path)).filter(|to| *to != from);
            links.extend(to.map(|to| (from, to)));
        }
        for (from, to) in links {
            match to {
                Source::Page(id) => {
                    if let Some(page) = self.pages.get_mut(id) {
                        Arc::make_mut(page).backlinks.push(from);
                    }
                }
                Source::Section(id) => {
                    if let Some(section) = self.sections.get_mut(id) {
                        Arc::make_mut(section).backlinks.push(from);
                    }
                }
            }
        }
    }

    fn link_neighbours(&mut self) {
        for section in &self.sections {
            if section.entry.matter.sort_by == SortBy::None {
                continue;
            }
            // The pages of a transparent section below have their neighbours there.
            let own: Vec<PageId> = section
                .pages
                .iter()
                .copied()
                .filter(|id| {
                    let home = self.pages.get(*id).and_then(|p| self.sections.get(p.entry.section));
                    home.is_some_and(|home| home.entry.place() == section.entry.place())
                })
                .collect();
            for pair in own.windows(2) {
                let &[first, second] = pair else { continue };
                if let Some(page) = self.pages.get_mut(first) {
                    Arc::make_mut(page).next = Some(second);
                }
                if let Some(page) = self.pages.get_mut(second) {
                    Arc::make_mut(page).previous = Some(first);
                }
            }
        }
    }

    fn check_anchors(&self, out: &mut Diagnostics) {
        let documents = self
            .pages
            .iter()
            .map(|p| (&p.entry.file, &p.document))
            .chain(self.sections.iter().filter_map(|s| Some((s.entry.file.as_ref()?, &s.document))));
        for (file, document) in documents {
            for anchor in &document.facts.anchors {
                let Some(target) = self.document(&anchor.source) else { continue };
                // Ids that components add are not known here.
                let Some(ids) = &target.facts.ids else { continue };
                let headings = &target.facts.headings;
                if headings.iter().any(|h| h.id == anchor.id) || ids.contains(&anchor.id) {
                    continue;
                }
                let name = &anchor.source;
                let mut diagnostic = Diagnostic::error(
                    Code::ContentLink,
                    format!("`{name}` has no heading with the id `{}`", anchor.id),
                )
                .at(file.source.at(anchor.span.clone()))
                .suggest(&anchor.id, headings.iter().map(|h| h.id.as_str()));
                if !self.config.markdown.broken_links_are_errors {
                    diagnostic.severity = Severity::Warning;
                }
                out.push(diagnostic);
            }
        }
    }

    /// The document of a source.
    fn document(&self, path: &str) -> Option<&Document> {
        match self.outline.by_source(path)? {
            Source::Page(id) => self.pages.get(id).map(|p| &p.document),
            Source::Section(id) => self.sections.get(id).map(|s| &s.document),
        }
    }
}

pub(super) fn section_title(config: &Config, entry: &SectionEntry, document: &Document) -> String {
    match entry.folder.is_empty() && entry.matter.page.title.is_none() {
        true => config.languages.get(entry.language).title.clone(),
        false => title(&entry.matter.page, document, &entry.folder),
    }
}

pub(super) fn title(matter: &PageMatter, document: &Document, fallback: &str) -> String {
    matter
        .title
        .clone()
        .or_else(|| document.facts.title.clone())
        .unwrap_or_else(|| super::file_name::title(fallback.rsplit('/').next().unwrap_or(fallback)))
}

fn warn_of_missing_keys(section: &Section, lacking: usize, out: &mut Diagnostics) {
    let key = match section.entry.matter.sort_by {
        SortBy::Date => "date",
        SortBy::UpdateDate => "updated",
        _ => "weight",
    };
    let pages = if lacking == 1 { "1 page has".to_owned() } else { format!("{lacking} pages have") };
    let location = match &section.entry.file {
        Some(file) => Location::file(file.source.path.clone()),
        None => Location::file(section.relative_path()),
    };
    out.push(
        Diagnostic::warning(
            Code::SiteSortKey,
            format!("the section sorts by `{key}`, but {pages} none; they come last"),
        )
        .at(location),
    );
}
