//! `[[routes]]`: templates at addresses of their own.

use super::CODES;
use super::data::{Data, Node, Table, TableReader};
use super::{LanguageId, Languages};
use crate::diagnostics::{Diagnostic, Diagnostics, Location, SourceText};

/// A template at an address, or at one for each row of data.
#[derive(Clone, Debug, PartialEq)]
pub struct RouteConfig {
    /// The address, with a leading slash; with `each`, `{field}` in it takes the row's value.
    pub path: String,
    /// The template.
    pub template: String,
    /// The data whose rows get a file each.
    pub each: Option<String>,
    /// The languages that have it, each below its prefix; `None` for one in the default language at the very address.
    pub languages: Option<Vec<LanguageId>>,
    /// Where it is written.
    pub at: Location,
}

/// Reads the value of `routes`.
pub(super) fn read(
    node: &Node,
    languages: &Languages,
    source: &SourceText,
    out: &mut Diagnostics,
) -> Vec<RouteConfig> {
    let empty = Table::new();
    let Data::List(items) = &node.value else {
        TableReader::new(&empty, source, "", CODES, out).wrong::<()>("routes", node, "a list of tables");
        return Vec::new();
    };
    let mut routes = Vec::with_capacity(items.len());
    for item in items {
        let Data::Table(table) = &item.value else {
            TableReader::new(&empty, source, "", CODES, out).wrong::<()>("routes", item, "a table");
            continue;
        };
        let mut t = TableReader::new(table, source, "routes", CODES, out);
        let (path, template, each) = (t.string("path"), t.string("template"), t.string("each"));
        let languages = languages.among(&mut t);
        if let (None, None) | (Some(_), None) | (None, Some(_)) = (&path, &template)
            && (t.node("path").is_none() || t.node("template").is_none())
        {
            t.report(
                Diagnostic::error(CODES.value, "a route needs a `path` and a `template`")
                    .at(source.at(item.span.clone())),
            );
        }
        t.finish();
        if let (Some(path), Some(template)) = (path, template) {
            let path = format!("/{}", path.trim_start_matches('/'));
            routes.push(RouteConfig { path, template, each, languages, at: source.at(item.span.clone()) });
        }
    }
    routes
}
