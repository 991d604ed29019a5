//! Messages: the words of templates in the languages of a site, in the syntax of Project Fluent
//! (<https://projectfluent.org/fluent/guide/>).
//!
//! Each language has a catalog, made of `i18n/<tag>.ftl` and `i18n/<tag>/*.ftl` of the site over those of its theme. A
//! message that a language lacks is looked for in its fallbacks, in the language without its region or script, in the
//! site's default language, and in English at last, in which themes are written. It is put together by the rules of the
//! language that has it: an English sentence on a Japanese page has English plurals.

mod catalog;
mod file;
mod format;

pub use file::{Layer, MessageFile};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::source::{Hash, Hasher};
use catalog::Catalog;
use format::{Bundle, Resource};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The language that a message is looked for in at last: that which themes bring.
const LAST: &str = "en";

/// A value that a message is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A text.
    Text(String),
    /// A number, which also picks the plural.
    Number(f64),
}

/// All messages of a site.
#[derive(Debug, Default)]
pub struct Messages {
    catalogs: BTreeMap<String, Catalog>,
    resources: BTreeMap<String, Vec<Resource>>,
    bundles: BTreeMap<String, OnceLock<Bundle>>,
    /// The languages that stand in for a language, as the site is configured.
    fallbacks: BTreeMap<String, Vec<String>>,
    default_language: String,
    /// The chain of each language that the site or its messages name.
    chains: BTreeMap<String, Vec<String>>,
}

/// Where a message was found.
#[derive(Clone, Copy, Debug)]
struct Found<'m> {
    language: &'m str,
    entry: &'m catalog::Entry,
}

impl Messages {
    /// Reads the messages of a site; files of the tool come first, then those of its theme, which override them, and its
    /// own at last.
    /// `fallbacks` are the languages that stand in for a language, the nearest first.
    pub fn new(
        files: Vec<MessageFile>,
        default_language: &str,
        fallbacks: BTreeMap<String, Vec<String>>,
        out: &mut Diagnostics,
    ) -> Self {
        let mut all = Self { fallbacks, default_language: default_language.to_owned(), ..Self::default() };
        for file in files {
            let language = file.language.clone();
            let resource = file.parse(out);
            let catalog = all.catalogs.entry(language.clone()).or_default();
            catalog.add(&file, &resource, out);
            all.resources.entry(language).or_default().push(resource);
        }
        all.bundles = all.catalogs.keys().map(|language| (language.clone(), OnceLock::new())).collect();
        let named = all.catalogs.keys().chain(all.fallbacks.keys()).cloned();
        let named: BTreeSet<String> = named.chain([all.default_language.clone()]).collect();
        all.chains =
            named.into_iter().map(|language| (language.clone(), all.make_chain(&language))).collect();
        for (language, catalog) in &all.catalogs {
            let known = |name: &str| all.chain(language).iter().any(|l| all.has(l, name));
            catalog.check(&known, out);
        }
        all
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.catalogs.is_empty()
    }

