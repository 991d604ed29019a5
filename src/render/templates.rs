//! The templates of a site: its own over its theme's over plain built-in ones, file by file.

use super::fields::Fields;
use super::template_calls;
use crate::diagnostics::{Code, Diagnostic, Location};
use crate::source::SourceText;
use std::collections::{BTreeMap, BTreeSet};

/// What a site without templates and theme is rendered with: valid, plain, complete.
const BUILTIN: [(&str, &str); 6] = [
    ("base.html", include_str!("builtin/base.html")),
    ("index.html", include_str!("builtin/index.html")),
    ("section.html", include_str!("builtin/section.html")),
    ("page.html", include_str!("builtin/page.html")),
    ("taxonomy_list.html", include_str!("builtin/taxonomy_list.html")),
    ("taxonomy_single.html", include_str!("builtin/taxonomy_single.html")),
];
const BUILTIN_404: (&str, &str) = ("404.html", include_str!("builtin/404.html"));

/// The engine's checks of whole template sets come as the text of several reports, one after the other.
const REPORT: &str = "error: ";

/// Templates by name, such as `page.html` or `components/Card.html`.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    by_name: BTreeMap<String, SourceText>,
}

impl Templates {
    /// Lays the site's templates over the theme's. Those of the theme stay reachable as `THEME/name`, so
    /// that a site's `page.html` can extend the theme's; components do not, since their names are global.
    pub fn new(site: Vec<(String, SourceText)>, theme_name: &str, theme: Vec<(String, SourceText)>) -> Self {
        let mut by_name = BTreeMap::new();
        // The built-in pages extend the built-in base: a theme's base has other blocks.
        let own_base = site.iter().chain(&theme).any(|(name, _)| name == "base.html");
        for (name, text) in BUILTIN.into_iter().chain([BUILTIN_404]) {
            if own_base && name == "base.html" {
                continue;
            }
            let text = text.replace("\"base.html\"", "\"__builtin/base.html\"");
            by_name.insert(name.to_owned(), SourceText::new(format!("<built-in>/{name}"), text));
        }
        let base = SourceText::new("<built-in>/base.html", BUILTIN[0].1);
        by_name.insert("__builtin/base.html".to_owned(), base);
        for (name, text) in theme {
            if !name.starts_with("components/") {
                by_name.insert(format!("{theme_name}/{name}"), text.clone());
            }
            by_name.insert(name, text);
        }
        by_name.extend(site);
        let mut templates = Self { by_name };
        let builtin =
            super::builtin_components::templates(&|name| templates.components_named(name).contains(name));
        templates.by_name.extend(builtin);
        templates
    }

    /// The style sheets of the components that every site has, as far as they are not its own.
    pub fn builtin_styles(&self) -> BTreeMap<String, SourceText> {
        let is_used = |name: &str| self.by_name.contains_key(&format!("__builtin/components/{name}.html"));
        super::builtin_components::styles(&is_used)
    }

    /// A template by name.
    pub fn get(&self, name: &str) -> Option<&SourceText> {
        self.by_name.get(name)
    }

    /// Whether there is a template of that name.
    pub fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// The components that templates define whose names start so.
    pub fn components_named(&self, prefix: &str) -> BTreeSet<String> {
        let texts = self.by_name.values().filter(|source| source.text.contains(prefix));
        let names = texts.flat_map(|source| template_calls::definitions(&source.text));
        names.map(|(name, _)| name).filter(|name| name.starts_with(prefix)).collect()
    }

