use layer9_islands::prelude::*;

/// Traps while it hydrates; renders well.
#[island]
pub fn Failing() -> impl View {
    let hits = signal(0);
    effect(move || {
        let all: [i32; 0] = [];
        hits.set(all[hits.peek() as usize]);
    });
    view! { <p class="failing">"Readable all the same: "{hits}</p> }
}

/// Traps when it is clicked; a second button goes on working.
#[island]
pub fn Trapping() -> impl View {
    let count = signal(0);
    view! {
        <button type="button" class="trap" on:click={move || count.update(|n| {
            let all: [i32; 0] = [];
            *n = all[*n as usize];
        })}>"Trap"</button>
        <button type="button" class="other" on:click={move |e: Event| e.prevent_default()}>"Other"</button>
    }
}
