//! The addresses of a Zola site, by the rules that Zola documents: what `layer9 import` is held against where no Zola
//! is at hand. It shares no code with the importer, so that one's mistakes are not the other's.

use crate::failure::{Context, Failure, Result};
use crate::walk;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How paths become addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slugs {
    On,
    Safe,
    Off,
}

struct Site<'s> {
    root: &'s Path,
    config: Value,
    slugs: Slugs,
    default: String,
    /// The languages but the default one.
    languages: Vec<String>,
    addresses: BTreeSet<String>,
    /// Terms by language and taxonomy.
    terms: BTreeMap<(String, String), BTreeSet<String>>,
}

/// Every address of the site in a folder: pages, sections, redirects, files beside pages, terms, feeds, static files and
/// style sheets.
pub(crate) fn addresses(root: &Path) -> Result<BTreeSet<String>> {
    let config = ["config.toml", "zola.toml"].into_iter().find_map(|name| read(&root.join(name)).ok());
    let config = config.context(|| format!("{} has no config.toml", root.display()))?;
    let config = table(&config)?;
    let slugs = match config["slugify"]["paths"].as_str() {
        Some("off") => Slugs::Off,
        Some("safe") => Slugs::Safe,
        _ => Slugs::On,
    };
    let default = config["default_language"].as_str().unwrap_or("en").to_owned();
    let languages = config["languages"].as_object().into_iter().flat_map(|map| map.keys());
    let languages = languages.filter(|tag| **tag != default).cloned().collect();
    let (addresses, terms) = (BTreeSet::new(), BTreeMap::new());
    let mut site = Site { root, config, slugs, default, languages, addresses, terms };
    site.content()?;
    site.taxonomies_and_feeds();
    site.files()?;
    for path in ["/", "/404.html", "/robots.txt", "/sitemap.xml"] {
        site.addresses.insert(path.to_owned());
    }
    Ok(site.addresses)
}

