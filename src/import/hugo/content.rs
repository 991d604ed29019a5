//! Hugo's content as Layer9's: addresses, shortcodes, bundles.

use super::config::{HugoConfig, SectionFeed};
use super::front_matter::matter;
use super::shortcodes::{self, Calls};
use super::urls::Parts;
use crate::config::data::{Data, Node, Table};
use crate::import::address::{self, Page, parent};
use crate::import::calls::Names;
use crate::import::markdown::{CodePlaces, Edits, tame_fences, tame_headings, tame_tags};
use crate::import::matter::{Parsed, parse, write};
use crate::import::report::Report;
use crate::import::toml_text::{list, set, string, text, texts};
use crate::import::{Outcome, walk};
use crate::source::Root;
use std::collections::{BTreeMap, BTreeSet};

/// Formats that Hugo hands to other programs.
const FOREIGN: [&str; 9] = ["adoc", "asciidoc", "ad", "org", "rst", "pandoc", "pdc", "mmark", "gotmpl"];

/// A file of the content, told apart.
struct ContentFile {
    /// Its path in the old site.
    path: String,
    /// Below the content folder of its language, without language.
    below: String,
    language: usize,
    /// Whether its name says the language, and not its folder.
    by_suffix: bool,
    is_page: bool,
}

/// Converts the content of all languages.
pub(super) fn convert(
    old: &Root,
    config: &mut HugoConfig,
    names: &mut Names,
    outcome: &mut Outcome,
) -> Calls {
    let Outcome { site, report } = outcome;
    let files = files(old, config, report);
    // A folder with an `index.md` is a page; Markdown in it is material for that page, and no page.
    let bundles: BTreeSet<(usize, String)> = files
        .iter()
        .filter(|file| file.is_page && stem(&file.below) == "index")
        .map(|file| (file.language, parent(&file.below).to_owned()))
        .collect();
    let shared: BTreeSet<&String> = bundles.iter().map(|(_, folder)| folder).collect();
    let mut pages = Vec::new();
    let mut assets = Vec::new();
    for file in &files {
        let mut folder = parent(&file.below);
        let own_index = stem(&file.below) == "index";
        let mut inside = !own_index && shared.contains(&folder.to_owned());
        while !inside && !folder.is_empty() {
            folder = parent(folder);
            inside = !folder.is_empty() && shared.contains(&folder.to_owned());
        }
        if !file.is_page {
            assets.push(file);
        } else if inside {
            report.note(
                &file.path,
                0,
                "a file within a bundle is no page in Hugo; it lies in `unconverted/`",
            );
            site.copy(format!("unconverted/{}", file.path), &file.path, report);
        } else {
            match old.read_text(&file.path) {
                Ok(source) => {
                    let parsed = parse(&source, report);
                    if let Some(page) = page(file, parsed, config, report) {
                        pages.push(page);
                    } else {
                        site.copy(format!("unconverted/{}", file.path), &file.path, report);
                    }
                }
                Err(why) => report.note(&file.path, 0, format!("not imported: {}", why.message)),
            }
        }
    }
    let paginates = super::theme::paginates(old, config, report);
    sections(&mut pages, config, paginates);
    address::keep(&mut pages, report);
    let index = shortcodes::Index::new(&pages, config);
    let mut calls = Calls::default();
    for page in &mut pages {
        body(page, &index, config, names, &mut calls, report);
        report.counts.pages += 1;
        site.text(format!("content/{}", page.target), write(&page.matter, &page.body));
    }
    config.sections = section_feeds(&pages, config);
    for asset in assets {
        place(asset, &pages, config, site, report);
    }
    calls
}

