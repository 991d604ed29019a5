//! Which islands the pages of a site start on every visit, told from the sources: what stands together can be loaded
//! together, and has to be known before the first page is rendered.
//!
//! A call in a branch of a template that no page takes counts all the same. What that can cost is a module that is
//! larger than it needs to be; a page that starts an island which was not counted for it loads it nevertheless.

use super::closure::Called;
use super::setup::Setup;
use super::template_choice::{page_template, section_template};
use crate::content::component::{ComponentKind, Start};
use crate::content::document::Facts;
use crate::diagnostics::Diagnostics;
use crate::islands::{Progress, Starts};
use crate::site::Site;
use std::collections::BTreeSet;

impl Setup {
    /// Links islands that pages start together into one module, where that makes the pages lighter.
    pub fn join_islands(&self, site: &Site, out: &mut Diagnostics, progress: &dyn Fn(Progress<'_>)) {
        let islands = self.components.islands();
        let mut names = islands.joinable();
        // A template of that name takes an island's place.
        names.retain(|name| self.components.get(name).is_some_and(|s| s.kind == ComponentKind::Island));
        // With fewer there is nothing to join; with errors nothing is published.
        if names.len() < 2 || out.has_errors() {
            return;
        }
        let documents = || {
            let pages = site.pages.iter().map(|page| &page.document);
            pages
                .chain(site.sections.iter().map(|section| &section.document))
                .map(|document| &*document.facts)
        };
        let waits = |start: Start| match start {
            Start::Always => false,
            Start::Default => !self.components.default_client().is_unasked(),
            Start::Perhaps => true,
        };
        for (name, start) in documents().flat_map(|facts| &facts.calls).chain(self.closures.all_calls()) {
            if waits(*start) {
                names.remove(&**name);
            }
        }
        let mut starts = Starts::default();
        let mut count = |template: &str, facts: &Facts| {
            let own = facts.calls.iter().filter_map(|(name, _)| self.closures.component_calls(name));
            let all = own.chain(self.closures.calls(template)).chain([&facts.calls]);
            let wanted = |called: &&(String, Start)| names.contains(&*called.0);
            let page: BTreeSet<String> = all
                .flat_map(|called: &Called| called.iter().filter(wanted))
                .map(|(name, _)| name.clone())
                .collect();
            if !page.is_empty() {
                starts.add(page);
            }
        };
        for (id, page) in site.pages.iter().enumerate() {
            count(page_template(site, id), &page.document.facts);
        }
        for (id, section) in site.sections.iter().enumerate() {
            count(section_template(site, id), &section.document.facts);
        }
        islands.join(&starts, out, progress);
    }
}
