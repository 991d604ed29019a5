//! `sitemap.xml` (sitemaps.org, protocol 0.9), `robots.txt`, and the pages that stand at old addresses.

use super::xml::Xml;
use crate::config::BaseUrl;
use crate::content::markdown::escape;
use crate::site::Site;
use std::collections::BTreeMap;

/// Writes the sitemap of all pages and sections, in the order of their addresses.
pub(super) fn sitemap(site: &Site) -> String {
    let mut urls: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for page in &site.pages {
        let changed = page.matter().updated.as_ref().or(page.entry.date.as_ref());
        urls.insert(&page.entry.path, changed.map(|d| d.as_str()));
    }
    for section in &site.sections {
        if section.entry.matter.render && section.entry.matter.redirect_to.is_none() {
            urls.entry(&section.entry.path).or_insert(None);
        }
    }
    for taxonomy in site.taxonomies.iter().filter(|t| t.config.render) {
        urls.entry(&taxonomy.path).or_insert(None);
        for term in &taxonomy.terms {
            urls.entry(&term.path).or_insert(None);
        }
    }
    let mut xml = Xml::new();
    xml.open("urlset", &[("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9")]);
    for (path, changed) in urls {
        xml.open("url", &[]);
        xml.text("loc", &encoded(&site.config.base_url.join(path)));
        if let Some(changed) = changed {
            xml.text("lastmod", changed);
        }
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
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
