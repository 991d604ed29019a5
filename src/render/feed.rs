//! Feeds: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 (jsonfeed.org).

use super::xml::Xml;
use crate::config::{FeedFormat, Language};
use crate::content::markdown::escape;
use crate::site::address;
use crate::site::{PageId, Site};
use std::sync::Arc;

/// A feed to write.
#[derive(Clone, Debug)]
pub struct Feed<'a> {
    /// Its language.
    pub language: &'a Language,
    /// Its title.
    pub title: String,
    /// The address of the page whose feed it is, with a leading slash.
    pub path: &'a str,
    /// Its pages, newest first.
    pub pages: Vec<PageId>,
}

/// The pages that go into a feed of `candidates`: those with a date, newest first, up to the limit.
pub fn select(site: &Site, candidates: impl IntoIterator<Item = PageId>) -> Vec<PageId> {
    let moment = |id: PageId| site.pages.get(id).and_then(|p| p.entry.date.as_ref()).map(|d| d.timestamp());
    // What stands in for a translation is in another language's feed.
    let shown = |id: PageId| {
        let page = site.pages.get(id).filter(|page| !page.entry.is_stand_in());
        let visibility = page.map(|page| &page.matter().visibility);
        visibility.is_some_and(|v| v.in_feeds && v.in_lists && v.has_page())
    };
    let mut pages: Vec<PageId> =
        candidates.into_iter().filter(|id| moment(*id).is_some() && shown(*id)).collect();
    let path = |id: PageId| site.pages.get(id).map(|p| p.entry.path.as_str());
    pages.sort_by(|a, b| moment(*b).cmp(&moment(*a)).then_with(|| path(*a).cmp(&path(*b))));
    if site.config.feed_limit > 0 {
        pages.truncate(site.config.feed_limit);
    }
    pages
}

/// Writes a feed. `content` gives the HTML of a page's body.
pub fn write(
    site: &Site,
    feed: &Feed<'_>,
    format: FeedFormat,
    content: impl Fn(PageId) -> Arc<str>,
) -> String {
    match format {
        FeedFormat::Atom => atom(site, feed, content),
        FeedFormat::Rss => rss(site, feed, content),
        FeedFormat::Json => json(site, feed, content),
    }
}

/// When a feed changed last: the newest date in it, so that its bytes depend on content alone.
fn updated(site: &Site, feed: &Feed<'_>) -> Option<crate::content::date::Date> {
    feed.pages
        .iter()
        .filter_map(|id| site.pages.get(*id))
        .filter_map(|p| p.matter().updated.clone().or_else(|| p.entry.date.clone()))
        .max_by_key(|d| d.timestamp())
}

fn atom(site: &Site, feed: &Feed<'_>, content: impl Fn(PageId) -> Arc<str>) -> String {
    let config = &site.config;
    let url = &config.base_url;
    let own = url.join(&format!("{}{}", address::below(feed.path), FeedFormat::Atom.file_name()));
    let mut xml = Xml::new();
    xml.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &feed.language.tag)]);
    xml.text("title", &feed.title);
    if !feed.language.description.is_empty() {
        xml.text("subtitle", &feed.language.description);
    }
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &own)]);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &url.join(feed.path))]);
    xml.text("id", &own);
    // RFC 4287 demands the element; a feed without entries has no date of its own.
    let changed = updated(site, feed).map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |d| d.rfc3339());
    xml.text("updated", &changed);
    xml.text("generator", "Layer9");
    if !feed.language.author.is_empty() {
        author(&mut xml, &feed.language.author);
    }
    for id in &feed.pages {
        let Some(page) = site.pages.get(*id) else { continue };
        let address = url.join(&page.entry.path);
        let date = page.entry.date.as_ref();
        let changed = page.matter().updated.as_ref().or(date);
        xml.open("entry", &[("xml:lang", &feed.language.tag)]);
        xml.text("title", &page.title);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &address)]);
        xml.text("id", &address);
        if let Some(date) = date {
            xml.text("published", &date.rfc3339());
        }
        if let Some(changed) = changed {
            xml.text("updated", &changed.rfc3339());
        }
        let authors = &page.matter().authors;
        if authors.is_empty() && feed.language.author.is_empty() {
            author(&mut xml, &feed.language.title);
        }
        for name in authors {
            author(&mut xml, name);
        }
        if let Some(description) = &page.matter().description {
            xml.text("summary", description);
        }
        xml.text_with("content", &[("type", "html"), ("xml:base", &address)], &content(*id));
        xml.close("entry");
    }
    xml.close("feed");
    xml.finish()
}

