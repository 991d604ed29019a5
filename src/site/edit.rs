//! A site after an edit of bodies alone: everything else of it is shared with the one before.

use super::bodies::PageBodies;
use super::graph::{Page, Section, Site, section_title, title};
use super::outline::{PageEntry, SectionEntry, Source};
use crate::content::document::{Document, Facts, SourceFile};
use std::sync::Arc;

impl Site {
    /// A file as it stands in at the place of a source.
    pub fn stand_in(&self, source: Source, file: &SourceFile) -> Option<SourceFile> {
        let language = self.config.languages.get(self.outline.language(source));
        (language.id != file.language).then(|| super::languages::stand_in(file, language))
    }

    /// The site with other bodies, and these to be rendered. `None` where anything but bodies differs: front
    /// matter, a title that stands in a body, an id that some page may link to. The outline is shared, so its
    /// files are those of before; those of pages and sections are the new ones.
    pub fn edited(
        &self,
        edits: Vec<(Source, SourceFile, Document)>,
    ) -> Option<(Self, Vec<(Source, PageBodies)>)> {
        let mut site = self.clone();
        let mut bodies = Vec::with_capacity(edits.len());
        for (source, mut file, mut document) in edits {
            if !document.needs_source() {
                file.drop_body();
            }
            let (before, facts) = match source {
                Source::Page(id) => {
                    let page = self.pages.get(id)?;
                    let named = title(file.page_matter(), &document, &page.entry.slug);
                    (named == page.title).then_some((&page.entry.file, &page.document.facts))?
                }
                Source::Section(id) => {
                    let section = self.sections.get(id)?;
                    let named = section_title(&self.config, &section.entry, &document);
                    (named == section.title)
                        .then_some((section.entry.file.as_ref()?, &section.document.facts))?
                }
            };
            if before.matter != file.matter || before.path != file.path || !same_ids(facts, &document.facts) {
                return None;
            }
            bodies.push((source, PageBodies::take(&mut document)));
            match source {
                Source::Page(id) => {
                    let page = site.pages.get_mut(id)?;
                    let entry = Arc::new(PageEntry { file, ..(*page.entry).clone() });
                    *page = Arc::new(Page { entry, document, ..(**page).clone() });
                }
                Source::Section(id) => {
                    let section = site.sections.get_mut(id)?;
                    let entry = SectionEntry { file: Some(file), ..section.entry.clone() };
                    *section = Arc::new(Section { entry, document, ..(**section).clone() });
                }
            }
        }
        Some((site, bodies))
    }
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
