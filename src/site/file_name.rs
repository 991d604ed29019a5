//! What a file name says about a page: its slug, and its date where it starts with one.

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
pub(super) fn read(stem: &str) -> FileName {
    if let (Some(date), Some(rest)) = (stem.get(..10), stem.get(10..))
        && let Some(name) = rest.strip_prefix(['-', '_'])
        && !name.is_empty()
        && let Some(date) = Date::parse(date)
    {
        return FileName { slug: slug(name), date: Some(date) };
    }
    FileName { slug: slug(stem), date: None }
}

/// The address segment of a page whose file, or whose bundle's folder, has that name, without its extension.
pub fn page_segment(stem: &str) -> String {
    read(stem).slug
}

/// The date that the name of a source says, or the name of the bundle that it stands for.
pub fn date_in_name(path: &str) -> Option<Date> {
    let path = path.strip_suffix("/index.md").or_else(|| path.strip_suffix(".md")).unwrap_or(path);
    read(path.rsplit('/').next().unwrap_or(path)).date
}

/// A name as an address segment. A name of which no letter or digit is left, such as `!` or `[`, is spelled
/// as the code points of its characters, so that it has an address at all. `+` and `#` are spelled out, so
/// that C, C++ and C# are three.
pub fn slug(name: &str) -> String {
    let slug = if name.contains(['+', '#']) {
        slug::slugify(name.replace('+', " plus ").replace('#', " sharp "))
    } else {
        slug::slugify(name)
    };
    if slug.is_empty() {
        let points: Vec<String> = name.chars().map(|c| format!("u{:x}", c as u32)).collect();
        return points.join("-");
    }
    slug
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
            ("!", "u21", false),
            ("C++", "c-plus-plus", false),
            ("v3.5", "v3-5", false),
        ] {
            let name = read(stem);
            assert_eq!((name.slug.as_str(), name.date.is_some()), (expected, dated), "{stem}");
        }
        assert_eq!(title("getting-started"), "Getting started");
    }
}
