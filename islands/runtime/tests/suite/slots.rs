//! Slots and components inside of components.

use std::collections::BTreeMap;

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, Setting, render};

#[component]
pub fn Frame(
    /// What stands above.
    title: String,
    #[prop(default = 2)] level: u8,
    note: Option<String>,
    children: Slot,
    foot_note: Slot,
) -> impl View {
    view! { <section data-level={level} title={note}><h2>{title}</h2>{children}<footer>{foot_note}</footer></section> }
}

fn setting(slots: &[(&str, &str)]) -> Setting {
    let slots: BTreeMap<_, _> =
        slots.iter().map(|(name, html)| (name.to_string(), html.to_string())).collect();
    Setting { slots, ..Setting::default() }
}

#[test]
fn components_take_props_children_and_slots() {
    let n = signal(1);
    let page = Page::new(move || {
        view! {
            <Frame title="A" note={Some("n".to_owned())} foot_note={Slot::new(move || view! { <i>{n}</i> })}>
                <b>{n}</b>
                <Frame title={text!("B", n.peek())} level=3/>
            </Frame>
        }
    });
    assert_eq!(page.mutations(), 0);
    n.set(2);
    assert_eq!(
        page.html(),
        concat!(
            r#"<section data-level="2" title="n"><h2>A</h2><b>2</b>"#,
            r#"<section data-level="3"><h2>B1</h2><footer></footer></section>"#,
            r#"<footer><i>2</i></footer></section>"#
        )
    );
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn a_component_made_in_the_browser_runs_once() {
    let (shown, runs) = (signal(false), signal(0));
    fn counted(runs: Signal<i32>) -> impl View {
        runs.update(|n| *n += 1);
        view! { <b>"x"</b> }
    }
    let page = Page::new(move || view! { {if shown.get() { <Frame title="T">{counted(runs)}</Frame> }} });
    shown.set(true);
    assert_eq!(runs.peek(), 1);
    assert_eq!(page.html(), r#"<section data-level="2"><h2>T</h2><b>x</b><footer></footer></section>"#);
}

fn panel(open: Signal<bool>) -> impl View {
    view! { <div>{if open.get() { <p><slot name="body">"nothing "{open}</slot></p> } else { "closed" }}</div> }
}

#[test]
fn a_hidden_slot_travels_in_a_template_and_comes_back() {
    let open = signal(false);
    let view = move || panel(open);
    let page = Page::with(&setting(&[("body", "<b>rich</b>")]), view, view);
    assert_eq!((page.text().as_str(), page.mutations()), ("closedrich", 0));
    for _ in 0..3 {
        open.set(true);
        assert_eq!(page.html(), r#"<div><p><layer9-slot name="body"><b>rich</b></layer9-slot></p></div>"#);
        open.set(false);
        assert_eq!(page.html(), "<div>closed</div>");
    }
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn an_empty_slot_shows_what_stands_in_it() {
    let open = signal(true);
    let page = Page::new(move || panel(open));
    assert_eq!((page.text().as_str(), page.mutations()), ("nothing true", 0));
    open.set(false);
    open.set(true);
    assert_eq!(page.text(), "nothing true");
}

#[test]
fn holes_are_the_contract() {
    assert_eq!(
        render(|| view! { <slot/><slot name="x"/> }),
        "<layer9-slot name=\"default\">\u{1}sdefault\u{2}</layer9-slot><layer9-slot name=\"x\">\u{1}sx\u{2}</layer9-slot>"
    );
}

/// Shows its body on demand.
#[island]
pub fn Fold(#[prop(default = false)] open: bool, children: Slot) -> impl View {
    let open = signal(open);
    view! { <button on:click={move || open.update(|open| *open = !*open)}>"o"</button>{if open.get() { {children.clone()} }} }
}

#[test]
fn an_argument_that_is_not_shown_waits_at_the_end() {
    type Given = Fold;
    let page = Page::of::<Given>(&setting(&[("default", "<b>rich</b>")]), "0");
    assert_eq!(page.mutations(), 0);
    assert!(page.html().ends_with(r#"<template name="default"><b>rich</b></template>"#));
    page.click("button", 0);
    assert!(
        page.html().starts_with(r#"<button>o</button><layer9-slot name="default"><b>rich</b></layer9-slot>"#)
    );
    assert_eq!(page.dispose(), (0, 0));
    let open = Page::of::<Given>(&setting(&[("default", "<b>rich</b>")]), "1");
    assert_eq!(open.html(), r#"<button>o</button><layer9-slot name="default"><b>rich</b></layer9-slot>"#);
    let empty = Page::of::<Given>(&setting(&[]), "0");
    assert_eq!(empty.html(), "<button>o</button>");
}
