//! Addresses relative to the file that they are in, for sites that set `relative_urls`.
//!
//! What is finished is gone through once: a page, a style sheet. Addresses from the root of the server, and absolute
//! ones of the site itself, become the way from the file; what must be absolute by its meaning stays (`canonical`,
//! `alternate`, everything in `<meta>` but a refresh), and so does what is no address of the site.

use super::address;
use crate::config::{BaseUrl, Config, RelativeUrls};
use crate::content::html::{Tag, Tags};
use std::ops::Range;

/// Attributes that hold one address.
const ADDRESSES: [&str; 11] = [
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "cite",
    "data",
    "background",
    "longdesc",
    "manifest",
    "xlink:href",
];

/// Relations whose addresses are for others than the visitor's browser, and so stay absolute.
const FOR_OTHERS: [&str; 4] = ["canonical", "alternate", "shortlink", "amphtml"];

/// One file of a site, and how it names the others.
#[derive(Debug, Clone, Copy)]
pub struct Relative<'a> {
    base: &'a BaseUrl,
    /// The folder that the file is in, with a slash at both ends.
    folder: &'a str,
    style: RelativeUrls,
    /// Whether the addresses of pages end in a slash.
    has_slashes: bool,
}

/// What is replaced, and by what; in the order of the text.
type Edits = Vec<(Range<usize>, String)>;

impl<'a> Relative<'a> {
    /// For the file at this path of the site. `None` where addresses stay as they are: the configuration does not ask
    /// for it, or the file is a `404.html`, which servers deliver at any address.
    pub fn of(config: &'a Config, path: &'a str) -> Option<Self> {
        let (folder, name) = path.split_at(path.rfind('/')? + 1);
        let stays = config.relative_urls == RelativeUrls::Off || name == "404.html";
        let (base, style) = (&config.base_url, config.relative_urls);
        (!stays).then_some(Self { base, folder, style, has_slashes: config.trailing_slash })
    }

    /// An HTML page with relative addresses. One with a `<base>` stays as it is: all of its addresses depend on that.
    pub fn html(&self, html: String) -> String {
        let mut edits = Edits::new();
        let mut has_base = false;
        for tag in Tags::of(&html).filter(|tag| !tag.is_end) {
            has_base |= tag.is("base") && tag.get("href").is_some();
            self.tag(&html, &tag, &mut edits);
        }
        if has_base { html } else { applied(&html, &edits).unwrap_or(html) }
    }

    /// A style sheet with relative addresses.
    pub fn css(&self, css: String) -> String {
        let mut edits = Edits::new();
        self.in_css(&css, 0..css.len(), &mut edits);
        applied(&css, &edits).unwrap_or(css)
    }

    fn tag(&self, html: &str, tag: &Tag<'_>, edits: &mut Edits) {
        let value = |name: &str| tag.get(name).and_then(|place| html.get(place)).unwrap_or_default();
        let words =
            |text: &str, word: &str| text.split_ascii_whitespace().any(|w| w.eq_ignore_ascii_case(word));
        let is_meta = tag.is("meta");
        let absolute_stays = is_meta
            || tag.is("link") && {
                let rel = value("rel");
                rel.is_empty() || FOR_OTHERS.iter().any(|word| words(rel, word))
            };
        for attribute in tag.attributes() {
            let place = attribute.value;
            let is = |name: &str| attribute.name.eq_ignore_ascii_case(name);
            if is_meta {
                if is("content") && value("http-equiv").eq_ignore_ascii_case("refresh") {
                    edits.extend(self.refresh(html, place));
                }
            } else if is("srcset") || is("imagesrcset") {
                candidates(html, place).for_each(|place| edits.extend(self.at(html, place, false)));
            } else if is("style") {
                self.in_css(html, place, edits);
            } else if ADDRESSES.iter().any(|name| is(name)) {
                edits.extend(self.at(html, place, absolute_stays));
            }
        }
        if tag.is("style") {
            self.in_css(html, tag.text.clone(), edits);
        }
    }

    /// The edit of the address at a place.
    fn at(&self, text: &str, place: Range<usize>, absolute_stays: bool) -> Option<(Range<usize>, String)> {
        let address = text.get(place.clone())?;
        let trimmed = address.trim_ascii();
        self.relative(trimmed, absolute_stays, true).map(|relative| (place, relative))
    }