fn author(xml: &mut Xml, name: &str) {
    xml.open("author", &[]);
    xml.text("name", name);
    xml.close("author");
}

/// Plain text as HTML, which is what readers take a description in RSS for.
fn as_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape::text(text, &mut html);
    html
}

fn json(site: &Site, feed: &Feed<'_>, content: impl Fn(PageId) -> Arc<str>) -> String {
    let config = &site.config;
    let url = &config.base_url;
    let author = |name: &str| serde_json::json!({ "name": name });
    let mut items = Vec::with_capacity(feed.pages.len());
    for id in &feed.pages {
        let Some(page) = site.pages.get(*id) else { continue };
        let (matter, address) = (page.matter(), url.join(&page.entry.path));
        let tags: Vec<&String> = matter.taxonomies.values().flatten().map(|(term, _)| term).collect();
        let mut item = serde_json::json!({
            "id": address,
            "url": address,
            "title": page.title,
            "content_html": &*content(*id),
            "language": feed.language.tag,
        });
        let mut put = |key: &str, value: serde_json::Value| item[key] = value;
        if let Some(description) = &matter.description {
            put("summary", description.as_str().into());
        }
        if let Some(date) = &page.entry.date {
            put("date_published", date.rfc3339().into());
        }
        if let Some(date) = &matter.updated {
            put("date_modified", date.rfc3339().into());
        }
        if !matter.authors.is_empty() {
            put("authors", matter.authors.iter().map(|name| author(name)).collect());
        }
        if !tags.is_empty() {
            put("tags", tags.into_iter().map(String::as_str).collect());
        }
        items.push(item);
    }
    let mut whole = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": url.join(feed.path),
        "feed_url": url.join(&format!("{}{}", address::below(feed.path), FeedFormat::Json.file_name())),
        "language": feed.language.tag,
    });
    if !feed.language.description.is_empty() {
        whole["description"] = feed.language.description.as_str().into();
    }
    if !feed.language.author.is_empty() {
        whole["authors"] = vec![author(&feed.language.author)].into();
    }
    whole["items"] = items.into();
    format!("{whole:#}\n")
}

fn rss(site: &Site, feed: &Feed<'_>, content: impl Fn(PageId) -> Arc<str>) -> String {
    let config = &site.config;
    let url = &config.base_url;
    let own = url.join(&format!("{}{}", address::below(feed.path), FeedFormat::Rss.file_name()));
    let mut xml = Xml::new();
    xml.open("rss", &[("version", "2.0"), ("xmlns:atom", "http://www.w3.org/2005/Atom")]);
    xml.open("channel", &[]);
    xml.text("title", &feed.title);
    xml.text("link", &url.join(feed.path));
    let description =
        if feed.language.description.is_empty() { &feed.title } else { &feed.language.description };
    xml.text("description", &as_html(description));
    xml.text("generator", "Layer9");
    xml.text("language", &feed.language.tag);
    xml.empty("atom:link", &[("href", &own), ("rel", "self"), ("type", "application/rss+xml")]);
    if let Some(date) = updated(site, feed) {
        xml.text("lastBuildDate", &date.rfc2822());
    }
    for id in &feed.pages {
        let Some(page) = site.pages.get(*id) else { continue };
        let address = url.join(&page.entry.path);
        xml.open("item", &[]);
        xml.text("title", &page.title);
        xml.text("link", &address);
        xml.text_with("guid", &[("isPermaLink", "true")], &address);
        if let Some(date) = &page.entry.date {
            xml.text("pubDate", &date.rfc2822());
        }
        match &page.matter().description {
            Some(description) => xml.text("description", &as_html(description)),
            None => xml.text("description", &content(*id)),
        }
        xml.close("item");
    }
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}
