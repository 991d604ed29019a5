//! The gallery on pages that are read from right to left, and in parts of pages that are.

use super::{gallery, reveal, start_all};
use crate::chromium::Browser;
use crate::server::{Files, Server, example, shared};

/// Turns the pages that are opened next around before they are shown.
const TURN: &str = "new MutationObserver((_, self) => document.documentElement && (document.documentElement.dir = 'rtl', self.disconnect()))
    .observe(document, {childList: true})";

fn turned() -> (Browser, Server) {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    browser.before_each_page(TURN);
    (browser, server)
}

/// Pages, what is done there, and what is where it belongs: `box` is an element's place, `a` stands right of `b`.
const PLACES: [(&str, &str); 13] = [
    ("counter", "right('.l9-counter button:first-child', '.l9-counter button:last-child')"),
    ("tabs", "right('.l9-tabs__tab:nth-of-type(1)', '.l9-tabs__tab:nth-of-type(2)')"),
    (
        "carousel",
        "right('.l9-carousel__bar button:first-child', '.l9-carousel__bar button:last-child') && mirrored('.l9-carousel__bar svg')",
    ),
    ("carousel", "right('.l9-carousel__slide:nth-child(1)', '.l9-carousel__slide:nth-child(2)')"),
    (
        "lightbox",
        "right('.l9-lightbox__bar button:first-child', '.l9-lightbox__bar button:nth-of-type(2)') && mirrored('.l9-lightbox__bar svg')",
    ),
    ("lightbox", "right('.l9-lightbox__bar button:nth-of-type(2)', '.l9-lightbox__close')"),
    ("dialog", "right('.l9-dialog__content h2', '.l9-dialog__close')"),
    ("toast", "right(':popover-open span', ':popover-open .l9-toast__close')"),
    ("data-table", "right('.l9-table th:nth-child(1)', '.l9-table th:nth-child(2)')"),
    ("countdown", "right('.l9-countdown__part:nth-child(1)', '.l9-countdown__part:nth-child(2)')"),
    (
        "table-of-contents",
        "(s => parseFloat(s.borderRightWidth) > 0 && parseFloat(s.borderLeftWidth) === 0)(getComputedStyle(find('main .l9-toc a')))",
    ),
    ("contact-form", "Math.abs(box('.l9-contact button').right - box('.l9-contact input').right) < 2"),
    // Code is written from left to right here too, and no button stands on its beginning.
    ("menu", "box('.l9-copy__button').left > box('.l9-copy pre').left + box('.l9-copy pre').width / 2"),
];

