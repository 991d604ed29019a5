//! Error boundaries.

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, render};

#[test]
fn a_failure_replaces_the_content_until_it_is_tried_again() {
    let runs = signal(0);
    let page = Page::new(move || {
        boundary(
            move || {
                effect(move || {
                    if runs.get() == 1 {
                        fail("in an effect")
                    }
                });
                view! { <p>"fine "<button on:click={|| fail("no <luck>")}>"break"</button></p> }
            },
            |failure| {
                let message = failure.message.clone();
                view! { <em>{message}</em><button on:click={move || failure.retry()}>"retry"</button> }
            },
        )
    });
    assert_eq!((page.text(), page.mutations()), ("fine break".to_owned(), 0));
    page.click("button", 0);
    assert_eq!(page.text(), "no <luck>retry");
    page.click("button", 0);
    assert_eq!(page.text(), "fine break");
    runs.set(1);
    assert_eq!(page.text(), "in an effectretry");
    runs.set(2);
    page.click("button", 0);
    assert_eq!(page.text(), "fine break");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn the_nearest_boundary_takes_it() {
    let page = Page::new(|| {
        boundary(
            || {
                view! {
                    <p>"outer"</p>
                    {boundary(|| view! { <button on:click={|| fail("x")}>"inner"</button> }, |failure| failure.message)}
                }
            },
            |failure| failure.message,
        )
    });
    page.click("button", 0);
    assert_eq!(page.text(), "outerx");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn what_fails_while_it_is_made_is_never_shown() {
    let made = || {
        boundary(
            || {
                fail("at once");
                view! { <p>"never"</p> }
            },
            |failure| failure.message,
        )
    };
    assert_eq!(render(made), "<!--1--><!---->at once<!--/-->");
    let page = Page::new(made);
    assert_eq!(page.text(), "at once");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn without_a_boundary_the_console_says_it() {
    let page = Page::new(|| view! { <button on:click={|| fail("nobody")}>"x"</button> });
    page.click("button", 0);
    assert_eq!(page.calls(), [("console.error".to_owned(), vec!["nobody".to_owned()])]);
}
