//! The files that `#[component]` and `#[island]` name, and where they lie.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Error, LitStr, Result};

#[derive(Default)]
pub(crate) struct Files {
    css: Option<LitStr>,
    /// A style sheet in place.
    style: Option<LitStr>,
    /// Whether its rules are about the component's own elements alone.
    pub(crate) scoped: bool,
    pub(crate) script: Option<LitStr>,
}

impl Files {
    pub(crate) fn parse(attributes: TokenStream) -> Result<Self> {
        let mut files = Files::default();
        let mut scoped = None;
        let parser = syn::meta::parser(|meta| {
            let to = if meta.path.is_ident("css") {
                &mut files.css
            } else if meta.path.is_ident("style") {
                &mut files.style
            } else if meta.path.is_ident("scoped") {
                scoped = Some(meta.path.span());
                return Ok(());
            } else if meta.path.is_ident("blocking_script") {
                &mut files.script
            } else {
                return Err(meta.error(
                    "expected `css = \"file.css\"`, `scoped`, `style = r#\"…\"#` or `blocking_script = \"file.js\"`",
                ));
            };
            *to = Some(meta.value()?.parse()?);
            Ok(())
        });
        parser.parse2(attributes)?;
        if let (Some(style), Some(_)) = (&files.style, &files.css) {
            return Err(Error::new(style.span(), "a component has one style sheet: `css` or `style`"));
        }
        if let Some(style) = &files.style {
            let written = style.token().to_string();
            if !written.starts_with('r') && written.contains('\\') {
                let message =
                    "CSS with a `\\` is a raw string, r#\"…\"#: an escape of Rust would move its lines";
                return Err(Error::new(style.span(), message));
            }
        }
        if let (Some(span), None, None) = (scoped, &files.css, &files.style) {
            return Err(Error::new(span, "`scoped` is about a style sheet: css = \"file.css\", scoped"));
        }
        files.scoped = scoped.is_some() || files.style.is_some();
        Ok(files)
    }

    /// The text of the style sheet and where it stands, as fields of a manifest.
    pub(crate) fn style_sheet(&self, source_file: &str) -> TokenStream {
        let (text, file, (line, column)) = match &self.style {
            Some(style) => (quote!(#style), source_file.to_owned(), text_place(style)),
            None => (included(self.css.as_ref()), beside(source_file, self.css.as_ref()), (1, 1)),
        };
        quote!(css: #text, css_at: (#file, #line, #column),)
    }
}

/// The text of a file beside the source file.
pub(crate) fn included(file: Option<&LitStr>) -> TokenStream {
    match file {
        Some(path) => quote_spanned!(path.span()=> ::core::include_str!(#path)),
        None => quote!(""),
    }
}

/// Line and column, from 1, at which the text of a literal begins.
fn text_place(literal: &LitStr) -> (u32, u32) {
    let written = literal.token().to_string();
    let quote = written.chars().take_while(|c| *c != '"').count() + 1;
    let span = literal.span().unwrap();
    (span.line() as u32, (span.column() + quote) as u32)
}

/// The path of a file that is named beside another.
fn beside(file: &str, other: Option<&LitStr>) -> String {
    let Some(other) = other else { return String::new() };
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    let other = other.value();
    for part in other.split('/') {
        match part {
            "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The source file's path within its package, as far as the compiler says.
pub(crate) fn source_file(span: Span) -> String {
    let file = span.unwrap().file();
    let path = std::path::Path::new(&file);
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let absolute = std::env::current_dir().map(|dir| dir.join(path)).unwrap_or_else(|_| path.to_owned());
    let inside = absolute.strip_prefix(&package).unwrap_or(path);
    inside.to_string_lossy().replace('\\', "/")
}
