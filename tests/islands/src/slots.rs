use layer9_islands::prelude::*;

/// Content that is shown on demand: the slot travels in a template until then.
#[island]
pub fn Disclosure(
    /// Whether it is open at first.
    #[prop(default = false)]
    open: bool,
) -> impl View {
    let open = signal(open);
    let id = text!(uid(), "-content");
    view! {
        <button type="button" class="toggle" aria-expanded={open} aria-controls={id.clone()} on:click={move || open.update(|open| *open = !*open)}>
            <slot name="label">"More"</slot>
        </button>
        <div id={id}>{if open.get() { <slot/> }}</div>
    }
}

/// A frame around whatever the page puts in.
#[island]
pub fn Panel(
    /// What stands above.
    title: String,
) -> impl View {
    let clicks = signal(0);
    view! {
        <section on:click={move || clicks.update(|n| *n += 1)}>
            <h3>{title}</h3>
            <slot/>
            <p class="clicks">{clicks}" clicks"</p>
        </section>
    }
}