    /// All templates, in byte order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &SourceText)> {
        self.by_name.iter().map(|(name, text)| (name.as_str(), text))
    }

    /// An error of the template set: each report in it, at its place.
    pub fn set_diagnostics(&self, error: &tera::Error) -> Vec<Diagnostic> {
        let text = error.to_string();
        if !text.starts_with(REPORT) || matches!(error.kind(), tera::ErrorKind::SyntaxError(_)) {
            return vec![self.diagnostic(error, None)];
        }
        let mut reports: Vec<String> = Vec::new();
        for line in text.lines() {
            match (line.strip_prefix(REPORT), reports.last_mut()) {
                (Some(message), _) => reports.push(message.to_owned()),
                (None, Some(report)) => {
                    report.push('\n');
                    report.push_str(line);
                }
                (None, None) => {}
            }
        }
        reports
            .iter()
            .map(|report| {
                let diagnostic = Diagnostic::error(Code::TemplateSyntax, sentence(report));
                let Some((name, line, column)) = place(report) else { return diagnostic };
                let Some(source) = self.by_name.get(name) else { return diagnostic };
                let start: usize = source.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
                let rest = source.text.get(start..).unwrap_or("");
                let at = rest.char_indices().nth(column - 1).map_or(start, |(i, _)| start + i);
                let word = report.split('`').nth(1).map_or(1, str::len);
                diagnostic.at(source.at(at..at + word))
            })
            .collect()
    }

    /// The author's places that an error has come through on its way out, from the innermost on: calls of components and
    /// includes. The engine tells them in its report alone.
    pub fn callers(&self, error: &tera::Error) -> Vec<Location> {
        let report = error.to_string();
        let mut lines = report.lines();
        let mut callers = Vec::new();
        while let Some(line) = lines.next() {
            let Some((name, line, column)) = line.strip_prefix("note: called from ").and_then(numbers) else {
                continue;
            };
            let Some(source) = self.by_name.get(name) else { continue };
            // A rule, the line, and what underlines it.
            let underlined = lines.nth(2).map_or(1, |line| line.matches('^').count().max(1));
            let start: usize = source.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let rest = source.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
            let at = |n: usize| rest.char_indices().nth(n).map_or(rest.len(), |(at, _)| at);
            callers.push(source.at(start + at(column - 1)..start + at(column - 1 + underlined)));
        }
        callers
    }

    /// An error of the template engine, at its place in the author's file.
    pub fn diagnostic(&self, error: &tera::Error, while_rendering: Option<&str>) -> Diagnostic {
        use tera::ErrorKind;
        let (code, report) = match error.kind() {
            ErrorKind::SyntaxError(report) => (Code::TemplateSyntax, Some(report)),
            ErrorKind::RenderingError(report) => (Code::TemplateRender, Some(report)),
            _ => (Code::TemplateRender, None),
        };
        let mut diagnostic = match report {
            Some(report) => {
                let mut callers = self.callers(error).into_iter();
                // What the engine calls for a component of Rust is no file of the author's: its caller is.
                let location = match self.by_name.get(report.filename()) {
                    Some(source) => source.at(report.span().range.clone()),
                    None => callers.next().unwrap_or_else(|| Location::file(report.filename())),
                };
                let diagnostic = Diagnostic::error(code, all_fields(sentence(report.message()))).at(location);
                callers.fold(diagnostic, |d, caller| d.note("called from here", Some(caller)))
            }
            None => Diagnostic::error(code, sentence(&error.to_string())),
        };
        if let Some(cause) = std::error::Error::source(error) {
            diagnostic = diagnostic.note(cause.to_string(), None);
        }
        if let Some(page) = while_rendering {
            diagnostic = diagnostic.note(format!("while rendering {page}"), None);
        }
        diagnostic
    }
}

/// The message about a field that a page does not have, with all that it has: a template is given only those that it
/// names, and that is all that the engine knows of.
fn all_fields(message: String) -> String {
    const LIST: &str = "Available fields: ";
    let Some((before, given)) = message.split_once(LIST) else { return message };
    let mut names: BTreeSet<&str> = given.split(", ").collect();
    if !["relative_path", "slug", "permalink"].iter().all(|name| names.contains(name)) {
        return message;
    }
    for name in Fields::of_pages() {
        names.insert(name);
    }
    format!("{before}{LIST}{}", Vec::from_iter(names).join(", "))
}

/// The place after `-->` in one of the engine's reports: template, line, column, both from 1.
fn place(report: &str) -> Option<(&str, usize, usize)> {
    numbers(report.lines().find_map(|line| line.trim_start().strip_prefix("--> "))?)
}

/// `template:line:column`.
fn numbers(place: &str) -> Option<(&str, usize, usize)> {
    let (rest, column) = place.rsplit_once(':')?;
    let (name, line) = rest.rsplit_once(':')?;
    let (line, column) = (line.parse().ok()?, column.parse().ok()?);
    (line > 0 && column > 0).then_some((name, line, column))
}

/// The engine's messages in the voice of the other diagnostics: lower case, one line, no full stop.
fn sentence(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim_end_matches('.');
    let mut chars = line.chars();
    match chars.next() {
        Some(first) if chars.clone().next().is_some_and(char::is_lowercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => line.to_owned(),
    }
}
