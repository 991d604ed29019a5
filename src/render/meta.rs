//! What search engines and social networks read in the head of a page: the canonical address, Open Graph (ogp.me),
//! Twitter cards, and JSON-LD (json-ld.org) of schema.org's `Article`, `WebSite` and `BreadcrumbList`.

use super::questions::{breadcrumbs, missing};
use crate::config::Language;
use crate::config::data::{Data, Node};
use crate::content::document::SourceFile;
use crate::content::front_matter::PageMatter;
use crate::content::markdown::escape;
use crate::site::address;
use crate::site::{Site, Source};
use serde_json::{Value, json};

/// What is told of a page or section.
struct Subject<'s> {
    title: &'s str,
    path: &'s str,
    matter: &'s PageMatter,
    date: Option<&'s crate::content::date::Date>,
    language: &'s Language,
    /// The address of what it stands in for.
    original: Option<&'s str>,
}

/// The elements, one a line, each escaped.
///
/// `shown_at` is the address of the output.
///
/// # Errors
/// Says that there is no such page or section.
pub(super) fn of(site: &Site, source: &str, shown_at: &str) -> Result<String, String> {
    let subject = match site.outline.by_source(source) {
        Some(Source::Page(id)) => site.pages.get(id).map(|page| Subject {
            title: &page.title,
            path: &page.entry.path,
            matter: page.matter(),
            date: page.entry.date.as_ref(),
            language: site.config.languages.get(page.entry.file.language),
            original: original(site, Some(&page.entry.file)),
        }),
        Some(Source::Section(id)) => site.sections.get(id).map(|section| Subject {
            title: &section.title,
            path: &section.entry.path,
            matter: &section.entry.matter.page,
            date: None,
            language: site.config.languages.get(section.entry.language),
            original: original(site, section.entry.file.as_ref()),
        }),
        None => None,
    };
    let subject = subject.ok_or_else(|| missing("page or section", source, site.outline.sources()))?;
    // Each page of a list is the canonical one of its part.
    let shown_at = if address::is_below(shown_at, subject.path) { shown_at } else { subject.path };
    let mut head = Head::default();
    head.elements(site, &subject, shown_at);
    for value in linked_data(site, &subject, source)? {
        head.script(&value);
    }
    Ok(head.html)
}

/// The address of what a file stands in for.
fn original<'s>(site: &'s Site, file: Option<&SourceFile>) -> Option<&'s str> {
    let path = file?.stands_in_for.as_deref()?;
    site.outline.address(site.outline.by_source(path)?)
}

#[derive(Default)]
struct Head {
    html: String,
}

impl Head {
    fn elements(&mut self, site: &Site, subject: &Subject<'_>, shown_at: &str) {
        let config = &*site.config;
        let language = subject.language;
        let url = config.base_url.join(shown_at);
        let canonical = subject.original.map_or_else(|| url.clone(), |path| config.base_url.join(path));
        self.html.push_str("<link rel=\"canonical\" href=\"");
        escape::attribute(&canonical, &mut self.html);
        self.html.push_str("\">\n");
        let description = subject.matter.description.as_deref().unwrap_or(&language.description);
        self.name("description", description);
        self.property("og:site_name", &language.title);
        self.property("og:type", if subject.date.is_some() { "article" } else { "website" });
        self.property("og:title", subject.title);
        self.property("og:description", description);
        self.property("og:url", &url);
        self.property("og:locale", &language.tag.replace('-', "_"));
        let image = image(site, subject);
        self.property("og:image", image.as_deref().unwrap_or_default());
        if let Some(date) = subject.date {
            self.property("article:published_time", &date.rfc3339());
        }
        if let Some(date) = &subject.matter.updated {
            self.property("article:modified_time", &date.rfc3339());
        }
        if subject.date.is_some() {
            let tags = subject.matter.taxonomies.get("tags").into_iter().flatten();
            tags.for_each(|(tag, _)| self.property("article:tag", tag));
        }
        self.name("twitter:card", if image.is_some() { "summary_large_image" } else { "summary" });
        for name in subject.matter.visibility.further() {
            let Some(format) = config.formats.iter().find(|format| format.name == name) else { continue };
            let url = config.base_url.join(&super::output::format_path(site, subject.path, name));
            self.html.push_str("<link rel=\"alternate\" type=\"");
            escape::attribute(&format.media_type, &mut self.html);
            self.html.push_str("\" href=\"");
            escape::attribute(&url, &mut self.html);
            self.html.push_str("\">\n");
        }
        self.name("twitter:site", config.seo.twitter_site.as_deref().unwrap_or_default());
    }

