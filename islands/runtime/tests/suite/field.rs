//! Fields of forms.

use layer9_islands::prelude::*;
use layer9_islands::testing::Page;

fn required(text: &str) -> Option<String> {
    text.trim().is_empty().then(|| "is missing".to_owned())
}

#[test]
fn errors_show_once_the_visitor_was_there_or_sends() {
    let sent = signal(0);
    let page = Page::new(move || {
        let name = field(String::new(), |text: &String| required(text));
        let age = field(17_u8, |age| (*age < 18).then(|| "is too low".to_owned()));
        view! {
            <form on:submit={move |e| { e.prevent_default(); if check_all(&[&name, &age]) { sent.update(|n| *n += 1) } }}>
                <input bind:value={name.value} aria-invalid={move || name.is_wrong()} on:blur={move || name.touch()}/>
                <em>{move || name.error()}</em>
                <input type="number" bind:value={age.value}/><strong>{move || age.error()}</strong>
                <button type="button" on:click={move || { name.reset(); age.reset() }}>"reset"</button>
            </form>
        }
    });
    assert_eq!((page.text(), page.mutations()), ("reset".to_owned(), 0));
    page.dispatch("input", 0, "blur", &[]);
    assert_eq!(page.text(), "is missingreset");
    assert_eq!(page.property("input", 0, "aria-invalid").as_deref(), Some("true"));
    page.input("input", 0, "Ada");
    assert_eq!(page.text(), "reset");
    page.dispatch("form", 0, "submit", &[]);
    assert_eq!((page.text(), sent.peek()), ("is too lowreset".to_owned(), 0));
    page.input("input", 1, "36");
    page.dispatch("form", 0, "submit", &[]);
    assert_eq!((page.text(), sent.peek()), ("reset".to_owned(), 1));
    page.click("button", 0);
    page.dispatch("form", 0, "submit", &[]);
    assert_eq!((page.text(), sent.peek()), ("is missingis too lowreset".to_owned(), 1));
    assert_eq!(page.dispose(), (0, 0));
}
