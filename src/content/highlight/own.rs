//! Grammars and themes of a site's own: TextMate grammars in JSON, and themes of Visual Studio Code.

use super::engine::OwnLanguage;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, SourceText};
use serde_json::Value;
use syntaxmate::{Error, GrammarErrorKind, GrammarRegistry, PreparedLanguage};
use syntect::highlighting::{
    Color, FontStyle, ScopeSelectors, StyleModifier, Theme, ThemeItem, ThemeSettings,
};

/// The name of a file without its folder and extension.
pub(super) fn stem(source: &SourceText) -> &str {
    let name = source.path.rsplit('/').next().unwrap_or(&source.path);
    name.split('.').next().unwrap_or(name)
}

/// Prepares grammars, which may include each other by `scopeName`. A language is called as its file, as the grammar's
/// `name`, and as its `fileTypes`, in lower case.
pub(super) fn grammars(sources: &[SourceText], out: &mut Diagnostics) -> Vec<OwnLanguage> {
    let mut registry = GrammarRegistry::new();
    let mut added = Vec::with_capacity(sources.len());
    for source in sources {
        let Some(value) = json(source, out) else { continue };
        match registry.add_json(&source.text) {
            Ok(id) => added.push((source, value, id)),
            Err(error) => out.push(wrong(source, &error)),
        }
    }
    // Which grammar is at fault is known by its scope alone.
    for checked in [registry.validate(), registry.validate_regexes()] {
        let Err(error) = checked else { continue };
        let scope = match &error {
            Error::Grammar(error) => error.scope_name().unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        let at_fault =
            added.iter().find(|(_, value, _)| value["scopeName"] == scope.as_str()).or(added.first());
        out.extend(at_fault.map(|(source, ..)| wrong(source, &error)));
        return Vec::new();
    }
    let mut languages = Vec::with_capacity(added.len());
    for (source, value, id) in added {
        let more = value["fileTypes"].as_array().into_iter().flatten().chain([&value["name"]]);
        let names = more.filter_map(Value::as_str).chain([stem(source)]).map(str::to_ascii_lowercase);
        match PreparedLanguage::new(&registry, id) {
            Ok(prepared) => languages.push(OwnLanguage {
                name: stem(source).to_owned(),
                names: names.collect(),
                prepared,
            }),
            Err(error) => out.push(wrong(source, &error)),
        }
    }
    languages
}

/// Reads a theme. Of `colors` the editor's foreground and background count, and all `tokenColors`.
pub(super) fn theme(source: &SourceText, out: &mut Diagnostics) -> Option<Theme> {
    let value = json(source, out)?;
    let before = out.counts().0;
    let mut color = |value: &Value| {
        let text = value.as_str()?;
        let color = parse_color(text);
        if color.is_none() {
            out.push(problem(source, text, format!("`{text}` is no colour: write it like `#1f2328`")));
        }
        color
    };
    let colors = &value["colors"];
    let settings = ThemeSettings {
        foreground: color(&colors["editor.foreground"]),
        background: color(&colors["editor.background"]),
        ..ThemeSettings::default()
    };
    let mut scopes = Vec::new();
    let mut selectors = Vec::new();
    for rule in value["tokenColors"].as_array().into_iter().flatten() {
        let look = &rule["settings"];
        let style = StyleModifier {
            foreground: color(&look["foreground"]),
            background: color(&look["background"]),
            font_style: look["fontStyle"].as_str().map(font_style),
        };
        let names: Vec<&str> = match &rule["scope"] {
            Value::String(names) => names.split(',').map(str::trim).collect(),
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            _ => continue,
        };
        selectors.extend(names.into_iter().map(|name| (name, style)));
    }
    for (name, style) in selectors {
        match name.parse::<ScopeSelectors>() {
            Ok(scope) => scopes.push(ThemeItem { scope, style }),
            Err(error) => {
                out.push(problem(source, name, format!("`{name}` is no selector of scopes: {error}")))
            }
        }
    }
    if scopes.is_empty() {
        let message = "a theme needs `tokenColors`, as the themes of Visual Studio Code have them";
        out.push(problem(source, "tokenColors", message.to_owned()));
    }
    (out.counts().0 == before).then(|| Theme { settings, scopes, ..Theme::default() })
}

fn font_style(words: &str) -> FontStyle {
    let style = |word| match word {
        "bold" => FontStyle::BOLD,
        "italic" => FontStyle::ITALIC,
        "underline" => FontStyle::UNDERLINE,
        _ => FontStyle::empty(),
    };
    words.split_whitespace().map(style).fold(FontStyle::empty(), |all, one| all | one)
}

/// `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`.
fn parse_color(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let long = match digits.len() {
        3 | 4 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 | 8 => digits.to_owned(),
        _ => return None,
    };
    let byte = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok();
    Some(Color { r: byte(0)?, g: byte(2)?, b: byte(4)?, a: byte(6).unwrap_or(255) })
}

fn json(source: &SourceText, out: &mut Diagnostics) -> Option<Value> {
    match serde_json::from_str::<Value>(&source.text) {
        Ok(value) if value.is_object() => Some(value),
        Ok(_) => {
            out.push(problem(source, "", "this is no object of JSON".to_owned()));
            None
        }
        Err(error) => {
            let lines = source.text.split_inclusive('\n').take(error.line().saturating_sub(1));
            let at = lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
            let mut at = at.min(source.text.len());
            while !source.text.is_char_boundary(at) {
                at -= 1;
            }
            let message = error.to_string();
            let why = message.split(" at line ").next().unwrap_or(&message).to_owned();
            let hint = "JSON without comments; those of Visual Studio Code's files have to go";
            out.push(Diagnostic::error(Code::HighlightFile, why).at(source.at(at..at)).hint(hint));
            None
        }
    }
}

fn wrong(source: &SourceText, error: &Error) -> Diagnostic {
    match error {
        Error::Grammar(grammar) => match grammar.kind() {
            GrammarErrorKind::InvalidRegex(regex) => {
                problem(source, regex.pattern(), format!("pattern that cannot be read: {}", regex.message()))
            }
            GrammarErrorKind::MissingInclude(include) => {
                let missing = include.repository_key().map(|key| format!("#{key}"));
                let missing = missing.or_else(|| include.scope_name().map(str::to_owned)).unwrap_or_default();
                problem(source, &missing, error.to_string())
            }
            _ => problem(source, "", error.to_string()),
        },
        _ => problem(source, "", error.to_string()),
    }
}

/// A problem where a string of JSON stands that says so; at the file's start where it is not found.
fn problem(source: &SourceText, text: &str, message: String) -> Diagnostic {
    let quoted = Value::from(text).to_string();
    let at = source.text.find(&quoted).map_or(0..0, |at| at..at + quoted.len());
    Diagnostic::error(Code::HighlightFile, message).at(source.at(at))
}
