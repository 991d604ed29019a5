//! `theme.toml`: who made a theme, and the options it has.

use super::CODES;
use super::data::{Node, TableReader, parse_toml};
use crate::diagnostics::Diagnostics;
use crate::diagnostics::SourceText;

/// `theme.toml`
#[derive(Clone, Debug, PartialEq)]
pub struct ThemeConfig {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Defaults of `[extra]`; the site's own values lie over them.
    pub extra: Node,
}

impl ThemeConfig {
    /// Reads a `theme.toml`.
    pub fn read(source: &SourceText, out: &mut Diagnostics) -> Self {
        let table = parse_toml(source, 0..source.text.len(), CODES, out);
        let mut t = TableReader::new(&table, source, "", CODES, out);
        let config = Self {
            name: t.string("name").unwrap_or_default(),
            description: t.string("description").unwrap_or_default(),
            extra: t.node("extra").cloned().unwrap_or_else(Node::empty_table),
        };
        for known in ["license", "homepage", "author", "min_layer9", "demo"] {
            t.node(known);
        }
        t.finish();
        config
    }
}
