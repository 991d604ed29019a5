//! All pages of the example site in a browser: without scripts, under a strict policy, in every size and colour scheme.

use crate::chromium::Browser;
use crate::harness::{Folder, copy, repository};
use crate::server::{Server, example, pages, shared};
use std::collections::BTreeSet;

/// The addresses of the example's pages.
fn example_pages() -> Vec<String> {
    let pages = pages(&example().join("dist"));
    assert!(pages.len() > 40, "the example site has only {} pages", pages.len());
    pages
}

/// Those that lead to another page, as an alias and the first page of a list do.
fn is_redirect(page: &str) -> bool {
    let html = std::fs::read_to_string(example().join(format!("dist{page}index.html"))).unwrap();
    html.contains("http-equiv=\"refresh\"")
}

/// The pages that are no redirects.
fn real_pages() -> Vec<String> {
    let mut pages = example_pages();
    pages.retain(|page| !is_redirect(page));
    pages.push("/404.html".to_owned());
    pages
}

#[test]
fn redirects_lead_to_a_page_without_scripts_too() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.scripts(false);
    let redirects: Vec<String> = example_pages().into_iter().filter(|page| is_redirect(page)).collect();
    assert!(!redirects.is_empty());
    for page in redirects {
        let html = std::fs::read_to_string(example().join(format!("dist{page}index.html"))).unwrap();
        let (_, target) = html.split_once("url=").unwrap();
        let target = target.split(['"', '&']).next().unwrap();
        // Where it is published, or here; without a network only the second can be followed.
        let path = target.strip_prefix("https://layer9.example").unwrap_or(target);
        browser.open(&server.url(path));
        browser.wait("the page", "document.querySelector('main h1')");
    }
}

#[test]
fn a_page_without_islands_loads_no_script_and_no_module() {
    let site = shared(
        "quiet",
        &[
            (
                "layer9.toml",
                "base_url = \"https://example.org\"\ntitle = \"Quiet\"\ntheme = \"strata\"\n\
                 [markdown]\ncopy_button = false\n[extra]\ntheme_switch = false\n",
            ),
            ("content/_index.md", "# Quiet\n\nText.\n"),
            (
                "content/page.md",
                "# Page\n\nText with `code`.\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
                 <Callout kind=\"tip\" title=\"No island\">A component of the theme.</Callout>\n",
            ),
            ("content/island.md", "# Island\n\n<Counter client=\"load\" />\n"),
        ],
    );
    let server = Server::preview(&site);
    let mut browser = Browser::start();
    let scripts = |browser: &mut Browser| -> Vec<String> {
        browser.scroll_through();
        browser.requests().into_iter().filter(|u| u.contains(".js") || u.contains(".wasm")).collect()
    };
    for page in ["/", "/page/", "/404.html"] {
        browser.open(&server.url(page));
        assert_eq!(scripts(&mut browser), Vec::<String>::new(), "{page}");
        // What search engines read is no script, though it stands in an element of that name.
        let elements = "document.querySelectorAll('script:not([type=\"application/ld+json\"])').length";
        assert_eq!(browser.eval(elements), 0, "{page}");
        assert_eq!(
            browser.eval("document.querySelectorAll('[rel~=preload], [rel~=modulepreload]').length"),
            0
        );
        assert_eq!(browser.failures(), Vec::<String>::new(), "{page}");
    }
    // The page with an island beside them does load both.
    browser.open(&server.url("/island/"));
    browser.wait_hydrated("layer9-island");
    let loaded = scripts(&mut browser);
    assert!(
        loaded.iter().any(|u| u.ends_with(".js")) && loaded.iter().any(|u| u.ends_with(".wasm")),
        "{loaded:?}"
    );
}

