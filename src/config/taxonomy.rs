//! `taxonomies = [{ name = "tags", paginate_by = 10, feed = true, render = true }]`

use super::data::{Data, Node, TableReader};
use super::{CODES, Slugs};
use crate::diagnostics::Diagnostics;
use crate::diagnostics::SourceText;

/// A way to group pages, such as tags.
#[derive(Clone, Debug, PartialEq)]
pub struct TaxonomyConfig {
    /// Its name in front matter, such as `tags`.
    pub name: String,
    /// The folder of its pages: its name as a slug.
    pub slug: String,
    /// Pages of a term on one page of its list; 0 for all.
    pub paginate_by: usize,
    /// Terms on one page of the list of its terms; 0 for all.
    pub paginate_terms_by: usize,
    /// The path segment of list pages after the first.
    pub paginate_path: String,
    /// Whether each term has a feed.
    pub feed: bool,
    /// Whether its list and its terms get pages of their own.
    pub render: bool,
}

impl TaxonomyConfig {
    pub(super) fn read_all(
        node: &Node,
        slugs: Slugs,
        source: &SourceText,
        out: &mut Diagnostics,
    ) -> Vec<Self> {
        let items = match &node.value {
            Data::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut all: Vec<Self> = Vec::new();
        for item in items {
            let taxonomy = match &item.value {
                Data::String(name) => Some(Self::named(name, slugs)),
                Data::Table(table) => {
                    let mut t = TableReader::new(table, source, "taxonomies", CODES, out);
                    let name = t.string("name");
                    if name.is_none() {
                        t.bad_value(item, "a taxonomy needs a `name`");
                    }
                    let rest = Self {
                        paginate_by: t.count("paginate_by").unwrap_or(0),
                        paginate_terms_by: t.count("paginate_terms_by").unwrap_or(0),
                        paginate_path: t.string("paginate_path").unwrap_or_else(|| "page".to_owned()),
                        feed: t.bool("feed").unwrap_or(false),
                        render: t.bool("render").unwrap_or(true),
                        ..Self::named("", slugs)
                    };
                    let taxonomy = name.map(|name| {
                        let slug = slugs.segment(&name);
                        Self { name, slug, ..rest }
                    });
                    t.finish();
                    taxonomy
                }
                _ => {
                    let table = Vec::new();
                    let mut t = TableReader::new(&table, source, "", CODES, out);
                    t.wrong("taxonomies", item, "a list of names or of tables with a `name`")
                }
            };
            if let Some(taxonomy) = taxonomy {
                if all.iter().any(|t| t.slug == taxonomy.slug) {
                    let table = Vec::new();
                    TableReader::new(&table, source, "", CODES, out)
                        .bad_value(item, format!("taxonomy `{}` is declared twice", taxonomy.name));
                } else {
                    all.push(taxonomy);
                }
            }
        }
        all
    }

    fn named(name: &str, slugs: Slugs) -> Self {
        Self {
            name: name.to_owned(),
            slug: slugs.segment(name),
            paginate_by: 0,
            paginate_terms_by: 0,
            paginate_path: "page".to_owned(),
            feed: false,
            render: true,
        }
    }
}
