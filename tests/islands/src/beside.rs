use layer9_islands::prelude::*;

/// Works with what else is on the page: a function of the site's own script, and a custom element that another script defines.
#[island]
pub fn Beside() -> impl View {
    let (said, stars) = (signal(String::new()), signal(String::from("3")));
    let greet = move || {
        said.set(browser::call("site.greet", &["Ada"]).unwrap_or_else(|| "nobody greets".into()));
    };
    view! {
        <button type="button" class="greet" on:click={greet}>"Greet"</button>
        <output class="said">{said}</output>
        <star-rating value={stars} on:rate={move |e: Event| stars.set(e.get("detail.value").unwrap_or_default())}></star-rating>
        <output class="stars">{stars}</output>
    }
}
