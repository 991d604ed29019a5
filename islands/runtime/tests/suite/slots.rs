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

/// What a row shows is the caller's.
#[component]
pub fn Table(
    rows: Signal<Vec<(u32, String)>>,
    /// One row.
    row: SlotOf<Signal<(u32, String)>>,
    /// What stands there without rows.
    empty: Option<SlotOf<&'static str>>,
    children: Option<SlotOf<usize>>,
    foot_note: Slot,
) -> impl View {
    let empty = empty.map(|empty| vec![empty.fill("none")]).unwrap_or_default();
    let count = children.map(|count| vec![count.fill(rows.peek().len())]).unwrap_or_default();
    view! {
        <ul>{for item in rows.get(), key = item.0 { <li>{row.fill(item)}</li> }}</ul>
        <p>{empty}</p><p>{count}</p><footer>{foot_note}</footer>
    }
}

fn table(rows: Signal<Vec<(u32, String)>>, clicks: Signal<u32>) -> impl View {
    view! {
        <Table rows={rows} let:count>
            <slot:row let:item>
                <button on:click={move || clicks.update(|n| *n += item.peek().0)}>{move || item.get().1}</button>"!"
            </slot:row>
            <slot:empty let:word><i>{word}</i></slot:empty>
            {count}" rows"
            <slot:foot-note>"clicks "{clicks}</slot:foot-note>
        </Table>
    }
}

#[test]
fn a_slot_makes_content_of_each_value() {
    let rows = signal(vec![(1, "a".to_owned()), (2, "b".to_owned())]);
    let clicks = signal(0);
    let page = Page::new(move || table(rows, clicks));
    assert_eq!((page.text().as_str(), page.mutations()), ("a!b!none2 rowsclicks 0", 0));
    page.click("button", 1);
    assert_eq!(page.text(), "a!b!none2 rowsclicks 2");
    // A row that is made in the browser, one that changes, and one that goes.
    rows.set(vec![(3, "c".to_owned()), (1, "A".to_owned())]);
    assert_eq!(
        page.html(),
        "<ul><li><button>c</button>!</li><li><button>A</button>!</li></ul><p><i>none</i></p><p>2 rows</p>\
         <footer>clicks 2</footer>"
    );
    page.click("button", 0);
    assert_eq!(page.text(), "c!A!none2 rowsclicks 5");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn a_slot_with_a_value_is_an_attribute_too_and_may_be_left_out() {
    let rows = signal(vec![(1, "a".to_owned())]);
    let page = Page::new(
        move || view! { <Table rows={rows} row={|item| view! { <b>{move || item.get().1}</b> }}/> },
    );
    assert_eq!(page.html(), "<ul><li><b>a</b></li></ul><p></p><p></p><footer></footer>");
    // One component hands on what another was given.
    #[component]
    fn Around(rows: Signal<Vec<(u32, String)>>, row: SlotOf<Signal<(u32, String)>>) -> impl View {
        view! { <Table rows={rows} row={move |item| row.fill(item)}/> }
    }
    let page = Page::new(move || {
        view! { <Around rows={rows}><slot:row let:item><u>{item.peek().0}</u></slot:row></Around> }
    });
    assert_eq!(page.html(), "<ul><li><u>1</u></li></ul><p></p><p></p><footer></footer>");
}

#[test]
fn a_manifest_tells_slots_that_take_a_value() {
    let json = Table::__manifest();
    assert!(json.contains(concat!(
        r#""slots":["foot-note"],"value_slots":[{"name":"row","takes":"Signal<(u32, String)>","required":true},"#,
        r#"{"name":"empty","takes":"&'static str","required":false},{"name":"default","takes":"usize","required":false}]"#
    )), "{json}");
}
