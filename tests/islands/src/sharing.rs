//! Values that islands of different modules share, and islands that ask a server.

use layer9_islands::prelude::*;

/// A thing in the cart.
#[derive(Prop, Clone, PartialEq)]
pub struct Entry {
    /// What it is called.
    name: String,
    /// How many.
    count: u32,
}

/// Puts things into the cart.
#[island]
pub fn Add(
    /// What the button adds.
    name: String,
) -> impl View {
    let cart = stored("cart", Vec::<Entry>::new());
    let label = text!("Add ", name);
    let add = move || {
        cart.update(|cart| match cart.iter_mut().find(|entry| entry.name == name) {
            Some(entry) => entry.count += 1,
            None => cart.push(Entry { name: name.clone(), count: 1 }),
        });
    };
    view! { <button type="button" class="add" on:click={add}>{label}</button> }
}

/// Shows what is in the cart.
#[island]
pub fn Cart() -> impl View {
    let cart = stored("cart", Vec::<Entry>::new());
    view! {
        <div class="cart">
            <ul>{for entry in cart.get(), key = entry.name.clone() {
                <li>{move || entry.get().name}" × "{move || entry.get().count}</li>
            }}</ul>
            <button type="button" class="empty" on:click={move || cart.set(Vec::new())}>"Empty"</button>
        </div>
    }
}

/// A value that a server has.
#[island]
pub fn Loaded(
    /// Where it is.
    url: String,
    /// How often it is tried again.
    #[prop(default = 0)]
    retries: u32,
) -> impl View {
    let at = signal(url);
    let found = resource(
        move || Some(Request::get(at.get()).retries(retries).timeout(300)),
        |answer| {
            answer
                .json("items.1.name")
                .map(|name| text!(name, " of ", answer.count("items")))
                .ok_or_else(|| "no name".to_owned())
        },
    );
    view! {
        <p class="loaded">{move || found.with(|load| match load {
            Load::Loading => "loading".to_owned(),
            Load::Ready(name) => name.clone(),
            Load::Failed(why) => text!("failed: ", why),
        })}</p>
        <button type="button" class="other" on:click={move || at.set("/missing.json".to_owned())}>"Other"</button>
    }
}
