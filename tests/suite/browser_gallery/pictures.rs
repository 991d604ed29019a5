//! Carousel and lightbox.

use super::{holds, open, start_all};

#[test]
fn a_carousel_is_gone_through_by_buttons_and_keys_in_both_directions() {
    let (mut browser, _server) = open("/gallery/carousel/");
    browser.media(&[("prefers-reduced-motion", "reduce")]);
    start_all(&mut browser);
    // What the number says, and which slide is in view.
    let at = "document.querySelector('.l9-carousel [role=status]').textContent + ' ' + (t => \
        [...t.children].findIndex(s => Math.abs(s.getBoundingClientRect().x - t.getBoundingClientRect().x) < 9) + 1)\
        (document.querySelector('.l9-carousel__track'))";
    let is = |browser: &mut crate::chromium::Browser, n: u32| {
        browser.wait(&format!("slide {n}"), &format!("{at} === '{n} / 3 {n}'"));
    };
    is(&mut browser, 1);
    browser.click("[aria-label='Next slide']");
    is(&mut browser, 2);
    browser.click("[aria-label='Million years ago'] [aria-label=Increase]");
    browser.wait("the island in it", "document.querySelector('.l9-carousel output').textContent === '301'");
    browser.click("[aria-label='Previous slide']");
    is(&mut browser, 1);
    browser.click("[aria-label='Previous slide']");
    is(&mut browser, 3);
    browser.eval("document.querySelector('.l9-carousel__track').focus()");
    for (key, slide) in [("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 3), ("Home", 1)] {
        browser.press(key);
        is(&mut browser, slide);
    }
    // Scrolled by whatever means, the number follows.
    browser.eval("(t => t.scrollTo(t.clientWidth, 0))(document.querySelector('.l9-carousel__track'))");
    is(&mut browser, 2);
    browser.eval(
        "document.documentElement.dir = 'rtl'; document.querySelector('.l9-carousel__track').scrollTo(0, 0)",
    );
    is(&mut browser, 1);
    browser.press("ArrowLeft");
    is(&mut browser, 2);
    browser.press("ArrowRight");
    is(&mut browser, 1);
    holds(
        &mut browser,
        "it says what it is",
        "(c => c.getAttribute('aria-roledescription') === 'carousel' && c.getAttribute('aria-label') && \
         [...c.querySelectorAll('[aria-roledescription=slide]')].map(s => s.getAttribute('aria-label')).join() === '1 / 3,2 / 3,3 / 3')\
         (document.querySelector('.l9-carousel'))",
    );
}

#[test]
fn a_lightbox_shows_pictures_and_gives_the_focus_back() {
    let (mut browser, server) = open("/gallery/lightbox/");
    start_all(&mut browser);
    let state = "(d => +d.matches(':modal') + ' ' + d.querySelector('[role=status]').textContent + ' ' + \
        (d.querySelector('figure img')?.getAttribute('src') ?? '-'))(document.querySelector('.l9-lightbox__window'))";
    let is = |browser: &mut crate::chromium::Browser, what: &str| {
        browser.wait(what, &format!("{state} === '{what}'"));
    };
    browser.click(".l9-lightbox li:nth-child(2) a");
    is(&mut browser, "1 2 / 3 /gallery/fold.svg");
    holds(
        &mut browser,
        "no page was left, and its words are there",
        "location.pathname === '/gallery/lightbox/' && document.querySelector('figure img').alt === 'Green bands bent to an arch' && \
         document.querySelector('figcaption:last-child').innerText.startsWith('A fold')",
    );
    for (key, shown) in [
        ("ArrowRight", "1 3 / 3 /gallery/fault.svg"),
        ("ArrowRight", "1 1 / 3 /gallery/dunes.svg"),
        ("ArrowLeft", "1 3 / 3 /gallery/fault.svg"),
    ] {
        browser.press(key);
        is(&mut browser, shown);
    }
    browser.click("[aria-label='Next picture']");
    is(&mut browser, "1 1 / 3 /gallery/dunes.svg");
    browser.click("[aria-label='Previous picture']");
    is(&mut browser, "1 3 / 3 /gallery/fault.svg");
    browser.press("Escape");
    is(&mut browser, "0 3 / 3 -");
    holds(
        &mut browser,
        "the focus back",
        "document.activeElement === document.querySelectorAll('.l9-lightbox a')[1]",
    );
    browser.press("Enter");
    is(&mut browser, "1 2 / 3 /gallery/fold.svg");
    browser.click(".l9-lightbox__close");
    is(&mut browser, "0 3 / 3 -");
    browser.click(".l9-lightbox a");
    is(&mut browser, "1 1 / 3 /gallery/dunes.svg");
    browser.eval("document.querySelector('.l9-lightbox__window').click()");
    is(&mut browser, "0 3 / 3 -");
    browser.scripts(false);
    browser.open(&server.url("/gallery/lightbox/"));
    browser.click(".l9-lightbox a");
    browser.wait("the picture itself without scripts", "location.pathname === '/gallery/dunes.svg'");
}
