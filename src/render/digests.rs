//! What a site gives now for something that an earlier build read.

use super::fields::Fields;
use super::functions::Lookups;
use super::reads::Read;
use super::versions::Versions;
use crate::config::LanguageId;
use crate::site::Source;
use crate::source::{Hash, Hasher, hash};

/// Answers for one stage of a site: while contents are rendered, or after.
pub(super) struct Digests<'a> {
    pub(super) lookups: &'a Lookups,
    pub(super) versions: &'a Versions,
}

impl Digests<'_> {
    /// The hash of what reading it gives now; zeros where it gives nothing.
    pub(super) fn of(&self, read: &Read) -> Hash {
        self.find(read).unwrap_or_default()
    }

    fn find(&self, read: &Read) -> Option<Hash> {
        match read {
            Read::Template(name) => Some(self.lookups.setup.closures.template(name).digest),
            Read::Component(name) => self.component(name),
            Read::OwnPage(path, fields) => self.versions.own_page(self.page(path)?, *fields),
            Read::OwnSection(path, fields) => self.versions.own_section(self.section(path)?, *fields),
            Read::Page(path, fields) => self.versions.page(self.page(path)?, *fields),
            Read::Question(question, fields) => question.digest(self.lookups, self.versions, *fields),
            Read::Section(path, fields) => self.versions.section(self.section(path)?, *fields),
            Read::Taxonomy(language, name, fields) => {
                self.versions.taxonomy(self.taxonomy(*language, name)?, *fields)
            }
            Read::Term(language, name, slug, fields) => self.term(*language, name, slug, *fields),
            // Known to whoever lists the outputs.
            Read::List(_) => None,
            Read::TermUrl(language, kind, name) => text(self.lookups.term_url(*language, kind, name).ok()?),
            Read::Url(path) => text(self.lookups.url(path).ok()?),
            Read::Asset(path) => {
                let (url, integrity) = self.lookups.setup.assets.get(path)?;
                Some(Hasher::new().text(url).text(integrity).finish())
            }
            Read::Messages(language, keys) => {
                let mut hasher = Hasher::new();
                for key in keys {
                    hasher.hash(&self.lookups.setup.messages.digest(language, key).unwrap_or_default());
                }
                Some(hasher.finish())
            }
            Read::Menu(language, name) => {
                Some(super::menus::digest(self.lookups.site.menus_in(*language)?.get(name)?))
            }
            Read::Meaning(language, path) => {
                let outline = &self.lookups.site.outline;
                text(outline.source_path(outline.resolve(*language, path)?)?.to_string())
            }
            Read::Translations(path) => {
                let source = self.lookups.site.outline.by_source(path)?;
                let mut hasher = Hasher::new();
                super::versions::add_translations(&mut hasher, &self.lookups.site, source);
                Some(hasher.finish())
            }
            Read::Data(name) => self.lookups.setup.closures.data_digest(name),
            Read::File(path) => self.lookups.files.digest(path),
            Read::Remote(url) => self.lookups.files.remote_digest(url),
            Read::Link(language, path) => {
                let outline = &self.lookups.site.outline;
                match outline.resolve(*language, path) {
                    Some(source) => text(outline.address(source)?.to_owned()),
                    None => text(outline.asset(path)?.path.clone()),
                }
            }
        }
    }

    /// How many pages a read gives as a whole list.
    pub(super) fn listed(&self, read: &Read) -> Option<usize> {
        let site = &self.lookups.site;
        match read {
            Read::Question(question, _) => question.listed(self.lookups),
            Read::Section(path, fields) | Read::OwnSection(path, fields) if fields.has_whole_lists() => {
                Some(site.sections.get(self.section(path)?)?.pages.len())
            }
            Read::Term(language, name, slug, fields) if fields.has_whole_lists() => {
                let taxonomy = site.taxonomies.get(self.taxonomy(*language, name)?)?;
                Some(taxonomy.terms.get(taxonomy.place(slug)?)?.pages.len())
            }
            Read::Taxonomy(language, name, fields) if fields.has_whole_lists() => Some(
                site.taxonomies
                    .get(self.taxonomy(*language, name)?)?
                    .terms
                    .iter()
                    .map(|term| term.pages.len())
                    .sum(),
            ),
            _ => None,
        }
    }

    fn component(&self, name: &str) -> Option<Hash> {
        if let Some(closure) = self.lookups.setup.closures.component(name) {
            return Some(closure.digest);
        }
        let fingerprint = self.lookups.setup.components.islands().fingerprint(name)?;
        Some(hash(fingerprint.as_bytes()))
    }

    fn term(&self, language: LanguageId, name: &str, slug: &str, fields: Fields) -> Option<Hash> {
        let index = self.taxonomy(language, name)?;
        let term = self.lookups.site.taxonomies.get(index)?.place(slug)?;
        self.versions.term(index, term, fields)
    }

    fn page(&self, path: &str) -> Option<usize> {
        match self.lookups.site.outline.by_source(path)? {
            Source::Page(id) => Some(id),
            Source::Section(_) => None,
        }
    }

    fn section(&self, path: &str) -> Option<usize> {
        match self.lookups.site.outline.by_source(path)? {
            Source::Section(id) => Some(id),
            Source::Page(_) => None,
        }
    }

    fn taxonomy(&self, language: LanguageId, name: &str) -> Option<usize> {
        let mut all = self.lookups.site.taxonomies.iter();
        all.position(|taxonomy| taxonomy.language == language && taxonomy.config.name == name)
    }
}

fn text(text: String) -> Option<Hash> {
    Some(hash(text.as_bytes()))
}
