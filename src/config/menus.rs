//! `[menus]`: lists of links, or `"sections"` for one that is made from the site's sections.

use super::CODES;
use super::data::{Data, Node, Table, TableReader};
use crate::diagnostics::{Diagnostics, Location, SourceText};
use std::collections::BTreeMap;

/// The menus of a configuration, by name.
pub type MenusConfig = BTreeMap<String, MenuConfig>;

/// One menu.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MenuConfig {
    /// Whether it has an item for each section, with those below it.
    pub sections: bool,
    /// Its own items, in the order written.
    pub items: Vec<MenuItemConfig>,
}

/// An item of a menu.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MenuItemConfig {
    /// What others name as their `parent`: its `id`, otherwise its name.
    pub id: String,
    /// Its text; without one, the title of the page that it leads to.
    pub name: Option<String>,
    /// Where it leads: `@/page.md`, a path or an address; none for a heading of a group.
    pub url: Option<String>,
    /// The lightest comes first.
    pub weight: i64,
    /// The item that it stands below.
    pub parent: Option<String>,
    /// Items below it.
    pub children: Vec<MenuItemConfig>,
    /// Where it is written.
    pub at: Location,
}

/// Reads a table of menus, which stands at `place`.
pub(super) fn read(table: &Table, place: &str, source: &SourceText, out: &mut Diagnostics) -> MenusConfig {
    let mut menus = MenusConfig::new();
    for (key, node) in table {
        let path = format!("{place}.{}", key.name);
        let menu = match &node.value {
            Data::String(word) if word == "sections" => MenuConfig { sections: true, items: Vec::new() },
            Data::List(items) => {
                let items = items.iter().filter_map(|item| self::item(item, source, &path, out));
                MenuConfig { sections: false, items: items.collect() }
            }
            Data::Table(table) => {
                let mut t = TableReader::new(table, source, &path, CODES, out);
                let sections = t.bool("sections").unwrap_or(false);
                t.node("items");
                t.finish();
                let items = table.iter().find(|(key, _)| key.name == "items").map(|(_, node)| node);
                MenuConfig { sections, items: list(items, source, &path, out) }
            }
            _ => {
                let empty = Table::new();
                let mut t = TableReader::new(&empty, source, "", CODES, out);
                t.wrong::<()>(&path, node, "a list of items, or `\"sections\"`");
                continue;
            }
        };
        menus.insert(key.name.clone(), menu);
    }
    menus
}

fn list(node: Option<&Node>, source: &SourceText, path: &str, out: &mut Diagnostics) -> Vec<MenuItemConfig> {
    match node.map(|node| (&node.value, node)) {
        Some((Data::List(items), _)) => {
            items.iter().filter_map(|node| item(node, source, path, out)).collect()
        }
        Some((Data::Null, _)) | None => Vec::new(),
        Some((_, node)) => {
            let empty = Table::new();
            TableReader::new(&empty, source, "", CODES, out).wrong::<()>(path, node, "a list of items");
            Vec::new()
        }
    }
}

fn item(node: &Node, source: &SourceText, path: &str, out: &mut Diagnostics) -> Option<MenuItemConfig> {
    let empty = Table::new();
    let Data::Table(table) = &node.value else {
        return TableReader::new(&empty, source, "", CODES, out).wrong(
            path,
            node,
            "a table with `name` and `url`",
        );
    };
    let mut t = TableReader::new(table, source, path, CODES, out);
    let (id, name, url) = (t.string("id"), t.string("name"), t.string("url"));
    let (weight, parent) = (t.integer("weight", i64::MIN).unwrap_or(0), t.string("parent"));
    t.node("children");
    if name.is_none() && url.is_none() {
        t.bad_value(node, "an item of a menu needs a `name` or a `url`");
    }
    t.finish();
    let children = table.iter().find(|(key, _)| key.name == "children").map(|(_, node)| node);
    let children = list(children, source, path, out);
    let id = id.or_else(|| name.clone()).or_else(|| url.clone()).unwrap_or_default();
    Some(MenuItemConfig { id, name, url, weight, parent, children, at: source.at(node.span.clone()) })
}
