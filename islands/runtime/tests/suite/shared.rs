//! Values that islands share through the page.

use layer9_islands::prelude::*;
use layer9_islands::testing::Page;
use proptest::prelude::*;

#[derive(Prop, Clone, PartialEq, Debug)]
struct Item {
    name: String,
    count: u32,
}

#[test]
fn one_write_is_seen_by_all_of_the_name_and_type() {
    let page = Page::new(|| {
        let (a, b) = (shared("cart", 1_i32), shared("cart", 1_i32));
        let other = shared("cart", "text".to_owned());
        view! {
            <button on:click={move || a.update(|n| *n += 1)}>{a}</button><button on:click={move || b.set(10)}>{b}</button>
            <i>{other}</i>
        }
    });
    assert_eq!((page.text(), page.mutations()), ("11text".to_owned(), 0));
    page.click("button", 0);
    page.settle();
    assert_eq!(page.text(), "22text");
    page.click("button", 1);
    page.settle();
    assert_eq!(page.text(), "1010text");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn who_comes_later_gets_what_was_written() {
    let open = signal(false);
    let page = Page::new(move || {
        let cart = shared("cart", vec![Item { name: "a".into(), count: 1 }]);
        view! {
            <button on:click={move || cart.update(|items| items.push(Item { name: "b;".into(), count: 2 }))}>"+"</button>
            {if open.get() { {late()} }}
        }
    });
    fn late() -> impl View {
        let cart = stored("cart", Vec::<Item>::new());
        view! { <p>{move || cart.with(|items| items.iter().map(|i| i.name.clone() + "!").collect::<String>())}</p> }
    }
    open.set(true);
    page.settle();
    assert_eq!(page.text(), "+", "nobody wrote yet, and each begins with its own");
    open.set(false);
    page.click("button", 0);
    page.settle();
    open.set(true);
    page.settle();
    assert_eq!(page.text(), "+a!b;!");
    page.publish("cart:", "0;");
    assert_eq!(page.text(), "+");
    assert_eq!(page.dispose(), (0, 0));
}

#[test]
fn types_of_another_shape_have_another_name() {
    #[derive(Prop, Clone, PartialEq)]
    struct Renamed {
        label: String,
        count: u32,
    }
    let shapes = [
        <Item as Prop>::SHAPE,
        <Renamed as Prop>::SHAPE,
        <Vec<Item> as Prop>::SHAPE,
        <Option<Item> as Prop>::SHAPE,
        <(String, u32) as Prop>::SHAPE,
        <u32 as Prop>::SHAPE,
        <i32 as Prop>::SHAPE,
    ];
    let distinct: std::collections::BTreeSet<u32> = shapes.into_iter().collect();
    assert_eq!(distinct.len(), shapes.len());
}

proptest! {
    /// Whoever writes, and however: in the end all have what was written last.
    #[test]
    fn all_have_the_last_value(writes in prop::collection::vec((0_usize..4, 0_i32..5, any::<bool>()), 1..40)) {
        let members = signal(Vec::<Signal<i32>>::new());
        let page = Page::new(move || {
            members.set((0..4).map(|_| shared("n", 0)).collect());
            view! { <p></p> }
        });
        let mut model = 0;
        for (who, value, settles) in writes {
            model = value;
            members.peek()[who].set(value);
            if settles {
                page.settle();
                prop_assert!(members.peek().iter().all(|member| member.peek() == model));
            }
        }
        page.settle();
        let all: Vec<i32> = members.peek().iter().map(|member| member.peek()).collect();
        prop_assert_eq!(all, [model; 4]);
        prop_assert_eq!(page.dispose(), (0, 0));
    }
}
