use layer9_islands::prelude::*;

/// A number with two buttons.
#[island]
pub fn Counter(
    /// The number shown first.
    #[prop(default = 0)]
    start: i32,
) -> impl View {
    let count = signal(start);
    view! {
        <div class="counter" role="group" aria-label="Counter">
            <button type="button" on:click={move || count.update(|n| *n -= 1)}>"-"</button>
            <output>{count}</output>
            <button type="button" on:click={move || count.update(|n| *n += 1)}>"+"</button>
        </div>
    }
}
