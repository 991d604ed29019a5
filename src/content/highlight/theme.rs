//! The colours of code: two themes as one style sheet.

use super::class::Class;
use std::fmt::Write;
use syntect::highlighting::{Color, FontStyle, Highlighter, Style, Theme};
use syntect::parsing::Scope;
use two_face::theme::EmbeddedLazyThemeSet;

/// A theme by its name.
///
/// # Errors
/// The name, and those that there are.
pub(super) fn find(name: &str) -> Result<Theme, (String, Vec<String>)> {
    let themes = two_face::theme::extra();
    let mut names = Vec::new();
    for embedded in EmbeddedLazyThemeSet::theme_names() {
        if embedded.as_name() == name {
            return Ok(themes.get(*embedded).clone());
        }
        names.push(embedded.as_name().to_owned());
    }
    Err((name.to_owned(), names))
}

/// The light theme, the dark theme where the visitor's system is dark and the page does not say
/// `data-theme="light"`, and the dark theme where it says `data-theme="dark"`. Paper is never
/// dark.
pub(super) fn style_sheet(light: &Theme, dark: &Theme) -> String {
    let dark = rules(dark);
    format!(
        "{}\n@media screen and (prefers-color-scheme: dark) {{\nhtml:not([data-theme=\"light\"]) {{\n{dark}}}\n}}\n\
         @media screen {{\nhtml[data-theme=\"dark\"] {{\n{dark}}}\n}}\n",
        rules(light)
    )
}

/// One rule for each set of classes that look alike.
fn rules(theme: &Theme) -> String {
    let highlighter = Highlighter::new(theme);
    let plain = highlighter.get_default();
    let mut looks: Vec<(String, Vec<&str>)> = Vec::new();
    for (_, name, scopes) in Class::ALL {
        let styles = scopes.iter().filter_map(|scope| {
            let style = highlighter.style_for_stack(&[Scope::new(scope).ok()?]);
            (style != plain).then_some(style)
        });
        let Some(look) = { styles }.next().map(|style| declarations(style, plain)) else {
            continue;
        };
        match looks.iter_mut().find(|(known, _)| *known == look) {
            Some((_, names)) => names.push(name),
            None => looks.push((look, vec![name])),
        }
    }
    // A theme of pages that wants code on the theme's own ground reads these.
    let mut css = format!(
        "pre.code {{ --code-theme-color: {}; --code-theme-background: {} }}\n",
        color(plain.foreground),
        color(plain.background)
    );
    for (look, names) in looks {
        let selectors: Vec<String> = names.iter().map(|name| format!(".hl-{name}")).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(css, "{} {{{look} }}", selectors.join(", "));
    }
    css
}

fn declarations(style: Style, plain: Style) -> String {
    let mut css = String::new();
    if style.foreground != plain.foreground {
        css.push_str(&format!(" color: {};", color(style.foreground)));
    }
    if style.background != plain.background {
        css.push_str(&format!(" background-color: {};", color(style.background)));
    }
    for (flag, declaration) in [
        (FontStyle::BOLD, " font-weight: bold;"),
        (FontStyle::ITALIC, " font-style: italic;"),
        (FontStyle::UNDERLINE, " text-decoration: underline;"),
    ] {
        if style.font_style.contains(flag) && !plain.font_style.contains(flag) {
            css.push_str(declaration);
        }
    }
    css
}

fn color(c: Color) -> String {
    let alpha = if c.a == 255 { String::new() } else { format!("{:02x}", c.a) };
    format!("#{:02x}{:02x}{:02x}{alpha}", c.r, c.g, c.b)
}
