//! Comments.

use super::{holds, open, start_all};

#[test]
fn comments_are_asked_for_when_the_reader_wants_them_and_shown_as_text() {
    let (mut browser, server) = open("/gallery/comments/");
    start_all(&mut browser);
    let asked = |browser: &mut crate::chromium::Browser| {
        browser.requests().iter().filter(|url| url.ends_with("/gallery/comments.json")).count()
    };
    assert_eq!(asked(&mut browser), 0);
    browser.eval("document.querySelector('.l9-comments__ask button').focus()");
    browser.press("Enter");
    browser.wait("the comments", "document.querySelectorAll('.l9-comments li').length === 2");
    assert_eq!(asked(&mut browser), 1);
    holds(
        &mut browser,
        "markup is text, the button is gone, and the focus is where they are",
        "document.querySelector('.l9-comments li:last-child').innerText.includes('<b>Not</b> green.') && \
         !document.querySelector('.l9-comments__ask') && document.activeElement.matches('.l9-comments__shown')",
    );
    // An answer that is none is said; one of nothing, too.
    for (body, status, said) in [
        ("no", 404, "The comments could not be loaded."),
        ("{\\\"comments\\\": []}", 200, "Nobody has said anything yet."),
    ] {
        browser.open(&server.url("/gallery/comments/"));
        start_all(&mut browser);
        browser.eval(&format!(
            "globalThis.fetch = () => Promise.resolve(new Response(\"{body}\", {{status: {status}}}))"
        ));
        browser.click(".l9-comments__ask button");
        browser.wait(said, &format!("document.querySelector('.l9-comments__status').innerText === '{said}'"));
    }
    browser.scripts(false);
    browser.open(&server.url("/gallery/comments/"));
    holds(
        &mut browser,
        "without scripts the link alone",
        "!document.querySelector('.l9-comments__ask').checkVisibility() && \
         document.querySelector('.l9-comments__join a').checkVisibility()",
    );
}
