//! `sitemap.xml` (sitemaps.org, protocol 0.9), `robots.txt`, and the pages that stand at old addresses.

use super::xml::Xml;
use crate::config::{BaseUrl, LanguageId};
use crate::content::markdown::escape;
use crate::content::visibility::Visibility;
use crate::site::{Site, Source};
use std::collections::BTreeMap;

/// An address of the sitemap.
struct Entry<'s> {
    path: &'s str,
    changed: Option<&'s str>,
    priority: Option<&'s str>,
    frequency: Option<&'s str>,
    /// Where there are several languages.
    source: Option<Source>,
}

/// All addresses of the sitemap, in their order.
fn entries<'s>(site: &'s Site) -> Vec<Entry<'s>> {
    let config = &site.config.sitemap;
    let mut all: BTreeMap<&str, Entry<'s>> = BTreeMap::new();
    let many = site.config.languages.are_many();
    let mut add = |path: &'s str, changed: Option<&'s str>, of: Option<(&'s Visibility, Source)>| {
        let (of, source) = of.unzip();
        let source = source.filter(|_| many);
        if of.is_some_and(|of| !(of.in_sitemap && of.has_page())) {
            return;
        }
        let priority = of.and_then(|of| of.priority.as_deref()).or(config.priority.as_deref());
        let frequency = of.and_then(|of| of.frequency.as_deref()).or(config.frequency.as_deref());
        all.entry(path).or_insert(Entry { path, changed, priority, frequency, source });
    };
    // The canonical address of what stands in for a translation is the original's.
    let own = site.pages.iter().enumerate().filter(|(_, page)| !page.entry.is_stand_in());
    for (id, page) in own {
        let changed = page.matter().updated.as_ref().or(page.entry.date.as_ref());
        let visibility = &page.matter().visibility;
        add(&page.entry.path, changed.map(|d| d.as_str()), Some((visibility, Source::Page(id))));
    }
    for (id, section) in site.sections.iter().enumerate() {
        if section.entry.matter.redirect_to.is_none() && !section.entry.is_stand_in() {
            let visibility = &section.entry.matter.page.visibility;
            add(&section.entry.path, None, Some((visibility, Source::Section(id))));
        }
    }
    for taxonomy in site.taxonomies.iter().filter(|t| t.config.render) {
        add(&taxonomy.path, None, None);
        taxonomy.terms.iter().for_each(|term| add(&term.path, None, None));
    }
    site.lists.iter().for_each(|list| add(&list.path, None, None));
    all.into_values().collect()
}

/// How many files the addresses of a sitemap take.
pub(super) fn parts(site: &Site) -> usize {
    entries(site).len().div_ceil(site.config.sitemap.limit).max(1)
}

/// Writes `sitemap.xml`: all pages, sections, terms and lists, in the order of their addresses; where they are too
/// many for one file, the index of the files that hold them.
pub(super) fn sitemap(site: &Site) -> String {
    let all = entries(site);
    let limit = site.config.sitemap.limit;
    if all.len() <= limit {
        return urlset(site, &all);
    }
    let mut xml = Xml::new();
    xml.open("sitemapindex", &[("xmlns", NAMESPACE)]);
    for (number, part) in all.chunks(limit).enumerate() {
        xml.open("sitemap", &[]);
        xml.text("loc", &site.config.base_url.join(&part_path(number)));
        if let Some(changed) = part.iter().filter_map(|entry| entry.changed).max() {
            xml.text("lastmod", changed);
        }
        xml.close("sitemap");
    }
    xml.close("sitemapindex");
    xml.finish()
}

/// Writes one of the files that an index names, by its number from 0.
pub(super) fn sitemap_part(site: &Site, number: usize) -> String {
    let all = entries(site);
    urlset(site, all.chunks(site.config.sitemap.limit).nth(number).unwrap_or_default())
}

/// The address of such a file.
pub(super) fn part_path(number: usize) -> String {
    format!("/sitemap-{}.xml", number + 1)
}

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

fn urlset(site: &Site, entries: &[Entry<'_>]) -> String {
    let mut xml = Xml::new();
    let own = ("xmlns", NAMESPACE);
    match site.config.languages.are_many() {
        true => xml.open("urlset", &[own, ("xmlns:xhtml", "http://www.w3.org/1999/xhtml")]),
        false => xml.open("urlset", &[own]),
    }
    for entry in entries {
        xml.open("url", &[]);
        xml.text("loc", &encoded(&site.config.base_url.join(entry.path)));
        let rest =
            [("lastmod", entry.changed), ("changefreq", entry.frequency), ("priority", entry.priority)];
        for (name, value) in rest {
            if let Some(value) = value {
                xml.text(name, value);
            }
        }
        if let Some(source) = entry.source {
            alternates(&mut xml, site, source);
        }
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// The same page in other languages, its own among them, as search engines ask for it: every page of a group names all,
/// and the default language's stands for readers of any other.
fn alternates(xml: &mut Xml, site: &Site, source: Source) {
    let all: Vec<_> = site.translations(source).into_iter().filter(|found| !found.is_stand_in).collect();
    if all.len() < 2 {
        return;
    }
    let mut link = |lang: &str, path: &str| {
        let href = encoded(&site.config.base_url.join(path));
        xml.empty("xhtml:link", &[("rel", "alternate"), ("hreflang", lang), ("href", &href)]);
    };
    for found in &all {
        link(&site.config.languages.get(found.language).tag, found.path);
    }
    if let Some(default) = all.iter().find(|found| found.language == LanguageId::DEFAULT) {
        link("x-default", default.path);
    }
}

/// Writes `robots.txt`: everything may be read, and where the sitemap is.
pub(super) fn robots(site: &Site) -> String {
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if site.config.generate_sitemap {
        text.push_str(&format!("Sitemap: {}\n", site.config.base_url.join("/sitemap.xml")));
    }
    text
}

/// Writes a page that leads elsewhere; `to` is an absolute address, or a path of the host that `base_url` names.
/// Search engines are told the absolute one in any case.
pub(super) fn redirect(to: &str, base_url: &BaseUrl) -> String {
    let host = if to.starts_with('/') { base_url.origin() } else { "" };
    let (mut url, mut canonical) = (String::new(), String::new());
    escape::attribute(&encoded(to), &mut url);
    escape::attribute(&encoded(&format!("{host}{to}")), &mut canonical);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Redirect</title>\n\
         <link rel=\"canonical\" href=\"{canonical}\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n</head>\n<body>\n\
         <p><a href=\"{url}\">This page has moved.</a></p>\n</body>\n</html>\n"
    )
}

/// An address whose characters beyond ASCII are percent-encoded, as RFC 3986 asks.
fn encoded(url: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const KEEP: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');
    utf8_percent_encode(url, KEEP).to_string()
}
