//! The cost ledger: what every page makes a visitor load, of which kind, and how much of it.
//!
//! It reads what was written, and nothing of how it came about: what is in no page's HTML costs nobody anything. Text is
//! counted as servers send it, compressed by brotli: files at quality 11, since they are compressed once and kept, pages at 5, as they
//! are on the way. Images and fonts are compressed already and are counted as they are.

mod budget;
mod chart;
mod inside;
mod references;

use crate::config::BaseUrl;
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

pub use budget::over_budget;
pub use inside::{LedgerCrate, LedgerFunction, heaviest};

/// What kind of file something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A page.
    Html,
    /// A style sheet.
    Css,
    /// JavaScript.
    Scripts,
    /// WebAssembly.
    Modules,
    /// A picture.
    Images,
    /// A font.
    Fonts,
    /// Anything else.
    Other,
}

impl Kind {
    /// All kinds, in order.
    pub const ALL: [Self; 7] =
        [Self::Html, Self::Css, Self::Scripts, Self::Modules, Self::Images, Self::Fonts, Self::Other];

    /// Its name in reports, and its key in `[budget]`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Css => "css",
            Self::Scripts => "scripts",
            Self::Modules => "modules",
            Self::Images => "images",
            Self::Fonts => "fonts",
            Self::Other => "other",
        }
    }

    /// By the end of a file's name.
    fn of(path: &str) -> Self {
        match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "html" => Self::Html,
            "css" => Self::Css,
            "js" | "mjs" => Self::Scripts,
            "wasm" => Self::Modules,
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg" | "ico" => Self::Images,
            "woff2" | "woff" | "ttf" | "otf" => Self::Fonts,
            _ => Self::Other,
        }
    }

    fn is_compressed(self, path: &str) -> bool {
        matches!(self, Self::Images | Self::Fonts) && !path.ends_with(".svg")
    }
}

/// What something weighs, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Weight {
    /// As it is.
    pub raw: u64,
    /// As it travels.
    pub brotli: u64,
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.raw += other.raw;
        self.brotli += other.brotli;
    }
}

/// A file that some page loads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerFile {
    /// What it is.
    pub kind: Kind,
    /// What it weighs.
    #[serde(flatten)]
    pub weight: Weight,
    /// What is in a module, the heaviest crate first; empty where that is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub crates: Vec<LedgerCrate>,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerPage {
    /// Its address below the site.
    pub page: String,
    /// All of it.
    pub total: Weight,
    /// The same by kind.
    pub kinds: BTreeMap<Kind, Weight>,
    /// What it loads of the site, besides itself.
    pub files: BTreeSet<String>,
    /// What it loads from elsewhere, which is not weighed.
    pub elsewhere: BTreeSet<String>,
}

/// What all pages of a site ship.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// The pages, the heaviest first.
    pub pages: Vec<LedgerPage>,
    /// Every file that some page loads, by its path.
    pub files: BTreeMap<String, LedgerFile>,
}

/// Gives the bytes of a published file.
pub(super) type Reader<'a> = dyn Fn(&str) -> io::Result<Vec<u8>> + Sync + 'a;

/// What one file is and names.
struct Looked {
    kind: Kind,
    weight: Weight,
    addresses: BTreeSet<String>,
}

impl Ledger {
    /// Looks through the published files.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn of(paths: &BTreeSet<&str>, base: &BaseUrl, read: &Reader<'_>) -> io::Result<Self> {
        let pages: Vec<&str> = paths.iter().copied().filter(|path| path.ends_with(".html")).collect();
        let looked: Vec<Looked> = pages.par_iter().map(|path| look(path, read)).collect::<io::Result<_>>()?;
        let place = Place { paths, base };
        // Files are few beside pages, and each is read once however many pages load it.
        let mut files: BTreeMap<String, Looked> = BTreeMap::new();
        let mut next: BTreeSet<String> =
            pages.iter().zip(&looked).flat_map(|(path, page)| place.local(path, &page.addresses)).collect();
        while !next.is_empty() {
            let new: Vec<&String> = next.iter().collect();
            let found: Vec<Looked> =
                new.par_iter().map(|path| look(path, read)).collect::<io::Result<_>>()?;
            let found: Vec<(String, Looked)> = next.into_iter().zip(found).collect();
            let further = found.iter().flat_map(|(path, file)| place.local(path, &file.addresses));
            let further: BTreeSet<String> = further.collect();
            files.extend(found);
            next = further.into_iter().filter(|path| !files.contains_key(path)).collect();
        }
        let mut ledger = Self::default();
        for (path, page) in pages.iter().zip(&looked) {
            ledger.pages.push(entry(path, page, &files, &place));
        }
        ledger.pages.sort_by(|a, b| b.total.brotli.cmp(&a.total.brotli).then_with(|| a.page.cmp(&b.page)));
        ledger.files = files
            .into_iter()
            .map(|(path, f)| (path, LedgerFile { kind: f.kind, weight: f.weight, crates: Vec::new() }))
            .collect();
        Ok(ledger)
    }

    /// As JSON, for other programs.
    ///
    /// # Errors
    /// Only where the serializer has one; numbers and texts do not.
    pub fn to_json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self).map(|json| json + "\n")
    }

    /// As a page with a treemap of each of the heaviest pages, without scripts.
    pub fn to_html(&self) -> String {
        chart::html(self)
    }
}