#[test]
fn without_scripts_every_page_reads() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.scripts(false);
    let mut wrong = Vec::new();
    for page in real_pages() {
        browser.open(&server.url(&page));
        let state = browser.eval(
            "({
                text: document.querySelector('main').innerText.trim().length,
                heading: document.querySelector('main h1')?.checkVisibility() ?? false,
                hidden: [...document.querySelectorAll('[role=tabpanel]')].filter(p => !p.checkVisibility()).length,
                dead: [...document.querySelectorAll('[role=tablist], .l9-theme, .l9-copy__button')]
                    .filter(e => e.checkVisibility()).length,
                ran: [...document.querySelectorAll('layer9-island')].some(e => 'hydrated' in e),
            })",
        );
        let fine = state["text"].as_u64() > Some(20)
            && state["heading"] == true
            && state["hidden"] == 0
            && state["dead"] == 0
            && state["ran"] == false;
        if !fine {
            wrong.push(format!("{page}: {state}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn without_scripts_links_lead_to_every_page() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.scripts(false);
    // By mouse, where a visitor would go.
    browser.open(&server.url("/"));
    browser.click(".site-nav a[href='/guide/']");
    browser.wait("the guide", "location.pathname === '/guide/' && document.readyState === 'complete'");
    browser.click("main a[href='/guide/installation/']");
    browser.wait(
        "a page of the guide",
        "location.pathname === '/guide/installation/' && document.readyState === 'complete'",
    );
    browser.click(".brand");
    browser.wait("the home page", "location.pathname === '/'");
    // And by all links there are: each page can be reached, and no link leads nowhere.
    let (mut seen, mut next) = (BTreeSet::new(), vec!["/".to_owned()]);
    while let Some(page) = next.pop() {
        if !seen.insert(page.clone()) {
            continue;
        }
        browser.open(&server.url(&page));
        assert_eq!(browser.failures(), Vec::<String>::new(), "{page}");
        let links = browser.eval(
            "[...document.querySelectorAll('a[href]')].map(a => new URL(a.href)).filter(u => u.origin === location.origin)
                .map(u => u.pathname)",
        );
        for link in links.as_array().unwrap() {
            let link = link.as_str().unwrap();
            if link.ends_with('/') {
                next.push(link.to_owned());
            }
        }
        let broken = browser.eval(
            "[...document.querySelectorAll('a[href^=\"#\"]')].map(a => decodeURIComponent(a.hash.slice(1)))
                .filter(id => id && !document.getElementById(id))",
        );
        assert_eq!(broken, serde_json::json!([]), "{page} has links to headings that are not there");
    }
    let missed: Vec<String> =
        real_pages().into_iter().filter(|p| p != "/404.html" && !seen.contains(p)).collect();
    assert!(missed.is_empty(), "no link leads to {missed:?}");
}

#[test]
fn a_strict_content_security_policy_holds() {
    let folder = Folder::new("policy");
    copy(&example().join("dist"), &folder.path().join("dist"));
    std::fs::copy(repository().join("content-example/layer9.toml"), folder.path().join("layer9.toml"))
        .unwrap();
    let policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'; base-uri 'self'";
    std::fs::write(folder.path().join("dist/_headers"), format!("/*\n  Content-Security-Policy: {policy}\n"))
        .unwrap();
    let server = Server::preview(folder.path());
    let mut browser = Browser::start();
    browser.before_each_page(
        "globalThis.violations = []; document.addEventListener('securitypolicyviolation', e =>
            violations.push(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))",
    );
    // The policy is in force: what it forbids is refused and noted.
    browser.open(&server.url("/"));
    browser.eval("document.body.append(Object.assign(document.createElement('script'), {textContent: 'globalThis.inline = 1'}))");
    browser.wait("the policy to refuse an inline script", "violations.length === 1 && !globalThis.inline");
    let others =
        ["/", "/guide/using-islands/", "/guide/markdown/", "/guide/components/", "/blog/"].map(str::to_owned);
    let gallery = pages(&example().join("dist/gallery"));
    assert!(gallery.len() > 16, "{gallery:?}");
    for page in others.into_iter().chain(gallery.into_iter().map(|page| format!("/gallery{page}"))) {
        browser.open(&server.url(&page));
        browser.scroll_through();
        browser.eval(
            "document.querySelectorAll('layer9-island > *').forEach(e =>
                e.dispatchEvent(new Event('pointerover', {bubbles: true})))",
        );
        browser.wait(
            "the islands",
            "[...document.querySelectorAll('layer9-island')].every(e => e.hydrated || !e.firstElementChild.checkVisibility())",
        );
        assert_eq!(browser.eval("violations"), serde_json::json!([]), "{page}");
        assert_eq!(browser.console(), Vec::<String>::new(), "{page}");
    }
    // Islands work under it, with the attributes that they set.
    browser.open(&server.url("/gallery/tabs/"));
    browser.wait_hydrated(".l9-tabs");
    browser.click(".l9-tabs [role=tab]:nth-of-type(2)");
    browser.wait(
        "the tab",
        "document.querySelector('.l9-tabs [role=tab]:nth-of-type(2)').ariaSelected === 'true'",
    );
    browser.click("header .l9-theme__choice:has([value=dark])");
    browser.wait("the theme", "document.documentElement.dataset.theme === 'dark'");
    assert_eq!(browser.eval("violations"), serde_json::json!([]));
}

