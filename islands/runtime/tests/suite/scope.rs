//! Which elements have the mark of a component whose styles are scoped.

use std::collections::BTreeMap;

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, Setting, render};

/// A list that is made in the browser, too.
#[island(style = r#"
    .tag { color: red }
"#)]
pub fn Tags(names: Vec<String>) -> impl View {
    let names = signal(names);
    let button = |label: &'static str| {
        let label = text!(label, "!");
        vec![view! { <button>{label}</button> }]
    };
    view! {
        <ul on:click={move || names.update(|names| names.push("new".to_owned()))}>
            {for name in names.get(), key = name.clone() {
                <li class="tag" class:long={move || name.with(|name| name.len() > 3)}>{name}</li>
            }}
        </ul>
        {if names.with(|names| names.len() > 1) { <p>"many"</p> }}
        {button("more")}
        <slot name="foot"><i>"nothing"</i></slot>
        <Inner><b>{legend("Tags")}</b></Inner>
        {unmarked()}
    }
}

#[component(css = "sample.css", scoped)]
pub fn Inner(children: Slot) -> impl View {
    view! { <div>{children}</div> }
}

/// Markup of its own function, which says whose it is.
#[styles_of(Tags)]
fn legend(text: &str) -> impl View {
    let text = text.to_owned();
    view! { <em>{text}</em> }
}

fn unmarked() -> impl View {
    view! { <hr/> }
}

/// The attribute of a component's elements, from its manifest.
fn mark(manifest: &str) -> String {
    let (_, rest) = manifest.split_once("\"scope\":\"").expect("a scope");
    rest.split_once('"').expect("its end").0.to_owned()
}

/// HTML with the marks in short.
fn short(html: &str) -> String {
    html.replace(&mark(&Tags::__manifest()), "T").replace(&mark(&Inner::__manifest()), "I")
}

#[test]
fn marks_are_attributes_of_a_name() {
    let (tags, inner) = (mark(&Tags::__manifest()), mark(&Inner::__manifest()));
    for mark in [&tags, &inner] {
        let rest = mark.strip_prefix("data-s").expect("a name of its own");
        assert!(
            rest.len() == 6 && rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()),
            "{mark}"
        );
    }
    assert_ne!(tags, inner);
    assert!(Tags::__manifest().contains(r#""css_file":"tests/suite/scope.rs","css_line":9,"css_column":21"#));
    assert!(
        Inner::__manifest().contains(r#""css_file":"tests/suite/sample.css","css_line":1,"css_column":1"#)
    );
}

#[test]
fn the_markup_of_a_component_is_marked_and_no_other() {
    let html = render(|| view! { <Tags names={vec!["one".to_owned()]}/><p>"other"</p> });
    let html = html.replace("<!---->", "").replace(['\u{1}', '\u{2}'], "");
    assert_eq!(
        short(&html),
        concat!(
            r#"<ul T><!--1--><li T class="tag">one</li><!--/--></ul><!--1--><!--/--><button T>more!</button>"#,
            r#"<layer9-slot><i T>nothing</i></layer9-slot>"#,
            r#"<div I><b T><em T>Tags</em></b></div><hr><p>other</p>"#
        )
    );
}

#[test]
fn what_is_made_in_the_browser_is_marked_as_what_is_built() {
    let slots: BTreeMap<_, _> = [("foot".to_owned(), "<u>page</u>".to_owned())].into();
    let page = Page::of::<Tags<_>>(&Setting { slots, ..Setting::default() }, "1;3;one");
    assert_eq!(page.mutations(), 0);
    page.click("ul", 0);
    assert_eq!(
        short(&page.html()),
        concat!(
            r#"<ul T=""><li class="tag" T="">one</li><li class="tag" T="">new</li></ul><p T="">many</p>"#,
            r#"<button T="">more!</button><layer9-slot name="foot"><u>page</u></layer9-slot>"#,
            r#"<div I=""><b T=""><em T="">Tags</em></b></div><hr>"#
        )
    );
    assert_eq!(page.dispose(), (0, 0));
}
