//! Style sheets through lightningcss: `@import`s bundled, minified, fingerprinted.

use super::scope::StyleScope;
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Location};
use crate::site::Relative;
use crate::source::{SourceText, hash};
use lightningcss::bundler::{Bundler, ResolveResult, SourceProvider};
use lightningcss::css_modules;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Sheets that the tool itself provides are imported as `layer9:name.css`.
const VIRTUAL: &str = "layer9:";

/// A finished style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The name it is asked for by, such as `styles/main.css`.
    pub name: String,
    /// Its path on the site, with a leading slash and its hash, such as `/main-0123456789abcdef.css`.
    pub path: String,
    /// Its bytes.
    pub css: Arc<str>,
    /// Its `integrity` value (W3C Subresource Integrity, SHA-384).
    pub integrity: String,
}

/// The sources of style sheets: the site's files over the theme's, and those that the tool provides.
#[derive(Clone, Debug, Default)]
pub struct Styles {
    sources: BTreeMap<String, SourceText>,
}

impl Styles {
    /// Lays the site's `styles/` over the theme's. Names are relative to `styles/`.
    pub fn new(site: Vec<(String, SourceText)>, theme: Vec<(String, SourceText)>) -> Self {
        let mut sources: BTreeMap<String, SourceText> = theme.into_iter().collect();
        sources.extend(site);
        Self { sources }
    }

    /// Adds a sheet that the tool provides, imported as `layer9:NAME`.
    pub fn provide(&mut self, name: &str, css: &str) {
        let name = format!("{VIRTUAL}{name}");
        self.sources.insert(name.clone(), SourceText::new(format!("<{name}>"), css));
    }

    /// Bundles every entry: the sheets whose file name does not start with `_`.
    pub fn bundle(&self, config: &Config, out: &mut Diagnostics) -> Vec<Style> {
        let entries = self.sources.keys().filter(|name| {
            let file = name.rsplit('/').next().unwrap_or(name);
            name.ends_with(".css") && !file.starts_with('_') && !name.starts_with(VIRTUAL)
        });
        let mut styles = Vec::new();
        for name in entries {
            match self.bundle_one(name) {
                Ok(css) => {
                    let css = match Relative::of(config, &format!("/{name}")) {
                        Some(relative) => relative.css(css),
                        None => css,
                    };
                    let integrity = integrity(css.as_bytes());
                    let path = format!("/{}", fingerprint(name, css.as_bytes()));
                    styles.push(Style { name: format!("styles/{name}"), path, css: css.into(), integrity });
                }
                Err(diagnostic) => out.push(*diagnostic),
            }
        }
        styles
    }

    fn bundle_one(&self, name: &str) -> crate::diagnostics::Result<String> {
        let provider = Provider { sources: &self.sources };
        let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
        let mut sheet = bundler.bundle(Path::new(name)).map_err(|error| {
            let (file, span) = match &error.loc {
                Some(loc) => (loc.filename.clone(), (loc.line as usize, loc.column as usize)),
                None => (name.to_owned(), (0, 1)),
            };
            Box::new(self.diagnostic(&file, span, &error.kind.to_string()))
        })?;
        sheet.minify(MinifyOptions::default()).map_err(|error| {
            let (file, span) = match &error.loc {
                Some(loc) => (loc.filename.clone(), (loc.line as usize, loc.column as usize)),
                None => (name.to_owned(), (0, 1)),
            };
            Box::new(self.diagnostic(&file, span, &error.kind.to_string()))
        })?;
        let options = PrinterOptions { minify: true, ..PrinterOptions::default() };
        match sheet.to_css(options) {
            Ok(result) => Ok(result.code),
            Err(error) => Err(Box::new(self.diagnostic(name, (0, 1), &error.kind.to_string()))),
        }
    }

    /// `line` is counted from 0 and `column` from 1, as the parser does.
    fn diagnostic(&self, file: &str, (line, column): (usize, usize), message: &str) -> Diagnostic {
        let message = lower_first(message);
        let code = if message.contains("resolve") || message.contains("not found") {
            Code::AssetImport
        } else {
            Code::AssetCss
        };
        let location = match self.sources.get(file) {
            Some(source) => {
                let start: usize = source.text.split_inclusive('\n').take(line).map(str::len).sum();
                let at = start + column.saturating_sub(1);
                source.at(at..at)
            }
            None => Location::file(format!("styles/{file}")),
        };
        Diagnostic::error(code, message).at(location)
    }
}

