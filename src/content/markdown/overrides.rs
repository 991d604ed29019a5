//! Components of the site or theme that take over elements of Markdown, by reserved names.

use std::collections::BTreeSet;

/// What the reserved names start with.
pub const OVERRIDE_PREFIX: &str = "Markdown";

/// The elements that a component can take over. `MarkdownCode` is one for all languages; with a language behind it,
/// such as `MarkdownCodeMermaid`, it is one for that language.
const ELEMENTS: [&str; 6] = [HEADING, LINK, IMAGE, CODE, BLOCKQUOTE, TABLE];

pub(super) const HEADING: &str = "MarkdownHeading";
pub(super) const LINK: &str = "MarkdownLink";
pub(super) const IMAGE: &str = "MarkdownImage";
pub(super) const CODE: &str = "MarkdownCode";
pub(super) const BLOCKQUOTE: &str = "MarkdownBlockquote";
pub(super) const TABLE: &str = "MarkdownTable";

/// Which elements are taken over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    names: BTreeSet<String>,
}

impl Overrides {
    /// Those among the names of a site's components.
    pub fn among<'a>(components: impl Iterator<Item = &'a str>) -> Self {
        let names = components.filter(|name| name.starts_with(CODE) || ELEMENTS.contains(name));
        Self { names: names.map(str::to_owned).collect() }
    }

    /// The names of the components, in byte order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Whether a component takes over the element of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        !self.names.is_empty() && self.names.contains(name)
    }

    /// Whether a component is there for code blocks of this language alone.
    pub(super) fn has_code_of(&self, language: &str) -> bool {
        !language.is_empty() && !self.names.is_empty() && self.names.contains(&code_name(language))
    }

    /// The component for a code block in a language.
    pub(super) fn code(&self, language: &str) -> Option<&str> {
        if self.names.is_empty() {
            return None;
        }
        let own = self.names.get(&code_name(language)).filter(|_| !language.is_empty());
        own.or_else(|| self.names.get(CODE)).map(String::as_str)
    }
}

/// The name of the component for a language. Signs are spelt out: `c` and `c++` are two languages.
fn code_name(language: &str) -> String {
    let mut name = CODE.to_owned();
    let mut at_start = true;
    for c in language.chars() {
        match c {
            '+' => name.push_str("Plus"),
            '#' => name.push_str("Sharp"),
            c if c.is_ascii_alphanumeric() && at_start => name.push(c.to_ascii_uppercase()),
            c if c.is_ascii_alphanumeric() => name.push(c),
            _ => {}
        }
        at_start = !c.is_ascii_alphanumeric();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let all =
            ["MarkdownLink", "MarkdownCode", "MarkdownCodeMermaid", "MarkdownCodeCSharp", "Markdown", "Note"];
        let overrides = Overrides::among(all.into_iter());
        assert!(overrides.has(LINK) && !overrides.has(HEADING) && !overrides.has("Markdown"));
        for (language, expected) in [
            ("", "MarkdownCode"),
            ("mermaid", "MarkdownCodeMermaid"),
            ("c#", "MarkdownCodeCSharp"),
            ("rust", "MarkdownCode"),
        ] {
            assert_eq!(overrides.code(language), Some(expected), "{language}");
        }
        assert_eq!(code_name("objective-c"), "MarkdownCodeObjectiveC");
        assert_eq!(code_name("c++"), "MarkdownCodeCPlusPlus");
    }
}
