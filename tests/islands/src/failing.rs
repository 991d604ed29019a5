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

/// Takes a kilobyte of the stack and traps with it.
fn trap(with: &str) {
    let mut taken = [0; 1024];
    for (at, byte) in core::hint::black_box(&mut taken).iter_mut().zip(with.bytes()) {
        *at = byte;
    }
    let all: &[u8] = core::hint::black_box(&taken[..0]);
    core::hint::black_box(all[with.len()]);
}

/// Traps when it is clicked; other buttons go on working.
#[island]
pub fn Trapping() -> impl View {
    let count = signal(0);
    view! {
        <button type="button" class="deep" on:click={move || trap("deep")}>"Trap with much on the stack"</button>
        <button type="button" class="trap" on:click={move || count.update(|n| {
            let all: [i32; 0] = [];
            *n = all[*n as usize];
        })}>"Trap"</button>
        <button type="button" class="other" on:click={move |e: Event| e.prevent_default()}>"Other"</button>
    }
}