/// Minifies one sheet, such as a component's, for one component's elements alone where there is a scope. What cannot be
/// parsed is reported at its place.
///
/// # Errors
/// `AssetCss`.
pub fn minify_css(source: &SourceText, scope: Option<&StyleScope>) -> crate::diagnostics::Result<String> {
    let at = |line: usize, column: usize| {
        let start: usize = source.text.split_inclusive('\n').take(line).map(str::len).sum();
        source.at(start + column.saturating_sub(1)..start + column.saturating_sub(1))
    };
    let failed = |message: String, location: Location| {
        Box::new(Diagnostic::error(Code::AssetCss, lower_first(&message)).at(location))
    };
    // `:global(…)` is a selector only where CSS modules are on; nothing else of those is made use of.
    let css_modules = scope.map(|_| css_modules::Config::default());
    let options = ParserOptions { css_modules, ..ParserOptions::default() };
    let mut sheet = StyleSheet::parse(&source.text, options).map_err(|e| {
        let place = e.loc.as_ref().map_or((0, 1), |l| (l.line as usize, l.column as usize));
        failed(e.kind.to_string(), at(place.0, place.1))
    })?;
    // Before rules are merged, so that a fault has the place of its rule.
    if let Some(scope) = scope {
        scope.apply(&mut sheet.rules).map_err(|fault| {
            let place = at(fault.line as usize, fault.column as usize);
            Box::new(Diagnostic::error(Code::AssetCss, fault.message).at(place).hint(fault.hint))
        })?;
        sheet = StyleSheet::new(sheet.sources, sheet.rules, ParserOptions::default());
    }
    sheet.minify(MinifyOptions::default()).map_err(|e| failed(e.kind.to_string(), at(0, 1)))?;
    let options = PrinterOptions { minify: true, ..PrinterOptions::default() };
    let result = sheet.to_css(options).map_err(|e| failed(e.kind.to_string(), at(0, 1)))?;
    Ok(result.code)
}

/// A file name with the hash of its bytes before the extension: `main.css` becomes
/// `main-0123456789abcdef.css`.
pub fn fingerprint(name: &str, bytes: &[u8]) -> String {
    let hash = hash(bytes).short();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

fn integrity(bytes: &[u8]) -> String {
    use base64::Engine as _;
    use sha2::{Digest, Sha384};
    format!("sha384-{}", base64::engine::general_purpose::STANDARD.encode(Sha384::digest(bytes)))
}

fn lower_first(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut chars = message.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// Gives the bundler the sources held in memory. Paths are names relative to `styles/`.
#[derive(Debug)]
struct Provider<'a> {
    sources: &'a BTreeMap<String, SourceText>,
}

#[derive(Debug)]
struct NotFound(String);

impl std::fmt::Display for NotFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "import cannot be resolved: `{}` not found", self.0)
    }
}

impl std::error::Error for NotFound {}

impl SourceProvider for Provider<'_> {
    type Error = NotFound;

    fn read<'a>(&'a self, file: &Path) -> Result<&'a str, Self::Error> {
        let name = file.to_string_lossy();
        self.sources.get(&*name).map(|s| &*s.text).ok_or_else(|| NotFound(name.into_owned()))
    }

    fn resolve(&self, specifier: &str, from: &Path) -> Result<ResolveResult, Self::Error> {
        if specifier.starts_with(VIRTUAL) {
            return match self.sources.contains_key(specifier) {
                true => Ok(ResolveResult::File(PathBuf::from(specifier))),
                false => Err(NotFound(specifier.to_owned())),
            };
        }
        if specifier.starts_with("https://")
            || specifier.starts_with("http://")
            || specifier.starts_with("//")
        {
            return Ok(ResolveResult::External(specifier.to_owned()));
        }
        let folder = from.parent().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
        for part in specifier.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let name = parts.join("/");
        match self.sources.contains_key(&name) {
            true => Ok(ResolveResult::File(PathBuf::from(name))),
            false => Err(NotFound(specifier.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(files: &[(&str, &str)]) -> Styles {
        let site = files.iter().map(|(n, t)| ((*n).to_owned(), SourceText::new(format!("styles/{n}"), *t)));
        Styles::new(site.collect(), Vec::new())
    }

    fn config() -> Config {
        Config::read(&SourceText::new("layer9.toml", ""), &mut Diagnostics::new())
    }

    #[test]
    fn bundles_and_minifies() {
        let mut styles = styles(&[
            ("main.css", "@import \"./_base.css\";\n@import \"layer9:x.css\";\na { color: red; }"),
            ("_base.css", "b { margin: 0px }"),
        ]);
        styles.provide("x.css", "i { top: 0 }");
        let mut out = Diagnostics::new();
        let bundled = styles.bundle(&config(), &mut out);
        assert!(out.is_empty(), "{out:?}");
        assert_eq!(bundled.len(), 1);
        assert_eq!(&*bundled[0].css, "b{margin:0}i{top:0}a{color:red}");
        assert!(bundled[0].path.starts_with("/main-") && bundled[0].path.ends_with(".css"));
    }

    #[test]
    fn mistakes_have_places() {
        let styles = styles(&[("main.css", "a {}\n@import \"./nope.css\";"), ("b.css", "a { color: }}")]);
        let mut out = Diagnostics::new();
        styles.bundle(&config(), &mut out);
        assert!(out.has_errors());
        for diagnostic in out.iter() {
            assert!(diagnostic.location.is_some(), "{diagnostic:?}");
        }
    }
}