#[test]
fn islands_are_mirrored_and_no_page_is_wider_than_the_window() {
    let (mut browser, server) = turned();
    let mut wrong = Vec::new();
    for width in [1280, 390] {
        browser.viewport(width, 900);
        for page in gallery() {
            browser.open(&server.url(&page));
            start_all(&mut browser);
            reveal(&mut browser);
            if browser.eval("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                == true
            {
                wrong.push(format!("{page} is wider than {width} px"));
            }
            for (at, place) in PLACES {
                if page != format!("/gallery/{at}/") {
                    continue;
                }
                let holds = browser.eval(&format!(
                    "(() => {{
                        const find = selector => document.querySelector(selector), box = selector => find(selector).getBoundingClientRect();
                        const right = (a, b) => box(a).left >= box(b).right - 1;
                        const mirrored = selector => getComputedStyle(find(selector)).scale === '-1 1';
                        return {place};
                    }})()"
                ));
                if holds != true {
                    wrong.push(format!("{page} at {width} px: {place}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is pressed where the focus is, and what is shown then, on a page and in a part of a page.
const KEYS: [(&str, &str, &str, &str); 3] = [
    (
        "tabs",
        "document.querySelector('.l9-tabs [role=tab]').focus()",
        ".l9-tabs",
        "document.activeElement === document.querySelector('.l9-tabs [aria-selected=true]') && \
         [...document.querySelectorAll('.l9-tabs:first-of-type [role=tab]')].indexOf(document.activeElement)",
    ),
    (
        "carousel",
        "document.querySelector('.l9-carousel__track').focus()",
        ".l9-carousel",
        "(t => [...t.children].findIndex(s => Math.abs(s.getBoundingClientRect().x - t.getBoundingClientRect().x) < 9))(document.querySelector('.l9-carousel__track'))",
    ),
    (
        "lightbox",
        "document.querySelector('.l9-lightbox a').click()",
        ".l9-lightbox",
        "parseInt(document.querySelector('.l9-lightbox [role=status]').textContent) - 1",
    ),
];

#[test]
fn arrow_keys_go_where_they_point_on_a_page_and_in_a_part_of_one() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    for (page, part, next) in [
        ("ltr", "", "ArrowRight"),
        ("rtl", "", "ArrowLeft"),
        ("ltr", "rtl", "ArrowLeft"),
        ("rtl", "ltr", "ArrowRight"),
    ] {
        let back = if next == "ArrowLeft" { "ArrowRight" } else { "ArrowLeft" };
        for (name, focus, root, at) in KEYS {
            browser.open(&server.url(&format!("/gallery/{name}/")));
            start_all(&mut browser);
            browser.eval(&format!(
                "document.documentElement.dir = '{page}'; if ('{part}') document.querySelector('{root}').parentElement.dir = '{part}'; {focus}"
            ));
            for (key, shown) in [(next, 1), (next, 2), (back, 1), (back, 0), (back, 2)] {
                browser.press(key);
                browser.wait(
                    &format!("{name}, {part} in {page}: {key} to {shown}"),
                    &format!("({at}) === {shown}"),
                );
            }
        }
    }
}

#[test]
fn tooltips_and_menus_stay_in_the_window() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    let long = "A link whose words are many and go on, so that they fit no telephone";
    let mut wrong = Vec::new();
    for width in [1280, 390] {
        browser.viewport(width, 800);
        for direction in ["ltr", "rtl"] {
            for edge in ["left: 4px", "right: 4px"] {
                for height in ["top: 4px", "bottom: 4px"] {
                    for (page, open, root, shown) in [
                        (
                            "menu",
                            "document.querySelector('.l9-menu').open = true",
                            ".l9-menu",
                            ".l9-menu > ul",
                        ),
                        (
                            "tooltip",
                            "document.querySelector('.l9-tooltip button').focus()",
                            ".l9-tooltip",
                            ".l9-tooltip__text",
                        ),
                    ] {
                        browser.open(&server.url(&format!("/gallery/{page}/")));
                        start_all(&mut browser);
                        let place = browser.text(&format!(
                            "(async () => {{
                                document.documentElement.dir = '{direction}';
                                const root = document.querySelector('{root}'), link = root.querySelector('li a');
                                if (link) link.textContent = '{long}';
                                root.style = 'position: fixed; margin: 0; z-index: 99; {edge}; {height}';
                                {open};
                                await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                                const box = root.querySelector('{shown}').getBoundingClientRect(), own = root.getBoundingClientRect();
                                const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight && box.height > 20;
                                const beside = box.bottom <= own.top + 1 || box.top >= own.bottom - 1;
                                return inside && beside ? '' : JSON.stringify([box, own]);
                            }})()"
                        ));
                        if !place.is_empty() {
                            wrong.push(format!("{page}, {direction}, {width} px, {edge}, {height}: {place}"));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const ARABIC: Files<'_> = &[
    ("layer9.toml", "base_url = \"https://example.org\"\ntitle = \"رسم\"\ndefault_language = \"ar\"\n"),
    (
        "content/_index.md",
        "<Chart caption=\"مطر\" labels={[\"a\", \"b\", \"c\"]} series={[{name: \"1\", values: [100, 2000, 3]}]} client=\"load\" />\n",
    ),
];

#[test]
fn a_chart_begins_on_the_right_where_the_page_does() {
    let server = Server::preview(&shared("gallery-arabic", ARABIC));
    let mut browser = Browser::start();
    browser.open(&server.url("/"));
    browser.wait_hydrated("[name=Chart]");
    let drawn = browser.text(
        "(() => {
            const box = e => e.getBoundingClientRect(), texts = [...document.querySelectorAll('.l9-chart__axis text')];
            const names = texts.slice(-3), numbers = texts.slice(0, -3), lines = [...document.querySelectorAll('.l9-chart__axis line')];
            const edge = Math.max(...lines.map(e => box(e).right)), svg = box(document.querySelector('.l9-chart svg'));
            return [
                document.documentElement.dir,
                names.map(e => e.textContent).join('') + ' ' + (box(names[0]).left > box(names[1]).right && box(names[1]).left > box(names[2]).right),
                numbers.every(e => box(e).left >= edge && box(e).right <= svg.right),
            ].join(' / ');
        })()",
    );
    assert_eq!(drawn, "rtl / abc true / true", "the direction, the labels, the axis on the right");
    browser.eval("document.querySelector('.l9-chart__plot').focus()");
    for (key, label) in [("ArrowLeft", "a"), ("ArrowLeft", "b"), ("ArrowRight", "a")] {
        browser.press(key);
        browser.wait(
            label,
            &format!("document.querySelector('.l9-chart__says').textContent.startsWith('{label}: ')"),
        );
    }
}
