//! The table of js-framework-benchmark (github.com/krausest/js-framework-benchmark): many rows, and what is done to them.

use layer9_islands::prelude::*;

#[derive(Clone, PartialEq)]
struct Row {
    id: u32,
    label: String,
}

const ADJECTIVES: [&str; 6] = ["pretty", "large", "big", "small", "tall", "short"];
const COLOURS: [&str; 6] = ["red", "yellow", "blue", "green", "pink", "brown"];
const NOUNS: [&str; 6] = ["table", "chair", "house", "bbq", "desk", "car"];

/// As many rows, with ids from `from` on.
fn rows(from: u32, count: u32) -> Vec<Row> {
    let label = |id: u32| {
        let at = |step: u32| (id / step % 6) as usize;
        text!(ADJECTIVES[at(1)], " ", COLOURS[at(6)], " ", NOUNS[at(36)])
    };
    (from..from + count).map(|id| Row { id, label: label(id) }).collect()
}

/// A table of rows to select, to take away and to change.
#[island]
pub fn Rows() -> impl View {
    let all = signal(Vec::<Row>::new());
    let chosen = signal(0_u32);
    let is_chosen = selector(move || chosen.get());
    let next = signal(1_u32);
    let make = move |count: u32| {
        let from = next.peek();
        next.set(from + count);
        all.set(rows(from, count));
    };
    let update = move || {
        all.update(|all| {
            for row in all.iter_mut().step_by(10) {
                row.label = text!(row.label, " !!!");
            }
        });
    };
    let swap = move || {
        all.update(|all| {
            if all.len() > 998 {
                all.swap(1, 998);
            }
        });
    };
    let remove = move |id: u32| {
        all.update(|all| {
            if let Some(at) = all.iter().position(|row| row.id == id) {
                all.remove(at);
            }
        });
    };
    view! {
        <div class="rows">
            <button type="button" id="run" on:click={move || make(1000)}>"1,000 rows"</button>
            <button type="button" id="runlots" on:click={move || make(10_000)}>"10,000 rows"</button>
            <button type="button" id="update" on:click={update}>"Every 10th"</button>
            <button type="button" id="swaprows" on:click={swap}>"Swap"</button>
            <button type="button" id="clear" on:click={move || all.set(Vec::new())}>"Clear"</button>
            <table><tbody>{for row in all.get(), key = row.id {
                <tr class:danger={move || row.with(|row| is_chosen.is(&row.id))}>
                    <td>{row.peek().id}</td>
                    <td><a class="select" on:click={move || chosen.set(row.with(|row| row.id))}>{move || row.with(|row| row.label.clone())}</a></td>
                    <td><a class="remove" on:click={move || remove(row.with(|row| row.id))}>"×"</a></td>
                </tr>
            }}</tbody></table>
        </div>
    }
}
