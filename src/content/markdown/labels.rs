//! The words that Markdown writes by itself: titles of alerts, and what assistive technology says of signs. They are messages,
//! which a theme or a site replaces by messages of the same names.

use std::borrow::Cow;

/// The messages of the languages that the tool speaks, as files below `i18n/`.
pub const LABELS: [(&str, &str); 4] = [
    ("ar.ftl", include_str!("labels/ar.ftl")),
    ("en.ftl", include_str!("labels/en.ftl")),
    ("fr.ftl", include_str!("labels/fr.ftl")),
    ("ja.ftl", include_str!("labels/ja.ftl")),
];

/// A word of Markdown's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// The title of an alert.
    Note,
    /// The title of an alert.
    Tip,
    /// The title of an alert.
    Important,
    /// The title of an alert.
    Warning,
    /// The title of an alert.
    Caution,
    /// The link from a footnote to the place that refers to it; its value is the reference's number.
    FootnoteBack,
    /// The link of a heading to itself; its value is the heading's text.
    HeadingLink,
    /// A task that is done.
    TaskDone,
    /// A task that is not done.
    TaskOpen,
}

impl Label {
    /// The name of its message; what it is given is `$value`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Note => "markdown-note",
            Self::Tip => "markdown-tip",
            Self::Important => "markdown-important",
            Self::Warning => "markdown-warning",
            Self::Caution => "markdown-caution",
            Self::FootnoteBack => "markdown-footnote-back",
            Self::HeadingLink => "markdown-heading-link",
            Self::TaskDone => "markdown-task-done",
            Self::TaskOpen => "markdown-task-open",
        }
    }

    /// In English, where there are no messages.
    pub fn english(self, value: &str) -> String {
        let text: Cow<'_, str> = match self {
            Self::Note => "Note".into(),
            Self::Tip => "Tip".into(),
            Self::Important => "Important".into(),
            Self::Warning => "Warning".into(),
            Self::Caution => "Caution".into(),
            Self::FootnoteBack => format!("Back to reference {value}").into(),
            Self::HeadingLink => format!("Link to: {value}").into(),
            Self::TaskDone => "Done".into(),
            Self::TaskOpen => "To do".into(),
        };
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::messages::{Argument, Layer, MessageFile, Messages};
    use crate::diagnostics::{Diagnostics, SourceText};
    use std::collections::BTreeMap;

    #[test]
    fn every_language_has_every_word_and_english_says_the_same_without_messages() {
        let mut out = Diagnostics::new();
        let files = LABELS.iter().filter_map(|(below, text)| {
            MessageFile::new(below, SourceText::new(*below, *text), Layer::Tool, &mut out)
        });
        let messages = Messages::new(files.collect(), "en", BTreeMap::new(), &mut Diagnostics::new());
        assert!(out.is_empty());
        let labels = [
            Label::Note,
            Label::Tip,
            Label::Important,
            Label::Warning,
            Label::Caution,
            Label::FootnoteBack,
            Label::HeadingLink,
            Label::TaskDone,
            Label::TaskOpen,
        ];
        for label in labels {
            for language in ["ar", "en", "fr", "ja"] {
                assert_eq!(messages.source(language, label.key()), Some(language), "{}", label.key());
            }
            let arguments = BTreeMap::from([("value".to_owned(), Argument::Text("x".to_owned()))]);
            assert_eq!(messages.format("en", label.key(), &arguments).unwrap(), label.english("x"));
        }
    }
}
