//! A site after an edit that lays nothing out anew: of bodies, or of what pages are called. Everything else of it is
//! shared with the one before.

use super::bodies::PageBodies;
use super::graph::{Page, Section, Site, section_title, title};
use super::outline::{PageEntry, SectionEntry, Source};
use crate::content::document::{Document, Facts, Matter, SourceFile};
use crate::content::front_matter::{PageMatter, SectionMatter, SortBy};
use crate::diagnostics::Diagnostics;
use std::sync::Arc;

/// A site of which a few files were edited, and nothing was laid out anew.
#[derive(Debug)]
pub struct Edited {
    /// The site.
    pub site: Site,
    /// The bodies to be rendered.
    pub bodies: Vec<(Source, PageBodies)>,
    /// Whether more than bodies differs: what others show of a page, which is its title or its description.
    pub renamed: bool,
}

impl Site {
    /// A file as it stands in at the place of a source.
    pub fn stand_in(&self, source: Source, file: &SourceFile) -> Option<SourceFile> {
        let language = self.config.languages.get(self.outline.language(source));
        (language.id != file.language).then(|| super::languages::stand_in(file, language))
    }

    /// The site with other bodies, and with pages of other titles and descriptions where that moves none of them.
    /// `None` where anything else differs: the rest of front matter, a section's title, an id that some page may
    /// link to. The outline is shared, so its files are those of before; those of pages and sections are the new ones.
    pub fn edited(&self, edits: Vec<(Source, SourceFile, Document)>) -> Option<Edited> {
        let mut site = self.clone();
        let mut bodies = Vec::with_capacity(edits.len());
        let mut renamed = false;
        for (source, mut file, mut document) in edits {
            if !document.needs_source() {
                file.drop_body();
            }
            if !self.fits_in_place(source, &file, &document) {
                return None;
            }
            bodies.push((source, PageBodies::take(&mut document)));
            renamed |= site.put(source, file, document)?;
        }
        if renamed {
            if self.places_by_title() {
                return None;
            }
            let mut out = Diagnostics::new();
            site.make_menus(&mut out);
            site.make_lists(&mut out);
            if !out.is_empty() || site.lists != self.lists {
                return None;
            }
        }
        Some(Edited { site, bodies, renamed })
    }

    /// Whether an edited source can stand where it stood: nothing differs but its body or, of a page, its title and its
    /// description.
    fn fits_in_place(&self, source: Source, file: &SourceFile, document: &Document) -> bool {
        let fits =
            |before: &SourceFile, facts: &Facts| before.path == file.path && same_ids(facts, &document.facts);
        match source {
            Source::Page(id) => self.pages.get(id).is_some_and(|page| {
                let before = &page.entry.file;
                let same = before.matter == file.matter || same_but_names(before, file);
                same && fits(before, &page.document.facts)
            }),
            Source::Section(id) => self.sections.get(id).is_some_and(|section| {
                let named = section_title(&self.config, &section.entry, document);
                let before = section.entry.file.as_ref().filter(|before| before.matter == file.matter);
                let fits = before.is_some_and(|before| fits(before, &section.document.facts));
                fits && named == section.title
            }),
        }
    }

    /// Puts an edited source where it stood; whether others show the page otherwise. `None` where there is no such source.
    fn put(&mut self, source: Source, file: SourceFile, document: Document) -> Option<bool> {
        match source {
            Source::Page(id) => {
                let page = self.pages.get_mut(id)?;
                let title = title(file.page_matter(), &document, &page.entry.slug);
                let renamed = title != page.title || page.entry.file.matter != file.matter;
                let entry = Arc::new(PageEntry { file, ..(*page.entry).clone() });
                *page = Arc::new(Page { title, entry, document, ..(**page).clone() });
                Some(renamed)
            }
            Source::Section(id) => {
                let section = self.sections.get_mut(id)?;
                let entry = SectionEntry { file: Some(file), ..section.entry.clone() };
                *section = Arc::new(Section { entry, document, ..(**section).clone() });
                Some(false)
            }
        }
    }

    /// Whether a page's title can decide its address, its place in a section, or where a link leads.
    fn places_by_title(&self) -> bool {
        let decides = |matter: &SectionMatter| {
            let pattern = matter.permalink.as_ref().map(|(pattern, _)| pattern.as_str());
            matter.sort_by == SortBy::Title || pattern.is_some_and(|pattern| pattern.contains("{title}"))
        };
        self.config.markdown.wikilinks || self.sections.iter().any(|section| decides(&section.entry.matter))
    }
}

/// Whether the front matter of two pages differs in titles and descriptions alone, and in where things stand in it.
fn same_but_names(before: &SourceFile, now: &SourceFile) -> bool {
    let (Matter::Page(before), Matter::Page(now)) = (&before.matter, &now.matter) else { return false };
    let (title, description) = (before.title.clone(), before.description.clone());
    PageMatter { title, description, ..now.unplaced() } == before.unplaced()
}

/// Whether links to and from both are sound or broken alike.
fn same_ids(before: &Facts, now: &Facts) -> bool {
    let ids = |facts: &Facts| facts.headings.iter().map(|heading| heading.id.clone()).collect::<Vec<_>>();
    before.ids == now.ids
        && before.links == now.links
        && before.anchors.is_empty()
        && now.anchors.is_empty()
        && ids(before) == ids(now)
}
