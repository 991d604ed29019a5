use layer9_islands::prelude::*;

/// A card, for the page and for other components.
#[component]
pub fn Card(
    /// What stands above.
    title: String,
    /// How loud it is.
    #[prop(default = 1)]
    level: u8,
    children: Slot,
    footer: Slot,
) -> impl View {
    let has_footer = footer.is_filled();
    view! {
        <article class="card" data-level={level} data-footer={has_footer}>
            <h3>{title}</h3>
            {children}
            <footer>{footer}</footer>
        </article>
    }
}

fn tally(of: Signal<i32>) -> impl View {
    view! { <b class="tally">{of}</b>" times" }
}

/// Components inside an island's view, with content that is alive.
#[island]
pub fn Gallery() -> impl View {
    let count = signal(0);
    let shown = signal(true);
    view! {
        <button type="button" class="hide" on:click={move || shown.update(|shown| *shown = !*shown)}>"Hide"</button>
        <Card title="First" footer={Slot::new(move || tally(count))}>
            <button type="button" class="add" on:click={move || count.update(|n| *n += 1)}>"Add"</button>
        </Card>
        {if shown.get() {
            <Card title="Second" level=2>"seen "{tally(count)}</Card>
        }}
    }
}
