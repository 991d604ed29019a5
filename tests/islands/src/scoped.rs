//! Two components with styles of their own for the same names.

use layer9_islands::prelude::*;

/// Rows that are made in the browser, and content of the page.
#[island(css = "scoped.css", scoped)]
pub fn Sheet(
    /// What it has at first.
    names: Vec<String>,
    children: Slot,
) -> impl View {
    let names = signal(names);
    view! {
        <button type="button" class="more" on:click={move || names.update(|names| names.push("new".to_owned()))}>"More"</button>
        <ul>{for name in names.get(), key = name.clone() { <li class="item">{name}</li> }}</ul>
        {if names.with(|names| names.len() > 1) { <p class="many">"many"</p> }}
        <div class="body">{children}</div>
        {inner()}
    }
}

#[styles_of(Sheet)]
fn inner() -> impl View {
    view! { <Tags><p class="given">"given"</p></Tags> }
}

/// The other one, with its styles in place.
#[component(style = r#"
    .item { color: rgb(11, 12, 13) }
    p { margin-left: 22px }
    @keyframes glow { to { outline-color: rgb(11, 12, 13) } }
    @media (min-width: 1px) { .item { animation: glow 2s infinite; & b { font-weight: 300 } } }
"#)]
pub fn Tags(children: Slot) -> impl View {
    view! { <section class="tags"><p class="item">"tag "<b>"bold"</b></p>{children}</section> }
}
