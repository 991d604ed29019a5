//! Keyed lists: random edits against a model, with the number of moves.

use layer9_islands::prelude::*;
use layer9_islands::testing::Page;
use proptest::prelude::*;

type Item = (u32, String);

fn list(items: Signal<Vec<Item>>) -> impl View {
    view! {
        <ul>
            {for item in items.get(), key = item.0 {
                <li data-id={item.peek().0}>
                    <b>{move || item.get().1}</b>
                    {if item.with(|item| item.1.len() > 2) { <i on:click={move || { item.peek(); }}>"long"</i> }}
                </li>
            }}
        </ul>
    }
}

fn expected(items: &[Item]) -> String {
    let row = |(id, text): &Item| {
        let long = if text.len() > 2 { "<i>long</i>" } else { "" };
        format!("<li data-id=\"{id}\"><b>{text}</b>{long}</li>")
    };
    format!("<ul>{}</ul>", items.iter().map(row).collect::<String>())
}

/// The fewest moves: rows that stay, less a longest run that is in order already. Quadratic and plain.
fn fewest_moves(before: &[Item], after: &[Item]) -> usize {
    let old: Vec<usize> =
        after.iter().filter_map(|(id, _)| before.iter().position(|(other, _)| other == id)).collect();
    let mut best = vec![1; old.len()];
    for i in 0..old.len() {
        for j in 0..i {
            if old[j] < old[i] {
                best[i] = best[i].max(best[j] + 1);
            }
        }
    }
    old.len() - best.iter().copied().max().unwrap_or(0)
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    proptest::collection::btree_map(0_u32..20, "[a-z]{0,4}", 0..14)
        .prop_map(|map| map.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn random_edits_agree_with_the_model(edits in proptest::collection::vec(items(), 1..8)) {
        let start = edits[0].clone();
        let items = signal(start.clone());
        let page = Page::new(move || list(items));
        prop_assert_eq!(page.mutations(), 0);
        prop_assert_eq!(page.html(), expected(&start));
        let mut before = start;
        for after in edits.into_iter().skip(1) {
            let elements = page.elements("li");
            items.set(after.clone());
            prop_assert_eq!(page.html(), expected(&after));
            prop_assert_eq!(page.moves(), fewest_moves(&before, &after));
            // A key that stays keeps its element.
            for (now, (id, _)) in page.elements("li").iter().zip(&after) {
                if let Some(was) = before.iter().position(|(other, _)| other == id) {
                    prop_assert_eq!(*now, elements[was]);
                }
            }
            before = after;
        }
        // The handles of rows that are gone were given back.
        items.set(Vec::new());
        let empty = (page.nodes(), page.handles());
        items.set(vec![(1, "abc".into()), (2, "d".into())]);
        items.set(Vec::new());
        prop_assert_eq!((page.nodes(), page.handles()), empty);
        prop_assert_eq!(page.dispose(), (0, 0));
    }

    /// Keys that are there several times are odd, but neither lose rows nor stop anything.
    #[test]
    fn equal_keys_are_rows_of_their_own(edits in proptest::collection::vec(proptest::collection::vec((0_u32..4, "[a-z]{0,3}"), 0..8), 1..6)) {
        let items = signal(Vec::new());
        let page = Page::new(move || list(items));
        for edit in edits {
            items.set(edit.clone());
            prop_assert_eq!(page.html(), expected(&edit));
        }
        prop_assert_eq!(page.dispose(), (0, 0));
    }
}

#[test]
fn a_list_that_differs_in_the_browser_is_made_anew() {
    let build = || list(signal(vec![(1, "a".into())]));
    let browser = || list(signal(vec![(1, "a".into()), (2, "long".into())]));
    let page = Page::with(&Default::default(), build, browser);
    assert_eq!(page.html(), expected(&[(1, "a".into()), (2, "long".into())]));
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn a_plain_list_is_built_anew() {
    let words = signal(vec!["a", "b"]);
    let page = Page::new(
        move || view! { <p>"<"{for (at, word) in words.get().into_iter().enumerate() { <b>{at}</b>{word} }}">"</p> },
    );
    assert_eq!((page.html().as_str(), page.mutations()), ("<p>&lt;<b>0</b>a<b>1</b>b&gt;</p>", 0));
    words.set(vec!["c"]);
    assert_eq!(page.html(), "<p>&lt;<b>0</b>c&gt;</p>");
    words.set(vec![]);
    assert_eq!(page.html(), "<p>&lt;&gt;</p>");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn a_thousand_rows_take_no_time() {
    let items: Signal<Vec<Item>> = signal((0..1000).map(|n| (n, n.to_string())).collect());
    let page = Page::new(move || list(items));
    items.update(|items| items.swap(1, 998));
    assert_eq!(page.moves(), 2);
    items.update(|items| items.reverse());
    items.update(Vec::clear);
    assert_eq!(page.html(), "<ul></ul>");
}

#[test]
fn an_order_that_differs_in_the_browser_shows_after_hydration() {
    let page = Page::new(|| {
        let names = signal(vec!["Éclair", "Zeta", "Apple", "Eel"]);
        let sorted = derived(move || {
            let mut names = names.get();
            sort_by(&mut names, |a, b| compare(a, b));
            names
        });
        view! {
            <ul>
                {for name in sorted.get(), key = *name {
                    <li><button on:click={move || names.update(|all| all.retain(|n| *n != name.peek()))}>{name.peek()}</button></li>
                }}
            </ul>
        }
    });
    // The build's order is Apple, Eel, Zeta, Éclair: one row moves, and each is still its own.
    assert_eq!((page.text().as_str(), page.moves()), ("AppleÉclairEelZeta", 1));
    page.click("button", 1);
    assert_eq!(page.text(), "AppleEelZeta");
}
