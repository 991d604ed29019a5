//! Every island of the gallery by a finger, on a screen of a telephone.

use super::start_all;
use crate::chromium::Browser;
use crate::server::{Server, example};

/// A tap on what the selector finds, and what holds then.
struct Tap {
    page: &'static str,
    selector: &'static str,
    then: &'static str,
}

const TAPS: [Tap; 18] = [
    Tap {
        page: "accordion",
        selector: ".l9-accordion details:nth-child(2) summary",
        then: "document.querySelector('.l9-accordion details:nth-child(2)').open",
    },
    Tap {
        page: "contact-form",
        selector: ".l9-contact button",
        then: "document.querySelector('.l9-contact__error').innerText === 'This is missing.'",
    },
    Tap {
        page: "copy-button",
        selector: ".l9-copy__button",
        then: "document.querySelector('.l9-copy [role=status]').textContent !== ''",
    },
    Tap {
        page: "counter",
        selector: "[aria-label=First] [aria-label=Increase]",
        then: "document.querySelector('[aria-label=First] output').textContent === '2'",
    },
    Tap {
        page: "data-table",
        selector: ".l9-table th button",
        then: "document.querySelector('.l9-table td').innerText === 'Äbeniflue'",
    },
    Tap { page: "dialog", selector: ".l9-dialog__open", then: "document.querySelector('dialog:modal')" },
    Tap { page: "menu", selector: ".l9-menu summary", then: "document.querySelector('.l9-menu').open" },
    Tap {
        page: "tabs",
        selector: ".l9-tabs [role=tab]:nth-of-type(2)",
        then: "document.querySelector('.l9-tabs [aria-selected=true]').textContent === 'Sandstone'",
    },
    Tap {
        page: "theme-switch",
        selector: "header .l9-theme__choice:has([value=dark])",
        then: "document.documentElement.dataset.theme === 'dark'",
    },
    Tap {
        page: "tooltip",
        selector: ".l9-tooltip button",
        then: "getComputedStyle(document.querySelector('[role=tooltip]')).visibility === 'visible'",
    },
    Tap { page: "toast", selector: ".l9-toast__open", then: "document.querySelector(':popover-open')" },
    Tap {
        page: "carousel",
        selector: "[aria-label='Next slide']",
        then: "document.querySelector('.l9-carousel [role=status]').textContent === '2 / 3'",
    },
    Tap {
        page: "lightbox",
        selector: ".l9-lightbox a",
        then: "document.querySelector('dialog:modal figure img')",
    },
    Tap {
        page: "chart",
        selector: ".l9-chart__column:nth-child(2)",
        then: "document.querySelector('.l9-chart__says').textContent.startsWith('Feb')",
    },
    Tap {
        page: "table-of-contents",
        selector: ".l9-toc li:nth-child(2) a",
        then: "document.querySelector('.l9-toc [aria-current]')?.textContent === 'Props'",
    },
    Tap {
        page: "comments",
        selector: ".l9-comments__ask button",
        then: "document.querySelectorAll('.l9-comments li').length === 2",
    },
    Tap {
        page: "code-playground",
        selector: ".l9-playground__run",
        then: "document.querySelector('.l9-playground__status').textContent === 'The code was run.'",
    },
    Tap {
        page: "own-islands",
        selector: ".checklist li:nth-child(2) input",
        then: "document.querySelector('.checklist [role=status]').textContent === '2 of 3 done'",
    },
];

#[test]
fn every_island_works_by_a_finger() {
    let server = Server::preview(example());
    let mut browser = Browser::start();
    browser.viewport(390, 800);
    browser.touch_screen();
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    for Tap { page, selector, then } in TAPS {
        browser.open(&server.url(&format!("/gallery/{page}/")));
        start_all(&mut browser);
        browser.tap(selector);
        browser.wait(&format!("a tap on {selector} of {page}"), then);
        browser.eval("localStorage.clear()");
    }
    // Swipes: the lightbox has its own, the carousel is the browser's scrolling.
    browser.open(&server.url("/gallery/lightbox/"));
    start_all(&mut browser);
    let shown = "document.querySelector('.l9-lightbox [role=status]').textContent";
    browser.tap(".l9-lightbox a");
    browser.wait(
        "the first",
        &format!("{shown} === '1 / 3' && document.querySelector('dialog figure img').complete"),
    );
    browser.swipe(".l9-lightbox figure", -120);
    browser.wait("a swipe to the next", &format!("{shown} === '2 / 3'"));
    browser.swipe(".l9-lightbox figure", 120);
    browser.wait("a swipe back", &format!("{shown} === '1 / 3'"));
    browser.open(&server.url("/gallery/carousel/"));
    start_all(&mut browser);
    browser.swipe(".l9-carousel__track", -200);
    browser.wait(
        "a swipe of slides",
        "document.querySelector('.l9-carousel [role=status]').textContent === '2 / 3'",
    );
}
