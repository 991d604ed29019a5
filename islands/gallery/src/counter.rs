//! A number with two buttons.

use layer9_islands::prelude::*;

/// A number with a button to each side that counts it down and up.
#[island(css = "counter.css")]
pub fn Counter(
    /// The number shown first.
    #[prop(default = 0)]
    start: i32,
    /// How much one press adds or takes away.
    #[prop(default = 1)]
    step: i32,
    /// What is counted, for those who do not see it.
    #[prop(default = "Counter")]
    label: String,
) -> impl View {
    let count = signal(start);
    let add = move |by: i32| count.update(|n| *n = n.saturating_add(by));
    view! {
        <div class="l9-counter" role="group" aria-label={label}>
            <button type="button" aria-label="Decrease" on:click={move || add(-step)}>"−"</button>
            <output>{count}</output>
            <button type="button" aria-label="Increase" on:click={move || add(step)}>"+"</button>
        </div>
    }
}
