//! Content that stands elsewhere.

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, render};

#[test]
fn a_portal_stands_at_the_end_and_goes_with_its_branch() {
    let (open, name) = (signal(true), signal("a"));
    let made = move || {
        view! {
            <p>"here"{if open.get() { {portal("body", view! { <aside on:click={move || name.set("c")}>{name}</aside><hr/> })} }}</p>
            <b>"after"</b>
        }
    };
    assert!(!render(made).contains("aside"), "a build has no other place");
    let page = Page::new(made);
    assert_eq!(page.html(), "<p>here</p><b>after</b><aside>a</aside><hr>");
    name.set("b");
    assert_eq!(page.text(), "hereafterb");
    page.click("aside", 0);
    assert_eq!(page.text(), "hereafterc");
    open.set(false);
    assert_eq!(page.html(), "<p>here</p><b>after</b>");
    open.set(true);
    assert_eq!(page.html(), "<p>here</p><b>after</b><aside>c</aside><hr>");
    assert_eq!(page.dispose(), (0, 0));
}
