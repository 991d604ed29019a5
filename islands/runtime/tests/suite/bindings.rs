//! Attributes, classes, styles, two-way bindings, events and references.

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, Setting, render};

#[test]
fn attributes_follow() {
    let (on, text, maybe) = (signal(true), signal("a<\"".to_owned()), signal(Some(3)));
    let page = Page::new(move || {
        view! {
            <p class="x" class:on={on} class:off={move || !on.get()} style="color:red" style:width={move || maybe.get().map(|n| text!(n, "px"))}
                title={text} hidden={on} aria-pressed={on} data-n={maybe}></p>
        }
    });
    assert_eq!(page.mutations(), 0);
    assert_eq!(
        page.html(),
        r#"<p aria-pressed="true" class="x on" data-n="3" hidden="" style="color:red;width:3px;" title="a&lt;&quot;"></p>"#
    );
    batch(|| {
        on.set(false);
        text.set("b".into());
        maybe.set(None);
    });
    assert_eq!(page.html(), r#"<p aria-pressed="false" class="x off" style="color:red;" title="b"></p>"#);
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn values_bind_two_ways() {
    let (name, age, sure, note) =
        (signal("Ada".to_owned()), signal(36_u8), signal(false), signal("\nx".to_owned()));
    let page = Page::new(move || {
        view! {
            <input bind:value={name}/><input type="number" bind:value={age}/><input type="checkbox" bind:checked={sure}/>
            <textarea bind:value={note}/><p>{name}" "{age}" "{sure}</p>
        }
    });
    assert_eq!(page.mutations(), 0);
    assert_eq!(page.property("textarea", 0, "value").as_deref(), Some("\nx"));
    page.input("input", 0, "Grace");
    page.input("input", 1, "85");
    page.input("input", 2, "true");
    assert!(page.html().ends_with("<p>Grace 85 true</p>"), "{}", page.html());
    page.input("input", 1, "300");
    page.input("input", 1, "");
    assert_eq!(age.peek(), 85);
    sure.set(false);
    name.set("Zoë".into());
    assert_eq!(page.property("input", 0, "value").as_deref(), Some("Zoë"));
    assert_eq!(page.property("input", 2, "checked").as_deref(), Some("false"));
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn handlers_take_an_event_or_nothing() {
    let log = signal(String::new());
    let page = Page::new(move || {
        let plain = move || log.update(|log| log.push('p'));
        view! {
            <div on:keydown={move |e| if e.key() == "Enter" { e.prevent_default(); log.update(|log| log.push('e')) }}>
                <input on:keydown={plain} on:click={move |_| log.update(|log| log.push('c'))} on:my-event={plain}/>
            </div>
        }
    });
    page.dispatch("input", 0, "keydown", &[("key", "Enter")]);
    page.dispatch("input", 0, "keydown", &[("key", "a")]);
    page.dispatch("input", 0, "my-event", &[]);
    page.click("input", 0);
    assert_eq!(log.peek(), "peppc");
}

#[test]
fn what_the_browser_knows_comes_after_hydration() {
    let setting =
        Setting { window: [("localStorage.name".to_owned(), "Ada".to_owned())].into(), ..Setting::default() };
    let view = || {
        let name = signal(String::from("?"));
        let node = node_ref();
        effect(move || {
            if let Some(stored) = browser::get("localStorage.name") {
                name.set(stored);
            }
            browser::call_with("setTimeout", move || name.set("late".into()), &["10"]);
            node.focus();
        });
        view! { <p node={node}>{name}</p> }
    };
    let page = Page::with(&setting, view, view);
    assert_eq!((page.html().as_str(), page.mutations()), ("<p>Ada</p>", 1));
    page.call_back("setTimeout");
    assert_eq!(page.html(), "<p>late</p>");
    assert!(page.calls().iter().any(|(path, _)| path == "focus"));
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn text_without_formatting_machinery() {
    let all = text!(
        0_u8,
        i8::MIN,
        " ",
        i32::MIN,
        " ",
        u64::MAX,
        " ",
        i64::MIN,
        " ",
        'é',
        true,
        Some("x"),
        None::<i32>
    );
    assert_eq!(all, "0-128 -2147483648 18446744073709551615 -9223372036854775808 étruex");
    let floats = [
        0.0,
        -0.5,
        1.0,
        0.1 + 0.2,
        1234.56789,
        1e15,
        1.5e300,
        f64::NAN,
        f64::NEG_INFINITY,
        0.9999999,
        5e-324,
    ];
    let shown: Vec<String> = floats.iter().map(|x| text!(x)).collect();
    assert_eq!(
        shown,
        ["0", "-0.5", "1", "0.3", "1234.56789", "1e+15", "1.5e+300", "NaN", "-Infinity", "1", "0"]
    );
    assert_eq!(
        [fixed(1.005, 2), fixed(-2.5, 0), fixed(9.99, 1), fixed(7.0, 3)],
        ["1.00", "-3", "10.0", "7.000"]
    );
    assert_eq!(render(|| "a\u{1}b\u{2}\u{1}i\u{2}&<>\""), "<!---->ab\u{1}i\u{2}&amp;&lt;&gt;&quot;");
}

#[test]
fn helpers_sort_and_search() {
    let mut list = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
    sort_by(&mut list, |a, b| a.0.cmp(&b.0));
    assert_eq!(list, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    assert!(contains("äbc", "bc") && contains("x", "") && !contains("", "x") && !contains("ab", "abc"));
    assert_eq!(compare("a", "B"), std::cmp::Ordering::Less);
}

#[test]
fn a_listener_on_the_window_goes_with_its_scope() {
    let (on, heard) = (signal(true), signal(0));
    let page = Page::new(move || {
        effect(move || {
            if on.get() {
                browser::listen("resize", move || heard.update(|n| *n += 1));
            }
        });
        view! { <p>{heard}</p> }
    });
    let with = page.handles();
    page.call_back("resize");
    on.set(false);
    page.call_back("resize");
    assert_eq!((page.text().as_str(), page.handles()), ("1", with - 1));
    assert_eq!(page.dispose(), (0, 0));
}
