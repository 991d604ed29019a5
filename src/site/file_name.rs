//! What a file name says about a page: its slug, and its date where it starts with one.

use crate::config::Slugs;
use crate::content::date::Date;

/// The parts of a page's file name.
#[derive(Debug, PartialEq)]
pub(super) struct FileName {
    /// The address segment that the name gives.
    pub(super) slug: String,
    /// The date in front of it, as in `2026-11-22-title.md`.
    pub(super) date: Option<Date>,
}

/// Reads the name of a file or of a bundle's folder, without its extension.
pub(super) fn read(stem: &str, slugs: Slugs) -> FileName {
    match dated(stem) {
        Some((date, name)) => FileName { slug: slugs.segment(name), date: Some(date) },
        None => FileName { slug: slugs.segment(stem), date: None },
    }
}

/// The date in front of a name, and what follows it.
fn dated(stem: &str) -> Option<(Date, &str)> {
    let (date, rest) = (stem.get(..10)?, stem.get(10..)?);
    let name = rest.strip_prefix(['-', '_']).filter(|name| !name.is_empty())?;
    Some((Date::parse(date)?, name))
}

/// The address segment of a page whose file, or whose bundle's folder, has that name, without its extension.
pub fn page_segment(stem: &str) -> String {
    read(stem, Slugs::Ascii).slug
}

/// The date that the name of a source says, or the name of the bundle that it stands for.
pub fn date_in_name(path: &str) -> Option<Date> {
    let path = path.strip_suffix("/index.md").or_else(|| path.strip_suffix(".md")).unwrap_or(path);
    dated(path.rsplit('/').next().unwrap_or(path)).map(|(date, _)| date)
}

/// A folder's name as a title: `getting-started` is `Getting started`.
pub(super) fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (stem, expected, dated) in [
            ("Hello World", "hello-world", false),
            ("2026-11-22-hello", "hello", true),
            ("2026-11-22_hello", "hello", true),
            ("2026-11-22", "2026-11-22", false),
            ("2026-99-22-x", "2026-99-22-x", false),
            ("v3.5", "v3-5", false),
        ] {
            let name = read(stem, Slugs::Ascii);
            assert_eq!((name.slug.as_str(), name.date.is_some()), (expected, dated), "{stem}");
        }
        assert_eq!(title("getting-started"), "Getting started");
    }
}
