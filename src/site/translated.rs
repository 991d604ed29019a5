//! How far a site is translated: what each language lacks, and which of its texts are older than what they translate.

use super::outline::{Outline, Source};
use crate::config::{Language, LanguageId};
use crate::content::document::SourceFile;

/// How far one language has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Its tag.
    pub language: String,
    /// How many sources are written in another language, so that it could have a translation of them.
    pub originals: usize,
    /// Those that it has no translation of, by their paths below `content/`, in byte order.
    pub missing: Vec<String>,
    /// Those that changed since they were translated, in byte order.
    pub stale: Vec<Stale>,
}

/// A translation whose original changed since.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// The original's path below `content/`.
    pub original: String,
    /// The translation's.
    pub translation: String,
}

impl Outline {
    /// How far each language has come, in the order for readers. The original of a group of translations is the one in
    /// the default language, otherwise in the first language that has it. `is_newer(a, b)` says whether the source at
    /// one path below the site changed after that at another.
    pub fn progress(&self, is_newer: impl Fn(&str, &str) -> bool) -> Vec<Progress> {
        let mut all: Vec<Progress> = self
            .languages
            .in_order()
            .map(|language| Progress {
                language: language.tag.clone(),
                originals: 0,
                missing: Vec::new(),
                stale: Vec::new(),
            })
            .collect();
        for (source, file) in self.files().filter(|(_, file)| file.stands_in_for.is_none()) {
            if self.first_translation(source) != Some(file.language) {
                continue;
            }
            for (progress, language) in all.iter_mut().zip(self.languages.in_order()) {
                if language.id == file.language {
                    continue;
                }
                progress.originals += 1;
                let original = || file.path.to_string();
                match self.written(source, language) {
                    None => progress.missing.push(original()),
                    Some(translation) if is_newer(&below(file), &below(translation)) => {
                        let translation = translation.path.to_string();
                        progress.stale.push(Stale { original: original(), translation });
                    }
                    Some(_) => {}
                }
            }
        }
        for progress in &mut all {
            progress.missing.sort_unstable();
            progress.stale.sort_unstable();
        }
        all
    }

    /// The language of the original of what a source belongs to.
    fn first_translation(&self, source: Source) -> Option<LanguageId> {
        let default = std::iter::once(self.languages.default());
        let mut languages = default.chain(self.languages.in_order());
        languages.find(|language| self.written(source, language).is_some()).map(|language| language.id)
    }

    /// A source in a language, where someone has written it.
    fn written(&self, source: Source, language: &Language) -> Option<&SourceFile> {
        let file = self.file(self.translation(source, language.id)?)?;
        file.stands_in_for.is_none().then_some(file)
    }
}

/// The path of a source below the site.
fn below(file: &SourceFile) -> String {
    format!("content/{}", file.path)
}
