//! Zola's `[translations]`, of the site and of each language, as messages.

use super::config::ZolaConfig;
use crate::config::data::Table;
use crate::import::messages::{Messages, Part, Words, note_renamed};
use crate::import::report::Report;
use crate::import::toml_text::text;

/// Reads the messages of all languages.
pub(super) fn read(config: &ZolaConfig, report: &mut Report) -> Messages {
    let mut messages = Messages::default();
    let mut add = |language: &str, table: &Table| {
        for (key, node) in table {
            let Some(text) = text(node) else {
                report.note(&config.file, 0, format!("the translation `{}` is no text", key.name));
                continue;
            };
            note_renamed(&config.file, &key.name, report);
            messages.add(language, &key.name, Words::Text(vec![Part::Literal(text)]));
        }
    };
    add(&config.language, &config.translations);
    for (language, table) in &config.languages {
        let own = table.iter().find(|(key, _)| key.name == "translations");
        if let Some(table) = own.and_then(|(_, node)| node.as_table()) {
            add(language, table);
        }
    }
    messages
}