/// All sections: those with a source, and the folders at the top, which are sections without one.
fn section_feeds(pages: &[Page], config: &HugoConfig) -> Vec<SectionFeed> {
    let main = config.languages.first().map(|language| language.key.as_str()).unwrap_or_default();
    let tag = |page: &Page| if page.language.is_empty() { main.to_owned() } else { page.language.clone() };
    let has_pages = |of: &Page, folder: &str| {
        let inside = |place: &str| folder.is_empty() || place.starts_with(&format!("{folder}/"));
        pages.iter().any(|page| !page.section && page.language == of.language && inside(&page.place))
    };
    let mut feeds: BTreeMap<(String, String), SectionFeed> = BTreeMap::new();
    for page in pages.iter().filter(|page| page.section) {
        let folder = parent(&page.place);
        let feed = SectionFeed {
            url: page.url.clone(),
            folder: folder.to_owned(),
            language: tag(page),
            is_home: folder.is_empty(),
            has_pages: has_pages(page, folder),
        };
        feeds.insert((page.language.clone(), folder.to_owned()), feed);
    }
    for page in pages.iter().filter(|page| !page.section) {
        // A bundle at the top is a page of the home page's.
        let Some((top, rest)) = page.place.split_once('/').filter(|(_, rest)| *rest != "index.md") else {
            continue;
        };
        if !rest.is_empty() {
            feeds.entry((page.language.clone(), top.to_owned())).or_insert_with(|| SectionFeed {
                url: config.addresses.folder(&page.prefix, top),
                folder: top.to_owned(),
                language: tag(page),
                is_home: false,
                has_pages: true,
            });
        }
    }
    feeds.into_values().collect()
}

fn files(old: &Root, config: &HugoConfig, report: &mut Report) -> Vec<ContentFile> {
    let mut files = Vec::new();
    let mut dirs: Vec<(&str, usize)> = Vec::new();
    for (i, language) in config.languages.iter().enumerate() {
        if !dirs.iter().any(|(dir, _)| *dir == language.content_dir) {
            dirs.push((&language.content_dir, i));
        }
    }
    let ignored: Vec<glob::Pattern> = config
        .ignored
        .iter()
        .filter_map(|name| {
            glob::Pattern::new(&format!(
                "*{}*",
                name.trim_matches(['^', '$', '\\', '.', '*']).replace('\\', "")
            ))
            .ok()
        })
        .collect();
    for (dir, owner) in &dirs {
        for path in walk(old, dir, report) {
            let below = path.strip_prefix(&format!("{dir}/")).unwrap_or(&path).to_owned();
            // The folder of another language may lie within.
            if dirs.iter().any(|(other, _)| other != dir && path.starts_with(&format!("{other}/")))
                && dirs.iter().any(|(other, _)| other.starts_with(&format!("{dir}/")))
            {
                continue;
            }
            if ignored.iter().any(|pattern| pattern.matches(&path)) {
                report.note(&path, 0, "left out, as `ignoreFiles` says");
                continue;
            }
            let (plain, language) = suffix(&below, config);
            let extension = plain.rsplit('.').next().unwrap_or("").to_lowercase();
            if FOREIGN.contains(&extension.as_str()) {
                report.note(&path, 0, format!("not converted: Layer9 reads Markdown, not `.{extension}`"));
                continue;
            }
            let html = matches!(extension.as_str(), "html" | "htm");
            let is_page =
                matches!(extension.as_str(), "md" | "markdown") || html && has_front_matter(old, &path);
            files.push(ContentFile {
                path,
                below: plain,
                language: language.unwrap_or(*owner),
                by_suffix: language.is_some_and(|language| language != *owner),
                is_page,
            });
        }
    }
    files
}