    /// The languages that have messages.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.catalogs.keys().map(String::as_str)
    }

    /// The ids of a language's own messages, those of the tool left out, `id.attribute` for attributes; with the path of
    /// the file of each.
    pub fn own(&self, language: &str) -> impl Iterator<Item = (&str, &str)> {
        self.catalogs.get(language).into_iter().flat_map(Catalog::keys)
    }

    /// The messages that a message of a language refers to, itself not included.
    pub fn references(&self, language: &str, key: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut open = vec![key.to_owned()];
        while let Some(key) = open.pop() {
            if let Some(found) = self.find(language, &key) {
                open.extend(
                    found.entry.references.iter().filter(|name| seen.insert((*name).clone())).cloned(),
                );
            }
        }
        seen
    }

    /// The language that a message is taken from for `language`.
    pub fn source(&self, language: &str, key: &str) -> Option<&str> {
        self.find(language, key).map(|found| found.language)
    }

    /// The hash of everything that a message is made of, whatever it is given; `None` where it is missing.
    pub fn digest(&self, language: &str, key: &str) -> Option<Hash> {
        let found = self.find(language, key)?;
        let mut hasher = Hasher::new();
        hasher.text(found.language).hash(&found.entry.digest);
        if !found.entry.references.is_empty() {
            for name in self.references(found.language, key) {
                let of = self.find(found.language, &name);
                hasher.text(&name).text(of.map_or("", |of| of.language));
                hasher.hash(&of.map(|of| of.entry.digest).unwrap_or_default());
            }
        }
        Some(hasher.finish())
    }

    /// A message as a text. A message that is plain text is borrowed.
    ///
    /// # Errors
    /// Why there is none, in a line.
    pub fn format<'m>(
        &'m self,
        language: &str,
        key: &str,
        arguments: &BTreeMap<String, Argument>,
    ) -> Result<std::borrow::Cow<'m, str>, Failure> {
        let found = self.find(language, key).ok_or(Failure::Missing)?;
        if let Some(plain) = &found.entry.plain {
            return Ok(std::borrow::Cow::Borrowed(plain));
        }
        let bundle = self.bundles.get(found.language).ok_or(Failure::Missing)?;
        let bundle = bundle.get_or_init(|| {
            let chain = self.chain(found.language);
            // What a message refers to may be in a language that its own falls back to.
            let resources = chain.iter().rev().filter_map(|l| self.resources.get(l)).flatten().cloned();
            Bundle::new(found.language, resources)
        });
        bundle.format(key, arguments).map(std::borrow::Cow::Owned).map_err(Failure::Arguments)
    }

    /// The known message nearest to a key that is unknown.
    pub fn nearest(&self, language: &str, key: &str) -> Option<&str> {
        let chain = self.chain(language);
        let keys = chain.iter().filter_map(|l| self.catalogs.get(l)).flat_map(Catalog::keys);
        nearest(key, keys.map(|(key, _)| key))
    }

    /// What to say of a message that is missing, without a place.
    pub fn missing(&self, language: &str, key: &str) -> Diagnostic {
        let message = format!("there is no message `{key}` in `{language}` or what it falls back to");
        let hint = match self.nearest(language, key) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add it to `i18n/{language}.ftl`"),
        };
        Diagnostic::error(Code::MessageMissing, message).hint(hint)
    }

    fn has(&self, language: &str, key: &str) -> bool {
        self.catalogs.get(language).is_some_and(|catalog| catalog.get(key).is_some())
    }

    fn find(&self, language: &str, key: &str) -> Option<Found<'_>> {
        self.chain(language)
            .iter()
            .find_map(|language| Some(Found { language, entry: self.catalogs.get(language)?.get(key)? }))
    }

    /// The languages that a message is looked for in. One that nobody has named is looked for as the default one.
    fn chain(&self, language: &str) -> &[String] {
        let chain = self.chains.get(language).or_else(|| {
            let parents = std::iter::successors(parent(language), |l| parent(l));
            parents
                .filter_map(|l| self.chains.get(l))
                .next()
                .or_else(|| self.chains.get(&self.default_language))
        });
        chain.map_or(&[], Vec::as_slice)
    }

    fn make_chain(&self, language: &str) -> Vec<String> {
        let mut chain = Vec::new();
        self.push_chain(language, &mut chain);
        self.push_chain(&self.default_language, &mut chain);
        self.push_chain(LAST, &mut chain);
        chain
    }

    fn push_chain(&self, language: &str, chain: &mut Vec<String>) {
        if chain.iter().any(|known| known == language) {
            return;
        }
        chain.push(language.to_owned());
        for fallback in self.fallbacks.get(language).into_iter().flatten() {
            self.push_chain(fallback, chain);
        }
        if let Some(parent) = parent(language) {
            self.push_chain(parent, chain);
        }
    }
}

/// The language that a tag without its last part names: `zh-Hant` of `zh-Hant-TW`.
fn parent(language: &str) -> Option<&str> {
    language.rsplit_once('-').map(|(parent, _)| parent)
}

/// Why a message has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No language of the chain has it.
    Missing,
    /// It cannot be put together from what it was given.
    Arguments(String),
}

/// Keys that an output asked for, by language.
pub type Asked = BTreeMap<Arc<str>, BTreeSet<Arc<str>>>;

#[cfg(test)]
mod tests;
