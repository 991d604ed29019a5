//! Conditions and choices.

use std::cell::Cell;
use std::rc::Rc;

use layer9_islands::prelude::*;
use layer9_islands::testing::Page;

#[test]
fn branches_come_and_go_with_all_that_is_theirs() {
    let (open, count) = (signal(false), signal(1));
    let page = Page::new(move || {
        view! {
            "a"{if open.get() { <b on:click={move || count.update(|n| *n += 1)}>{count}</b>" b" } else if count.get() > 5 { "many" }}"c"
        }
    });
    assert_eq!((page.html().as_str(), page.mutations()), ("ac", 0));
    let closed = (page.nodes(), page.handles());
    open.set(true);
    assert_eq!(page.html(), "a<b>1</b> bc");
    page.click("b", 0);
    assert_eq!(page.html(), "a<b>2</b> bc");
    open.set(false);
    assert_eq!((page.nodes(), page.handles()), closed);
    count.set(6);
    assert_eq!(page.html(), "amanyc");
    count.set(2);
    assert_eq!(page.html(), "ac");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn a_branch_stays_while_its_condition_does() {
    let count = signal(1);
    let built = Rc::new(Cell::new(0));
    let mine = built.clone();
    let page = Page::new(move || {
        let built = mine.clone();
        view! { <p>{if count.get() > 0 { <b>{built.replace(built.get() + 1)}</b> }}</p> }
    });
    built.set(10);
    count.set(2);
    assert_eq!((page.html().as_str(), built.get()), ("<p><b>0</b></p>", 10));
    count.set(0);
    count.set(1);
    assert_eq!((page.html().as_str(), built.get()), ("<p><b>10</b></p>", 11));
}

#[test]
fn a_branch_that_binds_follows_what_it_binds() {
    let user = signal(Some("Ada".to_owned()));
    let page = Page::new(move || {
        view! {
            {if let Some(user) = user.get() && !user.is_empty() { <b>{user}</b> } else { <i>"nobody"</i> }}
            {match user.get().as_deref() { Some("Ada") => "one ", Some(name) => { <em>{name.to_owned()}</em> } None => "none", }}
        }
    });
    assert_eq!((page.html().as_str(), page.mutations()), ("<b>Ada</b>one ", 0));
    user.set(Some("Bob".into()));
    assert_eq!(page.html(), "<b>Bob</b><em>Bob</em>");
    user.set(Some(String::new()));
    assert_eq!(page.html(), "<i>nobody</i><em></em>");
    user.set(None);
    assert_eq!(page.html(), "<i>nobody</i>none");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn choices_nest_and_what_differs_is_replaced() {
    let view = |deep: bool, n: i32| {
        move || {
            let (deep, n) = (signal(deep), signal(n));
            view! {
                <p>{if deep.get() { {match n.get() { 0 => "zero", _ => { {for i in 0..n.get() { <b>{i}</b> }} } }} } else { "flat" }}</p>
            }
        }
    };
    let states = [(false, 0), (true, 0), (true, 2), (true, 3)];
    let shown = ["<p>flat</p>", "<p>zero</p>", "<p><b>0</b><b>1</b></p>", "<p><b>0</b><b>1</b><b>2</b></p>"];
    for (from, _) in states.iter().zip(shown) {
        for (to, after) in states.iter().zip(shown) {
            let page = Page::with(&Default::default(), view(from.0, from.1), view(to.0, to.1));
            assert_eq!(page.html(), after, "from {from:?}");
            assert_eq!(page.mutations() == 0, from == to);
            assert_eq!(page.dispose(), (0, 0));
        }
    }
}

#[test]
fn ids_are_the_same_on_both_sides_and_new_later() {
    fn field() -> impl View {
        let id = uid();
        view! { <label for={id.clone()}>"x"</label><input id={id}/> }
    }
    let more = signal(false);
    let page = Page::new(move || view! { {field()}{field()}{if more.get() { {field()} }} });
    assert_eq!(page.mutations(), 0);
    more.set(true);
    let ids: std::collections::BTreeSet<_> = (0..3).map(|nth| page.property("input", nth, "id")).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn a_control_that_is_made_in_the_browser_says_what_its_signal_says() {
    let page = Page::new(|| {
        let (shown, size, on) = (signal(false), signal(7), signal(true));
        view! {
            <button on:click={move || shown.set(true)}>"Show"</button>
            {if shown.get() {
                <input class="size" type="range" bind:value={size}/>
                <input class="on" type="checkbox" bind:checked={on}/>
            }}
            <output>{size}" "{on}</output>
        }
    });
    page.click("button", 0);
    assert_eq!(page.property("input", 0, "value").as_deref(), Some("7"));
    assert_eq!(page.property("input", 0, "defaultValue").as_deref(), Some("7"));
    assert_eq!(page.property("input", 1, "checked").as_deref(), Some("true"));
    assert!(page.text().ends_with("7 true"), "{}", page.text());
}
