//! Where a page appears: whether it has a file of its own, which lists show it, what the sitemap says of it.

use super::front_matter::CODES;
use crate::config::data::{Data, TableReader};
use crate::config::sitemap_keys;
use crate::diagnostics::Diagnostics;
use serde::{Deserialize, Serialize};

/// Where a page appears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visibility {
    /// `outputs`: the formats that it has; empty for HTML alone.
    pub outputs: Vec<String>,
    /// `render`: it has a file of its own.
    pub rendered: bool,
    /// `in_lists`: sections, terms, queries, neighbours and feeds know it.
    pub in_lists: bool,
    /// `in_feeds`
    pub in_feeds: bool,
    /// `in_sitemap`, or `sitemap = false`.
    pub in_sitemap: bool,
    /// `search`, or `in_search_index` as Zola calls it: a search finds it. Where neither is said, as lists do.
    pub in_search: bool,
    /// `sitemap.priority`, between 0 and 1, as it is written to the sitemap.
    pub priority: Option<String>,
    /// `sitemap.changefreq`
    pub frequency: Option<String>,
}

impl Default for Visibility {
    fn default() -> Self {
        Self {
            outputs: Vec::new(),
            rendered: true,
            in_lists: true,
            in_feeds: true,
            in_sitemap: true,
            in_search: true,
            priority: None,
            frequency: None,
        }
    }
}

impl Visibility {
    /// Whether it has a page of HTML.
    pub fn has_page(&self) -> bool {
        self.rendered && (self.outputs.is_empty() || self.outputs.iter().any(|name| name == "html"))
    }

    /// The formats that it has beside HTML.
    pub fn further(&self) -> impl Iterator<Item = &str> {
        let names = self.outputs.iter().map(String::as_str);
        names.filter(|name| self.rendered && *name != "html")
    }

    /// Reads its keys of front matter.
    pub(super) fn read(t: &mut TableReader<'_>) -> Self {
        let mut found = Self {
            rendered: t.bool("render").unwrap_or(true),
            in_lists: t.bool("in_lists").unwrap_or(true),
            in_feeds: t.bool("in_feeds").unwrap_or(true),
            in_sitemap: t.bool("in_sitemap").unwrap_or(true),
            ..Self::default()
        };
        let in_search = (t.bool("search"), t.bool("in_search_index"));
        found.in_search = in_search.0.or(in_search.1).unwrap_or(found.in_lists);
        found.outputs = t.strings("outputs").unwrap_or_default().into_iter().map(|(name, _)| name).collect();
        match t.node("sitemap") {
            None => {}
            Some(node) => match &node.value {
                Data::Bool(shown) => found.in_sitemap &= shown,
                Data::Table(table) => {
                    let mut out = Diagnostics::new();
                    let mut sitemap = TableReader::new(table, t.source(), "sitemap", CODES, &mut out);
                    (found.priority, found.frequency) = sitemap_keys(&mut sitemap);
                    sitemap.finish();
                    out.into_iter().for_each(|diagnostic| t.report(diagnostic));
                }
                _ => {
                    t.wrong::<()>("sitemap", node, "`false` or a table");
                }
            },
        }
        found
    }
}
