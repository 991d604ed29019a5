//! Context, boundaries, portals, timers, spread attributes and markup by its explicit name.

use layer9_islands::prelude::*;

#[derive(Clone)]
struct Theme(&'static str);

fn themed() -> impl View {
    view! { <b class="themed">{context::<Theme>().map_or("none", |theme| theme.0)}</b> }
}

/// Much of it at once.
#[island]
pub fn Around() -> impl View {
    let (open, ticks, markup) = (signal(false), signal(0), signal("<i>first</i> &amp; last".to_owned()));
    effect(move || {
        every(20, move || ticks.update(|n| *n = 3.min(*n + 1)));
    });
    let more = attributes().with("title", "spread").with("aria-expanded", open);
    provide(Theme("dark"), move || {
        view! {
            <div class="around">
                {themed()}
                <button type="button" class="open" {..more} on:click={move || open.update(|open| *open = !*open)}>"Open"</button>
                {if open.get() {
                    {portal("body", view! {
                        <aside class="far">{themed()}<button type="button" class="close" on:click={move || open.set(false)}>"Close"</button></aside>
                    })}
                }}
                <output class="ticks">{ticks}</output>
                <div class="markup" dangerous:html={markup}></div>
                <button type="button" class="change" on:click={move || markup.set("<u>new</u>".to_owned())}>"Change"</button>
                {boundary(
                    || view! { <button type="button" class="break" on:click={|| { after(10, || fail("it broke")); }}>"Break"</button> },
                    |failure| {
                        let message = failure.message.clone();
                        view! { <em class="broken">{message}</em><button type="button" class="retry" on:click={move || failure.retry()}>"Retry"</button> }
                    },
                )}
            </div>
        }
    })
}
