use layer9_islands::prelude::*;

/// Two-way bindings, attributes, classes and styles that change.
#[island]
pub fn Form(
    /// The text at first.
    #[prop(default = "Zoë & <Ada>")]
    name: String,
    /// The size at first.
    #[prop(default = 12)]
    size: u32,
) -> impl View {
    let name = signal(name);
    let size = signal(size);
    let bold = signal(true);
    let note = signal(String::from("\nfirst"));
    let id = uid();
    let width = derived(move || text!(size.get() * 4, "px"));
    view! {
        <form on:submit={move |e| e.prevent_default()}>
            <label for={text!(id, "-name")}>"Name"</label>
            <input id={text!(id, "-name")} class="name" bind:value={name}/>
            <input class="size" type="number" bind:value={size}/>
            <button type="button" class="larger" on:click={move || size.update(|n| *n += 1)}>"+"</button>
            <input class="bold" type="checkbox" bind:checked={bold}/>
            <textarea bind:value={note}/>
            <p class="out" class:bold={bold} class:long={move || name.with(|name| name.len() > 12)}
                style="color: red" style:width={width} style:--size={size}
                title={name} aria-pressed={bold} hidden={move || size.get() == 0}
                data-half={move || f64::from(size.get()) / 2.0}>
                {name}" / "{size}" / "{bold}" / "{move || to_uppercase(&name.get())}
            </p>
            <pre>{note}</pre>
        </form>
    }
}
