//! What views write and how they find their nodes again.

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, render};

fn both(view: impl Fn() -> String, html: &str) {
    assert_eq!(view(), html);
}

#[test]
fn static_markup_is_written_as_html() {
    both(
        || render(|| view! { <p class="a" data-n=3 hidden>"1 < 2 & \"3\""<br/><img src="x" alt=""/></p> }),
        r#"<p class="a" data-n="3" hidden>1 &lt; 2 &amp; &quot;3&quot;<br><img src="x" alt=""></p>"#,
    );
    both(
        || render(|| view! { <my-element aria-label="x" draggable=true inert=false/> }),
        r#"<my-element aria-label="x" draggable="true"></my-element>"#,
    );
    both(
        || render(|| view! { <svg viewBox="0 0 1 1"><path d="M0"/></svg> }),
        r#"<svg viewBox="0 0 1 1"><path d="M0"></path></svg>"#,
    );
    both(|| render(|| view! {}), "<!---->");
    both(|| render(|| view! { "a" "b" }), "<!---->ab");
}

#[test]
fn holes_are_found_wherever_they_are() {
    let n: Vec<Signal<i32>> = (0..9).map(signal).collect();
    let s = n.clone();
    let page = Page::new(move || {
        let s = s.clone();
        view! {
            "x"{s[0]}"y"
            <p><b></b><i><u>{s[1]}</u></i>" "<em title={s[2]}>"t"<a></a>{s[3]}</em></p>
            {s[4]}{s[5]}
            <div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><div><q>{s[6]}</q></div></div></div></div></div></div></div></div></div></div></div></div></div></div></div></div></div>
            <s>{s[7]}</s>{s[8]}"z"
        }
    });
    assert_eq!(page.mutations(), 0);
    for (at, signal) in n.iter().enumerate() {
        signal.set(at as i32 + 10);
        assert_eq!(page.mutations(), 1);
    }
    assert_eq!(page.text(), "x10y11 t131415161718z");
    assert_eq!(page.property("em", 0, "title").as_deref(), Some("12"));
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn empty_text_is_a_place_too() {
    let (a, b, c) = (signal(String::new()), signal(None::<i32>), signal(""));
    let page = Page::new(move || view! { <p>"<"{a}{b}">"</p><q>{c}</q><p>{a}</p> });
    assert_eq!((page.text().as_str(), page.mutations()), ("<>", 0));
    a.set("a".into());
    b.set(Some(1));
    c.set("c");
    assert_eq!(page.text(), "<a1>ca");
    a.set(String::new());
    b.set(None);
    assert_eq!(page.text(), "<>c");
}

#[test]
fn views_stand_in_views() {
    fn inner(of: Signal<i32>) -> impl View {
        view! { "in "{of}<b>"."</b>" out" }
    }
    let n = signal(1);
    let page = Page::new(move || {
        let list: Vec<_> = (0..3).map(|at| view! { <i>{at}{n}</i> }).collect();
        view! { "a"{inner(n)}"b"<p>{inner(n)}</p>{list}{inner(n)} }
    });
    assert_eq!((page.text().as_str(), page.mutations()), ("ain 1. outbin 1. out011121in 1. out", 0));
    n.set(2);
    assert_eq!(page.text(), "ain 2. outbin 2. out021222in 2. out");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn random_text_survives_parsing_and_hydration() {
    use proptest::prelude::*;
    let mut runner = proptest::test_runner::TestRunner::default();
    let texts = proptest::collection::vec("[ -~éß漢\n]{0,12}", 3);
    runner
        .run(&texts, |texts| {
            let view = texts.clone();
            let page = Page::new(move || {
                let [a, b, c] = [0, 1, 2].map(|at| view[at].clone());
                let d = c.clone();
                view! { <div title={a.clone()}>{a}{move || b.clone()}"-"<pre>{c}</pre></div><textarea>{d}</textarea> }
            });
            prop_assert_eq!(page.text(), format!("{}{}-{2}{2}", texts[0], texts[1], texts[2]));
            prop_assert_eq!(page.property("div", 0, "title"), Some(texts[0].clone()));
            prop_assert_eq!(page.mutations(), 0);
            Ok(())
        })
        .expect("texts survive");
}
