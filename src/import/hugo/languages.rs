//! Hugo's `languages` as `[languages]`.

use super::config::{HugoConfig, menus, of_table};
use crate::config::data::{Data, Node, Table};
use crate::import::report::Report;
use crate::import::toml_text::{put_table, set, string, take_any_case, text};

/// Keys that say nothing to Layer9: the tag is the key, and folders are told from the sources.
const UNUSED: [&str; 6] =
    ["languagecode", "locale", "contentdir", "disabled", "baseurl", "defaultcontentlanguage"];

/// The table of all languages; none for a site in one.
pub(super) fn table(config: &HugoConfig, report: &mut Report) -> Table {
    let mut all = Table::new();
    if config.languages.len() < 2 {
        return all;
    }
    for (i, language) in config.languages.iter().enumerate() {
        if !language.is_tag() {
            let key = &language.key;
            let message =
                format!("language `{key}`: this is no language tag, so its pages are in `content/{key}/`");
            report.note(&config.file, 0, message);
            continue;
        }
        let mut old = language.table.clone();
        let mut new = Table::new();
        for (names, to) in [
            (&["label", "languageName"][..], "name"),
            (&["title"], "title"),
            (&["description"], "description"),
        ] {
            let found: Vec<String> = names
                .iter()
                .filter_map(|name| take_any_case(&mut old, name))
                .filter_map(|node| text(&node))
                .collect();
            // What the main language says for itself is said for the site.
            if let Some(text) = found.into_iter().next().filter(|_| i > 0 || to == "name") {
                set(&mut new, to, string(text));
            }
        }
        for name in ["direction", "languageDirection"] {
            let direction = take_any_case(&mut old, name).and_then(|node| text(&node));
            if let Some(direction) = direction.filter(|direction| matches!(direction.as_str(), "ltr" | "rtl"))
            {
                set(&mut new, "direction", string(direction));
            }
        }
        if let Some(weight) =
            take_any_case(&mut old, "weight").and_then(|n| text(&n)).and_then(|n| n.parse().ok())
        {
            set(&mut new, "weight", Node::new(Data::Int(weight)));
        }
        let params = take_any_case(&mut old, "params").map_or_else(Table::new, of_table);
        let own_menus = menus([&mut old], config, report);
        if i > 0 {
            put_table(&mut new, "menus", own_menus);
            put_table(&mut new, "extra", params);
        }
        for (key, _) in old {
            if !UNUSED.contains(&key.name.to_lowercase().as_str()) {
                let message = format!("`languages.{}.{}` has no counterpart", language.key, key.name);
                report.note(&config.file, 0, message);
            }
        }
        set(&mut all, &language.key, Node::new(Data::Table(new)));
    }
    all
}
