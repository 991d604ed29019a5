//! What a file makes a browser load: the addresses in HTML, in style sheets and in scripts.
//!
//! Only what is loaded without the visitor asking for it counts: no links, no frames, no films. Of the candidates of a
//! `srcset` the browser takes one; the one in `src` stands for it.

use crate::content::html::Tags;
use std::collections::BTreeSet;

/// Addresses in a page, as they are written.
pub(super) fn in_html(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for tag in Tags::of(html).filter(|tag| !tag.is_end) {
        let get = |key: &str| tag.get(key).and_then(|place| html.get(place)).map(unescape);
        if tag.is("script") || tag.is("img") || tag.is("layer9-island") {
            found.extend(get("src"));
        } else if tag.is("style") {
            found.extend(in_css(html.get(tag.text.clone()).unwrap_or_default()));
        } else if tag.is("link") {
            let rel = get("rel").unwrap_or_default().to_ascii_lowercase();
            let loads =
                |word: &str| matches!(word, "stylesheet" | "icon" | "preload" | "modulepreload" | "manifest");
            if rel.split_ascii_whitespace().any(loads) {
                found.extend(get("href"));
            }
        } else if tag.is("video") {
            found.extend(get("poster"));
        } else if tag.is("input") && get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("image")) {
            found.extend(get("src"));
        }
        if let Some(style) = get("style") {
            found.extend(in_css(&style));
        }
    }
    found.retain(|address| !address.is_empty());
    found
}

/// The references that occur in addresses.
fn unescape(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value.replace("&quot;", "\"").replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&")
}

/// Addresses in a style sheet: every `url(…)`, and what `@import` names. All fonts count, though a browser loads only those
/// that some text uses.
pub(super) fn in_css(css: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for part in css.split("url(").skip(1) {
        let part = part.trim_start();
        let address = match part.chars().next() {
            Some(quote @ ('"' | '\'')) => part[1..].split(quote).next(),
            _ => part.split(')').next(),
        };
        found.extend(address.map(|a| a.trim().to_owned()));
    }
    for part in css.split("@import").skip(1) {
        let part = part.trim_start();
        if let Some(quote @ ('"' | '\'')) = part.chars().next() {
            found.extend(part[1..].split(quote).next().map(str::to_owned));
        }
    }
    found.retain(|address| !address.is_empty() && !address.starts_with("data:") && !address.starts_with('#'));
    found
}

/// Addresses of modules in a script: every text that ends in `.wasm`.
pub(super) fn in_script(script: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for quote in ['"', '\''] {
        let texts = script.split(quote).filter(|text| text.ends_with(".wasm"));
        found.extend(texts.filter(|text| !text.contains(char::is_whitespace)).map(str::to_owned));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(found: BTreeSet<String>) -> Vec<String> {
        found.into_iter().collect()
    }

    #[test]
    fn what_a_page_loads_is_found_and_what_it_links_to_is_not() {
        let html = "<!-- <img src=no.png> --><LINK rel='icon preload' href=/a.svg><link rel=canonical href=/no>\
            <link rel=\"stylesheet\" href=\"/b.css?x=1&amp;y=2\"><script src=/c.js></script><script>'<img src=no2.png>'</script>\
            <a href=/no3>x</a><img alt='>' src = \"d.png\" srcset='no4.png 2x'><video src=no5.mp4 poster=e.jpg></video>\
            <layer9-island name=X src=\"/_layer9/x.wasm\"></layer9-island><p style=\"background:url('f.png')\"><style>p{background:url(g.png)}</style>\
            <input type=image src=h.png><input src=no6.png><img src";
        let expected = [
            "/_layer9/x.wasm",
            "/a.svg",
            "/b.css?x=1&y=2",
            "/c.js",
            "d.png",
            "e.jpg",
            "f.png",
            "g.png",
            "h.png",
        ];
        assert_eq!(list(in_html(html)), expected);
    }

    #[test]
    fn style_sheets_and_scripts_name_files() {
        let css = "@import 'a.css'; @font-face{src:url(\"f.woff2\") format('woff2'),url( f.ttf )} p{background:url(data:x)} b{fill:url(#x)}";
        assert_eq!(list(in_css(css)), ["a.css", "f.ttf", "f.woff2"]);
        assert_eq!(
            list(in_script("new URL('x_bg.wasm', import.meta.url); \"not this.wasm x\"")),
            ["x_bg.wasm"]
        );
    }
}
