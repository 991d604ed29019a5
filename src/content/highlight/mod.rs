//! Code, highlighted at build time: spans with classes, so that one page serves a light and a dark theme and no
//! script runs.
//!
//! Grammars are those of Visual Studio Code, read by a reader in Rust; what they find is brought down to about
//! thirty classes (`class`), which the style sheet gives the colours of two themes (`theme`).

#[cfg(feature = "highlight")]
mod cache;
#[cfg(feature = "highlight")]
mod class;
#[cfg(feature = "highlight")]
mod engine;
#[cfg(feature = "highlight")]
mod markup;
#[cfg(feature = "highlight")]
mod own;
#[cfg(all(test, feature = "highlight"))]
mod tests;
#[cfg(feature = "highlight")]
mod theme;

use crate::diagnostics::{Diagnostics, SourceText};
use crate::source::Hash;
#[cfg(feature = "highlight")]
use crate::source::hash;
use std::sync::Arc;

/// The files of a site's own for highlighting.
#[derive(Clone, Debug, Default)]
pub struct OwnFiles {
    /// TextMate grammars in JSON.
    pub grammars: Vec<SourceText>,
    /// Themes of Visual Studio Code.
    pub themes: Vec<SourceText>,
}

/// Highlights code, and has the style sheet of two themes. Made once a build and shared by its threads.
pub struct Highlighter {
    #[cfg(feature = "highlight")]
    engine: Arc<engine::Engine>,
    css: String,
}

impl Highlighter {
    /// A highlighter with the colours of a theme for light pages and one for dark.
    ///
    /// # Errors
    /// The name of a theme that does not exist, and the names that do.
    #[cfg(feature = "highlight")]
    pub fn new(light: &str, dark: &str) -> Result<Self, (String, Vec<String>)> {
        let css = theme::style_sheet(&theme::find(light)?, &theme::find(dark)?);
        Ok(Self { engine: engine::Engine::shared(), css })
    }

    /// The same with grammars and themes of the site's own, which come before those of that name that are built in.
    /// What is wrong with their files is in `out`.
    ///
    /// # Errors
    /// As [`Highlighter::new`].
    #[cfg(feature = "highlight")]
    pub fn with(
        light: &str,
        dark: &str,
        files: &OwnFiles,
        out: &mut Diagnostics,
    ) -> Result<Self, (String, Vec<String>)> {
        let themes: Vec<_> =
            files.themes.iter().map(|file| (own::stem(file), own::theme(file, out))).collect();
        let find = |name: &str| match themes.iter().find(|(own, _)| *own == name) {
            // A theme with a mistake in it: that is said, and no colour of it matters.
            Some((_, theme)) => Ok(theme.clone().unwrap_or_default()),
            None => theme::find(name).map_err(|(wrong, mut names)| {
                names.extend(themes.iter().map(|(own, _)| (*own).to_owned()));
                (wrong, names)
            }),
        };
        let css = theme::style_sheet(&find(light)?, &find(dark)?);
        let engine = match files.grammars.as_slice() {
            [] => engine::Engine::shared(),
            grammars => {
                let texts = grammars.iter().map(|file| format!("{}\0{}", file.path, file.text)).collect();
                Arc::new(engine::Engine::with(own::grammars(grammars, out), texts))
            }
        };
        Ok(Self { engine, css })
    }

    /// Without the feature `highlight` nothing is highlighted.
    ///
    /// # Errors
    /// None.
    #[cfg(not(feature = "highlight"))]
    pub fn with(
        light: &str,
        dark: &str,
        _: &OwnFiles,
        _: &mut Diagnostics,
    ) -> Result<Self, (String, Vec<String>)> {
        Self::new(light, dark)
    }

    /// Without the feature `highlight` nothing is highlighted.
    ///
    /// # Errors
    /// None.
    #[cfg(not(feature = "highlight"))]
    pub fn new(_light: &str, _dark: &str) -> Result<Self, (String, Vec<String>)> {
        Ok(Self { css: String::new() })
    }

    /// The style sheet: the light theme, the dark theme where the visitor's system is dark and the page does
    /// not say `data-theme="light"`, and the dark theme where it says `data-theme="dark"`.
    pub fn css(&self) -> &str {
        &self.css
    }

    /// The HTML of a text in a language; `None` where the language is not known.
    ///
    /// It depends on nothing but the two and [`Self::fingerprint`]. No element reaches over the end of a line,
    /// so the HTML has the lines of the text.
    #[cfg(feature = "highlight")]
    pub fn highlight(&self, language: &str, text: &str) -> Option<Arc<str>> {
        self.engine.highlight(language, text)
    }

    /// Without the feature `highlight` no language is known.
    #[cfg(not(feature = "highlight"))]
    pub fn highlight(&self, _language: &str, _text: &str) -> Option<Arc<str>> {
        None
    }

    /// A digest of everything besides language and text that [`Self::highlight`] depends on: the grammars, what
    /// reads them, and the classes. The colours are not among it; they are in [`Self::css`] alone.
    #[cfg(feature = "highlight")]
    pub fn fingerprint(&self) -> Hash {
        hash(self.engine.describe().as_bytes())
    }

    /// Without the feature `highlight` the output never differs.
    #[cfg(not(feature = "highlight"))]
    pub fn fingerprint(&self) -> Hash {
        Hash::default()
    }
}
