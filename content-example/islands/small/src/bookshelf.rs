use layer9_islands::prelude::*;

/// A book on the shelf.
#[derive(Prop, Clone, PartialEq)]
pub struct Book {
    /// What it is known by in the list.
    id: u32,
    /// Its title.
    title: String,
    /// The year it came out.
    year: i32,
    /// What it costs.
    price: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Title,
    Year,
    Price,
}

/// Books to search, to sort and to take away.
#[island(css = "bookshelf.css")]
pub fn Bookshelf(
    /// What stands on it at first.
    books: Vec<Book>,
) -> impl View {
    let books = signal(books);
    let query = signal(String::new());
    let order = signal(Order::Title);
    let shown = derived(move || {
        let wanted = to_lowercase(&query.get());
        let mut shown = books.get();
        shown.retain(|book| contains(&to_lowercase(&book.title), &wanted));
        match order.get() {
            Order::Title => sort_by(&mut shown, |a, b| compare(&a.title, &b.title)),
            Order::Year => sort_by_key(&mut shown, |book| book.year),
            Order::Price => sort_by(&mut shown, |a, b| a.price.total_cmp(&b.price)),
        }
        shown
    });
    let sort = move |label: &'static str, by: Order| {
        view! {
            <button type="button" aria-pressed={move || order.get() == by} on:click={move || order.set(by)}>{label}</button>
        }
    };
    view! {
        <section class="bookshelf" aria-label="Books">
            <p class="bookshelf__bar">
                <label>"Search " <input type="search" bind:value={query}/></label>
                <span role="group" aria-label="Sort by">
                    {sort("Title", Order::Title)}
                    {sort("Year", Order::Year)}
                    {sort("Price", Order::Price)}
                </span>
            </p>
            <p role="status">{move || shown.with(Vec::len)}" of "{move || books.with(Vec::len)}" books"</p>
            <ul>
                {for book in shown.get(), key = book.id {
                    <li>
                        <cite>{book.peek().title}</cite>" "
                        <span>{book.peek().year}", "{format_number(book.peek().price, 2, 2)}" €"</span>
                        <button type="button" aria-label={text!("Remove ", book.peek().title)}
                            on:click={move || {
                                let id = book.peek().id;
                                books.update(|books| books.retain(|book| book.id != id));
                            }}>"×"</button>
                    </li>
                }}
            </ul>
        </section>
    }
}
