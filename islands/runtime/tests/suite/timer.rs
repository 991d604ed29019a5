//! Timers: they run, are cancelled, and end with what made them.

use layer9_islands::prelude::*;
use layer9_islands::testing::{Page, Setting};

fn setting() -> Setting {
    let window = [("setTimeout", "7"), ("setInterval", "8")];
    Setting {
        window: window.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        ..Setting::default()
    }
}

fn cleared(page: &Page) -> Vec<(String, Vec<String>)> {
    page.calls().into_iter().filter(|(name, _)| name.starts_with("clear")).collect()
}

#[test]
fn a_timer_runs_once_and_leaves_nothing() {
    let count = signal(0);
    let made = move || {
        view! { <button on:click={move || _ = after(50, move || count.update(|n| *n += 1))}>{count}</button> }
    };
    let page = Page::with(&setting(), made, made);
    let before = page.nodes();
    page.click("button", 0);
    assert_eq!(page.calls(), [("setTimeout".to_owned(), vec!["50".to_owned()])]);
    page.call_back("setTimeout");
    page.call_back("setTimeout");
    assert_eq!(page.text(), "1");
    assert_eq!(page.nodes(), before, "the timer is gone");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn an_interval_ends_with_its_branch_or_when_it_is_cancelled() {
    let (open, count) = (signal(true), signal(0));
    let made = move || {
        effect(move || {
            if open.get() {
                every(10, move || count.update(|n| *n += 1));
            }
        });
        view! { <p>{count}</p> }
    };
    let page = Page::with(&setting(), made, made);
    page.call_back("setInterval");
    page.call_back("setInterval");
    assert_eq!(page.text(), "2");
    open.set(false);
    assert_eq!(cleared(&page), [("clearInterval".to_owned(), vec!["8".to_owned()])]);
    page.call_back("setInterval");
    assert_eq!(page.text(), "2");
    let timer = every(10, || {});
    timer.cancel();
    timer.cancel();
    assert_eq!(cleared(&page).len(), 1);
    assert_eq!(page.dispose(), (0, 0));
}
