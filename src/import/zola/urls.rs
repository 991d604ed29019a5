//! The addresses that Zola gives, by its documentation of content and of its configuration.

use slug::slugify;

/// How Zola makes segments of addresses: `[slugify] paths`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Slugs {
    /// Lower-case ASCII letters, digits and dashes.
    #[default]
    On,
    /// Everything but what file systems refuse.
    Safe,
    /// As it is.
    Off,
}

impl Slugs {
    /// By the word of the configuration.
    pub(super) fn read(word: &str) -> Self {
        match word {
            "safe" => Self::Safe,
            "off" => Self::Off,
            _ => Self::On,
        }
    }

    /// A name as a segment.
    pub(super) fn segment(self, name: &str) -> String {
        match self {
            Self::On => slugify(name),
            Self::Safe => name
                .chars()
                .filter(|c| {
                    !matches!(
                        c,
                        '<' | '>'
                            | ':'
                            | '/'
                            | '|'
                            | '?'
                            | '*'
                            | '#'
                            | '\\'
                            | '('
                            | ')'
                            | '['
                            | ']'
                            | '"'
                            | '\n'
                            | '\r'
                            | '\t'
                    )
                })
                .map(|c| if c == ' ' { '_' } else { c })
                .collect(),
            Self::Off => name.to_owned(),
        }
    }
}

/// A file's name without the date in front of it, unless dates are kept.
pub(super) fn without_date(stem: &str) -> &str {
    let is_date = |text: &str| {
        text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
    };
    let Some(head) = stem.get(..10).filter(|head| is_date(head)) else { return stem };
    let mut rest = stem.get(head.len()..).unwrap_or("");
    // A time may follow: `2024-01-02T10:00:00Z-name`.
    if rest.starts_with('T') {
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, 'T' | ':' | '.' | 'Z' | '+')))
            .unwrap_or(0);
        rest = rest.get(end..).unwrap_or("");
    }
    match rest.strip_prefix(['-', '_']) {
        Some(name) if !name.trim().is_empty() => name.trim(),
        _ => stem,
    }
}

/// The address of a folder below a language's prefix.
pub(super) fn folder(prefix: &str, folder: &str, slugs: Slugs) -> String {
    let mut address = format!("/{prefix}");
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        if !address.ends_with('/') {
            address.push('/');
        }
        address.push_str(&slugs.segment(part));
    }
    if !address.ends_with('/') {
        address.push('/');
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (stem, expected) in [
            ("2024-01-02-hello", "hello"),
            ("2024-01-02_hello", "hello"),
            ("2024-01-02T10:00:00Z-hello", "hello"),
            ("2024-01-02", "2024-01-02"),
            ("2024-hello", "2024-hello"),
            ("hello", "hello"),
        ] {
            assert_eq!(without_date(stem), expected);
        }
        assert_eq!(Slugs::On.segment("Hello Wörld!"), "hello-world");
        assert_eq!(Slugs::Safe.segment("Hello Wörld?"), "Hello_Wörld");
        assert_eq!(folder("fr", "A b/C", Slugs::On), "/fr/a-b/c/");
        assert_eq!(folder("", "", Slugs::On), "/");
    }
}