    /// The address in `5; url=/x`.
    fn refresh(&self, html: &str, place: Range<usize>) -> Option<(Range<usize>, String)> {
        let text = html.get(place.clone())?;
        let at = text.to_ascii_lowercase().find("url=")? + "url=".len();
        let after = text.get(at..)?;
        let address = after.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '\'' | '"'));
        let start = place.start + at + (after.len() - address.len());
        let address = address.trim_end_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '\'' | '"'));
        self.at(html, start..start + address.len(), false)
    }

    /// Every `url(…)` and `@import "…"` in a part of a text.
    fn in_css(&self, text: &str, part: Range<usize>, edits: &mut Edits) {
        let css = text.get(part.clone()).unwrap_or_default();
        let starts = css.match_indices("url(").chain(css.match_indices("@import"));
        let mut starts: Vec<usize> = starts.map(|(at, word)| at + word.len()).collect();
        starts.sort_unstable();
        for start in starts {
            let rest = css.get(start..).unwrap_or_default();
            let mut address = rest.trim_ascii_start();
            // In an attribute the quotes of CSS are references.
            for quote in ["\"", "'", "&quot;", "&#34;", "&#39;", "&#x27;"] {
                address = address.strip_prefix(quote).unwrap_or(address);
            }
            let at = part.start + start + (rest.len() - address.len());
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, ')' | '"' | '\'' | '&' | ';');
            let address = address.split(ends).next().unwrap_or_default();
            let relative = self.relative(address, false, false);
            edits.extend(relative.map(|relative| (at..at + address.len(), relative)));
        }
    }

    /// The way to an address of the site. `None` for any other. `is_link` says that a visitor may go there.
    fn relative(&self, address: &str, absolute_stays: bool, is_link: bool) -> Option<String> {
        let within = |rest: &str| rest.is_empty() || rest.starts_with(['/', '?', '#']);
        let rest = match address.strip_prefix(self.base.as_str()).filter(|rest| within(rest)) {
            Some(_) if absolute_stays => return None,
            Some(rest) => rest,
            None if address.starts_with('/') && !address.starts_with("//") => {
                address.strip_prefix(self.base.base_path()).filter(|rest| within(rest))?
            }
            None => return None,
        };
        let (path, after) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
        let path = if path.is_empty() { "/" } else { path };
        let common = self.folder.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count();
        let common = path.get(..common).and_then(|same| same.rfind('/')).map_or(1, |slash| slash + 1);
        let up = self.folder.get(common..).unwrap_or_default().matches('/').count();
        let down = path.get(common..).unwrap_or_default();
        let mut relative = "../".repeat(up);
        // The name of a scheme ends in a colon, too.
        if up == 0 && (down.is_empty() || down.split('/').next().is_some_and(|first| first.contains(':'))) {
            relative.push_str("./");
        }
        relative.push_str(down);
        if is_link && self.style == RelativeUrls::Files {
            if path.ends_with('/') {
                relative.push_str("index.html");
            } else if !self.has_slashes && !address::names_a_file(path) {
                relative.push_str(".html");
            }
        }
        relative.push_str(after);
        Some(relative)
    }
}

/// The addresses of a `srcset` (HTML, section 4.8.4.2.1).
fn candidates(html: &str, place: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let text = html.get(place.clone()).unwrap_or_default();
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let address = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        let start = at + (rest.len() - address.len());
        let whole =
            address.split(|c: char| c.is_ascii_whitespace()).next().filter(|found| !found.is_empty())?;
        let bare = whole.trim_end_matches(',');
        // An address that ends in a comma has no descriptor.
        at = start + whole.len();
        if bare.len() == whole.len() {
            at += text.get(at..)?.find(',').unwrap_or(text.len() - at);
        }
        Some(place.start + start..place.start + start + bare.len())
    })
}