fn has_front_matter(old: &Root, path: &str) -> bool {
    old.read_text(path)
        .is_ok_and(|source| ["---", "+++", "{"].iter().any(|mark| source.text.starts_with(mark)))
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The language that a file's name says, and its path without.
fn suffix(below: &str, config: &HugoConfig) -> (String, Option<usize>) {
    if let Some((rest, extension)) = below.rsplit_once('.')
        && let Some((plain, key)) = rest.rsplit_once('.')
        && !key.contains('/')
        && let Some(language) = config.languages.iter().position(|l| l.key.eq_ignore_ascii_case(key))
    {
        return (format!("{plain}.{extension}"), Some(language));
    }
    (below.to_owned(), None)
}

fn page(file: &ContentFile, parsed: Parsed, config: &HugoConfig, report: &mut Report) -> Option<Page> {
    let language = config.languages.get(file.language)?;
    let name = stem(&file.below);
    let (section, bundle) = (name == "_index", name == "index");
    let folder = parent(&file.below);
    if config.taxonomies.iter().any(|taxonomy| folder.split('/').next() == Some(taxonomy.as_str()))
        && (section || folder.contains('/'))
    {
        report.note(
            &file.path,
            0,
            "the page of a taxonomy or a term has no counterpart; it lies in `unconverted/`",
        );
        return None;
    }
    let get = |key: &str| {
        parsed.matter.iter().find(|(k, _)| k.name.eq_ignore_ascii_case(key)).map(|(_, node)| node)
    };
    let build = get("build").or_else(|| get("_build"));
    let never = |node: &Node| text(node).is_some_and(|t| t == "never" || t == "false");
    let hidden = get("headless").is_some_and(|node| node.value == Data::Bool(true))
        || build.is_some_and(|node| node.get("render").is_some_and(never));
    if hidden && !section {
        report.note(
            &file.path,
            0,
            "a page that is not rendered has no counterpart; it lies in `unconverted/`",
        );
        return None;
    }
    let date = ["date", "publishdate", "lastmod"].iter().find_map(|key| get(key).and_then(text));
    let (above, own) = match bundle {
        true => (parent(folder), folder.rsplit('/').next().unwrap_or(folder)),
        false => (folder, name),
    };
    let parts = Parts {
        folder: if section { folder } else { above },
        name: own,
        title: get("title").and_then(text),
        slug: get("slug").and_then(text),
        url: get("url").and_then(text).filter(|url| !url.is_empty()),
        date: date.as_deref().and_then(crate::import::matter::read_date),
        section,
        prefix: &language.prefix,
    };
    let url = config.addresses.of(&parts);
    let html = !file.below.ends_with(".md") && !file.below.ends_with(".markdown");
    let stem = file.below.rsplit_once('.').map_or(file.below.as_str(), |(stem, _)| stem);
    let place = format!("{stem}.md");
    let key = language.key.to_lowercase();
    let target = match file.language {
        0 => place.clone(),
        _ if file.by_suffix && language.is_tag() => format!("{stem}.{key}.md"),
        _ => format!("{key}/{place}"),
    };
    let mut matter = matter(parsed.matter, &file.path, section, &url, config, language, report);
    if hidden {
        set(&mut matter, "render", Node::new(Data::Bool(false)));
    }
    let body = if html { one_block(&parsed.body) } else { parsed.body };
    Some(Page {
        source: file.path.clone(),
        language: if file.language > 0 && language.is_tag() { language.key.clone() } else { String::new() },
        prefix: if language.is_tag() { language.prefix.clone() } else { String::new() },
        place: if language.is_tag() { place } else { target.clone() },
        target,
        url,
        section,
        matter,
        body,
        line: parsed.line,
    })
}

/// HTML as one block of Markdown: a blank line would end it, and an indented line after one would be code.
fn one_block(html: &str) -> String {
    let mut out = String::from("<div>\n");
    let mut pre = 0usize;
    for line in html.lines() {
        let lower = line.to_ascii_lowercase();
        if line.trim().is_empty() {
            if pre > 0 {
                out.push_str("&#10;\n");
            }
            continue;
        }
        out.push_str(if pre > 0 { line } else { line.trim_start() });
        out.push('\n');
        pre = (pre + lower.matches("<pre").count()).saturating_sub(lower.matches("</pre").count());
    }
    out + "</div>\n"
}

/// The order of each section, and the home page of each language.
fn sections(pages: &mut Vec<Page>, config: &HugoConfig, paginates: bool) {
    for (i, language) in config.languages.iter().enumerate() {
        let target = if i == 0 {
            "_index.md".to_owned()
        } else {
            format!("{}/_index.md", language.key.to_lowercase())
        };
        let key = if i == 0 { "" } else { &language.key };
        if !pages.iter().any(|page| page.place == "_index.md" && page.language == key)
            && (i == 0 || pages.iter().any(|p| p.language == language.key))
        {
            let mut matter = Table::new();
            let own = language.text("title").unwrap_or_else(|| config.title.clone());
            set(&mut matter, "title", string(own));
            pages.push(Page {
                source: config.file.clone(),
                language: key.to_owned(),
                prefix: language.prefix.clone(),
                place: "_index.md".to_owned(),
                target,
                url: format!("{}/", language.prefix),
                section: true,
                matter,
                line: 1,
                ..Page::default()
            });
        }
    }
    // The main language at the root can be reached under its key, too, where there are others.
    if let Some(first) =
        config.languages.first().filter(|first| first.prefix.is_empty() && config.languages.len() > 1)
    {
        let address = format!("/{}/", first.key.to_lowercase());
        let taken = pages.iter().any(|page| page.url == address);
        if let Some(home) = pages.iter_mut().find(|page| page.target == "_index.md").filter(|_| !taken) {
            let mut aliases = home
                .matter
                .iter()
                .find(|(key, _)| key.name == "aliases")
                .map(|(_, node)| texts(node))
                .unwrap_or_default();
            aliases.push(address);
            set(&mut home.matter, "aliases", list(aliases));
        }
    }
    let mut counts: BTreeMap<(String, String), (usize, usize, usize)> = BTreeMap::new();
    for page in pages.iter().filter(|page| !page.section) {
        let folder = page.place.strip_suffix("/index.md").map_or_else(|| parent(&page.place), parent);
        let has = |name: &str| usize::from(page.matter.iter().any(|(key, _)| key.name == name));
        let count = counts.entry((page.language.clone(), folder.to_owned())).or_default();
        *count = (count.0 + 1, count.1 + has("weight"), count.2 + has("date"));
    }
    for page in pages.iter_mut().filter(|page| page.section) {
        let folder = (page.language.clone(), parent(&page.place).to_owned());
        let (all, weights, dates) = counts.get(&folder).copied().unwrap_or_default();
        let order = match all {
            0 => continue,
            _ if weights * 2 > all => "weight",
            _ if dates * 2 > all => "date",
            _ => "title",
        };
        set(&mut page.matter, "sort_by", string(order));
        if paginates && all as i64 > config.pager_size {
            set(&mut page.matter, "paginate_by", Node::new(Data::Int(config.pager_size)));
        }
    }
}

/// Converts a page's text.
fn body(
    page: &mut Page,
    index: &shortcodes::Index,
    config: &HugoConfig,
    names: &mut Names,
    calls: &mut Calls,
    report: &mut Report,
) {
    let text = std::mem::take(&mut page.body);
    let code = CodePlaces::of(&text);
    let mut edits = Edits::default();
    shortcodes::convert(&text, page, &code, index, config, (names, calls), &mut edits, report);
    tame_tags(&text, &code, &mut edits);
    tame_fences(&text, (&page.source, page.line), &code, &mut edits, report);
    tame_headings(&text, &code, &mut edits);
    page.body = edits.apply(&text);
}

/// Puts a file beside content where it had its address.
fn place(
    asset: &ContentFile,
    pages: &[Page],
    config: &HugoConfig,
    site: &mut crate::import::new_site::NewSite,
    report: &mut Report,
) {
    let Some(language) = config.languages.get(asset.language) else { return };
    let name = asset.below.rsplit('/').next().unwrap_or(&asset.below);
    let folder = parent(&asset.below);
    let key = if asset.language == 0 { "" } else { &language.key };
    let own = |page: &&Page| page.language == key;
    let holds = |page: &&Page| {
        let inside = asset.below.starts_with(&format!("{}/", parent(&page.place)));
        page.place.ends_with("index.md") && parent(&page.place) == folder
            || page.place.ends_with("/index.md") && inside
    };
    // Beside a bundle or in a section Layer9 gives it the address that it had; elsewhere it is static, and so is what is one
    // language's own while its page lies with those of the others.
    let below = match asset.language {
        0 => Some(asset.below.clone()),
        _ if asset.by_suffix => None,
        _ => Some(format!("{}/{}", language.key.to_lowercase(), asset.below)),
    };
    let is_held = pages.iter().filter(|page| key.is_empty() || own(page)).any(|page| holds(&page));
    if let Some(below) = below.filter(|_| is_held) {
        site.copy(format!("content/{below}"), &asset.path, report);
        if asset.language == 0 {
            address::share(pages, &below, &asset.path, site, report);
        }
        return;
    }
    let address = match pages.iter().filter(own).find(holds).filter(|page| page.url.ends_with('/')) {
        Some(page) => {
            let rest = asset.below.get(parent(&page.place).len()..).unwrap_or(name);
            format!("{}{}", page.url, rest.trim_start_matches('/'))
        }
        None => format!("{}{name}", config.addresses.folder(&language.prefix, folder)),
    };
    let path = format!("static{address}");
    if site.has(&path) {
        report.note(&asset.path, 0, format!("not copied: `{path}` comes from another file as well"));
    } else {
        site.copy(path, &asset.path, report);
    }
}
