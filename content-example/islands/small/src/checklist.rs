use layer9_islands::prelude::*;

/// One thing to do.
#[derive(Prop, Clone, PartialEq)]
pub struct Item {
    /// What is to be done.
    title: String,
    /// Whether it is done.
    #[prop(default = false)]
    done: bool,
}

#[derive(Clone, PartialEq)]
struct Row {
    id: u32,
    title: String,
    done: bool,
}

/// A list of things to do: check them off, add some, take some away.
#[island(css = "checklist.css", scoped)]
pub fn Checklist(
    /// What the list is called.
    label: String,
    /// What is on it at first.
    items: Vec<Item>,
) -> impl View {
    let rows: Vec<Row> = items
        .into_iter()
        .zip(1..)
        .map(|(item, id)| Row { id, title: item.title, done: item.done })
        .collect();
    let next = signal(rows.len() as u32 + 1);
    let list = signal(rows);
    let text = signal(String::new());
    let done = derived(move || list.with(|list| list.iter().filter(|row| row.done).count()));
    let all = derived(move || list.with(Vec::len));
    let add = move |e: Event| {
        e.prevent_default();
        let title = text.peek();
        if title.is_empty() {
            return;
        }
        let id = next.peek();
        next.set(id + 1);
        list.update(|list| list.push(Row { id, title, done: false }));
        text.set(String::new());
    };
    view! {
        <section class="checklist" aria-label={label.clone()}>
            <p class="head"><strong>{label}</strong>" "<span role="status">{done}" of "{all}" done"</span></p>
            <ul>
                {for row in list.get(), key = row.id {
                    <li class:done={move || row.with(|row| row.done)}>
                        <label>
                            <input type="checkbox" checked={row.peek().done}
                                on:change={move |e| {
                                    let (id, done) = (row.peek().id, e.checked());
                                    list.update(|list| if let Some(row) = list.iter_mut().find(|row| row.id == id) {
                                        row.done = done;
                                    });
                                }}/>
                            <span>{move || row.with(|row| row.title.clone())}</span>
                        </label>
                        <button type="button" aria-label={text!("Remove ", row.peek().title)}
                            on:click={move || {
                                let id = row.peek().id;
                                list.update(|list| list.retain(|row| row.id != id));
                            }}>"×"</button>
                    </li>
                }}
            </ul>
            <form on:submit={add}>
                <input type="text" aria-label="New entry" placeholder="Something else" bind:value={text}/>
                <button type="submit">"Add"</button>
            </form>
        </section>
    }
}
