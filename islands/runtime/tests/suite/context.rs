//! Values that a view provides to what is inside of it.

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, render};

#[derive(Clone, PartialEq, Debug)]
struct Depth(u32);

fn shown() -> impl View {
    view! { <b>{context::<Depth>().map(|depth| depth.0)}</b> }
}

#[test]
fn the_nearest_value_of_a_type_is_found_on_both_ends() {
    let made = || {
        view! {
            {provide("outer", || view! {
                {shown()}
                {provide(Depth(1), || view! { {shown()}{provide(Depth(2), shown)}<i>{context::<&str>()}</i> })}
            })}
            {shown()}
        }
    };
    let page = Page::new(made);
    assert_eq!(page.text(), "12outer");
    assert_eq!(page.mutations(), 0);
    assert_eq!(page.dispose(), (0, 0));
    assert!(render(made).contains("<b>2</b>"));
    assert_eq!(context::<Depth>(), None);
}

#[test]
fn branches_rows_handlers_and_effects_find_it_later_too() {
    let (open, rows, seen) = (signal(false), signal(vec![1]), signal(0));
    let page = Page::new(move || {
        provide(Depth(7), move || {
            effect(move || {
                if open.get() {
                    seen.set(context::<Depth>().map_or(0, |depth| depth.0))
                }
            });
            view! {
                {if open.get() { {shown()} }}
                <ul>{for row in rows.get(), key = *row { <li>{row}{shown()}</li> }}</ul>
                <button on:click={move || seen.set(context::<Depth>().map_or(0, |depth| depth.0 * 10))}>"x"</button>
            }
        })
    });
    open.set(true);
    assert_eq!(seen.peek(), 7);
    rows.set(vec![1, 2]);
    assert_eq!(page.text(), "71727x");
    page.click("button", 0);
    assert_eq!(seen.peek(), 70);
    assert_eq!(page.dispose(), (0, 0));
}
