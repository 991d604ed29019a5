//! `[languages.<tag>]`: the languages of a site.

use super::data::{Data, Key, Node, Table, TableReader};
use super::menus::MenusConfig;
use super::site::FeedFormat;
use super::{CODES, Slugs, direction::Direction};
use crate::diagnostics::{Diagnostic, Diagnostics, SourceText};
use icu_locale_core::LanguageIdentifier;
use serde::{Deserialize, Serialize};

/// The number of a language in its site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LanguageId(u16);

impl LanguageId {
    /// The default language.
    pub const DEFAULT: Self = Self(0);

    /// Its place in lists with an entry for each language.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A language of a site. What its table leaves out is taken from its fallbacks, and from the site at last.
#[derive(Clone, Debug, PartialEq)]
pub struct Language {
    /// Its number.
    pub id: LanguageId,
    /// Its BCP 47 tag, in the standard's spelling.
    pub tag: String,
    /// What it is called, best in itself.
    pub name: String,
    /// How it is written.
    pub direction: Direction,
    /// The site's title in it.
    pub title: String,
    /// The site's description in it.
    pub description: String,
    /// Who writes it.
    pub author: String,
    /// What the addresses of its pages start with, without a slash at the end; empty at the root.
    pub prefix: String,
    /// The folder below `content/` that holds its sources, beside those that name the language themselves.
    pub content_dir: Option<String>,
    /// The languages that stand in for it, the nearest first.
    pub fallback: Vec<LanguageId>,
    /// Whether pages that are not translated are shown in the first of these that has them.
    pub fallback_pages: bool,
    /// Whether it has feeds of all its pages.
    pub generate_feeds: bool,
    /// In which formats.
    pub feeds: Vec<FeedFormat>,
    /// Its own menus, over the site's of the same names.
    pub menus: MenusConfig,
    /// Its own `extra`, over the site's.
    pub extra: Node,
    /// How names become segments of its addresses, and headings their ids.
    pub slugs: Slugs,
    /// Its taxonomies' own names, by the names that front matter uses.
    pub taxonomies: Vec<(String, String)>,
}

/// The languages of a site: the default one first, the others by `weight`, then as they are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Languages {
    first: Language,
    rest: Vec<Language>,
    /// The numbers of all in the order in which readers are to see them.
    order: Vec<LanguageId>,
    /// Whether sources say which language they are in.
    multilingual: bool,
}

impl Default for Languages {
    fn default() -> Self {
        Self::one("en")
    }
}

/// What a language's table inherits where it says nothing.
#[derive(Debug)]
pub(super) struct SiteWords<'a> {
    pub(super) default_language: &'a str,
    pub(super) prefix_default: bool,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) author: &'a str,
    pub(super) generate_feeds: bool,
    pub(super) feeds: &'a [FeedFormat],
    pub(super) slugs: Slugs,
}

impl Languages {
    /// A site in one language.
    pub fn one(tag: &str) -> Self {
        let first = Written::new(tag.to_owned(), tag).finish(&SiteWords {
            default_language: tag,
            prefix_default: false,
            title: "",
            description: "",
            author: "",
            generate_feeds: false,
            feeds: &[],
            slugs: Slugs::default(),
        });
        Self { first, rest: Vec::new(), order: vec![LanguageId::DEFAULT], multilingual: false }
    }

    /// Reads the table `[languages]`.
    pub(super) fn read(
        table: Option<&Table>,
        site: &SiteWords<'_>,
        source: &SourceText,
        out: &mut Diagnostics,
    ) -> Self {
        let mut all: Vec<Written> = Vec::new();
        for (key, node) in table.into_iter().flatten() {
            let Some(tag) = canonical(key, source, out) else { continue };
            if all.iter().any(|other| other.language.tag == tag) {
                let message = format!("the language `{tag}` is written twice");
                out.push(Diagnostic::error(CODES.value, message).at(source.at(key.span.clone())));
                continue;
            }
            all.push(Written::read(tag, &key.name, node, source, out));
        }
        // Without a table the tag stays as it is written.
        let default =
            if table.is_some() { standard(site.default_language) } else { site.default_language.to_owned() };
        if !all.iter().any(|language| language.language.tag == default) {
            all.insert(0, Written::new(default.clone(), &default));
        }
        check_folders(&all, source, out);
        check_prefixes(&all, site, source, out);
        let mut order: Vec<String> = Vec::new();
        all.sort_by_key(|written| written.weight);
        order.extend(all.iter().map(|written| written.language.tag.clone()));
        all.sort_by_key(|written| written.language.tag != default);
        for (number, written) in all.iter_mut().enumerate() {
            written.language.id = LanguageId(u16::try_from(number).unwrap_or(u16::MAX));
        }
        let find = |tag: &str| {
            let found = all.iter().find(|written| written.language.tag == tag);
            found.map(|written| written.language.id)
        };
        let order = order.iter().filter_map(|tag| find(tag)).collect();
        let chains: Vec<Vec<LanguageId>> = all.iter().map(|w| w.chain(&all, source, out)).collect();
        let written = all.clone();
        let mut finished = all.into_iter().zip(chains).map(|(own, chain)| {
            let others = chain.iter().filter_map(|id| written.get(usize::from(id.0)));
            let language = own.over(others).finish(site);
            Language { fallback: chain, ..language }
        });
        match finished.next() {
            Some(first) => Self { first, rest: finished.collect(), order, multilingual: table.is_some() },
            None => Self::one(site.default_language),
        }
    }