    fn name(&mut self, name: &str, content: &str) {
        self.meta("name", name, content);
    }

    fn property(&mut self, name: &str, content: &str) {
        self.meta("property", name, content);
    }

    /// Nothing where there is nothing to say.
    fn meta(&mut self, kind: &str, name: &str, content: &str) {
        if content.is_empty() {
            return;
        }
        self.html.push_str(&format!("<meta {kind}=\"{name}\" content=\""));
        escape::attribute(content, &mut self.html);
        self.html.push_str("\">\n");
    }

    /// In a script no character reference is read, and `</script>` and `<!--` would end or change it.
    fn script(&mut self, value: &Value) {
        let json = value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        self.html.push_str(&format!("<script type=\"application/ld+json\">{json}</script>\n"));
    }
}

/// The page's `extra.image`, from the page on or from the top of the site, otherwise the site's, as an absolute address.
fn image(site: &Site, subject: &Subject<'_>) -> Option<String> {
    let named = |node: &Node| {
        let (_, node) = node.as_table()?.iter().find(|(key, _)| key.name == "image")?;
        match &node.value {
            Data::String(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    };
    let folder = subject.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let own = subject.matter.extra.as_ref().and_then(named);
    let own = own.map(|image| if is_absolute(&image) { image } else { format!("{folder}/{image}") });
    let image = own.or_else(|| site.config.seo.image.clone()).or_else(|| named(&site.config.extra))?;
    let join = |image: &str| site.config.base_url.join(&format!("/{}", image.trim_start_matches('/')));
    Some(if image.contains("://") { image } else { join(&image) })
}

fn is_absolute(image: &str) -> bool {
    image.starts_with('/') || image.contains("://")
}

fn linked_data(site: &Site, subject: &Subject<'_>, source: &str) -> Result<Vec<Value>, String> {
    let config = &*site.config;
    let url = |path: &str| config.base_url.join(path);
    let mut all = Vec::new();
    if subject.path == "/" {
        let mut value = json!({
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": subject.language.title,
            "url": url("/"),
            "inLanguage": subject.language.tag,
        });
        if !config.description.is_empty() {
            value["description"] = config.description.as_str().into();
        }
        all.push(value);
    } else if let Some(date) = subject.date {
        let authors: Vec<&str> = match subject.matter.authors.as_slice() {
            [] if config.author.is_empty() => Vec::new(),
            [] => vec![&config.author],
            authors => authors.iter().map(String::as_str).collect(),
        };
        let persons: Vec<Value> =
            authors.iter().map(|name| json!({ "@type": "Person", "name": name })).collect();
        let changed = subject.matter.updated.as_ref().unwrap_or(date);
        let mut value = json!({
            "@context": "https://schema.org",
            "@type": config.seo.article_type,
            "headline": subject.title,
            "url": url(subject.path),
            "mainEntityOfPage": url(subject.path),
            "datePublished": date.rfc3339(),
            "dateModified": changed.rfc3339(),
            "inLanguage": subject.language.tag,
        });
        if let Some(description) = &subject.matter.description {
            value["description"] = description.as_str().into();
        }
        if !persons.is_empty() {
            value["author"] = persons.into();
        }
        if let Some(image) = image(site, subject) {
            value["image"] = image.into();
        }
        all.push(value);
    }
    let crumbs = breadcrumbs(site, source)?;
    if crumbs.len() > 1 {
        let items: Vec<Value> = crumbs
            .iter()
            .enumerate()
            .map(|(at, crumb)| {
                let (name, item) = (&crumb.title, url(&crumb.path));
                json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": item })
            })
            .collect();
        all.push(json!({
            "@context": "https://schema.org",
            "@type": "BreadcrumbList",
            "itemListElement": items,
        }));
    }
    Ok(all)
}
