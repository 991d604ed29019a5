//! A file of messages.

use super::format::Resource;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::source::SourceText;
use fluent_bundle::FluentResource;
use std::sync::Arc;

/// Whose words they are; a later one's come before an earlier one's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Those that the tool itself writes into pages.
    Tool,
    /// The theme's.
    Theme,
    /// The site's.
    Site,
}

/// A file below `i18n/`.
#[derive(Clone, Debug)]
pub struct MessageFile {
    /// The tag of its language.
    pub language: String,
    /// Its text.
    pub source: SourceText,
    /// Whose it is.
    pub layer: Layer,
}

impl MessageFile {
    /// The file at a path below `i18n/`: `fr.ftl`, or `fr/anything.ftl`.
    pub fn new(below: &str, source: SourceText, layer: Layer, out: &mut Diagnostics) -> Option<Self> {
        let refuse = |why: String, hint: &str| {
            Diagnostic::error(Code::MessageFile, why)
                .at(crate::diagnostics::Location::file(source.path.clone()))
                .hint(hint)
        };
        let Some(stem) = below.strip_suffix(".ftl") else {
            let hint = "messages are in files whose names end in `.ftl`; put other data into `data/`";
            out.push(refuse("not a file of messages".to_owned(), hint));
            return None;
        };
        let language = stem.split('/').next().unwrap_or(stem);
        if !crate::content::locale::is_tag(language) {
            let hint = "name the file or its folder by a language tag: `i18n/fr.ftl`, `i18n/pt-BR/menu.ftl`";
            out.push(refuse(format!("`{language}` is no language tag"), hint));
            return None;
        }
        Some(Self { language: language.to_owned(), source, layer })
    }

    /// Parses it. What cannot be read is said and left out.
    pub(super) fn parse(&self, out: &mut Diagnostics) -> Resource {
        match FluentResource::try_new(self.source.text.to_string()) {
            Ok(resource) => Arc::new(resource),
            Err((resource, errors)) => {
                for error in errors {
                    let length = self.source.text.len();
                    let start = floor(&self.source.text, error.pos.start.min(length));
                    let end = floor(&self.source.text, error.pos.end.min(length)).max(start);
                    let message = error.kind.to_string();
                    let mut chars = message.chars();
                    let message: String =
                        chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect();
                    let diagnostic = Diagnostic::error(Code::MessageSyntax, message.replace('"', "`"));
                    out.push(diagnostic.at(self.source.at(start..end)));
                }
                Arc::new(resource)
            }
        }
    }
}

/// The start of the character that a byte belongs to.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