    /// All, the default one first.
    pub fn iter(&self) -> impl Iterator<Item = &Language> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// All in the order in which readers are to see them.
    pub fn in_order(&self) -> impl Iterator<Item = &Language> {
        self.order.iter().map(|id| self.get(*id))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        1 + self.rest.len()
    }

    /// Whether sources say which language they are in. Where they do not, a name such as `notes.fr.md` is a name
    /// as any other.
    pub fn are_named(&self) -> bool {
        self.multilingual
    }

    /// Whether there is more than one.
    pub fn are_many(&self) -> bool {
        !self.rest.is_empty()
    }

    /// A language.
    pub fn get(&self, id: LanguageId) -> &Language {
        usize::from(id.0).checked_sub(1).and_then(|at| self.rest.get(at)).unwrap_or(&self.first)
    }

    /// A language with those that stand in for it, the nearest first and the default one at last.
    pub fn chain(&self, id: LanguageId) -> impl Iterator<Item = LanguageId> {
        let others = self.get(id).fallback.iter().copied();
        let default = !self.get(id).fallback.contains(&LanguageId::DEFAULT) && id != LanguageId::DEFAULT;
        std::iter::once(id).chain(others).chain(default.then_some(LanguageId::DEFAULT))
    }

    /// The default language.
    pub fn default(&self) -> &Language {
        &self.first
    }

    /// The languages that a table names in `languages`, each once, in its order; `None` where it has no such key.
    pub(super) fn among(&self, t: &mut TableReader<'_>) -> Option<Vec<LanguageId>> {
        let mut found = Vec::new();
        for (tag, node) in t.strings("languages")? {
            match self.find(&tag) {
                Some(language) if found.contains(&language.id) => {}
                Some(language) => found.push(language.id),
                None => {
                    let message = format!("the site has no language `{tag}`");
                    let at = t.source().at(node.span.clone());
                    let known = self.iter().map(|language| language.tag.as_str());
                    t.report(Diagnostic::error(CODES.value, message).at(at).suggest(&tag, known));
                }
            }
        }
        Some(found)
    }

    /// The language of a tag, in any letter case.
    pub fn find(&self, tag: &str) -> Option<&Language> {
        self.iter().find(|language| language.tag.eq_ignore_ascii_case(tag))
    }

    /// Whether the default language's pages have a prefix, so that nothing stands at the root.
    pub fn root_is_free(&self) -> bool {
        !self.default().prefix.is_empty()
    }
}

/// A language as it is written, before its fallbacks fill it in.
#[derive(Clone, Debug)]
struct Written {
    language: Language,
    weight: i64,
    name: Option<String>,
    direction: Option<Direction>,
    title: Option<String>,
    description: Option<String>,
    author: Option<String>,
    generate_feeds: Option<bool>,
    feeds: Option<Vec<FeedFormat>>,
    slugs: Option<Slugs>,
    fallback: Vec<(String, Node)>,
    content_dir: Option<Node>,
    /// Where its table says the prefix of its addresses.
    prefix: Option<Node>,
}

