//! The files of `i18n/`: the theme's and the site's, over the words that the tool itself writes.

use super::theme::{Theme, texts};
use crate::config::{Config, LanguageId};
use crate::content::markdown::LABELS;
use crate::content::messages::{Layer, MessageFile, Messages};
use crate::diagnostics::{Diagnostics, SourceText};
use crate::source::Root;
use std::collections::BTreeMap;

/// Reads all messages.
pub(super) fn read(root: &Root, theme: &Theme, config: &Config, out: &mut Diagnostics) -> Messages {
    let of_theme: Vec<_> = theme.texts("i18n", out);
    let of_site = texts(root, "i18n", out);
    let of_tool = LABELS.iter().map(|(below, text)| {
        let source = SourceText::new(format!("<built-in>/i18n/{below}"), *text);
        (((*below).to_owned(), source), Layer::Tool)
    });
    let files = of_tool
        .chain(of_theme.into_iter().map(|file| (file, Layer::Theme)))
        .chain(of_site.into_iter().map(|file| (file, Layer::Site)));
    let files: Vec<MessageFile> =
        files.filter_map(|((below, source), layer)| MessageFile::new(&below, source, layer, out)).collect();
    let tag = |id: &LanguageId| config.languages.get(*id).tag.clone();
    let fallbacks: BTreeMap<String, Vec<String>> = config
        .languages
        .iter()
        .map(|language| (language.tag.clone(), language.fallback.iter().map(tag).collect()))
        .collect();
    Messages::new(files, &config.default_language, fallbacks, out)
}
