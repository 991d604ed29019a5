//! What a server has: requests, answers, aborts, retries.

use layer9_islands::prelude::*;
use layer9_islands::testing::Page;
use proptest::prelude::*;

fn shown(load: &Load<String>) -> String {
    match load {
        Load::Loading => "…".to_owned(),
        Load::Ready(text) => text.clone(),
        Load::Failed(why) => text!("failed: ", why),
    }
}

fn page(id: Signal<u32>, retries: u32) -> Page {
    Page::new(move || {
        let found = resource(
            move || (id.get() > 0).then(|| Request::get(text!("/api/", id)).retries(retries)),
            |answer| answer.json("name").ok_or_else(|| "no name".to_owned()),
        );
        view! { <p>{move || found.with(shown)}</p><button on:click={move || found.reload()}>"again"</button> }
    })
}

#[test]
fn an_answer_arrives_and_a_change_asks_anew() {
    let id = signal(1);
    let page = page(id, 0);
    assert_eq!((page.text(), page.mutations()), ("…again".to_owned(), 0));
    assert_eq!(page.requests(), ["/api/1"]);
    page.answer(&[("status", "200"), ("json.name", "Ada")]);
    assert_eq!(page.text(), "Adaagain");
    page.click("button", 0);
    assert_eq!((page.requests(), page.text()), (vec!["/api/1".to_owned()], "Adaagain".to_owned()));
    id.set(2);
    assert_eq!(page.requests(), ["/api/2"], "the older one is aborted");
    page.answer(&[("status", "404"), ("json.name", "not read")]);
    assert_eq!(page.text(), "failed: status 404again");
    id.set(3);
    assert_eq!(page.text(), "…again");
    page.answer(&[("status", "200")]);
    assert_eq!(page.text(), "failed: no nameagain");
    id.set(4);
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn what_may_pass_is_tried_again() {
    let page = page(signal(1), 2);
    for failure in [&[("error", "gone")][..], &[("status", "503")]] {
        page.answer(failure);
        assert_eq!((page.requests().len(), page.text()), (0, "…again".to_owned()));
        page.call_back("setTimeout");
        assert_eq!(page.requests(), ["/api/1"]);
    }
    let waits: Vec<String> =
        page.calls().into_iter().filter(|c| c.0 == "setTimeout").map(|c| c.1.concat()).collect();
    assert_eq!(waits, ["500", "1000"]);
    page.answer(&[("error", "timeout")]);
    assert_eq!(page.text(), "failed: timeoutagain");
    page.click("button", 0);
    page.answer(&[("status", "400")]);
    assert_eq!((page.requests().len(), page.text()), (0, "failed: status 400again".to_owned()), "no use");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn a_request_says_what_it_was_told() {
    let page = Page::new(|| {
        let sent = resource(
            || {
                Some(
                    Request::post("/x", "a\"\n\u{1f600}")
                        .header("Content-Type", "text/plain")
                        .header("X", "y"),
                )
            },
            |answer| Ok(answer.status()),
        );
        view! { <p>{move || sent.ready()}</p> }
    });
    assert_eq!(
        page.request_init().as_deref(),
        Some(r#"{"method":"POST","body":"a\"\u000a😀","headers":{"Content-Type":"text/plain","X":"y"}}"#)
    );
    page.answer(&[("status", "204")]);
    assert_eq!(page.text(), "204");
    assert_eq!(page.dispose(), (0, 0));
}

proptest! {
    /// Whatever comes in which order: at most one request is on its way, for what is asked now, and what is shown is the answer
    /// to it or that there is none yet.
    #[test]
    fn it_shows_the_answer_to_what_is_asked_now(steps in prop::collection::vec(0_u8..4, 0..60)) {
        let id = signal(1);
        let page = page(id, 0);
        let (mut asked, mut state) = (true, "…".to_owned());
        let mut now = 1;
        for step in steps {
            match step {
                0 => {
                    now += 1;
                    id.set(now);
                    asked = true;
                    // What is there stays until it is replaced.
                    if state.starts_with("failed") { state = "…".to_owned() }
                }
                1 if asked => {
                    page.answer(&[("status", "200"), ("json.name", &now.to_string())]);
                    (asked, state) = (false, now.to_string());
                }
                2 if asked => {
                    page.answer(&[("error", "x")]);
                    (asked, state) = (false, "failed: x".to_owned());
                }
                3 => {
                    page.click("button", 0);
                    asked = true;
                    if state.starts_with("failed") { state = "…".to_owned() }
                }
                _ => {}
            }
            let expected: Vec<String> = asked.then(|| format!("/api/{now}")).into_iter().collect();
            prop_assert_eq!(page.requests(), expected);
            prop_assert_eq!(page.text(), format!("{state}again"));
        }
        prop_assert_eq!(page.dispose(), (0, 0));
    }
}