impl Written {
    fn new(tag: String, key: &str) -> Self {
        let language = Language {
            id: LanguageId::DEFAULT,
            name: key.to_owned(),
            direction: Direction::of(&tag),
            prefix: format!("/{}", tag.to_ascii_lowercase()),
            tag,
            title: String::new(),
            description: String::new(),
            author: String::new(),
            content_dir: None,
            fallback: Vec::new(),
            fallback_pages: true,
            generate_feeds: false,
            feeds: Vec::new(),
            menus: MenusConfig::new(),
            extra: Node::empty_table(),
            slugs: Slugs::default(),
            taxonomies: Vec::new(),
        };
        Self {
            language,
            weight: 0,
            name: None,
            direction: None,
            title: None,
            description: None,
            author: None,
            generate_feeds: None,
            feeds: None,
            slugs: None,
            fallback: Vec::new(),
            content_dir: None,
            prefix: None,
        }
    }

    fn read(tag: String, key: &str, node: &Node, source: &SourceText, out: &mut Diagnostics) -> Self {
        let mut written = Self::new(tag, key);
        let path = format!("languages.{key}");
        let empty = Table::new();
        let Data::Table(table) = &node.value else {
            TableReader::new(&empty, source, "", CODES, out).wrong::<()>(&path, node, "a table");
            return written;
        };
        let mut t = TableReader::new(table, source, &path, CODES, out);
        written.weight = t.integer("weight", i64::MIN).unwrap_or(0);
        written.name = t.string("name");
        written.direction =
            t.choice("direction", &[("ltr", Direction::LeftToRight), ("rtl", Direction::RightToLeft)]);
        written.title = t.string("title");
        written.description = t.string("description");
        written.author = t.string("author");
        written.generate_feeds = t.bool("generate_feeds");
        written.feeds = t.node("feeds").is_some().then(|| super::site::feeds(&mut t));
        written.slugs = t.choice("slugs", &Slugs::WORDS);
        let fallback = t.strings("fallback").unwrap_or_default();
        written.fallback = fallback.into_iter().map(|(tag, node)| (tag, node.clone())).collect();
        written.language.fallback_pages = t.bool("fallback_pages").unwrap_or(true);
        written.language.extra = super::site::extra(&mut t);
        if let Some(folder) = t.string("content_dir") {
            written.content_dir = t.node("content_dir").cloned();
            written.language.content_dir = folder_below_content(&folder);
            if written.language.content_dir.is_none()
                && let Some(node) = &written.content_dir
            {
                t.bad_value(node, format!("`{path}.content_dir` is no folder below `content/`: `{folder}`"));
            }
        }
        if let Some(prefix) = t.string("prefix") {
            written.prefix = t.node("prefix").cloned();
            match folder_of_site(&prefix) {
                Some(prefix) => written.language.prefix = prefix,
                None => {
                    if let Some(node) = &written.prefix {
                        t.bad_value(node, format!("`{path}.prefix` cannot start an address: `{prefix}`"));
                    }
                }
            }
        }
        let names = t.table("taxonomies").cloned().unwrap_or_default();
        for (name, node) in &names {
            match &node.value {
                Data::String(word) => written.language.taxonomies.push((name.name.clone(), word.clone())),
                _ => t.wrong(&name.name, node, "the taxonomy's name in this language").unwrap_or_default(),
            }
        }
        let menus = t.table("menus").cloned().unwrap_or_default();
        t.finish();
        written.language.menus = super::menus::read(&menus, &format!("{path}.menus"), source, out);
        written
    }

    /// The languages that stand in for it, and the default language for what a page does not decide.
    fn chain(&self, all: &[Self], source: &SourceText, out: &mut Diagnostics) -> Vec<LanguageId> {
        let mut chain = Vec::new();
        for (tag, node) in &self.fallback {
            let found = all.iter().find(|other| other.language.tag.eq_ignore_ascii_case(tag));
            let tags = all.iter().map(|other| other.language.tag.as_str());
            match found.map(|other| other.language.id) {
                Some(id) if id == self.language.id => out.push(
                    Diagnostic::error(CODES.value, format!("`{tag}` cannot be a fallback of itself"))
                        .at(source.at(node.span.clone())),
                ),
                Some(id) if chain.contains(&id) => {}
                Some(id) => chain.push(id),
                None => out.push(
                    Diagnostic::error(CODES.value, format!("`{tag}` is no language of the site"))
                        .at(source.at(node.span.clone()))
                        .suggest(tag, tags),
                ),
            }
        }
        chain
    }

