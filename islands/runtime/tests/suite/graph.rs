//! Signals: random graphs against a model, and what disposal leaves behind.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use layer9_islands::prelude::*;
use layer9_islands::testing::Page;
use proptest::prelude::*;

/// A derived value: which earlier ones it reads, and which of them decides whether it reads the rest.
#[derive(Clone, Debug)]
struct Step {
    reads: Vec<usize>,
    modulus: i64,
    conditional: bool,
}

#[derive(Clone, Debug)]
enum Action {
    Set(usize, i64),
    Batch(Vec<(usize, i64)>),
    Read(usize),
}

const SOURCES: usize = 4;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (proptest::collection::vec(0_usize..100, 1..4), 1_i64..6, any::<bool>());
    proptest::collection::vec(
        step.prop_map(|(reads, modulus, conditional)| Step { reads, modulus, conditional }),
        1..12,
    )
}

fn actions() -> impl Strategy<Value = Vec<Action>> {
    let write = (0..SOURCES, -9_i64..9);
    proptest::collection::vec(
        prop_oneof![
            write.clone().prop_map(|(at, to)| Action::Set(at, to)),
            proptest::collection::vec(write, 0..4).prop_map(Action::Batch),
            (0_usize..100).prop_map(Action::Read),
        ],
        1..24,
    )
}

/// The value of place `at`: sources first, derived values after.
fn model(sources: &[i64], steps: &[Step], at: usize) -> i64 {
    if at < SOURCES {
        return sources[at];
    }
    compute(&steps[at - SOURCES], at, |read| model(sources, steps, read))
}

fn compute(step: &Step, at: usize, read: impl Fn(usize) -> i64) -> i64 {
    let first = read(step.reads[0] % at);
    if step.conditional && first % 2 == 0 {
        return first;
    }
    step.reads.iter().map(|&from| read(from % at)).sum::<i64>() % step.modulus
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn random_graphs_agree_with_the_model(steps in steps(), actions in actions()) {
        let page = Page::new(|| view! { <p></p> });
        let mut values = vec![0; SOURCES];
        let sources: Vec<Signal<i64>> = (0..SOURCES).map(|_| signal(0)).collect();
        let places: Rc<RefCell<Vec<Derived<i64>>>> = Rc::default();
        let computed: Rc<Cell<usize>> = Rc::default();
        for (index, step) in steps.iter().enumerate() {
            let at = SOURCES + index;
            let (step, sources, known, computed) = (step.clone(), sources.clone(), places.borrow().clone(), computed.clone());
            let value = derived(move || {
                computed.set(computed.get() + 1);
                compute(&step, at, |read| if read < SOURCES { sources[read].get() } else { known[read - SOURCES].get() })
            });
            places.borrow_mut().push(value);
        }
        // Each effect sees, in every run, a state that the model knows: no half of a change.
        let state = Rc::new(RefCell::new(values.clone()));
        let runs = Rc::new(Cell::new(0));
        let last = Rc::new(RefCell::new(vec![None; steps.len()]));
        for (index, place) in places.borrow().iter().copied().enumerate() {
            let (state, steps, runs, last) = (state.clone(), steps.clone(), runs.clone(), last.clone());
            effect(move || {
                let value = place.get();
                runs.set(runs.get() + 1);
                assert_eq!(value, model(&state.borrow(), &steps, SOURCES + index));
                // An effect runs only when what it reads differs.
                assert_ne!(last.borrow_mut()[index].replace(value), Some(value));
            });
        }
        prop_assert_eq!(runs.get(), steps.len());
        for action in actions {
            computed.set(0);
            let total = SOURCES + steps.len();
            match action {
                Action::Set(at, to) => {
                    values[at] = to;
                    state.borrow_mut().clone_from(&values);
                    sources[at].set(to);
                }
                Action::Batch(writes) => {
                    for (at, to) in &writes {
                        values[*at] = *to;
                    }
                    state.borrow_mut().clone_from(&values);
                    batch(|| for (at, to) in &writes {
                        sources[*at].set(*to);
                    });
                }
                Action::Read(at) => {
                    let at = at % total;
                    let value = if at < SOURCES { sources[at].get() } else { places.borrow()[at - SOURCES].get() };
                    prop_assert_eq!(value, model(&values, &steps, at));
                }
            }
            // A change computes each derived value at most once.
            prop_assert!(computed.get() <= steps.len());
            for (index, last) in last.borrow().iter().enumerate() {
                prop_assert_eq!(*last, Some(model(&values, &steps, SOURCES + index)));
            }
        }
        page.dispose();
    }
}

