//! Attributes as values, and markup by its explicit name.

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, render};

#[test]
fn spread_attributes_are_written_and_followed() {
    let (on, title) = (signal(true), signal("a<b".to_owned()));
    let made = move || {
        let more = attributes()
            .with("id", "x")
            .with("title", title)
            .with("aria-pressed", on)
            .with("hidden", move || !on.get());
        view! { <button class="k" {..more}>"x"</button> }
    };
    let page = Page::new(made);
    assert_eq!(page.mutations(), 0);
    assert_eq!(page.html(), r#"<button aria-pressed="true" class="k" id="x" title="a&lt;b">x</button>"#);
    batch(|| {
        on.set(false);
        title.set("c".into());
    });
    assert_eq!(
        page.html(),
        r#"<button aria-pressed="false" class="k" hidden="" id="x" title="c">x</button>"#
    );
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn spread_attributes_of_what_is_made_in_the_browser_are_all_set() {
    let open = signal(false);
    let page = Page::new(move || {
        view! {
            <p>{if open.get() { <i {..attributes().with("id", "x").with("id", "y").with("data-n", 3)}>"i"</i> }}</p>
        }
    });
    open.set(true);
    assert_eq!(page.html(), r#"<p><i data-n="3" id="y">i</i></p>"#);
}

#[test]
fn markup_is_only_taken_by_its_explicit_name() {
    let html = signal("<b>x</b> & <i>y</i>".to_owned());
    let made = move || view! { <div dangerous:html={html}></div><p>{html}</p> };
    assert_eq!(
        render(made),
        "<div><b>x</b> & <i>y</i></div><p>&lt;b&gt;x&lt;/b&gt; &amp; &lt;i&gt;y&lt;/i&gt;</p>"
    );
}
