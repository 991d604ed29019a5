//! The files of `i18n/`, the theme's and the site's.

use super::theme::{Theme, texts};
use crate::config::{Config, LanguageId};
use crate::content::messages::{MessageFile, Messages};
use crate::diagnostics::Diagnostics;
use crate::source::Root;
use std::collections::BTreeMap;

/// Reads all messages.
pub(super) fn read(root: &Root, theme: &Theme, config: &Config, out: &mut Diagnostics) -> Messages {
    let of_theme: Vec<_> = theme.texts("i18n", out);
    let of_site = texts(root, "i18n", out);
    let files =
        of_theme.into_iter().map(|file| (file, true)).chain(of_site.into_iter().map(|file| (file, false)));
    let files: Vec<MessageFile> = files
        .filter_map(|((below, source), is_of_theme)| MessageFile::new(&below, source, is_of_theme, out))
        .collect();
    let tag = |id: &LanguageId| config.languages.get(*id).tag.clone();
    let fallbacks: BTreeMap<String, Vec<String>> = config
        .languages
        .iter()
        .map(|language| (language.tag.clone(), language.fallback.iter().map(tag).collect()))
        .collect();
    Messages::new(files, &config.default_language, fallbacks, out)
}
