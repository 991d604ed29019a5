//! Links to pages and files of the site.

use super::labels::Label;
use crate::config::Slugs;
use crate::diagnostics::SourceText;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Where a link to a page leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The address to write, base path included.
    pub url: String,
    /// Its source, by its path below `content/`.
    pub source: String,
}

/// What a name in double brackets leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// One page or section.
    Page(Target),
    /// Several, by their sources.
    Several(Vec<String>),
    /// None; the name of one that is near.
    None(Option<String>),
}

/// Resolves links against the site. The site implements it; content only asks.
pub trait Links: Sync {
    /// The page whose source is at that path below `content/`.
    fn page(&self, path: &str) -> Option<Target>;
    /// The address of a file beside the page, by its path below `content/`.
    fn asset(&self, path: &str) -> Option<String>;
    /// The folder of the page that is rendered, below `content/`, without a slash at its end.
    fn folder(&self) -> &str;
    /// How the page's headings get their ids.
    fn slugs(&self) -> Slugs {
        Slugs::default()
    }
    /// The path in front of every path of the site.
    fn base_path(&self) -> &str;
    /// The text of a file, by its path below the site, to be included.
    ///
    /// # Errors
    /// Why it cannot be, as words that follow the file's name.
    fn include(&self, _path: &str) -> Result<SourceText, String> {
        Err("cannot be included here".to_owned())
    }
    /// The width and height in pixels of an image, by the path of its file below the site.
    fn image_size(&self, _path: &str) -> Option<(usize, usize)> {
        None
    }
    /// The page or section of that title, file name or path.
    fn named(&self, _name: &str) -> Named {
        Named::None(None)
    }
    /// A word that Markdown itself writes, in the language of the page.
    fn label(&self, label: Label, value: &str) -> String {
        label.english(value)
    }
    /// The path of a source that is near to one that does not exist.
    fn near(&self, path: &str) -> Option<String>;
}

/// A link to a heading of another page, to be checked once all headings are known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnchorUse {
    /// The page's source, by its path below `content/`.
    pub source: String,
    /// The id, without `#`.
    pub id: String,
    /// The link, as bytes of the file.
    pub span: Range<usize>,
}

/// What a destination in Markdown turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// An address of another site, or a scheme such as `mailto:`.
    External,
    /// A heading of the same page.
    Anchor(String),
    /// A page of the site, with the anchor behind it.
    Page(Target, Option<String>),
    /// A file or path, with the address to write.
    Local(String),
    /// A page that does not exist: its path below `content/`.
    MissingPage(String),
    /// A file that does not exist: its path below `content/`.
    MissingFile(String),
}

pub(super) fn resolve(dest: &str, in_image: bool, links: &dyn Links) -> Destination {
    if let Some(anchor) = dest.strip_prefix('#') {
        return Destination::Anchor(decode(anchor));
    }
    if dest.starts_with("//") || has_scheme(dest) {
        return Destination::External;
    }
    let (path, tail) = split_tail(dest);
    if let Some(path) = path.strip_prefix("@/") {
        return page(&decode(path), tail, links);
    }
    if path.starts_with('/') {
        return Destination::Local(format!("{}{dest}", links.base_path()));
    }
    if path.is_empty() {
        return Destination::Local(dest.to_owned());
    }
    let Some(target) = join(links.folder(), &decode(path)) else {
        // Above `content/`: only the browser knows what that is.
        return Destination::Local(dest.to_owned());
    };
    if target.ends_with(".md") {
        return page(&target, tail, links);
    }
    match links.asset(&target) {
        Some(url) => Destination::Local(format!("{url}{tail}")),
        None if in_image => Destination::MissingFile(target),
        None => match page_folder(&target, links) {
            Some(found) => with_anchor(found, tail),
            None => Destination::Local(dest.to_owned()),
        },
    }
}

/// The file of an image of the site that may have the destination, by its path below the site.
pub(super) fn image_file(dest: &str, links: &dyn Links) -> Option<String> {
    if dest.starts_with(['#', '@']) || dest.starts_with("//") || has_scheme(dest) {
        return None;
    }
    let path = decode(split_tail(dest).0);
    match path.strip_prefix('/') {
        Some(path) => Some(format!("static/{}", join("", path)?)),
        None => Some(format!("content/{}", join(links.folder(), &path)?)),
    }
}

/// A relative link to a folder, as other generators' authors write it, means the page of that name.
fn page_folder(target: &str, links: &dyn Links) -> Option<Target> {
    let target = target.trim_end_matches('/');
    [format!("{target}.md"), format!("{target}/index.md"), format!("{target}/_index.md")]
        .iter()
        .find_map(|path| links.page(path))
}

fn page(path: &str, tail: &str, links: &dyn Links) -> Destination {
    match links.page(path) {
        Some(target) => with_anchor(target, tail),
        None => Destination::MissingPage(path.to_owned()),
    }
}

fn with_anchor(target: Target, tail: &str) -> Destination {
    let anchor = tail.find('#').and_then(|i| tail.get(i + 1..)).filter(|a| !a.is_empty()).map(decode);
    let target = Target { url: format!("{}{tail}", target.url), ..target };
    Destination::Page(target, anchor)
}

fn has_scheme(dest: &str) -> bool {
    dest.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// The path, and the query and fragment behind it.
fn split_tail(dest: &str) -> (&str, &str) {
    dest.split_at(dest.find(['?', '#']).unwrap_or(dest.len()))
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A relative path below a folder, `.` and `..` resolved; `None` where it leads above the top.
fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Site;

    impl Links for Site {
        fn page(&self, path: &str) -> Option<Target> {
            (path == "guide/a.md")
                .then(|| Target { url: "/sub/guide/a/".to_owned(), source: path.to_owned() })
        }
        fn asset(&self, path: &str) -> Option<String> {
            (path == "guide/b/x.png").then(|| "/sub/guide/b/x.png".to_owned())
        }
        fn folder(&self) -> &str {
            "guide/b"
        }
        fn base_path(&self) -> &str {
            "/sub"
        }
        fn near(&self, _: &str) -> Option<String> {
            None
        }
    }

    #[test]
    fn destinations() {
        let page =
            |tail: &str| Target { url: format!("/sub/guide/a/{tail}"), source: "guide/a.md".to_owned() };
        let local = |url: &str| Destination::Local(url.to_owned());
        for (dest, in_image, expected) in [
            ("https://a.b/", false, Destination::External),
            ("mailto:x@y.z", false, Destination::External),
            ("//cdn.example/x", false, Destination::External),
            ("#there", false, Destination::Anchor("there".to_owned())),
            ("@/guide/a.md", false, Destination::Page(page(""), None)),
            ("@/guide/a.md#x", false, Destination::Page(page("#x"), Some("x".to_owned()))),
            ("../a.md", false, Destination::Page(page(""), None)),
            ("../a/", false, Destination::Page(page(""), None)),
            ("../z.md", false, Destination::MissingPage("guide/z.md".to_owned())),
            ("x.png", true, local("/sub/guide/b/x.png")),
            ("./x.png", true, local("/sub/guide/b/x.png")),
            ("y.png", true, Destination::MissingFile("guide/b/y.png".to_owned())),
            ("/img/y.png", true, local("/sub/img/y.png")),
            ("../../../up", false, local("../../../up")),
            ("?q", false, local("?q")),
        ] {
            assert_eq!(resolve(dest, in_image, &Site), expected, "{dest}");
        }
    }
}
