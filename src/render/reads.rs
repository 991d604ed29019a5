//! What an output, or a body with component calls, read beside its own source: the record by which a later
//! build decides whether it must be made again.

use super::fields::Fields;
use super::questions::Question;
use crate::config::LanguageId;
use crate::source;
use serde::{Deserialize, Serialize};

/// One thing that was read. Pages and sections are named by their source below `content/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Read {
    /// A template with all that it leads to.
    Template(String),
    /// A component of any kind, with all that it leads to.
    Component(String),
    /// The page that an output shows: its body, and these fields.
    OwnPage(String, Fields),
    /// The section that an output shows; its list as far as these fields go.
    OwnSection(String, Fields),
    /// A page, as others see it.
    Page(String, Fields),
    /// What was asked of the site, with the fields of pages in the answer.
    Question(Question, Fields),
    /// A section, as others see it.
    Section(String, Fields),
    /// A taxonomy of a language with its terms.
    Taxonomy(LanguageId, String, Fields),
    /// One term of a taxonomy, by its slug.
    Term(LanguageId, String, String, Fields),
    /// The pages that one page of a list, or a feed, shows, by the output's path.
    List(String),
    /// The address of a term: what it was asked for by.
    TermUrl(LanguageId, String, String),
    /// The address of a source or a fingerprinted file, as `get_url` was asked for it.
    Url(String),
    /// A fingerprinted file, as `get_asset` was asked for it.
    Asset(String),
    /// A menu of a language, whatever is active in it.
    Menu(LanguageId, String),
    /// What a path below `content/` leads to from a page in a language.
    Meaning(LanguageId, String),
    /// The languages that a source is in, with the address and title in each.
    Translations(String),
    /// A name at the top of `data`, with all that is in it.
    Data(String),
    /// A file, as `load_data` was asked for it.
    File(String),
    /// Data of another server, as `load_data` was asked for it.
    Remote(String),
    /// A source or file beside content that Markdown in a language links to.
    Link(LanguageId, String),
    /// Messages, as they were asked for in a language.
    Messages(String, Vec<String>),
}

impl std::fmt::Display for Read {
    /// As `layer9 why` shows it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let with = |fields: &Fields| match fields.words() {
            names if names.is_empty() => String::new(),
            names => format!(" (with {})", names.join(", ")),
        };
        match self {
            Self::Template(name) => write!(f, "template {name} and what it leads to"),
            Self::Component(name) => write!(f, "component {name}"),
            Self::OwnPage(path, fields) => write!(f, "content/{path}, its body{}", with(fields)),
            Self::OwnSection(path, fields) => write!(f, "content/{path}, whole{}", with(fields)),
            Self::Page(path, fields) => write!(f, "page content/{path}{}", with(fields)),
            Self::Question(question, fields) => write!(f, "{question}{}", with(fields)),
            Self::Section(path, fields) => write!(f, "section content/{path}{}", with(fields)),
            Self::Taxonomy(_, name, fields) => write!(f, "taxonomy {name}{}", with(fields)),
            Self::Term(_, taxonomy, slug, fields) => write!(f, "term {slug} of {taxonomy}{}", with(fields)),
            Self::List(path) => write!(f, "the pages listed at {path}"),
            Self::TermUrl(_, taxonomy, name) => write!(f, "address of the term {name} of {taxonomy}"),
            Self::Url(path) => write!(f, "address of {path}"),
            Self::Asset(path) => write!(f, "asset {path}"),
            Self::Menu(_, name) => write!(f, "menu {name}"),
            Self::Meaning(_, path) => write!(f, "meaning of content/{path} in its language"),
            Self::Translations(path) => write!(f, "translations of content/{path}"),
            Self::Data(name) => write!(f, "data.{name}"),
            Self::File(path) => write!(f, "file {path}"),
            Self::Remote(url) => write!(f, "{url}, as layer9.lock has it"),
            Self::Link(_, path) => write!(f, "link to content/{path}"),
            Self::Messages(language, keys) => write!(f, "messages in {language}: {}", keys.join(", ")),
        }
    }
}

/// Reads with a hash of what each one gave.
pub type Reads = Vec<(Read, source::Hash)>;
