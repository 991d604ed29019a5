use layer9_islands::prelude::*;

/// A row of the list.
#[derive(Prop, Clone, PartialEq)]
pub struct Item {
    /// What the row is known by.
    id: u32,
    /// What it says.
    title: String,
    /// Whether it is done.
    #[prop(default = false)]
    done: bool,
}

/// A keyed list whose rows can be added, removed, reordered and edited.
#[island]
pub fn Todo(
    /// The rows at first.
    items: Vec<Item>,
) -> impl View {
    let next = signal(items.iter().map(|item| item.id).max().unwrap_or(0) + 1);
    let list = signal(items);
    let text = signal(String::new());
    let left = derived(move || list.with(|list| list.iter().filter(|item| !item.done).count()));
    let add = move |e: Event| {
        e.prevent_default();
        let title = text.peek();
        if title.is_empty() {
            return;
        }
        let id = next.peek();
        next.set(id + 1);
        list.update(|list| list.push(Item { id, title, done: false }));
        text.set(String::new());
    };
    view! {
        <form on:submit={add}>
            <label>"New " <input name="title" bind:value={text}/></label>
            <button>"Add"</button>
        </form>
        <button type="button" class="reverse" on:click={move || list.update(|list| list.reverse())}>"Reverse"</button>
        <button type="button" class="sort" on:click={move || list.update(|list| sort_by(list, |a, b| compare(&a.title, &b.title)))}>"Sort"</button>
        <ul>
            {for item in list.get(), key = item.id {
                <li class:done={move || item.with(|item| item.done)} data-id={item.peek().id}>
                    <input type="checkbox" aria-label="Done" checked={item.peek().done}
                        on:change={move |e| {
                            let (id, done) = (item.peek().id, e.checked());
                            list.update(|list| if let Some(item) = list.iter_mut().find(|item| item.id == id) {
                                item.done = done;
                            });
                        }}/>
                    <span>{move || item.with(|item| item.title.clone())}</span>
                    <button type="button" class="remove" on:click={move || {
                        let id = item.peek().id;
                        list.update(|list| list.retain(|item| item.id != id));
                    }}>"Remove"</button>
                </li>
            }}
        </ul>
        <p class="left">{left}" left of "{move || list.with(Vec::len)}</p>
    }
}