/// A page's entry: itself, what it names, and what that names.
fn entry(path: &str, page: &Looked, files: &BTreeMap<String, Looked>, place: &Place<'_>) -> LedgerPage {
    let mut entry = LedgerPage {
        page: format!("/{}", path.strip_suffix("index.html").unwrap_or(path)),
        total: page.weight,
        kinds: BTreeMap::from([(Kind::Html, page.weight)]),
        files: BTreeSet::new(),
        elsewhere: place.elsewhere(&page.addresses),
    };
    let mut next: Vec<String> = place.local(path, &page.addresses).collect();
    while let Some(path) = next.pop() {
        let Some(file) = files.get(&path).filter(|_| !entry.files.contains(&path)) else { continue };
        entry.total.add(file.weight);
        entry.kinds.entry(file.kind).or_default().add(file.weight);
        entry.elsewhere.extend(place.elsewhere(&file.addresses));
        next.extend(place.local(&path, &file.addresses));
        entry.files.insert(path);
    }
    entry
}

fn look(path: &str, read: &Reader<'_>) -> io::Result<Looked> {
    let bytes = read(path)?;
    let kind = Kind::of(path);
    let addresses = match (kind, std::str::from_utf8(&bytes)) {
        (Kind::Html, Ok(text)) => references::in_html(text),
        (Kind::Css, Ok(text)) => references::in_css(text),
        (Kind::Scripts, Ok(text)) => references::in_script(text),
        _ => BTreeSet::new(),
    };
    let raw = bytes.len() as u64;
    let brotli = match kind {
        kind if kind.is_compressed(path) => raw,
        Kind::Html => brotli(&bytes, 5),
        _ => brotli(&bytes, 11),
    };
    Ok(Looked { kind, weight: Weight { raw, brotli }, addresses })
}

fn brotli(bytes: &[u8], quality: i32) -> u64 {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    // Writing to memory does not fail; if it did, the length as it is would be no understatement.
    match brotli::BrotliCompress(&mut io::Cursor::new(bytes), &mut compressed, &parameters) {
        Ok(_) => compressed.len() as u64,
        Err(_) => bytes.len() as u64,
    }
}

/// The site's files, and how its addresses begin.
struct Place<'a> {
    paths: &'a BTreeSet<&'a str>,
    base: &'a BaseUrl,
}

impl Place<'_> {
    /// The files of the site among addresses of a file.
    fn local<'s>(
        &'s self,
        from: &'s str,
        addresses: &'s BTreeSet<String>,
    ) -> impl Iterator<Item = String> + 's {
        addresses.iter().filter_map(move |address| self.path(from, address))
    }

    /// The addresses of other hosts.
    fn elsewhere(&self, addresses: &BTreeSet<String>) -> BTreeSet<String> {
        let of_host =
            |a: &&String| (a.contains("://") || a.starts_with("//")) && self.below_base(a).is_none();
        addresses.iter().filter(of_host).cloned().collect()
    }

    /// What comes after the site's own address in an absolute one.
    fn below_base<'t>(&self, address: &'t str) -> Option<&'t str> {
        address.strip_prefix(self.base.as_str().trim_end_matches('/'))
    }

    fn path(&self, from: &str, address: &str) -> Option<String> {
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let local = self.below_base(address).unwrap_or(address);
        if local.contains("://") || local.starts_with("//") || local.starts_with("data:") || local.is_empty()
        {
            return None;
        }
        let mut parts: Vec<&str> = Vec::new();
        let rest = match local.strip_prefix('/') {
            Some(_) if local.len() < address.len() => local,
            Some(_) => local.strip_prefix(self.base.base_path().trim_end_matches('/')).unwrap_or(local),
            None => {
                parts.extend(from.rsplit_once('/').map_or("", |(folder, _)| folder).split('/'));
                local
            }
        };
        for part in rest.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "." => {}
                part => parts.push(part),
            }
        }
        parts.retain(|part| !part.is_empty());
        let path = parts.join("/");
        let path = percent_decode_str(&path).decode_utf8().ok()?;
        self.paths.contains(&*path).then(|| path.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 8] = [
        (
            "index.html",
            "<link rel=stylesheet href=/sub/a.css><img src='b%20c.png'><script src=https://cdn.example/x.js></script>",
        ),
        (
            "deep/er/index.html",
            "<img src=../../b%20c.png><img src=https://example.org/sub/d.svg?1><img src=/sub/none.png>",
        ),
        ("a.css", "@font-face { src: url(fonts/f.woff2) } @import 'b.css';"),
        ("b.css", "@import 'a.css';"),
        ("fonts/f.woff2", "0123456789"),
        ("b c.png", "png"),
        ("d.svg", "<svg/>"),
        ("unused.js", "1"),
    ];

    pub(super) fn ledger() -> Ledger {
        let base = BaseUrl::parse("https://example.org/sub").expect("an address");
        let files: BTreeMap<&str, &str> = FILES.into_iter().collect();
        let read = |path: &str| {
            files.get(path).map(|text| text.as_bytes().to_vec()).ok_or_else(|| io::ErrorKind::NotFound.into())
        };
        Ledger::of(&files.keys().copied().collect(), &base, &read).expect("all are there")
    }

    #[test]
    fn pages_are_charged_with_all_they_load() {
        let ledger = ledger();
        let page = |name: &str| ledger.pages.iter().find(|p| p.page == name).expect("the page");
        let home = page("/");
        assert_eq!(Vec::from_iter(&home.files), ["a.css", "b c.png", "b.css", "fonts/f.woff2"]);
        assert_eq!(Vec::from_iter(&home.elsewhere), ["https://cdn.example/x.js"]);
        assert_eq!(home.kinds[&Kind::Fonts], Weight { raw: 10, brotli: 10 });
        let sum: u64 = home.kinds.values().map(|w| w.raw).sum();
        assert_eq!(home.total.raw, sum);
        assert_eq!(Vec::from_iter(&page("/deep/er/").files), ["b c.png", "d.svg"]);
        assert!(!ledger.files.contains_key("unused.js"));
        assert!(ledger.pages[0].total.brotli >= ledger.pages[1].total.brotli);
    }
}
