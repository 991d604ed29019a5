//! Hugo's front matter as Layer9's, and what sections hand down.

use super::config::{HugoConfig, Language, of_table};
use crate::config::data::{Data, Node, Table};
use crate::import::matter::Keys;
use crate::import::report::Report;
use crate::import::toml_text::{list, put_table, set, string, take_any_case, take_table, text, texts};
use std::collections::BTreeSet;

/// The keys of a page or section.
pub(super) fn matter(
    old: Table,
    file: &str,
    section: bool,
    url: &str,
    config: &HugoConfig,
    language: &Language,
    report: &mut Report,
) -> Table {
    let mut keys = Keys::new(old, file, report);
    for name in ["title", "description", "summary"] {
        keys.string(name, name);
    }
    keys.date("date", "date");
    for (from, to) in [
        ("lastmod", "updated"),
        ("modified", "updated"),
        ("publishDate", "publish_date"),
        ("pubdate", "publish_date"),
        ("expiryDate", "expiry_date"),
        ("unpublishdate", "expiry_date"),
    ] {
        if section && matches!(to, "publish_date" | "expiry_date") {
            continue;
        }
        keys.date(from, to);
    }
    keys.integer("weight", "weight");
    keys.bool("draft", "draft");
    for key in ["url", "slug", "path", "lang", "headless", "build", "_build"] {
        keys.take(key);
    }
    let aliases = keys.take("aliases").map(|node| texts(&node)).unwrap_or_default();
    if !aliases.is_empty() {
        // An alias without a slash in front starts where the page's own address does.
        let above = url.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
        let full = aliases.iter().map(|alias| match alias.starts_with('/') {
            true => format!("{}{alias}", language.prefix),
            false => join(above, alias),
        });
        let full: BTreeSet<String> = full
            .filter(|alias| {
                alias.trim_matches('/') != url.trim_matches('/') && !alias.trim_matches('/').is_empty()
            })
            .collect();
        if !full.is_empty() {
            set(&mut keys.new, "aliases", list(full));
        }
    }
    for key in ["authors", "author"] {
        if let Some(node) = keys.take(key) {
            let names = texts(&node);
            match names.is_empty() {
                false => set(&mut keys.new, "authors", list(names)),
                true => {
                    let mut extra = take_table(&mut keys.new, "extra");
                    set(&mut extra, key, node);
                    put_table(&mut keys.new, "extra", extra);
                }
            }
        }
    }
    if !section {
        let mut taxonomies = Table::new();
        for name in &config.taxonomies {
            let terms = keys.take(name).map(|node| texts(&node)).unwrap_or_default();
            let terms: Vec<String> = terms.into_iter().filter(|term| !term.trim().is_empty()).collect();
            if !terms.is_empty() {
                set(&mut taxonomies, name, list(terms));
            }
        }
        put_table(&mut keys.new, "taxonomies", taxonomies);
    }
    if let Some(menus) = keys.take("menu").or_else(|| keys.take("menus")).and_then(menus) {
        set(&mut keys.new, "menus", menus);
    }
    let cascade = keys.take("cascade");
    let mut extra = take_table(&mut keys.new, "extra");
    for (key, node) in keys.take("params").map_or_else(Table::new, of_table) {
        set(&mut extra, &key.name, node);
    }
    if let Some(link) = keys.take("linkTitle") {
        set(&mut extra, "nav_title", link);
    }
    put_table(&mut keys.new, "extra", extra);
    if let Some(node) = cascade {
        match self::cascade(&node, config).filter(|_| section) {
            Some(node) => set(&mut keys.new, "cascade", node),
            None => keys.note("`cascade` holds nothing that can be handed down here"),
        }
    }
    keys.finish()
}

/// A relative address from a folder.
fn join(above: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = above.split('/').filter(|p| !p.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The menus that a page stands in.
fn menus(node: Node) -> Option<Node> {
    match node.value {
        Data::Table(menus) => {
            let mut new = Table::new();
            for (name, entry) in menus {
                let mut entry = of_table(entry);
                let mut out = Table::new();
                for (from, to) in [("name", "name"), ("identifier", "id"), ("parent", "parent")] {
                    if let Some(text) = take_any_case(&mut entry, from).and_then(|n| text(&n)) {
                        set(&mut out, to, string(text));
                    }
                }
                if let Some(weight) =
                    take_any_case(&mut entry, "weight").and_then(|n| text(&n)).and_then(|n| n.parse().ok())
                {
                    set(&mut out, "weight", Node::new(Data::Int(weight)));
                }
                set(&mut new, &name.name, Node::new(Data::Table(out)));
            }
            Some(Node::new(Data::Table(new)))
        }
        _ => Some(texts(&node)).filter(|names| !names.is_empty()).map(list),
    }
}

/// What is handed down: keys that Layer9 has as they are, the rest as `extra`.
pub(super) fn cascade(node: &Node, config: &HugoConfig) -> Option<Node> {
    let entries: Vec<Table> = match &node.value {
        Data::List(items) => items.iter().filter_map(|item| item.as_table().cloned()).collect(),
        Data::Table(table) => vec![table.clone()],
        _ => Vec::new(),
    };
    let mut new = Vec::new();
    for mut entry in entries {
        let mut out = Table::new();
        let mut target = Table::new();
        for (key, node) in take_any_case(&mut entry, "_target")
            .or_else(|| take_any_case(&mut entry, "target"))
            .map_or_else(Table::new, of_table)
        {
            let Some(word) = text(&node) else { continue };
            match key.name.to_lowercase().as_str() {
                "path" if !word.contains('{') => {
                    set(&mut target, "path", string(word.trim_start_matches('/')))
                }
                "kind" if word == "page" || word == "section" => set(&mut target, "kind", string(word)),
                "lang" => set(&mut target, "lang", string(word)),
                // What such a target says cannot be told: it would hold for too much.
                _ => return None,
            }
        }
        let mut extra = take_any_case(&mut entry, "params").map_or_else(Table::new, of_table);
        let mut taxonomies = Table::new();
        for (key, node) in entry {
            let name = key.name.to_lowercase();
            match name.as_str() {
                "weight" | "draft" | "description" => set(&mut out, &name, node),
                "menu" | "menus" | "title" | "slug" | "url" | "aliases" | "build" | "_build" | "outputs" => {}
                _ if config.taxonomies.contains(&key.name) => {
                    set(&mut taxonomies, &key.name, list(texts(&node)))
                }
                _ => set(&mut extra, &key.name, node),
            }
        }
        put_table(&mut out, "taxonomies", taxonomies);
        put_table(&mut out, "extra", extra);
        if !out.is_empty() {
            put_table(&mut out, "target", target);
            new.push(Node::new(Data::Table(out)));
        }
    }
    (!new.is_empty()).then(|| Node::new(Data::List(new)))
}
