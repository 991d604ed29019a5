//! Code blocks: highlighted at build time, as spans with classes, so that one page serves a light and a
//! dark theme and no script runs.

use super::escape;

#[cfg(feature = "highlight")]
use syntect::html::{ClassStyle, ClassedHTMLGenerator, css_for_theme_with_class_style};
#[cfg(feature = "highlight")]
use syntect::parsing::SyntaxSet;
#[cfg(feature = "highlight")]
use syntect::util::LinesWithEndings;

/// A theme of highlighted code.
#[cfg(feature = "highlight")]
pub type HighlightTheme = syntect::highlighting::Theme;
/// A theme of highlighted code; none without the feature `highlight`.
#[cfg(not(feature = "highlight"))]
pub type HighlightTheme = ();

#[cfg(feature = "highlight")]
const CLASSES: ClassStyle = ClassStyle::SpacedPrefixed { prefix: "hl-" };

/// Grammars and the style sheet of two themes. Made once a build and shared.
pub struct Highlighter {
    #[cfg(feature = "highlight")]
    syntaxes: SyntaxSet,
    css: String,
}

impl Highlighter {
    /// Loads the grammars and the two themes.
    ///
    /// # Errors
    /// The name of a theme that does not exist, and the names that do.
    #[cfg(feature = "highlight")]
    pub fn new(light: &str, dark: &str) -> Result<Self, (String, Vec<String>)> {
        let css = Self::css_of(&theme(light)?, &theme(dark)?);
        Ok(Self { syntaxes: two_face::syntax::extra_newlines(), css })
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
    /// not say `data-theme="light"`, and the dark theme where it says `data-theme="dark"`. Paper is
    /// never dark.
    pub fn css(&self) -> &str {
        &self.css
    }

    #[cfg(feature = "highlight")]
    fn css_of(light: &HighlightTheme, dark: &HighlightTheme) -> String {
        // A theme whose sheet cannot be made gives none; the code stays readable.
        let sheet = |theme| css_for_theme_with_class_style(theme, CLASSES).unwrap_or_default();
        let dark = sheet(dark);
        format!(
            "{light}\n@media screen and (prefers-color-scheme: dark) {{\nhtml:not([data-theme=\"light\"]) {{\n{dark}\n}}\n}}\n\
             @media screen {{\nhtml[data-theme=\"dark\"] {{\n{dark}\n}}\n}}\n",
            light = sheet(light)
        )
    }

    /// Writes code as spans with classes; `false` where the language is not known.
    #[cfg(feature = "highlight")]
    fn write(&self, language: &str, code: &str, html: &mut String) -> bool {
        let Some(syntax) = self.syntaxes.find_syntax_by_token(language) else {
            return false;
        };
        let mut generator = ClassedHTMLGenerator::new_with_class_style(syntax, &self.syntaxes, CLASSES);
        for line in LinesWithEndings::from(code) {
            if generator.parse_html_for_line_which_includes_newline(line).is_err() {
                return false;
            }
        }
        html.push_str(&generator.finalize());
        true
    }

    #[cfg(not(feature = "highlight"))]
    fn write(&self, _language: &str, _code: &str, _html: &mut String) -> bool {
        false
    }
}

#[cfg(feature = "highlight")]
fn theme(name: &str) -> Result<HighlightTheme, (String, Vec<String>)> {
    let themes = two_face::theme::extra();
    let mut names = Vec::new();
    for embedded in two_face::theme::EmbeddedLazyThemeSet::theme_names() {
        if embedded.as_name() == name {
            return Ok(themes.get(*embedded).clone());
        }
        names.push(embedded.as_name().to_owned());
    }
    Err((name.to_owned(), names))
}

/// Writes a code block. `info` is the fence's info string.
pub(super) fn write(
    info: &str,
    code: &str,
    highlighter: Option<&Highlighter>,
    decorate: bool,
    html: &mut String,
) {
    let language = info.split([' ', ',', '{', '\t']).next().unwrap_or("");
    html.push_str("<pre");
    if decorate {
        html.push_str(" class=\"code\" tabindex=\"0\"");
        if !language.is_empty() {
            html.push_str(" data-lang=\"");
            escape::attribute(language, html);
            html.push('"');
        }
    }
    html.push_str("><code");
    if !language.is_empty() {
        html.push_str(" class=\"language-");
        escape::attribute(language, html);
        html.push('"');
    }
    html.push('>');
    let highlighted = match highlighter {
        Some(highlighter) if !language.is_empty() => highlighter.write(language, code, html),
        _ => false,
    };
    if !highlighted {
        escape::text(code, html);
    }
    html.push_str("</code></pre>\n");
}
