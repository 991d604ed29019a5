//! What visitors ask of every page: colours of their own, and less motion.

use super::{gallery, reveal, start_all};
use crate::chromium::Browser;
use crate::server::{Files, Server, example, shared};

/// What the expressions below are written with: a colour as numbers, the system's colours, and how well one is seen.
const SIGHT: &str = r"
    const system = name => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = name;
        const colour = getComputedStyle(probe).color;
        probe.remove();
        return colour;
    };
    const parts = colour => (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    const canvas = parts(system('Canvas'));
    const luminance = colour => {
        const [r, g, b, a = 1] = parts(colour);
        const linear = [r, g, b].map((c, i) => (c * a + canvas[i] * (1 - a)) / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    };
    // The contrast with what everything stands on: 3 is what WCAG asks of what is no text.
    const seen = colour => colour !== 'none' && ((a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05))(luminance(colour), luminance(system('Canvas'))) >= 3;
    const style = (e, pseudo) => getComputedStyle(typeof e === 'string' ? document.querySelector(e) : e, pseudo);
    const name = e => `${e.localName}.${e.className} ${e.ariaLabel ?? e.textContent.trim().slice(0, 20)}`;
    const edges = s => ['Top', 'Right', 'Bottom', 'Left'].filter(side =>
        s[`border${side}Style`] !== 'none' && parseFloat(s[`border${side}Width`]) >= 1 && seen(s[`border${side}Color`])).length;
";

fn asked(browser: &mut Browser, expression: &str) -> String {
    browser.text(&format!("(() => {{ {SIGHT} return {expression}; }})()"))
}

/// The controls in these elements whose edge or whose focus cannot be seen. Words in a sentence have a line below them.
fn unseen(browser: &mut Browser, within: &str) -> String {
    asked(
        browser,
        &format!(
            r"[...document.querySelectorAll('{within}')].flatMap(e => [...e.querySelectorAll('button, input, textarea, select, summary')])
                .filter(e => e.checkVisibility({{visibilityProperty: true}})).flatMap(e => {{
                    const native = ['radio', 'checkbox'].includes(e.type), ring = e.closest('.l9-theme__choice') ?? e;
                    const wrong = [], marked = e.localName === 'summary' && style(e).display === 'list-item';
                    if (!native && !marked && edges(style(e)) < (e.closest('.l9-tooltip') ? 1 : 3)) wrong.push('edge');
                    document.activeElement.blur();
                    const before = style(ring).outlineStyle;
                    e.focus({{focusVisible: true, preventScroll: true}});
                    const now = style(ring);
                    if (before !== 'none' || now.outlineStyle === 'none' || parseFloat(now.outlineWidth) < 2 || !seen(now.outlineColor)) wrong.push('focus');
                    e.blur();
                    return wrong.map(what => `${{what}} of ${{name(e)}}`);
                }}).join('\n')"
        ),
    )
}

#[test]
fn every_control_and_its_focus_is_seen_in_forced_colours() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let mut wrong = Vec::new();
    for scheme in ["dark", "light"] {
        browser.media(&[("forced-colors", "active"), ("prefers-color-scheme", scheme)]);
        for page in gallery() {
            browser.open(&server.url(&page));
            start_all(&mut browser);
            let found = unseen(&mut browser, "layer9-island");
            reveal(&mut browser);
            let opened = unseen(&mut browser, "dialog:modal, :popover-open");
            wrong.extend(
                [found, opened]
                    .into_iter()
                    .filter(|f| !f.is_empty())
                    .map(|f| format!("{page} {scheme}: {f}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is done on a page, and what tells one state from another then, other than by a background that the browser takes away.
const STATES: [(&str, &str, &str); 10] = [
    (
        "tabs",
        "",
        "((on, off) => on.backgroundColor === system('Highlight') && parseFloat(on.height) >= 2 && off.backgroundColor !== on.backgroundColor)\
         (...['true', 'false'].map(is => style(`.l9-tabs [aria-selected=${is}]`, '::after')))",
    ),
    (
        "table-of-contents",
        "document.getElementById('props').scrollIntoView()",
        "((on, off) => on.borderLeftColor === system('Highlight') && parseFloat(on.borderLeftWidth) > parseFloat(off.borderLeftWidth))\
         (style('main .l9-toc [aria-current]'), style('main .l9-toc a:not([aria-current])'))",
    ),
    (
        "theme-switch",
        "",
        "((on, off) => on.backgroundColor === system('Highlight') && on.color === system('HighlightText') && off.backgroundColor !== on.backgroundColor)\
         (style('main .l9-theme__choice:has(:checked)'), style('main .l9-theme__choice:not(:has(:checked))'))",
    ),
    (
        "chart",
        "document.querySelector('.l9-chart__legend button').click()",
        "((on, off) => on.textDecorationLine === 'none' && off.textDecorationLine === 'line-through')\
         (...['true', 'false'].map(is => style(`.l9-chart__legend [aria-pressed=${is}]`)))",
    ),
    (
        "chart",
        "document.querySelector('.l9-chart__plot').focus(); \
         document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Home', bubbles: true}))",
        "(at => at.stroke === system('Highlight') && parseFloat(at.strokeWidth) >= 2)(style('.l9-chart__column[data-at=true]'))",
    ),
    (
        "data-table",
        "document.querySelector('.l9-table th button').click()",
        "((on, off) => on.content === '\"↑\"' && off.content === '\"↕\"' && on.opacity === '1' && off.opacity === '1')\
         (style('.l9-table [aria-sort] button', '::after'), style('.l9-table th:not([aria-sort]) button', '::after'))",
    ),
    (
        "contact-form",
        "(f => { f.querySelector('input').value = 'A'; f.querySelector('input').dispatchEvent(new Event('input')); f.requestSubmit() })(document.querySelector('.l9-contact'))",
        "parseFloat(style('.l9-contact [aria-invalid=true]').borderTopWidth) > parseFloat(style('.l9-contact [aria-invalid=false]').borderTopWidth)",
    ),
    (
        "copy-button",
        "document.querySelector('.l9-copy__button').click()",
        "style('.l9-copy__status').display !== 'none' && document.querySelector('.l9-copy__status').textContent && edges(style('.l9-copy__status')) === 4",
    ),
    (
        "own-islands",
        "",
        "((on, off) => on.backgroundColor === system('Highlight') && on.color === system('HighlightText') && off.backgroundColor !== on.backgroundColor)\
         (...['true', 'false'].map(is => style(`.bookshelf [aria-pressed=${is}]`)))",
    ),
    (
        "tooltip",
        "document.querySelector('.l9-tooltip button').focus()",
        "edges(style('.l9-tooltip:focus-within .l9-tooltip__text')) === 4 && style('.l9-tooltip__text').visibility === 'visible'",
    ),
];

#[test]
fn states_are_told_apart_in_forced_colours() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.viewport(1280, 500);
    browser.media(&[("forced-colors", "active"), ("prefers-reduced-motion", "reduce")]);
    let mut wrong = Vec::new();
    for (page, action, told) in STATES {
        browser.open(&server.url(&format!("/gallery/{page}/")));
        start_all(&mut browser);
        browser.eval(action);
        let holds = browser.eval(&format!(
            "(async () => {{
                for (let n = 0; n < 40; n++) {{
                    try {{ if ((() => {{ {SIGHT} return {told}; }})()) return true; }} catch {{}}
                    await new Promise(done => setTimeout(done, 50));
                }}
                return false;
            }})()"
        ));
        if holds != true {
            wrong.push(format!("{page}: {told}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const CHARTS: Files<'_> = &[
    ("layer9.toml", "base_url = \"https://example.org\"\ntitle = \"Charts\"\n"),
    (
        "content/_index.md",
        "<Chart caption=\"Bars\" labels={[\"a\", \"b\"]} series={[{name: \"1\", values: [1, 2]}, {name: \"2\", values: [2, 1]}, {name: \"3\", values: [3, 1]}, {name: \"4\", values: [4, 1]}, {name: \"5\", values: [5, 1]}, {name: \"6\", values: [6, 1]}]} />\n\n\
         <Chart kind=\"line\" caption=\"Lines\" labels={[\"a\", \"b\"]} series={[{name: \"1\", values: [1, 2]}, {name: \"2\", values: [2, 1]}, {name: \"3\", values: [3, 1]}, {name: \"4\", values: [4, 1]}, {name: \"5\", values: [5, 1]}, {name: \"6\", values: [6, 1]}]} />\n",
    ),
];

#[test]
fn bars_and_lines_are_seen_and_told_apart_in_forced_colours() {
    let server = Server::preview(&shared("gallery-charts", CHARTS));
    let mut browser = Browser::start();
    for scheme in ["dark", "light"] {
        browser.media(&[("forced-colors", "active"), ("prefers-color-scheme", scheme)]);
        browser.open(&server.url("/"));
        let drawn = asked(
            &mut browser,
            "[...document.querySelectorAll('.l9-chart')].map(chart => {
                const all = [...chart.querySelectorAll('.l9-chart__plot .l9-chart__series')].map(e => style(e));
                const key = [...chart.querySelectorAll('.l9-chart__swatch')].map(e => style(e));
                return [
                    all.filter(s => seen(s.stroke) || seen(s.fill)).length,
                    new Set(all.map(s => [s.stroke, s.fill, s.strokeDasharray].join())).size,
                    key.filter(s => edges(s) === 4).length,
                    new Set(key.map(s => [s.backgroundColor, s.borderTopStyle].join())).size,
                ].join(' ');
            }).join(' / ')",
        );
        assert_eq!(drawn, "6 6 6 6 / 6 6 6 6", "{scheme}: seen, told apart, and so in the legend");
    }
}

/// What moves by itself on a page, by its class.
fn moving(browser: &mut Browser) -> String {
    browser.text(
        "[...document.querySelectorAll('*')].flatMap(e => [null, '::before', '::after', '::backdrop'].map(pseudo => [e, getComputedStyle(e, pseudo)]))
            .filter(([, s]) => s.transitionDuration.split(',').some(d => parseFloat(d) > 0) || s.animationName !== 'none' || s.scrollBehavior === 'smooth')
            .map(([e]) => e.getAttribute('class') ?? e.localName)
            .concat(document.getAnimations().map(a => `running ${a.animationName ?? a.transitionProperty}`)).join('\\n')",
    )
}

#[test]
fn nothing_moves_for_those_who_ask_for_less_motion() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    let pages = gallery();
    let mut look = |motion: &str| -> Vec<(String, String)> {
        browser.media(&[("prefers-reduced-motion", motion)]);
        let found = pages.iter().map(|page| {
            browser.open(&server.url(page));
            start_all(&mut browser);
            reveal(&mut browser);
            (page.clone(), moving(&mut browser))
        });
        found.filter(|(_, what)| !what.is_empty()).collect()
    };
    assert_eq!(look("reduce"), []);
    // The same look finds what does move for others.
    let moves = look("no-preference");
    for class in ["l9-toast__message", "l9-carousel__track", "l9-tooltip__text", "l9-chart__column"] {
        assert!(moves.iter().any(|(_, what)| what.contains(class)), "{class} does not move at all");
    }
    // A slide is there at once, and none comes by itself.
    let turned = "(() => {
        const track = document.querySelector('.l9-carousel__track');
        document.querySelector('.l9-carousel__bar button:last-child').click();
        return Math.round(track.scrollLeft / track.clientWidth);
    })()";
    for (motion, at) in [("no-preference", 0), ("reduce", 1)] {
        browser.media(&[("prefers-reduced-motion", motion)]);
        browser.open(&server.url("/gallery/carousel/"));
        start_all(&mut browser);
        let scrolled = "document.querySelector('.l9-carousel__track').scrollLeft";
        browser.eval("new Promise(done => setTimeout(done, 1500))");
        assert_eq!(browser.eval(scrolled), 0, "{motion}: it goes on by itself");
        assert_eq!(browser.eval(turned), at, "{motion}");
    }
}
