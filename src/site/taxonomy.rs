//! Taxonomies and their terms.

use super::address;
use super::graph::{Page, Section};
use super::order;
use super::{PageId, SectionId};
use crate::config::{Config, LanguageId, Slugs, TaxonomyConfig};
use crate::content::front_matter::SortBy;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A taxonomy with the terms that pages use.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// Its configuration.
    pub config: TaxonomyConfig,
    /// The language of its pages.
    pub language: LanguageId,
    /// What it is called in that.
    pub title: String,
    /// Its address, with a slash at both ends.
    pub path: String,
    /// The section that says more of it, by an `_index.md` in the folder of its name.
    pub section: Option<SectionId>,
    /// Its terms, in the order of their slugs.
    pub terms: Vec<Term>,
    /// How names become slugs.
    slugs: Slugs,
    /// The place in `terms` of each name as pages write it.
    by_name: HashMap<String, usize>,
}

impl Taxonomy {
    /// The term of a name, in any spelling, or of a slug.
    pub fn term(&self, name: &str) -> Option<&Term> {
        let at = self.by_name.get(name).copied();
        self.terms.get(at.or_else(|| self.place(name)).or_else(|| self.place(&self.slugs.segment(name)))?)
    }

    /// The place in `terms` of a slug.
    pub fn place(&self, slug: &str) -> Option<usize> {
        self.terms.binary_search_by(|term| term.slug.as_str().cmp(slug)).ok()
    }
}

/// A term of a taxonomy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its name as the first page that uses it writes it.
    pub name: String,
    /// Its slug, which is what makes two spellings one term.
    pub slug: String,
    /// Its address, with a slash at both ends.
    pub path: String,
    /// The section that says more of it, by an `_index.md` in the folder of its name.
    pub section: Option<SectionId>,
    /// Its pages, newest first.
    pub pages: Vec<PageId>,
}

/// The taxonomies of all languages, the default one's first.
pub(super) fn collect(config: &Config, pages: &[Arc<Page>]) -> Vec<Taxonomy> {
    let pairs = config.languages.iter().flat_map(|language| {
        let used = language.id == LanguageId::DEFAULT
            || pages.iter().any(|page| page.entry.file.language == language.id);
        config.taxonomies.iter().filter(move |_| used).map(move |taxonomy| (language, taxonomy))
    });
    pairs
        .map(|(language, taxonomy)| {
            let own = language.taxonomies.iter().find(|(name, _)| *name == taxonomy.name);
            let (title, slug) = match own {
                Some((_, title)) => (title.clone(), language.slugs.segment(title)),
                None => (taxonomy.name.clone(), taxonomy.slug.clone()),
            };
            let path = address::written(format!("{}/{slug}/", language.prefix), config);
            let mut terms: BTreeMap<String, Term> = BTreeMap::new();
            // A name is written on many pages, and its slug costs more than finding it again.
            let mut slugs: HashMap<&str, String> = HashMap::new();
            let listed =
                |page: &Page| page.entry.file.language == language.id && page.matter().visibility.in_lists;
            for (id, page) in pages.iter().enumerate().filter(|(_, page)| listed(page)) {
                for (name, _) in page.matter().taxonomies.get(&taxonomy.name).into_iter().flatten() {
                    let slug = slugs.entry(name).or_insert_with(|| language.slugs.segment(name));
                    if let Some(term) = terms.get_mut(slug) {
                        if term.pages.last() != Some(&id) {
                            term.pages.push(id);
                        }
                        continue;
                    }
                    let path = address::written(format!("{}{slug}/", address::below(&path)), config);
                    let name = name.clone();
                    let term = Term { name, slug: slug.clone(), path, section: None, pages: vec![id] };
                    terms.insert(slug.clone(), term);
                }
            }
            let mut terms: Vec<Term> = terms.into_values().collect();
            let place = |slug: &String| terms.binary_search_by(|term| term.slug.cmp(slug)).ok();
            let by_name = slugs.iter().filter_map(|(name, slug)| Some(((*name).to_owned(), place(slug)?)));
            let by_name = by_name.collect();
            for term in &mut terms {
                order::sort(&mut term.pages, SortBy::Date, &language.tag, pages);
            }
            let config = TaxonomyConfig { slug, ..taxonomy.clone() };
            Taxonomy {
                config,
                language: language.id,
                title,
                path,
                section: None,
                terms,
                slugs: language.slugs,
                by_name,
            }
        })
        .collect()
}

/// Hands the sections that stand at the addresses of taxonomies and terms over to them: what is written in
/// `tags/rust/_index.md` is about the term `rust`, whose page it does not take.
pub(super) fn adopt(taxonomies: &mut [Taxonomy], sections: &mut [Arc<Section>]) {
    for taxonomy in taxonomies.iter_mut().filter(|taxonomy| taxonomy.config.render) {
        for (id, section) in sections.iter_mut().enumerate() {
            let path = &section.entry.path;
            let place = if *path == taxonomy.path {
                Some(&mut taxonomy.section)
            } else {
                let rest = path.strip_prefix(&*address::below(&taxonomy.path));
                let at = rest.map(|rest| rest.trim_end_matches('/')).and_then(|slug| {
                    taxonomy.terms.binary_search_by(|term| term.slug.as_str().cmp(slug)).ok()
                });
                at.and_then(|at| taxonomy.terms.get_mut(at)).map(|term| &mut term.section)
            };
            if let Some(place) = place {
                *place = Some(id);
                Arc::make_mut(section).entry.matter.page.visibility.rendered = false;
            }
        }
    }
}