fn in_scope(f: impl Fn() + Clone + 'static) -> (usize, usize) {
    let page = Page::new(move || {
        let f = f.clone();
        effect(f);
        view! { <p></p> }
    });
    page.dispose()
}

#[test]
fn disposal_leaves_nothing() {
    let left = in_scope(|| {
        let a = signal(1);
        let b = derived(move || a.get() + 1);
        effect(move || {
            let c = signal(b.get());
            effect(move || {
                c.get();
            });
        });
        a.set(2);
        a.set(3);
    });
    assert_eq!(left, (0, 0));
}

#[test]
fn cleanups_run_before_a_rerun_and_at_the_end() {
    let log: Rc<RefCell<Vec<String>>> = Rc::default();
    let a = signal(1);
    let mine = log.clone();
    let page = Page::new(move || {
        let log = mine.clone();
        effect(move || {
            let (value, log) = (a.get(), log.clone());
            log.borrow_mut().push(format!("run {value}"));
            on_cleanup(move || log.borrow_mut().push(format!("clean {value}")));
        });
        view! { <p></p> }
    });
    a.set(2);
    page.dispose();
    a.set(3);
    assert_eq!(*log.borrow(), ["run 1", "clean 1", "run 2", "clean 2"]);
}

#[test]
fn an_outer_effect_decides_before_what_is_inside_runs() {
    let user = signal(Some("Ada".to_owned()));
    let page = Page::new(move || {
        effect(move || {
            if user.with(Option::is_some) {
                // Would panic if it ran once more after the user is gone.
                effect(move || user.with(|user| assert!(!user.as_ref().expect("there is one").is_empty())));
            }
        });
        view! { <p></p> }
    });
    user.set(None);
    user.set(Some("Bob".to_owned()));
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn untracked_reads_do_not_follow() {
    let (a, b) = (signal(1), signal(1));
    let runs = Rc::new(Cell::new(0));
    let mine = runs.clone();
    effect(move || {
        a.get();
        untracked(|| b.get());
        b.peek();
        mine.set(mine.get() + 1);
    });
    b.set(2);
    assert_eq!(runs.get(), 1);
    a.set(2);
    assert_eq!(runs.get(), 2);
}

#[test]
fn an_effect_that_writes_settles() {
    let (a, seen) = (signal(0), signal(0));
    effect(move || {
        if a.get() < 10 {
            a.update(|a| *a += 1);
        }
        seen.set(a.peek());
    });
    assert_eq!(seen.peek(), 10);
}

#[test]
fn effects_do_not_run_at_build_time() {
    let runs = Rc::new(Cell::new(0));
    let mine = runs.clone();
    let html = layer9_islands::testing::render(move || {
        effect(move || mine.set(mine.get() + 1));
        view! { <p>"x"</p> }
    });
    assert_eq!((html.as_str(), runs.get()), ("<p>x</p>", 0));
}

#[test]
#[should_panic = "gone"]
fn a_signal_that_is_gone_is_not_read() {
    let kept: Rc<Cell<Option<Signal<i32>>>> = Rc::default();
    let mine = kept.clone();
    let page = Page::new(move || {
        mine.set(Some(signal(1)));
        view! { <p></p> }
    });
    page.dispose();
    kept.get().expect("it was made").get();
}