#[test]
fn no_page_has_an_error_on_its_console_or_a_request_that_fails() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let mut wrong = Vec::new();
    for page in real_pages() {
        browser.open(&server.url(&page));
        browser.scroll_through();
        browser.wait(
            "the islands",
            "[...document.querySelectorAll('layer9-island')].every(e => e.hydrated || \
             e.getAttribute('client') === 'interaction' || !e.firstElementChild.checkVisibility())",
        );
        wrong.extend(browser.console().into_iter().map(|line| format!("{page}: {line}")));
        wrong.extend(browser.failures().into_iter().map(|line| format!("{page}: {line}")));
        // Whatever the page names is there, whether the browser wanted it or not.
        let origin = server.url("");
        wrong.extend(
            browser
                .requests()
                .into_iter()
                .filter(|u| !u.starts_with(&origin) && !u.starts_with("data:"))
                .map(|u| format!("{page}: asks another host for {u}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Widths that stand for a phone, a tablet and a wide screen, in CSS pixels.
const WIDTHS: [u32; 3] = [360, 768, 1440];

#[test]
fn no_page_is_wider_than_its_window() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let mut wrong = Vec::new();
    for page in real_pages() {
        browser.viewport(WIDTHS[0], 800);
        browser.open(&server.url(&page));
        for (width, scheme) in WIDTHS.into_iter().flat_map(|width| [(width, "light"), (width, "dark")]) {
            browser.viewport(width, 800);
            browser.media(&[("prefers-color-scheme", scheme)]);
            let wide = browser.eval(
                "(w => document.documentElement.scrollWidth <= w ? [] : [...document.querySelectorAll('body *')]
                    .filter(e => e.getBoundingClientRect().right > w + 0.5).map(e => e.outerHTML.slice(0, 120)).slice(0, 3)
                    .concat(`${document.documentElement.scrollWidth} px`))(document.documentElement.clientWidth)",
            );
            if wide.as_array().is_none_or(|wide| !wide.is_empty()) {
                wrong.push(format!("{page} at {width} px, {scheme}: {wide}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The main pages in the languages of the example: `lang` and `dir`, a switcher that leads to the same page, and the room of a
/// phone.
#[test]
fn arabic_and_japanese_pages_read_on_a_phone() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.viewport(390, 844);
    for (lang, dir) in [("ar", "rtl"), ("ja", "ltr")] {
        for page in ["", "blog/", "blog/atomic-publish/", "guide/", "guide/installation/", "gallery/"] {
            let path = format!("/{lang}/{page}");
            browser.open(&server.url(&path));
            let state = browser.eval(
                "({
                    lang: document.documentElement.lang,
                    dir: getComputedStyle(document.body).direction,
                    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
                    english: new URL(document.querySelector('.site-languages a[hreflang=en]').href).pathname,
                    alternates: document.querySelectorAll('link[rel=alternate][hreflang]').length,
                    code: [...document.querySelectorAll('main :is(pre, code)')]
                        .filter(e => getComputedStyle(e).direction != 'ltr').length,
                    latin: [...document.querySelectorAll('h1, .site-nav a')]
                        .filter(e => !/[\\u0600-\\u06ff\\u3040-\\u9fff]/.test(e.textContent)).length,
                })",
            );
            let expected = serde_json::json!({
                "lang": lang, "dir": dir, "wide": 0, "english": format!("/{page}"), "alternates": 5, "code": 0, "latin": 0,
            });
            assert_eq!(state, expected, "{path}");
        }
    }
}

/// The least contrast of the text on a page with its background, by WCAG 2.2: a ratio and the text, for each text
/// below what level AA asks for (4.5, or 3 from 24 px or bold 18.66 px on).
pub(crate) const CONTRAST: &str = r"(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const rgba = colour => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
    };
    const over = (top, bottom) => [0, 1, 2].map(i => top[i] * top[3] + bottom[i] * (1 - top[3])).concat(1);
    const luminance = c => c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const background = e => {
        const layers = [];
        for (let at = e; at; at = at.parentElement) {
            const style = getComputedStyle(at);
            // What is drawn on an image is left out: it cannot be told from styles.
            if (style.backgroundImage !== 'none') return null;
            layers.push(rgba(style.backgroundColor));
            if (layers.at(-1)[3] === 1) break;
        }
        return layers.reduceRight((below, layer) => over(layer, below), rgba('Canvas'));
    };
    const low = new Map, walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let seen = 0;
    while (walker.nextNode()) {
        const e = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
        if (!text || !e.checkVisibility({opacityProperty: true, visibilityProperty: true}) || e.closest('svg, [aria-hidden=true]')) continue;
        const box = e.getBoundingClientRect();
        if (box.width < 2 || box.height < 2) continue;
        const behind = background(e);
        if (!behind) continue;
        const style = getComputedStyle(e), size = parseFloat(style.fontSize);
        const alpha = (function opacity(at) { return at ? getComputedStyle(at).opacity * opacity(at.parentElement) : 1 })(e);
        const ink = rgba(style.color);
        ink[3] *= alpha;
        const [light, dark] = [luminance(over(ink, behind)), luminance(behind)].sort((a, b) => b - a);
        const ratio = (light + 0.05) / (dark + 0.05);
        const least = size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5;
        seen++;
        if (ratio < least) low.set(`${e.nodeName}.${e.className}`, `${ratio.toFixed(2)} of ${e.nodeName}.${e.className} ${JSON.stringify(text.slice(0, 40))}`);
    }
    return {seen, low: [...low.values()]};
})()";

#[test]
fn text_has_the_contrast_of_level_aa_in_light_and_in_dark() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let mut wrong = BTreeSet::new();
    for scheme in ["light", "dark"] {
        browser.media(&[("prefers-color-scheme", scheme)]);
        for page in real_pages() {
            browser.open(&server.url(&page));
            let found = browser.eval(CONTRAST);
            assert!(found["seen"].as_u64() > Some(5), "{page}: {found}");
            for low in found["low"].as_array().unwrap() {
                wrong.insert(format!("{scheme} {page}: {}", low.as_str().unwrap()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Colours change at once, not little by little.
const STILL: (&str, &str) = ("prefers-reduced-motion", "reduce");

#[test]
fn a_chosen_theme_looks_as_the_same_theme_of_the_system() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    // Which heading the table of contents marks shows when its island has started.
    let look = "[...document.querySelectorAll('body, h1, p, a, code, pre, .l9-counter, .l9-counter *, th')]
        .filter(e => !e.closest('[name=TableOfContents]')).map(e =>
        (s => [e.nodeName, e.className, s.color, s.backgroundColor, s.borderColor].join(' '))(getComputedStyle(e)))
        .join('\\n')";
    for (chosen, other) in [("dark", "light"), ("light", "dark")] {
        browser.media(&[("prefers-color-scheme", chosen), STILL]);
        browser.open(&server.url("/gallery/counter/"));
        browser.eval("localStorage.removeItem('l9-theme')");
        browser.open(&server.url("/gallery/counter/"));
        let system = browser.text(look);
        browser.media(&[("prefers-color-scheme", other), STILL]);
        assert_ne!(browser.text(look), system, "{chosen} and {other} look the same");
        browser.eval(&format!("localStorage.setItem('l9-theme', '{chosen}')"));
        browser.open(&server.url("/gallery/counter/"));
        let choice = browser.text(look);
        let differ: Vec<_> = system.lines().zip(choice.lines()).filter(|(a, b)| a != b).collect();
        assert!(differ.is_empty(), "{chosen} by the system, and by choice: {differ:#?}");
    }
}

/// Whatever the screen looks like, paper is light: by the system's choice and by the visitor's.
#[test]
fn paper_is_never_dark() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let look = "[...document.querySelectorAll('body, h1, p, a, code, pre, pre span, .alert, .alert *, th, td')].map(e =>
        (s => [e.nodeName, e.className, s.color, s.backgroundColor].join(' '))(getComputedStyle(e))).join('\\n')";
    let page = server.url("/guide/markdown/");
    browser.paper(&[("prefers-color-scheme", "light"), STILL]);
    browser.open(&page);
    browser.eval("localStorage.removeItem('l9-theme')");
    browser.open(&page);
    let light = browser.text(look);
    assert!(light.contains("BODY  rgb(0, 0, 0) rgb(255, 255, 255)"), "{light}");
    browser.paper(&[("prefers-color-scheme", "dark"), STILL]);
    let system = browser.text(look);
    browser.eval("localStorage.setItem('l9-theme', 'dark')");
    browser.open(&page);
    assert_eq!(browser.text("document.documentElement.dataset.theme"), "dark");
    for (who, dark) in [("the system", system), ("choice", browser.text(look))] {
        let differ: Vec<_> = light.lines().zip(dark.lines()).filter(|(a, b)| a != b).collect();
        assert!(differ.is_empty(), "dark by {who}: {differ:#?}");
    }
}
