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

/// Takes a kilobyte of the stack, and traps with it where `at` lies beyond.
fn take(at: usize) -> u8 {
    let mut taken = [0; 1024];
    core::hint::black_box(&mut taken)[at]
}

/// Traps when it is clicked; other buttons go on working.
#[island]
pub fn Trapping() -> impl View {
    let count = signal(0);
    view! {
        <button type="button" class="deep" on:click={move || _ = take(1024)}>"Trap with much on the stack"</button>
        <button type="button" class="roomy" on:click={move |e: Event| if take(0) == 0 { e.prevent_default() }}>"Much on the stack"</button>
        <button type="button" class="trap" on:click={move || count.update(|n| {
            let all: [i32; 0] = [];
            *n = all[*n as usize];
        })}>"Trap"</button>
        <button type="button" class="other" on:click={move |e: Event| e.prevent_default()}>"Other"</button>
    }
}

/// Traps when it is clicked, beside an island of the gallery in one module.
#[island]
pub fn Fragile() -> impl View {
    let count = signal(0);
    view! {
        <button type="button" class="trap" on:click={move || _ = take(1024 + count.peek())}>"Trap"</button>
        <button type="button" class="count" on:click={move || count.update(|n| *n += 1)}>{move || count.get() as i32}</button>
    }
}

/// Never ends while it is rendered, but with no turns at all.
#[component]
pub fn Endless(
    /// How many turns to take, down to none.
    turns: i32,
) -> impl View {
    let mut left = turns;
    while left != 0 {
        left = core::hint::black_box(left.wrapping_sub(1) | 1);
    }
    view! { <p>"It ended."</p> }
}
