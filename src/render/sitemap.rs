//! `sitemap.xml` (sitemaps.org, protocol 0.9), `robots.txt`, and the pages that stand at old addresses.

use super::xml::Xml;
use crate::config::{BaseUrl, LanguageId};
use crate::content::markdown::escape;
use crate::site::{Site, Source};
use std::collections::BTreeMap;

/// Writes the sitemap of all pages and sections, in the order of their addresses.
pub(super) fn sitemap(site: &Site) -> String {
    let many = site.config.languages.are_many();
    let mut urls: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    let mut sources: BTreeMap<&str, Source> = BTreeMap::new();
    for (id, page) in site.pages.iter().enumerate() {
        if page.entry.is_stand_in() {
            // Its canonical address is the original's.
            continue;
        }
        if many {
            sources.insert(&page.entry.path, Source::Page(id));
        }
        let changed = page.matter().updated.as_ref().or(page.entry.date.as_ref());
        urls.insert(&page.entry.path, changed.map(|d| d.as_str()));
    }
    for (id, section) in site.sections.iter().enumerate() {
        if section.entry.matter.render
            && !section.entry.is_stand_in()
            && section.entry.matter.redirect_to.is_none()
        {
            urls.entry(&section.entry.path).or_insert(None);
            if many {
                sources.entry(&section.entry.path).or_insert(Source::Section(id));
            }
        }
    }
    for taxonomy in site.taxonomies.iter().filter(|t| t.config.render) {
        urls.entry(&taxonomy.path).or_insert(None);
        for term in &taxonomy.terms {
            urls.entry(&term.path).or_insert(None);
        }
    }
    let mut xml = Xml::new();
    let own = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
    match many {
        true => xml.open("urlset", &[own, ("xmlns:xhtml", "http://www.w3.org/1999/xhtml")]),
        false => xml.open("urlset", &[own]),
    }
    for (path, changed) in urls {
        xml.open("url", &[]);
        xml.text("loc", &encoded(&site.config.base_url.join(path)));
        if let Some(changed) = changed {
            xml.text("lastmod", changed);
        }
        if let Some(source) = sources.get(path) {
            alternates(&mut xml, site, *source);
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