impl Site<'_> {
    fn content(&mut self) -> Result<()> {
        let files = walk::files(&self.root.join("content"))?;
        let names: Vec<String> = files.into_iter().map(|(path, _)| path).collect();
        let drafts = self.draft_sections(&names)?;
        let is_hidden = |path: &str| {
            path.split('/').any(|part| part.starts_with('.'))
                || drafts.iter().any(|folder| path.starts_with(folder))
        };
        for path in names.iter().filter(|path| path.ends_with(".md") && !is_hidden(path)) {
            if self.is_ignored(path) {
                continue;
            }
            let text = read(&self.root.join("content").join(path))?;
            let matter = front_matter(&text).context(|| format!("front matter of {path}"))?;
            if matter["draft"] == Value::Bool(true) {
                continue;
            }
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            let folders: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
            let (stem, language) = self.language(name.trim_end_matches(".md"));
            let prefix = if language.is_empty() { String::new() } else { format!("/{language}") };
            if matter["render"] != Value::Bool(false) {
                let address = self.address(&prefix, &folders, stem, &matter);
                if stem != "_index" {
                    self.note_terms(&language, &matter);
                }
                if stem == "index" {
                    let beside =
                        names.iter().filter_map(|other| other.strip_prefix(folder)?.strip_prefix('/'));
                    let beside = beside.filter(|file| !file.contains('/') && !file.ends_with(".md"));
                    self.addresses.extend(beside.map(|file| format!("{address}{file}")));
                }
                self.addresses.insert(address);
            }
            for alias in texts(&matter["aliases"]) {
                let alias = alias.trim_matches('/');
                let end = if alias.ends_with(".html") { "" } else { "/" };
                self.addresses.insert(format!("/{alias}{end}"));
            }
        }
        Ok(())
    }

    /// The folders of sections that are drafts, with all that is in them.
    fn draft_sections(&self, names: &[String]) -> Result<Vec<String>> {
        let mut drafts = Vec::new();
        for path in names {
            let Some(folder) = path.strip_suffix("_index.md").filter(|folder| !folder.is_empty()) else {
                continue;
            };
            let matter = front_matter(&read(&self.root.join("content").join(path))?)?;
            if matter["draft"] == Value::Bool(true) {
                drafts.push(folder.to_owned());
            }
        }
        Ok(drafts)
    }

    /// The name without its language, which is empty for the default one.
    fn language<'n>(&self, stem: &'n str) -> (&'n str, String) {
        match stem.rsplit_once('.') {
            Some((name, tag)) if tag == self.default => (name, String::new()),
            Some((name, tag)) if self.languages.iter().any(|known| known == tag) => (name, tag.to_owned()),
            _ => (stem, String::new()),
        }
    }

    fn address(&self, prefix: &str, folders: &[&str], stem: &str, matter: &Value) -> String {
        if let Some(path) = matter["path"].as_str().filter(|_| stem != "_index") {
            return format!("{prefix}/{}/", path.trim_matches('/'));
        }
        let (folders, name) = match (stem, folders) {
            ("_index", _) => (folders, None),
            ("index", [above @ .., last]) => (above, Some(*last)),
            _ => (folders, Some(stem)),
        };
        let keeps_dates = self.config["slugify"]["paths_keep_dates"] == Value::Bool(true);
        let name = name.map(|name| if keeps_dates { name } else { without_date(name) });
        let name = name.map(|name| matter["slug"].as_str().unwrap_or(name));
        let parts = folders.iter().copied().chain(name).map(|part| self.slug(part));
        let parts: String = parts.filter(|part| !part.is_empty()).map(|part| format!("{part}/")).collect();
        format!("{prefix}/{parts}")
    }

    fn note_terms(&mut self, language: &str, matter: &Value) {
        for (taxonomy, terms) in matter["taxonomies"].as_object().into_iter().flatten() {
            let key = (language.to_owned(), taxonomy.clone());
            self.terms.entry(key).or_default().extend(texts(terms).map(str::to_owned));
        }
    }

    fn taxonomies_and_feeds(&mut self) {
        let mut found = Vec::new();
        for language in std::iter::once("").chain(self.languages.iter().map(String::as_str)) {
            let (own, prefix) = match language {
                "" => (&self.config, String::new()),
                tag => (&self.config["languages"][tag], format!("/{tag}")),
            };
            for taxonomy in own["taxonomies"].as_array().into_iter().flatten() {
                let Some(name) = taxonomy["name"].as_str() else { continue };
                if taxonomy["render"] == Value::Bool(false) {
                    continue;
                }
                let folder = format!("{prefix}/{}/", self.slug(name));
                let terms = self.terms.get(&(language.to_owned(), name.to_owned()));
                found.extend(terms.into_iter().flatten().map(|term| format!("{folder}{}/", self.slug(term))));
                found.push(folder);
            }
            if ["generate_feeds", "generate_feed"].iter().any(|key| own[*key] == Value::Bool(true)) {
                let several: Vec<&str> = texts(&self.config["feed_filenames"]).collect();
                let one = self.config["feed_filename"].as_str().unwrap_or("atom.xml");
                let names = if several.is_empty() { vec![one] } else { several };
                found.extend(names.into_iter().map(|name| format!("{prefix}/{name}")));
            }
        }
        self.addresses.extend(found);
    }

    /// What is copied from `static/` and compiled from `sass/`, of the site and of its theme.
    fn files(&mut self) -> Result<()> {
        let theme = self.config["theme"].as_str().map(|theme| self.root.join("themes").join(theme));
        for base in std::iter::once(self.root.to_path_buf()).chain(theme) {
            for folder in ["static", "sass"].into_iter().filter(|folder| base.join(folder).is_dir()) {
                if folder == "sass" && self.config["compile_sass"] != Value::Bool(true) {
                    continue;
                }
                for (path, _) in walk::files(&base.join(folder))? {
                    let name = path.rsplit('/').next().unwrap_or("");
                    let is_hidden = |part: &str| part.starts_with('.') && part != ".well-known";
                    match path.rsplit_once('.') {
                        Some((stem, "scss" | "sass")) if folder == "sass" && !name.starts_with('_') => {
                            self.addresses.insert(format!("/{stem}.css"));
                        }
                        _ if folder == "static" && !path.split('/').any(is_hidden) => {
                            self.addresses.insert(format!("/{path}"));
                        }
                        _ => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// `ignored_content` is held against the whole path of a file, and of each folder that it is in.
    fn is_ignored(&self, path: &str) -> bool {
        let whole = format!("/site/content/{path}");
        let ends = whole.match_indices('/').map(|(at, _)| at).chain([whole.len()]);
        let above: Vec<&str> = ends.filter_map(|end| whole.get(..end)).collect();
        texts(&self.config["ignored_content"])
            .any(|pattern| above.iter().any(|path| fits(pattern.as_bytes(), path.as_bytes())))
    }

    fn slug(&self, text: &str) -> String {
        match self.slugs {
            Slugs::Off => text.to_owned(),
            Slugs::Safe => {
                let refused = |c: &char| !"<>:/|?*#\\()[]\"\n\r\t".contains(*c);
                text.chars().filter(refused).collect::<String>().replace(' ', "_")
            }
            Slugs::On => {
                let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
                let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
                words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
            }
        }
    }
}

/// A name without the date in front of it, `2026-11-23-name` or `2026-11-23_name`.
fn without_date(name: &str) -> &str {
    let is_date = name.get(..10).is_some_and(|date| {
        date.bytes()
            .enumerate()
            .all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
    });
    let rest = name.get(10..).and_then(|rest| rest.strip_prefix(['-', '_'])).filter(|rest| !rest.is_empty());
    rest.filter(|_| is_date).unwrap_or(name)
}

/// Whether a path fits a pattern with `*` for any signs, `/` among them.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((b'*', rest)) => (0..=path.len()).any(|at| path.get(at..).is_some_and(|tail| fits(rest, tail))),
        Some((b'?', rest)) => path.split_first().is_some_and(|(_, tail)| fits(rest, tail)),
        Some((sign, rest)) => {
            path.split_first().is_some_and(|(first, tail)| first == sign && fits(rest, tail))
        }
    }
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).context(|| format!("cannot read {}", path.display()))
}

fn table(text: &str) -> Result<Value> {
    let table: toml::Table = toml::from_str(text).context(|| "TOML".to_owned())?;
    serde_json::to_value(table).context(|| "TOML".to_owned())
}

fn front_matter(text: &str) -> Result<Value> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    for fence in ["+++", "---"] {
        let Some(rest) = text.strip_prefix(fence) else { continue };
        let end = rest.find(&format!("\n{fence}")).ok_or_else(|| Failure("is not closed".to_owned()))?;
        let matter = rest.get(..end).unwrap_or("");
        if fence == "+++" {
            return table(matter);
        }
        let found: Option<Value> = serde_yaml::from_str(matter).context(|| "YAML".to_owned())?;
        return Ok(found.unwrap_or(Value::Null));
    }
    Ok(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_patterns() {
        for (name, expected) in
            [("2026-11-23-a", "a"), ("2026-11-23_b", "b"), ("2026-11-23", "2026-11-23"), ("a-b", "a-b")]
        {
            assert_eq!(without_date(name), expected);
        }
        for (pattern, path, expected) in [
            ("*/README.md", "/site/content/README.md", true),
            ("*.png", "/site/content/a/b.png", true),
            ("README.md", "/site/content/README.md", false),
        ] {
            assert_eq!(fits(pattern.as_bytes(), path.as_bytes()), expected, "{pattern} {path}");
        }
    }
}