/// A text with edits; `None` where there are none.
fn applied(text: &str, edits: &Edits) -> Option<String> {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for (place, new) in edits {
        edited.push_str(text.get(at..place.start).unwrap_or_default());
        edited.push_str(new);
        at = place.end;
    }
    edited.push_str(text.get(at..).unwrap_or_default());
    (!edits.is_empty()).then_some(edited)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Diagnostics;
    use crate::source::SourceText;

    fn config(base_url: &str, relative_urls: &str) -> Config {
        let text = format!("base_url = \"{base_url}\"\ntitle = \"x\"\nrelative_urls = {relative_urls}\n");
        Config::read(&SourceText::new("layer9.toml", text), &mut Diagnostics::new())
    }

    #[test]
    fn addresses() {
        let plain = config("https://example.org", "true");
        let below = config("https://example.org/sub", "true");
        let files = config("https://example.org", "\"files\"");
        for (config, path, address, expected) in [
            (&plain, "/", "/", Some("./")),
            (&plain, "/", "/a/", Some("a/")),
            (&plain, "/a/", "/a/", Some("./")),
            (&plain, "/a/", "/", Some("../")),
            (&plain, "/a/b/", "/a/c/#x", Some("../c/#x")),
            (&plain, "/a/b/", "/ab/", Some("../../ab/")),
            (&plain, "/a/b.html", "/a/b.html?x", Some("b.html?x")),
            (&plain, "/a/", "/a/b:c", Some("./b:c")),
            (&plain, "/a/", "//cdn.org/x", None),
            (&plain, "/a/", "https://example.org/b.png", Some("../b.png")),
            (&plain, "/a/", "https://example.org", Some("../")),
            (&plain, "/a/", "https://example.organic/b", None),
            (&plain, "/a/", "b/c", None),
            (&plain, "/a/", "#x", None),
            (&plain, "/a/", "mailto:x", None),
            (&below, "/a/", "/sub/b/", Some("../b/")),
            (&below, "/a/", "/sub", Some("../")),
            (&below, "/a/", "/other/", None),
            (&below, "/a/", "/subway/", None),
            (&files, "/a/", "/b/?q#x", Some("../b/index.html?q#x")),
            (&files, "/a/", "/a/", Some("./index.html")),
            (&files, "/a/", "/b.css", Some("../b.css")),
        ] {
            let relative = Relative::of(config, path).expect("it is asked for");
            let found = relative.relative(address, false, true);
            assert_eq!(found.as_deref(), expected, "{address} in {path}");
        }
        assert!(Relative::of(&plain, "/fr/404.html").is_none());
        assert!(Relative::of(&config("https://example.org", "false"), "/").is_none());
    }

    #[test]
    fn pages() {
        let config = config("https://example.org", "true");
        let relative = Relative::of(&config, "/a/b/").expect("it is asked for");
        for (html, expected) in [
            ("<p>x", "<p>x"),
            ("<a href=/x/>é</a><A HREF='/y?a&amp;b'>", "<a href=../../x/>é</a><A HREF='../../y?a&amp;b'>"),
            (
                "<link rel=canonical href=https://example.org/a/b/><link rel=\"stylesheet\" href=\"https://example.org/m.css\">",
                "<link rel=canonical href=https://example.org/a/b/><link rel=\"stylesheet\" href=\"../../m.css\">",
            ),
            ("<link rel=alternate href=/rss.xml>", "<link rel=alternate href=../../rss.xml>"),
            (
                "<meta property=og:url content=https://example.org/a/>",
                "<meta property=og:url content=https://example.org/a/>",
            ),
            (
                "<meta http-equiv=Refresh content=\"0; URL='/c/'\">",
                "<meta http-equiv=Refresh content=\"0; URL='../../c/'\">",
            ),
            (
                "<img src=/i.png srcset=\"/i.png 1x, /j.png 2x,/k.png, data:x,y 3x\">",
                "<img src=../../i.png srcset=\"../../i.png 1x, ../../j.png 2x,../../k.png, data:x,y 3x\">",
            ),
            (
                "<p style=\"background:url(&quot;/i.png&quot;)\"><style>@import '/s.css';p{a:url(/j.png)url('k.png')}</style>",
                "<p style=\"background:url(&quot;../../i.png&quot;)\"><style>@import '../../s.css';p{a:url(../../j.png)url('k.png')}</style>",
            ),
            (
                "<script>'<a href=/x>'</script><!-- <a href=/x> --><code>&lt;a href=/x></code>",
                "<script>'<a href=/x>'</script><!-- <a href=/x> --><code>&lt;a href=/x></code>",
            ),
            ("<base href=/><a href=/x>", "<base href=/><a href=/x>"),
            (
                "<layer9-island src=\"/_layer9/x.wasm\" props=\"/x\">",
                "<layer9-island src=\"../../_layer9/x.wasm\" props=\"/x\">",
            ),
        ] {
            assert_eq!(relative.html(html.to_owned()), expected);
        }
    }
}