    /// What it says, and what these say where it says nothing.
    fn over<'w>(mut self, others: impl Iterator<Item = &'w Self>) -> Self {
        for other in others {
            let fill = |own: &mut Option<String>, other: &Option<String>| {
                if own.is_none() {
                    own.clone_from(other);
                }
            };
            fill(&mut self.title, &other.title);
            fill(&mut self.description, &other.description);
            fill(&mut self.author, &other.author);
            let own = std::mem::replace(&mut self.language.extra, Node::empty_table());
            self.language.extra = own.over(other.language.extra.clone());
            for (name, menu) in &other.language.menus {
                self.language.menus.entry(name.clone()).or_insert_with(|| menu.clone());
            }
        }
        self
    }

    fn finish(self, site: &SiteWords<'_>) -> Language {
        let mut language = self.language;
        if language.id == LanguageId::DEFAULT && !site.prefix_default {
            language.prefix.clear();
        }
        language.name = self.name.unwrap_or(language.name);
        language.direction = self.direction.unwrap_or(language.direction);
        language.title = self.title.unwrap_or_else(|| site.title.to_owned());
        language.description = self.description.unwrap_or_else(|| site.description.to_owned());
        language.author = self.author.unwrap_or_else(|| site.author.to_owned());
        language.generate_feeds = self.generate_feeds.unwrap_or(site.generate_feeds);
        language.feeds = self.feeds.unwrap_or_else(|| site.feeds.to_vec());
        language.slugs = self.slugs.unwrap_or(site.slugs);
        language
    }
}

/// A tag in the standard's spelling, or as it is written where it is none.
fn standard(tag: &str) -> String {
    LanguageIdentifier::try_from_str(tag).map_or_else(|_| tag.to_owned(), |tag| tag.to_string())
}

fn canonical(key: &Key, source: &SourceText, out: &mut Diagnostics) -> Option<String> {
    match LanguageIdentifier::try_from_str(&key.name) {
        Ok(tag) if !tag.language.is_unknown() => Some(tag.to_string()),
        _ => {
            let message = format!("`{}` is no language tag", key.name);
            out.push(
                Diagnostic::error(CODES.value, message)
                    .at(source.at(key.span.clone()))
                    .hint("a tag is a BCP 47 one, such as `fr`, `pt-BR` or `zh-Hant`"),
            );
            None
        }
    }
}

/// A folder as a path below `content/`, whether `content/` is written or not.
fn folder_below_content(folder: &str) -> Option<String> {
    let folder = folder.trim_matches('/');
    let folder = folder.strip_prefix("content/").unwrap_or(folder);
    let sound = !folder.is_empty()
        && folder != "content"
        && folder.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
        && !folder.contains('\\');
    sound.then(|| folder.to_owned())
}

/// What addresses start with, with a slash in front and none behind: segments that need no escape.
fn folder_of_site(prefix: &str) -> Option<String> {
    let prefix = prefix.trim_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let sound =
        |segment: &str| !segment.is_empty() && !segment.starts_with('.') && segment.chars().all(plain);
    prefix.split('/').all(sound).then(|| format!("/{prefix}"))
}

/// Two languages cannot have the same addresses, in any letter case: some file systems know none.
fn check_prefixes(all: &[Written], site: &SiteWords<'_>, source: &SourceText, out: &mut Diagnostics) {
    let has_one = |written: &&Written| site.prefix_default || written.language.tag != site.default_language;
    let all: Vec<&Written> = all.iter().filter(has_one).collect();
    for (at, written) in all.iter().enumerate() {
        let same = |other: &&&Written| other.language.prefix.eq_ignore_ascii_case(&written.language.prefix);
        let Some(other) = all.iter().take(at).find(same) else { continue };
        // One of the two says it: tags alone never do, since they differ.
        let Some(node) = written.prefix.as_ref().or(other.prefix.as_ref()) else { continue };
        let message = format!(
            "the addresses of `{}` and `{}` would both start with `{}`",
            other.language.tag, written.language.tag, written.language.prefix
        );
        out.push(Diagnostic::error(CODES.value, message).at(source.at(node.span.clone())));
    }
}

/// Two languages cannot share a folder.
fn check_folders(all: &[Written], source: &SourceText, out: &mut Diagnostics) {
    for (at, written) in all.iter().enumerate() {
        let (Some(folder), Some(node)) = (&written.language.content_dir, &written.content_dir) else {
            continue;
        };
        let other = all.iter().take(at).find(|other| other.language.content_dir.as_ref() == Some(folder));
        if let Some(other) = other {
            let message = format!("`content/{folder}` is the folder of `{}` already", other.language.tag);
            out.push(Diagnostic::error(CODES.value, message).at(source.at(node.span.clone())));
        }
    }
}

#[cfg(test)]
mod tests;
