//! Stores: a signal for each field.

use layer9_islands::prelude::*;
use layer9_islands::testing::Page;
use proptest::prelude::*;

#[derive(Store, Clone, PartialEq, Debug, Default)]
struct Address {
    city: String,
    zip: u32,
}

#[derive(Store, Clone, PartialEq, Debug, Default)]
struct Person {
    name: String,
    #[store(nested)]
    address: Address,
    tags: Vec<u8>,
}

#[test]
fn only_readers_of_a_field_are_told() {
    let runs = signal((0, 0));
    let person = Person { name: "Ada".into(), ..Person::default() }.store();
    let page = Page::new(move || {
        effect(move || {
            person.name.with(|_| {});
            runs.update(|(name, _)| *name += 1)
        });
        effect(move || {
            person.address.zip.get();
            runs.update(|(_, zip)| *zip += 1)
        });
        view! { <p>{person.name}" "{person.address.city}</p> }
    });
    assert_eq!(runs.peek(), (1, 1));
    person.address.city.set("Rome".into());
    assert_eq!((page.text(), runs.peek()), ("Ada Rome".to_owned(), (1, 1)));
    person.set(Person { name: "Bo".into(), ..person.get() });
    assert_eq!((page.text(), runs.peek()), ("Bo Rome".to_owned(), (2, 1)));
    assert_eq!(page.dispose(), (0, 0));
}

proptest! {
    /// A store is the struct: whatever is written to fields or the whole, it reads as a plain value does.
    #[test]
    fn a_store_reads_as_its_struct(edits in prop::collection::vec((0_u8..5, "[a-c]{0,2}", 0_u32..4), 0..40)) {
        let mut model = Person::default();
        let store = model.clone().store();
        for (which, text, number) in edits {
            match which {
                0 => { model.name.clone_from(&text); store.name.set(text) }
                1 => { model.address.city.clone_from(&text); store.address.city.set(text) }
                2 => { model.address.zip = number; store.address.zip.update(|zip| *zip = number) }
                3 => { model.tags.push(number as u8); store.tags.update(|tags| tags.push(number as u8)) }
                _ => {
                    model.address = Address { city: text, zip: number };
                    store.set(model.clone());
                }
            }
            prop_assert_eq!(&store.get(), &model);
        }
    }
}
