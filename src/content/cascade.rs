//! `cascade` of a section: front matter for everything below it.

use super::front_matter::{CODES, OWN_KEYS, PAGE_KEYS, SECTION_KEYS, check_keys};
use crate::config::UnknownKeys;
use crate::config::data::{Data, Node, Table, TableReader};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::SourceText;
use serde::{Deserialize, Serialize};

/// The kinds of source that a cascade can be meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Pages.
    Page,
    /// Sections, by their `_index.md`.
    Section,
}

/// A source that may inherit.
#[derive(Clone, Copy, Debug)]
pub struct Heir<'a> {
    /// Its path below `content/`.
    pub path: &'a str,
    /// The same without what says its language.
    pub place: &'a str,
    /// What it is.
    pub kind: Kind,
    /// BCP 47 tag of its language.
    pub language: &'a str,
}

/// Front matter that descendants inherit, and which of them do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cascade {
    path: Option<PathPattern>,
    kind: Option<Kind>,
    language: Option<String>,
    /// Without spans: they would point into another file.
    values: Table,
}

/// A pattern of paths below `content/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct PathPattern(glob::Pattern);

impl From<PathPattern> for String {
    fn from(pattern: PathPattern) -> Self {
        pattern.0.as_str().to_owned()
    }
}

impl TryFrom<String> for PathPattern {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        glob::Pattern::new(&text).map(Self).map_err(|error| error.msg)
    }
}

/// `*` and `?` stay within a folder, `**` does not.
const MATCH: glob::MatchOptions = glob::MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

impl Cascade {
    /// Reads the value of a `cascade` key: one table, or a list of tables of which a later one wins.
    pub fn read_all(
        node: &Node,
        source: &SourceText,
        unknown: UnknownKeys,
        out: &mut Diagnostics,
    ) -> Vec<Self> {
        let items = match &node.value {
            Data::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        items.iter().filter_map(|item| Self::read(item, source, unknown, out)).collect()
    }

    fn read(node: &Node, source: &SourceText, unknown: UnknownKeys, out: &mut Diagnostics) -> Option<Self> {
        let Data::Table(table) = &node.value else {
            let empty = Table::new();
            let mut t = TableReader::new(&empty, source, "", CODES, out);
            return t.wrong("cascade", node, "a table or a list of tables");
        };
        let mut cascade = Self::default();
        let mut values = Table::new();
        for (key, value) in table {
            if key.name == "target" {
                cascade.read_target(value, source, out);
            } else if OWN_KEYS.contains(&key.name.as_str()) {
                let message = format!("`{}` cannot be cascaded: every page has its own", key.name);
                out.push(Diagnostic::error(Code::CascadeKey, message).at(source.at(key.span.clone())));
            } else {
                values.push((key.clone(), value.clone()));
            }
        }
        check_keys(&values, source, unknown, "cascade", out);
        values.iter_mut().for_each(|(key, value)| {
            key.span = 0..0;
            value.forget_spans();
        });
        cascade.values = values;
        Some(cascade)
    }

    fn read_target(&mut self, node: &Node, source: &SourceText, out: &mut Diagnostics) {
        let Data::Table(table) = &node.value else {
            let empty = Table::new();
            TableReader::new(&empty, source, "", CODES, out).wrong::<()>("cascade.target", node, "a table");
            return;
        };
        let mut t = TableReader::new(table, source, "cascade.target", CODES, out);
        self.kind = t.choice("kind", &[("page", Kind::Page), ("section", Kind::Section)]);
        self.language = t.string("lang");
        if let Some(text) = t.string("path") {
            match PathPattern::try_from(text.trim_start_matches('/').to_owned()) {
                Ok(pattern) => self.path = Some(pattern),
                Err(why) => {
                    if let Some(node) = t.node("path") {
                        t.bad_value(node, format!("`cascade.target.path` is no pattern: {why}"));
                    }
                }
            }
        }
        t.finish();
    }

    fn is_for(&self, heir: Heir<'_>) -> bool {
        self.kind.is_none_or(|kind| kind == heir.kind)
            && self.language.as_deref().is_none_or(|language| language == heir.language)
            && self.path.as_ref().is_none_or(|path| {
                path.0.matches_with(heir.path, MATCH) || path.0.matches_with(heir.place, MATCH)
            })
    }
}

/// Lays a source's own front matter over what it inherits. `cascades` come from the top down.
pub fn inherit<'a>(own: Table, cascades: impl Iterator<Item = &'a Cascade>, heir: Heir<'_>) -> Table {
    let mut below = Node::empty_table();
    for cascade in cascades.filter(|cascade| cascade.is_for(heir)) {
        let known = |key: &str| match heir.kind {
            Kind::Page => PAGE_KEYS.contains(&key) || !SECTION_KEYS.contains(&key),
            Kind::Section => true,
        };
        let values = cascade.values.iter().filter(|(key, _)| known(&key.name)).cloned().collect();
        below = Node { value: Data::Table(values), span: 0..0 }.over(below);
    }
    match (Node { value: Data::Table(own), span: 0..0 }).over(below).value {
        Data::Table(table) => table,
        _ => Table::new(),
    }
}
