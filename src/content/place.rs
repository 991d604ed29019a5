//! Where a source stands: in which language, and where in that language's tree.

use crate::config::{Language, LanguageId, Languages};
use std::borrow::Cow;
use std::sync::Arc;

/// The place of a path below `content/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'p> {
    /// Its language.
    pub language: LanguageId,
    /// The path without what says the language: `about.md` of `about.fr.md`, of `fr/about.md` and of itself.
    pub path: Cow<'p, str>,
    /// Whether the path says the language, and is not taken to be the default one's.
    pub is_explicit: bool,
    /// Two languages that the path names, where it names two: that of the folder, and that of the suffix.
    pub contradiction: Option<(LanguageId, LanguageId)>,
}

impl<'p> Place<'p> {
    /// The place of a path. A folder counts where it is a language's `content_dir` or is named as a language at the
    /// top; a suffix where it is a language's tag.
    pub fn of(path: &'p str, languages: &Languages) -> Self {
        let plain = |path| Self {
            language: LanguageId::DEFAULT,
            path: Cow::Borrowed(path),
            is_explicit: false,
            contradiction: None,
        };
        if !languages.are_named() {
            return plain(path);
        }
        let (folder, path) = in_folder(path, languages).map_or((None, path), |(id, path)| (Some(id), path));
        let Some((suffix, whole)) = with_suffix(path, languages) else {
            let language = folder.unwrap_or_default();
            return Self { language, is_explicit: folder.is_some(), ..plain(path) };
        };
        let contradiction = folder.filter(|folder| *folder != suffix).map(|folder| (folder, suffix));
        Self { language: suffix, path: Cow::Owned(whole), is_explicit: true, contradiction }
    }
}

impl Place<'_> {
    /// Whether it is a section's.
    pub fn is_section(&self) -> bool {
        self.path.rsplit('/').next() == Some("_index.md")
    }

    /// Its path, shared with the whole path where it is the same.
    pub fn shared(&self, whole: &Arc<str>) -> Arc<str> {
        if *self.path == **whole { whole.clone() } else { Arc::from(&*self.path) }
    }
}

/// The suffix of a Markdown file's name that could be meant as a language: `fr` of `about.fr.md`.
pub fn suffix(path: &str) -> Option<&str> {
    let stem = path.rsplit('/').next()?.strip_suffix(".md")?;
    stem.rsplit_once('.').filter(|(name, _)| !name.is_empty()).map(|(_, suffix)| suffix)
}

fn in_folder<'p>(path: &'p str, languages: &Languages) -> Option<(LanguageId, &'p str)> {
    let below = |folder: &str| path.strip_prefix(folder)?.strip_prefix('/');
    let own = |language: &Language| Some((language.id, below(language.content_dir.as_deref()?)?));
    // The longest folder is the nearest.
    let nearest = languages.iter().filter_map(own).min_by_key(|(_, rest)| rest.len());
    nearest.or_else(|| {
        let (first, rest) = path.split_once('/')?;
        languages.find(first).map(|language| (language.id, rest))
    })
}

fn with_suffix(path: &str, languages: &Languages) -> Option<(LanguageId, String)> {
    let suffix = suffix(path)?;
    let language = languages.find(suffix)?;
    let stem = path.strip_suffix(".md")?.strip_suffix(suffix)?.strip_suffix('.')?;
    Some((language.id, format!("{stem}.md")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::diagnostics::{Diagnostics, SourceText};

    #[test]
    fn folders_and_suffixes_say_the_language() {
        let text = "[languages.fr]\n[languages.pt-BR]\n[languages.de]\ncontent_dir = \"content/texte/de\"";
        let config = Config::read(&SourceText::new("layer9.toml", text), &mut Diagnostics::new());
        for (path, tag, place, is_explicit) in [
            ("about.md", "en", "about.md", false),
            ("about.fr.md", "fr", "about.md", true),
            ("blog/2026-01-02-x.pt-br.md", "pt-BR", "blog/2026-01-02-x.md", true),
            ("fr/about.md", "fr", "about.md", true),
            ("fr/about.fr.md", "fr", "about.md", true),
            ("en/about.md", "en", "about.md", true),
            ("texte/de/a/index.md", "de", "a/index.md", true),
            ("texte/about.md", "en", "texte/about.md", false),
            ("blog/fr/x.md", "en", "blog/fr/x.md", false),
            ("v1.2.md", "en", "v1.2.md", false),
            ("about.it.md", "en", "about.it.md", false),
            ("fr.md", "en", "fr.md", false),
            (".fr.md", "en", ".fr.md", false),
            ("_index.fr.md", "fr", "_index.md", true),
        ] {
            let found = Place::of(path, &config.languages);
            let language = &config.languages.get(found.language).tag;
            assert_eq!(
                (language.as_str(), &*found.path, found.is_explicit),
                (tag, place, is_explicit),
                "{path}"
            );
        }
        assert!(Place::of("fr/about.de.md", &config.languages).contradiction.is_some());
        assert!(!Place::of("about.fr.md", &Languages::one("en")).is_explicit);
    }
}
