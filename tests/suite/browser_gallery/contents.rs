//! The table of contents.

use super::{holds, open, start_all};

#[test]
fn a_table_of_contents_follows_the_reader() {
    let (mut browser, _server) = open("/gallery/table-of-contents/");
    start_all(&mut browser);
    let here = "document.querySelector('.l9-toc [aria-current]')?.textContent ?? 'none'";
    browser.wait("no heading at the top", &format!("({here}) === 'none'"));
    for (id, title) in [("props", "Props"), ("in-a-template", "In a template")] {
        browser.eval(&format!("document.getElementById('{id}').scrollIntoView({{behavior: 'instant'}})"));
        browser.wait(title, &format!("({here}) === '{title}'"));
    }
    browser.eval("scrollTo({top: 0, behavior: 'instant'}); document.querySelectorAll('.l9-toc a')[1].focus({preventScroll: true})");
    browser.wait("the top", &format!("({here}) === 'none'"));
    browser.press("Enter");
    browser.wait("the link to be followed", &format!("location.hash === '#props' && ({here}) === 'Props'"));
    holds(
        &mut browser,
        "a navigation with a name",
        "document.querySelector('nav.l9-toc').ariaLabel === 'Contents of this page'",
    );
}
