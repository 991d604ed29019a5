use layer9_islands::prelude::*;

/// What is shown.
#[derive(Prop, Clone, Copy, PartialEq)]
pub enum Mode {
    /// Nothing but a word.
    Off,
    /// A list.
    On,
    /// A long name.
    HalfWay,
}

/// Conditions of every kind, inside of each other.
#[island]
pub fn Choices(
    /// What is shown first.
    #[prop(default = Mode::Off)]
    mode: Mode,
    /// A name to greet.
    name: Option<String>,
    /// Words to list.
    #[prop(default)]
    words: Vec<String>,
) -> impl View {
    let mode = signal(mode);
    let name = signal(name);
    let count = signal(0);
    let words = signal(words);
    effect(move || {
        count.get();
        on_cleanup(|| browser::set("document.title", "cleaned"));
    });
    view! {
        <button type="button" class="mode" on:click={move || mode.update(|mode| *mode = match mode {
            Mode::Off => Mode::On,
            Mode::On => Mode::HalfWay,
            Mode::HalfWay => Mode::Off,
        })}>"Mode"</button>
        <button type="button" class="count" on:click={move || count.update(|n| *n += 1)}>"Count"</button>
        <button type="button" class="name" on:click={move || name.update(|name| *name = match name {
            Some(_) => None,
            None => Some("Ada".into()),
        })}>"Name"</button>
        "before "
        {match mode.get() {
            Mode::Off => "off",
            Mode::On => {
                <ul>{for word in words.get() { <li>{word}", "{count}</li> }}</ul>
                {if count.get() % 2 == 1 { <em>"odd"</em> } else { <b>"even"</b>" number" }}
            }
            Mode::HalfWay => { <i>"half way "{count}</i> }
        }}
        " between "
        {if let Some(name) = name.get() { <strong>{name}"!"</strong> }}
        " after"
    }
}
