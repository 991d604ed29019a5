use layer9_islands::prelude::*;

/// What only the browser knows is applied after hydration.
#[island]
pub fn Fresh() -> impl View {
    let stored = signal(String::from("nothing"));
    let ticks = signal(0);
    let width = signal(0.0);
    let node = node_ref();
    let (more, size, on) = (signal(false), signal(7), signal(true));
    effect(move || {
        if let Some(value) = browser::call("localStorage.getItem", &["fresh"]) {
            stored.set(value);
        }
    });
    effect(move || {
        if browser::get("innerWidth").is_some() {
            width.set(browser::number());
        }
    });
    let tick = move || {
        browser::call_with("setTimeout", move || ticks.update(|n| *n += 1), &["1"]);
    };
    browser_listen(ticks);
    view! {
        <p class="stored">{stored}</p>
        <p class="page">{env::lang()}" "{env::dir()}" "{env::base()}" "{env::page()}</p>
        <p class="number">{format_number(1234567.5, 1, 2)}" "{fixed(2.345, 2)}" "{0.1 + 0.2}</p>
        <p class="grown">{move || format_number(1234.5 + f64::from(ticks.get()), 1, 1)}</p>
        <p class="width" node={node}>{width}</p>
        <button type="button" class="tick" on:click={tick}>{ticks}</button>
        <button type="button" class="save" on:click={move || {
            browser::call("localStorage.setItem", &["fresh", "kept"]);
            stored.set(node.text());
        }}>"Save"</button>
        <form>
            <button type="button" class="more" on:click={move || more.set(true)}>"More"</button>
            {if more.get() {
                <input type="range" bind:value={size}/>
                <input type="checkbox" bind:checked={on}/>
            }}
            <output class="controls">{size}" "{on}</output>
        </form>
    }
}

fn browser_listen(ticks: Signal<i32>) {
    effect(move || browser::listen("layer9-test", move || ticks.update(|n| *n += 100)));
}
